import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  add,
  ceil,
  compare,
  divide,
  floor,
  fraction,
  fromNumber,
  fromText,
  multiply,
  nearest,
  power,
  toText,
} from './fraction.ts';

const anyFraction = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 9n }))
  .map(([n, d]) => fraction(n, d));

describe('fraction', () => {
  it('keeps the decimal that a number prints as', () => {
    expect(fromNumber(33.3)).toEqual({ n: 333n, d: 10n });
    expect(fromNumber(1e21)).toEqual({ n: 10n ** 21n, d: 1n });
    expect(fromNumber(2.5e-7)).toEqual({ n: 1n, d: 4_000_000n });
    expect(() => fromNumber(Number.NaN)).toThrow(RangeError);
  });

  it('rounds down, up and to the nearest on both sides of 0', () => {
    expect([floor(fraction(-1n, 2n)), ceil(fraction(-1n, 2n)), nearest(fraction(-1n, 2n))]).toEqual([
      -1n,
      0n,
      0n,
    ]);
    expect([floor(fraction(5n, 2n)), ceil(fraction(5n, 2n)), nearest(fraction(5n, 2n))]).toEqual([
      2n,
      3n,
      3n,
    ]);
  });

  it('refuses a denominator of 0', () => {
    expect(() => fraction(1n, 0n)).toThrow(RangeError);
    expect(() => divide(fraction(1n), fraction(0n))).toThrow(RangeError);
  });

  it('adds and multiplies as a field does, and reads back what it writes', () => {
    fc.assert(
      fc.property(anyFraction, anyFraction, anyFraction, (a, b, c) => {
        expect(multiply(a, add(b, c))).toEqual(add(multiply(a, b), multiply(a, c)));
        expect(fromText(toText(a))).toEqual(a);
        expect(compare(a, b)).toBe(-compare(b, a) + 0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('power', () => {
  it('is exact for the exponents 0 and 1', () => {
    expect(power(fraction(3n, 7n), fraction(0n))).toEqual(fraction(1n));
    expect(power(fraction(3n, 7n), fraction(1n))).toEqual(fraction(3n, 7n));
  });

  it('gives perfect roots exactly and others cut at twelve decimals', () => {
    expect(power(fraction(1n, 4n), fraction(1n, 2n))).toEqual(fraction(1n, 2n));
    expect(toText(multiply(power(fraction(1n, 2n), fraction(1n, 2n)), fraction(10n ** 12n)))).toBe(
      '707106781186',
    );
  });

  it('stays within 1e-11 of the floating power, and grows with the base', () => {
    const ratio = fc
      .tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 }))
      .map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
    fc.assert(
      fc.property(ratio, fc.integer({ min: 0, max: 100 }), ([low, high], hundredths) => {
        const exponent = fraction(BigInt(hundredths), 100n);
        const value = power(fraction(BigInt(low), BigInt(high)), exponent);
        expect(Math.abs(Number(value.n) / Number(value.d) - (low / high) ** (hundredths / 100))).toBeLessThan(
          1e-11,
        );
        const above = power(fraction(BigInt(low) + 1n, BigInt(high)), exponent);
        expect(compare(above, value)).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('refuses what it cannot do', () => {
    expect(() => power(fraction(-1n), fraction(1n, 2n))).toThrow(RangeError);
    expect(() => power(fraction(1n, 2n), fraction(1n, 3n))).toThrow(RangeError);
    expect(() => power(fraction(1n, 2n), fraction(2n))).toThrow(RangeError);
  });
});
