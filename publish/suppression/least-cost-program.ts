import type { JointCounts } from './joint-counts.ts';
import { JointProgram, type Question } from './joint-program.ts';

/**
 * Looks for the table nearest to the true one, by the cost of the shown cells that differ, that answers a question: what
 * would have to be hidden so that a reader could not tell the two apart. After Fischetti and Salazar-González (2000),
 * heuristic of the least-cost move.
 */
export class LeastCostProgram {
  readonly #program: JointProgram;
  readonly #costs: readonly number[];
  #hidden: ReadonlySet<number> = new Set();

  private constructor(program: JointProgram, costs: readonly number[]) {
    this.#program = program;
    this.#costs = costs;
  }

  /** Costs by cell; cells that are kept never differ. */
  static async of(
    joint: JointCounts,
    costs: readonly number[],
    kept: readonly number[],
  ): Promise<LeastCostProgram> {
    const program = await JointProgram.of(joint, costs);
    program.allow(kept, () => false);
    return new LeastCostProgram(program, costs);
  }

  /** Programs solved. */
  get solved(): number {
    return this.#program.solved;
  }

  dispose(): void {
    this.#program.dispose();
  }

  /** The joint counts of the nearest table of whole persons; what differs in hidden cells alone costs nothing. */
  nearest(question: Question, hidden: ReadonlySet<number>): Float64Array | undefined {
    this.#free(hidden);
    return this.#program.asking(question, () => (this.#program.run() ? this.#program.whole() : undefined));
  }

  #free(hidden: ReadonlySet<number>): void {
    const changed = symmetricDifference(this.#hidden, hidden);
    this.#hidden = new Set(hidden);
    this.#program.charge(changed, (cell) => (hidden.has(cell) ? 0 : (this.#costs[cell] ?? 0)));
  }
}

/** What is in one of two sets alone, in order. */
export function symmetricDifference(one: ReadonlySet<number>, other: ReadonlySet<number>): number[] {
  const changed = [...one].filter((at) => !other.has(at));
  for (const at of other) if (!one.has(at)) changed.push(at);
  return changed.sort((a, b) => a - b);
}
