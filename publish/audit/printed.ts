import type { BaseCells, Row } from './base-cells.ts';

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
  readonly #least: readonly { places: ReadonlySet<number>; least: number }[];

  constructor(cells: BaseCells, printed: readonly Printed[]) {
    this.#cells = cells;
    const rows: Row[] = [];
    const contradicted: Printed[] = [];
    for (const figure of printed) {
      const places = placesOf(cells, figure);
      if (places === undefined) continue;
      const value = cells.sum(places);
      if (value < figure.minimum || value > figure.maximum || places.every((place) => cells.empty.has(place)))
        contradicted.push(figure);
      else rows.push({ plus: places, minus: [], lower: figure.minimum, upper: figure.maximum });
    }
    this.rows = rows;
    this.contradicted = contradicted;
    this.#exact = rows
      .filter(({ lower, upper }) => lower === upper)
      .map(({ plus, lower }) => ({ places: new Set(plus), value: lower }));
    this.#least = rows.map(({ plus, lower }) => ({ places: new Set(plus), least: lower }));
  }

  /** Whether the report alone, with the persons of each antenne, gives the sum of some cells. */
  gives(places: readonly number[]): boolean {
    return this.#cells.splitByAntenne(places).every((part) => this.#givesPart(part));
  }

  /** The least that the report alone says of the sum of some cells. */
  leastOf(places: readonly number[]): number {
    let least = 0;
    for (const part of this.#cells.splitByAntenne(places)) {
      if (this.#givesPart(part)) {
        least += this.#cells.sum(part.places);
        continue;
      }
      const left = new Set(part.places);
      for (const row of this.#least) {
        if (![...row.places].every((place) => left.has(place))) continue;
        least += row.least;
        for (const place of row.places) left.delete(place);
      }
    }
    return least;
  }

  #givesPart({ block, places }: { block: readonly number[]; places: readonly number[] }): boolean {
    const inside = new Set(block);
    const known = this.#exact.filter((row) => [...row.places].every((place) => inside.has(place)));
    // What no figure counts is the rest of the antenne's persons, and so is known too.
    const rest = new Set(block.filter((place) => !known.some((row) => row.places.has(place))));
    known.push({ places: rest, value: this.#cells.sum([...rest]) });
    const empty = new Set(known.filter(({ value }) => value === 0).flatMap((row) => [...row.places]));
    const left = new Set(places.filter((place) => !empty.has(place) && !this.#cells.empty.has(place)));
    for (const row of known)
      if (row.value > 0 && [...row.places].every((place) => left.has(place) || this.#cells.empty.has(place)))
        for (const place of row.places) left.delete(place);
    return left.size === 0;
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
