import { createHash } from 'node:crypto';

/**
 * SQL types that raw columns use. Text is coded or a sheet's name; raw holds no free text but the porteur's sentences, which
 * are written to be published.
 */
export type RawType = 'varchar' | 'integer' | 'decimal(18,4)' | 'date' | 'boolean';

const WHERE_FROM = {
  fichier_id: 'varchar',
  source: 'varchar',
  antenne: 'varchar',
  annee: 'integer',
  /** The year of the file, where a figure may be of the year before. */
  annee_fichier: 'integer',
  partie: 'varchar',
} as const;
const LINE = {
  ...WHERE_FROM,
  feuille: 'varchar',
  ligne: 'integer',
  personne_key: 'varchar',
  /** Date columns of this row of which the file gives the month only. */
  dates_au_mois: 'varchar',
} as const;

/** Raw tables and their columns, in order. Every row says which file, sheet and line it comes from. */
export const RAW_TABLES = {
  figure: {
    ...WHERE_FROM,
    feuille: 'varchar',
    cellule: 'varchar',
    tableau: 'varchar',
    site: 'varchar',
    departement: 'varchar',
    module: 'varchar',
    population: 'varchar',
    indicateur: 'varchar',
    dimension: 'varchar',
    modalite: 'varchar',
    unite: 'varchar',
    valeur: 'decimal(18,4)',
    valeur_max: 'decimal(18,4)',
    approche: 'boolean',
    absence: 'varchar',
    deduction: 'varchar',
    libelle_ligne: 'varchar',
    libelle_colonne: 'varchar',
  },
  personne: {
    ...LINE,
    /** complete (names and day of birth), sans_naissance (matched in no other antenne). */
    identification: 'varchar',
    sexe: 'varchar',
    annee_naissance: 'integer',
    /** In the antenne's own grid, where the file gives a band and no birth. */
    tranche_age: 'varchar',
    departement_residence: 'varchar',
    ressources: 'varchar',
    emploi: 'varchar',
    situation_conjugale: 'varchar',
    situation_parentale: 'varchar',
    enfants_moins_3: 'integer',
    enfants_3_6: 'integer',
    enfants_7_11: 'integer',
    enfants_12_17: 'integer',
    suivi_spip: 'varchar',
    date_situation: 'date',
  },
  orientation: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    prescripteur: 'varchar',
    prescripteur_precision: 'varchar',
    cadre: 'varchar',
    tribunal: 'varchar',
    date_orientation: 'date',
    issue: 'varchar',
    date_issue: 'date',
  },
  attente: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    date_debut: 'date',
    date_fin: 'date',
    motif_fin: 'varchar',
  },
  accompagnement: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    prescripteur: 'varchar',
    cadre: 'varchar',
    tribunal: 'varchar',
    entree: 'varchar',
    objet: 'varchar',
    date_debut: 'date',
    date_fin: 'date',
  },
  /** One row per end of an accompaniment; an end may have two motifs. */
  sortie: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    date_sortie: 'date',
    motif: 'varchar',
    motif_2: 'varchar',
    destination: 'varchar',
  },
  /** One row per session of a group or course; `presents` where the file only counts them. */
  seance: {
    ...LINE,
    seance: 'varchar',
    site: 'varchar',
    module: 'varchar',
    public: 'varchar',
    date_seance: 'date',
    date_fin: 'date',
    duree_heures: 'decimal(18,4)',
    capacite: 'integer',
    presents: 'integer',
  },
  participation: {
    ...LINE,
    seance: 'varchar',
    site: 'varchar',
    module: 'varchar',
    presence: 'varchar',
    /** The session to which an absent person is convened again. */
    report_vers: 'varchar',
    suite: 'varchar',
  },
  /** What a sender who keeps his persons anonymous declares of a period. */
  collectif: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    date_debut: 'date',
    date_fin: 'date',
    personnes: 'integer',
    seances: 'integer',
    participations: 'integer',
  },
  entretien: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    date_entretien: 'date',
    type_entretien: 'varchar',
    tenue: 'varchar',
  },
  /** One row per question answered of a questionnaire, which hangs on the session and on nobody. */
  reponse: {
    ...LINE,
    seance: 'varchar',
    site: 'varchar',
    module: 'varchar',
    questionnaire: 'varchar',
    question: 'varchar',
    reponse: 'varchar',
  },
  logement: {
    ...LINE,
    antenne_concernee: 'varchar',
    logement: 'varchar',
    site: 'varchar',
    departement: 'varchar',
    type_place: 'varchar',
    places: 'integer',
    date_ouverture: 'date',
    date_fermeture: 'date',
  },
  /** Nights are those from the day of entry to the day before the exit. */
  sejour: {
    ...LINE,
    logement: 'varchar',
    site: 'varchar',
    type_place: 'varchar',
    date_entree: 'date',
    date_sortie: 'date',
  },
  demande_non_satisfaite: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    prescripteur: 'varchar',
    date_demande: 'date',
    cause: 'varchar',
  },
  offre: {
    ...LINE,
    departement: 'varchar',
    site: 'varchar',
    tribunal: 'varchar',
    antenne_action: 'varchar',
    action: 'varchar',
    etat: 'varchar',
    depuis: 'date',
    financeur: 'varchar',
    creneaux: 'integer',
    repere: 'varchar',
  },
  projet: {
    ...LINE,
    antenne_concernee: 'varchar',
    projet: 'varchar',
    departement: 'varchar',
    action: 'varchar',
    etat: 'varchar',
    montant: 'decimal(18,4)',
    montant_eligible: 'decimal(18,4)',
  },
  note_projet: { ...LINE, projet: 'varchar', antenne_notante: 'varchar', note: 'decimal(18,4)' },
  effectif: {
    ...LINE,
    antenne_concernee: 'varchar',
    site: 'varchar',
    module: 'varchar',
    fonction: 'varchar',
    personnes: 'integer',
    etp: 'decimal(18,4)',
    etp_vacant: 'decimal(18,4)',
    date_debut: 'date',
    date_fin: 'date',
  },
  ligne_budget: {
    ...LINE,
    antenne_concernee: 'varchar',
    module: 'varchar',
    sens: 'varchar',
    compte: 'varchar',
    montant_prevu: 'decimal(18,4)',
    montant_realise: 'decimal(18,4)',
  },
  financement: {
    ...LINE,
    antenne_concernee: 'varchar',
    module: 'varchar',
    financeur: 'varchar',
    montant_demande: 'decimal(18,4)',
    montant_accorde: 'decimal(18,4)',
  },
  convention: {
    ...LINE,
    convention: 'varchar',
    financeur: 'varchar',
    antenne_concernee: 'varchar',
    date_signature: 'date',
    date_debut: 'date',
    date_fin: 'date',
    montant: 'decimal(18,4)',
    reversement_autorise: 'varchar',
  },
  versement: {
    ...LINE,
    convention: 'varchar',
    antenne_concernee: 'varchar',
    nature: 'varchar',
    date_versement: 'date',
    montant: 'decimal(18,4)',
  },
  objectif: {
    ...LINE,
    convention: 'varchar',
    antenne_concernee: 'varchar',
    module: 'varchar',
    departement: 'varchar',
    indicateur: 'varchar',
    unite: 'varchar',
    cible: 'decimal(18,4)',
  },
  /** Public events, meetings and trainings; places are communes of a code list. */
  evenement: {
    ...LINE,
    antenne_concernee: 'varchar',
    type_evenement: 'varchar',
    theme: 'varchar',
    public: 'varchar',
    commune: 'varchar',
    date_debut: 'date',
    date_fin: 'date',
    heures: 'decimal(18,4)',
    participants: 'integer',
  },
  /** From which year on an indicator is counted in another way, and by whose decision. */
  rupture: {
    ...LINE,
    annee_rupture: 'integer',
    antenne_concernee: 'varchar',
    indicateur: 'varchar',
    module: 'varchar',
    population: 'varchar',
    avant: 'varchar',
    apres: 'varchar',
    date_decision: 'date',
    par: 'varchar',
  },
  /** One line by the porteur under a figure. */
  explication: {
    ...LINE,
    annee_expliquee: 'integer',
    antenne_concernee: 'varchar',
    indicateur: 'varchar',
    module: 'varchar',
    explication: 'varchar',
    date_explication: 'date',
    par: 'varchar',
  },
} as const satisfies Record<string, Record<string, RawType>>;

