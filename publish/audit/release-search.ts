import type { Highs } from 'highs';
import { solverRuntime } from './highs.ts';
import type { Goal, Target } from './proofs.ts';
import type { Change, RowSystem } from './row-system.ts';

/** Branches of a search for whole numbers at most: a limit of time would not give the same on every machine. */
const MOST_NODES = 300;
/** What moving one person costs beside reaching a goal: among tables that reach as much, the one that moves least. */
const STEP = 1e-3;

/** What one program looks for. */
export interface Question {
  goals: readonly Goal[];
  /** Cells that may move. */
  free: (place: number) => boolean;
  /** Cells that this attacker knows. */
  fixed: ReadonlySet<number>;
}

/** Cells that no row and no goal tells apart are one unknown. */
interface Group {
  places: number[];
  /** Persons that may leave it. */
  most: number;
}

/** Looks for other tables with a solver; what it finds is only offered. Counts its programs. */
export class ReleaseSearch {
  readonly #highs: Highs;
  readonly #system: RowSystem;
  readonly #targets: readonly Target[];
  readonly #clock: () => number;
  programs = 0;
  /** Milliseconds of the longest one. */
  longest = 0;

  private constructor(highs: Highs, system: RowSystem, targets: readonly Target[], clock: () => number) {
    this.#highs = highs;
    this.#system = system;
    this.#targets = targets;
    this.#clock = clock;
  }

  static async of(
    system: RowSystem,
    targets: readonly Target[],
    clock: () => number,
  ): Promise<ReleaseSearch> {
    return new ReleaseSearch(await solverRuntime(), system, targets, clock);
  }

  /** A table that goes as far as it can towards all goals at once, moving as few persons as it takes. */
  find(question: Question): Change | undefined {
    const before = this.#clock();
    this.programs += 1;
    try {
      return this.#solve(question);
    } finally {
      this.longest = Math.max(this.longest, this.#clock() - before);
    }
  }

  #solve(question: Question): Change | undefined {
    const { groups, model } = this.#model(question);
    if (groups.length === 0) return undefined;
    const solved = this.#highs.createModel(model);
    try {
      solved.options.set({ output_flag: false, mip_max_nodes: MOST_NODES, mip_rel_gap: 0.05 });
      solved.run();
      let columns = solved.getSolution().colValue;
      if (!isWhole(columns, 2 * groups.length)) {
        for (let at = 0; at < 2 * groups.length; at++)
          solved.changeColIntegrality(at, this.#highs.constants.variableType.integer);
        solved.run();
        columns = solved.getSolution().colValue;
      }
      return this.#change(groups, columns);
    } finally {
      solved.dispose();
    }
  }

  #change(groups: readonly Group[], columns: Float64Array): Change {
    const change = new Map<number, number>();
    const { truth } = this.#system;
    for (const [at, { places }] of groups.entries()) {
      let by = Math.round(columns[2 * at] ?? 0) - Math.round(columns[2 * at + 1] ?? 0);
      const [first] = places;
      if (by > 0 && first !== undefined) change.set(first, by);
      for (const place of by < 0 ? places : []) {
        const taken = Math.min(-by, truth[place] ?? 0);
        if (taken > 0) change.set(place, -taken);
        by += taken;
      }
    }
    return change;
  }

