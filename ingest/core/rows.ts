import type { CodeLists, RowContract, RowSheet, Target } from './contract.ts';
import type { Place, Problem } from './problem.ts';
import { cellParser } from './row-cell.ts';
import {
  Identities,
  type IdentityColumns,
  identityColumns,
  isIdentifying,
  type Person,
} from './row-identity.ts';
import { isKeyed, keyedParser, keyedPerson, keyedSheet } from './row-keyed.ts';
import {
  type ColumnReader,
  type LineRules,
  orderOf,
  parseLine,
  placeOf,
  type RawValue,
  type Row,
  targetsOf,
} from './row-line.ts';
import {
  absentColumn,
  danglingReference,
  identityProblem,
  missingColumn,
  missingSheet,
  repeatedColumn,
  repeatedRow,
  sheetNotRead,
} from './row-problem.ts';
import { assignSheets, type Header, headerOf, isTotalsRow, linesBelow } from './row-sheet.ts';
import { yearsIn } from './text.ts';
import { type Cell, isBlank, type Sheet, type Workbook } from './workbook.ts';

/** A row of a raw table, without the columns that the loader adds. */
export interface RawRow {
  feuille: string;
  ligne: number;
  /** Which sheet of the contract it comes from: what a later file replaces. */
  partie: string;
  personne: Person;
  /** Raw columns of which the file gives the month only. */
  dates_au_mois: string | null;
  values: Record<string, RawValue>;
}

export interface RowsResult {
  /** Raw table → rows. */
  tables: Map<string, RawRow[]>;
  problemes: Problem[];
  lus: number;
  charges: number;
  a_corriger: number;
  /** Foot lines, counted as such and not as persons. */
  totaux: number;
  /** True when the file names persons. */
  nominatif: boolean;
}

/** What rows are read by, beside the workbook and its contract. */
export interface RowsReadingOptions {
  lists: CodeLists;
  /** The file's year. */
  annee: number;
  /** The pseudonyms' key; without one nothing of a sheet with names is read. */
  key: Uint8Array | undefined;
  /** The day of the reading, `YYYY-MM-DD`: no fact lies after it. */
  aujourdhui?: string | undefined;
  /** Told each line that loads, as it was read: what a file without names is written from. */
  onLine?: (line: LoadedLine) => void;
  /** Text of a coded cell as a message may repeat it; undefined where it may be a name. Without it none is shown. */
  montre?: (text: string) => string | undefined;
}

/** A line that loads, by the contract's columns; it still holds names. */
export interface LoadedLine {
  sheet: Sheet;
  wanted: RowSheet;
  row: Row;
  /** Date columns of which the line gives the month only. */
  auMois: readonly string[];
  /** Shared by the lines of a file number: to be looked at once all lines are read. */
  person: Person;
}

/**
 * Reads the row sheets of a workbook. Identities become pseudonyms here, and nothing after this function knows them.
 * Where the file names persons and no key is given, the result says `nominatif` and holds nothing.
 */
export function readRows(workbook: Workbook, contract: RowContract, options: RowsReadingOptions): RowsResult {
  const reading = new RowsReading(workbook, contract, options);
  const visible = workbook.feuilles.filter((sheet) => !reading.setsAside(sheet));
  const assigned = assignSheets(visible, contract.feuilles);
  for (const wanted of contract.feuilles) {
    const sheets = visible.filter((sheet) => assigned.get(sheet) === wanted);
    for (const sheet of sheets) reading.readSheet(sheet, wanted);
    // A CSV is one table: the other sheets come in files of their own.
    if (sheets.length === 0 && wanted.attendue && workbook.format !== 'csv')
      reading.result.problemes.push(missingSheet(workbook.fichier, wanted));
  }
  for (const sheet of visible) if (!assigned.has(sheet)) reading.passOver(sheet);
  return reading.result;
}

class RowsReading {
  readonly result: RowsResult = {
    tables: new Map(),
    problemes: [],
    lus: 0,
    charges: 0,
    a_corriger: 0,
    totaux: 0,
    nominatif: false,
  };
  private readonly identities: Identities;
  /** Lines already read, by contract sheet. */
  private readonly seen = new Map<string, Set<string>>();
  /** Values of a column that lines of a contract sheet hold, for the sheets that refer to them. */
  private readonly held = new Map<string, Set<RawValue>>();

  constructor(
    private readonly workbook: Workbook,
    private readonly contract: RowContract,
    private readonly options: RowsReadingOptions,
  ) {
    this.identities = new Identities(contract.antenne, options.key);
  }

  /** A hidden sheet, or one of another year, is told and left aside. */
  setsAside(sheet: Sheet): boolean {
    const years = yearsIn(sheet.nom.replace(/[_-]/g, ' '));
    const { annee } = this.options;
    const otherYear = this.workbook.format !== 'csv' && years.length > 0 && !years.includes(annee);
    if (!sheet.cachee && !otherYear) return false;
    this.leave(
      sheet,
      sheet.cachee ? 'cachee' : 'autre_annee',
      sheet.rows.filter((row) => !isBlank(row)).length,
    );
    return true;
  }

