import * as XLSX from '@e965/xlsx';
import { withYears } from './accepted-value.ts';
import { codesOf, listOf } from './code-list.ts';
import type { CodeLists, Column, RowContract, RowSheet } from './contract.ts';
import { keyMark } from './key-mark.ts';
import { type CellParser, cellParser } from './row-cell.ts';
import { isIdentifying } from './row-identity.ts';
import { KEYED_HEADINGS, keyedSheet } from './row-keyed.ts';
import type { RawValue } from './row-line.ts';
import type { LoadedLine } from './rows.ts';
import { fold } from './text.ts';
import { type Cell, EMPTY, type Sheet, textCell, type Workbook } from './workbook.ts';

/** A table to write: a sheet of the contract on a sheet of the file, with the lines that load. */
export interface WrittenTable {
  sheet: Sheet | undefined;
  wanted: RowSheet;
  lines: LoadedLine[];
}

/** True for a sheet whose lines are about persons that a key stands for. */
export function namesPersons(sheet: RowSheet): boolean {
  return (sheet.identite === 'personne' || sheet.identite === 'evenement') && keyedSheet(sheet) !== undefined;
}

const MARK = /^Clé n° ([0-9a-f]{16})$/;
/** Rows in which a file says by which key it was written. */
const HEAD = 8;

/** Numbers of the keys that a file without names says of itself, on a line in the head of its sheets. */
export function keyMarksIn({ feuilles }: Workbook): string[] {
  const cells = feuilles.flatMap(({ rows }) => rows.slice(0, HEAD).flat());
  return [...new Set(cells.flatMap((cell) => MARK.exec(cell.text.normalize('NFC').trim())?.[1] ?? []))];
}

const WRITTEN_TEXTS = 1 << 16;
const DAY_FORMAT = 'dd/mm/yyyy';
const UNIX_EPOCH_SERIAL = 25_569;
const DAY_MS = 86_400_000;
const LONGEST_TAB = 31;
const MONTHS = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(
  ' ',
);
const BLANK: XLSX.CellObject = { t: 'z' };

/** A cell as the reader will see it, and as the file holds it. */
interface WrittenCell {
  seen: Cell;
  held: XLSX.CellObject;
}

/**
 * Writes the lines of one file as a workbook without names, which the same contract reads: titles, tabs and headings are
 * the contract's, values are those of its lists.
 */
export class KeyedWorkbook {
  private readonly parsers = new Map<Column, CellParser>();
  private readonly known = new Map<Column, Map<string, WrittenCell | undefined>>();

  constructor(
    private readonly contract: RowContract,
    private readonly lists: CodeLists,
    private readonly annee: number,
    private readonly sample: boolean,
    private readonly key: Uint8Array,
  ) {}

  /**
   * The bytes of an XLSX, the same for the same lines; `tabs` gives the tab of a sheet of the file. Undefined when a
   * value cannot be written so that it is read back.
   */
  bytes(tables: readonly WrittenTable[], tabs: ReadonlyMap<string, string>): Uint8Array | undefined {
    const sheets = new Map<string, XLSX.CellObject[][]>();
    for (const { sheet, wanted, lines } of tables) {
      const tab = tabOf(sheet && tabs.get(sheet.nom), wanted, sheets);
      const rows = sheets.get(tab) ?? this.title();
      if (sheets.has(tab)) rows.push([], []);
      sheets.set(tab, rows);
      const columns = this.columnsOf(wanted);
      rows.push(columns.map(({ heading }) => text(heading)));
      for (const line of lines) {
        const cells = columns.map(({ write }) => write(line));
        if (cells.includes(undefined)) return undefined;
        rows.push(cells.map((cell) => cell ?? BLANK));
      }
    }
    return bytesOf(sheets);
  }

  private title(): XLSX.CellObject[][] {
    const { libelle, mentions } = this.contract;
    const named = mentions.some((mention) => fold(libelle).includes(fold(mention)));
    return [
      [text(named ? libelle : `${mentions[0]} — ${libelle}`)],
      [text('Exercice'), { t: 'n', v: this.annee }],
      ...(this.sample ? [[text('Données d’exemple, pseudonymisées')]] : []),
      [text(`Clé n° ${keyMark(this.key)}`)],
      [],
    ];
  }

  /** Columns of a sheet without names; a cell is undefined where a value cannot be written. */
  private columnsOf(
    wanted: RowSheet,
  ): { heading: string; write: (line: LoadedLine) => XLSX.CellObject | undefined }[] {
    const births = Object.entries(wanted.colonnes).filter(([, { type }]) => type === 'naissance');
    const birth = births.map(([nom, column]) => ({
      heading: namesPersons(wanted) ? KEYED_HEADINGS.annee : (column.etiquettes[0] ?? nom),
      write: ({ row }: LoadedLine) => yearOf(row[nom] ?? null),
    }));
    const person = [
      {
        heading: KEYED_HEADINGS.cle,
        write: ({ person: { key } }: LoadedLine) => (key ? text(key) : undefined),
      },
      ...birth,
      {
        heading: KEYED_HEADINGS.identification,
        write: ({ person: { identification } }: LoadedLine) => text(identification ?? ''),
      },
    ];
    const others = Object.entries(wanted.colonnes).filter(([, { type }]) => !isIdentifying(type));
    return [
      ...(namesPersons(wanted) ? person : birth),
      ...others.map(([nom, column]) => ({
        heading: column.etiquettes[0] ?? nom,
        write: ({ row, auMois }: LoadedLine) => this.written(column, row[nom] ?? null, auMois.includes(nom)),
      })),
    ];
  }

