import type { Header, SheetModel } from './row-header.ts';
import { type Cell, EMPTY, type Sheet } from './workbook.ts';

/** Columns of a sheet, first and last, from zero. */
export interface Block {
  de: number;
  a: number;
}

/** Finds the header that a row is, if it is one, in a sheet. */
export type HeaderFinder = (sheet: Sheet, ligne: number) => { model: SheetModel; header: Header } | undefined;

/**
 * The sheet as several, where tables stand side by side: each with the columns of one table, the others blank, rows and
 * columns in their places. Headings parted by blank columns are tables of their own when each part is a whole header
 * and together they know more columns than the row does as one.
 */
export function sideBySide(sheet: Sheet, rows: number, headerOf: HeaderFinder): Sheet[] {
  for (let ligne = 0; ligne < Math.min(rows, sheet.rows.length); ligne++) {
    const blocks = blocksOf(sheet.rows[ligne] ?? []);
    if (blocks.length < 2) continue;
    const head = { ...sheet, rows: sheet.rows.slice(0, ligne + HEADER_ROWS) };
    const parts = blocks.map((block) => ({ block, found: headerOf(only(head, block, ligne), ligne) }));
    const whole = headerOf(sheet, ligne);
    const known = parts.reduce((sum, { found }) => sum + (found?.header.rangs.size ?? 0), 0);
    const isWhole = parts.every(({ found }) => found?.header.manquants.length === 0);
    if (!isWhole || known <= (whole?.header.rangs.size ?? 0)) continue;
    return parts.map(({ block }) => only(sheet, wider(block, blocks), ligne));
  }
  return [sheet];
}

const HEADER_ROWS = 3;

/** Runs of two headings or more; none where the row holds anything but headings. */
function blocksOf(row: readonly Cell[]): Block[] {
  const blocks: Block[] = [];
  if (!row.every((cell) => cell.kind === 'text' || cell.kind === 'empty')) return blocks;
  row.forEach((cell, rang) => {
    if (cell.kind === 'empty') return;
    const last = blocks.at(-1);
    if (last && last.a === rang - 1) last.a = rang;
    else blocks.push({ de: rang, a: rang });
  });
  return blocks.every(({ de, a }) => a > de) ? blocks : [];
}

/** A table's columns with the blank ones after it, so that nothing beside a table is lost. */
function wider(block: Block, blocks: readonly Block[]): Block {
  const next = blocks[blocks.indexOf(block) + 1];
  const isFirst = blocks[0] === block;
  return { de: isFirst ? 0 : block.de, a: next ? next.de - 1 : Number.POSITIVE_INFINITY };
}

/** The sheet with the cells of other columns blank, from a row on. */
function only(sheet: Sheet, { de, a }: Block, depuis: number): Sheet {
  const rows = sheet.rows.map((row, ligne) =>
    ligne < depuis ? row : row.map((cell, rang) => (de <= rang && rang <= a ? cell : EMPTY)),
  );
  return { ...sheet, rows };
}
