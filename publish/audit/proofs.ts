import type { Change, RowSystem } from './row-system.ts';

/** A figure to be doubted: the cells that it adds up, and its true value. */
export interface Target {
  places: readonly number[];
  value: number;
}

/** What must be shown of a target: a table that gives from `least` to `most`, and changes none of what is fixed. */
export interface Goal {
  target: number;
  least: number;
  most: number;
  /** Cells that this attacker knows. */
  fixed: ReadonlySet<number>;
}

/** A change that any table may undergo, and what it does to each target. */
interface Move {
  change: Change;
  effects: ReadonlyMap<number, number>;
}

/** Moves tried for one goal at most; the number keeps an audit of many figures short. */
const MOST_TRIED = 400;
/** Times that one goal goes through its moves. */
const MOST_ROUNDS = 6;

/**
 * Tables in hand. Whoever finds one offers it; it is taken when adding says that it agrees. Its independent parts are
 * moves, and moves are put together to show what one table alone does not.
 */
export class Proofs {
  readonly #system: RowSystem;
  readonly #targets: readonly Target[];
  /** Targets of each cell. */
  readonly #targetsOf: (number[] | undefined)[];
  readonly #moves: Move[] = [];
  readonly #movesOf: number[][];
  readonly #known = new Set<string>();
  readonly #used = new Set<string>();
  /** Tables that did not agree. */
  refused = 0;

  constructor(system: RowSystem, targets: readonly Target[]) {
    this.#system = system;
    this.#targets = targets;
    this.#movesOf = targets.map(() => []);
    this.#targetsOf = Array.from(system.truth, () => undefined);
    for (const [at, { places }] of targets.entries())
      for (const place of places) {
        const hers = this.#targetsOf[place];
        if (hers) hers.push(at);
        else this.#targetsOf[place] = [at];
      }
  }

  /** Tables that show something. */
  get witnesses(): number {
    return this.#used.size;
  }

