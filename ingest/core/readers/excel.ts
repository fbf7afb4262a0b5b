import * as XLSX from '@e965/xlsx';
import { type Cell, CellPool, EMPTY, type Sheet, type Workbook } from '../workbook.ts';
import { FORMULA, isErrorText, LOST_SIGN, TOO_LONG, withoutFormula } from './damage.ts';
import { LIMITS } from './limits.ts';
import { decodeOneByte } from './one-byte.ts';
import type { SheetShape } from './ooxml.ts';
import { DAMAGED, ERASE_BLANKS, ReadRefusal, SAME_SHEET_NAMES, tooMuch } from './refusal.ts';

export interface BookOptions {
  /** Hidden lines and columns where the library does not say them, by sheet; undefined for a chart. */
  feuilles?: readonly (SheetShape | undefined)[];
  /** Texts stay texts: the library would take "03/10/2024" for the tenth of March. */
  raw?: boolean;
  /** The library's own reading of hidden columns; it keeps blank cells too, so for small formats only. */
  styles?: boolean;
}

/**
 * Reads a spreadsheet, its parts already checked: stored values of formulas (which are never computed), dates by the
 * workbook's own calendar (1900 or 1904). Throws ReadRefusal when a sheet is lost or too wide.
 */
export function readBook(
  content: Uint8Array | string,
  fichier: string,
  { feuilles, raw = false, styles = false }: BookOptions = {},
): Workbook {
  const book = XLSX.read(content, {
    type: typeof content === 'string' ? 'string' : 'array',
    cellNF: true,
    cellText: true,
    cellDates: false,
    cellFormula: false,
    cellHTML: false,
    cellStyles: styles,
    dense: true,
    nodim: true,
    raw,
  });
  if (new Set(book.SheetNames).size < book.SheetNames.length) throw new ReadRefusal(SAME_SHEET_NAMES);
  const date1904 = book.Workbook?.WBProps?.date1904 === true;
  const budget = { cells: LIMITS.cells };
  return {
    fichier,
    format: 'xlsx',
    date1904,
    feuilles: book.SheetNames.flatMap((nom, index) => {
      const sheet = book.Sheets[nom];
      // What the library cannot read of a sheet it drops without a word.
      if (!sheet && (feuilles === undefined || feuilles[index])) throw new ReadRefusal(DAMAGED);
      if (!sheet || sheet['!type'] === 'chart') return [];
      const hidden = (book.Workbook?.Sheets?.[index]?.Hidden ?? 0) !== 0;
      return [
        sheetOf(
          sheet,
          nom,
          hidden || feuilles?.[index]?.cachee === true,
          date1904,
          budget,
          feuilles?.[index],
        ),
      ];
    }),
  };
}

function sheetOf(
  sheet: XLSX.WorkSheet,
  nom: string,
  cachee: boolean,
  date1904: boolean,
  budget: { cells: number },
  shape: SheetShape | undefined,
): Sheet {
  const rows = rowsOf(sheet['!data'] ?? [], date1904, budget);
  const fusions = (sheet['!merges'] ?? [])
    .slice(0, LIMITS.merges)
    .map(({ s, e }) => ({ de: { ligne: s.r, rang: s.c }, a: { ligne: e.r, rang: e.c } }));
  const lignes = shape?.lignes_cachees ?? hiddenAmong(sheet['!rows']);
  const colonnes = shape?.colonnes_cachees ?? hiddenAmong(sheet['!cols']);
  const lines = lignes.filter((ligne) => ligne < rows.length);
  return {
    nom,
    cachee,
    rows,
    ...(fusions.length > 0 ? { fusions } : {}),
    ...(lines.length > 0 ? { lignes_cachees: lines } : {}),
    ...(colonnes.length > 0 ? { colonnes_cachees: colonnes } : {}),
  };
}

function hiddenAmong(infos: readonly (XLSX.RowInfo | XLSX.ColInfo | undefined)[] | undefined): number[] {
  return Array.from(infos ?? []).flatMap((info, index) => (info?.hidden ? [index] : []));
}

const NO_CELLS: Cell[] = [];