  private written(column: Column, value: RawValue, auMois: boolean): XLSX.CellObject | undefined {
    if (value === null) return BLANK;
    const cells = this.known.get(column) ?? new Map<string, WrittenCell | undefined>();
    this.known.set(column, cells);
    const name = `${auMois}${typeof value}${value}`;
    if (!cells.has(name)) {
      if (cells.size > WRITTEN_TEXTS) cells.clear();
      const parse = this.parserOf(column);
      cells.set(
        name,
        this.candidates(column, value, auMois).find(({ seen }) => {
          const parsed = parse(seen);
          return parsed.ok && parsed.value === value && (parsed.auMois === true) === auMois;
        }),
      );
    }
    return cells.get(name)?.held;
  }

  private parserOf(column: Column): CellParser {
    const known = this.parsers.get(column);
    if (known) return known;
    const { lists, annee } = this;
    const made = cellParser(column, { lists, antenne: this.contract.antenne, annee, date1904: false });
    this.parsers.set(column, made);
    return made;
  }

  /** Ways of writing a value, the one for readers first. */
  private candidates(column: Column, value: Exclude<RawValue, null>, auMois: boolean): WrittenCell[] {
    if (typeof value === 'number') return [numberCell(value)];
    if (column.type === 'date' || column.type === 'mois')
      return auMois ? [wordCell(monthText(value))] : [dayCell(value)];
    return [...this.labelsOf(column, value), value].map(wordCell);
  }

  private labelsOf(column: Column, code: string): string[] {
    const { antenne } = this.contract;
    const list = listOf(column);
    const labels = list ? codesOf(this.lists.nomenclatures, list, antenne, `${this.annee}-12-31`) : [];
    const bands = this.lists.tranches.filter((band) => band.antenne === antenne);
    return [...labels, ...(column.type === 'tranche_age' ? bands : [])]
      .filter((entry) => entry.code === code)
      .map(({ libelle }) => withYears(libelle, this.annee));
  }
}

/** The tab of a table: the file's own where a workbook can hold it, else the contract's. */
function tabOf(kept: string | undefined, wanted: RowSheet, taken: ReadonlyMap<string, unknown>): string {
  const fits = (name: string) => name.length <= LONGEST_TAB && !/[[\]:*?/\\]|^'|'$/.test(name) && name !== '';
  if (kept !== undefined && fits(kept)) return kept;
  const own = (wanted.onglets[0] ?? wanted.nom).replace(/[[\]:*?/\\]/g, ' ').slice(0, LONGEST_TAB);
  return fits(own) && !taken.has(own) ? own : wanted.nom.slice(0, LONGEST_TAB);
}

function yearOf(value: RawValue): XLSX.CellObject {
  return value === null ? BLANK : { t: 'n', v: Number(String(value).slice(0, 4)) };
}

/** `mars 2024` of `2024-03-31`. */
function monthText(day: string): string {
  return `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
}

/** A text, whatever sign it begins with: a cell of type text is never evaluated. */
function text(value: string): XLSX.CellObject {
  return value === '' ? BLANK : { t: 's', v: value };
}

function wordCell(value: string): WrittenCell {
  return { seen: textCell(value), held: text(value) };
}

function numberCell(value: number): WrittenCell {
  const seen: Cell = { ...EMPTY, value, kind: 'number', text: String(value) };
  return { seen, held: { t: 'n', v: value } };
}

function dayCell(day: string): WrittenCell {
  const shown = day.split('-').reverse().join('/');
  return {
    seen: { ...EMPTY, value: day, kind: 'date', text: shown },
    held: { t: 'n', v: Date.parse(`${day}T00:00:00Z`) / DAY_MS + UNIX_EPOCH_SERIAL, z: DAY_FORMAT },
  };
}

/** The library's formats before any file was read: it adds those of each file, and would write them into the next. */
const OWN_FORMATS: Readonly<Record<number, string>> = { ...XLSX.SSF.get_table() };

/** The bytes of a workbook; nothing in them depends on when or where they are written, nor on files read before. */
function bytesOf(sheets: ReadonlyMap<string, XLSX.CellObject[][]>): Uint8Array {
  const book: XLSX.WorkBook & { SSF?: object } = XLSX.utils.book_new();
  book.SSF = { ...OWN_FORMATS };
  for (const [nom, rows] of sheets) {
    const width = rows.reduce((most, row) => Math.max(most, row.length), 1);
    const sheet: XLSX.WorkSheet = {
      '!data': rows,
      '!ref': XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows.length - 1, c: width - 1 } }),
    };
    XLSX.utils.book_append_sheet(book, sheet, nom);
  }
  const date = new Date('2000-01-01T00:00:00Z');
  book.Props = { Title: 'Fichier sans noms', CreatedDate: date, ModifiedDate: date };
  const written: unknown = XLSX.write(book, { type: 'array', bookType: 'xlsx', compression: true });
  return new Uint8Array(written as ArrayBuffer);
}
