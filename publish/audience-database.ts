import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { CubeDefinition } from './catalogue.ts';
import { cubeColumns } from './cube-files.ts';
import { totalMacros } from './total-macros.ts';

/** The name of an audience's database file. */
export const DATABASE_FILE = 'cpca.duckdb';

/**
 * Writes `<folder>/cpca.duckdb`: one table per cube, from the Parquet files of `<folder>/cubes`, with a
 * comment on each table and column, and the macros that add up cells (`total-macros.ts`). Its bytes differ from one run to the next; its content does not.
 *
 * `connection` belongs to a database in memory that holds nothing else.
 */
export async function writeAudienceDatabase(
  connection: DuckDBConnection,
  cubes: readonly CubeDefinition[],
  folder: string,
  sample: boolean,
): Promise<void> {
  await connection.run(`attach ${literal(join(folder, DATABASE_FILE))} as publication`);
  // One transaction, or the engine would flush its journal after each comment.
  await connection.run('begin transaction');
  for (const cube of cubes) {
    const table = `publication.main.${quoted(cube.nom)}`;
    const parquet = literal(join(folder, 'cubes', `${cube.nom}.parquet`));
    await connection.run(`create table ${table} as select * from read_parquet(${parquet})`);
    await connection.run(`comment on table ${table} is ${literal(tableComment(cube, sample))}`);
    for (const { nom, libelle } of cubeColumns(cube)) {
      await connection.run(`comment on column ${table}.${quoted(nom)} is ${literal(libelle)}`);
    }
  }
  for (const macro of totalMacros('publication.main')) await connection.run(macro);
  await connection.run('commit');
  await connection.run('detach publication');
}

function tableComment(cube: CubeDefinition, sample: boolean): string {
  return `${sample ? 'Données d’échantillon. ' : ''}${cube.titre}. ${cube.description}`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
