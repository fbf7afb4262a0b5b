import type { RowSheet } from './contract.ts';
import type { CellParser } from './row-cell.ts';
import type { Header } from './row-header.ts';
import type { Cell } from './workbook.ts';

const TOTALS =
  /^[\s*('’]*(?:sous[-\s‐‑]?total|total|totaux|ensemble|moyenne|nombre|nb|somme|cumul|effectif total)(?![\p{L}\p{N}])/iu;

/**
 * True for a line that sums up ("Total", "Sous-total Nîmes", "Moyenne"): the columns that say whom or what a line is
 * about are empty in it. A word that a column's code list knows sums up nothing.
 */
export function isTotalsRow(
  row: readonly Cell[],
  { wanted, header }: { wanted: RowSheet; header: Header },
  parsers: ReadonlyMap<string, CellParser>,
): boolean {
  const label = row.findIndex((cell) => cell.kind === 'text' && TOTALS.test(cell.text));
  const word = row[label];
  if (!word) return false;
  const isFirst = !row.slice(0, label).some((cell) => cell.kind === 'text');
  // Among other words it may be a heading ("Nombre"): a sum has its figures.
  if (!isFirst && !row.some(isFigure)) return false;
  const columns = [...header.rangs];
  const own = columns.find(([, rang]) => rang === label)?.[0];
  const isCode = own !== undefined && ['code', 'sexe'].includes(wanted.colonnes[own]?.type ?? '');
  if (own !== undefined && isCode && parsers.get(own)?.(word).ok === true) return false;
  if (
    row.every((cell, rang) => rang <= label || cell.kind === 'empty' || isFigure(cell)) &&
    !row.slice(0, label).some(isFilled)
  )
    return true;
  const saying = columns.filter(([nom, rang]) => rang !== label && isSaying(wanted, nom));
  return saying.filter(([, rang]) => (row[rang]?.kind ?? 'empty') !== 'empty').length * 2 <= saying.length;
}

/** True for a cell that holds something. */
export function isFilled(cell: Cell): boolean {
  return cell.kind !== 'empty';
}

/** True for a required column that a sum leaves empty: all but numbers. */
function isSaying(wanted: RowSheet, nom: string): boolean {
  const column = wanted.colonnes[nom];
  return column?.requis === true && !['entier', 'decimal', 'montant'].includes(column.type);
}

/** A number or a date, as a cell or written. */
export function isFigure(cell: Cell): boolean {
  return (
    cell.kind === 'number' ||
    cell.kind === 'date' ||
    (cell.kind === 'text' && /^\d[\d .,/-]*$/.test(cell.text.trim()))
  );
}
