import type { Column, RowSheet } from './contract.ts';
import { normalName, Pseudonyms } from './pseudonym.ts';
import type { RawValue, Row } from './row-line.ts';

/** Whom a line is about. The object is shared by all lines of a file number: it changes when a birth turns up. */
export interface Person {
  /** Pseudonym; null where the sheet is about nobody or about persons who are anonymous by right. */
  key: string | null;
  /** `complete` (names and day of birth) or `sans_naissance` (matched in no other antenne); null where nobody is named. */
  identification: 'complete' | 'sans_naissance' | null;
}

/** Why a line's person cannot be told. */
export type IdentityRefusal =
  | 'dossier_double'
  | 'dossier_contradictoire'
  | 'dossier_inconnu'
  | 'dossiers_absents'
  | 'personne_a_corriger'
  | 'personne_manquante'
  | 'nom_illisible';

/** A person as named in this file; it never leaves the parsing. */
export interface Named {
  nom: string;
  prenom: string;
  naissance: string;
  feuille: string;
  ligne: number;
  key: string;
}

interface Dossier {
  person: Person;
  /** Normalised names, to tell a contradiction from a birth that one line lacks. */
  noms: string;
}

/** Figures alone, an address of mail, a formula: nobody is called so. */
const NO_NAME = /^\P{L}*$|[@=<>{}[\]|\\]/u;

const NOBODY: Person = { key: null, identification: null };

/** Contract columns of a sheet that identify, by their type. */
export type IdentityColumns = Partial<Record<'nom' | 'prenom' | 'naissance' | 'dossier', string>>;

/** The columns of a sheet that say whom a line is about. */
export function identityColumns(sheet: RowSheet): IdentityColumns {
  const found: IdentityColumns = {};
  for (const [nom, { type }] of Object.entries(sheet.colonnes)) if (isIdentifying(type)) found[type] ??= nom;
  return found;
}

/** True for a type whose values never leave. */
export function isIdentifying(type: Column['type']): type is keyof IdentityColumns {
  return type === 'nom' || type === 'prenom' || type === 'naissance' || type === 'dossier';
}

/** The persons of one file: from names to pseudonyms, and from the antenne's own file numbers to the same persons. */
export class Identities {
  /** Every person named with a day of birth on a line that loads, once: near matches are looked for among them. */
  readonly named = new Map<string, Named>();
  /** The person of the line being read. */
  private candidate: Named | undefined;
  /** The file number that the line being read is the first to state. */
  private fresh: string | undefined;
  private readonly dossiers = new Map<string, Dossier>();
  /** File numbers of persons whose own line waits for a correction. */
  private readonly waiting = new Set<string>();
  /** File numbers seen in a sheet of one line per person. */
  private readonly taken = new Map<string, Set<string>>();
  private readonly pseudonyms: Pseudonyms | undefined;

  constructor(
    private readonly antenne: string,
    key: Uint8Array | undefined,
  ) {
    this.pseudonyms = key && new Pseudonyms(key);
  }

  /** Marks the file number of a line that could not be read, so that what hangs on it waits as well. */
  wait(sheet: RowSheet, columns: IdentityColumns, row: Row): void {
    const dossier = dossierOf(columns, row);
    if (columns.nom === undefined || dossier === '') return;
    // Whom a line to correct names is not known yet: its birth may be what is wrong.
    if (this.fresh === dossier) this.dossiers.delete(dossier);
    this.waiting.add(dossier);
    this.takenIn(sheet).add(dossier);
  }

