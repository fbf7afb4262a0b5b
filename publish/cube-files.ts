import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { readParquet } from 'parquet-wasm';
import { type CubeDefinition, dimensionNames } from './catalogue.ts';
import { csvLine } from './csv.ts';
import type { CubeRow } from './cube.ts';
import { type Cell, fillView } from './cube-table.ts';
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
  const parquet = await writeParquet(connection, cube, join(folder, `${nom}.parquet`), sample);
  const arrow = await writeArrow(parquet, join(folder, `${nom}.arrow`));
  const csv = Buffer.from(csvText(cube), 'utf8');
  await writeFile(join(folder, `${nom}.csv`), csv);
  return { lignes: cube.rows.length, arrow: sha256(arrow), parquet: sha256(parquet), csv: sha256(csv) };
}

/** Writes a cube's rows as Parquet, and gives the bytes; `connection` and `sample` as for `writeCubeFiles`. */
export async function writeParquet(
  connection: DuckDBConnection,
  cube: ProtectedCube,
  path: string,
  sample = false,
): Promise<Uint8Array> {
  const { definition, rows } = cube;
  const drop = await fillView(
    connection,
    definition.nom,
    cubeColumns(definition),
    rows.length,
    reading(cube),
  );
  const options = `format parquet${sample ? ", kv_metadata {donnees: 'données fictives'}" : ''}`;
  const order = dimensionNames(definition).map((name) => `"${name}" nulls first`);
  await connection.run(
    `copy (select * from "${definition.nom}" order by ${order.join(', ')}) to '${path.replaceAll("'", "''")}' (${options})`,
  );
  await drop();
  return readFile(path);
}

/** Writes what a Parquet file holds as an Arrow stream, and gives the bytes. */
export async function writeArrow(parquet: Uint8Array, path: string): Promise<Uint8Array> {
  const arrow = arrowOf(parquet);
  await writeFile(path, arrow);
  return arrow;
}

/**
 * The same rows as an Arrow stream. Reading Parquet leaves copies of other cells under empty ones: they are wiped, so that
 * nobody has to ask whether a number under a hidden cell is hers.
 */
function arrowOf(parquet: Uint8Array): Uint8Array {
  const table = tableFromIPC(readParquet(parquet, { batchSize: ARROW_BATCH_ROWS }).intoIPCStream());
  for (const column of table.schema.names)
    for (const data of table.getChild(column)?.data ?? [])
      if (data.nullCount > 0 && (data.values instanceof Float64Array || data.values instanceof Int32Array))
        wipe(data.values, data.nullBitmap, data.offset, data.length);
  return tableToIPC(table, 'stream');
}

function wipe(values: Float64Array | Int32Array, valid: Uint8Array, offset: number, length: number): void {
  for (let row = 0; row < length; row += 1) {
    const bit = row + offset;
    // Eight cells at once where none is empty.
    if (bit % 8 === 0 && valid[bit >> 3] === 0xff) row += 7;
    else if (((valid[bit >> 3] ?? 0) & (1 << (bit % 8))) === 0) values[row] = 0;
  }
}

/** A cell by its row and column, without a list per row. */
function reading({ definition, rows }: ProtectedCube): (row: number, column: number) => Cell {
  const dimensions = definition.dimensions.length;
  return (at, column) => {
    const row = rows[at];
    if (row === undefined) return null;
    if (column < dimensions) return row.dimensions[column] ?? null;
    if (column === dimensions) return row.valeur;
    if (column === dimensions + 1) return row.statut;
    return row.attributs[column - dimensions - 2] ?? null;
  };
}

function cells(row: CubeRow): Cell[] {
  return [...row.dimensions, row.valeur, row.statut, ...row.attributs];
}

function csvText(cube: ProtectedCube): string {
  const header = cubeColumns(cube.definition).map(({ nom }) => nom);
  const lines = cube.rows.map((row) => cells(row).map((cell) => (cell === null ? '' : String(cell))));
  return [header, ...lines].map(csvLine).join('');
}
