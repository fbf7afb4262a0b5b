import type { Column, Nomenclatures, RowContract, RowSheet, Target } from './contract.ts';
import type { Place, Problem } from './problem.ts';
import { normalName, pseudonym } from './pseudonym.ts';
import { cellParser } from './row-cell.ts';
import { type ColumnReader, parseLine, placeOf, type RawValue, type Row } from './row-line.ts';
import {
  absentColumn,
  danglingReference,
  missingColumn,
  missingSheet,
  namelessPerson,
  repeatedColumn,
  repeatedDossier,
  repeatedRow,
  sheetNotRead,
  unknownDossier,
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
  personne_key: string | null;
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
}

/** Reads the row sheets of a workbook. Identities become pseudonyms here, and nothing after this function knows them. */
export function readRows(
  workbook: Workbook,
  contract: RowContract,
  lists: Nomenclatures,
  annee: number,
  key: Uint8Array | undefined,
): RowsResult {
  const reading = new RowsReading(workbook, contract, lists, annee, key);
  const visible = workbook.feuilles.filter((sheet) => !reading.setsAside(sheet));
  const assigned = assignSheets(visible, contract.feuilles);
  for (const wanted of contract.feuilles) {
    const sheets = visible.filter((sheet) => assigned.get(sheet) === wanted);
    for (const sheet of sheets) reading.readSheet(sheet, wanted);
    if (sheets.length === 0) reading.result.problemes.push(missingSheet(workbook.fichier, wanted));
  }
  for (const sheet of visible) if (!assigned.has(sheet)) reading.passOver(sheet);
  return reading.result;
}

/** True when a contract's rows name persons, so that a key is needed. */
export function namesPersons(contract: RowContract): boolean {
  return contract.feuilles.some((sheet) =>
    Object.values(sheet.colonnes).some((column) => column.type === 'nom'),
  );
}

class RowsReading {
  readonly result: RowsResult = {
    tables: new Map(),
    problemes: [],
    lus: 0,
    charges: 0,
    a_corriger: 0,
    totaux: 0,
  };
  /** The antenne's own file number → pseudonym, within this workbook only. */
  private readonly keyOfDossier = new Map<string, string>();
  /** File numbers of persons whose own line waits for a correction. */
  private readonly waiting = new Set<string>();
  /** Keys of lines already read, by contract sheet. */
  private readonly seen = new Map<string, Set<string>>();
  /** Values of a column that lines of a contract sheet hold, for the sheets that refer to them. */
  private readonly held = new Map<string, Set<RawValue>>();

  constructor(
    private readonly workbook: Workbook,
    private readonly contract: RowContract,
    private readonly lists: Nomenclatures,
    private readonly annee: number,
    private readonly key: Uint8Array | undefined,
  ) {}

