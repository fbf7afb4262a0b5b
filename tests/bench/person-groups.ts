import type { PersonGroup, Widening } from '../../publish/characteristics/persons.ts';

/** A made-up characteristic: its codes, and how many persons of a hundred have each. */
interface MadeUp {
  nom: string;
  codes: readonly { code: string; weight: number }[];
}

/** Antennes of very different size, as the samples have them; two are in one département. */
const ANTENNES = [
  { antenne: 'AERS', departement: '34', weight: 45 },
  { antenne: 'VIA_VOLTAIRE', departement: '34', weight: 33 },
  { antenne: 'APEX', departement: '66', weight: 8 },
  { antenne: 'LA_CLEDE', departement: '30', weight: 7 },
  { antenne: 'LA_TRAVERSE', departement: '48', weight: 4 },
  { antenne: 'UDAF11', departement: '11', weight: 3 },
];
const SEXES = [
  { sexe: 'homme', weight: 88 },
  { sexe: 'femme', weight: 11 },
  { sexe: '_U', weight: 1 },
];
/** Of all persons, of which part a characteristic is not known. */
const UNKNOWN_SHARE = 0.06;
/** Persons of a year who have a characteristic's rarest code, however many there are: what has to be hidden stays about the same. */
const RARE_PERSONS = 30;

/** Characteristics of three to eight codes, each code rarer than the one before; one in three has wider codes. */
export function madeUpCharacteristics(count: number): MadeUp[] {
  return Array.from({ length: count }, (_, at) => ({
    nom: `banc_${String(at + 1).padStart(2, '0')}`,
    codes: Array.from({ length: 3 + (at % 6) }, (_code, rank) => ({
      code: `m${rank + 1}`,
      weight: 1 / (rank + 1),
    })),
  }));
}

/** The wider codes of the made-up characteristics: the rarest codes told together, then all but the first. */
export function madeUpWidenings(characteristics: readonly MadeUp[]): Widening[] {
  return characteristics
    .filter((_, at) => at % 3 === 0)
    .flatMap(({ nom, codes }) =>
      [2, 1].flatMap((kept, at) =>
        codes.map(
          ({ code }, rank): Widening => ({
            ...{ caracteristique: nom, niveau: at + 1, code },
            codeLarge: rank < kept ? code : `reste_${at + 1}`,
          }),
        ),
      ),
    );
}

/** Groups of so many persons of a year: the same seed gives the same. */
export function madeUpGroups(
  characteristics: readonly MadeUp[],
  annee: number,
  persons: number,
  seed: number,
): PersonGroup[] {
  const random = generator(seed * 10_007 + annee);
  const groups = new Map<string, PersonGroup>();
  const add = (group: Omit<PersonGroup, 'personnes'>): void => {
    const key = `${group.antenne} ${group.sexe} ${group.caracteristique} ${group.modalite}`;
    const before = groups.get(key)?.personnes ?? 0;
    groups.set(key, { ...group, personnes: before + 1 });
  };
  for (let person = 0; person < persons; person += 1) {
    const { antenne, departement } = pick(ANTENNES, random());
    const { sexe } = pick(SEXES, random());
    add({ annee, antenne, departement, sexe, caracteristique: 'sexe', modalite: sexe });
    for (const { nom, codes } of characteristics) {
      const modalite =
        random() < UNKNOWN_SHARE
          ? '_U'
          : random() < RARE_PERSONS / persons
            ? (codes.at(-1)?.code ?? '')
            : pick(codes.slice(0, -1), random()).code;
      add({ annee, antenne, departement, sexe, caracteristique: nom, modalite });
    }
  }
  return [...groups.values()];
}

function pick<T extends { weight: number }>(list: readonly [T, ...T[]] | readonly T[], at: number): T {
  let left = at * list.reduce((sum, { weight }) => sum + weight, 0);
  for (const one of list) {
    left -= one.weight;
    if (left < 0) return one;
  }
  return list[list.length - 1] as T;
}

/** A generator of numbers from 0 to 1 (mulberry32). */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
