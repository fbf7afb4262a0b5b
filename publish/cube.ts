/** Why a figure is not there. */
export const ABSENCES = ['inconnu', 'non_transmis', 'non_disponible', 'sans_objet', 'secret'] as const;
export type Absence = (typeof ABSENCES)[number];

/** The status of a published cell: `publie` when `valeur` is given, else why it is not. */
export type Statut = 'publie' | Absence;

/** One row of a mart, in the order of the catalogue's dimensions and attributes. Never leaves as it is. */
export interface MartRow {
  dimensions: readonly (string | number)[];
  valeur: number | null;
  absence: Absence | null;
  attributs: readonly string[];
  /** Number of contributing persons; null when not about persons, or unknown. */
  contributeurs: number | null;
}

/** One row of a published cube. */
export interface CubeRow {
  dimensions: readonly (string | number)[];
  valeur: number | null;
  statut: Statut;
  attributs: readonly string[];
}

/** Breakdowns of one block of cells that an audience does not get, and why. */
export interface DroppedBreakdown {
  /** The dimensions that tell the block, and their codes; empty for the whole cube. */
  bloc: Readonly<Record<string, readonly (string | number)[]>>;
  /** Dimensions reduced to their total; empty when the block is left out altogether. */
  ventilations: readonly string[];
  /** Rows taken away. */
  lignes: number;
  cause: 'niveau_non_prevu' | 'seuil' | 'bloc_sous_le_seuil';
}
