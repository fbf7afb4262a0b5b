import type { JointCounts } from './joint-counts.ts';
import { JointProgram, type Question } from './joint-program.ts';
import { symmetricDifference } from './least-cost-program.ts';

/** A table that differs from the true one in hidden cells alone; or shown cells of which one at least must be hidden; or neither. */
export type Found = { counts: Float64Array } | { cut: readonly number[] } | 'no whole table';

const TOLERANCE = 1e-9;

/**
 * Says whether hidden cells are enough for a question, and if not, why: shown cells that together forbid every answer,
 * whatever else is hidden. That is the dual ray of a program without an answer: a cut in the sense of Benders, as
 * Fischetti and Salazar-González (2000) take it, each of its coefficients brought down to one.
 */
export class CutProgram {
  readonly #joint: JointCounts;
  readonly #costs: readonly number[];
  readonly #program: JointProgram;
  /** Cells that may be hidden; the others never differ. */
  readonly #eligible: readonly number[];
  #shown: ReadonlySet<number> = new Set();

  private constructor(
    joint: JointCounts,
    costs: readonly number[],
    program: JointProgram,
    kept: ReadonlySet<number>,
  ) {
    this.#joint = joint;
    this.#costs = costs;
    this.#program = program;
    this.#eligible = [...joint.cells.keys()].filter((cell) => !kept.has(cell));
  }

  /** Costs by cell; cells that are kept never differ. */
  static async of(
    joint: JointCounts,
    costs: readonly number[],
    kept: readonly number[],
  ): Promise<CutProgram> {
    const nothing = costs.map(() => 0);
    const program = await JointProgram.of(joint, nothing);
    program.allow(kept, () => false);
    return new CutProgram(joint, costs, program, new Set(kept));
  }

  /** Programs solved. */
  get solved(): number {
    return this.#program.solved;
  }

  dispose(): void {
    this.#program.dispose();
  }

  /** What these hidden cells alone allow; a cut as short as it can be, or as the solver says it. */
  find(question: Question, hidden: ReadonlySet<number>, short: boolean): Found {
    return this.#program.asking(question, () => {
      const cut = this.#forbidding(this.#eligible.filter((cell) => !hidden.has(cell)));
      if (cut !== undefined)
        return { cut: short ? this.#shortened(this.#farFirst(question.cell, cut)) : cut };
      const counts = this.#program.whole();
      return counts ? { counts } : 'no whole table';
    });
  }

  /** Of some cells, while all others may differ, those that forbid every answer; undefined when there is an answer. */
  #forbidding(shown: readonly number[]): readonly number[] | undefined {
    const closed = new Set(shown);
    this.#program.allow(symmetricDifference(this.#shown, closed), (cell) => !closed.has(cell));
    this.#shown = closed;
    if (this.#program.run()) return undefined;
    const ray = this.#program.ray();
    return ray ? shown.filter((cell) => Math.abs(ray[cell] ?? 0) > TOLERANCE) : shown;
  }

  /** Leaves out cells, the first of them first, half of them at a time and then fewer, as long as the others still forbid every answer. */
  #shortened(cut: readonly number[]): readonly number[] {
    let left = cut;
    for (let step = Math.ceil(left.length / 2); step >= 1; step = step === 1 ? 0 : Math.ceil(step / 2))
      for (let from = 0; from < left.length; ) {
        const fewer = this.#forbidding([...left.slice(0, from), ...left.slice(from + step)]);
        if (fewer === undefined) from += step;
        else left = fewer;
      }
    return left;
  }

  /** Cells that have little in common with the one asked about first, then the cheapest: these are left out first. */
  #farFirst(cell: number, cut: readonly number[]): readonly number[] {
    const named = this.#joint.cells[cell]?.named;
    return cut
      .map((other) => ({ other, far: distance(named, this.#joint.cells[other]?.named) }))
      .sort(
        (a, b) =>
          b.far - a.far || (this.#costs[a.other] ?? 0) - (this.#costs[b.other] ?? 0) || a.other - b.other,
      )
      .map(({ other }) => other);
  }
}

/** In how many dimensions two cells do not have the same code. */
function distance(
  one: ReadonlyMap<string, string> = new Map(),
  other: ReadonlyMap<string, string> = new Map(),
): number {
  const names = new Set([...one.keys(), ...other.keys()]);
  return [...names].filter((name) => one.get(name) !== other.get(name)).length;
}
