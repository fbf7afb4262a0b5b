import type { Highs, Model } from 'highs';
import { solverRuntime } from './highs.ts';
import type { JointCounts } from './joint-counts.ts';

/** What a table other than the true one must do. */
export interface Question {
  /** The cell, by its place among the joint counts' cells. */
  cell: number;
  /** It gives at least `least`, at most `most`. */
  least: number;
  most: number;
  /** Counts that do not move: what an insider knows. */
  still: ReadonlySet<number>;
}

const TOLERANCE = 1e-6;
/** Branches of a search for whole numbers at most: a limit of time would not give the same on every machine. */
const MOST_NODES = 2000;

/**
 * A linear program over the joint counts and over what each cell gains or loses against the true table, kept between
 * questions: a question changes a few bounds, so that the solver goes on from where it was.
 */
export class JointProgram {
  readonly #highs: Highs;
  readonly #model: Model;
  readonly #joint: JointCounts;
  readonly #size: number;
  /** Programs solved. */
  solved = 0;

  private constructor(highs: Highs, joint: JointCounts, costs: readonly number[]) {
    this.#highs = highs;
    this.#joint = joint;
    this.#size = joint.truth.length;
    this.#model = highs.createModel(modelOf(highs, joint, costs));
    this.#model.options.set({
      ...{ output_flag: false, presolve: 'off' },
      ...{ mip_rel_gap: 0.05, mip_max_nodes: MOST_NODES },
    });
  }

  /** Costs of a unit gained or lost, by cell. */
  static async of(joint: JointCounts, costs: readonly number[]): Promise<JointProgram> {
    return new JointProgram(await solverRuntime(), joint, costs);
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** What a unit gained or lost costs, for some cells. */
  charge(cells: readonly number[], costOf: (cell: number) => number): void {
    if (cells.length === 0) return;
    const indices = this.#columnsOf(cells);
    const costs = Float64Array.from(indices, (column) => costOf((column - this.#size) >> 1));
    this.#model.changeColsCost({ kind: 'set', indices }, costs);
  }

  /** Which of some cells may differ from the true table. */
  allow(cells: readonly number[], may: (cell: number) => boolean): void {
    if (cells.length === 0) return;
    const indices = this.#columnsOf(cells);
    const most = Float64Array.from(indices, (column) =>
      may((column - this.#size) >> 1) ? this.#highs.infinity : 0,
    );
    this.#model.changeColsBounds({ kind: 'set', indices }, new Float64Array(indices.length), most);
  }

  /** Puts a question, does something, and takes the question back. The cell asked about may differ again afterwards. */
  asking<T>({ cell, least, most, still }: Question, ask: () => T): T {
    const { infinity } = this.#highs;
    const value = this.#joint.cells[cell]?.value ?? 0;
    const down = most < value;
    const [gain = 0, loss = 0] = this.#columnsOf([cell]);
    this.#hold(still);
    // Only one of the two, or they would make up for each other and nothing move.
    this.#model.changeColBounds(gain, Math.max(0, least - value), down ? 0 : infinity);
    this.#model.changeColBounds(loss, Math.max(0, value - most), down ? infinity : 0);
    try {
      return ask();
    } finally {
      this.#release(still);
      for (const column of [gain, loss]) this.#model.changeColBounds(column, 0, infinity);
    }
  }

  /** Whether any table answers, be it not of whole persons. */
  run(): boolean {
    const { modelStatus } = this.#highs.constants;
    let status = this.#solve();
    // Now and then going on from the last question ends in numbers that the solver does not trust: it then starts anew.
    if (status === modelStatus.unknown) {
      this.#model.clearSolver();
      status = this.#solve();
    }
    if (status === modelStatus.optimal) return true;
    // The branches of a search for whole numbers ran out: there may be one, and none is in hand.
    if (status === modelStatus.infeasible || status === modelStatus.solutionLimit) return false;
    throw new Error(`The solver ended with status ${status}.`);
  }

  #solve(): number {
    this.#model.run();
    this.solved += 1;
    return this.#model.getModelStatus();
  }

  /** After a run without answer: the weight of each row in the proof; undefined where the solver gives none. */
  ray(): Float64Array | undefined {
    return this.#model.getDualRay()?.values;
  }

  /** After a run with an answer: the joint counts of one of whole persons; undefined where there is none. */
  whole(): Float64Array | undefined {
    const real = this.#model.getSolution().colValue;
    if (isWhole(real, this.#size)) return this.#counts(real);
    const { integer, continuous } = this.#highs.constants.variableType;
    const places = { kind: 'range', from: 0, to: this.#size - 1 } as const;
    this.#model.changeColsIntegrality(places, new Int32Array(this.#size).fill(integer));
    try {
      return this.run() ? this.#counts(this.#model.getSolution().colValue) : undefined;
    } finally {
      this.#model.changeColsIntegrality(places, new Int32Array(this.#size).fill(continuous));
    }
  }

  #counts(columns: Float64Array): Float64Array {
    return columns.slice(0, this.#size).map(Math.round);
  }

  /** The columns of what cells gain and lose; cells in order. */
  #columnsOf(cells: readonly number[]): Int32Array {
    return Int32Array.from(cells.flatMap((cell) => [this.#size + 2 * cell, this.#size + 2 * cell + 1]));
  }

  #hold(still: ReadonlySet<number>): void {
    if (still.size === 0) return;
    const indices = Int32Array.from(still).sort();
    const counts = Float64Array.from(indices, (place) => this.#joint.truth[place] ?? 0);
    this.#model.changeColsBounds({ kind: 'set', indices }, counts, counts);
  }

  #release(still: ReadonlySet<number>): void {
    if (still.size === 0) return;
    const indices = Int32Array.from(still).sort();
    const most = new Float64Array(indices.length).fill(this.#highs.infinity);
    this.#model.changeColsBounds({ kind: 'set', indices }, new Float64Array(indices.length), most);
  }
}

function isWhole(columns: Float64Array, size: number): boolean {
  for (let place = 0; place < size; place++) {
    const value = columns[place] ?? 0;
    if (Math.abs(value - Math.round(value)) > TOLERANCE) return false;
  }
  return true;
}

/** Counts, then for each cell what it gains and loses: `sum of counts − gain + loss = true value`. */
function modelOf(
  highs: Highs,
  { truth, cells, ties }: JointCounts,
  costs: readonly number[],
): Parameters<Highs['createModel']>[0] {
  const size = truth.length;
  const columns = size + 2 * cells.length;
  const rows = [
    ...cells.map(({ counts, value }, at) => ({
      plus: [...counts, size + 2 * at + 1],
      minus: [size + 2 * at],
      value,
    })),
    ...ties.map(({ one, other }) => ({ plus: one, minus: other, value: 0 })),
  ];
  const starts = [0];
  for (const { plus, minus } of rows) starts.push((starts.at(-1) ?? 0) + plus.length + minus.length);
  const values = rows.map(({ value }) => value);
  const colCost = new Float64Array(columns);
  for (const [at, cost] of costs.entries()) colCost.fill(cost, size + 2 * at, size + 2 * at + 2);
  return {
    numCols: columns,
    numRows: rows.length,
    colCost,
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(highs.infinity),
    rowLower: values,
    rowUpper: values,
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
