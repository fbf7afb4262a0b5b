import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { version } from '@duckdb/node-api';
import type { Knex } from 'knex';
import type { Row } from './dialect/result.ts';

/** Of a project's options, what its files do not say. */
export interface ProjectFiles {
  root: string;
  models: string;
  seeds?: string;
  vars?: Readonly<Record<string, unknown>>;
}

/**
 * A print of all that a build is made from, taken without reading any of it: the bytes of the models, YAML and
 * seeds, of this room's own code, the variables, the engine, and the data's print. Only for a project without
 * macros of its own, whose code stands elsewhere.
 */
export function filesFingerprint(files: ProjectFiles, data: unknown): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([version(), data, Object.entries(files.vars ?? {}).sort()]));
  const code = dirname(fileURLToPath(import.meta.url));
  addFolder(hash, code, (path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  addFolder(hash, join(files.root, files.models), (path) => /\.(?:sql|ya?ml)$/.test(path));
  if (files.seeds !== undefined)
    addFolder(hash, join(files.root, files.seeds), (path) => path.endsWith('.csv'));
  return hash.digest('hex');
}

function addFolder(
  hash: ReturnType<typeof createHash>,
  folder: string,
  wanted: (path: string) => boolean,
): void {
  const paths = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  for (const path of paths.filter(wanted).sort()) {
    const bytes = readFileSync(join(folder, path));
    hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  }
}

/**
 * The build in force, when the last build noted this very print, no test depends on another day, and all that
 * it left is still there; undefined when a build has to look closer.
 */
export async function unchangedSince(db: Knex, print: string, today: string): Promise<number | undefined> {
  const known: string[] = await db('columns')
    .withSchema('information_schema')
    .where({ table_schema: 'meta', table_name: 'build' })
    .pluck('column_name');
  if (!known.includes('relations')) return undefined;
  const last: Row | undefined = await db('build').withSchema('meta').orderBy('build', 'desc').first();
  if (last?.empreinte_fichiers !== print) return undefined;
  if (last.jour !== null && last.jour !== today) return undefined;
  const newest = db('build_model')
    .withSchema('meta')
    .select('modele')
    .max({ build: 'build' })
    .groupBy('modele');
  const standing: Row | undefined = await db('build_model as placed')
    .withSchema('meta')
    .innerJoin(newest.as('newest'), (on) =>
      on.on('placed.modele', 'newest.modele').andOn('placed.build', 'newest.build'),
    )
    .innerJoin(db('tables').withSchema('information_schema').as('there'), (on) =>
      on.on('there.table_schema', 'placed.couche').andOn('there.table_name', 'placed.nom'),
    )
    .whereRaw("(there.table_type = 'VIEW') = (placed.forme = 'view')")
    .count({ n: '*' })
    .first();
  return Number(standing?.n) === last.relations ? Number(last.build) : undefined;
}
