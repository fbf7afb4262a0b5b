import {
  BIGINT,
  blobValue,
  DOUBLE,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  HUGEINT,
  listValue,
} from '@duckdb/node-api';
import { SqlError } from '../error.ts';

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

export interface BoundValues {
  values: DuckDBValue[];
  /** The types that the values alone would not tell. Indexes left out are inferred. */
  types: DuckDBType[] | undefined;
}

/**
 * JavaScript bindings as DuckDB values. Numbers, bigint, boolean, text, `Date` (as a timestamp in UTC),
 * bytes, arrays (as lists), plain objects (as JSON text), and DuckDB's own values (`decimalValue`,
 * `dateValue`…) for what JavaScript has no exact type for. Dates and decimals may also be given as text:
 * the engine casts them to the column's type.
 */
export function bindValues(bindings: readonly unknown[]): BoundValues {
  const values = bindings.map(bindValue);
  const types = values.map(typeOf);
  if (types.every((type) => type === undefined)) return { values, types: undefined };
  return { values, types: types as DuckDBType[] };
}

function bindValue(value: unknown, index: number): DuckDBValue {
  if (value === null || value === undefined) return null;
  switch (typeof value) {
    case 'boolean':
    case 'number':
    case 'bigint':
    case 'string':
      return value;
    case 'object':
      return bindObject(value, index);
    default:
      throw new SqlError('binding', `Binding ${index + 1} is a ${typeof value}: it has no SQL value.`, {
        remede: 'Pass text, a number, a bigint, a boolean, a Date, bytes, a list, or a value of DuckDB.',
      });
  }
}

function bindObject(value: object, index: number): DuckDBValue {
  if (value instanceof Date) {
    const ms = value.getTime();
    if (Number.isNaN(ms)) {
      throw new SqlError('binding', `Binding ${index + 1} is an invalid Date.`, {
        remede: 'Check the date before it is bound.',
      });
    }
    return new DuckDBTimestampValue(BigInt(ms) * 1000n);
  }
  if (value instanceof Uint8Array) return blobValue(value);
  if (Array.isArray(value)) return listValue(value.map((item) => bindValue(item, index)));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return JSON.stringify(value);
  return value as DuckDBValue;
}

/** The binding infers BIGINT for any whole number and HUGEINT for any bigint: wrong for 1e300, wide for ids. */
function typeOf(value: DuckDBValue): DuckDBType | undefined {
  if (typeof value === 'bigint') return value >= INT64_MIN && value <= INT64_MAX ? BIGINT : HUGEINT;
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return DOUBLE;
  return undefined;
}
