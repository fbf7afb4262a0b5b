import { type JointCounts, jointCounts, sumOf } from './joint-counts.ts';
import { LeastCostProgram, type OtherTable } from './least-cost-program.ts';
import type { Cell, CellPlace, LinkedTables, Need } from './linked-tables.ts';

/** What must be hidden, and what it cost. */
export interface Suppression {
  /** Cells that a rule hides. */
  primary: CellPlace[];
  /** Cells hidden already, or so that the primary ones cannot be found again. */
  secondary: CellPlace[];
  /** Primary cells that no hiding protects: they must be coarsened away. */
  helpless: CellPlace[];
  /** Linear programs solved. */
  solved: number;
}

/** Whom a cell must be safe from: a reader, or an insider who knows some counts. */
interface View {
  still: ReadonlySet<number>;
}

/** One thing to make sure of. */
interface Demand {
  cell: number;
  least: number;
  most: number;
  view: View;
}

/**
 * Chooses the cells to hide, over all linked tables together, so that for each primary cell and each view there are two
 * tables of whole persons that agree with everything published: one gives at most `low`, one at least `high`.
 * Deterministic. Throws RangeError when the joint counts are too many.
 */
export async function suppress(linked: LinkedTables): Promise<Suppression> {
  const joint = jointCounts(linked);
  const cells = linked.tables.flatMap((table) => table.cells);
  const program = await LeastCostProgram.of(
    joint,
    cells.map(({ cost }) => cost),
  );
  try {
    return new Suppressor(joint, cells, program).run();
  } finally {
    program.dispose();
  }
}

class Suppressor {
  readonly #joint: JointCounts;
  readonly #cells: readonly Cell[];
  readonly #program: LeastCostProgram;
  readonly #hidden = new Set<number>();
  readonly #tables: OtherTable[];
  readonly #helpless = new Set<number>();

  constructor(joint: JointCounts, cells: readonly Cell[], program: LeastCostProgram) {
    this.#joint = joint;
    this.#cells = cells;
    this.#program = program;
    // The true table is one that a reader cannot rule out either.
    this.#tables = [{ counts: joint.truth, differs: [] }];
  }

  run(): Suppression {
    for (const [at, { keep, need, hidden }] of this.#cells.entries()) {
      if (need || hidden) this.#hide(at);
      else if (keep) this.#program.keep(at);
    }
    const demands = this.#demands();
    for (const demand of demands) this.#meet(demand);
    this.#showAgain(demands);
    const places = (wanted: (at: number) => boolean): CellPlace[] =>
      [...this.#hidden]
        .filter(wanted)
        .sort((a, b) => a - b)
        .map((at) => this.#place(at));
    return {
      primary: places((at) => this.#cells[at]?.need !== undefined),
      secondary: places((at) => this.#cells[at]?.need === undefined),
      helpless: [...this.#helpless].sort((a, b) => a - b).map((at) => this.#place(at)),
      solved: this.#program.solved,
    };
  }

  #place(at: number): CellPlace {
    const { table = 0, cell = 0 } = this.#joint.cells[at] ?? {};
    return { table, cell };
  }

  #hide(at: number): void {
    this.#hidden.add(at);
    this.#program.free(at);
  }

  /** The widest need first: what it hides serves the others. */
  #demands(): Demand[] {
    const views = this.#views();
    const primaries = this.#cells.flatMap(({ need }, cell) => (need ? [{ cell, need }] : []));
    const reach = ({ cell, need }: { cell: number; need: Need }) =>
      need.high - (this.#joint.cells[cell]?.value ?? 0);
    primaries.sort((a, b) => reach(b) - reach(a) || a.cell - b.cell);
    return views.flatMap((view) =>
      primaries
        .filter(({ cell }) => !this.#knows(view, cell))
        .flatMap(({ cell, need }) => this.#demandsOf(cell, need, view)),
    );
  }

  /** Of what an insider knows of a cell she cannot be made to doubt: the need is about the rest. */
  #demandsOf(cell: number, { low, high }: Need, view: View): Demand[] {
    const { counts = [], value = 0 } = this.#joint.cells[cell] ?? {};
    const own = sumOf(
      this.#joint.truth,
      counts.filter((place) => view.still.has(place)),
    );
    const known = own > 0;
    return [
      { cell, view, least: known && high > value ? Math.max(high, own + 2) : high, most: Infinity },
      { cell, view, least: 0, most: known ? Math.max(low, own + 1) : low },
    ];
  }

  /** A reader; each insider; and the one person of each cell of one, who knows that it is one. */
  #views(): View[] {
    const alone = this.#cells.flatMap(({ need }, at) => {
      const cell = this.#joint.cells[at];
      return need && cell?.value === 1 ? [{ still: new Set(cell.counts) }] : [];
    });
    return [
      { still: new Set<number>() },
      ...[...this.#joint.known.values()].map((still) => ({ still })),
      ...alone,
    ];
  }

  #knows({ still }: View, cell: number): boolean {
    return this.#joint.cells[cell]?.counts.every((place) => still.has(place)) === true;
  }

  #meet(demand: Demand): void {
    if (this.#isMet(demand)) return;
    const { cell, least, most, view } = demand;
    const table = this.#program.nearest({ cell, least, most, still: view.still });
    if (table === undefined) {
      this.#helpless.add(cell);
      return;
    }
    this.#tables.push(table);
    for (const at of table.differs) this.#hide(at);
  }

  /** Whether a table already in hand answers it, differing only in hidden cells and in nothing that the view knows. */
  #isMet({ cell, least, most, view }: Demand, without?: number): boolean {
    const places = this.#joint.cells[cell]?.counts ?? [];
    return this.#tables.some(({ counts, differs }) => {
      const value = places.reduce((sum, place) => sum + (counts[place] ?? 0), 0);
      if (value < least || value > most || (without !== undefined && differs.includes(without))) return false;
      for (const place of view.still) if (counts[place] !== this.#joint.truth[place]) return false;
      return true;
    });
  }

  /** Shows again, the costliest first, each secondary cell that the tables in hand can do without. */
  #showAgain(demands: readonly Demand[]): void {
    const met = demands.filter(({ cell }) => !this.#helpless.has(cell));
    const secondary = [...this.#hidden]
      .filter((at) => !this.#cells[at]?.need && !this.#cells[at]?.hidden)
      .sort((a, b) => (this.#cells[b]?.cost ?? 0) - (this.#cells[a]?.cost ?? 0) || a - b);
    for (const at of secondary) {
      if (!met.every((demand) => this.#isMet(demand, at))) continue;
      this.#hidden.delete(at);
      for (let index = this.#tables.length - 1; index >= 0; index--)
        if (this.#tables[index]?.differs.includes(at)) this.#tables.splice(index, 1);
    }
  }
}
