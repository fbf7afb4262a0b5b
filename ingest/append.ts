import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDateValue,
  DuckDBDecimalValue,
} from '@duckdb/node-api';
import type { Batch, LoadValue } from './batch.ts';
import { RAW_TABLES, type RawTable, type RawType } from './raw-tables.ts';

const MICRO = 10_000;
const DAY_MS = 86_400_000;
const STAGED = 'lignes_en_cours';
/** Rows handed over together: as many as the engine itself stores together. */
const AT_ONCE = 122_880;

interface RawColumn {
  nom: string;
  type: RawType;
  values: LoadValue | readonly LoadValue[];
}

/**
 * Adds rows to a raw table, inside the transaction that is open. Handing a value to the engine costs more than reading
 * it from a sheet, so what all rows say alike (their file, their source, the columns that their sheet does not have) is
 * handed over once.
 */
export async function append(connection: DuckDBConnection, table: RawTable, batch: Batch): Promise<void> {
  const columns = Object.entries(RAW_TABLES[table]).map(
    ([nom, type]): RawColumn => ({ nom, type, values: batch.columns.get(nom) ?? null }),
  );
  for (let from = 0; from < batch.length; from += AT_ONCE)
    await appendPart(connection, table, columns, from, Math.min(from + AT_ONCE, batch.length));
}

async function appendPart(
  connection: DuckDBConnection,
  table: RawTable,
  columns: readonly RawColumn[],
  from: number,
  to: number,
): Promise<void> {
  const varying = columns.filter(({ values }) => !isAlike(values, from, to));
  const staged = varying.length > 0 ? varying : columns.slice(0, 1);
  await connection.run(
    `create or replace temp table ${STAGED} (${staged.map(({ nom, type }) => `${nom} ${type}`).join(', ')})`,
  );
  await appendStaged(connection, staged, from, to);
  const alike = columns.filter((column) => !staged.includes(column));
  const constants = alike.map(({ nom, type }, at) => `cast($${at + 1} as ${type}) as ${nom}`);
  await connection.run(
    `insert into raw.${table} by name select ${['*', ...constants].join(', ')} from temp.${STAGED}`,
    alike.map(({ type, values }) => textOf(type, valueAt(values, from))),
  );
  await connection.run(`drop table temp.${STAGED}`);
}

function isAlike(values: RawColumn['values'], from: number, to: number): boolean {
  if (!isList(values)) return true;
  const first = values[from] ?? null;
  for (let at = from + 1; at < to; at++) if ((values[at] ?? null) !== first) return false;
  return true;
}

function valueAt(values: RawColumn['values'], at: number): LoadValue {
  return isList(values) ? (values[at] ?? null) : values;
}

function isList(values: RawColumn['values']): values is readonly LoadValue[] {
  return Array.isArray(values);
}

/** A value as the engine reads it back from a text. */
function textOf(type: RawType, value: LoadValue): string | null {
  if (value === null) return null;
  return type === 'decimal(18,4)' ? String(Math.round(Number(value) * MICRO) / MICRO) : String(value);
}

async function appendStaged(
  connection: DuckDBConnection,
  columns: readonly RawColumn[],
  from: number,
  to: number,
): Promise<void> {
  const appender = await connection.createAppender(STAGED, 'main', 'temp');
  const writers = columns.map(({ type, values }) => ({
    values: isList(values) ? values : Array.from({ length: to }, () => values),
    write: writerOf(appender, type),
  }));
  for (let at = from; at < to; at++) {
    for (const { values, write } of writers) {
      const value = values[at] ?? null;
      if (value === null) appender.appendNull();
      else write(value);
    }
    appender.endRow();
  }
  appender.closeSync();
}

/** Hands values of one column to the engine; a day that comes back is made once. */
function writerOf(appender: DuckDBAppender, type: RawType): (value: NonNullable<LoadValue>) => void {
  switch (type) {
    case 'integer':
      return (value) => appender.appendInteger(Number(value));
    case 'boolean':
      return (value) => appender.appendBoolean(value === true);
    case 'decimal(18,4)':
      return (value) =>
        appender.appendDecimal(new DuckDBDecimalValue(BigInt(Math.round(Number(value) * MICRO)), 18, 4));
    case 'date': {
      const days = new Map<NonNullable<LoadValue>, DuckDBDateValue>();
      return (value) => {
        const day = days.get(value) ?? new DuckDBDateValue(Date.parse(`${value}T00:00:00Z`) / DAY_MS);
        days.set(value, day);
        appender.appendDate(day);
      };
    }
    case 'varchar':
      return (value) => appender.appendVarchar(String(value));
  }
}
