import type { Person } from './row-identity.ts';
import type { RawValue, Row } from './row-line.ts';
import { type Feed, monthsOf, valueFrom } from './row-target.ts';

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

/** Where the rows of a lot come from. */
interface LotPlace {
  feuille: string;
  partie: string;
}

/**
 * The rows that the lines of one table of a sheet give to one raw table, kept column by column: a country's file gives
 * millions of values, and an object for each row would take three times their room.
 */
export class Lot {
  private readonly lignes: number[] = [];
  private readonly personnes: Person[] = [];
  /** By row; few rows have any. */
  private readonly mois = new Map<number, string>();
  private readonly columns: RawValue[][];
  /** What stands in each raw column, in the contract's order: a constant, or a column. */
  private readonly contents: ReadonlyArray<RawValue | RawValue[]>;

  constructor(
    private readonly place: LotPlace,
    private readonly feed: Feed,
  ) {
    this.columns = feed.origins.map(() => []);
    const byName = new Map(feed.origins.map(({ brute }, index) => [brute, this.columns[index]] as const));
    this.contents = Object.entries(feed.blank).map(([brute, constant]) => byName.get(brute) ?? constant);
  }

  get length(): number {
    return this.lignes.length;
  }

  get partie(): string {
    return this.place.partie;
  }

  /** Adds the row of a line; false when the line does not feed the table. `ligne` counts from 1. */
  add(ligne: number, row: Row, auMois: readonly string[], personne: Person): boolean {
    if (!this.feed.isFed(row)) return false;
    const months = monthsOf(this.feed, auMois);
    if (months !== null) this.mois.set(this.lignes.length, months);
    this.lignes.push(ligne);
    this.personnes.push(personne);
    for (const [index, origin] of this.feed.origins.entries())
      this.columns[index]?.push(valueFrom(origin, row));
    return true;
  }

  ligneAt(at: number): number {
    return this.lignes[at] ?? 0;
  }

  /** The lines of the rows, from 1. */
  get lines(): readonly number[] {
    return this.lignes;
  }

  get persons(): readonly Person[] {
    return this.personnes;
  }

  get feuille(): string {
    return this.place.feuille;
  }

  /** By row, raw columns of which the file gives the month only; null where no row has any. */
  months(): (string | null)[] | null {
    return this.mois.size === 0 ? null : this.lignes.map((_, at) => this.mois.get(at) ?? null);
  }

  /** Raw column → what each row holds in it, or the constant that all hold. */
  values(): Map<string, RawValue | readonly RawValue[]> {
    return new Map(Object.keys(this.feed.blank).map((brute, index) => [brute, this.contents[index] ?? null]));
  }

  /** Notes the lines that gave a row, by sheet. */
  noteLines(bySheet: Map<string, Set<number>>): void {
    const lines = bySheet.get(this.place.feuille) ?? new Set<number>();
    bySheet.set(this.place.feuille, lines);
    for (const ligne of this.lignes) lines.add(ligne);
  }

  /** The row at a rank from zero, made anew each time. */
  rowAt(at: number): RawRow {
    const personne = this.personnes[at];
    if (personne === undefined) throw new RangeError(`no row ${at} in a lot of ${this.length}`);
    const values = { ...this.feed.blank };
    for (const [index, { brute }] of this.feed.origins.entries())
      values[brute] = this.columns[index]?.[at] ?? null;
    return {
      feuille: this.place.feuille,
      ligne: this.ligneAt(at),
      partie: this.place.partie,
      personne,
      dates_au_mois: this.mois.get(at) ?? null,
      values,
    };
  }
}

/** Lots that one reading of a table of a sheet fills for one raw table: its rows stand in the order of the lines. */
export type Together = readonly Lot[];

/** Raw tables and their lots, in the order in which they were read. */
export class Lots {
  private readonly tables = new Map<string, Together[]>();

  /** Opens the lots of a table of a sheet, one for each of its feeds. */
  open(place: LotPlace, feeds: readonly Feed[]): Lot[] {
    const lots = feeds.map((feed) => new Lot(place, feed));
    for (const name of new Set(feeds.map(({ table }) => table))) {
      const together = lots.filter((_, index) => feeds[index]?.table === name);
      this.tables.set(name, [...(this.tables.get(name) ?? []), together]);
    }
    return lots;
  }

  /** Lets go of the rows of a part. */
  drop(partie: string): void {
    for (const [name, groups] of this.tables)
      this.tables.set(
        name,
        groups.filter((lots) => lots.some((lot) => lot.partie !== partie)),
      );
  }

