import { CutProgram } from './cut-program.ts';
import { type Demand, type Demands, demandsOf } from './demands.ts';
import { cheapestHittingSet } from './hitting-set.ts';
import { type JointCounts, jointCounts } from './joint-counts.ts';
import type { Question } from './joint-program.ts';
import { LeastCostProgram } from './least-cost-program.ts';
import type { Cell, CellPlace, JointCount, LinkedTables } from './linked-tables.ts';
import { type OtherTable, TablePool } from './table-pool.ts';

/** What must be hidden, and what it cost. */
export interface Suppression {
  /** Cells that a rule hides. */
  primary: CellPlace[];
  /** Cells hidden already, or so that the primary ones cannot be found again. */
  secondary: CellPlace[];
  /** Primary cells that no hiding protects: they must be coarsened away. */
  helpless: CellPlace[];
  /** Cost of what was hidden so that the primary cells cannot be found again. */
  cost: number;
  /** No choice costs less; 0 where the cheapest was not looked for. */
  leastCost: number;
  /** Tables of whole persons that prove it, each by the joint counts in which it differs from the true one. */
  witnesses: (readonly JointCount[])[];
  /** Linear programs solved. */
  solved: number;
}

/** How hard the cheapest choice is looked for: by size and not by time, so that every machine chooses the same. */
export interface Effort {
  /** Rounds of cuts at most; 0 takes the first good choice. */
  rounds: number;
}

/** Up to so many cells the cheapest choice is looked for. */
const MOST_CELLS = 800;
const EFFORT: Effort = { rounds: 40 };
const NO_EFFORT: Effort = { rounds: 0 };
/** A choice this near the bound is the cheapest. */
const SAME_COST = 1e-6;
/** A choice not much dearer than the best one so far may be better than it once cleaned. */
const WORTH_CLEANING = 1.15;

/**
 * Chooses the cells to hide, over all linked tables together, so that for each primary cell and each view there are two
 * tables of whole persons that agree with everything published: one gives at most `low`, one at least `high`. The
 * cheapest choice where the tables are small enough, else one that hides nothing needlessly.
 * Deterministic. Throws RangeError when the joint counts are too many.
 */
export async function suppress(linked: LinkedTables, effort?: Effort): Promise<Suppression> {
  const joint = jointCounts(linked);
  const cells = linked.tables.flatMap((table) => table.cells);
  const costs = cells.map(({ cost }) => cost);
  const kept = cells.flatMap(({ keep, need, hidden }, at) => (keep && !need && !hidden ? [at] : []));
  const nearest = await LeastCostProgram.of(joint, costs, kept);
  const cuts = await CutProgram.of(joint, costs, kept);
  try {
    const wanted = effort ?? (cells.length <= MOST_CELLS ? EFFORT : NO_EFFORT);
    const suppressor = new Suppressor(joint, cells, nearest, cuts, linked.keptIsKnown === true);
    suppressor.take(linked.met ?? []);
    return await suppressor.run(wanted);
  } finally {
    nearest.dispose();
    cuts.dispose();
  }
}

class Suppressor {
  readonly #joint: JointCounts;
  readonly #cells: readonly Cell[];
  readonly #nearest: LeastCostProgram;
  readonly #cutting: CutProgram;
  readonly #demands: Demands;
  /** Of the demands those that something can answer. */
  #asked: readonly Demand[];
  readonly #keptIsKnown: boolean;
  readonly #pool: TablePool;
  readonly #helpless = new Set<number>();
  /** Hidden whatever is chosen. */
  readonly #given: ReadonlySet<number>;
  /** Short cuts take longer to find, and are only worth it where the cheapest choice is looked for. */
  #seeksCheapest = false;
  /** Each holds cells of which every choice hides one. */
  readonly #cuts: (readonly number[])[] = [];

  constructor(
    joint: JointCounts,
    cells: readonly Cell[],
    nearest: LeastCostProgram,
    cutting: CutProgram,
    keptIsKnown: boolean,
  ) {
    this.#joint = joint;
    this.#cells = cells;
    this.#nearest = nearest;
    this.#cutting = cutting;
    this.#demands = demandsOf(joint, cells);
    this.#asked = this.#demands.demands;
    this.#keptIsKnown = keptIsKnown;
    this.#pool = new TablePool(joint, this.#demands.views);
    this.#given = new Set(cells.flatMap(({ need, hidden }, at) => (need || hidden ? [at] : [])));
  }

