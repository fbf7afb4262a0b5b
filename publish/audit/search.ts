import type { ReducedSum } from './reduction.ts';
import type { Optimum, Solver } from './solver.ts';

/** Least and greatest value; null where nothing limits it. */
export type Interval = readonly [number, number | null];

/**
 * Looks for the interval of each hidden cell. Every whole table met on the way is kept as a witness for all cells: where
 * one reaches what the linear program proves to be the limit, nothing more has to be asked.
 */
export class Search {
  readonly #solver: Solver;
  readonly #hidden: readonly ReducedSum[];
  /** What the witnesses reach so far, for each hidden cell. */
  readonly #least: Float64Array;
  readonly #greatest: Float64Array;
  readonly #known = new Map<string, Interval>();

  constructor(solver: Solver, hidden: readonly ReducedSum[]) {
    this.#solver = solver;
    this.#hidden = hidden;
    this.#least = new Float64Array(hidden.length).fill(Infinity);
    this.#greatest = new Float64Array(hidden.length).fill(-Infinity);
  }

  /** Whether any table of whole persons agrees with what is published. */
  possible(): boolean {
    const { real, whole } = this.#solver.real([], false);
    if (real === 'vide') return false;
    if (whole) this.#witness(whole);
    else {
      const found = this.#solver.whole([], false, 0);
      if (found === 'vide') return false;
      if (typeof found !== 'string') this.#witness(found);
    }
    return true;
  }

  interval(place: number): Interval {
    const sum = this.#hidden[place];
    if (sum === undefined || sum.places.length === 0) return [sum?.known ?? 0, sum?.known ?? 0];
    const key = `${[...sum.places].sort((a, b) => a - b).join(' ')}/${sum.known}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const interval = [this.#end(place, sum, false) ?? 0, this.#end(place, sum, true)] as const;
    this.#known.set(key, interval);
    return interval;
  }

  /** One end of an interval, null where there is none. */
  #end(place: number, { places, known }: ReducedSum, greatest: boolean): number | null {
    const { real, whole } = this.#solver.real(places, greatest);
    if (typeof real === 'string') return null;
    if (whole) this.#witness(whole);
    const limit = known + (greatest ? Math.floor(real.value + 1e-6) : Math.ceil(real.value - 1e-6));
    if ((greatest ? this.#greatest : this.#least)[place] === limit) return limit;
    const found = this.#solver.whole(places, greatest, limit - known);
    if (typeof found === 'string') return null;
    this.#witness(found);
    return known + Math.round(found.value);
  }

  #witness({ cells }: Optimum): void {
    for (const [place, { places, known }] of this.#hidden.entries()) {
      let value = known;
      for (const cell of places) value += Math.round(cells[cell] ?? 0);
      if (value < (this.#least[place] ?? 0)) this.#least[place] = value;
      if (value > (this.#greatest[place] ?? 0)) this.#greatest[place] = value;
    }
  }
}
