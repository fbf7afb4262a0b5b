import type { Mesure } from './inputs.ts';
import type { MontantEtPart } from './parameters.ts';
import type { Besoin, Lecture, StatutParametres, Unite } from './words.ts';

/**
 * An amount. `exact` is in cents, a fraction written `n/d` (or `n`); it is what is computed with. `centimes` is the
 * whole number of cents shown, chosen so that the amounts of one level add up to the cents of the level above.
 */
export interface Montant {
  readonly exact: string;
  readonly centimes: number;
}

/** A share of one: `exact` as a fraction, `pourcent` rounded to two decimals for reading. */
export interface Part {
  readonly exact: string;
  readonly pourcent: number;
}

/** Why money is held in the reserve (or, for `planchers`, drawn from it). */
export type MotifReserve =
  | 'aucune_activite'
  | 'sans_notes'
  | 'notes_nulles'
  | 'excedent'
  | 'aucun_manque'
  | 'sans_declaration'
  | 'non_reclame'
  | 'plafonds'
  | 'planchers';

export type NomEnveloppe = 'activite' | 'developpement' | 'harmonisation';

/** A step of a line. The `montant.centimes` of a line's steps add up to its `montant_centimes`. */
export type Etape =
  | { readonly nature: 'coordination'; readonly regle: MontantEtPart; readonly montant: Montant }
  | {
      readonly nature: 'socle';
      readonly regle: MontantEtPart;
      readonly n1: Mesure | null;
      /** True when the bases together would have passed what there is, and were all cut in the same proportion. */
      readonly reduit: boolean;
      readonly montant: Montant;
    }
  | { readonly nature: 'activite'; readonly mesure: Mesure; readonly part: Part; readonly montant: Montant }
  | {
      readonly nature: 'developpement';
      readonly mode: ModeDeveloppement;
      readonly projets: readonly ProjetNote[];
      readonly part: Part;
      readonly montant: Montant;
    }
  | {
      readonly nature: 'harmonisation';
      readonly mode: ModeTerritoire;
      readonly departement: string;
      /** Reference actions that the antenne declares to set up, with how many antennes share each. */
      readonly comblements: readonly {
        readonly action: string;
        readonly intitule: string;
        readonly partage: number;
      }[];
      /** Share of the territory's amount. */
      readonly part: Part;
      readonly montant: Montant;
    }
  | {
      readonly nature: 'reserve';
      readonly enveloppe: NomEnveloppe | null;
      readonly departement: string | null;
      readonly motif: MotifReserve;
      readonly montant: Montant;
    }
  | {
      readonly nature: 'bornes';
      /** What sets the line: its floor, its cap, or the one proportion of all lines that no bound holds. */
      readonly effet: 'plancher' | 'plafond' | 'proportion';
      readonly avant: Montant;
      readonly plancher_centimes: number;
      readonly plafond_centimes: number | null;
      readonly montant: Montant;
    }
  | {
      readonly nature: 'arrondi';
      /** Exact amount before rounding, in cents. */
      readonly avant: string;
      /** True when the line received one of the cents left over. */
      readonly centime_recu: boolean;
      readonly montant: Montant;
    };

export type ModeDeveloppement = 'notes' | 'parts_egales' | 'reserve';
export type ModeTerritoire = 'comblements' | 'parts_egales' | 'activite' | 'reserve';

/** A project with the note that counts. */
export interface ProjetNote {
  readonly code: string;
  readonly antenne: string;
  readonly intitule: string;
  readonly eligible_centimes: number;
  /** Notes of the other antennes, by antenne code. */
  readonly notes: readonly { readonly antenne: string; readonly note: number }[];
  /** The antenne's note of her own project, set aside. */
  readonly note_ecartee: number | null;
  readonly mediane: number;
  /** Eligible amount × median / 5, in cents, exact. */
  readonly points: string;
  readonly source: string;
}

/** How a territory's share of the third envelope is made. */
export interface Territoire {
  readonly departement: string;
  readonly antennes: readonly string[];
  readonly lectures: readonly {
    readonly lecture: Lecture;
    readonly poids: number;
    readonly cible: number;
    /** Level reached, rounded to two decimals for reading. */
    readonly niveau: number;
    readonly mesures: readonly Mesure[];
    readonly manque: Part;
  }[];
  /** The gap: weighted mean of the readings' gaps. */
  readonly manque: Part;
  readonly besoin: Mesure | null;
  /** `(need / largest need) ^ α`; 1 when α = 0. */
  readonly besoin_puissance: Part;
  readonly part: Part;
  readonly montant: Montant;
}

export type Enveloppe = {
  readonly poids: number;
  readonly montant: Montant;
} & (
  | {
      readonly nom: 'activite';
      readonly unite: Unite;
      /** Sum over the antennes, in the unit. */
      readonly somme: number;
      /** What one unit weighs, and the most that one unit more or less can move a line; null when nothing is counted. */
      readonly par_unite: Montant | null;
    }
  | {
      readonly nom: 'developpement';
      readonly mode: ModeDeveloppement;
      readonly excedent: 'repartir' | 'reserve';
      readonly projets: readonly ProjetNote[];
      /** Sum of the points, in cents, exact. */
      readonly somme_points: string;
    }
  | {
      readonly nom: 'harmonisation';
      readonly mode: ModeTerritoire;
      readonly mesure_besoin: Besoin;
      readonly alpha: number;
      readonly territoires: readonly Territoire[];
    }
);

/** One line of the split. */
export interface Ligne {
  /** The antenne's code; `COORDINATION` and `RESERVE` for the two others. */
  readonly code: string;
  readonly nature: 'coordination' | 'antenne' | 'reserve';
  /** The antenne that receives it; null for the reserve. */
  readonly antenne: string | null;
  readonly nom: string;
  readonly departement: string | null;
  readonly etapes: readonly Etape[];
  readonly montant_centimes: number;
  readonly personnes: Mesure | null;
  readonly par_personne_centimes: number | null;
  readonly n1_centimes: number | null;
  readonly ecart_n1_centimes: number | null;
}

/** A floor, a cap or a base that could not be held, and what was done. */
export interface Cession {
  readonly nature: 'plancher' | 'plafond' | 'socle';
  readonly antenne: string;
  readonly voulu_centimes: number;
  readonly obtenu: Montant;
  readonly motif: 'total_insuffisant' | 'plancher_au_dessus_du_plafond';
}

/** Something to know that does not prevent the split. */
export interface Avertissement {
  readonly code: string;
  readonly message: string;
}

/** The whole answer: plain values only, so that the same inputs give the same JSON, byte for byte. */
export interface Allocation {
  readonly version: 1;
  readonly parametres: {
    readonly nom: string;
    readonly statut: StatutParametres;
    readonly mention: string;
    readonly exercice: number;
    readonly annee_donnees: number;
    readonly propose_par: string;
    readonly date_reunion: string | null;
    readonly motif: string;
  };
  readonly total_centimes: number;
  readonly coordination: Montant;
  readonly socle: Montant;
  readonly a_repartir: Montant;
  /** Envelopes of a weight above 0, in order. */
  readonly enveloppes: readonly Enveloppe[];
  /** Proportion applied by floors and caps to the lines that they do not hold; null when they change nothing. */
  readonly proportion: Part | null;
  /** Coordination first, then the antennes by code, then the reserve. */
  readonly lignes: readonly Ligne[];
  readonly cessions: readonly Cession[];
  readonly imputations: readonly Mesure[];
  readonly avertissements: readonly Avertissement[];
}
