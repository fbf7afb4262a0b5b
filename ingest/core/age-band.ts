import { monthNumber } from './day.ts';
import { fold, foldLabel } from './text.ts';
import type { Cell } from './workbook.ts';

/** A band of an antenne's age grid, in whole years, both bounds in it. */
export interface AgeBand {
  antenne: string;
  code: string;
  libelle: string;
  age_min: number;
  age_max: number;
}

/** No one is older: the upper bound of "65 ans et plus". */
const OLDEST = 130;
const BETWEEN = /^(?:de |entre )?(\d{1,3}) ?(?:\/|-|a|et) ?(\d{1,3})$/;
const BELOW = /^(?:(?:-|moins) ?(?:de )?|<|avant )\s*(\d{1,3})$/;
const UP_TO = /^(?:jusqu'a |≤)\s*(\d{1,3})$/;
const BELOW_AFTER = /^(\d{1,3}) ?(?:et |ou )?(?:-|moins)$/;
const ABOVE = /^(?:(?:\+|plus) ?(?:de )?|>)\s*(\d{1,3})$/;
const FROM = /^(?:a partir de |des |≥)\s*(\d{1,3})$/;
const ABOVE_AFTER = /^(\d{1,3}) ?(?:et |ou )?(?:\+|plus|au-dela)$/;

/**
 * The band of an antenne's grid that a cell writes: "18/25 ans", "18-25ans", "de 18 à 25 ans", "- de 18 ans",
 * "65 et +", the band's own label, an age in whole years, or a band that a spreadsheet took for a date. Undefined when
 * the cell writes no band of this grid.
 */
export function bandOf(cell: Cell, bands: readonly AgeBand[]): AgeBand | undefined {
  if (cell.kind === 'date') return fromDate(cell, bands);
  const text = bare(cell.text);
  return (
    bands.find((band) => foldLabel(band.libelle) === foldLabel(cell.text) || band.code === text) ??
    fromText(text, bands)
  );
}

/** Folded, without "ans" and the like. */
function bare(text: string): string {
  return fold(text)
    .replace(/^'/, '')
    .replace(/(\d) ?ans?(?![a-z])/g, '$1')
    .replace(/ans? /g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function fromText(text: string, bands: readonly AgeBand[]): AgeBand | undefined {
  const between = BETWEEN.exec(text);
  if (between) return exact(bands, Number(between[1]), Number(between[2]));
  const below = BELOW.exec(text);
  if (below) return lowest(bands, Number(below[1]) - 1);
  const upTo = UP_TO.exec(text) ?? BELOW_AFTER.exec(text);
  if (upTo) return lowest(bands, Number(upTo[1]));
  const more = ABOVE.exec(text);
  if (more) return highest(bands, Number(more[1])) ?? highest(bands, Number(more[1]) + 1);
  const from = FROM.exec(text) ?? ABOVE_AFTER.exec(text);
  if (from) return highest(bands, Number(from[1]));
  if (/^\d{1,3}$/.test(text)) {
    const age = Number(text);
    return age > OLDEST ? undefined : bands.find((band) => band.age_min <= age && age <= band.age_max);
  }
  return dayAndMonth(text, bands);
}

function exact(bands: readonly AgeBand[], least: number, most: number): AgeBand | undefined {
  return bands.find((band) => band.age_min === least && band.age_max === most);
}

function lowest(bands: readonly AgeBand[], most: number): AgeBand | undefined {
  return bands.find((band) => band.age_min === 0 && band.age_max === most);
}

/** "65 et +" begins at 65; "plus de 65" is written for 65 and over as well as for 66 and over. */
function highest(bands: readonly AgeBand[], bound: number): AgeBand | undefined {
  return bands.find((band) => band.age_min === bound && band.age_max >= OLDEST);
}

/** "05-nov", what a sheet shows for "5/11", or "déc-17" for "12/17". */
function dayAndMonth(text: string, bands: readonly AgeBand[]): AgeBand | undefined {
  const match = /^(?:(\d{1,2})[ -])?([a-z]+)\.?(?:[ -](\d{2}))?$/.exec(text);
  const month = monthNumber(match?.[2] ?? '');
  if (!match || month === undefined) return undefined;
  const [first, second] = match[1] === undefined ? [month, Number(match[3])] : [Number(match[1]), month];
  return exact(bands, first, second);
}

/**
 * The band behind a date: what the sheet shows, or the numbers out of which a spreadsheet made the date (day and month
 * for "5/11", month and year for "12/17", day and year for "18/25"). A whole date that is shown as one is none.
 */
function fromDate(cell: Cell, bands: readonly AgeBand[]): AgeBand | undefined {
  const shown = fromText(bare(cell.text), bands);
  if (shown) return shown;
  const [year = 0, month = 0, day = 0] = String(cell.value).split('-').map(Number);
  if (/^\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}$|^\d{4}-/.test(cell.text.trim())) return undefined;
  const pairs = [
    [day, month],
    [month, day],
    [month, year % 100],
    [day, year % 100],
  ] as const;
  const found = new Set(pairs.flatMap(([least, most]) => exact(bands, least, most) ?? []));
  return found.size === 1 ? [...found][0] : undefined;
}