  /** A hidden sheet, or one of another year, is told and left aside. */
  setsAside(sheet: Sheet): boolean {
    const years = yearsIn(sheet.nom.replace(/[_-]/g, ' '));
    const otherYear = this.workbook.format !== 'csv' && years.length > 0 && !years.includes(this.annee);
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

  readSheet(sheet: Sheet, wanted: RowSheet): void {
    const header = headerOf(sheet, wanted);
    if (!header) return;
    const lines = linesBelow(sheet, header);
    const data = lines.filter(([, row]) => !isTotalsRow(row, header, wanted));
    this.result.totaux += lines.length - data.length;
    this.result.lus += data.length;
    if (this.headerIsBroken(sheet, header, wanted)) {
      this.result.a_corriger += data.length;
      return;
    }
    const readers = Object.entries(wanted.colonnes).map(([nom, column]) => ({
      nom,
      column,
      rang: header.rangs.get(nom),
      parse: cellParser(column, this.lists, this.contract.antenne, this.annee, this.workbook.date1904),
    }));
    for (const [ligne, cells] of data) this.readLine(sheet, wanted, readers, ligne, cells);
  }

  private headerIsBroken(sheet: Sheet, header: Header, wanted: RowSheet): boolean {
    const place = { fichier: this.workbook.fichier, feuille: sheet.nom, ligne: header.ligne + 1 };
    const broken = [
      ...header.manquants.map((label) => missingColumn(place, label, wanted)),
      ...header.doubles.map((label) => repeatedColumn(place, label)),
    ];
    const absent = Object.entries(wanted.colonnes).filter(
      ([nom, column]) => !column.requis && !header.rangs.has(nom),
    );
    this.result.problemes.push(
      ...broken,
      ...absent.map(([nom, column]) => absentColumn(place, column.etiquettes[0] ?? nom)),
    );
    return broken.length > 0;
  }

  private readLine(
    sheet: Sheet,
    wanted: RowSheet,
    readers: readonly ColumnReader[],
    ligne: number,
    cells: readonly Cell[],
  ): void {
    const place = { fichier: this.workbook.fichier, feuille: sheet.nom, ligne: ligne + 1 };
    const { row, problemes } = parseLine(cells, readers, wanted, place, this.annee);
    const person = this.personOf(wanted, readers, place, row);
    problemes.push(
      ...this.relationProblems(wanted, readers, place, row),
      ...('probleme' in person ? [person.probleme] : []),
    );
    if (problemes.length > 0 || 'probleme' in person) {
      if (this.column(wanted, 'nom')) this.waiting.add(this.text(wanted, row, 'dossier'));
      this.result.problemes.push(...problemes);
      this.result.a_corriger += 1;
      return;
    }
    if (this.column(wanted, 'nom'))
      this.keyOfDossier.set(this.text(wanted, row, 'dossier'), person.key ?? '');
    this.remember(wanted, row);
    this.result.charges += 1;
    this.emit(sheet, wanted, ligne, row, person.key);
  }

  /** A line alike one above, or one that refers to a line nobody wrote. */
  private relationProblems(
    wanted: RowSheet,
    readers: readonly ColumnReader[],
    place: Place,
    row: Row,
  ): Problem[] {
    const known = this.seen.get(wanted.nom) ?? new Set<string>();
    this.seen.set(wanted.nom, known);
    const key = JSON.stringify(wanted.cle.map((nom) => row[nom] ?? null));
    const twice = wanted.cle.length > 0 && known.has(key) ? [repeatedRow(place)] : [];
    known.add(key);
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

  /** The pseudonym of the line's person: from the identity it states, or from the file number of an earlier sheet. */
  private personOf(
    wanted: RowSheet,
    readers: readonly ColumnReader[],
    place: Place,
    row: Row,
  ): { key: string | null } | { probleme: Problem } {
    const dossier = this.text(wanted, row, 'dossier');
    const at = placeOf(readers, place, this.column(wanted, 'dossier') ?? '');
    if (this.column(wanted, 'nom') !== undefined && this.key) {
      if (dossier !== '' && (this.keyOfDossier.has(dossier) || this.waiting.has(dossier)))
        return { probleme: repeatedDossier(at) };
      const [nom, prenom, naissance] = [
        this.text(wanted, row, 'nom'),
        this.text(wanted, row, 'prenom'),
        this.text(wanted, row, 'naissance'),
      ];
      if (nom !== '' && prenom !== '' && (normalName(nom) === '' || normalName(prenom) === ''))
        return { probleme: namelessPerson(placeOf(readers, place, this.column(wanted, 'nom') ?? '')) };
      return { key: pseudonym({ nom, prenom, naissance }, this.key) };
    }
    if (this.column(wanted, 'dossier') === undefined) return { key: null };
    const key = this.keyOfDossier.get(dossier);
    return key === undefined ? { probleme: unknownDossier(at, this.waiting.has(dossier)) } : { key };
  }

  private column(wanted: RowSheet, type: Column['type']): string | undefined {
    return Object.entries(wanted.colonnes).find(([, candidate]) => candidate.type === type)?.[0];
  }

  private text(wanted: RowSheet, row: Row, type: Column['type']): string {
    return String(row[this.column(wanted, type) ?? ''] ?? '');
  }

  private emit(sheet: Sheet, wanted: RowSheet, ligne: number, row: Row, key: string | null): void {
    const targets = Object.entries(wanted.vers).flatMap(([table, one]) =>
      (Array.isArray(one) ? one : [one]).map((target) => [table, target] as const),
    );
    for (const [table, target] of targets) {
      if (!feeds(target, row)) continue;
      const values = Object.fromEntries(
        Object.entries(target.colonnes).map(([column, origin]) => [
          column,
          typeof origin === 'string' ? valueFrom(row, origin, wanted) : origin.constante,
        ]),
      );
      const rows = this.result.tables.get(table) ?? [];
      this.result.tables.set(table, rows);
      rows.push({ feuille: sheet.nom, ligne: ligne + 1, partie: wanted.nom, personne_key: key, values });
    }
  }
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
  if (type === 'nom' || type === 'prenom' || type === 'dossier')
    throw new Error(`contract: identifying column "${origin}" cannot be loaded`);
  return value;
}
