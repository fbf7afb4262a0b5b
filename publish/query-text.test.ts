import { BIGINT, DECIMAL, DOUBLE, decimalValue, VARCHAR } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { QueryResult } from './query-result.ts';
import { csvOf, jsonOf, tableOf } from './query-text.ts';

function result(rows: QueryResult['rows']): QueryResult {
  const columns = [
    { nom: 'texte', type: VARCHAR },
    { nom: 'nombre', type: DOUBLE },
    { nom: 'entier', type: BIGINT },
  ];
  return { columns, rows, tronque: false };
}

const anyRows = fc.array(
  fc.tuple(
    fc.string({ unit: 'grapheme', minLength: 1 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.bigInt({ min: 0n, max: 2n ** 70n }),
  ),
);

describe('the answer as text', () => {
  it('is CSV that a reader gives back cell by cell', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const [header, ...lines]: string[][] = parse(csvOf(result(rows)), { record_delimiter: '\n' });
        expect(header).toEqual(['texte', 'nombre', 'entier']);
        expect(lines).toEqual(rows.map((row) => row.map(String)));
      }),
    );
  });

  it('is JSON that JSON.parse reads; a whole number too long for JavaScript is a text', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const expected = rows.map(([texte, nombre, entier]) => ({
          texte,
          nombre: nombre === 0 ? 0 : nombre,
          entier: entier <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(entier) : String(entier),
        }));
        expect(JSON.parse(jsonOf(result(rows)))).toEqual(expected);
      }),
    );
  });

  it('is a JSON number for a decimal of few digits, a text for a longer one', () => {
    const columns = [{ nom: 'd', type: DECIMAL(38, 2) }];
    const rows = [[decimalValue(12345n, 38, 2)], [decimalValue(-(10n ** 20n), 38, 2)], [null]];
    expect(JSON.parse(jsonOf({ columns, rows, tronque: false }))).toEqual([
      { d: 123.45 },
      { d: '-1000000000000000000.00' },
      { d: null },
    ]);
  });

  it('is a table whose lines are all of the same columns, whatever the texts', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        expect(tableOf(result(rows)).split('\n')).toHaveLength(rows.length + 3);
      }),
    );
  });
});