  /** Tables that hold a row, in the order of their names: two files of the same rows have them alike. */
  names(): string[] {
    const holdsRow = (groups: readonly Together[]) =>
      groups.some((lots) => lots.some((lot) => lot.length > 0));
    return [...this.tables].flatMap(([name, groups]) => (holdsRow(groups) ? [name] : [])).sort();
  }

  /** The rows of a table, one after another. */
  *rows(name: string): Generator<RawRow> {
    for (const [lot, at] of this.places(name)) yield lot.rowAt(at);
  }

  /**
   * What the rows of a table say, part by part and column by column: pseudonyms, then values. A column comes in
   * several pieces where its part stands in several tables of the file.
   */
  contents(name: string): Map<string, Map<string, (readonly RawValue[])[]>> {
    const parts = new Map<string, Map<string, (readonly RawValue[])[]>>();
    const note = (partie: string, column: string, piece: readonly RawValue[]): void => {
      const columns = parts.get(partie) ?? new Map<string, (readonly RawValue[])[]>();
      parts.set(partie, columns.set(column, [...(columns.get(column) ?? []), piece]));
    };
    for (const lots of this.groups(name))
      for (const [rank, lot] of lots.entries()) {
        if (lot.length === 0) continue;
        note(
          lot.partie,
          `${rank} personne`,
          lot.persons.map(({ key }) => key),
        );
        for (const [brute, values] of lot.values())
          note(lot.partie, `${rank} ${brute}`, isList(values) ? values : [values]);
      }
    return parts;
  }

  /** Part → number of lines of which there is a row. */
  linesByPart(): Map<string, number> {
    const parts = new Map<string, Map<string, Set<number>>>();
    for (const lot of [...this.tables.values()].flat(2)) {
      if (lot.length === 0) continue;
      const bySheet = parts.get(lot.partie) ?? new Map<string, Set<number>>();
      parts.set(lot.partie, bySheet);
      lot.noteLines(bySheet);
    }
    const total = (sheets: Map<string, Set<number>>) =>
      [...sheets.values()].reduce((sum, { size }) => sum + size, 0);
    return new Map([...parts].map(([partie, sheets]) => [partie, total(sheets)]));
  }

  /** The lots of a table; those filled together stand together. */
  groups(name: string): readonly Together[] {
    return this.tables.get(name) ?? [];
  }

  private *places(name: string): Generator<readonly [Lot, number]> {
    for (const lots of this.tables.get(name) ?? []) yield* inOrder(lots);
  }
}

function isList(values: RawValue | readonly RawValue[]): values is readonly RawValue[] {
  return Array.isArray(values);
}

/** The rows of lots that were filled together: line by line, and for a line in the order of its feeds. */
export function* inOrder(lots: Together): Generator<readonly [Lot, number]> {
  const [only] = lots;
  if (only !== undefined && lots.length === 1) {
    for (let at = 0; at < only.length; at++) yield [only, at];
    return;
  }
  const next = lots.map(() => 0);
  for (;;) {
    let first = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const [index, lot] of lots.entries()) {
      const at = next[index] ?? 0;
      if (at < lot.length && lot.ligneAt(at) < least) {
        first = index;
        least = lot.ligneAt(at);
      }
    }
    const lot = lots[first];
    if (lot === undefined) return;
    const at = next[first] ?? 0;
    next[first] = at + 1;
    yield [lot, at];
  }
}

/** Tables whose rows are made from lots when they are asked for, and not kept: only one table's are there at a time. */
export class MadeTables<Name extends string, Made> implements ReadonlyMap<Name, Made[]> {
  constructor(
    protected readonly lots: Lots,
    private readonly names: ReadonlyMap<Name, (row: RawRow) => Made>,
  ) {}

  /** Part → number of lines of which there is a row. */
  linesByPart(): Map<string, number> {
    return this.lots.linesByPart();
  }

  get size(): number {
    return this.names.size;
  }

  has(name: Name): boolean {
    return this.names.has(name);
  }

  get(name: Name): Made[] | undefined {
    const make = this.names.get(name);
    return make && Array.from(this.lots.rows(name), make);
  }

  keys(): MapIterator<Name> {
    return this.names.keys();
  }

  *values(): Generator<Made[], undefined> {
    for (const [, rows] of this) yield rows;
    return undefined;
  }

  *entries(): Generator<[Name, Made[]], undefined> {
    for (const name of this.names.keys()) yield [name, this.get(name) ?? []];
    return undefined;
  }

  [Symbol.iterator](): Generator<[Name, Made[]], undefined> {
    return this.entries();
  }

  forEach(told: (rows: Made[], name: Name, map: ReadonlyMap<Name, Made[]>) => void): void {
    for (const [name, rows] of this) told(rows, name, this);
  }
}
