import {
  type BookFormat,
  grid,
  type NamedSheet,
  type SheetCell,
  workbookBytes,
} from '../../data-samples/programme/classeur.ts';
import { pseudonym } from '../../ingest/core/pseudonym.ts';

/** The pseudonyms' key of the corpus. */
export const KEY = new Uint8Array(32).fill(7);

/** A table as an antenne keeps it: its tab, the lines above, the headings, and lines by name. */
export interface Table {
  nom: string;
  dessus: SheetCell[][];
  entetes: string[];
  lignes: Map<string, SheetCell[]>;
  dessous: SheetCell[][];
}

/** A raw row as the warehouse should hold it: table, then the columns that say something. */
export interface RawRow {
  table: string;
  values: Record<string, string | number | null>;
}

interface Person {
  dossier: string;
  nom: string;
  prenom: string;
  naissance: string;
  sexe: Coded;
  departement: Coded;
  site: Coded;
  prescripteur: Coded;
  orientation: string | null;
  debut: string;
  fin: string | null;
  motif: Coded | null;
  emploi: Coded;
}

/** What an antenne writes, and its code: said by hand, so that the corpus does not lean on the code lists. */
type Coded = readonly [ecrit: string, code: string];

const H: Coded = ['H', 'homme'];
const F: Coded = ['Femme', 'femme'];
const SPIP: Coded = ['SPIP', 'spip'];
const SPONTANEE: Coded = ['Spontanée', 'demarche_spontanee'];
const EN_EMPLOI: Coded = ['En emploi / En activité professionnelle', 'en_emploi'];
const SANS: Coded = ['Sans activité professionnelle', 'sans_activite'];
const ABANDON: Coded = ['Abandon sans motif explicite', 'abandon'];
const PRISON: Coded = ['Incarcération', 'incarceration'];
const HERAULT: Coded = ['34', '34'];
const GARD: Coded = ['Gard', '30'];
const PARIS: Coded = ['75', 'hors_zone'];
const MTP: Coded = ['MTP', 'Montpellier'];
const SETE: Coded = ['SETE', 'Sète'];
const BEZIERS: Coded = ['BEZIERS', 'Béziers'];

/** Invented persons: their surnames say that they do not exist. */
const PERSONS: readonly Person[] = [
  person(
    'D-101',
    'Fictif-Agate',
    'Zorblin',
    '1980-02-29',
    H,
    HERAULT,
    MTP,
    SPIP,
    '2024-01-08',
    '2024-02-05',
    '2024-09-30',
    ABANDON,
    EN_EMPLOI,
  ),
  person(
    'D-102',
    'Imaginaire-Béryl',
    'Quortan',
    '1991-12-31',
    H,
    GARD,
    SETE,
    SPONTANEE,
    null,
    '2024-03-04',
    null,
    null,
    SANS,
  ),
  person(
    'D-103',
    'Exemple d’Onyx',
    'Mévidor',
    '1975-07-01',
    H,
    HERAULT,
    BEZIERS,
    SPIP,
    '2024-02-12',
    '2024-04-02',
    null,
    null,
    EN_EMPLOI,
  ),
  person(
    'D-104',
    'Factice-Grès',
    'Ysolbane',
    '2001-11-15',
    F,
    PARIS,
    MTP,
    SPIP,
    '2024-05-03',
    '2024-05-21',
    '2024-12-31',
    PRISON,
    SANS,
  ),
  person(
    'D-105',
    'Inventé-Jaspe',
    'Talvexin',
    '1969-01-01',
    H,
    HERAULT,
    SETE,
    SPIP,
    '2023-12-18',
    '2024-01-02',
    null,
    null,
    EN_EMPLOI,
  ),
  person(
    'D-106',
    'Essai-Quartz',
    'Brouzic',
    '1988-10-09',
    H,
    HERAULT,
    MTP,
    SPONTANEE,
    '2024-06-10',
    '2024-07-01',
    '2024-07-02',
    ABANDON,
    SANS,
  ),
];

function person(
  ...[
    dossier,
    nom,
    prenom,
    naissance,
    sexe,
    departement,
    site,
    prescripteur,
    orientation,
    debut,
    fin,
    motif,
    emploi,
  ]: [
    string,
    string,
    string,
    string,
    Coded,
    Coded,
    Coded,
    Coded,
    string | null,
    string,
    string | null,
    Coded | null,
    Coded,
  ]
): Person {
  return {
    dossier,
    nom,
    prenom,
    naissance,
    sexe,
    departement,
    site,
    prescripteur,
    orientation,
    debut,
    fin,
    motif,
    emploi,
  };
}

