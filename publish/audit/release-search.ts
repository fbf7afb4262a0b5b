import type { Highs } from 'highs';
import { solverRuntime } from './highs.ts';
import type { Goal, Target } from './proofs.ts';
import type { Change, RowSystem } from './row-system.ts';

/** Branches of a search for whole numbers at most: a limit of time would not give the same on every machine. */
const MOST_NODES = 300;
/** What moving one person costs beside reaching a goal: among tables that reach as much, the one that moves least. */
const STEP = 1e-3;
/** Columns of one program about; questions that share no cell are put into one as long as they fit. */
const MOST_COLUMNS = 40_000;

/** One thing to look for: a table that goes as far as it can towards all goals at once. */
export interface Question {
  goals: readonly Goal[];
  /** Cells that may move, and the rows that count any of them. */
  room: SearchRoom;
  /** Cells that this attacker knows. */
  fixed: ReadonlySet<number>;
}

/** Part of the cells, and the rows that count any of them. */
export interface SearchRoom {
  places: readonly number[];
  rows: readonly number[];
}

/** Cells that no row and no goal tells apart are one unknown. */
interface Group {
  places: number[];
  /** Persons that may leave it. */
  most: number;
}

interface Line {
  index: number[];
  value: number[];
  lower: number;
  upper: number;
}

/** A question laid out: its own columns from `start` on. */
interface Laid {
  start: number;
  groups: Group[];
  lines: Line[];
  goals: { gap: number; weight: number }[];
}

/** Looks for other tables with a solver; what it finds is only offered. Counts its programs. */
export class ReleaseSearch {
  readonly #highs: Highs;
  readonly #system: RowSystem;
  readonly #targets: readonly Target[];
  readonly #clock: () => number;
  readonly #most: number;
  programs = 0;
  /** Milliseconds of the longest one. */
  longest = 0;

  private constructor(
    highs: Highs,
    system: RowSystem,
    targets: readonly Target[],
    most: number,
    clock: () => number,
  ) {
    this.#highs = highs;
    this.#system = system;
    this.#targets = targets;
    this.#most = most;
    this.#clock = clock;
  }

  /** A search that runs `most` programs at most. */
  static async of(
    system: RowSystem,
    targets: readonly Target[],
    most: number,
    clock: () => number,
  ): Promise<ReleaseSearch> {
    return new ReleaseSearch(await solverRuntime(), system, targets, most, clock);
  }

  get isSpent(): boolean {
    return this.programs >= this.#most;
  }

  /** Looks for a table for each question, many to a program, as long as programs are left. */
  *find(questions: readonly Question[]): Generator<Change> {
    for (let from = 0; from < questions.length && !this.isSpent; ) {
      const laid: Laid[] = [];
      let columns = 0;
      for (; from < questions.length && (laid.length === 0 || columns < MOST_COLUMNS); from++) {
        const question = questions[from];
        if (question === undefined) continue;
        const one = this.#lay(question, columns);
        columns += 2 * one.groups.length + one.goals.length;
        laid.push(one);
      }
      yield* this.#solveAll(laid);
    }
  }

