import type { Demand } from './attackers.ts';
import { changeOf, type HintedChange, type HintedTables } from './hinted-tables.ts';
import type { Goal, Proofs } from './proofs.ts';

/** A demand that no table in hand meets; `undefined` where any other value of the figure will do, whoever knows what. */
type Wish = Demand | undefined;

/**
 * Gathers proofs from the hints. Adding up thousands of tables that show nothing new would take most of an audit, so that a
 * hint is verified only when it could show what is still wanted; a demand is met by verified tables alone all the same.
 */
export class Harvest {
  readonly #hints: HintedTables;
  readonly #proofs: Proofs;
  readonly #offered = new Set<number>();

  constructor(hints: HintedTables, proofs: Proofs) {
    this.#hints = hints;
    this.#proofs = proofs;
  }

  /**
   * Offers hints that by themselves go as far as an open demand wants, or that move one of `moved`, until nothing is
   * wanted any more.
   */
  takeUseful(open: readonly Demand[], moved: Iterable<number> = []): void {
    const wishes = new Map<number, Wish[]>();
    const add = (target: number, wish: Wish) => wishes.set(target, [...(wishes.get(target) ?? []), wish]);
    for (const demand of open) add(demand.target, demand);
    for (const target of moved) add(target, undefined);
    for (let at = 0; at < this.#hints.size && wishes.size > 0; at++) {
      if (this.#offered.has(at)) continue;
      const hint = this.#hints.at(at);
      const effects = this.#proofs.effectsOf(hint.places, hint.by);
      if (!this.#isUseful(wishes, effects, hint) || !this.#offer(at, hint)) continue;
      for (const [target, by] of effects) this.#drop(wishes, target, by);
    }
  }

  /** Offers every hint that moves the figure of an open demand: put together they may show what none does alone. */
  takeAll(open: readonly Demand[]): void {
    const targets = new Set(open.map(({ target }) => target));
    for (let at = 0; at < this.#hints.size && targets.size > 0; at++) {
      if (this.#offered.has(at)) continue;
      const hint = this.#hints.at(at);
      const effects = this.#proofs.effectsOf(hint.places, hint.by);
      for (const [target, by] of effects)
        if (by !== 0 && targets.has(target)) {
          this.#offer(at, hint);
          break;
        }
    }
  }

  #offer(at: number, hint: HintedChange): boolean {
    this.#offered.add(at);
    return this.#proofs.offer(changeOf(hint));
  }

  #isUseful(
    wishes: ReadonlyMap<number, readonly Wish[]>,
    effects: ReadonlyMap<number, number>,
    { places }: HintedChange,
  ): boolean {
    const avoids = new Map<ReadonlySet<number>, boolean>();
    const avoid = (fixed: ReadonlySet<number>): boolean => {
      const isFree = avoids.get(fixed) ?? !places.some((place) => fixed.has(place));
      avoids.set(fixed, isFree);
      return isFree;
    };
    for (const [target, by] of effects)
      for (const wish of by === 0 ? [] : (wishes.get(target) ?? []))
        if (wish?.goals.some((goal) => this.#reaches(goal, by) && avoid(goal.fixed)) ?? true) return true;
    return false;
  }

  #reaches({ target, least, most }: Goal, by: number): boolean {
    const value = this.#proofs.valueOf(target);
    const reached = value < least ? value + Math.abs(by) : value - Math.abs(by);
    return reached >= least && reached <= most;
  }

  #drop(wishes: Map<number, Wish[]>, target: number, by: number): void {
    const before = wishes.get(target);
    if (before === undefined || by === 0) return;
    const left = before.filter((wish) => wish && !wish.goals.some((goal) => this.#proofs.meetsAlone(goal)));
    if (left.length > 0) wishes.set(target, left);
    else wishes.delete(target);
  }
}
