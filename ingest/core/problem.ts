/**
 * What is wrong with an input, told to the person who can mend it: one shape for every room.
 * Texts are French; `ligne` counts from 1 as a spreadsheet shows it; `cellule` is an A1 address.
 * `valeur` is present only where the column is a coded one: a text cell may hold a name.
 */
export interface Problem {
  code: string;
  message: string;
  fichier: string;
  feuille: string | null;
  cellule: string | null;
  ligne: number | null;
  colonne: string | null;
  valeur?: string;
  regle: string;
  remede: string;
}

/** Codes of what is told and stops nothing: the lines load. */
const WARNINGS: ReadonlySet<string> = new Set([
  'ACCENTS_REPARES',
  'COLONNES_INCONNUES',
  'COLONNES_MASQUEES',
  'CLE_SANS_NUMERO',
  'COLONNE_ABSENTE',
  'DEJA_ENVOYE_EN_PARTIE',
  'ENCODAGES_MELES',
  'FEUILLE_CACHEE_SANS_TABLEAU',
  'LIENS_EXTERNES',
  'LIGNES_COMPTEES_EN_PARTIE',
  'LIGNES_MASQUEES',
  'LIGNES_SANS_EFFET',
  'MACROS_IGNOREES',
  'NOTE_NON_LUE',
  'PERSONNE_PROCHE',
  'PRESQUE_AUTRE_ANNEE',
  'REMPLACEMENT_PARTIEL',
]);

/** True for a problem that stops nothing: nothing is to correct for it. */
export function isWarning({ code }: Pick<Problem, 'code'>): boolean {
  return WARNINGS.has(code);
}

/** Where a problem stands; what is not known is left out. */
export interface Place {
  fichier: string;
  feuille?: string;
  ligne?: number;
  /** Zero-based column. */
  rang?: number;
  colonne?: string;
}

/** Builds a problem: the place gives sheet, A1 address and line; the words say what, why and how to mend. */
export function problem(
  place: Place,
  words: { code: string; message: string; regle: string; remede: string; valeur?: string | undefined },
): Problem {
  const { valeur, ...rest } = words;
  return {
    code: rest.code,
    message: rest.message,
    fichier: place.fichier,
    feuille: place.feuille ?? null,
    cellule: place.ligne !== undefined && place.rang !== undefined ? address(place.ligne, place.rang) : null,
    ligne: place.ligne ?? null,
    colonne: place.colonne ?? null,
    ...(valeur === undefined ? {} : { valeur }),
    regle: rest.regle,
    remede: rest.remede,
  };
}

/** A1 address of a line (from 1) and a column (from 0): `address(12, 27)` is `AB12`. */
export function address(ligne: number, rang: number): string {
  return `${columnName(rang)}${ligne}`;
}

/** Letters of a column (from 0): `columnName(27)` is `AB`. */
export function columnName(rang: number): string {
  let letters = '';
  for (let rest = rang + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
