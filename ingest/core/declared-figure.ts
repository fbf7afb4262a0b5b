import type { Problem } from './problem.ts';
import type { Workbook } from './workbook.ts';

/** One figure as a sender states it, in codes, with the cell that states it. */
export interface DeclaredFigure {
  annee: number;
  antenne: string;
  site: string | null;
  departement: string | null;
  module: string | null;
  population: string | null;
  indicateur: string;
  dimension: string | null;
  modalite: string | null;
  unite: string;
  valeur: number | null;
  valeur_max: number | null;
  approche: boolean;
  absence: 'inconnu' | 'non_transmis' | 'sans_objet' | null;
  /** Why the value stands though its cell is empty. */
  deduction: 'zero_par_total' | null;
  feuille: string;
  cellule: string;
  tableau: string;
  libelle_ligne: string | null;
  libelle_colonne: string;
}

export interface DeclaredResult {
  figures: DeclaredFigure[];
  problemes: Problem[];
  /** Figures met: those loaded and those to correct, never fewer. */
  lus: number;
  /** Figures that wait for a correction; one problem may speak of several. */
  a_corriger: number;
}

export function order(a: DeclaredFigure, b: DeclaredFigure, workbook: Workbook): number {
  const sheet = (name: string) => workbook.feuilles.findIndex((feuille) => feuille.nom === name);
  return sheet(a.feuille) - sheet(b.feuille) || position(a.cellule) - position(b.cellule);
}

/** Line by line, then left to right. */
function position(cellule: string): number {
  const match = /^([A-Z]+)(\d+)$/.exec(cellule);
  const column = [...(match?.[1] ?? '')].reduce((rank, letter) => rank * 26 + letter.charCodeAt(0) - 64, 0);
  return Number(match?.[2] ?? 0) * 20_000 + column;
}
