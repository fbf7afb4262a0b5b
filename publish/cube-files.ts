import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DOUBLE,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { type CubeDefinition, dimensionNames } from './catalogue.ts';
import { csvLine } from './csv.ts';
import type { CubeRow } from './cube.ts';
import { ProtectedCube } from './protection.ts';
import { sha256 } from './sha256.ts';

export { sha256 };

/** What a manifest says of one cube of one audience: its rows, and the SHA-256 of each of its files. */
export interface CubeFiles {
  lignes: number;
  arrow: string;
  parquet: string;
  csv: string;
}

/** A column of a published cube. */
export interface CubeColumn {
  nom: string;
  libelle: string;
  type: 'entier' | 'texte' | 'nombre';
  role: 'dimension' | 'valeur' | 'statut' | 'attribut';
}

const ENGINE_TYPES: Record<CubeColumn['type'], DuckDBType> = {
  entier: INTEGER,
  texte: VARCHAR,
  nombre: DOUBLE,
};
const CHUNK_ROWS = 2048;
const ARROW_BATCH_ROWS = 65_536;

/** The columns of a published cube, in order: dimensions, `valeur`, `statut`, attributes. */
export function cubeColumns(cube: CubeDefinition): CubeColumn[] {
  return [
    ...cube.dimensions.map(({ nom, libelle, type }) => ({ nom, libelle, type, role: 'dimension' as const })),
    {
      nom: 'valeur',
      libelle: 'Valeur (vide lorsque le statut n’est pas « publie »)',
      type: 'nombre',
      role: 'valeur',
    },
    { nom: 'statut', libelle: 'Statut : publie, ou la raison de l’absence', type: 'texte', role: 'statut' },
    ...cube.attributs.map(({ nom, libelle }) => ({
      nom,
      libelle,
      type: 'texte' as const,
      role: 'attribut' as const,
    })),
  ];
}

/**
 * Writes one protected cube as `<folder>/<cube>.parquet`, `.arrow` (IPC stream) and `.csv` (UTF-8, comma,
 * header, line feed). The three hold the same rows in the same order; same rows, same bytes.
 *
 * Made from samples, the Parquet and Arrow files say so in their metadata; a CSV file has no place for it.
 *
 * `connection` belongs to a database in memory that holds nothing else, with one thread.
 */
export async function writeCubeFiles(
  connection: DuckDBConnection,
  cube: ProtectedCube,
  folder: string,
  sample = false,
): Promise<CubeFiles> {
  if (!ProtectedCube.isProtected(cube)) throw new TypeError('only a protected cube is written');
  const { nom } = cube.definition;
  await mkdir(folder, { recursive: true });
  await fillTable(connection, cube);
  const parquetFile = join(folder, `${nom}.parquet`);
  const options = `format parquet${sample ? ", kv_metadata {donnees: 'données fictives'}" : ''}`;
  const order = dimensionNames(cube.definition).map((name) => `"${name}" nulls first`);
  await connection.run(
    `copy (select * from "${nom}" order by ${order.join(', ')}) to '${parquetFile.replaceAll("'", "''")}' (${options})`,
  );
  await connection.run(`drop table "${nom}"`);
  const parquet = await readFile(parquetFile);
  const arrow = arrowOf(parquet);
  const csv = Buffer.from(csvText(cube), 'utf8');
  await writeFile(join(folder, `${nom}.arrow`), arrow);
  await writeFile(join(folder, `${nom}.csv`), csv);
  return { lignes: cube.rows.length, arrow: sha256(arrow), parquet: sha256(parquet), csv: sha256(csv) };
}

/**
 * The same rows as an Arrow stream. Reading Parquet leaves copies of other cells under empty ones: they are wiped, so that
 * nobody has to ask whether a number under a hidden cell is hers.
 */
function arrowOf(parquet: Uint8Array): Uint8Array {
  const table = tableFromIPC(readParquet(parquet, { batchSize: ARROW_BATCH_ROWS }).intoIPCStream());
  for (const column of table.schema.names)
    for (const data of table.getChild(column)?.data ?? [])
      if (data.values instanceof Float64Array || data.values instanceof Int32Array)
        for (let row = 0; row < data.length; row++) if (!data.getValid(row)) data.values[row] = 0;
  return tableToIPC(table, 'stream');
}

async function fillTable(connection: DuckDBConnection, cube: ProtectedCube): Promise<void> {
  const columns = cubeColumns(cube.definition);
  const declared = columns.map(({ nom, type }) => `"${nom}" ${ENGINE_TYPES[type].toString()}`);
  await connection.run(`create table "${cube.definition.nom}" (${declared.join(', ')})`);
  const appender = await connection.createAppender(cube.definition.nom);
  const types = columns.map(({ type }) => ENGINE_TYPES[type]);
  for (let start = 0; start < cube.rows.length; start += CHUNK_ROWS) {
    const chunk = DuckDBDataChunk.create(types);
    chunk.setRows(cube.rows.slice(start, start + CHUNK_ROWS).map(cells));
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function cells(row: CubeRow): (string | number | null)[] {
  return [...row.dimensions, row.valeur, row.statut, ...row.attributs];
}

function csvText(cube: ProtectedCube): string {
  const header = cubeColumns(cube.definition).map(({ nom }) => nom);
  const lines = cube.rows.map((row) => cells(row).map((cell) => (cell === null ? '' : String(cell))));
  return [header, ...lines].map(csvLine).join('');
}
