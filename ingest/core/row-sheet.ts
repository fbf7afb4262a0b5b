import type { Column, RowSheet } from './contract.ts';
import { fold, foldLabel } from './text.ts';
import { type Cell, isBlank, type Sheet } from './workbook.ts';

const HEADER_SEARCH = 30;

/** Where a sheet's header stands and which of its columns the contract knows. */
export interface Header {
  ligne: number;
  /** Contract column → zero-based column of the sheet. */
  rangs: Map<string, number>;
  /** Required columns that the header lacks, by their first label. */
  manquants: string[];
  /** Labels that stand twice. */
  doubles: string[];
}

/** The row among the first thirty that shows most of the contract's columns; undefined when none shows two. */
export function headerOf(sheet: Sheet, wanted: RowSheet): Header | undefined {
  const byLabel = new Map(
    Object.entries(wanted.colonnes).flatMap(([nom, column]) =>
      column.etiquettes.map((label) => [foldLabel(label), nom] as const),
    ),
  );
  let best: Header | undefined;
  sheet.rows.slice(0, HEADER_SEARCH).forEach((row, ligne) => {
    const header = readHeader(row, ligne, byLabel, wanted.colonnes);
    if (header.rangs.size > (best?.rangs.size ?? 1)) best = header;
  });
  return best;
}

function readHeader(
  row: readonly Cell[],
  ligne: number,
  byLabel: ReadonlyMap<string, string>,
  colonnes: Record<string, Column>,
): Header {
  const rangs = new Map<string, number>();
  const doubles: string[] = [];
  row.forEach((cell, rang) => {
    const nom = cell.kind === 'text' ? byLabel.get(foldLabel(cell.text)) : undefined;
    if (nom === undefined) return;
    if (rangs.has(nom)) doubles.push(cell.text.trim());
    else rangs.set(nom, rang);
  });
  const manquants = Object.entries(colonnes).flatMap(([nom, column]) =>
    column.requis && !rangs.has(nom) ? [column.etiquettes[0] ?? nom] : [],
  );
  return { ligne, rangs, manquants, doubles };
}

/** A sheet is the contract's by its tab's name, or by showing more than half of its columns. */
export function sheetMatches(sheet: Sheet, wanted: RowSheet): boolean {
  const header = headerOf(sheet, wanted);
  if (!header) return false;
  const named = wanted.onglets.some((onglet) => fold(onglet) === fold(sheet.nom));
  return named || header.rangs.size * 2 > Object.keys(wanted.colonnes).length;
}

/** True for a foot line that sums up ("Total", "Ensemble") and is nobody's. */
export function isTotalsRow(row: readonly Cell[]): boolean {
  const first = row.find((cell) => cell.kind !== 'empty');
  return first?.kind === 'text' && /^(total|totaux|ensemble|nombre)\b/.test(fold(first.text));
}

/** Lines below the header that hold something, as [line from zero, cells]. */
export function linesBelow(sheet: Sheet, header: Header): Array<readonly [number, readonly Cell[]]> {
  return sheet.rows.flatMap((row, ligne) =>
    ligne > header.ligne && !isBlank(row) ? [[ligne, row] as const] : [],
  );
}
