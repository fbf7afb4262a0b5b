import * as XLSX from '@e965/xlsx';
import { parseDay } from './calendar.ts';
import { zipBytes } from './zip.ts';

/**
 * Writers of workbooks as offices save them: XLSX, XLS (Excel 97-2003) and ODS. A sheet is built by `worksheet` (one
 * table) or `grid` (free lines, several tables), told what it merges or hides by `arrange`, and written by
 * `workbookBytes`. The same sheets give the same bytes, whatever the clock and the time zone. For CSV see `texte.ts`.
 */

/** A date of a sheet, as `2024-12-31`; shown `31/12/2024` unless the format says otherwise (`d/m/yy`, `mmm yyyy`). */
export interface SheetDate {
  date: string;
  format?: string;
}
/** A number under a format, e.g. `{ nombre: 0.63, format: '0%' }`. */
export interface SheetNumber {
  nombre: number;
  format: string;
}
/**
 * A formula with the value that the office program had computed, e.g. `{ formule: 'SUM(B4:B9)', valeur: 23 }`. XLSX and
 * ODS keep both; of an XLS the value alone is written.
 */
export interface SheetFormula {
  formule: string;
  valeur: number | string;
}
/** A cell: text, number, date, formula, or nothing. */
export type SheetCell = string | number | SheetDate | SheetNumber | SheetFormula | null;

/** A column of a sheet: its header (empty for a blank column), its width in characters, and what a row puts in it. */
export interface Column<Row> {
  entete: string;
  largeur: number;
  cellule(row: Row): SheetCell;
}

/** What a sheet merges (ranges like `B3:D3`) and hides. Lines and columns are counted from 0; hidden lines are kept in XLSX only. */
export interface Arrangement {
  fusions?: readonly string[];
  lignesCachees?: readonly number[];
  colonnesCachees?: readonly number[];
}

/** One sheet of a workbook. */
export interface NamedSheet {
  nom: string;
  feuille: XLSX.WorkSheet;
  cachee?: boolean;
}

/** How a workbook is saved. */
export interface BookFormat {
  /** Its title among the properties (XLSX and XLS). */
  titre: string;
  /** The day it says it was written, as `2025-01-15`. */
  ecrit: string;
  format: 'xlsx' | 'xls' | 'ods';
  /** Days counted from 1904, as Excel for Mac long did. */
  dates1904?: boolean;
}

/** Excel counts days from 30 December 1899. */
const EXCEL_EPOCH = 25_569;
/** Days between Excel's two calendars. */
const TO_1904 = 1_462;
const DAY_FIRST = 'dd/mm/yyyy';

/** What this program uses of the library's box of files, which has no type of its own. */
const BOX: {
  read(
    bytes: Uint8Array,
    how: { type: 'array' },
  ): { FullPaths: string[]; FileIndex: { content: Uint8Array }[] };
} = XLSX.CFB;

/** Formats that are Excel's own; those of a workbook come after them. */
const LAST_BUILT_IN = 56;

/**
 * Excel's own number formats and no more: the library keeps one table for all workbooks of a run, and would write the
 * formats of one into the next.
 */
function ownFormats(): Record<string, string> {
  const table: Record<string, string> = XLSX.SSF.get_table();
  return Object.fromEntries(Object.entries(table).filter(([id]) => Number(id) <= LAST_BUILT_IN));
}

function cell(value: SheetCell): XLSX.CellObject | null {
  if (value === null) return null;
  if (typeof value === 'number') return { t: 'n', v: value };
  if (typeof value === 'string') return { t: 's', v: value };
  if ('date' in value) return { t: 'n', v: parseDay(value.date) + EXCEL_EPOCH, z: value.format ?? DAY_FIRST };
  if ('nombre' in value) return { t: 'n', v: value.nombre, z: value.format };
  return { t: typeof value.valeur === 'number' ? 'n' : 's', v: value.valeur, f: value.formule };
}

/** A worksheet of free lines: several tables, notes and blanks as an office lays them out. Widths are in characters. */
export function grid(
  lines: readonly (readonly SheetCell[])[],
  largeurs: readonly number[] = [],
): XLSX.WorkSheet {
  const sheet: XLSX.WorkSheet = {};
  lines.forEach((line, r) => {
    line.forEach((value, c) => {
      const content = cell(value);
      if (content) sheet[XLSX.utils.encode_cell({ r, c })] = content;
    });
  });
  const width = Math.max(1, largeurs.length, ...lines.map((line) => line.length));
  const last = { r: Math.max(0, lines.length - 1), c: width - 1 };
  sheet['!ref'] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: last });
  if (largeurs.length > 0) sheet['!cols'] = largeurs.map((wch) => ({ wch }));
  return sheet;
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
  const sheet = grid(
    [...above, columns.map(({ entete }) => entete || null), ...linesOf(columns, rows), ...below],
    columns.map(({ largeur }) => largeur),
  );
  const header = above.length;
  sheet['!autofilter'] = {
    ref: XLSX.utils.encode_range({
      s: { r: header, c: 0 },
      e: { r: header + rows.length, c: columns.length - 1 },
    }),
  };
  return sheet;
}

/** The lines of a table, header apart, to place in a `grid`. */
export function linesOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): SheetCell[][] {
  return rows.map((row) => columns.map((column) => column.cellule(row)));
}

