import type { Column, RowSheet } from './contract.ts';
import type { Place, Problem } from './problem.ts';
import type { cellParser } from './row-cell.ts';
import {
  disorderedDates,
  half,
  implausibleBirth,
  laterThanYear,
  missingValue,
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
  parse: ReturnType<typeof cellParser>;
}

export interface ParsedLine {
  row: Row;
  problemes: Problem[];
}

const AGES = { least: 10, most: 110 };

/** Where a column of a line stands. */
export function placeOf(readers: readonly ColumnReader[], line: Place, nom: string): Place {
  const reader = readers.find((candidate) => candidate.nom === nom);
  return {
    ...line,
    ...(reader?.rang === undefined ? {} : { rang: reader.rang }),
    colonne: reader?.column.etiquettes[0] ?? nom,
  };
}

/** Reads the cells of a line, then the rules that its columns hold alone or together. */
export function parseLine(
  cells: readonly Cell[],
  readers: readonly ColumnReader[],
  wanted: RowSheet,
  line: Place,
  annee: number,
): ParsedLine {
  const row: Row = {};
  const problemes: Problem[] = [];
  for (const { nom, column, rang, parse } of readers) {
    const cell = rang === undefined ? undefined : cells[rang];
    const parsed = cell ? parse(cell) : ({ ok: true, value: null } as const);
    const place = placeOf(readers, line, nom);
    if (!parsed.ok)
      problemes.push(
        unreadableValue(place, parsed.coded ? cell?.text.trim() : undefined, parsed.regle, parsed.remede),
      );
    else if (parsed.value === null && column.requis) problemes.push(missingValue(place));
    else row[nom] = parsed.value;
  }
  return { row, problemes: [...problemes, ...ruleProblems(row, readers, wanted, line, annee)] };
}

function ruleProblems(
  row: Row,
  readers: readonly ColumnReader[],
  wanted: RowSheet,
  line: Place,
  annee: number,
): Problem[] {
  const at = (nom: string) => placeOf(readers, line, nom);
  const label = (nom: string) => at(nom).colonne ?? nom;
  const isEmpty = (nom: string) => (row[nom] ?? null) === null;
  const disordered = wanted.ordre.flatMap(([before, after]) => {
    const [first, second] = [row[before], row[after]];
    return typeof first === 'string' && typeof second === 'string' && first > second
      ? [disorderedDates(at(after), label(before), label(after))]
      : [];
  });
  const later = wanted.avant_fin_annee.flatMap((nom) => {
    const day = row[nom];
    return typeof day === 'string' && day > `${annee}-12-31` ? [laterThanYear(at(nom), annee)] : [];
  });
  const halves = wanted.ensemble.flatMap(([one, other]) =>
    isEmpty(one) === isEmpty(other) ? [] : [half(at(isEmpty(one) ? one : other), label(one), label(other))],
  );
  const births = readers.flatMap(({ nom, column }) => {
    const day = column.type === 'naissance' ? row[nom] : undefined;
    const age = typeof day === 'string' ? annee - Number(day.slice(0, 4)) : AGES.least;
    return age < AGES.least || age > AGES.most ? [implausibleBirth(at(nom))] : [];
  });
  return [...disordered, ...later, ...halves, ...births];
}