  *#solveAll(laid: readonly Laid[]): Generator<Change> {
    const real = this.#solve(laid, false);
    const broken: Laid[] = [];
    for (const one of laid)
      if (isWhole(real, one)) yield this.#change(one, real);
      else broken.push(one);
    if (broken.length === 0 || this.isSpent) return;
    let columns = 0;
    const again = broken.map((one) => {
      const moved = moveTo(one, columns);
      columns += 2 * one.groups.length + one.goals.length;
      return moved;
    });
    const whole = this.#solve(again, true);
    for (const one of again) if (isWhole(whole, one)) yield this.#change(one, whole);
  }

  #solve(laid: readonly Laid[], whole: boolean): Float64Array {
    const before = this.#clock();
    this.programs += 1;
    const model = this.#highs.createModel(this.#modelOf(laid));
    try {
      model.options.set({ output_flag: false, mip_max_nodes: MOST_NODES, mip_rel_gap: 0.05 });
      if (whole)
        for (const { start, groups } of laid)
          for (let at = start; at < start + 2 * groups.length; at++)
            model.changeColIntegrality(at, this.#highs.constants.variableType.integer);
      model.run();
      return model.getSolution().colValue;
    } finally {
      model.dispose();
      this.longest = Math.max(this.longest, this.#clock() - before);
    }
  }

  #change({ start, groups }: Laid, columns: Float64Array): Change {
    const change = new Map<number, number>();
    const { truth } = this.#system;
    for (const [at, { places }] of groups.entries()) {
      const column = start + 2 * at;
      let by = Math.round(columns[column] ?? 0) - Math.round(columns[column + 1] ?? 0);
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

  /** For each group of cells what comes and what goes, then for each goal how far it has got. */
  #lay({ goals, room, fixed }: Question, start: number): Laid {
    const { groups, groupOf } = this.#groups(goals, room, fixed);
    const line = (plus: readonly number[], minus: readonly number[]): Pick<Line, 'index' | 'value'> => {
      const index: number[] = [];
      const value: number[] = [];
      for (const [places, sign] of [[plus, 1] as const, [minus, -1] as const])
        for (const group of new Set(places.map((place) => groupOf.get(place) ?? -1)))
          if (group >= 0) {
            index.push(start + 2 * group, start + 2 * group + 1);
            value.push(sign, -sign);
          }
      return { index, value };
    };
    const lines: Line[] = [];
    for (const row of room.rows) {
      const { plus = [], minus = [], lower = 0, upper = 0 } = this.#system.rows[row] ?? {};
      const now = this.#system.valueOf(row);
      const own = line(plus, minus);
      if (own.index.length > 0) lines.push({ ...own, lower: lower - now, upper: upper - now });
    }
    const laid: Laid = { start, groups, lines, goals: [] };
    for (const [at, goal] of goals.entries()) {
      const { places, value: now } = this.#targets[goal.target] ?? { places: [], value: 0 };
      const up = now < goal.least;
      const { index, value } = line(places, []);
      // As far as the goal has got: at most what the change gives it.
      lines.push({
        index: [...index, start + 2 * groups.length + at],
        value: [...value.map((one) => (up ? one : -one)), -1],
        lower: 0,
        upper: Infinity,
      });
      laid.goals.push({ gap: up ? goal.least - now : now - goal.most, weight: weightOf(at) });
    }
    return laid;
  }

  /** The cells that may move, put together where no row and no goal tells them apart. */
  #groups(
    goals: readonly Goal[],
    { places, rows }: SearchRoom,
    fixed: ReadonlySet<number>,
  ): { groups: Group[]; groupOf: Map<number, number> } {
    const signatures = new Map<number, string>();
    for (const place of places) if (!fixed.has(place)) signatures.set(place, '');
    const add = (place: number, mark: string) => {
      const before = signatures.get(place);
      if (before !== undefined) signatures.set(place, `${before}${mark} `);
    };
    for (const row of rows) {
      for (const place of this.#system.rows[row]?.plus ?? []) add(place, `${row}`);
      for (const place of this.#system.rows[row]?.minus ?? []) add(place, `-${row}`);
    }
    for (const [at, { target }] of goals.entries())
      for (const place of this.#targets[target]?.places ?? []) add(place, `b${at}`);
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

  #modelOf(laid: readonly Laid[]): Parameters<Highs['createModel']>[0] {
    const { infinity, constants } = this.#highs;
    const columns = laid.reduce((sum, { groups, goals }) => sum + 2 * groups.length + goals.length, 0);
    const colLower = new Float64Array(columns);
    const colUpper = new Float64Array(columns).fill(infinity);
    const colCost = new Float64Array(columns);
    for (const { start, groups, goals } of laid) {
      const end = start + 2 * groups.length;
      colCost.fill(STEP, start, end);
      for (const [at, { most }] of groups.entries()) colUpper[start + 2 * at + 1] = most;
      for (const [at, { gap, weight }] of goals.entries()) {
        colUpper[end + at] = gap;
        // A goal may lose for another's sake: no two weigh the same, or they would hold each other still.
        colLower[end + at] = -infinity;
        colCost[end + at] = -weight / gap;
      }
    }
    const lines = laid.flatMap((one) => one.lines);
    const starts = new Int32Array(lines.length + 1);
    for (const [at, { index }] of lines.entries()) starts[at + 1] = (starts[at] ?? 0) + index.length;
    const bound = (value: number) =>
      value === Infinity ? infinity : value === -Infinity ? -infinity : value;
    return {
      numCols: columns,
      numRows: lines.length,
      sense: constants.objectiveSense.minimize,
      colCost,
      colLower,
      colUpper,
      rowLower: lines.map(({ lower }) => bound(lower)),
      rowUpper: lines.map(({ upper }) => bound(upper)),
      matrix: {
        format: 'csr',
        numRows: lines.length,
        numCols: columns,
        starts,
        indices: Int32Array.from(lines.flatMap(({ index }) => index)),
        values: Float64Array.from(lines.flatMap(({ value }) => value)),
      },
    };
  }
}

/** Between a half and one and a half, spread by the golden ratio: the same on every machine. */
function weightOf(at: number): number {
  return 0.5 + ((at * 0.618_033_988_749_895) % 1);
}

function isWhole(columns: Float64Array, { start, groups }: Laid): boolean {
  for (let at = start; at < start + 2 * groups.length; at++)
    if (Math.abs((columns[at] ?? 0) - Math.round(columns[at] ?? 0)) > 1e-6) return false;
  return true;
}

function moveTo(one: Laid, start: number): Laid {
  const lines = one.lines.map((line) => ({
    ...line,
    index: line.index.map((column) => column - one.start + start),
  }));
  return { ...one, start, lines };
}
