import {
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  Bool,
  type DataType,
  DateDay,
  Decimal,
  Float64,
  Int32,
  Int64,
  Table,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import { Compression, Table as ParquetTable, WriterPropertiesBuilder, writeParquet } from 'parquet-wasm';
import { type QueryResult, valueText } from './query-result.ts';

/**
 * The answer as an Arrow IPC stream. Whole numbers, decimals, reals, booleans, dates, timestamps and texts keep
 * their type; what Arrow would tell otherwise (lists, structures, intervals…) is given as text.
 */
export function arrowOf(result: QueryResult): Uint8Array {
  return tableToIPC(arrowTable(result), 'stream');
}

/** The answer as a Parquet file (Snappy), from the same columns as the Arrow one. */
export function parquetOf(result: QueryResult): Uint8Array {
  const properties = new WriterPropertiesBuilder().setCompression(Compression.SNAPPY).build();
  return writeParquet(ParquetTable.fromIPCStream(arrowOf(result)), properties);
}

const DAY_MS = 86_400_000;
const DECIMAL_BITS = 128;
const WIDEST_DECIMAL = 38;

function arrowTable({ columns, rows }: QueryResult): Table {
  const vectors: Record<string, Vector> = {};
  for (const [index, { nom, type }] of columns.entries()) {
    const reading = arrowReading(type);
    const values = rows.map((row) => {
      const value = row[index] ?? null;
      return value === null ? null : reading.convert(value);
    });
    vectors[nom] = vectorFromArray(values, reading.type);
  }
  return new Table(vectors);
}

interface ArrowReading {
  type: DataType;
  convert(value: Exclude<DuckDBValue, null>): unknown;
}

function arrowReading(type: DuckDBType): ArrowReading {
  if (type instanceof DuckDBDecimalType) {
    return { type: new Decimal(type.scale, type.width, DECIMAL_BITS), convert: decimalWords };
  }
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return { type: new Bool(), convert: (value) => value === true };
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
      return { type: new Int32(), convert: Number };
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.BIGINT:
      return { type: new Int64(), convert: (value) => BigInt(String(value)) };
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
      return { type: new Decimal(0, WIDEST_DECIMAL, DECIMAL_BITS), convert: decimalWords };
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return { type: new Float64(), convert: Number };
    case DuckDBTypeId.DATE:
      return {
        type: new DateDay(),
        convert: (value) => (value instanceof DuckDBDateValue ? new Date(value.days * DAY_MS) : null),
      };
    default:
      return { type: new Utf8(), convert: valueText };
  }
}

/** A whole number, or a decimal's unscaled one, as four words of 32 bits, the lowest first. */
function decimalWords(value: Exclude<DuckDBValue, null>): Uint32Array {
  const whole = value instanceof DuckDBDecimalValue ? value.value : BigInt(String(value));
  const bits = BigInt.asUintN(DECIMAL_BITS, whole);
  return Uint32Array.from({ length: 4 }, (_, word) => Number((bits >> BigInt(32 * word)) & 0xffff_ffffn));
}
