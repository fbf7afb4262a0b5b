import type { Column, RowSheet, Target } from './contract.ts';
import type { Place, Problem } from './problem.ts';
import type { CellParser } from './row-cell.ts';
import {
  birthlikeDate,
  disorderedDates,
  futureDate,
  half,
  implausibleBirth,
  laterThanYear,
  missingValue,
  outOfBounds,
  sameValue,
  unreadableValue,
} from './row-problem.ts';
import type { Cell } from './workbook.ts';

export type RawValue = string | number | null;
/** A line by the contract's columns. */
export type Row = Record<string, RawValue>;

export interface ColumnReader {
  nom: string;
  column: Column;
  /** Zero-based column of the sheet; undefined where the sheet lacks it. */
  rang: number | undefined;
  parse: CellParser;
}

export interface ParsedLine {
  row: Row;
  /** Date columns of which the line gives the month only. */
  auMois: readonly string[];
  problemes: Problem[];
}

/** What the rules of a line look at beside the line. */
export interface LineRules {
  ordre: ReadonlyArray<readonly [string, string]>;
  ensemble: ReadonlyArray<readonly [string, string]>;
  avant_fin_annee: readonly string[];
  differents: ReadonlyArray<readonly [string, string]>;
  bornes: Readonly<Record<string, readonly [number, number]>>;
  /** The file's year. */
  annee: number;
  /** In a sheet about persons, the last day on which an adult may be born: no fact is so old. Else undefined. */
  plancher: string | undefined;
  /** The column of births, whose day is no day of a fact. */
  naissance: string | undefined;
  /** The day of the reading, `YYYY-MM-DD`: no date lies after it. Undefined when nobody says. */
  aujourdhui: string | undefined;
  /** Text of a coded cell as a message may repeat it; undefined where it may be a name. */
  montre: (text: string) => string | undefined;
}

const AGES = { least: 10, most: 110 };
const NO_MONTHS: readonly string[] = [];
/** Raw columns that hold the two ends of one spell. */
const SPELLS: ReadonlyArray<readonly [string, string]> = [
  ['date_debut', 'date_fin'],
  ['date_entree', 'date_sortie'],
  ['date_ouverture', 'date_fermeture'],
  ['date_orientation', 'date_issue'],
];

/** Columns in order: those that the contract says, birth before all, and the ends of each spell that a line feeds. */
export function orderOf(sheet: RowSheet): Array<readonly [string, string]> {
  const columns = Object.entries(sheet.colonnes);
  const births = columns.filter(([, column]) => column.type === 'naissance');
  const dates = columns.filter(([, column]) => column.type === 'date' || column.type === 'mois');
  const pairs = [
    ...sheet.ordre,
    ...births.flatMap(([birth]) => dates.map(([date]) => [birth, date] as const)),
    ...targetsOf(sheet).flatMap(([, { colonnes }]) =>
      SPELLS.flatMap(([first, last]) => {
        const [one, other] = [colonnes[first], colonnes[last]];
        return typeof one === 'string' && typeof other === 'string' ? [[one, other] as const] : [];
      }),
    ),
  ];
  return [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()];
}

/** Raw tables that a sheet feeds, each with one way of feeding it. */
export function targetsOf(sheet: RowSheet): Array<readonly [string, Target]> {
  return Object.entries(sheet.vers).flatMap(([table, one]) =>
    (Array.isArray(one) ? one : [one]).map((target) => [table, target] as const),
  );
}

/** Where a column of a line stands. */
export function placeOf(readers: readonly ColumnReader[], line: Place, nom: string): Place {
  const reader = readers.find((candidate) => candidate.nom === nom);
  return {
    ...line,
    ...(reader?.rang === undefined ? {} : { rang: reader.rang }),
    colonne: reader?.column.etiquettes[0] ?? nom,
  };
}

const blanks = new WeakMap<readonly ColumnReader[], Row>();

/** A line of which nothing is read yet. A copy of one that has all columns is made at once, not column by column. */
function blankRow(readers: readonly ColumnReader[]): Row {
  const known = blanks.get(readers) ?? Object.fromEntries(readers.map(({ nom }) => [nom, null]));
  blanks.set(readers, known);
  return { ...known };
}

/**
 * Reads the cells of a line, then the rules that its columns hold alone or together. A column that cannot be read, or
 * that is empty and must not be, is not in the line.
 */
