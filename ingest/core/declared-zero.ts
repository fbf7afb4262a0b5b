import type { Attributes } from './contract.ts';
import type { DeclaredFigure } from './declared-figure.ts';

export interface Blank {
  figure: DeclaredFigure;
  /** Where the stated totals of its line and column are looked for. */
  line: Sums;
  column: Sums;
  effectif: Attributes | undefined;
  annee: number;
  /** True in a line or column of totals: a total that nobody states is not known. */
  total: boolean;
}

/** What a line or a column states: the sum of its parts, its total, and whether a part is said to be unknown. */
export interface Sums {
  filled: number;
  total: number | undefined;
  unknown: boolean;
}

export function newSums(): Sums {
  return { filled: 0, total: undefined, unknown: false };
}

export function add(sums: Sums, value: number, total: boolean): void {
  if (total) sums.total = value;
  else sums.filled += value;
}

export function yearOf(annee: Attributes['annee'], exercise: number): number {
  if (typeof annee === 'number') return annee;
  if (annee === undefined || annee === 'n' || annee === 'valeur') return exercise;
  return exercise + Number(annee.slice(1));
}

/**
 * An empty cell is a zero only when a total says so: wherever a total of its line or column (or the stated head count
 * of the column's population) is known, the filled cells already sum to it, and none is said to be unknown. Otherwise
 * the cell is unknown.
 */
export function deduceZeros(blanks: readonly Blank[], figures: readonly DeclaredFigure[]): DeclaredFigure[] {
  return blanks.map((blank) =>
    isZero(blank, figures)
      ? { ...blank.figure, valeur: 0, deduction: 'zero_par_total' }
      : { ...blank.figure, absence: 'inconnu' },
  );
}

function isZero(
  { line, column, effectif, annee, total }: Blank,
  figures: readonly DeclaredFigure[],
): boolean {
  const stated = effectif && figures.find((candidate) => agrees(candidate, effectif, annee))?.valeur;
  const sides = [
    { ...line, wanted: line.total },
    { ...column, wanted: column.total ?? stated ?? undefined },
  ].filter(({ wanted }) => wanted !== undefined);
  return (
    !total && sides.length > 0 && sides.every(({ filled, wanted, unknown }) => filled === wanted && !unknown)
  );
}

function agrees(figure: DeclaredFigure, wanted: Attributes, annee: number): boolean {
  const { annee: year, ...rest } = wanted;
  const plain =
    rest.dimension === undefined && rest.modalite === undefined ? { ...rest, dimension: null } : rest;
  return (
    figure.annee === yearOf(year, annee) &&
    figure.valeur !== null &&
    Object.entries(plain).every(([key, value]) => figure[key as keyof DeclaredFigure] === value)
  );
}
