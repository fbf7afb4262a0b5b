import { type Fraction, fraction, fromNumber, multiply, nearest } from './fraction.ts';

/** U+202F, the narrow no-break space between thousands and before `%`. */
const NARROW = '\u202f';
/** U+00A0, the no-break space before `€`, as `Intl` writes it for fr-FR. */
const NO_BREAK = '\u00a0';
const MINUS = '\u2212';

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, NARROW);
}

/** `4985570` (cents) gives `49 855,70 €`; a negative amount takes a true minus sign. */
export function formatEuros(centimes: number): string {
  return `${formatPlainEuros(centimes)}${NO_BREAK}€`;
}

/** As `formatEuros` without the unit. */
export function formatPlainEuros(centimes: number): string {
  const digits = String(Math.abs(centimes)).padStart(3, '0');
  const sign = centimes < 0 ? MINUS : '';
  return `${sign}${grouped(digits.slice(0, -2))},${digits.slice(-2)}`;
}

/** A signed amount: `+0,01 €`, `−12,30 €`, `0,00 €`. */
export function formatChange(centimes: number): string {
  return `${centimes > 0 ? '+' : ''}${formatEuros(centimes)}`;
}

/** `1715` gives `1 715`; decimals keep their digits after a comma. */
export function formatNumber(value: number): string {
  const [whole = '0', decimals] = String(Math.abs(value)).split('.');
  const sign = value < 0 ? MINUS : '';
  return `${sign}${grouped(whole)}${decimals === undefined ? '' : `,${decimals}`}`;
}

/** `40.39` (a percentage) gives `40,39 %`; no more decimals than given. */
export function formatPercent(percent: number): string {
  return `${formatNumber(percent)}${NARROW}%`;
}

/** A fraction of one as a percentage with two decimals at most, rounded half up. */
export function toPercent(share: Fraction): number {
  return Number(nearest(multiply(share, fraction(10_000n)))) / 100;
}

/** A fraction as a number with `digits` decimals at most, rounded half up: for reading, never for computing. */
export function toDecimal(value: Fraction, digits: number): number {
  const scale = 10n ** BigInt(digits);
  return Number(nearest(multiply(value, fraction(scale)))) / Number(scale);
}

/**
 * Cents of an amount in euros, given as a number or as French text (`100 000,00 €`); null when it is not an
 * amount, is negative, or has more than two decimals.
 */
export function parseEuros(value: unknown): number | null {
  if (typeof value === 'number') return centsOf(value);
  if (typeof value !== 'string') return null;
  const match = /^(\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[,.](\d{1,2}))?[ \u00a0\u202f]?€?$/.exec(
    value.trim(),
  );
  if (match === null) return null;
  const [, whole = '', decimals = ''] = match;
  const cents = Number(whole.replace(/\D/g, '') + decimals.padEnd(2, '0'));
  return Number.isSafeInteger(cents) ? cents : null;
}

/** Cents of an amount in euros; null when negative, not finite, or with more than two decimals. */
function centsOf(euros: number): number | null {
  if (!Number.isFinite(euros) || euros < 0) return null;
  const cents = multiply(fromNumber(euros), fraction(100n));
  if (cents.d !== 1n) return null;
  const value = Number(cents.n);
  return Number.isSafeInteger(value) ? value : null;
}

/** An exact amount in cents as euros with four decimals: `1865254,7` cents gives `18 652,5470 €`. */
export function formatExactEuros(cents: Fraction): string {
  const scaled = nearest(multiply(cents, fraction(100n)));
  const digits = String(scaled < 0n ? -scaled : scaled).padStart(5, '0');
  const sign = scaled < 0n ? MINUS : '';
  return `${sign}${grouped(digits.slice(0, -4))},${digits.slice(-4)}${NO_BREAK}€`;
}

const MONTHS = [
  'janvier',
  'février',
  'mars',
  'avril',
  'mai',
  'juin',
  'juillet',
  'août',
  'septembre',
  'octobre',
  'novembre',
  'décembre',
] as const;

/** `2026-01-15` gives `15 janvier 2026`, and `2026-02-01` `1er février 2026`. */
export function formatDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-');
  const number = Number(day);
  return `${number === 1 ? '1er' : number} ${MONTHS[Number(month) - 1] ?? month} ${year}`;
}
