import type { BaseCells } from './base-cells.ts';
import { type Room, roomFor, type Secrecy } from './pass-rule.ts';
import type { Goal, Target } from './proofs.ts';

/** A figure that must stay in doubt. */
export interface SecretFigure extends Target {
  room: Room;
  secrecy: Secrecy;
  /** Given by the printed report itself: nothing can protect it. */
  exempt: boolean;
}

/** Someone who knows some cells for sure, besides what is published. */
export interface Attacker {
  nom: string;
  fixed: ReadonlySet<number>;
}

/** What must be shown for one figure against one attacker: any one of the goals. */
export interface Demand {
  target: number;
  attacker: Attacker;
  goals: readonly Goal[];
}

/** Anyone who reads. */
export const OUTSIDER: Attacker = { nom: 'un lecteur extérieur', fixed: new Set() };

/** Each antenne, who knows her own persons. */
export function antennes(cells: BaseCells): Attacker[] {
  return cells.antennes.map((antenne) => ({
    nom: `l’antenne ${antenne}`,
    fixed: new Set(cells.cellsOf(antenne)),
  }));
}

/** What must be shown of a figure against an attacker; nothing when she knows it anyway. */
export function demandsOf(
  target: number,
  figure: SecretFigure,
  attacker: Attacker,
  cells: BaseCells,
): Demand[] {
  const { places, value, room, secrecy, exempt } = figure;
  const { fixed } = attacker;
  const own = places.filter((place) => fixed.has(place));
  if (exempt || places.every((place) => fixed.has(place) || cells.empty.has(place))) return [];
  const goal = (least: number, most: number): Goal => ({ target, least, most, fixed });
  const either = { target, attacker, goals: [goal(value + 1, Infinity), goal(0, value - 1)] };
  // Hidden for others' sake: that it is not known exactly is enough, and of a reader's knowledge only.
  if (secrecy === 'secondaire') return attacker === OUTSIDER ? [either] : [];
  if (secrecy === 'jamais_dite') return [either];
  const { low, high } = roomFor(room, value, cells.sum(own));
  // Among very few persons the true table alone goes from end to end: another must be possible all the same.
  const ends = [goal(high, Infinity), goal(0, low)].filter(
    ({ least, most }) => value < least || value > most,
  );
  return ends.length === 0 ? [either] : ends.map((end) => ({ target, attacker, goals: [end] }));
}

/**
 * The one person of each cell of one: she knows that it is one. Only figures that the table in hand would move, or that
 * she is part of, have to be looked at again.
 */
export function singletons(figures: readonly SecretFigure[]): Attacker[] {
  return figures
    .filter(({ value, secrecy }) => value === 1 && secrecy !== 'secondaire')
    .map(({ places }) => ({ nom: 'la seule personne d’une cellule', fixed: new Set(places) }));
}
