import type { BaseCells } from './base-cells.ts';
import { isGiven, type Room, roomFor, type Secrecy } from './pass-rule.ts';
import type { PrintedReport } from './printed.ts';
import type { Goal, Target } from './proofs.ts';

/** A figure that must stay in doubt. */
export interface SecretFigure extends Target {
  room: Room;
  secrecy: Secrecy;
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

/** Who is the one person of a cell. */
export const ALONE = 'la seule personne d’une cellule';

const NOBODY: ReadonlySet<number> = new Set();

/** Anyone who reads. */
export const OUTSIDER: Attacker = { nom: 'un lecteur extérieur', fixed: NOBODY };

/** Each antenne, who knows her own persons. */
export function antennes(cells: BaseCells): Attacker[] {
  return cells.antennes.map((antenne) => ({
    nom: `l’antenne ${antenne}`,
    fixed: new Set(cells.cellsOf(antenne)),
  }));
}

/** What everybody has beside cubes of persons. */
export interface Knowledge {
  cells: BaseCells;
  printed: PrintedReport;
  /** That a figure is not known exactly is all that is asked. */
  onlyDoubt?: boolean;
}

/** What must be shown of a figure against an attacker; nothing when she knows it anyway. */
export function demandsOf(
  target: number,
  { places, value, room, secrecy }: SecretFigure,
  attacker: Attacker,
  { cells, printed, onlyDoubt = false }: Knowledge,
): Demand[] {
  const { fixed } = attacker;
  // Hidden for others' sake: that it may be known gives away nobody.
  if (secrecy === 'secondaire') return [];
  const reach = printed.reach(places, fixed);
  if (reach.least === reach.most || isGiven(value, printed.reach(places, NOBODY))) return [];
  const goal = (least: number, most: number): Goal => ({ target, least, most, fixed });
  const either = { target, attacker, goals: [goal(value + 1, Infinity), goal(0, value - 1)] };
  const own = cells.sum(places.filter((place) => fixed.has(place)));
  // Of what no cube tells, as of what the report gives in part: that the whole is not known exactly.
  if (secrecy === 'jamais_dite' || onlyDoubt) return own === value ? [] : [either];
  if (printed.reach(places, NOBODY).least > room.low) return [either];
  const { low, high } = roomFor(room, value, own, reach);
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
    .map(({ places }) => ({ nom: ALONE, fixed: new Set(places) }));
}
