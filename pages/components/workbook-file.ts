import { utils, write } from '@e965/xlsx';
import type { Cell, Sheet } from './sheet.ts';

function excelCell(cell: Cell) {
  if (!('value' in cell)) return { t: 's', v: cell.text } as const;
  if (!cell.percent) return { t: 'n', v: cell.value } as const;
  // 53.7 / 100 is 0.5369999…; what is shown has one decimal.
  return { t: 'n', v: Number((cell.value / 100).toFixed(6)), z: '0.0%' } as const;
}

/** A workbook of one sheet of figures and one that says what they are. Loaded only when a reader asks for one. */
export function workbookOf({ heads, rows }: Sheet, about: [string, string][]): Uint8Array {
  const figures = utils.aoa_to_sheet([heads]);
  for (const [r, row] of rows.entries()) {
    for (const [c, cell] of row.entries()) figures[utils.encode_cell({ r: r + 1, c })] = excelCell(cell);
  }
  const last = { r: rows.length, c: Math.max(0, heads.length - 1) };
  figures['!ref'] = utils.encode_range({ s: { r: 0, c: 0 }, e: last });
  figures['!cols'] = heads.map((head, at) => ({ wch: Math.min(60, widest(head, rows, at) + 2) }));
  const words = utils.aoa_to_sheet(about);
  words['!cols'] = [{ wch: 16 }, { wch: 100 }];
  const book = utils.book_new();
  utils.book_append_sheet(book, figures, 'Chiffres');
  utils.book_append_sheet(book, words, 'À propos');
  return new Uint8Array(write(book, { type: 'array', bookType: 'xlsx', compression: true }) as ArrayBuffer);
}

function widest(head: string, rows: Cell[][], at: number): number {
  const lengths = rows.map((row) => {
    const cell = row[at];
    return cell === undefined ? 0 : 'value' in cell ? String(cell.value).length : cell.text.length;
  });
  return Math.max(head.length, ...lengths);
}