/** Headings of the person-level sheet, in the order of the corpus. */
export const SUIVI = [
  'N° dossier',
  'Nom',
  'Prénom',
  'Né(e) le',
  'Sexe',
  'Dépt de résidence',
  'Permanence',
  'Orienté par',
  'Précision orientation',
  'Cadre',
  'Orienté le',
  'Entrée',
  'Début du suivi',
  'Fin du suivi',
  'Motif de sortie',
  'Revenus ressources',
  'Situation professionnelle',
  'Situation conjugale',
  'Situation relevée le',
] as const;
export type Heading = (typeof SUIVI)[number];

const day = (date: string | null): SheetCell => (date === null ? null : { date });

function suiviLine(one: Person): SheetCell[] {
  const by: Partial<Record<Heading, SheetCell>> = {
    'N° dossier': one.dossier,
    Nom: one.nom,
    Prénom: one.prenom,
    'Né(e) le': day(one.naissance),
    Sexe: one.sexe[0],
    'Dépt de résidence': one.departement[0],
    Permanence: one.site[0],
    'Orienté par': one.prescripteur[0],
    'Orienté le': day(one.orientation),
    Entrée: 'Nouvel accueil',
    'Début du suivi': day(one.debut),
    'Fin du suivi': day(one.fin),
    'Motif de sortie': one.motif?.[0] ?? null,
    'Situation professionnelle': one.emploi[0],
  };
  return SUIVI.map((heading) => by[heading] ?? null);
}

const SESSIONS: readonly (readonly [string, string])[] = [
  ['S1', '2024-03-14'],
  ['S2', '2024-04-11'],
  ['S3', '2024-05-16'],
];
const PRESENCES: readonly (readonly [string, string, string, Coded])[] = [
  ['presence 1', 'S1', 'D-101', ['présent', 'present']],
  ['presence 2', 'S1', 'D-102', ['absent', 'absent']],
  ['presence 3', 'S2', 'D-101', ['présent', 'present']],
  ['presence 4', 'S3', 'D-103', ['excusé', 'excuse']],
];

/** The three sheets of a good file of Via Voltaire; lines are named by file number, session, or "presence 1". */
export function tables(): { suivi: Table; seances: Table; presences: Table } {
  return {
    suivi: {
      nom: 'Suivi individuel',
      dessus: [['Via Voltaire, file active'], ['Exercice', 2024], []],
      entetes: [...SUIVI],
      lignes: new Map(PERSONS.map((one) => [one.dossier, suiviLine(one)])),
      dessous: [],
    },
    seances: {
      nom: 'Groupe - séances',
      dessus: [],
      entetes: ['N° séance', 'Date', 'Durée (h)', 'Capacité'],
      lignes: new Map(SESSIONS.map(([seance, date]) => [seance, [seance, { date }, 2.5, 12]])),
      dessous: [],
    },
    presences: {
      nom: 'Groupe - présences',
      dessus: [],
      entetes: ['N° séance', 'N° dossier', 'Présence'],
      lignes: new Map(PRESENCES.map(([nom, seance, dossier, [ecrit]]) => [nom, [seance, dossier, ecrit]])),
      dessous: [],
    },
  };
}

export type Tables = ReturnType<typeof tables>;

/** The lines that every good file holds, by name. */
export const ALL = [
  ...PERSONS.map((one) => one.dossier),
  ...SESSIONS.map(([seance]) => seance),
  ...PRESENCES.map(([nom]) => nom),
];
export const SUIVIS = PERSONS.map((one) => one.dossier);

/** All good lines but these. */
export function allBut(...names: string[]): string[] {
  return ALL.filter((name) => !names.includes(name));
}
export function suivisBut(...names: string[]): string[] {
  return SUIVIS.filter((name) => !names.includes(name));
}

const GROUP = { site: 'Montpellier', module: 'groupe_parole' };
const FOLLOW_UP = { module: 'suivi_psychologique' };

function keyOf(dossier: string): string {
  const one = PERSONS.find((candidate) => candidate.dossier === dossier);
  if (!one) throw new Error(`corpus: no person ${dossier}`);
  return pseudonym({ nom: one.nom, prenom: one.prenom, naissance: one.naissance }, KEY);
}

