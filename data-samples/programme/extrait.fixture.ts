import * as XLSX from '@e965/xlsx';

/** A row read back from a sheet, by header; null where the cell is empty. */
export type Row = Record<string, string | number | null>;

/** The workbook read back from its bytes, with nothing of the program that made it. */
export interface ReadBack {
  personnes: Row[];
  total: Row;
  seances: Row[];
  presences: Row[];
}

function rows(book: XLSX.WorkBook, name: string, header: number): Row[] {
  const sheet = book.Sheets[name];
  if (!sheet) throw new Error(`no sheet ${name}`);
  return XLSX.utils.sheet_to_json<Row>(sheet, { range: header, defval: null, raw: true });
}

/** Reads the three sheets; the first has its header on line 3 and its total on the last line. */
export function readBack(bytes: Uint8Array): ReadBack {
  const book = XLSX.read(bytes, { type: 'array' });
  const suivis = rows(book, 'Suivi individuel', 2);
  const total = suivis.pop();
  if (!total) throw new Error('empty sheet');
  return {
    personnes: suivis,
    total,
    seances: rows(book, 'Groupe - séances', 0),
    presences: rows(book, 'Groupe - présences', 0),
  };
}

/** A date read from a cell; weekday 0 is Sunday. */
export interface ReadDate {
  year: number;
  month: number;
  day: number;
  weekday: number;
  serial: number;
}

/** The date an Excel serial number stands for. */
export function fromSerial(serial: number): ReadDate {
  const utc = new Date(Date.UTC(1899, 11, 30 + serial));
  return {
    year: utc.getUTCFullYear(),
    month: utc.getUTCMonth() + 1,
    day: utc.getUTCDate(),
    weekday: utc.getUTCDay(),
    serial,
  };
}

/** A date cell; throws where the cell holds no whole day. */
export function dateOf(row: Row, column: string): ReadDate {
  const serial = row[column];
  if (typeof serial !== 'number' || !Number.isInteger(serial))
    throw new Error(`${column}: no date (${serial})`);
  return fromSerial(serial);
}

/** Completed months from one date to another, the day of the month counting. */
export function monthsBetween(from: ReadDate, to: ReadDate): number {
  return (to.year - from.year) * 12 + to.month - from.month - (to.day < from.day ? 1 : 0);
}
