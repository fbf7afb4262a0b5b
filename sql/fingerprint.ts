import { createHash } from 'node:crypto';
import { version } from '@duckdb/node-api';
import { SqlError } from './error.ts';
import type { Model } from './model.ts';
import type { Project } from './project.ts';

/**
 * Stands for the rows of the sources; whoever loads them gives it. One text for all of them, or one for each,
 * by id (`raw.figure`): then only what reads a table that has changed is rebuilt.
 */
export type SourceData = string | Readonly<Record<string, string>>;

/** What a build is made from, each part a SHA-256 in hexadecimal. */
export interface Fingerprints {
  /** Everything: models, contracts, tests, seeds, variables, data, engine. */
  build: string;
  /** By model id: its SQL and that of all it reads, its seeds, the engine; not the data. */
  models: ReadonlyMap<string, string>;
  /** By model id: its own compiled SQL, hence its macros and variables, and how it is materialized. */
  own: ReadonlyMap<string, string>;
  /** By model id: the columns that its YAML states. */
  contracts: ReadonlyMap<string, string>;
  /** By seed id: its file. */
  seeds: ReadonlyMap<string, string>;
  /** By source id: its rows. */
  sources: ReadonlyMap<string, string>;
}

/** @throws {SqlError} `data_fingerprint`: fingerprints are given by table, and one is missing. */
export function fingerprintsOf(project: Project, data: SourceData): Fingerprints {
  const seeds = new Map([...project.seeds.values()].map((seed) => [seed.id, seed.sha256]));
  const sources = new Map([...project.sources.values()].map(({ id }) => [id, dataOf(id, data)]));
  const own = new Map<string, string>();
  const contracts = new Map<string, string>();
  const models = new Map<string, string>();
  for (const id of project.graph.order) {
    const model = project.byId.get(id);
    if (!model) continue;
    own.set(id, ownPrint(model));
    contracts.set(id, digest(model.columns.map(({ name, type, nullable }) => [name, type, nullable])));
    const reads = model.reads.map((read) => [read, models.get(read) ?? seeds.get(read) ?? 'source']);
    models.set(id, digest([own.get(id), reads]));
  }
  const tests = project.tests.map(({ id, definition }) => [id, definition]);
  const units = project.unitTests.map(({ id, definition }) => [id, definition]);
  const all = [[...models], [...contracts], [...seeds], [...sources], tests, units];
  return { build: digest([version(), ...all]), models, own, contracts, seeds, sources };
}

/** What a relation holds: its own print, and what each relation that it reads held. */
export function versionOf(own: string, reads: Readonly<Record<string, string>>): string {
  return digest([own, Object.entries(reads).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** One text for the data of all sources, as `meta.build` keeps it. */
export function dataDigest(data: SourceData): string {
  if (typeof data === 'string') return data;
  return digest(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function digest(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

function ownPrint(model: Model): string {
  return digest([version(), model.id, model.materialized, model.uniqueKey, model.compiled.sql]);
}

function dataOf(id: string, data: SourceData): string {
  if (typeof data === 'string') return data;
  const found = Object.hasOwn(data, id) ? data[id] : undefined;
  if (found !== undefined) return found;
  throw new SqlError('data_fingerprint', `No fingerprint was given for the source ${id}.`, {
    valeur: id,
    remede: 'Give one text for all sources, or one for each.',
  });
}