  /** For each group what comes and what goes, then for each goal how far it has got. */
  #model({ goals, free, fixed }: Question): {
    groups: Group[];
    model: Parameters<Highs['createModel']>[0];
  } {
    const signatures = this.#signatures(goals, free, fixed);
    const { groups, groupOf } = this.#groups(signatures);
    const { infinity, constants } = this.#highs;
    const columns = 2 * groups.length + goals.length;
    const rows: { index: number[]; value: number[]; lower: number; upper: number }[] = [];
    const line = (
      plus: readonly number[],
      minus: readonly number[],
    ): { index: number[]; value: number[] } => {
      const index: number[] = [];
      const value: number[] = [];
      for (const [places, sign] of [[plus, 1] as const, [minus, -1] as const])
        for (const group of new Set(places.map((place) => groupOf.get(place) ?? -1)))
          if (group >= 0) {
            index.push(2 * group, 2 * group + 1);
            value.push(sign, -sign);
          }
      return { index, value };
    };
    for (const { plus, minus, lower, upper } of this.#system.rows) {
      const { index, value } = line(plus, minus);
      if (index.length === 0) continue;
      const now = sumOf(this.#system.truth, plus) - sumOf(this.#system.truth, minus);
      rows.push({
        index,
        value,
        lower: lower === -Infinity ? -infinity : lower - now,
        upper: upper === Infinity ? infinity : upper - now,
      });
    }
    const colUpper = new Float64Array(columns).fill(infinity);
    const colLower = new Float64Array(columns);
    const colCost = new Float64Array(columns).fill(STEP, 0, 2 * groups.length);
    for (const [at, { most }] of groups.entries()) colUpper[2 * at + 1] = most;
    for (const [at, goal] of goals.entries()) {
      const { places, value: now } = this.#targets[goal.target] ?? { places: [], value: 0 };
      const up = now < goal.least;
      const gap = up ? goal.least - now : now - goal.most;
      const { index, value } = line(places, []);
      const column = 2 * groups.length + at;
      // As far as the goal has got: at most what the change gives it.
      rows.push({
        index: [...index, column],
        value: [...value.map((one) => (up ? one : -one)), -1],
        lower: 0,
        upper: infinity,
      });
      colUpper[column] = gap;
      // A goal may lose for another's sake: no two weigh the same, or they would hold each other still.
      colLower[column] = -infinity;
      colCost[column] = -weightOf(at) / gap;
    }
    const starts = [0];
    for (const { index } of rows) starts.push((starts.at(-1) ?? 0) + index.length);
    return {
      groups,
      model: {
        numCols: columns,
        numRows: rows.length,
        sense: constants.objectiveSense.minimize,
        colCost,
        colLower,
        colUpper,
        rowLower: rows.map(({ lower }) => lower),
        rowUpper: rows.map(({ upper }) => upper),
        matrix: {
          format: 'csr',
          numRows: rows.length,
          numCols: columns,
          starts: Int32Array.from(starts),
          indices: Int32Array.from(rows.flatMap(({ index }) => index)),
          values: Float64Array.from(rows.flatMap(({ value }) => value)),
        },
      },
    };
  }

  /** For each cell that may move, the rows and goals that count it. */
  #signatures(
    goals: readonly Goal[],
    free: (place: number) => boolean,
    fixed: ReadonlySet<number>,
  ): Map<number, string> {
    const signatures = new Map<number, string>();
    const add = (place: number, mark: string) => {
      if (free(place) && !fixed.has(place)) signatures.set(place, `${signatures.get(place) ?? ''}${mark} `);
    };
    for (const [row, { plus, minus }] of this.#system.rows.entries()) {
      for (const place of plus) add(place, `${row}`);
      for (const place of minus) add(place, `-${row}`);
    }
    for (const [at, { target }] of goals.entries())
      for (const place of this.#targets[target]?.places ?? []) add(place, `b${at}`);
    return signatures;
  }

  #groups(signatures: ReadonlyMap<number, string>): { groups: Group[]; groupOf: Map<number, number> } {
    const bySignature = new Map<string, number>();
    const groups: Group[] = [];
    const groupOf = new Map<number, number>();
    for (const [place, signature] of signatures) {
      const at = bySignature.get(signature) ?? groups.length;
      bySignature.set(signature, at);
      const group = groups[at] ?? { places: [], most: 0 };
      groups[at] = group;
      group.places.push(place);
      group.most += this.#system.truth[place] ?? 0;
      groupOf.set(place, at);
    }
    return { groups, groupOf };
  }
}

/** Between a half and one and a half, spread by the golden ratio: the same on every machine. */
function weightOf(at: number): number {
  return 0.5 + ((at * 0.618_033_988_749_895) % 1);
}

function sumOf(truth: Int32Array, places: readonly number[]): number {
  let total = 0;
  for (const place of places) total += truth[place] ?? 0;
  return total;
}

function isWhole(columns: Float64Array, count: number): boolean {
  for (let at = 0; at < count; at++)
    if (Math.abs((columns[at] ?? 0) - Math.round(columns[at] ?? 0)) > 1e-6) return false;
  return true;
}
