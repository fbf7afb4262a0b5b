import { createHash } from 'node:crypto';

/** SQL types that raw columns use. Text is coded or a sheet's name: raw holds no free text. */
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
const LINE = { ...WHERE_FROM, feuille: 'varchar', ligne: 'integer', personne_key: 'varchar' } as const;

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
    sexe: 'varchar',
    annee_naissance: 'integer',
    departement_residence: 'varchar',
    ressources: 'varchar',
    emploi: 'varchar',
    situation_conjugale: 'varchar',
    date_situation: 'date',
  },
  orientation: {
    ...LINE,
    site: 'varchar',
    prescripteur: 'varchar',
    prescripteur_precision: 'varchar',
    cadre: 'varchar',
    date_orientation: 'date',
  },
  accompagnement: {
    ...LINE,
    site: 'varchar',
    module: 'varchar',
    prescripteur: 'varchar',
    cadre: 'varchar',
    entree: 'varchar',
    date_debut: 'date',
    date_fin: 'date',
  },
  sortie: { ...LINE, site: 'varchar', module: 'varchar', date_sortie: 'date', motif: 'varchar' },
  seance: {
    ...LINE,
    seance: 'varchar',
    site: 'varchar',
    module: 'varchar',
    date_seance: 'date',
    duree_heures: 'decimal(18,4)',
    capacite: 'integer',
  },
  participation: { ...LINE, seance: 'varchar', site: 'varchar', module: 'varchar', presence: 'varchar' },
  offre: {
    ...LINE,
    departement: 'varchar',
    antenne_action: 'varchar',
    action: 'varchar',
    etat: 'varchar',
    repere: 'varchar',
  },
} as const satisfies Record<string, Record<string, RawType>>;

export type RawTable = keyof typeof RAW_TABLES;

const META_TABLES: Record<string, string> = {
  entrepot: 'echantillon boolean not null, structure varchar not null',
  fichier: `fichier_id varchar primary key, sha256 varchar not null, fichier varchar not null, source varchar not null,
    antenne varchar not null, annee integer not null, echantillon boolean not null, contrat varchar not null,
    lus integer not null, charges integer not null, a_corriger integer not null, charge_le timestamp not null,
    etat varchar not null`,
  probleme: `fichier_id varchar not null, code varchar not null, fichier varchar not null, feuille varchar,
    cellule varchar, ligne integer, colonne varchar, regle varchar not null, remede varchar not null`,
};

/** Changes when the tables do: a warehouse made for other tables is not written into. */
export function structureOf(): string {
  return createHash('sha256').update(rawDdl().join(';')).digest('hex').slice(0, 16);
}

/** Statements that make the raw and ledger tables where they are missing. */
export function rawDdl(): string[] {
  const raw = Object.entries(RAW_TABLES).map(
    ([table, columns]) =>
      `create table if not exists raw.${table} (${Object.entries(columns)
        .map(([name, type]) => `${name} ${type}`)
        .join(', ')})`,
  );
  const meta = Object.entries(META_TABLES).map(
    ([table, columns]) => `create table if not exists meta.${table} (${columns})`,
  );
  return ['create schema if not exists raw', 'create schema if not exists meta', ...meta, ...raw];
}
