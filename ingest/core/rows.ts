import type { CodeLists, RowContract, RowSheet } from './contract.ts';
import { nearPersons } from './near-person.ts';
import type { Place, Problem } from './problem.ts';
import { type CellParser, cellParser } from './row-cell.ts';
import { type Header, modelsOf } from './row-header.ts';
import { Identities, type IdentityColumns, identityColumns, type Person } from './row-identity.ts';
import { isKeyed, isKeyedColumn, keyedParser, keyedPerson } from './row-keyed.ts';
import { type ColumnReader, type LineRules, orderOf, parseLine, placeOf, type Row } from './row-line.ts';
import { type Lot, Lots, MadeTables, type RawRow } from './row-lot.ts';
import {
  absentColumns,
  cellsBeyond,
  missingColumn,
  missingSheet,
  notRead,
  otherYear,
  repeatedColumn,
} from './row-problem.ts';
import { identityProblem } from './row-refusal.ts';
import { Relations } from './row-relations.ts';
import { type Layout, layoutOf, type Table, unknownLines } from './row-table.ts';
import { type Conditional, conditionalsOf, feedsOf, filledInVain } from './row-target.ts';
import {
  hardlyOfYear,
  hiddenSheet,
  linesCountedInPart,
  linesOfNoEffect,
  nearPerson,
  notCounted,
  noteNotRead,
  sheetWarnings,
} from './row-warning.ts';
import { YearCount } from './row-year.ts';
import { isTemplateLists } from './template-list.ts';
import { yearsIn } from './text.ts';
import { type Cell, isBlank, type Sheet, type Workbook } from './workbook.ts';

export interface RowsResult {
  /** Raw table → rows, made when they are asked for. */
  tables: ReadonlyMap<string, RawRow[]>;
  /** The same rows as they are kept. */
  lots: Lots;
  problemes: Problem[];
  lus: number;
  charges: number;
  a_corriger: number;
  /** Foot lines, counted as such and not as persons. */
  totaux: number;
  /** True when the file names persons. */
  nominatif: boolean;
  /** Contract sheets whose lines are dated facts: no two years hold them alike. */
  dates: ReadonlySet<string>;
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
  /** Told each table that was found, before its lines. */
  onTable?: (sheet: Sheet, header: Header) => void;
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

/** More near matches than this are not looked into one by one. */
const MOST_NEAR = 500;
/** Years from which a person is an adult. */
const ADULT = 18;

/**
 * Reads the row sheets of a workbook. Identities become pseudonyms here, and nothing after this function knows them.
 * Where the file names persons and no key is given, the result says `nominatif` and holds nothing.
 */
export function readRows(workbook: Workbook, contract: RowContract, options: RowsReadingOptions): RowsResult {
  const reading = new RowsReading(workbook, contract, options);
  const models = modelsOf(contract.feuilles);
  const layouts = workbook.feuilles.map((sheet) => ({
    sheet,
    layout: layoutOf(sheet, models, (wanted) => reading.parsersOf(wanted)),
  }));
  const read = layouts.filter(({ sheet, layout }) => !reading.setsAside(sheet, layout));
  for (const wanted of inOrder(contract.feuilles)) {
    const tables = read.flatMap(({ sheet, layout }) =>
      layout.tables.flatMap((table) => (table.wanted.nom === wanted.nom ? [{ sheet, table }] : [])),
    );
    for (const { sheet, table } of tables) reading.readTable(sheet, table);
    const [first] = tables;
    if (first) reading.holdToYear(first.sheet, wanted);
    // A CSV is one table: the other sheets come in files of their own.
    if (tables.length === 0 && wanted.attendue && workbook.format !== 'csv')
      reading.result.problemes.push(missingSheet(workbook.fichier, wanted));
  }
  for (const { sheet, layout } of read) reading.tellRest(sheet, layout);
  return reading.end();
}

/** Sheets that name persons before those that know them by file number, and a sheet before those that refer to it. */
function inOrder(feuilles: readonly RowSheet[]): RowSheet[] {
  const ordered = new Set<RowSheet>();
  const rank = (sheet: RowSheet): number => {
    const { nom, dossier } = identityColumns(sheet);
    return nom !== undefined ? 0 : dossier !== undefined ? 1 : 2;
  };
  const place = (sheet: RowSheet, above: readonly RowSheet[]): void => {
    if (ordered.has(sheet) || above.includes(sheet)) return;
    const names = new Set(Object.values(sheet.renvois));
    for (const other of feuilles) if (names.has(other.nom)) place(other, [...above, sheet]);
    ordered.add(sheet);
  };
  for (const sheet of [...feuilles].sort((a, b) => rank(a) - rank(b))) place(sheet, []);
  return [...ordered];
}

class RowsReading {
  readonly result: RowsResult & { dates: Set<string> } = {
    tables: new Map(),
    lots: new Lots(),
    problemes: [],
    lus: 0,
    charges: 0,
    a_corriger: 0,
    totaux: 0,
    nominatif: false,
    dates: new Set(),
  };
  private readonly years = new Map<string, YearCount>();
  private readonly identities: Identities;
  private readonly parsers = new Map<RowSheet, ReadonlyMap<string, CellParser>>();
  private readonly relations: Relations;

