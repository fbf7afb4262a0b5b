import {
  type Attacker,
  type Demand,
  demandsOf,
  type Knowledge,
  OUTSIDER,
  type SecretFigure,
  singletons,
} from './attackers.ts';
import type { BaseCells } from './base-cells.ts';
import type { Harvest } from './harvest.ts';
import type { Goal, Proofs } from './proofs.ts';
import type { Question, ReleaseSearch } from './release-search.ts';
import type { SearchRooms } from './search-rooms.ts';

/** What an attack asked, and what it could not be kept from. */
export interface Attacked {
  /** Demands that nothing in hand meets. */
  open: readonly Demand[];
  demands: number;
  attackers: number;
}

/** What is asked together: small counts upwards, or downwards, or only away from what they are. */
type Kind = 'haut' | 'bas' | 'exact';

/** Rounds in which an attacker's demands are asked together; then each by itself; then each with sexe let go too. */
const TOGETHER = 2;

/**
 * Asks, for every figure and attacker, whether enough tables are in hand, and looks for what lacks: all demands of an
 * attacker on one part of the cells at once, then each by itself, as long as programs are left.
 */
export class Attack {
  readonly #cells: BaseCells;
  readonly #knowledge: Knowledge;
  readonly #figures: readonly SecretFigure[];
  readonly #proofs: Proofs;
  readonly #harvest: Harvest;
  readonly #search: ReleaseSearch;
  readonly #rooms: SearchRooms;
  readonly #metOf = new Map<Attacker, Map<string, ReadonlyMap<number, number>>>();
  /** What was asked by itself already: asked again it gives the same. */
  readonly #asked = new Set<string>();

  constructor(
    knowledge: Knowledge,
    figures: readonly SecretFigure[],
    { proofs, harvest, search }: { proofs: Proofs; harvest: Harvest; search: ReleaseSearch },
    rooms: SearchRooms,
  ) {
    this.#cells = knowledge.cells;
    this.#knowledge = knowledge;
    this.#figures = figures;
    this.#proofs = proofs;
    this.#harvest = harvest;
    this.#search = search;
    this.#rooms = rooms;
  }

  run(attackers: readonly Attacker[], withSingletons: boolean): Attacked {
    const demands = attackers.flatMap((attacker) =>
      this.#figures.flatMap((figure, at) => demandsOf(at, figure, attacker, this.#knowledge)),
    );
    const reader = demands.filter(({ attacker }) => attacker === OUTSIDER);
    const alone = withSingletons ? singletons(this.#figures) : [];
    const others = [...this.#figures.keys()].filter((at) => this.#figures[at]?.secrecy === 'secondaire');
    this.#harvest.takeUseful(
      this.#openOf(demands),
      others.filter((at) => !this.#isDoubted(at)),
    );
    let open = this.#lookFor(demands);
    let again: Demand[] = [];
    // A table found for one who is alone may move another: they are asked about until nothing new is found.
    for (let before = -1; before !== this.#search.programs; ) {
      before = this.#search.programs;
      again = this.#singletonDemands(alone, reader);
      const left = this.#lookFor(again);
      open = [...this.#openOf(open), ...left];
    }
    const all = demands.length + again.length;
    return { open, demands: all, attackers: attackers.length + alone.length };
  }

  #isDoubted(figure: number): boolean {
    return this.#proofs.doubts(this.#figures[figure]?.places ?? []);
  }

  #openOf(demands: readonly Demand[]): Demand[] {
    return demands.filter((demand) => this.#met(demand) === undefined);
  }

  /** What meets a demand: once found it is kept, for what is in hand never grows less. */
  #met({ goals, attacker }: Demand): ReadonlyMap<number, number> | undefined {
    const met = this.#metOf.get(attacker) ?? new Map<string, ReadonlyMap<number, number>>();
    this.#metOf.set(attacker, met);
    const [first] = goals;
    const key = `${first?.target} ${first?.least} ${first?.most}`;
    const before = met.get(key);
    if (before) return before;
    for (const goal of goals) {
      const table = this.#proofs.meet(goal);
      if (table === undefined) continue;
      met.set(key, table);
      return table;
    }
    return undefined;
  }

  /** Looks for tables for what nothing in hand meets; gives what stays open. */
  #lookFor(demands: readonly Demand[]): Demand[] {
    let open = this.#openOf(demands);
    this.#harvest.takeUseful(open);
    open = this.#openOf(open);
    this.#harvest.takeAll(open);
    open = this.#openOf(open);
    for (let round = 0; open.length > 0 && !this.#search.isSpent; round++) {
      const before = open.length;
      const questions = this.#questions(open, round);
      for (const change of this.#search.find(questions)) this.#proofs.offer(change);
      open = this.#openOf(open);
      if (round > TOGETHER + 1 && open.length === before) break;
    }
    return open;
  }

  #questions(open: readonly Demand[], round: number): Question[] {
    const together = new Map<string, { goals: Goal[]; room: number; fixed: ReadonlySet<number> }>();
    const numbers = new Map<Attacker, number>();
    for (const [at, demand] of open.entries()) {
      const { attacker, target } = demand;
      if (!numbers.has(attacker)) numbers.set(attacker, numbers.size);
      const room = this.#rooms.of(this.#figures[target]?.places ?? [], this.#cells, round > TOGETHER);
      const goal = goalOf(demand, round);
      const own = round < TOGETHER ? this.#kindOf(demand) : at;
      if (round >= TOGETHER && !this.#isNew(demand, goal, room)) continue;
      const key = `${room}/${numbers.get(attacker)}/${own}`;
      const question = together.get(key) ?? { goals: [], room, fixed: attacker.fixed };
      together.set(key, question);
      question.goals.push(goal);
    }
    return [...together.values()].map(({ goals, room, fixed }) => ({
      ...{ goals, fixed },
      room: this.#rooms.room(room),
    }));
  }

  #isNew({ attacker, target }: Demand, { least, most }: Goal, room: number): boolean {
    const key = JSON.stringify([target, least, most, room, attacker.nom, [...attacker.fixed].slice(0, 20)]);
    if (this.#asked.has(key)) return false;
    this.#asked.add(key);
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
        demandsOf(demand.target, figure, one, this.#knowledge).filter(
          (other) => this.#kindOf(other) === kind,
        ),
      );
    });
  }

  #kindOf({ goals, target }: Demand): Kind {
    if (goals.length > 1) return 'exact';
    return (this.#figures[target]?.value ?? 0) < (goals[0]?.least ?? 0) ? 'haut' : 'bas';
  }
}

/** The goal of a demand that a program is asked for: either will do where there are two. */
function goalOf({ goals, target, attacker }: Demand, round: number): Goal {
  return goals[(round + target) % goals.length] ?? { target, least: 0, most: 0, fixed: attacker.fixed };
}
