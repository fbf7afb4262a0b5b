import type { Highs, Model } from 'highs';
import { solverRuntime } from './highs.ts';

/** Whole or real numbers of at least 0 under rows `lower ≤ sum(coefficients × cells) ≤ upper`. */
export interface Problem {
  size: number;
  /** Most that a cell can be. */
  upper: Float64Array;
  rows: readonly {
    places: readonly number[];
    coefficients: readonly number[];
    lower: number;
    upper: number;
  }[];
}

/** The best value of an objective, and a table that gives it. */
export interface Optimum {
  value: number;
  cells: Float64Array;
}

/** `vide`: no table at all agrees with the rows; `sans_borne`: the objective has no limit. */
export type Outcome = Optimum | 'vide' | 'sans_borne';

/**
 * A linear program kept between questions: each starts from the last answer's basis (HiGHS: simplex; branch and cut for
 * whole numbers, which starts afresh).
 */
export class Solver {
  readonly #highs: Highs;
  readonly #source: Parameters<Highs['createModel']>[0];
  readonly #size: number;
  readonly #real: Model;
  /** Linear programs solved, for those who ask what an audit cost. */
  solved = 0;

  private constructor(highs: Highs, problem: Problem) {
    this.#highs = highs;
    this.#size = problem.size;
    this.#source = modelOf(highs, problem);
    this.#real = this.#model(false);
  }

  static async of(problem: Problem): Promise<Solver> {
    return new Solver(await solverRuntime(), problem);
  }

  /** The least or greatest sum of some cells over all tables of real numbers; `whole` where its cells are whole. */
  real(sum: readonly number[], greatest: boolean): { real: Outcome; whole: Optimum | undefined } {
    const real = this.#solve(this.#real, sum, greatest);
    return { real, whole: typeof real !== 'string' && isWhole(real.cells) ? real : undefined };
  }

  /** The same over all tables of whole numbers; a table that reaches `limit`, which none goes beyond, is enough. */
  whole(sum: readonly number[], greatest: boolean, limit: number): Outcome {
    const model = this.#model(true);
    model.options.set('objective_target', limit);
    try {
      return this.#solve(model, sum, greatest);
    } finally {
      model.dispose();
    }
  }

  dispose(): void {
    this.#real.dispose();
  }

  #model(whole: boolean): Model {
    const model = this.#highs.createModel(this.#source);
    model.options.set({ output_flag: false, mip_rel_gap: 0, mip_abs_gap: 0 });
    if (whole)
      for (let place = 0; place < this.#size; place++)
        model.changeColIntegrality(place, this.#highs.constants.variableType.integer);
    return model;
  }

  #solve(model: Model, sum: readonly number[], greatest: boolean): Outcome {
    if (this.#size === 0) return { value: 0, cells: new Float64Array() };
    const { modelStatus, objectiveSense } = this.#highs.constants;
    const costs = new Float64Array(this.#size);
    for (const place of sum) costs[place] = (costs[place] ?? 0) + 1;
    model.changeColsCost({ kind: 'range', from: 0, to: this.#size - 1 }, costs);
    model.changeObjectiveSense(greatest ? objectiveSense.maximize : objectiveSense.minimize);
    model.run();
    this.solved += 1;
    const status = model.getModelStatus();
    if (status === modelStatus.infeasible) return 'vide';
    if (status === modelStatus.unbounded || status === modelStatus.unboundedOrInfeasible) return 'sans_borne';
    if (status !== modelStatus.optimal && status !== modelStatus.objectiveTarget)
      throw new Error(`The solver ended with status ${status}.`);
    const cells = model.getSolution().colValue;
    return { value: sum.reduce((total, place) => total + (cells[place] ?? 0), 0), cells };
  }
}

const TOLERANCE = 1e-6;

function isWhole(cells: Float64Array): boolean {
  return cells.every((value) => Math.abs(value - Math.round(value)) < TOLERANCE);
}

function modelOf(highs: Highs, { size, upper, rows }: Problem): Parameters<Highs['createModel']>[0] {
  const starts = [0];
  for (const { places } of rows) starts.push((starts.at(-1) ?? 0) + places.length);
  return {
    numCols: size,
    numRows: rows.length,
    colCost: new Float64Array(size),
    colLower: new Float64Array(size),
    colUpper: upper.map((most) => (Number.isFinite(most) ? most : highs.infinity)),
    rowLower: rows.map(({ lower }) => (lower === -Infinity ? -highs.infinity : lower)),
    rowUpper: rows.map((row) => (row.upper === Infinity ? highs.infinity : row.upper)),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: size,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(rows.flatMap(({ places }) => places)),
      values: Float64Array.from(rows.flatMap(({ coefficients }) => coefficients)),
    },
  };
}
