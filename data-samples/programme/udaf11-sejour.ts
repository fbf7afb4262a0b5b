import { type Day, dayOf } from './calendar.ts';
import { at } from './list.ts';
import { apportion, split } from './margins.ts';
import type { Random } from './random.ts';

/** Nights in one place. Who is still there has no `depart`. */
export interface Nuits {
  arrivee: Day;
  depart: Day | null;
}

/** One flat's year as the report prints it, and who is in it on the first and the last night. */
export interface Logement {
  logement: string;
  ville: string;
  /** Nights taken in the year. */
  nuits: number;
  /** Persons one after another; the flat holds one at a time. */
  sejours: number;
  /** The day on which the first stay began, where that is before the year. */
  depuis: Day | null;
  /** Somebody is there on 31 December. */
  enCours: boolean;
  /** Between which days the first stay ends, where the report tells. */
  premiereFin?: readonly [Day, Day];
}

/**
 * The flats of 2024. The printed rates are nights over 365, though the year has 366: 355, 269, 313, 286 and 325 give
 * 97.26, 73.70, 85.75, 78.36 and 89.04 %, and no whole number of nights over 366 gives any of the five. The man of
 * Castelnaudary came in February 2023 and went to hospital in May 2024; one was sent away in April.
 */
export const LOGEMENTS_2024: readonly Logement[] = [
  {
    logement: 'NARBONNE 1',
    ville: 'NARBONNE',
    nuits: 355,
    sejours: 4,
    depuis: dayOf(2023, 11, 6),
    enCours: true,
  },
  { logement: 'NARBONNE 2', ville: 'NARBONNE', nuits: 269, sejours: 3, depuis: null, enCours: false },
  {
    logement: 'CARCASSONNE 1',
    ville: 'CARCASSONNE',
    nuits: 313,
    sejours: 4,
    depuis: dayOf(2023, 10, 19),
    enCours: true,
  },
  {
    logement: 'CARCASSONNE 2',
    ville: 'CARCASSONNE',
    nuits: 286,
    sejours: 4,
    depuis: dayOf(2023, 12, 12),
    enCours: true,
    premiereFin: [dayOf(2024, 4, 8), dayOf(2024, 4, 26)],
  },
  {
    logement: 'CASTELNAUDARY',
    ville: 'CASTELNAUDARY',
    nuits: 325,
    sejours: 3,
    depuis: dayOf(2023, 2, 13),
    enCours: true,
    premiereFin: [dayOf(2024, 5, 6), dayOf(2024, 5, 29)],
  },
];

/** Nobody stays less, or more, in one year. */
const SHORTEST = 25;
const LONGEST = 130;

/** A sum in shares as unequal as stays are: by weights drawn at random, again until each is within the bounds. */
function uneven(
  total: number,
  shares: number,
  bounds: { min: number; max: number },
  random: Random,
): number[] {
  for (let draw = 0; draw < 200; draw++) {
    const lengths = apportion(
      total,
      Array.from({ length: shares }, () => 0.2 + random.next()),
    );
    if (lengths.every((length) => length >= bounds.min && length <= bounds.max)) return lengths;
  }
  return split(total, new Array(shares).fill(bounds), random);
}

/** Stays one after another that take exactly the flat's nights of the year. */
export function drawNuits(plan: Logement, annee: number, random: Random): Nuits[] {
  const first = dayOf(annee, 1, 1);
  const end = dayOf(annee + 1, 1, 1);
  const told = plan.premiereFin;
  const opening = told ? [at(told, 0) - first + random.integer(at(told, 1) - at(told, 0) + 1)] : [];
  const rest = plan.sejours - opening.length;
  const taken = opening.reduce((sum, nights) => sum + nights, 0);
  const lengths = [...opening, ...uneven(plan.nuits - taken, rest, { min: SHORTEST, max: LONGEST }, random)];
  const empty = end - first - plan.nuits;
  const gaps = plan.sejours - 1 + (plan.depuis === null ? 1 : 0) + (plan.enCours ? 0 : 1);
  const pauses = split(empty, new Array(gaps).fill({ min: 1, max: empty }), random);
  const before = plan.depuis === null ? pauses : [0, ...pauses];
  let day = first;
  return lengths.map((nights, rank) => {
    const arrivee = day + at(before, rank);
    day = arrivee + nights;
    return {
      arrivee: rank === 0 && plan.depuis !== null ? plan.depuis : arrivee,
      depart: day === end ? null : day,
    };
  });
}

/** One flat's stays of the year before, ended in it: their number, and the day by which the flat is free again. */
export interface LogementAvant {
  logement: string;
  ville: string;
  sejours: number;
  libreLe: Day;
}

/** Invented, but for the number of persons: 9 who left in 2023 and the 4 who stayed on are the 13 of that year. */
export const LOGEMENTS_2023: readonly LogementAvant[] = [
  { logement: 'NARBONNE 1', ville: 'NARBONNE', sejours: 2, libreLe: dayOf(2023, 10, 30) },
  { logement: 'NARBONNE 2', ville: 'NARBONNE', sejours: 3, libreLe: dayOf(2023, 12, 20) },
  { logement: 'CARCASSONNE 1', ville: 'CARCASSONNE', sejours: 2, libreLe: dayOf(2023, 10, 16) },
  { logement: 'CARCASSONNE 2', ville: 'CARCASSONNE', sejours: 1, libreLe: dayOf(2023, 12, 4) },
  { logement: 'CASTELNAUDARY', ville: 'CASTELNAUDARY', sejours: 1, libreLe: dayOf(2023, 2, 9) },
];

/** Stays one after another between 3 January and the day the flat is free, with some empty nights. */
export function drawNuitsAvant({ sejours, libreLe }: LogementAvant, random: Random): Nuits[] {
  const first = dayOf(2023, 1, 3);
  const days = libreLe - first;
  const pauses = split(Math.round(days * 0.2), new Array(sejours).fill({ min: 0, max: days }), random);
  const lengths = uneven(days - Math.round(days * 0.2), sejours, { min: 20, max: days }, random);
  let day = first;
  return lengths.map((nights, rank) => {
    const arrivee = day + at(pauses, rank);
    day = arrivee + nights;
    return { arrivee, depart: day };
  });
}