  /** A sheet of no contract sheet: told when it holds figures or dates. A page of explanations holds none. */
  passOver(sheet: Sheet): void {
    const rows = sheet.rows.filter((row) =>
      row.some((cell) => cell.kind === 'number' || cell.kind === 'date'),
    );
    this.leave(sheet, 'inconnue', rows.length);
  }

  private leave(sheet: Sheet, why: 'inconnue' | 'cachee' | 'autre_annee', nombre: number): void {
    if (nombre === 0) return;
    this.result.lus += nombre;
    this.result.a_corriger += nombre;
    this.result.problemes.push(
      sheetNotRead({ fichier: this.workbook.fichier, feuille: sheet.nom }, why, nombre),
    );
  }

  readSheet(sheet: Sheet, plain: RowSheet): void {
    const keyed = keyedSheet(plain);
    const keyedHeader = keyed && headerOf(sheet, keyed);
    const isPseudonymised = keyedHeader?.rangs.has('#cle') === true;
    const wanted = keyed && isPseudonymised ? keyed : plain;
    const header = isPseudonymised ? keyedHeader : headerOf(sheet, plain);
    if (!header) return;
    const lines = linesBelow(sheet, header);
    const data = lines.filter(([, row]) => !isTotalsRow(row, header, wanted));
    this.result.totaux += lines.length - data.length;
    this.result.lus += data.length;
    if (this.headerIsBroken(sheet, header, wanted)) {
      this.result.a_corriger += data.length;
      return;
    }
    const { lists, annee, key, aujourdhui, montre = () => undefined } = this.options;
    const identity = identityColumns(wanted);
    if (identity.nom !== undefined) this.result.nominatif = true;
    if (this.result.nominatif && !key) return;
    const cellReading = {
      lists,
      antenne: this.contract.antenne,
      annee,
      date1904: this.workbook.date1904 === true,
    };
    const readers = Object.entries(wanted.colonnes).map(([nom, column]) => ({
      nom,
      column,
      rang: header.rangs.get(nom),
      parse: (isPseudonymised ? keyedParser(nom, column) : undefined) ?? cellParser(column, cellReading),
    }));
    const { ensemble, avant_fin_annee } = wanted;
    const rules = { ordre: orderOf(wanted), ensemble, avant_fin_annee, annee, aujourdhui, montre };
    const table = { sheet, wanted, readers, identity, rules };
    for (const [ligne, cells] of data) this.readLine(table, ligne, cells);
  }

  private headerIsBroken(sheet: Sheet, header: Header, wanted: RowSheet): boolean {
    const place = { fichier: this.workbook.fichier, feuille: sheet.nom, ligne: header.ligne + 1 };
    const broken = [
      ...header.manquants.map((label) => missingColumn(place, label, wanted)),
      ...header.doubles.map((label) => repeatedColumn(place, label)),
    ];
    const absent = Object.entries(wanted.colonnes).filter(
      ([nom, column]) => !column.requis && !header.rangs.has(nom) && !nom.startsWith('#'),
    );
    this.result.problemes.push(
      ...broken,
      ...absent.map(([nom, column]) => absentColumn(place, column.etiquettes[0] ?? nom)),
    );
    return broken.length > 0;
  }

  private readLine(table: TableReading, ligne: number, cells: readonly Cell[]): void {
    const { sheet, wanted, readers, identity, rules } = table;
    const place = { fichier: this.workbook.fichier, feuille: sheet.nom, ligne: ligne + 1 };
    const { row, auMois, problemes } = parseLine(cells, readers, place, rules);
    const person = this.personOf(table, row, place, problemes);
    problemes.push(...this.relationProblems(table, row, place, person));
    if (problemes.length > 0 || person === undefined) {
      this.identities.wait(wanted, identity, row);
      this.result.problemes.push(...problemes);
      this.result.a_corriger += 1;
      return;
    }
    this.remember(wanted, row);
    this.result.charges += 1;
    this.options.onLine?.({ sheet, wanted, row, auMois, person });
    this.emit(table, ligne, row, auMois, person);
  }

  /** The line's person; undefined when it cannot be told, with a problem that says why. */
  private personOf(
    { sheet, wanted, readers, identity }: TableReading,
    row: Row,
    place: Place & { ligne: number },
    problemes: Problem[],
  ): Person | undefined {
    if (isKeyed(wanted)) return keyedPerson(row);
    // An identity that could not be read is told already.
    if (Object.values(identity).some((nom) => !(nom in row))) return undefined;
    const person = this.identities.personOf(wanted, identity, row, {
      feuille: sheet.nom,
      ligne: place.ligne,
    });
    if (typeof person !== 'string') return person;
    const nom = person === 'nom_illisible' ? identity.nom : (identity.dossier ?? identity.nom);
    problemes.push(identityProblem(placeOf(readers, place, nom ?? ''), person));
    return undefined;
  }

