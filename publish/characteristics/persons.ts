/** Persons of one antenne, one sexe and one code of a characteristic. Rows of `marts.groupe_profil` and `marts.groupe_sortie`; never leaves as it is. */
export interface PersonGroup {
  annee: number;
  antenne: string;
  departement: string;
  sexe: string;
  caracteristique: string;
  /** The finest common code, or `_U`. */
  modalite: string;
  personnes: number;
}

/** A code and the wider one that it falls into at some level: rows of `core.regroupement`. */
export interface Widening {
  caracteristique: string;
  /** 1 is wider than the finest codes, 2 wider still. */
  niveau: number;
  code: string;
  codeLarge: string;
}
