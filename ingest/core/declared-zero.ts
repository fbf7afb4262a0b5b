import type { Attributes } from './contract.ts';
import type { DeclaredFigure } from './declared-figure.ts';

export interface Blank {
  figure: DeclaredFigure;
  /** Where the stated totals of its line and column are looked for. */
  line: Sums;
  column: Sums;
  effectif: Attributes | undefined;
  annee: number;
}

export interface Sums {
  filled: number;
  total: number | undefined;
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
 * An empty cell is a zero only when a total says so: the filled cells of its line, or of its column, already sum to
 * the stated total (or to the stated head count of the column's population). Otherwise it is unknown.
 */
export function deduceZeros(blanks: readonly Blank[], figures: readonly DeclaredFigure[]): DeclaredFigure[] {
  return blanks.map(({ figure, line, column, effectif, annee }) => {
    const stated = effectif && figures.find((candidate) => agrees(candidate, effectif, annee))?.valeur;
    const totals = [line.total === line.filled, column.total === column.filled, stated === column.filled];
    return totals.some(Boolean)
      ? { ...figure, valeur: 0, deduction: 'zero_par_total' }
      : { ...figure, absence: 'inconnu' };
  });
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