  /** The person of a line that states names, a file number or both; `place` is kept for near matches. */
  personOf(
    sheet: RowSheet,
    columns: IdentityColumns,
    row: Row,
    place: { feuille: string; ligne: number },
  ): Person | IdentityRefusal {
    this.candidate = this.fresh = undefined;
    const nobody = columns.nom === undefined && columns.dossier === undefined;
    if (nobody || sheet.identite === 'anonyme' || sheet.identite === 'aucune') return NOBODY;
    const dossier = dossierOf(columns, row);
    const nom = textOf(columns.nom, row);
    if (columns.nom === undefined || nom === '') return this.byDossier(dossier);
    if (sheet.identite === 'personne' && dossier !== '') {
      const taken = this.takenIn(sheet);
      if (taken.has(dossier)) return 'dossier_double';
      taken.add(dossier);
    }
    const { pseudonyms } = this;
    if (!pseudonyms) throw new Error('a sheet with names was read without a key');
    const names = {
      nom: normalName(nom),
      prenom: pseudonyms.firstName(textOf(columns.prenom, row)),
    };
    if (names.nom === '' || names.prenom === '') return 'nom_illisible';
    if (NO_NAME.test(nom) || NO_NAME.test(textOf(columns.prenom, row))) return 'nom_illisible';
    const naissance = textOf(columns.naissance, row);
    const person = this.identified(pseudonyms, names, naissance);
    if (naissance.length === DAY_LENGTH && person.key !== null && !this.named.has(person.key))
      this.candidate = namedAt(names, naissance, place, person.key);
    return dossier === '' ? person : this.record(dossier, person, `${names.nom}|${names.prenom}`);
  }

  /** Takes the person of the line just read, which loads, among those named. */
  load(): void {
    if (this.candidate) this.named.set(this.candidate.key, this.candidate);
    this.candidate = undefined;
  }

  private identified(
    pseudonyms: Pseudonyms,
    { nom, prenom }: { nom: string; prenom: string },
    naissance: string,
  ): Person {
    if (naissance.length === DAY_LENGTH)
      return { key: pseudonyms.of({ nom, prenom, naissance }), identification: 'complete' };
    // Without a day of birth two persons of one name cannot be told apart: the key holds within this antenne only.
    const bound = `${naissance || 'sans naissance'} ${this.antenne}`;
    return { key: pseudonyms.of({ nom, prenom, naissance: bound }), identification: 'sans_naissance' };
  }

  private byDossier(dossier: string): Person | IdentityRefusal {
    if (dossier === '') return 'personne_manquante';
    const known = this.dossiers.get(dossier);
    if (known) return known.person;
    if (this.waiting.has(dossier)) return 'personne_a_corriger';
    return this.dossiers.size + this.waiting.size > 0 ? 'dossier_inconnu' : 'dossiers_absents';
  }

  private record(dossier: string, person: Person, noms: string): Person | IdentityRefusal {
    const known = this.dossiers.get(dossier);
    if (!known) {
      this.fresh = dossier;
      this.dossiers.set(dossier, { person, noms });
      return person;
    }
    if (known.person.key === person.key) return known.person;
    if (known.noms !== noms) return 'dossier_contradictoire';
    if (person.identification === 'sans_naissance') return known.person;
    if (known.person.identification === 'complete') return 'dossier_contradictoire';
    return Object.assign(known.person, person);
  }

  private takenIn(sheet: RowSheet): Set<string> {
    const taken = this.taken.get(sheet.nom) ?? new Set<string>();
    this.taken.set(sheet.nom, taken);
    return taken;
  }
}

/** Spelled out: an object that begins with what is spread takes ten times the time and the room. */
function namedAt(
  { nom, prenom }: { nom: string; prenom: string },
  naissance: string,
  { feuille, ligne }: { feuille: string; ligne: number },
  key: string,
): Named {
  return { nom, prenom, naissance, feuille, ligne, key };
}

/** Length of a day `YYYY-MM-DD`; a birth of which only the year is known is shorter. */
const DAY_LENGTH = 10;

function textOf(column: string | undefined, row: Row): string {
  const value: RawValue = column === undefined ? null : (row[column] ?? null);
  return value === null ? '' : String(value);
}

function dossierOf(columns: IdentityColumns, row: Row): string {
  return textOf(columns.dossier, row).toUpperCase();
}