  /** Tables met elsewhere: those that are tables of these persons too serve as if they had been found here. */
  take(tables: readonly (readonly JointCount[])[]): void {
    for (const table of tables) {
      const changes = this.#joint.changesOf(table);
      if (changes !== undefined) this.#pool.addChanges(changes);
    }
  }

  async run({ rounds }: Effort): Promise<Suppression> {
    this.#seeksCheapest = rounds > 0;
    const first = this.#byNearestTables();
    // What is helpless has to be told otherwise, and all is chosen again.
    if (this.#helpless.size > 0) return this.#suppression(first, 0);
    let best = this.#cleaned(first);
    let bound = 0;
    for (let round = 0; round < rounds && this.#costOf(best) > bound + SAME_COST; round++) {
      const before = this.#cuts.length;
      const cheapest = await cheapestHittingSet(
        this.#cuts,
        this.#cells.map(({ cost }) => cost),
      );
      bound = Math.max(bound, cheapest.bound);
      const next = this.#byCuts(new Set([...this.#given, ...cheapest.cells]));
      if (this.#costOf(next) <= this.#costOf(best) * WORTH_CLEANING) {
        const cleaned = this.#cleaned(next);
        if (this.#costOf(cleaned) < this.#costOf(best)) best = cleaned;
      }
      // No more cuts: what is left between the two is whole numbers, which cuts do not see.
      if (this.#cuts.length === before) break;
    }
    return this.#suppression(best, Math.min(bound, this.#costOf(best)));
  }

  /** Hides more until every demand is met, each by the table that costs least; what cannot be met is helpless. */
  #byNearestTables(): Set<number> {
    const hidden = new Set(this.#given);
    const asked: Demand[] = [];
    for (const demand of this.#demands.demands) {
      if (this.#helpless.has(demand.cell)) continue;
      const met = this.#meetByNearest(demand, hidden);
      if (met !== undefined) asked.push(met);
      else if (!this.#keptIsKnown) this.#helpless.add(demand.cell);
    }
    this.#asked = asked;
    return hidden;
  }

  /** Hides what the nearest table takes; the demand that it answers, or undefined. */
  #meetByNearest(demand: Demand, hidden: Set<number>): Demand | undefined {
    if (this.#isMet(demand, hidden)) return demand;
    const nearest = this.#nearestOf(demand, hidden);
    if (nearest !== undefined) {
      for (const at of nearest.differs.keys()) hidden.add(at);
      return demand;
    }
    const less = this.#keptIsKnown ? this.#weaker(demand) : undefined;
    return less && this.#meetByNearest(less, hidden);
  }

  /** Of the nearest tables at each end, the one that takes least; kept. */
  #nearestOf(demand: Demand, hidden: ReadonlySet<number>): OtherTable | undefined {
    let best: { table: OtherTable; cost: number } | undefined;
    for (const question of this.#questions(demand)) {
      const counts = this.#nearest.nearest(question, hidden);
      if (counts === undefined) continue;
      const table = this.#pool.add(counts);
      const cost = this.#costOf([...table.differs.keys()].filter((at) => !hidden.has(at)));
      if (best === undefined || cost < best.cost) best = { table, cost };
    }
    return best?.table;
  }

  /** A step nearer to the true value; undefined when that is all that is left. */
  #weaker(demand: Demand): Demand | undefined {
    const [end, other] = demand.ends;
    if (end === undefined || other !== undefined) return undefined;
    const value = this.#joint.cells[demand.cell]?.value ?? 0;
    if (end.least > value + 1) return { ...demand, ends: [{ ...end, least: end.least - 1 }] };
    if (end.most < value - 1) return { ...demand, ends: [{ ...end, most: end.most + 1 }] };
    return undefined;
  }

  /** Hides more until every demand is met, each time the cheapest cell of a cut. */
  #byCuts(hidden: Set<number>): Set<number> {
    for (const demand of this.#asked)
      while (!this.#isMet(demand, hidden)) {
        const found = this.#look(demand, hidden, true);
        if (found === 'met') continue;
        if (found === 'no whole table') {
          const nearest = this.#nearestOf(demand, hidden);
          if (nearest === undefined) return new Set(this.#cells.keys());
          for (const at of nearest.differs.keys()) hidden.add(at);
        } else {
          const [cheapest] = [...found].sort((a, b) => this.#cost(a) - this.#cost(b) || a - b);
          if (cheapest === undefined) return new Set(this.#cells.keys());
          hidden.add(cheapest);
        }
      }
    return hidden;
  }

  /** Looks for a table among hidden cells alone and keeps it; else a cut, kept too, that every choice has a cell of. */
  #look(
    demand: Demand,
    hidden: ReadonlySet<number>,
    short: boolean,
  ): 'met' | 'no whole table' | readonly number[] {
    const cut = new Set<number>();
    let isCut = true;
    for (const question of this.#questions(demand)) {
      const found = this.#cutting.find(question, hidden, short);
      if (found === 'no whole table') isCut = false;
      else if ('cut' in found) for (const at of found.cut) cut.add(at);
      else {
        this.#pool.add(found.counts);
        if (!this.#isMet(demand, hidden)) throw new Error('a table that answers was not taken for one');
        return 'met';
      }
    }
    if (!isCut) return 'no whole table';
    // Where one of several ends is enough, a choice that has a cell of no cut reaches none of them.
    this.#cuts.push([...cut]);
    return [...cut];
  }

  /** Shows again, the costliest first, each cell that the demands can do without: asked again with that cell shown. */
  #cleaned(start: ReadonlySet<number>): Set<number> {
    const hidden = new Set(start);
    const chosen = [...hidden]
      .filter((at) => !this.#given.has(at))
      .sort((a, b) => this.#cost(b) - this.#cost(a) || a - b);
    for (const at of chosen) {
      hidden.delete(at);
      if (this.#mustHide(at, hidden) || !this.#asked.every((demand) => this.#canBeMet(demand, hidden)))
        hidden.add(at);
    }
    return hidden;
  }

  /** Whether a cut is known that would not be answered any more. */
  #mustHide(at: number, hidden: ReadonlySet<number>): boolean {
    return this.#cuts.some((cut) => cut.includes(at) && !cut.some((cell) => hidden.has(cell)));
  }

  #canBeMet(demand: Demand, hidden: ReadonlySet<number>): boolean {
    return this.#isMet(demand, hidden) || this.#look(demand, hidden, this.#seeksCheapest) === 'met';
  }

  #isMet(demand: Demand, hidden: ReadonlySet<number>): boolean {
    return this.#pool.answer(demand, (at) => hidden.has(at)) !== undefined;
  }

  #questions({ cell, ends, view }: Demand): Question[] {
    const still = this.#demands.views[view]?.still ?? new Set();
    return ends.map(({ least, most }) => ({ cell, least, most, still }));
  }

  #cost(at: number): number {
    return this.#cells[at]?.cost ?? 0;
  }

  #costOf(hidden: Iterable<number>): number {
    let cost = 0;
    for (const at of [...hidden].sort((a, b) => a - b)) if (!this.#given.has(at)) cost += this.#cost(at);
    return cost;
  }

  #suppression(hidden: ReadonlySet<number>, leastCost: number): Suppression {
    const places = (cells: Iterable<number>): CellPlace[] =>
      [...cells]
        .sort((a, b) => a - b)
        .map((at) => {
          const { table = 0, cell = 0 } = this.#joint.cells[at] ?? {};
          return { table, cell };
        });
    return {
      primary: places([...hidden].filter((at) => this.#cells[at]?.need !== undefined)),
      secondary: places([...hidden].filter((at) => this.#cells[at]?.need === undefined)),
      helpless: places(this.#helpless),
      cost: this.#costOf(hidden),
      leastCost,
      witnesses: this.#witnesses(hidden),
      solved: this.#nearest.solved + this.#cutting.solved,
    };
  }

  /** Tables that answer every demand, few of them: one that is taken serves all that it happens to answer. */
  #witnesses(hidden: ReadonlySet<number>): (readonly JointCount[])[] {
    const taken = new TablePool(this.#joint, this.#demands.views);
    const witnesses: (readonly JointCount[])[] = [];
    const isHidden = (at: number) => hidden.has(at);
    for (const demand of this.#asked) {
      if (taken.answer(demand, isHidden) !== undefined) continue;
      const table = this.#pool.answer(demand, isHidden);
      if (!table) continue;
      taken.take(table);
      witnesses.push(
        [...table.changes].map(([place, change]) => ({
          codes: this.#joint.codesAt(place),
          persons: (this.#joint.truth[place] ?? 0) + change,
        })),
      );
    }
    return witnesses;
  }
}
