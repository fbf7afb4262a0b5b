/**
 * Exact rational numbers on bigint. Shares of an envelope are never floats: the same inputs give the same
 * cents in Node and in every browser.
 */
export interface Fraction {
  /** Numerator; carries the sign. */
  readonly n: bigint;
  /** Denominator, always positive; the fraction is always in lowest terms. */
  readonly d: bigint;
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a < 0n ? -a : a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/** `n / d` in lowest terms. Throws RangeError when `d` is 0. */
export function fraction(n: bigint, d = 1n): Fraction {
  if (d === 0n) throw new RangeError('fraction with a denominator of 0');
  if (d === 1n) return { n, d };
  const positive = d < 0n ? -d : d;
  const signed = d < 0n ? -n : n;
  const common = gcd(signed, positive);
  return { n: signed / common, d: positive / common };
}

export const ZERO: Fraction = { n: 0n, d: 1n };
export const ONE: Fraction = { n: 1n, d: 1n };

/**
 * The decimal number that `x` prints as: 33.3 gives 333/10, not the binary neighbour of 33.3.
 * Throws RangeError when `x` is not finite.
 */
export function fromNumber(x: number): Fraction {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(x));
  if (match === null) throw new RangeError(`not a finite number: ${x}`);
  const [, sign = '', whole = '0', decimals = '', exponent = '0'] = match;
  const digits = BigInt(sign + whole + decimals);
  const shift = Number(exponent) - decimals.length;
  return shift >= 0 ? fraction(digits * 10n ** BigInt(shift)) : fraction(digits, 10n ** BigInt(-shift));
}

export function add(a: Fraction, b: Fraction): Fraction {
  if (a.d === b.d) return fraction(a.n + b.n, a.d);
  return fraction(a.n * b.d + b.n * a.d, a.d * b.d);
}

export function subtract(a: Fraction, b: Fraction): Fraction {
  return add(a, { n: -b.n, d: b.d });
}

export function multiply(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.n, a.d * b.d);
}

/** `a / b`. Throws RangeError when `b` is 0. */
export function divide(a: Fraction, b: Fraction): Fraction {
  return fraction(a.n * b.d, a.d * b.n);
}

/** Negative when `a < b`, 0 when equal, positive when `a > b`. */
export function compare(a: Fraction, b: Fraction): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function sum(values: Iterable<Fraction>): Fraction {
  let total = ZERO;
  for (const value of values) total = add(total, value);
  return total;
}

/** Largest integer not above `a`. */
export function floor(a: Fraction): bigint {
  const quotient = a.n / a.d;
  return a.n < 0n && quotient * a.d !== a.n ? quotient - 1n : quotient;
}

/** Smallest integer not below `a`. */
export function ceil(a: Fraction): bigint {
  return -floor({ n: -a.n, d: a.d });
}

/** Nearest integer; halves go up. */
export function nearest(a: Fraction): bigint {
  return floor({ n: 2n * a.n + a.d, d: 2n * a.d });
}

/** `n/d`, or `n` alone for an integer: the form in which exact amounts stand in an answer. */
export function toText(a: Fraction): string {
  return a.d === 1n ? String(a.n) : `${a.n}/${a.d}`;
}

/** Reads what `toText` wrote. Throws RangeError on anything else. */
export function fromText(text: string): Fraction {
  const match = /^(-?\d+)(?:\/(\d+))?$/.exec(text);
  if (match === null) throw new RangeError(`not a fraction: ${text}`);
  return fraction(BigInt(match[1] ?? '0'), BigInt(match[2] ?? '1'));
}

/** Digits kept after the decimal point by `power` when the result is not rational. */
export const POWER_DIGITS = 12;

/**
 * `base ^ exponent` for a base ≥ 0 and an exponent from 0 to 1 in whole hundredths. Exact for 0 and 1; in between,
 * cut at 12 decimals by integer arithmetic, since `Math.pow` may differ from one browser to the next.
 */
export function power(base: Fraction, exponent: Fraction): Fraction {
  if (base.n < 0n || exponent.n < 0n || exponent.n > exponent.d || 100n % exponent.d !== 0n) {
    throw new RangeError(`power outside its domain: ${toText(base)} ^ ${toText(exponent)}`);
  }
  if (exponent.n === 0n) return ONE;
  if (base.n === 0n || exponent.d === 1n) return base;
  const scale = 10n ** BigInt(POWER_DIGITS);
  const target = (base.n ** exponent.n * scale ** exponent.d) / base.d ** exponent.n;
  return fraction(integerRoot(target, exponent.d), scale);
}

/** Largest integer whose `degree`-th power is not above `target` (Newton from above, on integers). */
function integerRoot(target: bigint, degree: bigint): bigint {
  if (target < 2n) return target;
  const bits = BigInt(target.toString(2).length);
  let root = 1n << (bits / degree + 1n);
  for (;;) {
    const next = ((degree - 1n) * root + target / root ** (degree - 1n)) / degree;
    if (next >= root) return root;
    root = next;
  }
}
