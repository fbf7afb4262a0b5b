import highsModule, { type Highs, type Model } from 'highs';
import type { JointCounts } from './joint-counts.ts';

// The package's types describe its CommonJS form; as an ES module its default is the loader itself.
const loadHighs = highsModule as unknown as typeof highsModule.default;
let loaded: Promise<Highs> | undefined;

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

/** Another table of whole persons, and the cells in which it differs from the true one. */
export interface OtherTable {
  counts: Float64Array;
  differs: readonly number[];
}

const TOLERANCE = 1e-6;
/** Branches of a search for whole numbers at most: a limit of time would not give the same on every machine. */
const MOST_NODES = 2000;

/**
 * Looks for the table nearest to the true one, by the cost of the cells that differ, that answers a question: what
 * would have to be hidden so that a reader could not tell the two apart. After Fischetti and Salazar-González (2000),
 * heuristic of the least-cost move; one linear program, kept between questions.
 */
export class LeastCostProgram {
  readonly #highs: Highs;
  readonly #joint: JointCounts;
  readonly #model: Model;
  readonly #size: number;
  readonly #free = new Set<number>();
  readonly #kept = new Set<number>();
  /** Programs solved. */
  solved = 0;

  private constructor(highs: Highs, joint: JointCounts, costs: readonly number[]) {
    this.#highs = highs;
    this.#joint = joint;
    this.#size = joint.truth.length;
    this.#model = highs.createModel(modelOf(highs, joint, costs));
    this.#model.options.set({ output_flag: false, mip_rel_gap: 0.05, mip_max_nodes: MOST_NODES });
  }

  /** Costs by cell. */
  static async of(joint: JointCounts, costs: readonly number[]): Promise<LeastCostProgram> {
    loaded ??= loadHighs();
    return new LeastCostProgram(await loaded, joint, costs);
  }

  /** From now on the cell may differ without cost. */
  free(cell: number): void {
    if (this.#free.has(cell)) return;
    this.#free.add(cell);
    for (const column of this.#columns(cell)) this.#model.changeColCost(column, 0);
  }

  /** The cell never differs. */
  keep(cell: number): void {
    this.#kept.add(cell);
    for (const column of this.#columns(cell)) this.#model.changeColBounds(column, 0, 0);
  }

  /** The nearest table that answers the question; undefined when there is none. */
  nearest({ cell, least, most, still }: Question): OtherTable | undefined {
    const { truth, cells } = this.#joint;
    const { infinity } = this.#highs;
    const value = cells[cell]?.value ?? 0;
    const [gain, loss] = this.#columns(cell);
    for (const place of still) this.#model.changeColBounds(place, truth[place] ?? 0, truth[place] ?? 0);
    // Only one of the two, or they would make up for each other and nothing move.
    this.#model.changeColBounds(gain, Math.max(0, least - value), most < value ? 0 : infinity);
    this.#model.changeColBounds(loss, Math.max(0, value - most), most < value ? infinity : 0);
    try {
      const real = this.#run();
      if (real === undefined || isWhole(real, this.#size)) return real && this.#table(real);
      const whole = this.#runWhole();
      return whole && this.#table(whole);
    } finally {
      for (const place of still) this.#model.changeColBounds(place, 0, infinity);
      const most = this.#kept.has(cell) ? 0 : infinity;
      for (const column of [gain, loss]) this.#model.changeColBounds(column, 0, most);
    }
  }

  dispose(): void {
    this.#model.dispose();
  }

  /** The columns of what a cell gains and loses. */
  #columns(cell: number): [number, number] {
    return [this.#size + 2 * cell, this.#size + 2 * cell + 1];
  }

  #runWhole(): Float64Array | undefined {
    const { integer, continuous } = this.#highs.constants.variableType;
    for (let place = 0; place < this.#size; place++) this.#model.changeColIntegrality(place, integer);
    try {
      return this.#run();
    } finally {
      for (let place = 0; place < this.#size; place++) this.#model.changeColIntegrality(place, continuous);
    }
  }

  #run(): Float64Array | undefined {
    this.#model.run();
    this.solved += 1;
    const { modelStatus } = this.#highs.constants;
    const status = this.#model.getModelStatus();
    if (status === modelStatus.optimal) return this.#model.getSolution().colValue;
    if (status === modelStatus.infeasible || status === modelStatus.solutionLimit) return undefined;
    throw new Error(`The solver ended with status ${status}.`);
  }

  #table(columns: Float64Array): OtherTable {
    const counts = columns.slice(0, this.#size).map(Math.round);
    const differs = this.#joint.cells.flatMap(({ counts: places, value }, at) =>
      places.reduce((sum, place) => sum + (counts[place] ?? 0), 0) === value ? [] : [at],
    );
    return { counts, differs };
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
