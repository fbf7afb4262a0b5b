import * as XLSX from '@e965/xlsx';
import { parseDay } from './calendar.ts';

/** A date of a sheet, as `2024-12-31`. */
export interface SheetDate {
  date: string;
}
/** A cell: text, number, date, or nothing. */
export type SheetCell = string | number | SheetDate | null;

/** A column of a sheet: its header (empty for a blank column), its width in characters, and what a row puts in it. */
export interface Column<Row> {
  entete: string;
  largeur: number;
  cellule(row: Row): SheetCell;
}

/** Excel counts days from 30 December 1899. */
const EXCEL_EPOCH = 25_569;

function cell(value: SheetCell): XLSX.CellObject | null {
  if (value === null) return null;
  if (typeof value === 'number') return { t: 'n', v: value };
  if (typeof value === 'string') return { t: 's', v: value };
  return { t: 'n', v: parseDay(value.date) + EXCEL_EPOCH, z: 'dd/mm/yyyy' };
}

/**
 * A worksheet: lines above (a title, a blank), the header, one line per row, lines below (a total). Dates are real
 * Excel dates, shown day first.
 */
export function worksheet<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  above: readonly (readonly SheetCell[])[] = [],
  below: readonly (readonly SheetCell[])[] = [],
): XLSX.WorkSheet {
  const lines: SheetCell[][] = [
    ...above.map((line) => [...line]),
    columns.map(({ entete }) => entete || null),
    ...rows.map((row) => columns.map((column) => column.cellule(row))),
    ...below.map((line) => [...line]),
  ];
  const sheet: XLSX.WorkSheet = {};
  lines.forEach((line, r) => {
    line.forEach((value, c) => {
      const content = cell(value);
      if (content) sheet[XLSX.utils.encode_cell({ r, c })] = content;
    });
  });
  const header = above.length;
  const last = { r: lines.length - 1, c: columns.length - 1 };
  sheet['!ref'] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: last });
  sheet['!cols'] = columns.map(({ largeur }) => ({ wch: largeur }));
  sheet['!autofilter'] = {
    ref: XLSX.utils.encode_range({ s: { r: header, c: 0 }, e: { r: header + rows.length, c: last.c } }),
  };
  return sheet;
}

/** The bytes of a workbook in XLSX. The same sheets give the same bytes: its dates of writing are the one given. */
export function workbook(
  sheets: readonly { nom: string; feuille: XLSX.WorkSheet }[],
  titre: string,
  written: string,
): Uint8Array {
  const book = XLSX.utils.book_new();
  for (const { nom, feuille } of sheets) XLSX.utils.book_append_sheet(book, feuille, nom);
  const date = new Date(`${written}T12:00:00Z`);
  book.Props = { Title: titre, CreatedDate: date, ModifiedDate: date };
  const bytes: unknown = XLSX.write(book, { type: 'array', bookType: 'xlsx', compression: true });
  return new Uint8Array(bytes as ArrayBuffer);
}