  constructor(
    private readonly workbook: Workbook,
    private readonly contract: RowContract,
    private readonly options: RowsReadingOptions,
  ) {
    this.identities = new Identities(contract.antenne, options.key);
    this.relations = new Relations(contract);
  }

  /** The parsers of a sheet's columns, made once. */
  parsersOf(wanted: RowSheet): ReadonlyMap<string, CellParser> {
    const known = this.parsers.get(wanted);
    if (known) return known;
    const { lists, annee } = this.options;
    const reading = {
      lists,
      antenne: this.contract.antenne,
      annee,
      date1904: this.workbook.date1904 === true,
    };
    const made = new Map(
      Object.entries(wanted.colonnes).map(([nom, column]) => [
        nom,
        (isKeyed(wanted) ? keyedParser(nom, column) : undefined) ?? cellParser(column, reading),
      ]),
    );
    this.parsers.set(wanted, made);
    return made;
  }

  /** A hidden sheet, or one of another year, is told and left aside. */
  setsAside(sheet: Sheet, { tables }: Layout): boolean {
    if (isTemplateLists(sheet)) return true;
    const years = yearsIn(sheet.nom.replace(/[_-]/g, ' '));
    const { annee } = this.options;
    const otherYear = this.workbook.format !== 'csv' && years.length > 0 && !years.includes(annee);
    if (!sheet.cachee && !otherYear) return false;
    const lignes = tables.reduce((sum, table) => sum + table.lignes.length, 0);
    if (!sheet.cachee) this.leave(sheet, 'onglet', lignes > 0 ? lignes : unknownLines(sheet));
    else if (lignes > 0) this.leave(sheet, 'cachee', lignes);
    else if (!sheet.rows.every(isBlank)) this.result.problemes.push(hiddenSheet(this.place(sheet)));
    return true;
  }

  /** What of a sheet no table holds: a sheet of no contract sheet, lines without a header, notes. */
  tellRest(sheet: Sheet, { tables, dehors, notes }: Layout): void {
    // A page of explanations holds no lines.
    if (tables.length === 0) this.leave(sheet, 'inconnue', unknownLines(sheet));
    else
      for (const { ligne, nombre, collee } of dehors)
        this.leave(sheet, collee ? 'collee' : 'dehors', nombre, ligne);
    const [first] = notes;
    if (first !== undefined)
      this.result.problemes.push(noteNotRead({ ...this.place(sheet), ligne: first + 1 }, notes.length));
  }

  private place(sheet: Sheet): Place {
    return { fichier: this.workbook.fichier, feuille: sheet.nom };
  }

  private leave(sheet: Sheet, why: Parameters<typeof notRead>[1], nombre: number, at?: number): void {
    if (nombre === 0) return;
    this.result.lus += nombre;
    this.result.a_corriger += nombre;
    const place = { ...this.place(sheet), ...(at === undefined ? {} : { ligne: at + 1 }) };
    this.result.problemes.push(notRead(place, why, nombre));
  }

