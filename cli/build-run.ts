import { createHash } from 'node:crypto';
import type { BuildResult } from '../sql/build.ts';
import type { Project } from '../sql/project.ts';
import { filesFingerprint, unchangedSince } from '../sql/unchanged.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { type Places, ROOT } from './places.ts';

/** Which models a build takes, and whether it takes those that have not changed. */
export interface BuildChoice {
  select?: readonly string[];
  exclude?: readonly string[];
  full?: boolean;
}

const FILES = { root: ROOT, models: 'models', seeds: 'ingest/nomenclatures' } as const;

/**
 * Runs the models and their tests over what was loaded. When nothing has changed since the last build, neither
 * the models nor the code that runs them are read.
 */
export async function runBuild(
  places: Places,
  options: BuildChoice,
  clock: () => Date,
  tell: (text: string) => void,
): Promise<BuildResult> {
  const warehouse = await openWarehouse({ path: places.warehouse });
  try {
    const data = await sourceData(warehouse);
    const print = filesFingerprint(FILES, data);
    if (!options.full && !options.select?.length && !options.exclude?.length) {
      const build = await unchangedSince(warehouse.knex, print, clock().toISOString().slice(0, 10));
      if (build !== undefined) return idle(build, tell);
    }
    const [{ build }, { readProject }] = await Promise.all([
      import('../sql/build.ts'),
      import('../sql/project.ts'),
    ]);
    const project = readProject(FILES);
    return await build(project, warehouse, {
      ...options,
      dataFingerprint: withAbsent(project, data),
      filesFingerprint: print,
      logger: { info: tell },
      clock,
    });
  } finally {
    await warehouse.close();
  }
}

function idle(build: number, tell: (text: string) => void): BuildResult {
  tell(`Nothing has changed since build ${build}: nothing is rebuilt.`);
  return {
    ...{ rebuilt: false, ok: true, build, fingerprint: '', fingerprints: {} },
    ...{ models: [], tests: [], problems: [] },
  };
}

/**
 * A print of each source: of the parts of files whose rows it holds, and of the contracts that they were read by.
 * Loading a file changes the tables that it has rows in, and the list of files; an opinion on a send, or on a
 * finding, changes its own table alone.
 */
export async function sourceData(warehouse: Warehouse): Promise<Record<string, string>> {
  const { knex } = warehouse;
  const columns = ['fichier_id', 'fichier', 'contrat'] as const;
  const files: Record<(typeof columns)[number], string>[] = await knex('meta.fichier')
    .where({ etat: 'en_vigueur' })
    .select(...columns)
    .orderBy('fichier_id');
  const contracts = new Map(files.map(({ fichier_id, contrat }) => [fichier_id, contrat] as const));
  const tables: string[] = await knex('tables')
    .withSchema('information_schema')
    .where('table_schema', 'raw')
    .orderBy('table_name')
    .pluck('table_name');
  const prints: [string, string][] = [];
  for (const table of tables) {
    const parts: { fichier_id: string; partie: string }[] = await knex(table)
      .withSchema('raw')
      .distinct('fichier_id', 'partie')
      .orderBy([{ column: 'fichier_id' }, { column: 'partie' }]);
    const fed = parts.map(({ fichier_id, partie }) => [fichier_id, partie, contracts.get(fichier_id)]);
    prints.push([`raw.${table}`, JSON.stringify(fed)]);
  }
  prints.push(['meta.fichier', JSON.stringify(files)]);
  for (const table of SAID) prints.push([`meta.${table}`, JSON.stringify(await saidRows(knex, table))]);
  return Object.fromEntries(prints.map(([id, text]) => [id, sha(text)]));
}

/** What people say of what was loaded: rows are only ever added, each under a number. */
const SAID = ['validation', 'constat_reconnu'] as const;

/** All rows of such a table; none where nothing was ever said. */
async function saidRows(knex: Warehouse['knex'], table: (typeof SAID)[number]): Promise<unknown[]> {
  const exists: unknown[] = await knex('tables')
    .withSchema('information_schema')
    .where({ table_schema: 'meta', table_name: table });
  return exists.length === 0 ? [] : await knex(table).withSchema('meta').orderBy('numero');
}

/** A source whose table was never made counts as empty: its tests say that it lacks. */
export function withAbsent(project: Project, data: Readonly<Record<string, string>>): Record<string, string> {
  const absent = [...project.sources.values()].map(({ id }) => [id, 'absent'] as const);
  return { ...Object.fromEntries(absent), ...data };
}

function sha(text: string | undefined): string {
  return createHash('sha256')
    .update(text ?? '')
    .digest('hex');
}
