import type { BaseCells } from './base-cells.ts';
import { groupKey, type KnownGroup } from './known-groups.ts';
import type { Change } from './row-system.ts';

/** One whole table that whoever hid the cells met: the finest counts that differ from the rows'. It proves nothing. */
export interface TableHint {
  population: string;
  cases: readonly {
    annee: number;
    antenne: string;
    sexe: string;
    caracteristique: string;
    modalite: string;
    personnes: number;
  }[];
}

/** What a hint changes of the true table: cells, and by how much each. */
export interface HintedChange {
  places: Int32Array;
  by: Int32Array;
}

/** Hints as changes of the base cells, the smallest first; each is laid out once, and only when it is asked for. */
export class HintedTables {
  readonly #cells: BaseCells;
  readonly #truth: ReadonlyMap<string, number>;
  readonly #hints: readonly TableHint[];
  readonly #laid: (HintedChange | undefined)[] = [];

  constructor(cells: BaseCells, groups: readonly KnownGroup[], hints: readonly TableHint[]) {
    this.#cells = cells;
    this.#truth = new Map(groups.map((one) => [groupKey(one), one.personnes]));
    this.#hints = [...hints].sort((a, b) => a.cases.length - b.cases.length);
  }

  get size(): number {
    return this.#hints.length;
  }

  at(place: number): HintedChange {
    const laid = this.#laid[place] ?? this.#lay(this.#hints[place]);
    this.#laid[place] = laid;
    return laid;
  }

  #lay(hint: TableHint | undefined): HintedChange {
    const change = new Map<number, number>();
    const population = hint?.population ?? '';
    for (const one of hint?.cases ?? []) {
      const here = this.#cells.cell({ population, ...one });
      // What nothing tells by sexe is one cell of all sexes: what each sexe changes adds up.
      const cell = here ?? this.#cells.cell({ population, ...one, sexe: '' });
      if (cell === undefined) continue;
      const now =
        here === undefined
          ? (this.#truth.get(groupKey({ population, ...one })) ?? 0)
          : (this.#cells.truth[here] ?? 0);
      change.set(cell, (change.get(cell) ?? 0) + one.personnes - now);
    }
    for (const [margin, by] of this.#cells.marginsOf(change)) if (!change.has(margin)) change.set(margin, by);
    for (const [place, by] of change) if (by === 0) change.delete(place);
    return { places: Int32Array.from(change.keys()), by: Int32Array.from(change.values()) };
  }
}

/** A laid out change as the verifier takes it. */
export function changeOf({ places, by }: HintedChange): Change {
  const change = new Map<number, number>();
  for (const [at, place] of places.entries()) change.set(place, by[at] ?? 0);
  return change;
}