  /** A line alike one above, or one that refers to a line nobody wrote. */
  private relationProblems(
    { wanted, readers, identity }: TableReading,
    row: Row,
    place: Place,
    person: Person | undefined,
  ): Problem[] {
    const twice = this.isRepeated(wanted, row, identity, person) ? [repeatedRow(place)] : [];
    const dangling = Object.entries(wanted.renvois).flatMap(([nom, other]) => {
      const target = this.contract.feuilles.find((sheet) => sheet.nom === other);
      const value = row[nom] ?? null;
      // A sheet of which nothing could be read cannot say what it holds.
      const values = this.held.get(`${other}.${nom}`);
      return value === null || values === undefined || values.has(value)
        ? []
        : [danglingReference(placeOf(readers, place, nom), target?.onglets[0] ?? other)];
    });
    return [...twice, ...dangling];
  }

  /**
   * True for a line alike one above: in the columns of its key, or in all of them where it is about a person whom no
   * file number tells apart. Two anonymous lines may say the same of two persons.
   */
  private isRepeated(
    wanted: RowSheet,
    row: Row,
    identity: IdentityColumns,
    person: Person | undefined,
  ): boolean {
    const aboutPersons = wanted.identite === 'personne' || wanted.identite === 'evenement';
    const columns = wanted.cle.length > 0 ? wanted.cle : this.isToldByAll(wanted) ? Object.keys(row) : [];
    const identifying = new Set<string>(Object.values(identity));
    const own = columns.filter((nom) => wanted.colonnes[nom] !== undefined && !identifying.has(nom));
    const named = own.length < columns.length || wanted.cle.length === 0;
    if (columns.length === 0 || own.some((nom) => !(nom in row)) || (named && aboutPersons && !person))
      return false;
    const known = this.seen.get(wanted.nom) ?? new Set<string>();
    this.seen.set(wanted.nom, known);
    const key = JSON.stringify([named ? person?.key : null, ...own.map((nom) => row[nom] ?? null)]);
    if (known.has(key)) return true;
    known.add(key);
    return false;
  }

  private isToldByAll({ nom, identite }: RowSheet): boolean {
    if (identite === 'evenement') return true;
    const plain = this.contract.feuilles.find((sheet) => sheet.nom === nom);
    return identite === 'personne' && plain !== undefined && identityColumns(plain).dossier === undefined;
  }

  private remember(wanted: RowSheet, row: Row): void {
    for (const nom of this.referredTo(wanted)) {
      const name = `${wanted.nom}.${nom}`;
      const values = this.held.get(name) ?? new Set<RawValue>();
      this.held.set(name, values.add(row[nom] ?? null));
    }
  }

  private referredTo(wanted: RowSheet): string[] {
    return this.contract.feuilles.flatMap((sheet) =>
      Object.entries(sheet.renvois).flatMap(([nom, other]) => (other === wanted.nom ? [nom] : [])),
    );
  }

  private emit(
    { sheet, wanted }: TableReading,
    ligne: number,
    row: Row,
    auMois: readonly string[],
    person: Person,
  ): void {
    for (const [table, target] of targetsOf(wanted)) {
      if (!feeds(target, row)) continue;
      const values: Record<string, RawValue> = {};
      const months: string[] = [];
      for (const [column, origin] of Object.entries(target.colonnes)) {
        values[column] = typeof origin === 'string' ? valueFrom(row, origin, wanted) : origin.constante;
        if (typeof origin === 'string' && auMois.includes(origin)) months.push(column);
      }
      const rows = this.result.tables.get(table) ?? [];
      this.result.tables.set(table, rows);
      rows.push({
        feuille: sheet.nom,
        ligne: ligne + 1,
        partie: wanted.nom,
        personne: person,
        dates_au_mois: months.length > 0 ? months.join(',') : null,
        values,
      });
    }
  }
}

/** What the lines of one table are read by. */
interface TableReading {
  sheet: Sheet;
  wanted: RowSheet;
  readers: readonly ColumnReader[];
  identity: IdentityColumns;
  rules: LineRules;
}

/** True when the line has what the table is fed by. */
function feeds({ si }: Target, row: Row): boolean {
  if (si === undefined) return true;
  if (typeof si === 'string') return (row[si] ?? null) !== null;
  return si.parmi.includes(String(row[si.colonne] ?? ''));
}

/** A column's value; of a day of birth only the year leaves, and identities never do. */
function valueFrom(row: Row, origin: string, wanted: RowSheet): RawValue {
  const value = row[origin] ?? null;
  const type = wanted.colonnes[origin]?.type;
  if (type === 'naissance') return value === null ? null : Number(String(value).slice(0, 4));
  if (type !== undefined && isIdentifying(type))
    throw new Error(`contract: identifying column "${origin}" cannot be loaded`);
  return value;
}
