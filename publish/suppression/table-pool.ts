import { type Demand, type View, viewsByCount } from './demands.ts';
import type { JointCounts } from './joint-counts.ts';

/** A table of whole persons by what it changes of the true one. */
export interface OtherTable {
  /** Joint count → how many more it has. */
  changes: ReadonlyMap<number, number>;
  /** Cell → how many more it has; cells that do not differ are not there. */
  differs: ReadonlyMap<number, number>;
  /** Views that can rule it out, because it changes what they know. */
  ruledOut: ReadonlySet<number>;
}

/** The tables met while looking: each serves every demand that it happens to answer. */
export class TablePool {
  readonly #joint: JointCounts;
  readonly #viewsAt: readonly (readonly number[])[];
  readonly #cellsAt: readonly (readonly number[])[];
  /** By the cells in which they differ. */
  readonly #at = new Map<number, OtherTable[]>();

  constructor(joint: JointCounts, views: readonly View[]) {
    this.#joint = joint;
    this.#viewsAt = viewsByCount(joint.truth.length, views);
    const cellsAt: number[][] = Array.from({ length: joint.truth.length }, () => []);
    for (const [cell, { counts }] of joint.cells.entries())
      for (const place of counts) cellsAt[place]?.push(cell);
    this.#cellsAt = cellsAt;
  }

  /** Keeps a table given by its joint counts. */
  add(counts: Float64Array): OtherTable {
    const changes = new Map<number, number>();
    for (const [place, count] of counts.entries()) {
      const change = count - (this.#joint.truth[place] ?? 0);
      if (change !== 0) changes.set(place, change);
    }
    return this.addChanges(changes);
  }

  /** Keeps a table given by what it changes. */
  addChanges(changes: ReadonlyMap<number, number>): OtherTable {
    const differs = new Map<number, number>();
    const ruledOut = new Set<number>();
    for (const [place, change] of changes) {
      for (const view of this.#viewsAt[place] ?? []) ruledOut.add(view);
      for (const cell of this.#cellsAt[place] ?? []) differs.set(cell, (differs.get(cell) ?? 0) + change);
    }
    for (const [cell, change] of differs) if (change === 0) differs.delete(cell);
    return this.take({ changes, differs, ruledOut });
  }

  /** Keeps a table that another pool over the same counts met. */
  take(table: OtherTable): OtherTable {
    for (const cell of table.differs.keys()) this.#at.set(cell, [...(this.#at.get(cell) ?? []), table]);
    return table;
  }

  /**
   * A table in hand that answers a demand and differs only in hidden cells: null when the true one does (a reader cannot
   * rule it out either), undefined when none does.
   */
  answer({ cell, ends, view }: Demand, isHidden: (cell: number) => boolean): OtherTable | null | undefined {
    const value = this.#joint.cells[cell]?.value ?? 0;
    const isEnd = (count: number) => ends.some(({ least, most }) => count >= least && count <= most);
    if (isEnd(value)) return null;
    return this.#at.get(cell)?.find(({ differs, ruledOut }) => {
      if (!isEnd(value + (differs.get(cell) ?? 0)) || ruledOut.has(view)) return false;
      for (const at of differs.keys()) if (!isHidden(at)) return false;
      return true;
    });
  }
}
