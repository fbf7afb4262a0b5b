import type { Highs, Model } from 'highs';
import { solverRuntime } from './highs.ts';
import type { LinearSystem, Sum } from './linear-system.ts';

/** What a reader must not be able to rule out of a hidden cell: at most `low`, and at least `high`. */
export interface Room {
  sum: Sum;
  low: number;
  high: number;
}

/** A table of whole persons that agrees with everything published: one count per base cell. */
export type Witness = Int32Array;

export interface WitnessSearch {
  /** Each agrees with the system; a verifier says so again, by adding. */
  witnesses: Witness[];
  /** Programs solved, and how long the longest took, in milliseconds. */
  programs: number;
  longest: number;
}

export interface SearchOptions {
  /** Programs at most. */
  programs: number;
  /** Seconds that one program may take. */
  seconds: number;
  clock: () => number;
}

/**
 * Looks for tables in which as many hidden cells as possible are low at once, then high at once: one program serves many
 * cells. What is still without a table is asked again alone with the others out of the way, until nothing more is found.
 * The tables found prove; that none was found proves nothing, and such a cell does not pass.
 */
export async function searchWitnesses(
  system: LinearSystem,
  rooms: readonly Room[],
  options: SearchOptions,
): Promise<WitnessSearch> {
  const search = new Searching(await solverRuntime(), system, rooms, options);
  return search.run();
}

/** Whether a table in hand gives the sum a value from `least` to `most`. */
export function reaches(witnesses: readonly Witness[], sum: Sum, least: number, most: number): boolean {
  return witnesses.some((witness) => {
    const value = sum.reduce((total, place) => total + (witness[place] ?? 0), 0);
    return value >= least && value <= most;
  });
}

class Searching {
  readonly #highs: Highs;
  readonly #system: LinearSystem;
  readonly #rooms: readonly Room[];
  readonly #options: SearchOptions;
  readonly #witnesses: Witness[] = [];
  #programs = 0;
  #longest = 0;

  constructor(highs: Highs, system: LinearSystem, rooms: readonly Room[], options: SearchOptions) {
    this.#highs = highs;
    this.#system = system;
    this.#rooms = rooms;
    this.#options = options;
  }

  run(): WitnessSearch {
    for (const upwards of [true, false])
      for (let before = Infinity; ; ) {
        const open = this.#open(upwards);
        if (open.length === 0 || this.#programs >= this.#options.programs) break;
        // No progress together: one by one, from the first.
        const asked = open.length < before ? open : open.slice(0, 1);
        before = open.length;
        const witness = this.#solve(asked, upwards);
        if (witness) this.#witnesses.push(witness);
        if (asked.length === 1 && this.#open(upwards).length === open.length) break;
      }
    return { witnesses: this.#witnesses, programs: this.#programs, longest: this.#longest };
  }

  #open(upwards: boolean): Room[] {
    return this.#rooms.filter(({ sum, low, high }) =>
      upwards
        ? !reaches(this.#witnesses, sum, high, Infinity)
        : !reaches(this.#witnesses, sum, -Infinity, low),
    );
  }

  /** A table that brings as many of these rooms as it can to their high, or to their low. */
  #solve(rooms: readonly Room[], upwards: boolean): Witness | undefined {
    const { size } = this.#system;
    const start = this.#options.clock();
    const model = this.#highs.createModel(this.#modelOf(rooms, upwards));
    try {
      model.options.set({ output_flag: false, time_limit: this.#options.seconds });
      this.#programs += 1;
      const real = this.#run(model);
      if (real === undefined || isWhole(real, size))
        return real && Int32Array.from(real.slice(0, size), Math.round);
      for (let place = 0; place < size; place++)
        model.changeColIntegrality(place, this.#highs.constants.variableType.integer);
      model.options.set({ mip_rel_gap: 0.02 });
      const whole = this.#run(model);
      return whole && Int32Array.from(whole.slice(0, size), Math.round);
    } finally {
      model.dispose();
      this.#longest = Math.max(this.#longest, this.#options.clock() - start);
    }
  }

  #run(model: Model): Float64Array | undefined {
    model.run();
    const { modelStatus } = this.#highs.constants;
    const status = model.getModelStatus();
    if (status === modelStatus.infeasible) return undefined;
    // A table found before the time was up is as good as any.
    const cells = model.getSolution().colValue;
    return status === modelStatus.optimal || this.#agrees(cells) ? cells : undefined;
  }

  #agrees(cells: Float64Array): boolean {
    return this.#system.equations.every(({ sum, minus, value }) => {
      const total = (places: Sum) =>
        places.reduce((sofar, place) => sofar + Math.round(cells[place] ?? 0), 0);
      return total(sum) - total(minus) === value;
    });
  }

  /** Base cells, then one column per room: how much of its way it has gone (up), or still has to go (down). */
  #modelOf(rooms: readonly Room[], upwards: boolean): Parameters<Highs['createModel']>[0] {
    const { size, equations } = this.#system;
    const { infinity, constants } = this.#highs;
    const rows = [
      ...equations.map(({ sum, minus, value }) => ({ plus: sum, minus, lower: value, upper: value })),
      ...rooms.map(({ sum, low }, at) =>
        upwards
          ? { plus: sum, minus: [size + at], lower: 0, upper: infinity }
          : { plus: sum, minus: [size + at], lower: -infinity, upper: low },
      ),
    ];
    const starts = [0];
    for (const { plus, minus } of rows) starts.push((starts.at(-1) ?? 0) + plus.length + minus.length);
    const columns = size + rooms.length;
    const colUpper = new Float64Array(columns).fill(infinity);
    if (upwards) for (const [at, { high }] of rooms.entries()) colUpper[size + at] = high;
    const colCost = new Float64Array(columns);
    colCost.fill(1, size);
    return {
      numCols: columns,
      numRows: rows.length,
      sense: upwards ? constants.objectiveSense.maximize : constants.objectiveSense.minimize,
      colCost,
      colLower: new Float64Array(columns),
      colUpper,
      rowLower: rows.map(({ lower }) => lower),
      rowUpper: rows.map(({ upper }) => upper),
      matrix: {
        format: 'csr',
        numRows: rows.length,
        numCols: columns,
        starts: Int32Array.from(starts),
        indices: Int32Array.from(rows.flatMap(({ plus, minus }) => [...plus, ...minus])),
        values: Float64Array.from(
          rows.flatMap(({ plus, minus }) => [...plus.map(() => 1), ...minus.map(() => -1)]),
        ),
      },
    };
  }
}

function isWhole(cells: Float64Array, size: number): boolean {
  for (let place = 0; place < size; place++)
    if (Math.abs((cells[place] ?? 0) - Math.round(cells[place] ?? 0)) > 1e-6) return false;
  return true;
}