  readTable(sheet: Sheet, { wanted, header, lignes, totaux }: Table): void {
    this.options.onTable?.(sheet, header);
    this.result.totaux += totaux;
    this.result.lus += lignes.length;
    if (this.headerIsBroken(sheet, header, wanted)) {
      this.result.a_corriger += lignes.length;
      return;
    }
    const { annee, key, aujourdhui, montre = () => undefined } = this.options;
    const identity = identityColumns(wanted);
    if (identity.nom !== undefined) this.result.nominatif = true;
    if (this.result.nominatif && !key) return;
    this.result.problemes.push(
      ...sheetWarnings(this.place(sheet), sheet, { wanted, header, lignes, totaux }),
    );
    const parsers = this.parsersOf(wanted);
    const readers = Object.entries(wanted.colonnes).map(([nom, column]) => ({
      nom,
      column,
      rang: header.rangs.get(nom),
      parse: parsers.get(nom) ?? (() => ({ ok: true, value: null }) as const),
    }));
    const { ensemble, avant_fin_annee, differents, bornes } = wanted;
    const own = { ensemble, avant_fin_annee, differents, bornes };
    const plancher = wanted.identite === 'aucune' ? undefined : `${annee - ADULT}-12-31`;
    const { naissance } = identity;
    const rules = { ...own, ordre: orderOf(wanted), annee, plancher, naissance, aujourdhui, montre };
    const years = this.years.get(wanted.nom) ?? new YearCount(wanted, annee);
    this.years.set(wanted.nom, years);
    const place = { feuille: sheet.nom, partie: wanted.nom };
    const lots = this.result.lots.open(place, feedsOf(wanted));
    const largeur = widthOf(this.workbook, sheet, header, lignes);
    const conditions = conditionalsOf(wanted)
      .filter(({ par }) => par.every((nom) => header.rangs.has(nom)))
      .map((condition) => ({ ...condition, enVain: new Map<string, Vain>() }));
    const table = { sheet, wanted, readers, identity, rules, years, lots, sansEffet: 0, largeur, conditions };
    for (const [ligne, cells] of lignes) this.readLine(table, ligne, cells);
    const at = { ...this.place(sheet), ligne: header.ligne + 1 };
    for (const { par, enVain, table: name } of conditions)
      for (const [nom, { nombre, ligne }] of enVain) {
        const [vide, rempli] = labelsOf(wanted, par[0] ?? '', nom);
        const place = { ...this.place(sheet), ligne };
        this.result.problemes.push(linesCountedInPart(place, vide, { nombre, rempli, table: name }));
      }
    if (table.sansEffet > 0) this.result.problemes.push(linesOfNoEffect(at, table.sansEffet));
  }

  /** Lines of another year than the file's are set aside together: last year's sheet may have been sent again. */
  holdToYear(sheet: Sheet, { nom }: RowSheet): void {
    const years = this.years.get(nom);
    if (years?.estDate) this.result.dates.add(nom);
    if (!years?.estDUneAutreAnnee) {
      if (years?.estPresqueDUneAutreAnnee)
        this.result.problemes.push(hardlyOfYear(this.place(sheet), this.options.annee));
      return;
    }
    this.result.lots.drop(nom);
    this.result.charges -= years.charges;
    this.result.a_corriger += years.charges;
    this.result.problemes.push(otherYear(this.place(sheet), this.options.annee, years.autres));
  }

  /** What is told once all lines are read. */
  end(): RowsResult {
    const { fichier } = this.workbook;
    for (const pair of nearPersons(this.identities.named.values(), MOST_NEAR))
      this.result.problemes.push(nearPerson(fichier, pair));
    const { lots } = this.result;
    const tables = new MadeTables(lots, new Map(lots.names().map((name) => [name, (row: RawRow) => row])));
    return { ...this.result, tables };
  }

  private headerIsBroken(sheet: Sheet, header: Header, wanted: RowSheet): boolean {
    const place = { ...this.place(sheet), ligne: header.ligne + 1 };
    const broken = [
      ...header.manquants.map((label) => missingColumn(place, label, wanted)),
      ...header.doubles.map((label) => repeatedColumn(place, label)),
    ];
    const absent = Object.entries(wanted.colonnes).filter(
      ([nom, column]) => !column.requis && !header.rangs.has(nom) && !isKeyedColumn(nom),
    );
    this.result.problemes.push(
      ...broken,
      ...absentColumns(
        place,
        absent.map(([nom, column]) => column.etiquettes[0] ?? nom),
        consequences(wanted, new Set(absent.map(([nom]) => nom))),
      ),
    );
    return broken.length > 0;
  }

