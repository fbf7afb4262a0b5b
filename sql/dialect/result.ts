import {
  type DuckDBMaterializedResult,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTypeId,
  type DuckDBValueConverter,
  type Json,
  JsonDuckDBValueConverter,
  ResultReturnType,
  StatementType,
} from '@duckdb/node-api';

/** One row as the dialect gives it: every value survives `JSON.stringify`. */
export type Row = Record<string, Json>;

/** What a raw query answers; the shape of PostgreSQL's driver, so that knex's own code reads it. */
export interface QueryResponse {
  command: string;
  rows: Row[];
  /** Rows returned by a query, or changed by a statement. */
  rowCount: number;
  fields: { name: string; type: string }[];
}

/**
 * Values as JSON carries them without loss:
 * whole numbers of any width are numbers while they are safe, text beyond; decimals are text, never floats;
 * dates and timestamps are ISO 8601 text, those with a zone in UTC (`…Z`); `NaN` and infinities are text.
 */
export const jsonValue: DuckDBValueConverter<Json> = (value, type, nested) => {
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  switch (type.typeId) {
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return value === null ? null : isoTimestamp(String(value));
    case DuckDBTypeId.TIMESTAMP_TZ:
      if (value instanceof DuckDBTimestampTZValue) {
        return `${isoTimestamp(String(new DuckDBTimestampValue(value.micros)))}Z`;
      }
      return null;
    default:
      return JsonDuckDBValueConverter(value, type, nested);
  }
};

function isoTimestamp(text: string): string {
  return text.replace(' ', 'T');
}

/** Reads a whole result; counts of changed rows come from the engine. */
export async function readResponse(result: DuckDBMaterializedResult): Promise<QueryResponse> {
  const returnsRows = result.returnType === ResultReturnType.QUERY_RESULT;
  const rows = returnsRows ? await result.convertRowObjects(jsonValue) : [];
  return {
    command: commandOf(result.statementType, returnsRows),
    rows,
    rowCount: returnsRows ? rows.length : await changedRows(result),
    fields: returnsRows
      ? result.columnNames().map((name, index) => ({ name, type: result.columnType(index).toString() }))
      : [],
  };
}

/** `create table … as` tells its rows in a result of one cell, and not as changed ones. */
async function changedRows(result: DuckDBMaterializedResult): Promise<number> {
  if (result.statementType !== StatementType.CREATE || result.rowCount !== 1) return result.rowsChanged;
  const [row] = await result.getRowsJS();
  return Number(row?.[0] ?? 0);
}

/** knex asks only whether rows came back, or how many were updated or deleted. */
function commandOf(type: StatementType, returnsRows: boolean): string {
  switch (type) {
    case StatementType.UPDATE:
      return 'UPDATE';
    case StatementType.DELETE:
      return 'DELETE';
    case StatementType.INSERT:
      return 'INSERT';
    default:
      return returnsRows ? 'SELECT' : 'OTHER';
  }
}
