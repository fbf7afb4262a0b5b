import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS } from '../tests/budget-rounds.ts';
import { roundTable } from './controlled-rounding.ts';
import { compare, type Fraction, fraction, subtract, sum, ZERO } from './fraction.ts';

/** A table whose last row and column make every sum whole. */
const tables = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 6 }), fc.constantFrom(2, 6, 24, 720))
  .chain(([rows, columns, denominator]) =>
    fc
      .array(fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: columns, maxLength: columns }), {
        minLength: rows,
        maxLength: rows,
      })
      .map((cells) => {
        const table = cells.map((row) => row.map((n) => fraction(BigInt(n), BigInt(denominator))));
        const wide = table.map((row) => [...row, subtract(ZERO, sum(row))]);
        const last = Array.from({ length: columns + 1 }, (_, column) =>
          subtract(ZERO, sum(wide.map((row) => row[column] ?? ZERO))),
        );
        return [...wide, last];
      }),
  );

function within(value: bigint, exact: Fraction): boolean {
  const gap = subtract(fraction(value), exact);
  return compare(gap, fraction(1n)) < 0 && compare(gap, fraction(-1n)) > 0;
}

describe('roundTable', () => {
  it('keeps every row’s and column’s sum, each cell within one of its exact value', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const rounded = roundTable(table);
        for (const [row, line] of rounded.entries()) {
          expect(line.reduce((all, cell) => all + cell, 0n)).toBe(0n);
          for (const [column, cell] of line.entries())
            expect(within(cell, table[row]?.[column] ?? ZERO)).toBe(true);
        }
        for (const column of rounded[0]?.keys() ?? [])
          expect(rounded.reduce((all, line) => all + (line[column] ?? 0n), 0n)).toBe(0n);
      }),
      RUNS,
    );
  });

  it('leaves whole numbers alone and refuses sums that are not whole', () => {
    expect(roundTable([[fraction(3n), fraction(-2n)]])).toEqual([[3n, -2n]]);
    expect(() => roundTable([[fraction(1n, 2n), fraction(1n, 3n)]])).toThrow(RangeError);
  });
});
