import type { BaseCells } from './base-cells.ts';
import type { SearchRoom } from './release-search.ts';
import type { RowSystem } from './row-system.ts';

/**
 * The parts of the cells that can be searched apart. What is tied by antenne and sexe alone is kept as it is on both sides,
 * so that a characteristic is searched by itself, with all years that a figure adds up; a question about sexe itself
 * searches all of its population.
 */
export class SearchRooms {
  readonly #rooms: SearchRoom[] = [];
  readonly #roomOf: Int32Array;
  /** The room of all cells of each block's population. */
  readonly #wide: Int32Array;

  constructor(cells: BaseCells, system: RowSystem) {
    const blocks = cells.blocks;
    const group = blocks.map((_, at) => at);
    const find = (at: number): number => {
      let root = at;
      while ((group[root] ?? root) !== root) root = group[root] ?? root;
      return root;
    };
    const join = (one: number, other: number): void => {
      group[find(one)] = find(other);
    };
    for (const { plus, minus } of system.rows) {
      const own = new Set([...plus, ...minus].map((place) => cells.blockOf[place] ?? 0));
      const [first, ...others] = [...own].filter((block) => !blocks[block]?.isMargin);
      if (first !== undefined) for (const other of others) join(first, other);
    }
    this.#roomOf = new Int32Array(blocks.length);
    this.#wide = new Int32Array(blocks.length);
    const parts = new Map<string, number[]>();
    const wholes = new Map<string, number[]>();
    for (const [at, block] of blocks.entries()) {
      if (!block.isMargin) parts.set(String(find(at)), [...(parts.get(String(find(at))) ?? []), at]);
      wholes.set(block.population, [...(wholes.get(block.population) ?? []), at]);
    }
    for (const members of parts.values()) this.#add(members, this.#roomOf, cells, system);
    for (const members of wholes.values()) this.#add(members, this.#wide, cells, system);
    for (const [at, block] of blocks.entries()) if (block.isMargin) this.#roomOf[at] = this.#wide[at] ?? 0;
  }

  #add(members: readonly number[], roomOf: Int32Array, cells: BaseCells, system: RowSystem): void {
    for (const block of members) roomOf[block] = this.#rooms.length;
    this.#rooms.push(roomOfBlocks(members, cells, system));
  }

  /** The place of the room that a target's cells are in; `wide`: with all of its population. */
  of(places: readonly number[], cells: BaseCells, wide: boolean): number {
    return (wide ? this.#wide : this.#roomOf)[cells.blockOf[places[0] ?? 0] ?? 0] ?? 0;
  }

  room(at: number): SearchRoom {
    return this.#rooms[at] ?? { places: [], rows: [] };
  }
}

function roomOfBlocks(members: readonly number[], cells: BaseCells, system: RowSystem): SearchRoom {
  const inside = new Set(members);
  const places: number[] = [];
  for (const [place, block] of cells.blockOf.entries()) if (inside.has(block)) places.push(place);
  const rows: number[] = [];
  for (const [at, { plus, minus }] of system.rows.entries())
    if ([...plus, ...minus].some((place) => inside.has(cells.blockOf[place] ?? -1))) rows.push(at);
  return { places, rows };
}
