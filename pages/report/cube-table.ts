import { number, type Row, text } from '../components/figure.ts';
import { type Cubes, REGION, TOTAL, UNKNOWN } from './cubes.ts';
import type { Block } from './document.ts';
import { matrix, type Slot } from './matrix.ts';
import type { Notes } from './notes.ts';
import type { Reading } from './reading.ts';

/** What a report is made from: the cubes, the year. */
export interface Edition {
  cubes: Cubes;
  year: number;
  /** The antennes of the year, in the order of their sections. */
  branches: readonly Branch[];
  /** For one antenne, who has her persons drawn too. */
  own?: boolean;
}

export interface Branch {
  code: string;
  name: string;
  departement: string;
}

/** One cube of indicators as a table. */
export interface Subject {
  cube: string;
  id: string;
  caption: string;
  /** The dimension whose codes are headings over the indicators. */
  split?: string;
  /** Rows that the table is about; all of them otherwise. */
  about?: (row: Row) => boolean;
}

/** Lines of a subject: its indicators, under the codes of its split. */
export function linesOf(cubes: Cubes, { cube, split }: Subject, rows: readonly Row[]): Slot[] {
  const indicators = (own: readonly Row[], heading: string, within: (row: Row) => boolean): Slot[] =>
    cubes.codesIn(cube, 'indicateur', own).map((code) => ({
      label: indicatorLabel(cubes, cube, code, own),
      heading,
      holds: (row) => within(row) && text(row, 'indicateur') === code,
    }));
  if (split === undefined) return indicators(rows, '', () => true);
  const codes = cubes.codesIn(cube, split, rows);
  // The total comes first: its parts explain it.
  codes.sort((a, b) => Number(b === TOTAL) - Number(a === TOTAL));
  return codes.flatMap((code) => {
    const within = (row: Row) => text(row, split) === code;
    const heading = codes.length === 1 && code === TOTAL ? '' : cubes.label(cube, split, code);
    const found = indicators(rows.filter(within), heading, within);
    const [only] = found;
    // A heading over one line says twice what a line under its indicator says once.
    return only && found.length === 1 && code !== TOTAL
      ? [{ ...only, label: heading, heading: only.label }]
      : found;
  });
}

/** A catalogue that lists the indicator names it; else the row does, where all rows say the same. */
function indicatorLabel(cubes: Cubes, cube: string, code: string, rows: readonly Row[]): string {
  if (cubes.codes(cube, 'indicateur').includes(code)) return cubes.label(cube, 'indicateur', code);
  const own = rows.filter((row) => text(row, 'indicateur') === code).map((row) => text(row, 'libelle'));
  const [only, ...others] = [...new Set(own)].filter((label) => label !== '');
  return only !== undefined && others.length === 0 ? only : cubes.label(cube, 'indicateur', code);
}

/** A subject for the region: the whole CPCA, this year and the one before, then each antenne. */
export function regionTable(
  { cubes, year, branches }: Edition,
  reading: Reading,
  subject: Subject,
  notes: Notes,
): Block[] {
  const all = cubes
    .rows(subject.cube)
    .filter((row) => isWhole(row, 'site') && (subject.about?.(row) ?? true));
  // Where there is a total, its parts stand in the antennes' sections.
  const { split } = subject;
  const totals = split === undefined ? [] : all.filter((row) => text(row, split) === TOTAL);
  const rows = totals.length > 0 ? totals : all;
  const known = new Set(rows.map((row) => text(row, 'antenne')));
  const own = branches.filter(({ code }) => code !== REGION);
  const strangers = [...known].filter((code) => code !== REGION && !own.some((one) => one.code === code));
  const columns: Slot[] = [
    ...(known.has(REGION)
      ? [
          column(`Région ${year}`, year, 'antenne', REGION),
          column(`Région ${year - 1}`, year - 1, 'antenne', REGION),
        ]
      : []),
    ...own.map(({ code, name }) => column(name, year, 'antenne', code)),
    ...strangers.map((code) => column(cubes.label(subject.cube, 'antenne', code), year, 'antenne', code)),
  ];
  return matrix({
    ...{ cubes, cube: subject.cube, id: subject.id, caption: subject.caption, head: 'Indicateur' },
    ...{ rows, year, lines: linesOf(cubes, subject, rows), columns, notes, reading },
  });
}

/** A subject for one antenne: the whole of it, this year and the one before, then each of its sites. */
export function branchTable(
  { cubes, year }: Edition,
  reading: Reading,
  antenne: string,
  subject: Subject,
  notes: Notes,
): Block[] {
  const rows = cubes
    .rows(subject.cube)
    .filter((row) => text(row, 'antenne') === antenne && (subject.about?.(row) ?? true));
  const sites = rows.some((row) => 'site' in row)
    ? cubes.codesIn(
        subject.cube,
        'site',
        rows.filter((row) => number(row, 'annee') === year && !isWhole(row, 'site')),
      )
    : [];
  // The only site of an antenne says again what the antenne says.
  const shown = sites.length > 1 ? sites : [];
  const whole = (at: number): Slot => ({
    label: shown.length > 0 ? `Ensemble ${at}` : String(at),
    holds: (row) => number(row, 'annee') === at && isWhole(row, 'site'),
  });
  return matrix({
    ...{ cubes, cube: subject.cube, id: `${subject.id}-${antenne.toLowerCase()}`, caption: subject.caption },
    ...{ head: 'Indicateur', rows, year, lines: linesOf(cubes, subject, rows), notes, reading },
    columns: [
      whole(year),
      whole(year - 1),
      ...shown.map((site) =>
        column(site === UNKNOWN ? 'Site inconnu' : site.replaceAll("'", '’'), year, 'site', site),
      ),
    ],
  });
}

/** Rows of one year and one code of a dimension. */
export function column(label: string, year: number, dimension: string, code: string): Slot {
  return { label, holds: (row) => number(row, 'annee') === year && text(row, dimension) === code };
}

/** True of a row of the total of a dimension, or of a cube without that dimension. */
export function isWhole(row: Row, dimension: string): boolean {
  return !(dimension in row) || text(row, dimension) === TOTAL;
}