/** Rows up to the last filled one, each up to its last filled cell. */
function rowsOf(
  data: readonly (readonly (XLSX.CellObject | undefined)[] | undefined)[],
  date1904: boolean,
  budget: { cells: number },
): Sheet['rows'] {
  if (data.length > LIMITS.lines)
    throw new ReadRefusal(tooMuch('une feuille a plus de lignes qu’Excel n’en accepte', ERASE_BLANKS));
  const rows: Cell[][] = [];
  const maker = new CellMaker(date1904);
  for (const [ligne, row] of data.entries()) {
    if (!row || row.length === 0) continue;
    if (row.length > LIMITS.columns)
      throw new ReadRefusal(tooMuch('une feuille a plus de colonnes qu’Excel n’en accepte', ERASE_BLANKS));
    budget.cells -= row.length;
    if (budget.cells < 0) throw new ReadRefusal(tooManyCells());
    const cells = Array.from(row, (cell, rang) => (cell ? maker.cell(cell, rang) : EMPTY));
    let width = cells.length;
    while (width > 0 && cells[width - 1]?.kind === 'empty') width--;
    if (width === 0) continue;
    while (rows.length < ligne) rows.push(NO_CELLS);
    rows.push(width < cells.length ? cells.slice(0, width) : cells);
  }
  return rows;
}

export function tooManyCells(): ReadRefusal['words'] {
  return tooMuch(`il contient plus de ${LIMITS.cells / 1_000_000} millions de cellules`, ERASE_BLANKS);
}

/** Days remembered of one format; more than a column of births of a country's file has. */
const DAYS_KEPT = 50_000;

/** Makes the cells of a sheet; texts and days that come back are one cell. */
class CellMaker {
  private readonly texts = new CellPool(textOf);
  /** Format → day number → its cell; null for a format of numbers. */
  private readonly days = new Map<string, Map<number, Cell> | null>();

  constructor(private readonly date1904: boolean) {}

  cell(cell: XLSX.CellObject, rang: number): Cell {
    const { t, v } = cell;
    if (t === 'n' && typeof v === 'number') return this.number(cell, v);
    const text = cell.w ?? (v === undefined ? '' : String(v));
    if (t === 'b') return { value: v === true, kind: 'boolean', text, percent: false };
    if (t === 'e') return error(text || '#ERREUR');
    return typeof v === 'string' ? this.texts.cell(rang, v) : EMPTY;
  }

  private number(cell: XLSX.CellObject, v: number): Cell {
    if (!Number.isFinite(v)) return error('#ERREUR');
    const text = cell.w ?? String(v);
    const z = typeof cell.z === 'string' ? cell.z : '';
    const days = this.daysOf(z);
    const known = days?.get(v);
    if (known !== undefined) return known;
    const day = days ? isoDay(v, this.date1904) : undefined;
    if (days === null || day === undefined)
      return { value: v, kind: 'number', text, percent: ownSigns(z).includes('%') || /%\s*$/.test(text) };
    const made: Cell = { value: day, kind: 'date', text, percent: false };
    if (days.size < DAYS_KEPT) days.set(v, made);
    return made;
  }

  private daysOf(z: string): Map<number, Cell> | null {
    const known = this.days.get(z);
    if (known !== undefined) return known;
    const made = XLSX.SSF.is_date(ownSigns(z)) ? new Map<number, Cell>() : null;
    this.days.set(z, made);
    return made;
  }
}

/** A format without its quoted or escaped signs, which are words and not its own. */
function ownSigns(format: string): string {
  return format.replace(/"[^"]*"|\\./g, '');
}

function textOf(stored: string): Cell {
  if (stored.trim() === '') return EMPTY;
  if (stored.length > LIMITS.cellText) return error(TOO_LONG);
  if (stored.includes('\uFFFD') || stored.includes('\0')) return error(LOST_SIGN);
  if (isErrorText(stored)) return error(stored.trim());
  const meant = withoutFormula(stored);
  if (meant === undefined) return error(FORMULA);
  if (meant.trim() === '') return EMPTY;
  const text = OLD_SIGNS.test(meant) ? mended(meant) : meant;
  return { value: text, kind: 'text', text, percent: false };
}

/** Excel 95 wrote Windows-1252, of which the library reads "œ", "’" and "€" as control signs. */
const OLD_SIGNS = /[\u0080-\u009F]/;

function mended(text: string): string {
  return text.replace(new RegExp(OLD_SIGNS, 'g'), (sign) =>
    decodeOneByte(Uint8Array.of(sign.charCodeAt(0)), 'windows-1252'),
  );
}

function error(text: string): Cell {
  return { value: null, kind: 'error', text, percent: false };
}

/** Day of a spreadsheet's serial number, without any time zone; undefined where the calendar has none. */
function isoDay(serial: number, date1904: boolean): string | undefined {
  const parsed: { y: number; m: number; d: number } | null = XLSX.SSF.parse_date_code(serial, { date1904 });
  if (!parsed) return undefined;
  const { y, m, d } = parsed;
  return `${String(y).padStart(4, '0')}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`;
}
