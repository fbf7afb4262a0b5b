import type { Knex } from 'knex';
import { type Acknowledgement, readAcknowledgements } from './acknowledgement.ts';

/** How grave a finding is, the gravest first. */
export const GRAVITES = ['erreur', 'avertissement', 'information'] as const;
export type Gravite = (typeof GRAVITES)[number];

/** A cell that a check rests on; of what is no cell, the file alone. */
export interface FindingSource {
  fichier: string;
  feuille: string | null;
  cellule: string | null;
}

/** What the declared figures say that does not hold together. */
export interface Finding {
  /** Told by the rule and what it is about, never by the values. */
  id: string;
  /** The finding with its values. */
  empreinte: string;
  regle: string;
  famille: string;
  gravite: Gravite;
  libelle: string;
  annee: number;
  antenne: string;
  site: string | null;
  departement: string | null;
  module: string | null;
  population: string | null;
  mesure: string;
  dimension: string | null;
  modalite: string | null;
  /** What the figure is held against, where the rule holds it against several. */
  objet: string | null;
  unite: string | null;
  ecrit: number;
  calcule: number;
  /** Computed minus written. */
  ecart: number;
  formule: string;
  sources: FindingSource[];
  lecture: string;
  /** Why it is left as it is, when somebody said so of these very values. */
  reconnu: Acknowledgement | null;
}

/** How often a rule was checked, and held, in a year. */
export interface RuleCount {
  annee: number;
  famille: string;
  regle: string;
  gravite: Gravite;
  libelle: string;
  controles: number;
  tiennent: number;
  constats: number;
}

type FindingRow = Omit<Finding, 'sources' | 'reconnu' | 'ecrit' | 'calcule' | 'ecart'> & {
  sources: string;
  ecrit: string;
  calcule: string;
  ecart: string;
};

/**
 * The findings of a year, or of all: the gravest first, then by antenne, year, rule and what they are about.
 * An acknowledgement counts as long as the values are those that it was given for.
 */
export async function readFindings(knex: Knex, annee?: number): Promise<Finding[]> {
  const said = await readAcknowledgements(knex);
  const rows: FindingRow[] = await knex('marts.constat')
    .modify((query) => annee !== undefined && query.where({ annee }))
    .orderBy(
      ['antenne', 'annee', 'famille', 'regle', 'site', 'departement', 'dimension', 'modalite', 'id'].map(
        (column) => ({ column, nulls: 'first' as const }),
      ),
    );
  return rows
    .map((row) => ({
      ...row,
      ...{ ecrit: Number(row.ecrit), calcule: Number(row.calcule), ecart: Number(row.ecart) },
      sources: sourcesOf(row.sources),
      reconnu: said.get(`${row.id} ${row.empreinte}`) ?? null,
    }))
    .sort((a, b) => GRAVITES.indexOf(a.gravite) - GRAVITES.indexOf(b.gravite));
}

/** How many checks each rule made in a year, or in all, by year, family and rule. */
export async function readCounts(knex: Knex, annee?: number): Promise<RuleCount[]> {
  const rows: RuleCount[] = await knex('marts.controle_bilan')
    .modify((query) => annee !== undefined && query.where({ annee }))
    .orderBy(['annee', 'famille', 'regle'].map((column) => ({ column, nulls: 'last' as const })));
  return rows.map((row) => ({
    ...row,
    ...{ controles: Number(row.controles), tiennent: Number(row.tiennent), constats: Number(row.constats) },
  }));
}

/** The cells of a list with one a line, `file · sheet · cell`, each told once. */
export function sourcesOf(text: string): FindingSource[] {
  return [...new Set(text.split('\n'))].map((line) => {
    const parts = line.split(' · ');
    const [feuille, cellule] = parts.slice(-2);
    return parts.length < 3 || feuille === undefined || cellule === undefined
      ? { fichier: line, feuille: null, cellule: null }
      : { fichier: parts.slice(0, -2).join(' · '), feuille, cellule };
  });
}
