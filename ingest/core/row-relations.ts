import type { RowContract, RowSheet } from './contract.ts';
import type { Place, Problem } from './problem.ts';
import { type IdentityColumns, identityColumns, type Person } from './row-identity.ts';
import { isKeyed, KEY_COLUMN } from './row-keyed.ts';
import { type ColumnReader, placeOf, type RawValue, type Row } from './row-line.ts';
import { danglingReference, repeatedRow, unknownKey } from './row-problem.ts';

/** What relates a line to others: the table it is read from, by its contract sheet. */
export interface RelatedTable {
  wanted: RowSheet;
  readers: readonly ColumnReader[];
  identity: IdentityColumns;
}

/** The lines of one file against each other: none stands twice, and what a line refers to is there. */
export class Relations {
  /** Lines already read, by contract sheet. */
  private readonly seen = new Map<string, Set<string>>();
  /** Values of a column that lines of a contract sheet hold, for the sheets that refer to them. */
  private readonly held = new Map<string, Set<RawValue>>();
  /** Contract sheet → columns to which others refer. */
  private readonly referred = new Map<string, string[]>();
  /** Sheets whose lines about persons are told apart by all they say. */
  private readonly byAll = new Set<string>();
  /** Sheets that say who has a file number, and sheets that know persons by it only. */
  private readonly naming = new Set<string>();
  private readonly hanging = new Set<string>();
  /** Keys of persons whose line loads; empty where the file has no sheet of them. */
  private readonly keys = new Set<string>();

  constructor(private readonly contract: RowContract) {
    for (const sheet of contract.feuilles) {
      for (const [nom, other] of Object.entries(sheet.renvois))
        this.referred.set(other, [...(this.referred.get(other) ?? []), nom]);
      const { nom, dossier } = identityColumns(sheet);
      const numbered = dossier !== undefined;
      if (numbered) (nom === undefined ? this.hanging : this.naming).add(sheet.nom);
      if (sheet.identite === 'evenement' || (sheet.identite === 'personne' && !numbered))
        this.byAll.add(sheet.nom);
    }
  }

  /** A line alike one above, or one that refers to a line nobody wrote. */
  problems(table: RelatedTable, row: Row, place: Place, person: Person | undefined): Problem[] {
    const { wanted, readers } = table;
    const twice = this.isRepeated(table, row, person) ? [repeatedRow(place)] : [];
    const dangling = Object.entries(wanted.renvois).flatMap(([nom, other]) => {
      const target = this.contract.feuilles.find((sheet) => sheet.nom === other);
      const value = row[nom] ?? null;
      // A sheet of which nothing could be read cannot say what it holds.
      const values = this.held.get(`${other}.${nom}`);
      return value === null || values === undefined || values.has(value)
        ? []
        : [danglingReference(placeOf(readers, place, nom), target?.onglets[0] ?? other)];
    });
    const key = person?.key ?? null;
    const isLost =
      isKeyed(wanted) &&
      this.hanging.has(wanted.nom) &&
      key !== null &&
      this.keys.size > 0 &&
      !this.keys.has(key);
    return [...twice, ...dangling, ...(isLost ? [unknownKey(placeOf(readers, place, KEY_COLUMN))] : [])];
  }

  /** Takes note of what a line that loads holds. */
  remember(wanted: RowSheet, row: Row, person: Person): void {
    const { nom: sheet } = wanted;
    if (isKeyed(wanted) && this.naming.has(sheet) && person.key !== null) this.keys.add(person.key);
    for (const nom of this.referred.get(sheet) ?? []) {
      const name = `${sheet}.${nom}`;
      const values = this.held.get(name) ?? new Set<RawValue>();
      this.held.set(name, values.add(row[nom] ?? null));
    }
  }

  /**
   * True for a line alike one above: in the columns of its key, or in all of them where it is about a person whom no
   * file number tells apart. Two anonymous lines may say the same of two persons.
   */
  private isRepeated({ wanted, identity }: RelatedTable, row: Row, person: Person | undefined): boolean {
    const aboutPersons = wanted.identite === 'personne' || wanted.identite === 'evenement';
    // A key stands in place of the file number that told two lines of a person apart.
    const byAll = this.byAll.has(wanted.nom) || (aboutPersons && isKeyed(wanted));
    if (wanted.cle.length === 0 && !byAll) return false;
    const columns = wanted.cle.length > 0 ? wanted.cle : Object.keys(row);
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
}
