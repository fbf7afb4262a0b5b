import {
  type Attacker,
  type Demand,
  demandsOf,
  OUTSIDER,
  type SecretFigure,
  singletons,
} from './attackers.ts';
import type { BaseCells } from './base-cells.ts';
import type { Goal, Proofs } from './proofs.ts';
import type { ReleaseSearch } from './release-search.ts';

/** What an attack asked, and what it could not be kept from. */
export interface Attacked {
  /** Demands that nothing in hand meets. */
  open: readonly Demand[];
  demands: number;
  attackers: number;
}

/** What is asked together: small counts upwards, then downwards, then those hidden for others' sake, either way. */
const KINDS = ['haut', 'bas', 'secondaire'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Asks, for every figure and attacker, whether enough tables are in hand, and looks for what lacks: for all demands of an
 * attacker at once, then for many of those who are alone in a cell, then one by one, as long as programs are left.
 */
export class Attack {
  readonly #cells: BaseCells;
  readonly #figures: readonly SecretFigure[];
  readonly #proofs: Proofs;
  readonly #search: ReleaseSearch;
  /** Programs that this attack may run in all. */
  readonly #programs: number;

  constructor(
    cells: BaseCells,
    figures: readonly SecretFigure[],
    proofs: Proofs,
    search: ReleaseSearch,
    programs: number,
  ) {
    this.#cells = cells;
    this.#figures = figures;
    this.#proofs = proofs;
    this.#search = search;
    this.#programs = programs;
  }

  run(attackers: readonly Attacker[], withSingletons: boolean): Attacked {
    const each = attackers.map((attacker) =>
      this.#figures.flatMap((figure, at) => demandsOf(at, figure, attacker, this.#cells)),
    );
    for (const demands of each) this.#searchTogether(demands);
    const reader = each[attackers.indexOf(OUTSIDER)] ?? [];
    const alone = withSingletons ? singletons(this.#figures) : [];
    this.#searchAlone(this.#singletonDemands(alone, reader));
    this.#searchEach([...each.flat(), ...this.#singletonDemands(alone, reader)]);
    // What was found last may move somebody whom nothing moved before: they are asked about once more.
    const all = [...each.flat(), ...this.#singletonDemands(alone, reader)];
    return { open: this.#openOf(all), demands: all.length, attackers: attackers.length + alone.length };
  }

  #openOf(demands: readonly Demand[]): Demand[] {
    return demands.filter((demand) => this.#met(demand) === undefined);
  }

  #met({ goals }: Demand): ReadonlyMap<number, number> | undefined {
    for (const goal of goals) {
      const table = this.#proofs.meet(goal);
      if (table) return table;
    }
    return undefined;
  }

  /** One program for all demands of an attacker and a kind, as long as it helps; then with sexe let go too. */
  #searchTogether(demands: readonly Demand[]): void {
    const fixed = demands[0]?.attacker.fixed ?? new Set<number>();
    let open = this.#openOf(demands);
    for (const wide of [false, true])
      for (const kind of KINDS)
        for (let before = Infinity; ; ) {
          const asked = open.filter((demand) => this.#kindOf(demand) === kind);
          if (asked.length === 0 || asked.length >= before) break;
          before = asked.length;
          if (!this.#find(asked.map(goalOf), fixed, wide)) return;
          open = this.#openOf(open);
        }
  }

  /** Looks for tables for many attackers at once: what any of them knows stays as it is. */
  #searchAlone(demands: readonly Demand[]): void {
    let open = this.#openOf(demands);
    for (let before = Infinity; open.length > 0 && open.length < before; ) {
      before = open.length;
      for (const kind of KINDS) {
        const together = this.#apart(open.filter((demand) => this.#kindOf(demand) === kind));
        if (together.length === 0) continue;
        const fixed = new Set(together.flatMap(({ attacker }) => [...attacker.fixed]));
        if (!this.#find(together.map(goalOf), fixed, false)) return;
        open = this.#openOf(open);
      }
    }
  }

  #searchEach(demands: readonly Demand[]): void {
    for (const demand of this.#openOf(demands)) {
      if (this.#met(demand)) continue;
      for (const [at] of demand.goals.entries())
        if (!this.#find([goalOf(demand, at)], demand.attacker.fixed, true)) return;
    }
  }

  /** Runs a program and offers what it finds; false when no program is left. */
  #find(goals: readonly Goal[], fixed: ReadonlySet<number>, wide: boolean): boolean {
    if (this.#search.programs >= this.#programs) return false;
    const blocks = new Set(
      goals.flatMap(({ target }) =>
        (this.#figures[target]?.places ?? []).map((place) => this.#cells.blockOf[place]),
      ),
    );
    const free = wide ? () => true : (place: number) => blocks.has(this.#cells.blockOf[place]);
    const change = this.#search.find({ goals, fixed, free });
    if (change) this.#proofs.offer(change);
    return true;
  }

  /** What each one of a cell of one might learn with the tables that serve a reader: those that would move her. */
  #singletonDemands(alone: readonly Attacker[], reader: readonly Demand[]): Demand[] {
    const at = new Map<number, Attacker[]>();
    for (const one of alone) for (const place of one.fixed) at.set(place, [...(at.get(place) ?? []), one]);
    return reader.flatMap((demand) => {
      const figure = this.#figures[demand.target];
      const table = this.#met(demand);
      if (figure === undefined || table === undefined || figure.secrecy === 'secondaire') return [];
      const near = new Set([...table.keys(), ...figure.places].flatMap((place) => at.get(place) ?? []));
      const kind = this.#kindOf(demand);
      return [...near].flatMap((one) =>
        demandsOf(demand.target, figure, one, this.#cells).filter((other) => this.#kindOf(other) === kind),
      );
    });
  }

  /** As many demands as can be asked together: none knows what another is to doubt. */
  #apart(demands: readonly Demand[]): Demand[] {
    const taken: Demand[] = [];
    const fixed = new Set<number>();
    const asked = new Set<number>();
    for (const demand of demands) {
      const places = this.#figures[demand.target]?.places ?? [];
      const hers = demand.attacker.fixed;
      if (places.some((place) => fixed.has(place)) || [...hers].some((place) => asked.has(place))) continue;
      taken.push(demand);
      for (const place of hers) fixed.add(place);
      for (const place of places) if (!hers.has(place)) asked.add(place);
    }
    return taken;
  }

  #kindOf({ goals, target }: Demand): Kind {
    if (goals.length > 1) return 'secondaire';
    return (this.#figures[target]?.value ?? 0) < (goals[0]?.least ?? 0) ? 'haut' : 'bas';
  }
}

/** The goal of a demand that a program is asked for: either will do where there are two. */
function goalOf({ goals, target, attacker }: Demand, at: number): Goal {
  return goals[(at + target) % goals.length] ?? { target, least: 0, most: 0, fixed: attacker.fixed };
}
