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

/** Adds rows to a raw table, inside the transaction that is open; a column that a row lacks is null. */
export async function append(
  connection: DuckDBConnection,
  table: RawTable,
  rows: readonly Record<string, LoadValue>[],
): Promise<void> {
  const columns: Array<[string, RawType]> = Object.entries(RAW_TABLES[table]);
  const appender = await connection.createAppender(table, 'raw');
  for (const row of rows) {
    for (const [name, type] of columns) appendValue(appender, type, row[name] ?? null);
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
