import { createHash } from 'node:crypto';
import { version } from '@duckdb/node-api';
import type { Project } from './project.ts';

/** What a build is made from, each part a SHA-256 in hexadecimal. */
export interface Fingerprints {
  /** Everything: models, tests, seeds, variables, data, engine. The same: nothing to do. */
  build: string;
  /** By model id: its SQL, what it reads, its seeds, the engine; not the data. */
  models: ReadonlyMap<string, string>;
}

/** @param data stands for the rows of the sources; whoever loads them gives it. */
export function fingerprintsOf(project: Project, data: string): Fingerprints {
  const engine = version();
  const upstream = new Map<string, string>();
  for (const seed of project.seeds.values()) upstream.set(seed.id, seed.sha256);
  const models = new Map<string, string>();
  const byId = new Map([...project.models.values()].map((model) => [model.id, model]));
  for (const id of project.graph.order) {
    const model = byId.get(id);
    if (!model) continue;
    const reads = model.reads.map((read) => [read, upstream.get(read) ?? 'source']);
    const print = digest([engine, id, model.materialized, model.compiled.sql, reads]);
    upstream.set(id, print);
    models.set(id, print);
  }
  const stated = [...project.models.values(), ...project.sources.values(), ...project.seeds.values()].map(
    ({ id, columns, tests, ...rest }) => [id, columns, tests, 'grain' in rest ? rest.grain : []],
  );
  const singular = project.singular.map(({ name, severity, compiled }) => [name, severity, compiled.sql]);
  const seeds = [...project.seeds.values()].map(({ id, sha256 }) => [id, sha256]);
  const vars = Object.entries(project.vars).sort(([a], [b]) => (a < b ? -1 : 1));
  return { build: digest([engine, [...models], stated, singular, seeds, vars, data]), models };
}

function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
