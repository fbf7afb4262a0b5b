import type { BaseCells, Row } from './base-cells.ts';
import type { Reach } from './pass-rule.ts';

/** A figure of persons that the printed report gives; as `publish/known/` lists them. */
export interface Printed {
  annee: number;
  population: string;
  antenne: string;
  sexe: string;
  caracteristique: string;
  modalites: readonly string[];
  minimum: number;
  maximum: number;
  source: string;
}

/** What the printed report adds to what is published. */
export class PrintedReport {
  /** Its figures, as rows; those that contradict the rows are not among them. */
  readonly rows: readonly Row[];
  readonly contradicted: readonly Printed[];
  readonly #cells: BaseCells;
  readonly #exact: readonly { places: ReadonlySet<number>; value: number }[];
  readonly #least: readonly { places: ReadonlySet<number>; value: number }[];

  /** `withMinimums`: what is printed of a part of a group too, which says how many there are at least. */
  constructor(cells: BaseCells, printed: readonly Printed[], withMinimums = false) {
    this.#cells = cells;
    const rows: Row[] = [];
    const contradicted: Printed[] = [];
    for (const figure of printed) {
      const places = placesOf(cells, figure);
      if (places === undefined || (figure.minimum !== figure.maximum && !withMinimums)) continue;
      const value = cells.sum(places);
      const isSo = value >= figure.minimum && value <= figure.maximum;
      if (!isSo || places.every((place) => cells.empty.has(place))) contradicted.push(figure);
      else rows.push({ plus: places, minus: [], lower: figure.minimum, upper: figure.maximum });
    }
    this.rows = rows;
    this.contradicted = contradicted;
    this.#exact = rows
      .filter(({ lower, upper }) => lower === upper)
      .map(({ plus, lower }) => ({ places: new Set(plus), value: lower }));
    // What is printed of a part of a group: that there are at least so many.
    this.#least = rows
      .filter(({ lower, upper }) => lower < upper && lower > 0)
      .map(({ plus, lower }) => ({ places: new Set(plus), value: lower }));
  }

  /**
   * What the sum of some cells is at least and at most to one who knows `fixed`, before any cube of persons: by the
   * persons of each antenne, what she does not send, and the report.
   */
  reach(places: readonly number[], fixed: ReadonlySet<number>): Reach {
    const reach = { least: 0, most: 0 };
    for (const part of this.#cells.splitByAntenne(places)) {
      const { least, most } = this.#reachOf(part, fixed);
      reach.least += least;
      reach.most += most;
    }
    return reach;
  }

  #reachOf(
    { block, places }: { block: readonly number[]; places: readonly number[] },
    fixed: ReadonlySet<number>,
  ): Reach {
    const value = this.#cells.sum(places);
    const isOpen = (place: number) => !fixed.has(place) && !this.#cells.empty.has(place);
    if (!places.some(isOpen)) return { least: value, most: value };
    const inside = new Set(block);
    const known = this.#exact.filter((row) => [...row.places].every((place) => inside.has(place)));
    // What no figure counts is the rest of the antenne's persons, and so is known too.
    const rest = new Set(block.filter((place) => !known.some((row) => row.places.has(place))));
    known.push({ places: rest, value: this.#cells.sum([...rest]) });
    const wanted = new Set(places);
    const reach = { least: 0, most: 0 };
    for (const row of known) {
      const here = [...row.places].filter((place) => wanted.has(place));
      const others = [...row.places].filter((place) => !wanted.has(place));
      const elsewhere = this.#cells.sum(others.filter((place) => fixed.has(place)));
      const own = this.#cells.sum(here.filter((place) => fixed.has(place)));
      const all = row.value - elsewhere;
      reach.most += here.some(isOpen) ? all : own;
      reach.least += here.length > 0 && !others.some(isOpen) ? all : own;
    }
    return this.#withMinimums(reach, block, wanted);
  }

  /** Printed minimums inside some cells of an antenne are among them; those beside them are not. */
  #withMinimums({ least, most }: Reach, block: readonly number[], wanted: ReadonlySet<number>): Reach {
    const counted = new Set<number>();
    let [inside, beside] = [0, 0];
    for (const { places, value } of this.#least) {
      const [first = -1] = places;
      // A minimum that shares cells with one before it may count the same persons.
      if (!block.includes(first) || [...places].some((place) => counted.has(place))) continue;
      for (const place of places) counted.add(place);
      const here = [...places].filter((place) => wanted.has(place)).length;
      if (here === places.size) inside += value;
      else if (here === 0) beside += value;
    }
    return { least: Math.max(least, inside), most: Math.min(most, this.#cells.sum(block) - beside) };
  }
}

function placesOf(cells: BaseCells, figure: Printed): number[] | undefined {
  const { population, annee, antenne, sexe, caracteristique, modalites } = figure;
  const place = { dimension: 'antenne' as const, code: antenne };
  const all = cells.places({ population, annees: [annee], place, caracteristique, codes: modalites });
  if (all === undefined || all.length === 0) return undefined;
  if (sexe === '') return all;
  const hers = modalites
    .map((modalite) => cells.cell({ population, annee, antenne, sexe, caracteristique, modalite }))
    .filter((cell) => cell !== undefined);
  // A population that nothing tells by sexe has no such cells.
  return hers.length === 0 ? undefined : hers;
}
