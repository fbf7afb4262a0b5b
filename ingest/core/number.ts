import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

export interface Figure {
  valeur: number;
  /** Upper bound where an interval is written ("10 à 30"). */
  valeurMax: number | null;
  /** True for "environ", "près de", "plus de", "~". */
  approche: boolean;
}

/** What a cell of a table of figures says: a figure, one of the written absences, nothing, or something unreadable. */
export type Reading =
  | { genre: 'chiffre'; figure: Figure }
  | { genre: 'absence'; absence: 'inconnu' | 'non_transmis' | 'sans_objet' }
  | { genre: 'vide' }
  | { genre: 'illisible' };

const ABSENCES: ReadonlyArray<readonly [RegExp, 'inconnu' | 'non_transmis' | 'sans_objet']> = [
  [/^(nc|n\.c\.?|inconnue?s?|non connue?s?|non precisee?s?|nsp|\?+)$/, 'inconnu'],
  [/^(nr|n\.r\.?|non renseignee?s?|non transmise?s?|non communiquee?s?)$/, 'non_transmis'],
  [/^(so|s\.o\.?|sans objet|na|n\.a\.?|n\/a|-+|\/)$/, 'sans_objet'],
];
const APPROXIMATE = /^(environ|env\.?|pres de|plus de|moins de|autour de|quelque|~|≈|>|<)\s*/;
const NUMBER = String.raw`[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d+)?|[+-]?\d+(?:[.,]\d+)?`;
const SINGLE = new RegExp(`^(${NUMBER})$`);
const RANGE = new RegExp(`^(?:de |entre )?(${NUMBER})(?: a | et | ou |-| - )(${NUMBER})$`);

/**
 * Reads a cell as a French hand writes figures: `1 544`, `12,5 %`, `76 K€`, "10 à 30", "environ 60".
 * A percentage is given in points (63 for 63 %, whether stored as 63, "63 %" or 0.63 under a percent format).
 * A text such as "10.0028€" is not guessed at: two readings are possible, so it is unreadable.
 */
export function readFigure(cell: Cell): Reading {
  if (cell.kind === 'empty') return { genre: 'vide' };
  if (cell.kind === 'number' && typeof cell.value === 'number') {
    const valeur = cell.percent ? rounded(cell.value * 100) : cell.value;
    return { genre: 'chiffre', figure: { valeur, valeurMax: null, approche: false } };
  }
  if (cell.kind !== 'text') return { genre: 'illisible' };
  return readText(cell.text);
}

function readText(text: string): Reading {
  const folded = fold(text);
  if (folded === '') return { genre: 'vide' };
  const absence = ABSENCES.find(([pattern]) => pattern.test(folded));
  if (absence) return { genre: 'absence', absence: absence[1] };
  const approche = APPROXIMATE.test(folded);
  const bare = folded.replace(APPROXIMATE, '').replace(/\.$/, '');
  const { body, factor } = withoutUnit(bare);
  const single = SINGLE.exec(body);
  if (single?.[1]) {
    const valeur = toNumber(single[1]);
    return valeur === undefined
      ? { genre: 'illisible' }
      : { genre: 'chiffre', figure: { valeur: rounded(valeur * factor), valeurMax: null, approche } };
  }
  const range = RANGE.exec(body);
  const low = range?.[1] === undefined ? undefined : toNumber(range[1]);
  const high = range?.[2] === undefined ? undefined : toNumber(range[2]);
  if (low === undefined || high === undefined || high < low) return { genre: 'illisible' };
  return {
    genre: 'chiffre',
    figure: { valeur: rounded(low * factor), valeurMax: rounded(high * factor), approche },
  };
}

/** Takes off a unit written behind the figure; thousands of euros count a thousand. */
function withoutUnit(text: string): { body: string; factor: number } {
  const thousands = /^(.*?)\s*(?:k ?€|keur|k euros)$/.exec(text);
  if (thousands?.[1] !== undefined) return { body: thousands[1].trim(), factor: 1000 };
  const unit = /^(.*?[\d)])\s*(?:%|€|eur|euros?|[a-z][a-z .'/-]*)$/.exec(text);
  return {
    body: (unit?.[1] ?? text)
      .replace(/\s*%\s*/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    factor: 1,
  };
}

/** A French or plain number; undefined where the decimals could be read in two ways ("10.0028", "1.544"). */
function toNumber(text: string): number | undefined {
  const digits = text.replace(/ /g, '');
  const point = /\.(\d+)$/.exec(digits);
  // A point followed by three digits or more may be a thousands mark as well as a decimal one.
  if (point?.[1] !== undefined && point[1].length >= 3) return undefined;
  const value = Number(digits.replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

/** Undoes the binary dust of a multiplication (0.63 × 100). */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