export type RawTable = keyof typeof RAW_TABLES;

/** Columns of the ledger: a file that was refused may have told neither its sender nor its year. */
const FILE_COLUMNS = `sha256 varchar not null, fichier varchar not null, source varchar, antenne varchar, annee integer,
    echantillon boolean, contrat varchar, lus integer not null, charges integer not null,
    a_corriger integer not null, charge_le timestamp not null, etat varchar not null, periode varchar,
    version integer, totaux integer not null, remplace_le timestamp`;
const PART_COLUMNS = `fichier_id varchar not null, partie varchar not null, empreinte varchar, lignes integer not null,
    lu_par varchar not null`;
const PROBLEM_COLUMNS = `fichier_id varchar not null, code varchar not null, fichier varchar not null, feuille varchar,
    cellule varchar, ligne integer, colonne varchar, regle varchar not null, remede varchar not null`;

const META_TABLES: Record<string, string> = {
  /** `cle` is the number of the one key that persons go by here, from the first file that has any. */
  entrepot: 'echantillon boolean not null, structure varchar not null, cle varchar',
  /** One row per file received. `etat`: en_vigueur, remplace (no part of it stands any more), refuse. */
  fichier: `fichier_id varchar primary key, ${FILE_COLUMNS}`,
  /**
   * One row per part (declared table, sheet of rows) that stands, with the print of what its file held and the contract
   * that its rows come from: a later one that read the same rows is not written here.
   */
  partie: PART_COLUMNS,
  probleme: PROBLEM_COLUMNS,
  /** Only ever added to. `fichiers` is a print of what stood for the source and the period when it was looked at. */
  validation: `numero integer primary key, source varchar not null, periode varchar not null, fichiers varchar not null,
    etat varchar not null, par varchar not null, motif varchar, le timestamp not null`,
  /** Only ever added to: why a finding of check is left as it is, with the print of its values. */
  constat_reconnu: `numero integer, id varchar, empreinte varchar, regle varchar, antenne varchar, annee integer,
    formule varchar, par varchar, motif varchar, le timestamp`,
};