  /** Takes a table, told by what it changes; false when it does not agree with everything. */
  offer(change: Change): boolean {
    const moved = new Map([...change].filter(([, by]) => by !== 0));
    if (moved.size === 0) return true;
    if (!this.#system.agrees(moved)) {
      this.refused += 1;

      return false;
    }
    for (const part of this.#system.parts(moved)) this.#keep(part);
    return true;
  }

  /** Takes over what another has: what agrees with more agrees with less, and adding says so again. */
  takeOver(other: Proofs): void {
    for (const { change } of other.#moves) if (this.#system.agrees(change)) this.#keep(change);
  }

  /** What a change does to each target: `by[i]` more in the cell `places[i]`. */
  effectsOf(places: ArrayLike<number>, by: ArrayLike<number>): Map<number, number> {
    const effects = new Map<number, number>();
    for (let at = 0; at < places.length; at++)
      for (const target of this.#targetsOf[places[at] ?? 0] ?? [])
        effects.set(target, (effects.get(target) ?? 0) + (by[at] ?? 0));
    return effects;
  }

  /** The true value of a target. */
  valueOf(target: number): number {
    return this.#targets[target]?.value ?? 0;
  }

  /** Whether one move in hand goes as far as a goal wants. */
  meetsAlone(goal: Goal): boolean {
    return this.#single(goal, this.valueOf(goal.target) < goal.least ? 1 : -1) !== undefined;
  }

  /** A table that meets a goal, verified; undefined when none in hand does. */
  meet(goal: Goal): Change | undefined {
    const { value, places } = this.#targets[goal.target] ?? { value: 0, places: [] };
    if (value >= goal.least && value <= goal.most) return new Map();
    const wanted = value < goal.least ? 1 : -1;
    const table = this.#single(goal, wanted) ?? this.#compose(goal, wanted);
    if (table === undefined || !this.#system.agrees(table)) return undefined;
    let reached = value;
    for (const place of places) reached += table.get(place) ?? 0;
    if (reached < goal.least || reached > goal.most) return undefined;
    for (const place of table.keys()) if (goal.fixed.has(place)) return undefined;
    this.#used.add(keyOf(table));
    return table;
  }

  /** Whether a table in hand gives a sum of cells another value than the true one. */
  doubts(places: readonly number[]): boolean {
    const counted = new Set(places);
    return this.#moves.some(({ change }) => {
      let moved = 0;
      for (const [place, by] of change) if (counted.has(place)) moved += by;
      return moved !== 0;
    });
  }

  #keep(change: Change): void {
    const key = keyOf(change);
    if (this.#known.has(key)) return;
    this.#known.add(key);
    const effects = this.effectsOf([...change.keys()], [...change.values()]);
    const at = this.#moves.length;
    this.#moves.push({ change, effects });
    for (const [target, by] of effects) if (by !== 0) this.#movesOf[target]?.push(at);
  }

  /** One move that goes far enough by itself, and not too far. */
  #single({ target, least, most, fixed }: Goal, wanted: 1 | -1): Change | undefined {
    const { truth } = this.#system;
    const value = this.#targets[target]?.value ?? 0;
    for (const at of this.#movesOf[target] ?? []) {
      const move = this.#moves[at];
      const by = move?.effects.get(target) ?? 0;
      const reached = value + wanted * Math.abs(by);
      if (move === undefined || reached < least || reached > most || touches(move.change, fixed)) continue;
      const sign = Math.sign(by) * wanted;
      const signed = sign > 0 ? move.change : new Map([...move.change].map(([place, one]) => [place, -one]));
      // As it was offered it agrees; turned round it may take more persons from a cell than there are.
      if (sign > 0 || [...signed].every(([place, one]) => (truth[place] ?? 0) + one >= 0)) return signed;
    }
    return undefined;
  }

  /** Puts moves together, either way round, the one that goes furthest first, as long as no cell falls under 0. */
  #compose({ target, least, most, fixed }: Goal, wanted: 1 | -1): Change | undefined {
    const start = this.#targets[target]?.value ?? 0;
    const moves = (this.#movesOf[target] ?? [])
      .flatMap((at) => {
        const move = this.#moves[at];
        const by = move?.effects.get(target) ?? 0;
        return move === undefined || touches(move.change, fixed)
          ? []
          : [{ change: move.change, by: Math.abs(by), sign: Math.sign(by) * wanted }];
      })
      .sort((a, b) => b.by - a.by || a.change.size - b.change.size)
      .slice(0, MOST_TRIED);
    const table = new Map<number, number>();
    let value = start;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const before = value;
      for (const { change, by, sign } of moves) {
        if (value >= least && value <= most) return table;
        if (!this.#add(table, change, sign)) continue;
        value += wanted * by;
      }
      if (value >= least && value <= most) return table;
      if (value === before) return undefined;
    }
    return undefined;
  }

  /** Adds a move to a table if that leaves every cell at 0 or more and every bound kept. */
  #add(table: Map<number, number>, change: Change, sign: number): boolean {
    const { truth } = this.#system;
    for (const [place, by] of change)
      if ((truth[place] ?? 0) + (table.get(place) ?? 0) + sign * by < 0) return false;
    for (const [place, by] of change) table.set(place, (table.get(place) ?? 0) + sign * by);
    if (this.#system.agrees(table)) return true;
    for (const [place, by] of change) table.set(place, (table.get(place) ?? 0) - sign * by);
    return false;
  }
}

function touches(change: Change, fixed: ReadonlySet<number>): boolean {
  if (fixed.size === 0) return false;
  if (fixed.size < change.size) {
    for (const place of fixed) if (change.has(place)) return true;
    return false;
  }
  for (const place of change.keys()) if (fixed.has(place)) return true;
  return false;
}

function keyOf(change: Change): string {
  return [...change]
    .filter(([, by]) => by !== 0)
    .sort(([a], [b]) => a - b)
    .map(([place, by]) => `${place}:${by}`)
    .join(' ');
}
