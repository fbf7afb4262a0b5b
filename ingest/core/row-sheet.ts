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

/**
 * Which of the contract's sheets each sheet of a workbook is: by its tab's name, else by the columns it shows (more
 * than half of them, the best fit first). A sheet is read once; several may be parts of the same one.
 */
export function assignSheets(sheets: readonly Sheet[], wanted: readonly RowSheet[]): Map<Sheet, RowSheet> {
  const assigned = new Map<Sheet, RowSheet>();
  for (const sheet of sheets) {
    const fits = wanted
      .map((one) => ({
        one,
        named: one.onglets.some((onglet) => fold(onglet) === fold(sheet.nom)),
        share: (headerOf(sheet, one)?.rangs.size ?? 0) / Object.keys(one.colonnes).length,
      }))
      .filter(({ named, share }) => share > (named ? 0 : 0.5))
      .sort((a, b) => Number(b.named) - Number(a.named) || b.share - a.share);
    const [best] = fits;
    if (best) assigned.set(sheet, best.one);
  }
  return assigned;
}

/** True for a foot line that sums up ("Total", "Ensemble"): it is nobody's, so most required columns are empty. */
export function isTotalsRow(row: readonly Cell[], header: Header, wanted: RowSheet): boolean {
  const first = row.find((cell) => cell.kind !== 'empty');
  if (first?.kind !== 'text' || !/^(total|totaux|ensemble|nombre)\b/.test(fold(first.text))) return false;
  const required = Object.entries(wanted.colonnes)
    .filter(([, column]) => column.requis)
    .map(([nom]) => header.rangs.get(nom) ?? -1);
  return required.filter((rang) => (row[rang]?.kind ?? 'empty') !== 'empty').length * 2 <= required.length;
}

/** Headings of the sheet that no column of the contract knows, in the header's row. */
export function unknownHeadings(sheet: Sheet, header: Header): Array<{ rang: number; text: string }> {
  const known = new Set(header.rangs.values());
  return (sheet.rows[header.ligne] ?? []).flatMap((cell, rang) =>
    cell.kind === 'text' && !known.has(rang) ? [{ rang, text: cell.text.trim() }] : [],
  );
}

/** Lines below the header that hold something, as [line from zero, cells]. */
export function linesBelow(sheet: Sheet, header: Header): Array<readonly [number, readonly Cell[]]> {
  return sheet.rows.flatMap((row, ligne) =>
    ligne > header.ligne && !isBlank(row) ? [[ligne, row] as const] : [],
  );
}
