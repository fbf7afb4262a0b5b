/** What a cell holds once read: dates are calendar days `YYYY-MM-DD`, never instants. */
export type CellValue = string | number | boolean | null;

/** One cell; never changed once made, since cells alike are one object in large files. */
export interface Cell {
  /** The stored value; a date is its ISO day with `kind` "date". */
  readonly value: CellValue;
  readonly kind: 'empty' | 'text' | 'number' | 'date' | 'boolean' | 'error';
  /** The value as the sheet shows it, e.g. "63 %" for 0.63 under a percent format. */
  readonly text: string;
  /** True where the sheet's format shows the number as a percentage. */
  readonly percent: boolean;
}

export const EMPTY: Cell = { value: null, kind: 'empty', text: '', percent: false };

/** One sheet as rows of cells; `rows[0][0]` is A1. Rows may be shorter than the widest. */
export interface Sheet {
  nom: string;
  cachee: boolean;
  rows: Cell[][];
  /** Merged ranges, first and last cell; lines and columns counted from 0, as in `rows`. Only the first cell holds a value. */
  fusions?: { de: { ligne: number; rang: number }; a: { ligne: number; rang: number } }[];
  /** Lines that the sheet hides (by hand or by a filter), counted from 0. Their cells are in `rows` like any other. */
  lignes_cachees?: number[];
  /** Columns that the sheet hides, counted from 0. Their cells are in `rows` like any other. */
  colonnes_cachees?: number[];
}

/** One file as read, whatever its format. */
export interface Workbook {
  fichier: string;
  format: 'csv' | 'xlsx';
  /** For a CSV: the encoding and separator that were chosen. */
  encodage?: string;
  separateur?: string;
  /** True when day numbers count from 1904 (old Excel for Mac), not from 1900. */
  date1904?: boolean;
  feuilles: Sheet[];
}

/** The cell at a line (from 0) and column (from 0); an empty cell outside the sheet. */
export function cellAt(sheet: Sheet, row: number, column: number): Cell {
  return sheet.rows[row]?.[column] ?? EMPTY;
}

/** True when a row holds nothing but blanks. */
export function isBlank(row: readonly Cell[]): boolean {
  return row.every((cell) => cell.kind === 'empty' || (cell.kind === 'text' && cell.text.trim() === ''));
}

/** A text cell. */
export function textCell(text: string): Cell {
  return text.trim() === '' ? EMPTY : { value: text, kind: 'text', text, percent: false };
}

/** A column that after so many different texts repeats itself less than this is not worth remembering. */
const POOL = { texts: 30_000, hits: 0.5 };

/**
 * Makes text cells, the same cell for the same text of a column: a column of codes or dates then holds a handful of
 * them, and one of births some thousands, however many its lines. Columns that hardly repeat themselves (file numbers) are not remembered.
 */
export class CellPool {
  private readonly columns: { cells: Map<string, Cell>; hits: number; open: boolean }[] = [];

  /** `make` gives the cell of a text, and always the same for the same text. */
  constructor(private readonly make: (text: string) => Cell = textCell) {}

  /** The cell of a text in a column (from 0). */
  cell(rang: number, text: string): Cell {
    const column = this.columns[rang] ?? this.newColumn(rang);
    if (!column.open) return this.make(text);
    const known = column.cells.get(text);
    if (known !== undefined) {
      column.hits += 1;
      return known;
    }
    const made = this.make(text);
    column.cells.set(text, made);
    const { size } = column.cells;
    if (size >= POOL.texts && column.hits < (size + column.hits) * POOL.hits) {
      column.open = false;
      column.cells.clear();
    }
    return made;
  }

  private newColumn(rang: number): { cells: Map<string, Cell>; hits: number; open: boolean } {
    const column = { cells: new Map<string, Cell>(), hits: 0, open: true };
    this.columns[rang] = column;
    return column;
  }
}
