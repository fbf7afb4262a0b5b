import { absenceText, number, type Row, text } from '../components/figure.ts';
import { formatNumber } from '../components/number.ts';
import type { Cubes } from './cubes.ts';
import type { Figure } from './document.ts';

/** Columns of a cube that are no place: what the figure counts. */
const MEASURE = 'indicateur';

/** A row of a cube as a figure. */
export function figureFrom(cubes: Cubes, cube: string, row: Row): Figure {
  const place: Record<string, string> = {};
  for (const name of cubes.dimensions(cube))
    if (name !== MEASURE && name !== 'provenance') place[name] = cubes.label(cube, name, text(row, name));
  const indicator = text(row, MEASURE);
  return {
    cube,
    key: cubes.key(cube, row),
    place,
    label: text(row, 'libelle') || (indicator === '' ? '' : cubes.label(cube, MEASURE, indicator)),
    value: number(row, 'valeur'),
    statut: text(row, 'statut') || 'non_transmis',
    approximate: text(row, 'approche') === 'oui',
    unit: text(row, 'unite'),
    base: text(row, 'base'),
    numerator: amount(row, 'numerateur'),
    denominator: amount(row, 'denominateur'),
    unknowns: amount(row, 'inconnus'),
    formula: text(row, 'formule'),
    provenance: text(row, 'provenance'),
    sources: sourcesIn(row),
  };
}

/** The sources of a row, one by one: a cube parts them by a line or by ` ; `. */
export function sourcesIn(row: Row, column = 'source'): string[] {
  return text(row, column)
    .split(/\n| ; /)
    .map((source) => source.trim())
    .filter((source) => source !== '');
}

/** A number of an attribute, which a cube may hold as text; null when there is none. */
export function amount(row: Row, column: string): number | null {
  const value = row[column];
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'string') return number(row, column);
  return value.trim() === '' || !Number.isFinite(Number(value)) ? null : Number(value);
}

/** A figure in words, with the sign of its unit where it has one; how it is absent, never 0. */
export function figureWords(figure: Figure): string {
  if (figure.value === null) return absenceText(figure.statut);
  const number = withUnit(figure.value, figure.unit);
  return figure.approximate ? `environ ${number}` : number;
}

/** A number with the sign of its unit: `53,7 %`, `12,50 €`. */
export function withUnit(value: number, unit: string): string {
  const sign = unitSign(unit);
  if (sign === '') return formatNumber(value);
  if (sign === '€') return formatEuros(value);
  // A share of a hundred is read to one decimal, as formulas write it.
  return `${formatNumber(sign === '%' ? Math.round(value * 10) / 10 : value)}\u00a0${sign}`;
}

/** Euros with their cents where they have some: `12 500 €`, `12 500,50 €`. */
function formatEuros(value: number): string {
  const cents = Math.round(value * 100);
  const rest = String(Math.abs(cents) % 100).padStart(2, '0');
  const sign = cents < 0 ? '−' : '';
  const whole = formatNumber(Math.floor(Math.abs(cents) / 100));
  return `${sign}${whole}${rest === '00' ? '' : `,${rest}`}\u00a0€`;
}

/** The sign that stands after a number of this unit; empty where the unit is a word. */
export function unitSign(unit: string): string {
  const first = unit.toLowerCase();
  return first === '%' ? '%' : /^(euro|€)/.test(first) ? '€' : '';
}

/** Numerator and denominator of a rate, and how many are not known; empty of a whole count. */
export function rateWords({ numerator, denominator, unknowns }: Figure): string {
  const parts: string[] = [];
  if (numerator !== null && denominator !== null)
    parts.push(`${formatNumber(numerator)}\u00a0/\u00a0${formatNumber(denominator)}`);
  if (unknowns !== null && unknowns > 0)
    parts.push(`${formatNumber(unknowns)} inconnu${unknowns < 2 ? '' : 's'}`);
  return parts.join('\u202f; ');
}

/** What figures are counted in, unless a sign or the words beside them say it. */
export function unitLine(units: readonly string[], said: string): string[] {
  const words = [...new Set(units)].filter(
    (unit) => unit !== '' && unitSign(unit) === '' && !said.toLowerCase().includes(unit.toLowerCase()),
  );
  return words.length === 0 ? [] : [`en ${words.map(plural).join(', ')}`];
}

/** A unit of one word in the plural. */
function plural(unit: string): string {
  return /[\s/%]|[sx]$/.test(unit) ? unit : `${unit}s`;
}