/** The same sheet with merged ranges, hidden lines and hidden columns. */
export function arrange(sheet: XLSX.WorkSheet, how: Arrangement): XLSX.WorkSheet {
  const arranged: XLSX.WorkSheet = { ...sheet };
  if (how.fusions) arranged['!merges'] = how.fusions.map((range) => XLSX.utils.decode_range(range));
  if (how.lignesCachees) {
    const rows: XLSX.RowInfo[] = [];
    for (const line of how.lignesCachees) rows[line] = { hidden: true };
    arranged['!rows'] = rows;
  }
  if (how.colonnesCachees) {
    const columns = [...(sheet['!cols'] ?? [])];
    for (const rank of how.colonnesCachees) columns[rank] = { ...columns[rank], hidden: true };
    arranged['!cols'] = columns;
  }
  return arranged;
}

/** The bytes of a workbook. The same sheets give the same bytes: its dates of writing are the one given. */
export function workbookBytes(sheets: readonly NamedSheet[], how: BookFormat): Uint8Array {
  const book: XLSX.WorkBook & { SSF?: Record<string, string> } = XLSX.utils.book_new();
  book.SSF = ownFormats();
  for (const { nom, feuille } of sheets) XLSX.utils.book_append_sheet(book, cellsFor(how, feuille), nom);
  if (how.dates1904 || sheets.some(({ cachee }) => cachee)) {
    book.Workbook = {
      ...(how.dates1904 ? { WBProps: { date1904: true } } : {}),
      Sheets: sheets.map(({ nom, cachee }) => ({ name: nom, Hidden: cachee ? 1 : 0 })),
    };
  }
  const date = new Date(`${how.ecrit}T12:00:00Z`);
  book.Props = { Title: how.titre, CreatedDate: date, ModifiedDate: date };
  const bookType = how.format === 'xls' ? 'biff8' : how.format;
  const written: unknown = XLSX.write(book, { type: 'array', bookType, compression: true });
  const bytes = new Uint8Array(written as ArrayBuffer);
  return how.format === 'ods' ? asOfficeSuite(bytes, sheets) : bytes;
}

/** The bytes of a workbook in XLSX; short for `workbookBytes`. */
export function workbook(sheets: readonly NamedSheet[], titre: string, written: string): Uint8Array {
  return workbookBytes(sheets, { titre, ecrit: written, format: 'xlsx' });
}

/** The sheet with its dates as the format keeps them: days from 1904, or the calendar days of an ODS. */
function cellsFor({ format, dates1904 }: BookFormat, sheet: XLSX.WorkSheet): XLSX.WorkSheet {
  if (format !== 'ods' && !dates1904) return sheet;
  return Object.fromEntries(
    Object.entries(sheet).map(([reference, content]: [string, unknown]) => [
      reference,
      reference.startsWith('!') ? content : dated(content as XLSX.CellObject, format),
    ]),
  );
}

function dated(content: XLSX.CellObject, format: BookFormat['format']): XLSX.CellObject {
  const { v, z } = content;
  if (typeof v !== 'number' || typeof z !== 'string') return content;
  if (!XLSX.SSF.is_date(z)) return format === 'ods' ? { ...content, w: shown(z, v) } : content;
  if (format !== 'ods') return { ...content, v: v - TO_1904 };
  const day = new Date((v - EXCEL_EPOCH) * 86_400_000).toISOString().slice(0, 10);
  return { ...content, t: 'd', v: day, w: shown(z, v) };
}

function shown(format: string, value: number): string {
  const text: unknown = XLSX.SSF.format(format, value);
  return String(text);
}

/**
 * An ODS as an office suite writes it where the library does otherwise: `mimetype` first, days without an hour,
 * percentages said to be so, hidden sheets hidden.
 */
function asOfficeSuite(bytes: Uint8Array, sheets: readonly NamedSheet[]): Uint8Array {
  const box = BOX.read(bytes, { type: 'array' });
  const files = box.FullPaths.flatMap((path, rank) => {
    const nom = path.replace(/^Root Entry\//, '');
    const content = Uint8Array.from(box.FileIndex[rank]?.content ?? []);
    if (content.length === 0 || nom === '\u0001Sh33tJ5') return [];
    return [
      {
        nom,
        octets: nom === 'content.xml' ? officeContent(content, sheets) : content,
        brut: nom === 'mimetype',
      },
    ];
  });
  return zipBytes([...files.filter(({ brut }) => brut), ...files.filter(({ brut }) => !brut)]);
}

function officeContent(content: Uint8Array, sheets: readonly NamedSheet[]): Uint8Array {
  const source = new TextDecoder()
    .decode(content)
    .replaceAll('T00:00:00.000Z"', '"')
    .replace(/office:value-type="float"([^>]*><text:p>[^<]*%<)/g, 'office:value-type="percentage"$1');
  const style = / {2}<style:style style:name="ta1"[\s\S]*?<\/style:style>\n/.exec(source)?.[0] ?? '';
  const hidden = style.replace('"ta1"', '"ta2"').replace('table:display="true"', 'table:display="false"');
  let rank = 0;
  const xml = source
    .replace(style, style + hidden)
    .replace(/(<table:table table:name="[^"]*" table:style-name=")ta1"/g, (found, head: string) =>
      sheets[rank++]?.cachee ? `${head}ta2"` : found,
    );
  return new TextEncoder().encode(xml);
}