/** From when to when a row that was replaced stood. */
const STOOD = 'charge_le timestamp not null, remplace_le timestamp not null';

/** What was replaced, so that the warehouse can be read as it stood: rows as they were, and from when to when. */
const ARCHIVE_TABLES: Record<string, string> = {
  /** A file's line in the ledger as it was until `archive_le`, when the same file was loaded once more. */
  fichier: `fichier_id varchar not null, ${FILE_COLUMNS}, archive_le timestamp not null`,
  partie: `${PART_COLUMNS}, ${STOOD}`,
  probleme: `${PROBLEM_COLUMNS}, ${STOOD}`,
  ...Object.fromEntries(
    Object.entries(RAW_TABLES).map(([table, columns]) => [table, `${columnsSql(columns)}, ${STOOD}`]),
  ),
};

function columnsSql(columns: Readonly<Record<string, RawType>>): string {
  return Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');
}

/** Changes when the tables do: a warehouse made for other tables is not written into. */
export function structureOf(): string {
  return createHash('sha256')
    .update([...rawDdl(), ...archiveDdl()].join(';'))
    .digest('hex')
    .slice(0, 16);
}

/** Statements that make the raw and ledger tables where they are missing. */
export function rawDdl(): string[] {
  const raw = Object.entries(RAW_TABLES).map(
    ([table, columns]) => `create table if not exists raw.${table} (${columnsSql(columns)})`,
  );
  return [...tablesOf('meta', META_TABLES), 'create schema if not exists raw', ...raw];
}

/** Statements that make the tables of what was replaced, where they are missing. */
export function archiveDdl(): string[] {
  return tablesOf('archive', ARCHIVE_TABLES);
}

function tablesOf(schema: string, tables: Readonly<Record<string, string>>): string[] {
  return [
    `create schema if not exists ${schema}`,
    ...Object.entries(tables).map(
      ([table, columns]) => `create table if not exists ${schema}.${table} (${columns})`,
    ),
  ];
}
