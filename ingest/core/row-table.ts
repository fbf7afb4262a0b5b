import type { RowSheet } from './contract.ts';
import { sideBySide } from './row-blocks.ts';
import type { CellParser } from './row-cell.ts';
import type { Header, SheetModel } from './row-header.ts';
import { isIdentifying } from './row-identity.ts';
import { type Found, tableHeader } from './row-match.ts';
import { isFigure, isTotalsRow } from './row-total.ts';
import { fold, foldLabel } from './text.ts';
import { type Cell, EMPTY, isBlank, type Sheet } from './workbook.ts';

/** A line of a table: its row of the sheet from zero, and its cells. */
export type Line = readonly [number, readonly Cell[]];

/** A table found by its header, and the lines that belong to it: those below, up to the next header or title. */
export interface Table {
  wanted: RowSheet;
  header: Header;
  lignes: Line[];
  /** Foot and group lines that sum up. */
  totaux: number;
}

/** Lines that belong to no known table. */
export interface Outside {
  /** Row of the first, from zero. */
  ligne: number;
  nombre: number;
  /** True for a line of values that stand in one cell, as if pasted into it. */
  collee?: true;
}

/** What a sheet holds. */
export interface Layout {
  tables: Table[];
  dehors: Outside[];
  /** Rows of lone texts among or below the lines of a table, from zero. */
  notes: number[];
}

/** Gives the parsers of a sheet's columns, by column. */
export type ParsersOf = (wanted: RowSheet) => ReadonlyMap<string, CellParser>;