export function parseLine(
  cells: readonly Cell[],
  readers: readonly ColumnReader[],
  line: Place,
  rules: LineRules,
): ParsedLine {
  const row = blankRow(readers);
  const problemes: Problem[] = [];
  let auMois = NO_MONTHS;
  for (const { nom, column, rang, parse } of readers) {
    const cell = rang === undefined ? undefined : cells[rang];
    const parsed = cell ? parse(cell) : ({ ok: true, value: null } as const);
    if (!parsed.ok) {
      const shown = parsed.coded && cell ? rules.montre(cell.text.trim()) : undefined;
      problemes.push(unreadableValue(placeOf(readers, line, nom), shown, parsed.regle, parsed.remede));
      delete row[nom];
    } else if (parsed.value === null && column.requis) {
      problemes.push(missingValue(placeOf(readers, line, nom)));
      delete row[nom];
    } else {
      row[nom] = parsed.value;
      if ('auMois' in parsed) auMois = [...auMois, nom];
    }
  }
  problemes.push(...ruleProblems(row, auMois, readers, line, rules));
  return { row, auMois, problemes };
}

function ruleProblems(
  row: Row,
  auMois: readonly string[],
  readers: readonly ColumnReader[],
  line: Place,
  rules: LineRules,
): Problem[] {
  return [...pairProblems(row, readers, line, rules), ...valueProblems(row, auMois, readers, line, rules)];
}

/** Rules between two columns of a line. */
function pairProblems(
  row: Row,
  readers: readonly ColumnReader[],
  line: Place,
  { ordre, ensemble, differents }: LineRules,
): Problem[] {
  const problemes: Problem[] = [];
  for (const [before, after] of ordre) {
    const [first, second] = [row[before], row[after]];
    if (typeof first === 'string' && typeof second === 'string' && first > second) {
      const [one, other] = labelsOf(readers, before, after);
      problemes.push(disorderedDates(placeOf(readers, line, after), one, other));
    }
  }
  for (const [one, other] of ensemble)
    if (isEmpty(row, one) !== isEmpty(row, other)) {
      const empty = placeOf(readers, line, isEmpty(row, one) ? one : other);
      problemes.push(half(empty, ...labelsOf(readers, one, other)));
    }
  for (const [one, other] of differents)
    if (!isEmpty(row, one) && row[one] === row[other])
      problemes.push(sameValue(placeOf(readers, line, other), ...labelsOf(readers, one, other)));
  return problemes;
}

function isEmpty(row: Row, nom: string): boolean {
  return (row[nom] ?? null) === null;
}

function labelsOf(readers: readonly ColumnReader[], one: string, other: string): [string, string] {
  const label = (nom: string) => readers.find((reader) => reader.nom === nom)?.column.etiquettes[0] ?? nom;
  return [label(one), label(other)];
}

/** Rules of a column's own value. */
function valueProblems(
  row: Row,
  auMois: readonly string[],
  readers: readonly ColumnReader[],
  line: Place,
  { avant_fin_annee, bornes, annee, plancher, naissance, aujourdhui }: LineRules,
): Problem[] {
  const problemes: Problem[] = [];
  const at = (nom: string) => placeOf(readers, line, nom);
  for (const nom of avant_fin_annee) {
    const day = row[nom];
    if (typeof day === 'string' && day > `${annee}-12-31`) problemes.push(laterThanYear(at(nom), annee));
  }
  for (const [nom, [least, most]] of Object.entries(bornes)) {
    const value = row[nom];
    if (typeof value === 'number' && (value < least || value > most))
      problemes.push(outOfBounds(at(nom), least, most));
  }
  for (const { nom, column } of readers) {
    const day = row[nom];
    if (typeof day !== 'string') continue;
    if (column.type === 'naissance') {
      const age = annee - Number(day.slice(0, 4));
      if (age < AGES.least || age > AGES.most) problemes.push(implausibleBirth(at(nom)));
    } else if (
      plancher !== undefined &&
      column.type === 'date' &&
      (day <= plancher || day === row[naissance ?? ''])
    ) {
      problemes.push(birthlikeDate(at(nom)));
    } else if (isPast(column) && isAhead(day, auMois.includes(nom), aujourdhui)) {
      if (!avant_fin_annee.includes(nom) || day <= `${annee}-12-31`) problemes.push(futureDate(at(nom)));
    }
  }
  return problemes;
}

/** True for a column of dates that have come. */
function isPast(column: Column): boolean {
  return (column.type === 'date' || column.type === 'mois') && !column.futur;
}

/** A month is stored as one of its days: it lies ahead only when the whole of it does. */
function isAhead(day: string, auMois: boolean, aujourdhui: string | undefined): boolean {
  if (aujourdhui === undefined) return false;
  return auMois ? day.slice(0, 7) > aujourdhui.slice(0, 7) : day > aujourdhui;
}
