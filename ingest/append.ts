import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
} from '@duckdb/node-api';
import type { LoadValue } from './parse-file.ts';
import { RAW_TABLES, type RawTable, type RawType } from './raw-tables.ts';

const MICRO = 10_000;
const DAY_MS = 86_400_000;
const STAGED = 'lignes_en_cours';

type LoadRow = Readonly<Record<string, LoadValue>>;
interface RawColumn {
  nom: string;
  type: RawType;
}

/** Rows handed over together: many enough for the engine, few enough for the memory. */
const BATCH = 25_000;

/**
 * Adds rows to a raw table, inside the transaction that is open; a column that a row lacks is null. Rows are asked for
 * one after another and let go by batches.
 */
export async function append(
  connection: DuckDBConnection,
  table: RawTable,
  rows: Iterable<LoadRow>,
): Promise<void> {
  let batch: LoadRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < BATCH) continue;
    await appendBatch(connection, table, batch);
    batch = [];
  }
  await appendBatch(connection, table, batch);
}

/**
 * Handing a value to the engine costs more than reading it from a sheet, so what every row of a batch says alike (its
 * file, its source, the columns that its sheet does not have) is handed over once.
 */
async function appendBatch(
  connection: DuckDBConnection,
  table: RawTable,
  rows: readonly LoadRow[],
): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const columns = Object.entries(RAW_TABLES[table]).map(([nom, type]) => ({ nom, type }) as RawColumn);
  const varying = columns.filter(({ nom }) => !isAlike(rows, nom, first[nom] ?? null));
  const staged = varying.length > 0 ? varying : columns.slice(0, 1);
  await connection.run(
    `create or replace temp table ${STAGED} (${staged.map(({ nom, type }) => `${nom} ${type}`).join(', ')})`,
  );
  await appendAll(connection, staged, rows);
  const alike = columns.filter((column) => !staged.includes(column));
  const values = alike.map(({ nom, type }, at) => `cast($${at + 1} as ${type}) as ${nom}`);
  await connection.run(
    `insert into raw.${table} by name select ${['*', ...values].join(', ')} from temp.${STAGED}`,
    alike.map(({ nom, type }) => textOf(type, first[nom] ?? null)),
  );
  await connection.run(`drop table temp.${STAGED}`);
}

function isAlike(rows: readonly LoadRow[], nom: string, value: LoadValue): boolean {
  return rows.every((row) => (row[nom] ?? null) === value);
}

/** A value as the engine reads it back from a text. */
function textOf(type: RawType, value: LoadValue): string | null {
  if (value === null) return null;
  return type === 'decimal(18,4)' ? String(Math.round(Number(value) * MICRO) / MICRO) : String(value);
}

async function appendAll(
  connection: DuckDBConnection,
  columns: readonly RawColumn[],
  rows: readonly LoadRow[],
): Promise<void> {
  const appender = await connection.createAppender(STAGED, 'main', 'temp');
  for (const row of rows) {
    for (const { nom, type } of columns) appendValue(appender, type, row[nom] ?? null);
    appender.endRow();
  }
  appender.closeSync();
}

function appendValue(appender: DuckDBAppender, type: RawType, value: LoadValue): void {
  if (value === null) appender.appendNull();
  else if (type === 'integer') appender.appendInteger(Number(value));
  else if (type === 'boolean') appender.appendBoolean(value === true);
  else if (type === 'date')
    appender.appendDate(new DuckDBDateValue(Date.parse(`${value}T00:00:00Z`) / DAY_MS));
  else if (type === 'decimal(18,4)')
    appender.appendDecimal(new DuckDBDecimalValue(BigInt(Math.round(Number(value) * MICRO)), 18, 4));
  else appender.appendVarchar(String(value));
}