  private readLine(table: TableReading, ligne: number, cells: readonly Cell[]): void {
    const { sheet, wanted, readers, identity, rules, years, lots } = table;
    const place = { fichier: this.workbook.fichier, feuille: sheet.nom, ligne: ligne + 1 };
    const { row, auMois, problemes } = parseLine(cells, readers, place, rules);
    const enTrop = table.largeur === undefined ? 0 : beyond(cells, table.largeur);
    if (enTrop > 0) problemes.push(cellsBeyond(place, enTrop));
    years.add(row);
    const person = this.personOf(table, row, place, problemes);
    problemes.push(...this.relations.problems(table, row, place, person));
    if (problemes.length > 0 || person === undefined) {
      this.identities.wait(wanted, identity, row);
      this.result.problemes.push(...problemes);
      this.result.a_corriger += 1;
      return;
    }
    this.identities.load();
    this.relations.remember(wanted, row, person);
    this.result.charges += 1;
    years.charges += 1;
    this.options.onLine?.({ sheet, wanted, row, auMois, person });
    let fed = false;
    for (const lot of lots) fed = lot.add(ligne + 1, row, auMois, person) || fed;
    if (!fed) table.sansEffet += 1;
    for (const condition of table.conditions) {
      const nom = filledInVain(condition, row);
      if (nom === undefined) continue;
      const vain = condition.enVain.get(nom) ?? { nombre: 0, ligne: ligne + 1 };
      condition.enVain.set(nom, { ...vain, nombre: vain.nombre + 1 });
    }
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
}

/** How many cells a line of a CSV may have; undefined for another workbook, whose cells cannot slip. */
interface Width {
  /** Cells of the header, blank ones too. */
  cellules: number;
  /** True when blank cells beyond are too many: commas part the cells, and most lines are no longer than the header. */
  vides: boolean;
}

function widthOf(
  { format, separateur }: Workbook,
  { rows }: Sheet,
  { premiere, ligne }: Header,
  lignes: Table['lignes'],
): Width | undefined {
  if (format !== 'csv') return undefined;
  const cellules = Math.max(...rows.slice(premiere, ligne + 1).map((row) => row.length));
  const longer = lignes.filter(([, cells]) => cells.length > cellules).length;
  return { cellules, vides: separateur === ',' && longer * 2 < lignes.length };
}

/** Cells of a line beyond its header's: something has shifted it. */
function beyond(cells: readonly Cell[], { cellules, vides }: Width): number {
  if (cells.length <= cellules) return 0;
  const others = cells.slice(cellules);
  return vides ? others.length : others.filter((cell) => !isBlank([cell])).length;
}

/** What the lines of one table are read by. */
interface TableReading {
  sheet: Sheet;
  wanted: RowSheet;
  readers: readonly ColumnReader[];
  identity: IdentityColumns;
  rules: LineRules;
  years: YearCount;
  lots: readonly Lot[];
  /** Lines that load and of which the contract keeps nothing. */
  sansEffet: number;
  largeur: Width | undefined;
  /** Tables that lines feed on a condition, and lines that fill a column of theirs for nothing, by that column. */
  conditions: readonly (Conditional & { enVain: Map<string, Vain> })[];
}

/** So many lines, and the first of them. */
interface Vain {
  nombre: number;
  ligne: number;
}

function labelsOf({ colonnes }: RowSheet, one: string, other: string): [string, string] {
  return [colonnes[one]?.etiquettes[0] ?? one, colonnes[other]?.etiquettes[0] ?? other];
}

/** What follows from columns that a table does without: nothing is counted of what they alone feed. */
function consequences(wanted: RowSheet, absent: ReadonlySet<string>): string[] {
  return conditionalsOf(wanted).flatMap(({ table, par }) => {
    if (!par.every((nom) => absent.has(nom))) return [];
    const labels = par.map((nom) => `« ${wanted.colonnes[nom]?.etiquettes[0] ?? nom} »`);
    return [`Sans ${labels.join(', ')}, ${notCounted(table)}`];
  });
}
