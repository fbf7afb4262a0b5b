import type { Besoin, Lecture, StatutParametres, Unite } from './words.ts';

/** An antenne that takes part in the round. `departement` is the territory that she serves. */
export interface Antenne {
  readonly code: string;
  readonly nom: string;
  readonly departement: string;
}

/** A fixed amount plus a part (in %) of a base: of the total for the coordination, of N−1 for the socle. */
export interface MontantEtPart {
  readonly montant_centimes: number;
  readonly part: number;
}

/** A bound on an antenne's line: a fixed amount, a part (in %) of N−1, or both. Null: no such bound. */
export interface Borne {
  readonly montant_centimes: number | null;
  readonly part_n1: number | null;
}

/** One way to read coverage: its weight in the mix (in %) and the level from which nothing is lacking. */
export interface PoidsLecture {
  readonly lecture: Lecture;
  readonly poids: number;
  readonly cible: number;
}

/**
 * A value that nobody declared, named and given its reason by the parameters. `antenne` is the antenne's code, or the
 * département's for a figure of a territory. It never takes the place of a value that somebody declared.
 */
export interface ImputationNommee {
  readonly antenne: string;
  readonly entree: string;
  readonly valeur: number;
  readonly nom: string;
  readonly motif: string;
}

/** What each antenne was granted the year before, from a decision; null for one that was not there. */
export interface AnneePrecedente {
  readonly source: string;
  readonly montants: readonly { readonly antenne: string; readonly montant_centimes: number | null }[];
}

/** Whether what antennes declare counts (projects with their notes, actions to set up), or is set aside. */
export const DECLARATIONS = ['declares', 'ecartes'] as const;
export type Declarations = (typeof DECLARATIONS)[number];

export const SANS_NOTES = ['parts_egales', 'reserve'] as const;
export const EXCEDENTS = ['repartir', 'reserve'] as const;
export const SANS_DECLARATION = ['parts_egales', 'activite', 'reserve'] as const;

/**
 * Everything that the comité decides, and nothing else. Amounts are whole cents, weights and parts are percentages.
 * Nothing has a default: what is not wanted is written as 0 or null. Two lists may be left out, since their absence
 * can only mean that there are none: the imputations, and the amounts of the year before.
 */
export interface Parameters {
  readonly version: 1;
  readonly nom: string;
  readonly statut: StatutParametres;
  /** Year of the budget that is split. */
  readonly exercice: number;
  /** Year of the figures that the split rests on. */
  readonly annee_donnees: number;
  readonly propose_par: string;
  /** Date of the meeting, `AAAA-MM-JJ`; null for an illustration only. */
  readonly date_reunion: string | null;
  readonly motif: string;
  readonly total_centimes: number;
  /** Code of the antenne that carries the centre and holds the coordination line. */
  readonly porteur: string;
  readonly antennes: readonly Antenne[];
  readonly poids: {
    readonly activite: number;
    readonly developpement: number;
    readonly harmonisation: number;
  };
  readonly coordination: MontantEtPart;
  readonly socle: MontantEtPart;
  readonly plancher: Borne | null;
  readonly plafond: Borne | null;
  readonly activite: { readonly unite: Unite };
  readonly developpement: {
    /** Left out, the projects are set aside, as in the files written before they could be declared. */
    readonly projets?: Declarations;
    /** Where the envelope goes when no project has a note. */
    readonly sans_notes: (typeof SANS_NOTES)[number];
    /** What happens to money beyond what the noted projects ask: shared pro rata all the same, or kept. */
    readonly excedent: (typeof EXCEDENTS)[number];
  };
  readonly harmonisation: {
    /** Left out, the declared actions are set aside. */
    readonly comblements?: Declarations;
    /** Number of reference actions: what a territory has when nothing is lacking. */
    readonly actions_reference: number;
    readonly lectures: readonly PoidsLecture[];
    readonly besoin: { readonly mesure: Besoin; readonly alpha: number };
    /** From a territory to its antennes when no antenne at all declares a gap-filling action. */
    readonly sans_declaration: (typeof SANS_DECLARATION)[number];
  };
  readonly imputations?: readonly ImputationNommee[];
  readonly annee_precedente?: AnneePrecedente;
}