/** Rows in which a header is looked for whatever they look like; below, only where a row begins like one. */
const HEAD = 50;
const FIRST_CELLS = 4;
/** A line outside a table counts when it has this many cells, a number or a date among them. */
const CELLS_OF_A_LINE = 3;
/** Lines below a lone text that may show that the table goes on. */
const LINES_LOOKED_AT = 5;
/** So many values in one cell are a line pasted into it; a comma, which prose has too, parts short ones. */
const VALUES_OF_A_LINE = 4;
const LONGEST_VALUE = 30;
/** So many pairs of short texts are a list. */
const LINES_OF_A_LIST = 5;
const LONGEST_PAIR = 40;
/** A lone text that cuts a list into periods, and begins no other table. */
const PERIOD =
  /^((mois d[e'] ?)?(janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)|(\d|1er|[a-z]+) ?(e|er|eme)? (trimestre|semestre)|(trimestre|semestre|semaine|annee|t|s)[ -]?\d{1,4})( \d{4})?$/;

/** Finds the tables of a sheet, each by its header: one, or several below one another or side by side. */
export function layoutOf(sheet: Sheet, models: readonly SheetModel[], parsersOf: ParsersOf): Layout {
  const where = { depuis: 0, isFirst: true, titre: '' };
  const parts = sideBySide(sheet, HEAD, (part, ligne) =>
    tableHeader(part, ligne, models, { ...where, depuis: ligne }),
  );
  const layouts = parts.map((part) => columnLayout(part, models, parsersOf));
  return {
    tables: layouts.flatMap(({ tables }) => tables),
    dehors: layouts.flatMap(({ dehors }) => dehors),
    notes: [...new Set(layouts.flatMap(({ notes }) => notes))],
  };
}

function columnLayout(sheet: Sheet, models: readonly SheetModel[], parsersOf: ParsersOf): Layout {
  const scan = new Scan(sheet, models, parsersOf);
  for (let ligne = 0; ligne < sheet.rows.length; ligne++) ligne = scan.read(ligne);
  return scan.end();
}

/**
 * The lines of a sheet of which no header is known: rows with a number or a date, rows of several cells, and in a list
 * of pairs all of them. A page of prose, one cell a row, has none; nor has the row of headings above figures.
 */
export function unknownLines(sheet: Sheet): number {
  const rows = sheet.rows.map((row) => row.filter((cell) => !isBlank([cell])));
  const pairs = rows.filter(
    (row) => row.length === 2 && row.every(({ text }) => text.length <= LONGEST_PAIR),
  );
  const least = pairs.length >= LINES_OF_A_LIST ? 2 : CELLS_OF_A_LINE;
  const lines = rows.filter(
    (row) => row.length >= least || row.some(({ kind }) => kind === 'number' || kind === 'date'),
  );
  const [first, ...others] = lines;
  return first?.every(isWord) && others.some((row) => row.some(isFigure)) ? others.length : lines.length;
}

/** The contract sheets whose header a sheet shows in its head: what a file is recognised by. */
export function headersIn(
  sheet: Sheet,
  models: readonly SheetModel[],
): Array<{ feuille: RowSheet; colonnes: number }> {
  const found: Array<{ feuille: RowSheet; colonnes: number }> = [];
  let depuis = 0;
  for (let ligne = 0; ligne < Math.min(HEAD, sheet.rows.length); ligne++) {
    const header = tableHeader(sheet, ligne, models, { depuis, isFirst: found.length === 0, titre: '' });
    if (!header) continue;
    found.push({ feuille: header.model.feuille, colonnes: header.header.rangs.size });
    ligne = header.header.ligne;
    depuis = ligne + 1;
  }
  return found;
}

class Scan {
  private readonly layout: Layout = { tables: [], dehors: [], notes: [] };
  private table: Table | undefined;
  private outside: Outside | undefined;
  /** Rows outside a table that may head the next one ("Exercice | 2024"). */
  private heading: number[] = [];
  /** Lone texts read since the last line: notes, or titles of what comes. */
  private lone: number[] = [];
  private afterBlank = false;
  /** First row that no header and no line of a table has taken. */
  private depuis = 0;
  private readonly heads: (text: string) => boolean;

  constructor(
    private readonly sheet: Sheet,
    private readonly models: readonly SheetModel[],
    private readonly parsersOf: ParsersOf,
  ) {
    this.heads = beginnings(models);
  }

  /** Reads a row; gives the last row that was read with it. */
  read(ligne: number): number {
    const row = this.sheet.rows[ligne] ?? [];
    if (isBlank(row)) {
      this.afterBlank = true;
      return ligne;
    }
    if (this.layout.tables.length > 0 && isLone(row) && isPasted(textOf(row))) {
      this.layout.dehors.push({ ligne, nombre: 1, collee: true });
      return ligne;
    }
    const found = this.headerFrom(ligne, row);
    if (found) {
      this.open(found.model.wanted, found.header);
      this.depuis = found.header.ligne + 1;
      return found.header.ligne;
    }
    if (this.table) this.readLine(this.table, ligne, row);
    else this.readOutside(ligne, row);
    this.afterBlank = false;
    return ligne;
  }

  end(): Layout {
    if (this.layout.tables.length > 0) this.layout.notes.push(...this.lone);
    this.countOutside(this.heading);
    return this.layout;
  }

  /** The header that begins on a row: in the row itself, or in one below it that stands under its groups. */
  private headerFrom(ligne: number, row: readonly Cell[]): Found | undefined {
    const found = this.headerAt(ligne);
    if (found || !row.every(isWord) || this.isComplete(row)) return found;
    for (const below of [ligne + 1, ligne + 2]) {
      const deeper = this.headerAt(below);
      if (deeper && (deeper.header.premiere <= ligne || (below === ligne + 1 && this.isGroups(row))))
        return deeper;
    }
    return undefined;
  }

  /** True for a row of words right above a header, its groups: they stand apart from the lines of another table. */
  private isGroups(row: readonly Cell[]): boolean {
    return !isLone(row) && (this.afterBlank || this.lone.length > 0 || !this.table);
  }

  private headerAt(ligne: number): Found | undefined {
    const row = this.sheet.rows[ligne];
    if (!row || (ligne >= HEAD && !mayHead(row, this.heads))) return undefined;
    const titre = this.lone.length > 0 ? textOf(this.sheet.rows[this.lone.at(-1) ?? 0] ?? []) : '';
    return tableHeader(this.sheet, ligne, this.models, {
      depuis: this.depuis,
      isFirst: this.layout.tables.length === 0,
      titre,
    });
  }

  /** True for a row that holds all that the table above requires: a line of it, though it is all words. */
  private isComplete(row: readonly Cell[]): boolean {
    return this.table !== undefined && holdsRequired(this.table, this.parsersOf(this.table.wanted), row);
  }

  /**
   * True when a table goes on below a lone text, a group's heading or a remark: the row has all that the table requires,
   * or is no row of words and another right below it has. Headings of another table are words.
   */
  private goesOn(table: Table, ligne: number, row: readonly Cell[]): boolean {
    const { wanted, header } = table;
    if (![...header.rangs.keys()].some((nom) => wanted.colonnes[nom]?.requis)) return false;
    const parsers = this.parsersOf(wanted);
    if (holdsRequired(table, parsers, row)) return true;
    if (row.every(isWord)) return false;
    for (const below of this.sheet.rows.slice(ligne + 1, ligne + 1 + LINES_LOOKED_AT)) {
      if (isBlank(below) || isLone(below)) return false;
      if (holdsRequired(table, parsers, below)) return true;
    }
    return false;
  }

  /** Lone texts that turn out to be no title: all but the last, which heads what comes. */
  private noteAllButTitle(): void {
    if (this.layout.tables.length > 0) this.layout.notes.push(...this.lone.slice(0, -1));
    this.lone = [];
  }

  /** A header: of a new table, or the same again at the head of a printed page. */
  private open(wanted: RowSheet, header: Header): void {
    const last = this.table ?? this.layout.tables.at(-1);
    this.noteAllButTitle();
    this.outside = undefined;
    this.afterBlank = false;
    if (last && last.wanted === wanted && sameColumns(last.header, header)) {
      this.table = last;
      return;
    }
    this.table = { wanted, header, lignes: [], totaux: 0 };
    this.layout.tables.push(this.table);
  }

  private readLine(table: Table, ligne: number, row: readonly Cell[]): void {
    const parsers = this.parsersOf(table.wanted);
    if (isTotalsRow(row, table, parsers)) {
      table.totaux += 1;
      return;
    }
    if (isLone(row) && !this.isShortLine(table, row, parsers)) {
      this.lone.push(ligne);
      return;
    }
    const others = this.lone.filter((at) => !PERIOD.test(fold(textOf(this.sheet.rows[at] ?? []))));
    // A title above lines of another kind closes the table, so that no line falls under a title that is not its own.
    if (others.length > 0 && !this.goesOn(table, ligne, row)) {
      this.table = undefined;
      this.readOutside(ligne, row);
      return;
    }
    this.layout.notes.push(...others);
    this.lone = [];
    this.depuis = ligne + 1;
    table.lignes.push([ligne, row]);
  }

  /** True for a line of which one cell is filled, and is what its column holds: a line to complete, not a title. */
  private isShortLine(table: Table, row: readonly Cell[], parsers: ReadonlyMap<string, CellParser>): boolean {
    const rang = row.findIndex((cell) => cell.kind !== 'empty');
    const cell = row[rang];
    const nom = [...table.header.rangs].find(([, at]) => at === rang)?.[0];
    const column = nom === undefined ? undefined : table.wanted.colonnes[nom];
    if (!cell || !column || nom === undefined) return false;
    if (column.type === 'dossier') return /\d/.test(cell.text) && cell.text.trim().length <= 20;
    if (isIdentifying(column.type)) return !this.afterBlank && !/[\s:*(]/.test(cell.text.trim());
    return parsers.get(nom)?.(cell).ok === true;
  }

  private readOutside(ligne: number, row: readonly Cell[]): void {
    if (isLone(row)) {
      this.lone.push(ligne);
      return;
    }
    const filled = row.filter((cell) => cell.kind !== 'empty');
    const isUnderTitle = this.layout.tables.length > 0;
    if (filled.length < CELLS_OF_A_LINE) {
      if (isUnderTitle) this.heading.push(ligne);
      return;
    }
    if (!isUnderTitle && !filled.some(isFigure)) return;
    this.countOutside([...this.heading, ligne]);
  }

  private countOutside(lignes: readonly number[]): void {
    const [first] = lignes;
    this.heading = [];
    if (first === undefined) return;
    this.noteAllButTitle();
    if (this.outside) this.outside.nombre += lignes.length;
    else {
      this.outside = { ligne: first, nombre: lignes.length };
      this.layout.dehors.push(this.outside);
    }
  }
}

/**
 * A quick look at the first cells of a row: could they be headings? Thousands of rows of names and marks are passed
 * over without being compared in full.
 */
function mayHead(row: readonly Cell[], heads: (text: string) => boolean): boolean {
  let seen = 0;
  for (const cell of row) {
    if (cell.kind === 'empty') continue;
    if (cell.kind === 'number' || cell.kind === 'date') return false;
    if (cell.kind === 'text' && heads(cell.text)) return true;
    seen += 1;
    if (seen === FIRST_CELLS) return false;
  }
  return false;
}

const REMEMBERED = 10_000;
const TWO_LETTERS = /^[A-Za-z]{2}/;

/** Whether a text is a heading of one of the models; answers are remembered, in bounded room. */
function beginnings(models: readonly SheetModel[]): (text: string) => boolean {
  const labels = new Set(models.flatMap(({ headings }) => [...headings]));
  const longest = Math.max(0, ...[...labels].map((label) => label.length)) * 2;
  const starts = new Set([...labels].map((label) => label.slice(0, 2)));
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length > longest) return false;
    // Two plain letters stay as they are, but for their case.
    if (TWO_LETTERS.test(text) && !starts.has(text.slice(0, 2).toLowerCase())) return false;
    const remembered = known.get(text);
    if (remembered !== undefined) return remembered;
    if (known.size >= REMEMBERED) known.clear();
    const answer = labels.has(foldLabel(text));
    known.set(text, answer);
    return answer;
  };
}

/** True for a row that holds all that a table requires. */
function holdsRequired(
  { wanted, header }: Table,
  parsers: ReadonlyMap<string, CellParser>,
  row: readonly Cell[],
): boolean {
  return [...header.rangs].every(([nom, rang]) => {
    const parsed = wanted.colonnes[nom]?.requis ? parsers.get(nom)?.(row[rang] ?? EMPTY) : undefined;
    return parsed === undefined || (parsed.ok && parsed.value !== null);
  });
}

/** True for a text of many values with a separator between them: a line that was pasted into one cell. */
function isPasted(text: string): boolean {
  const parts = (separator: string) => text.split(separator).filter((part) => part.trim() !== '');
  if ([';', '\t', '|'].some((separator) => parts(separator).length >= VALUES_OF_A_LINE)) return true;
  const values = parts(',');
  return (
    values.length > VALUES_OF_A_LINE &&
    values.every((value) => value.trim().length <= LONGEST_VALUE) &&
    values.some((value) => /^\d+([/.-]\d+)*$/.test(value.trim()))
  );
}

function sameColumns(one: Header, other: Header): boolean {
  return (
    one.rangs.size === other.rangs.size &&
    [...one.rangs].every(([nom, rang]) => other.rangs.get(nom) === rang)
  );
}

/** True for a row of one filled cell, a text. */
function isLone(row: readonly Cell[]): boolean {
  let texts = 0;
  for (const cell of row) {
    if (cell.kind === 'empty' || cell.text.trim() === '') continue;
    if (cell.kind !== 'text' || texts > 0) return false;
    texts += 1;
  }
  return texts === 1;
}

/** A blank or a text that is no number and no date. */
function isWord(cell: Cell): boolean {
  return cell.kind === 'empty' || (cell.kind === 'text' && !isFigure(cell));
}

function textOf(row: readonly Cell[]): string {
  return row.find((cell) => cell.kind === 'text')?.text.trim() ?? '';
}
