import { type Situations, TRANCHES } from './apex-cibles.ts';
import { addMonths, type Day, dayOf } from './calendar.ts';
import { at } from './list.ts';
import { assign, split } from './margins.ts';
import type { Random } from './random.ts';

/** What is known of a person; null where nothing is. Numbers are ranks in the targets' lists. */
export interface Situation {
  tranche: number | null;
  emploi: number | null;
  famille: number | null;
  /** 0 parent, 1 without children. */
  parent: number | null;
  /** Under 3, 3 to 6, 7 to 11, 12 to 17; null where nobody said. */
  enfants: readonly number[] | null;
}

export const INCONNUE: Situation = {
  tranche: null,
  emploi: null,
  famille: null,
  parent: null,
  enfants: null,
};

/** Who was met is rarely unknown, who was not rarely known. */
const SELDOM = 0.04;
const CHILDREN_MOST = 4;

/** By band, then by occupation, family and children's ages: how likely they go together. */
const EMPLOI_WEIGHTS = [
  [1, 1, 2, 0],
  [1, 0.6, 0.5, 0.02],
  [1, 0.6, 0.05, 0.1],
  [0, 0, 0, 1],
];
const FAMILLE_WEIGHTS = [
  [0.1, 1, 0.1, 1.5],
  [1, 1, 0.8, 0.6],
  [1, 0.4, 1.5, 0.3],
  [1, 0.1, 1, 0.1],
];
const PARENT_BY_BAND = [0.3, 1, 1, 0.02];
const PARENT_BY_FAMILY = [1.2, 0.8, 1.3, 0.3];
const CHILD_WEIGHTS = [
  [2, 0.6, 0.02, 0],
  [1, 1, 0.8, 0.2],
  [0.2, 0.5, 1, 1.3],
  [0, 0.02, 0.1, 1],
];
const EVEN = [1, 1, 1, 1];

/**
 * Situations that hold every printed margin exactly, one per item of `rencontrees` (true for who was met); the last
 * quota of each list is of the unknown. Work goes with age, children with family and age.
 */
export function drawSituations(
  situations: Situations,
  rencontrees: readonly boolean[],
  random: Random,
): Situation[] {
  /** A rank per person, null for the last category, which is "not known". */
  const draw = (
    name: string,
    quotas: readonly number[],
    weight: (item: number, category: number) => number,
  ) => {
    const unknown = quotas.length - 1;
    return assign(
      {
        name,
        items: rencontrees.length,
        quotas,
        weight: (item, category) => {
          const met = at(rencontrees, item);
          if (category === unknown) return met ? SELDOM : 1;
          return weight(item, category) * (met ? 1 : 0.3);
        },
      },
      random.fork(name),
    ).map((rank) => (rank === unknown ? null : rank));
  };
  const tranches = draw('ages', situations.ages, () => 1);
  const like = (table: readonly (readonly number[])[], band: number | null | undefined): readonly number[] =>
    band === null || band === undefined ? EVEN : at(table, band);
  const emplois = draw('emplois', situations.emplois, (item, rank) =>
    at(like(EMPLOI_WEIGHTS, tranches[item]), rank),
  );
  const familles = draw('familles', situations.familles, (item, rank) =>
    at(like(FAMILLE_WEIGHTS, tranches[item]), rank),
  );
  const parents = draw('parents', situations.parents, (item, rank) => {
    const family = familles[item];
    const band = tranches[item];
    const parent =
      (family === null || family === undefined ? 0.3 : at(PARENT_BY_FAMILY, family)) *
      (band === null || band === undefined ? 0.3 : at(PARENT_BY_BAND, band));
    return rank === 0 ? parent : 0.4;
  });
  const enfants = drawEnfants(situations.enfants, parents, tranches, random.fork('enfants'));
  return rencontrees.map((_, item) => ({
    tranche: tranches[item] ?? null,
    emploi: emplois[item] ?? null,
    famille: familles[item] ?? null,
    parent: parents[item] ?? null,
    enfants: enfants[item] ?? null,
  }));
}

/** One to four children for each parent, none for who has none, null for who did not say. */
function drawEnfants(
  quotas: readonly number[],
  parents: readonly (number | null)[],
  tranches: readonly (number | null)[],
  random: Random,
): (number[] | null)[] {
  const homes = parents.flatMap((parent, person) => (parent === 0 ? [person] : []));
  const total = quotas.reduce((sum, quota) => sum + quota, 0);
  const counts = split(
    total,
    homes.map(() => ({ min: 1, max: CHILDREN_MOST })),
    random,
  );
  const children = homes.flatMap((person, rank) => new Array<number>(at(counts, rank)).fill(person));
  const bands = assign(
    {
      name: 'children',
      items: children.length,
      quotas,
      weight: (child, band) => at(at(CHILD_WEIGHTS, tranches[at(children, child)] ?? 1), band),
    },
    random,
  );
  const result = parents.map((parent): number[] | null => (parent === null ? null : [0, 0, 0, 0]));
  bands.forEach((band, child) => {
    const own = result[at(children, child)];
    if (own) own[band] = (own[band] ?? 0) + 1;
  });
  return result;
}

/**
 * A day of birth in a band, counted as the year minus the year of birth and in completed years on the day of
 * orientation.
 */
export function drawNaissance(tranche: number, annee: number, oriente: Day, random: Random): Day {
  const { de, a } = at(TRANCHES, tranche);
  const first = dayOf(annee - a, 1, 1);
  const last = Math.min(dayOf(annee - de, 12, 31), addMonths(oriente, -12 * de));
  return first + random.integer(last - first + 1);
}
