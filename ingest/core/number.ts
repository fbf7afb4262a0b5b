import { fold } from './text.ts';
import type { Cell } from './workbook.ts';

export interface Figure {
  valeur: number;
  /** Upper bound where an interval is written ("10 à 30"). */
  valeurMax: number | null;
  /** True for "environ", "près de", "plus de", "~". */
  approche: boolean;
  /** The unit written behind the figure, folded ("%", "€", "mois"); empty when none is. */
  unite: string;
}

/** What a cell of a table of figures says: a figure, one of the written absences, nothing, or something unreadable. */
export type Reading =
  | { genre: 'chiffre'; figure: Figure }
  | { genre: 'absence'; absence: Absence }
  | { genre: 'vide' }
  | { genre: 'illisible' };

/** Why a value is absent, as a hand says it in the value's place. */
export type Absence = 'inconnu' | 'non_transmis' | 'sans_objet';

const UNREADABLE: Reading = { genre: 'illisible' };
const ABSENCES: ReadonlyArray<readonly [RegExp, Absence]> = [
  [/^(nc|n\.c\.?|inconnue?s?|non connue?s?|non precisee?s?|nsp|\?+)$/, 'inconnu'],
  [/^(nr|n\.r\.?|non renseignee?s?|non transmise?s?|non communiquee?s?)$/, 'non_transmis'],
  [/^(so|s\.o\.?|sans objet|na|n\.a\.?|n\/a|-+|\/)$/, 'sans_objet'],
];
const APPROXIMATE = /^(environ|env\.?|pres de|plus de|moins de|autour de|quelque|~|≈|>|<)\s*/;
/** Thousands set apart by spaces, by apostrophes ("1'200"), or by points where a comma follows ("28.000,00"). */
const NUMBER = String.raw`[+-]?(?:\d{1,3}(?:\.\d{3})+(?=,)|\d{1,3}(?: \d{3})+|\d{1,3}(?:'\d{3})+|\d+)(?:[.,]\d+)?`;
const SIGN = '%|€|[km] ?€';
const WRITTEN = new RegExp(
  `^(?:de |entre )?(?<low>${NUMBER}) ?(?<first>${SIGN})?(?: ?(?:a|et|ou|-) ?(?<high>${NUMBER}))? ?(?<unit>${SIGN}|[km]eur|[km] euros|[a-z][a-z .'/-]{0,30})?$`,
);
/** Superscripts and circled digits: a footnote's mark, never part of a figure. */
const MARKS = /\p{No}/u;

/**
 * Reads a cell as a French hand writes figures: `1 544`, `12,5 %`, `76 K€`, "10 à 30", "environ 60".
 * A percentage is given in points (63 for 63 %, whether stored as 63, "63 %" or 0.63 under a percent format).
 * A text such as "10.0028€" is not guessed at: two readings are possible, so it is unreadable.
 */
export function readFigure(cell: Cell): Reading {
  if (cell.kind === 'empty') return { genre: 'vide' };
  if (cell.kind === 'number' && typeof cell.value === 'number') {
    const valeur = cell.percent ? rounded(cell.value * 100) : cell.value;
    return {
      genre: 'chiffre',
      figure: { valeur, valeurMax: null, approche: false, unite: cell.percent ? '%' : '' },
    };
  }
  return cell.kind === 'text' ? readText(cell.text) : UNREADABLE;
}

/** The absence that a folded text writes ("nc", "n.r.", "-", "?"); undefined when it writes none. */
export function absenceOf(folded: string): Absence | undefined {
  return ABSENCES.find(([pattern]) => pattern.test(folded))?.[1];
}

function readText(text: string): Reading {
  if (MARKS.test(text)) return UNREADABLE;
  const folded = fold(text);
  if (folded === '') return { genre: 'vide' };
  const absence = absenceOf(folded);
  if (absence) return { genre: 'absence', absence };
  const match = WRITTEN.exec(folded.replace(APPROXIMATE, '').replace(/\.$/, ''));
  const { low = '', high, first = '', unit = '' } = match?.groups ?? {};
  const unite = (unit || first).trim();
  const factor = factorOf(unite);
  const valeur = toNumber(low);
  const valeurMax = high === undefined ? null : toNumber(high);
  if (valeur === undefined || valeurMax === undefined || (valeurMax !== null && valeurMax < valeur))
    return UNREADABLE;
  return {
    genre: 'chiffre',
    figure: {
      valeur: rounded(valeur * factor),
      valeurMax: valeurMax === null ? null : rounded(valeurMax * factor),
      approche: APPROXIMATE.test(folded),
      unite: factor === 1 ? unite : '€',
    },
  };
}

/** How many euros "K€" and "M€" stand for; 1 for any other unit. */
function factorOf(unite: string): number {
  if (!/^[km] ?(€|eur)/.test(unite)) return 1;
  return unite.startsWith('k') ? 1000 : 1_000_000;
}

/** A mark before three digits, which may be a thousands mark as well as a decimal one ("10.0028" is no better). */
const TWO_READINGS = /^[+-]?[^,]*\.\d{3,}$|^[+-]?[1-9]\d{0,2},\d{3}$/;

/** A French or plain number; undefined where it could be read in two ways ("1.544", "30,000") or is none ("010285"). */
function toNumber(text: string): number | undefined {
  if (TWO_READINGS.test(text)) return undefined;
  const digits = text.replace(/[ ']|\.(?=.*,)/g, '');
  if (digits === '' || /^[+-]?0\d/.test(digits)) return undefined;
  const value = Number(digits.replace(',', '.'));
  return Number.isFinite(value) ? value : undefined;
}

/** Undoes the binary dust of a multiplication (0.63 × 100). */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