/** The raw rows that a good line gives, said by hand. */
export function rowsOf(name: string): RawRow[] {
  const session = SESSIONS.find(([seance]) => seance === name);
  if (session)
    return [
      {
        table: 'seance',
        values: {
          personne_key: null,
          seance: name,
          ...GROUP,
          date_seance: session[1],
          duree_heures: 2.5,
          capacite: 12,
        },
      },
    ];
  const presence = PRESENCES.find(([nom]) => nom === name);
  if (presence)
    return [
      {
        table: 'participation',
        values: { personne_key: keyOf(presence[2]), seance: presence[1], ...GROUP, presence: presence[3][1] },
      },
    ];
  const one = PERSONS.find((candidate) => candidate.dossier === name);
  if (!one) throw new Error(`corpus: no line ${name}`);
  return personRows(one);
}

function personRows(one: Person): RawRow[] {
  const personne_key = keyOf(one.dossier);
  const site = one.site[1];
  const prescripteur = one.prescripteur[1];
  const rows: RawRow[] = [
    {
      table: 'personne',
      values: {
        personne_key,
        identification: 'complete',
        sexe: one.sexe[1],
        annee_naissance: Number(one.naissance.slice(0, 4)),
        departement_residence: one.departement[1],
        emploi: one.emploi[1],
      },
    },
    {
      table: 'accompagnement',
      values: {
        personne_key,
        site,
        ...FOLLOW_UP,
        prescripteur,
        entree: 'nouvel_accueil',
        date_debut: one.debut,
        date_fin: one.fin,
      },
    },
  ];
  if (one.orientation !== null)
    rows.push({
      table: 'orientation',
      values: { personne_key, site, prescripteur, date_orientation: one.orientation },
    });
  if (one.fin !== null)
    rows.push({
      table: 'sortie',
      values: { personne_key, site, ...FOLLOW_UP, date_sortie: one.fin, motif: one.motif?.[1] ?? null },
    });
  return rows;
}

/** The table with one cell of a named line changed. */
export function withCell(table: Table, ligne: string, entete: string, value: SheetCell): Table {
  const rank = table.entetes.indexOf(entete);
  const line = table.lignes.get(ligne);
  if (rank < 0 || !line) throw new Error(`corpus: no cell ${ligne} / ${entete}`);
  return {
    ...table,
    lignes: new Map(table.lignes).set(
      ligne,
      line.map((cell, at) => (at === rank ? value : cell)),
    ),
  };
}

/** The table with one more line, after the others. */
export function withLine(table: Table, nom: string, line: SheetCell[]): Table {
  return { ...table, lignes: new Map(table.lignes).set(nom, line) };
}

/** The table under other headings. */
export function withHeadings(table: Table, change: (entete: string) => string): Table {
  return { ...table, entetes: table.entetes.map(change) };
}

/** The lines of a table as they stand on the sheet. */
export function linesOf(table: Table): SheetCell[][] {
  return [...table.dessus, table.entetes, ...table.lignes.values(), ...table.dessous];
}

const WRITTEN: BookFormat = { titre: 'Corpus', ecrit: '2025-01-15', format: 'xlsx' };

/** A workbook of these tables. */
export function bookOf(
  sheets: readonly Table[],
  how: Partial<BookFormat> = {},
  change: (sheet: NamedSheet) => NamedSheet = (sheet) => sheet,
): Uint8Array {
  return workbookBytes(
    sheets.map((table) => change({ nom: table.nom, feuille: grid(linesOf(table)) })),
    { ...WRITTEN, ...how },
  );
}

/** The text of a table: days as they are written, `;` between cells. */
export function textOf(table: Table, separateur = ';', fin = '\r\n'): string {
  return linesOf(table)
    .map((line) => line.map((cell) => field(cell, separateur)).join(separateur) + fin)
    .join('');
}

function field(cell: SheetCell, separateur: string): string {
  if (cell === null) return '';
  const text =
    typeof cell === 'number'
      ? String(cell).replace('.', ',')
      : typeof cell === 'string'
        ? cell
        : 'date' in cell
          ? cell.date.split('-').reverse().join('/')
          : 'nombre' in cell
            ? String(cell.nombre)
            : String(cell.valeur);
  return text.includes(separateur) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
