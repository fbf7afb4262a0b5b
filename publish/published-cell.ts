import type { Audience } from './catalogue.ts';

/** One cell as it was published. */
export interface Cell {
  annee: number;
  /** Codes by dimension, in the cube's order. */
  dimensions: Readonly<Record<string, string>>;
  /** Null when the cell is hidden or absent. */
  valeur: number | null;
  statut: string;
  /** The attributes that are numbers (a base, a numerator); what is words, sources or empty is not among them. */
  nombres: Readonly<Record<string, number>>;
}

/** What was published before: by audience and cube, the cells by their keys. */
export type FormerCells = ReadonlyMap<Audience, ReadonlyMap<string, ReadonlyMap<string, Cell>>>;

/** The key of a cell in its cube: its codes, as JSON. */
export function cellKey(codes: readonly (string | number)[]): string {
  return JSON.stringify(codes.map(String));
}
