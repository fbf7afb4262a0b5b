import { z } from 'zod';
import type { AgeBand } from './age-band.ts';

/** What a table, a line or a column adds to the meaning of its cells; `null` takes away what a wider one said. */
const attributes = {
  /** Relative to the file's year, absolute, or "valeur" where the figure itself is the year ("depuis 1984"). */
  annee: z.union([z.enum(['n', 'n-1', 'n-2', 'n+1', 'valeur']), z.int()]).optional(),
  site: z.string().nullable().optional(),
  departement: z.string().nullable().optional(),
  module: z.string().nullable().optional(),
  population: z.string().nullable().optional(),
  indicateur: z.string().optional(),
  dimension: z.string().nullable().optional(),
  modalite: z.string().nullable().optional(),
  unite: z.string().optional(),
};
const attributesSchema = z.strictObject(attributes);
export type Attributes = z.infer<typeof attributesSchema>;

const entrySchema = z.strictObject({
  etiquettes: z.array(z.string()).min(1),
  ...attributes,
  /** Meaning of one cell where it departs from its line: column label → attributes. */
  selon: z.record(z.string(), attributesSchema).optional(),
  /** Figure of the same file that the column must sum to: an empty cell is zero only if the sum says so. */
  effectif: attributesSchema.optional(),
});
export type Entry = z.infer<typeof entrySchema>;

const axisSchema = z.union([
  z.strictObject({ entrees: z.array(entrySchema).min(1) }),
  z.strictObject({ nomenclature: z.string(), total: z.array(z.string()).optional() }),
]);
export type Axis = z.infer<typeof axisSchema>;

const tableSchema = z.strictObject({
  nom: z.string(),
  titres: z.array(z.string()).min(1),
  commun: attributesSchema.default({}),
  lignes: axisSchema.optional(),
  colonnes: axisSchema,
  vide: z.enum(['zero_par_total']).optional(),
});
export type DeclaredTable = z.infer<typeof tableSchema>;

const identity = {
  source: z.string().regex(/^[a-z][a-z0-9_]*$/),
  libelle: z.string(),
  antenne: z.string(),
  departement: z.string().optional(),
  /** Words that name the sender, in a title line, a sheet's name or the file's name. */
  mentions: z.array(z.string()).min(1),
};

export const declaredContractSchema = z.strictObject({
  genre: z.literal('annuel'),
  ...identity,
  tableaux: z.array(tableSchema).min(1),
});
export type DeclaredContract = z.infer<typeof declaredContractSchema>;

const columnSchema = z.strictObject({
  etiquettes: z.array(z.string()).min(1),
  type: z.enum([
    'repere',
    'reference',
    'phrase',
    'fonction',
    'code',
    'date',
    'entier',
    'decimal',
    'montant',
    'mois',
    'tranche_age',
    'nom',
    'prenom',
    'naissance',
    'sexe',
    'departement',
    'dossier',
  ]),
  nomenclature: z.string().optional(),
  requis: z.boolean().default(false),
  /** A date of which only the month is written ("mars 2024") is read as the first or the last day of it, and marked. */
  au_mois: z.enum(['debut', 'fin']).optional(),
  /** A date that may lie ahead (the end of an agreement); any other date after today is a slip of the hand. */
  futur: z.boolean().default(false),
});
export type Column = z.infer<typeof columnSchema>;

/** A value of a loaded row: a column of the sheet, or a constant of the contract. */
const originSchema = z.union([z.string(), z.strictObject({ constante: z.string() })]);

/** When a line feeds a table: a column is filled, or holds one of these codes. */
const conditionSchema = z.union([
  z.string(),
  z.strictObject({ colonne: z.string(), parmi: z.array(z.string()).min(1) }),
]);

const targetSchema = z.strictObject({
  si: conditionSchema.optional(),
  colonnes: z.record(z.string(), originSchema),
});
export type Target = z.infer<typeof targetSchema>;

const rowSheetSchema = z.strictObject({
  nom: z.string(),
  /** What a row is, in French: "Une ligne par personne convoquée à un stage". */
  grain: z.string(),
  /**
   * Whom a row is about. `personne`: one row per person, who has one file number; `evenement`: a person may have
   * several rows; `anonyme`: persons who have a right not to be named, nobody is matched; `aucune`: no person.
   */
  identite: z.enum(['personne', 'evenement', 'anonyme', 'aucune']),
  /** False for a sheet that a sending may do without. */
  attendue: z.boolean().default(true),
  onglets: z.array(z.string()).min(1),
  colonnes: z.record(z.string(), columnSchema),
  /** Two columns in order: `[avant, apres]`; a line in which the second date comes first goes to correction. */
  ordre: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** Columns that together tell one line from another: a second line alike goes to correction. */
  cle: z.array(z.string()).default([]),
  /** Column → sheet of this workbook whose column of the same name must hold the value. */
  renvois: z.record(z.string(), z.string()).default({}),
  /** Date columns that lie in the file's year or before it. */
  avant_fin_annee: z.array(z.string()).default([]),
  /** Two columns that never hold the same value: an antenne does not note its own project. */
  differents: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** Least and greatest value of a number column, both allowed. */
  bornes: z.record(z.string(), z.tuple([z.number(), z.number()])).default({}),
  /** Columns that stand together or not at all. */
  ensemble: z.array(z.tuple([z.string(), z.string()])).default([]),
  /** Raw table → how a line feeds it; a list where one line gives several rows (questions of a questionnaire). */
  vers: z.record(z.string(), z.union([targetSchema, z.array(targetSchema).min(1)])),
});
export type RowSheet = z.infer<typeof rowSheetSchema>;

export const rowContractSchema = z.strictObject({
  genre: z.literal('lignes'),
  ...identity,
  feuilles: z.array(rowSheetSchema).min(1),
});
export type RowContract = z.infer<typeof rowContractSchema>;

export const contractSchema = z.discriminatedUnion('genre', [declaredContractSchema, rowContractSchema]);
export type Contract = z.infer<typeof contractSchema>;

/** One line of a code list: the label that an antenne writes, its own code and the common one. */
export interface CodeEntry {
  antenne: string;
  libelle: string;
  code: string;
  code_commun: string;
  valide_du: string;
  valide_au: string;
}

/** Code lists by name, e.g. `prescripteur`, `site`. */
export type Nomenclatures = ReadonlyMap<string, readonly CodeEntry[]>;

/** What a contract's columns are read against: code lists, and the age grid of every antenne. */
export interface CodeLists {
  nomenclatures: Nomenclatures;
  tranches: readonly AgeBand[];
}
