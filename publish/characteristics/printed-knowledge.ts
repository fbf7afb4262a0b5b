import { UNKNOWN } from '../catalogue.ts';
import type { PersonGroup } from './persons.ts';

/** A count of persons of an antenne that was printed, and so is known to everybody. */
export interface PrintedCount {
  annee: number;
  antenne: string;
  /** Empty where it counts all sexes. */
  sexe: string;
  caracteristique: string;
  /** The finest codes that it adds up. */
  modalites: readonly string[];
  valeur: number;
}

/** Some persons of an antenne: those of some sexes and codes. */
export interface Part {
  annee: number;
  antenne: string;
  source: string;
  /** Undefined for all of them. */
  sexes: readonly string[] | undefined;
  codes: readonly string[];
}

const SEXE = 'sexe';
const TINY = 1e-9;

/**
 * What the printed counts of an antenne give by arithmetic, together with how many persons she has: a figure is known when
 * it is a sum and difference of them. A printed count of nobody says that each of its codes has nobody.
 */
export class PrintedKnowledge {
  readonly counts: readonly PrintedCount[];
  readonly #groups: readonly PersonGroup[];
  readonly #spans = new Map<string, Span>();

  /** `groups`: everyone; printed counts that do not agree with them must have been left out. */
  constructor(counts: readonly PrintedCount[], groups: readonly PersonGroup[]) {
    this.counts = counts;
    this.#groups = groups;
  }

  /** Whether all parts are known. */
  gives(parts: readonly Part[]): boolean {
    return parts.every((part) => this.#givesPart(part));
  }

  #givesPart({ annee, antenne, source, sexes, codes }: Part): boolean {
    const hers = this.counts.filter(
      (one) =>
        one.annee === annee &&
        one.antenne === antenne &&
        (one.caracteristique === source || one.caracteristique === SEXE),
    );
    if (hers.length === 0) return false;
    const key = `${annee}/${antenne}/${source}`;
    const span = this.#spans.get(key) ?? this.#spanOf(hers, annee, antenne, source);
    this.#spans.set(key, span);
    return span.holds((sexe, code) => codes.includes(code) && (sexes === undefined || sexes.includes(sexe)));
  }

  #spanOf(hers: readonly PrintedCount[], annee: number, antenne: string, source: string): Span {
    const groups = this.#groups.filter(
      (one) => one.annee === annee && one.antenne === antenne && one.caracteristique === source,
    );
    const span = new Span(
      [...new Set([...this.#groups.map(({ sexe }) => sexe), UNKNOWN])],
      [
        ...new Set([
          ...this.#groups.filter((one) => one.caracteristique === source).map(({ modalite }) => modalite),
          UNKNOWN,
        ]),
      ],
      groups,
      source === SEXE,
    );
    span.add(() => true);
    for (const count of hers) span.add((one, code) => countsIn(count, one, code));
    // What no count of a characteristic adds up is the rest of the antenne's persons.
    for (const caracteristique of new Set(hers.map((one) => one.caracteristique))) {
      const its = hers.filter((one) => one.caracteristique === caracteristique);
      span.add((one, code) => !its.some((count) => countsIn(count, one, code)), true);
    }
    return span;
  }
}

function countsIn({ caracteristique, modalites, sexe }: PrintedCount, one: string, code: string): boolean {
  if (caracteristique === SEXE) return modalites.includes(one);
  return modalites.includes(code) && (sexe === '' || sexe === one);
}

type Wanted = (sexe: string, code: string) => boolean;

/** Sums of counts by sexe and code, and whatever follows from them by addition and subtraction. */
class Span {
  readonly #places: readonly { sexe: string; code: string; personnes: number }[];
  /** Each with its first place that counts. */
  readonly #rows: { pivot: number; row: Float64Array }[] = [];

  constructor(
    sexes: readonly string[],
    codes: readonly string[],
    groups: readonly PersonGroup[],
    bySexe: boolean,
  ) {
    this.#places = sexes.flatMap((sexe) =>
      // By sexe alone, a person's code is her sexe.
      (bySexe ? [sexe] : codes).map((code) => ({
        ...{ sexe, code },
        personnes: groups
          .filter((one) => one.sexe === sexe && one.modalite === code)
          .reduce((sum, one) => sum + one.personnes, 0),
      })),
    );
  }

  /** Adds a sum that is known; of nobody, then each count of it is. `onlyNone`: it is known where it counts nobody. */
  add(wanted: Wanted, onlyNone = false): void {
    const chosen = this.#places.map(({ sexe, code }) => wanted(sexe, code));
    const isNone = this.#places.every(({ personnes }, at) => personnes === 0 || chosen[at] === false);
    if (isNone)
      for (const [at, isIn] of chosen.entries()) {
        if (isIn) this.#keep(Float64Array.from(chosen, (_, place) => (place === at ? 1 : 0)));
      }
    else if (!onlyNone) this.#keep(Float64Array.from(chosen, Number));
  }

  holds(wanted: Wanted): boolean {
    const row = this.#reduced(
      Float64Array.from(this.#places, ({ sexe, code }) => Number(wanted(sexe, code))),
    );
    return row.every((value) => Math.abs(value) < TINY);
  }

  #keep(given: Float64Array): void {
    const row = this.#reduced(given);
    const pivot = row.findIndex((value) => Math.abs(value) >= TINY);
    if (pivot === -1) return;
    const by = row[pivot] ?? 1;
    this.#rows.push({ pivot, row: row.map((value) => value / by) });
  }

  #reduced(given: Float64Array): Float64Array {
    const row = Float64Array.from(given);
    for (const { pivot, row: known } of this.#rows) {
      const by = row[pivot] ?? 0;
      if (Math.abs(by) < TINY) continue;
      for (const [at, value] of known.entries()) row[at] = (row[at] ?? 0) - by * value;
    }
    return row;
  }
}
