import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, floor, fraction, subtract, sum } from './fraction.ts';
import { roundToTotal } from './rounding.ts';

describe('roundToTotal', () => {
  it('gives the cents left over to those who lost most, then in the order given', () => {
    expect(roundToTotal([fraction(7n, 3n), fraction(10n, 3n), fraction(13n, 3n)], 10n)).toEqual([3n, 3n, 4n]);
    expect(roundToTotal([fraction(5n, 4n), fraction(7n, 4n)], 3n)).toEqual([1n, 2n]);
  });

  it('leaves whole parts alone', () => {
    expect(roundToTotal([fraction(4n), fraction(0n), fraction(6n)], 10n)).toEqual([4n, 0n, 6n]);
  });

  it('refuses a total that no rounding of the parts can make', () => {
    expect(() => roundToTotal([fraction(4n), fraction(6n)], 11n)).toThrow(RangeError);
    expect(() => roundToTotal([fraction(4n)], 3n)).toThrow(RangeError);
  });

  it('makes the total with each part within one cent of its exact amount', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 6n }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10n ** 11n }), (values, total) => {
        const whole = values.reduce((a, b) => a + b, 0n);
        fc.pre(whole > 0n);
        const parts = values.map((value) => fraction(total * value, whole));
        const rounded = roundToTotal(parts, floor(sum(parts)));
        expect(rounded.reduce((a, b) => a + b, 0n)).toBe(total);
        for (const [index, part] of parts.entries()) {
          const gap = subtract(fraction(rounded[index] ?? -1n), part);
          expect(compare(gap, fraction(1n))).toBe(-1);
          expect(compare(gap, fraction(-1n))).toBe(1);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
