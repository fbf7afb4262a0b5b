import * as XLSX from '@e965/xlsx';
import { type Cell, EMPTY, type Sheet, type Workbook } from '../workbook.ts';

/** Reads a spreadsheet: cached values of formulas, dates by the workbook's own calendar (1900 or 1904). */
export function readExcel(bytes: Uint8Array, fichier: string): Workbook {
  const book = XLSX.read(bytes, {
    type: 'array',
    cellNF: true,
    cellText: true,
    cellDates: false,
    dense: true,
  });
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  return {
    fichier,
    format: 'xlsx',
    date1904,
    feuilles: book.SheetNames.map((nom, index) => ({
      nom,
      cachee: (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0,
      rows: rowsOf(book.Sheets[nom], date1904),
    })),
  };
}

function rowsOf(sheet: XLSX.WorkSheet | undefined, date1904: boolean): Sheet['rows'] {
  const data = sheet?.['!data'] ?? [];
  return Array.from(data, (row) => Array.from(row ?? [], (cell) => (cell ? cellOf(cell, date1904) : EMPTY)));
}

function cellOf(cell: XLSX.CellObject, date1904: boolean): Cell {
  const text = cell.w ?? (cell.v === undefined ? '' : String(cell.v));
  // Quoted or escaped signs of a format are words, not the format's own.
  const format = (typeof cell.z === 'string' ? cell.z : '').replace(/"[^"]*"|\\./g, '');
  if (cell.t === 'n' && typeof cell.v === 'number') {
    const day = XLSX.SSF.is_date(format) ? isoDay(cell.v, date1904) : undefined;
    if (day !== undefined) return { value: day, kind: 'date', text, percent: false };
    return { value: cell.v, kind: 'number', text, percent: format.includes('%') };
  }
  if (cell.t === 'b') return { value: cell.v === true, kind: 'boolean', text, percent: false };
  if (cell.f !== undefined && cell.v === undefined)
    return { value: null, kind: 'error', text: '#SANS VALEUR', percent: false };
  if (cell.t === 'e') return { value: null, kind: 'error', text: text || '#ERREUR', percent: false };
  if (typeof cell.v === 'string' && cell.v.trim() !== '')
    return { value: cell.v, kind: 'text', text: cell.v, percent: false };
  return EMPTY;
}

/** Day of a spreadsheet's serial number, without any time zone; undefined where the calendar has none. */
function isoDay(serial: number, date1904: boolean): string | undefined {
  const parsed: { y: number; m: number; d: number } | null = XLSX.SSF.parse_date_code(serial, { date1904 });
  if (!parsed) return undefined;
  const { y, m, d } = parsed;
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}
