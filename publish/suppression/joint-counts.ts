import { TOTAL } from '../catalogue.ts';
import { type Block, junctionTree } from './junction-tree.ts';
import type { CellPlace, JointCount, LinkedTables } from './linked-tables.ts';

/** A cell over the joint counts. */
export interface JointCell extends CellPlace {
  /** Dimension → code; a total is not named. */
  named: ReadonlyMap<string, string>;
  /** The counts that it is the sum of. */
  counts: readonly number[];
  value: number;
}

/** Joint counts of every block, one after another, and which of them each cell adds up. */
export interface JointCounts {
  /** The true counts. */
  truth: Float64Array;
  /** Every cell, and the counts that it is the sum of. */
  cells: readonly JointCell[];
  /** Sums that are equal whatever the table: a margin that two blocks share. */
  ties: readonly { one: readonly number[]; other: readonly number[] }[];
  /** For each insider (`antenne=APEX`), the counts that she knows. */
  known: ReadonlyMap<string, ReadonlySet<number>>;
  /** Dimension → its finest code, of a count. */
  codesAt(place: number): ReadonlyMap<string, string>;
  /** What a table given by its own counts changes; undefined where it is no table of these persons. */
  changesOf(table: readonly JointCount[]): ReadonlyMap<number, number> | undefined;
}

/** How many joint counts are still computed with. */
const MOST = 200_000;

/** Lays the persons out over the joint counts of the tables' junction tree. Throws RangeError above 200 000 counts, or when no source tells a block. */
export function jointCounts(linked: LinkedTables): JointCounts {
  return new Layout(linked).lay();
}

interface Placed extends Block {
  start: number;
  sizes: readonly number[];
}

class Layout {
  /** Codes of the counts asked about: thousands of tables name the same few. */
  readonly #named = new Map<number, ReadonlyMap<string, string>>();
  readonly #linked: LinkedTables;
  readonly #codes = new Map<string, readonly string[]>();
  readonly #blocks: Placed[] = [];
  #size = 0;

  constructor(linked: LinkedTables) {
    this.#linked = linked;
    for (const { dimensions, groups } of linked.sources)
      for (const [at, name] of dimensions.entries()) {
        const codes = new Set([
          ...(this.#codes.get(name) ?? []),
          ...groups.map((group) => group.codes[at] ?? TOTAL),
        ]);
        this.#codes.set(name, [...codes].sort());
      }
    for (const block of junctionTree(linked.tables.map(({ dimensions }) => dimensions))) {
      const sizes = block.dimensions.map((name) => this.#codes.get(name)?.length ?? 1);
      this.#blocks.push({ ...block, start: this.#size, sizes });
      this.#size += sizes.reduce((product, size) => product * size, 1);
    }
    if (this.#size > MOST) throw new RangeError(`${this.#size} joint counts, at most ${MOST}.`);
  }

  lay(): JointCounts {
    const { tables, insiders } = this.#linked;
    const truth = new Float64Array(this.#size);
    for (const block of this.#blocks) this.#fill(block, truth);
    const cells = tables.flatMap((table, at) =>
      table.cells.map((cell, place) => {
        const block = this.#blocks.find((one) =>
          table.dimensions.every((name) => one.dimensions.includes(name)),
        );
        const codes = table.dimensions.map((name, rank) => [name, cell.codes[rank] ?? TOTAL] as const);
        const named = new Map(codes.filter(([, code]) => code !== TOTAL));
        const counts = block ? this.#under(block, named) : [];
        return { table: at, cell: place, named, counts, value: sumOf(truth, counts) };
      }),
    );
    const known = new Map(
      insiders.flatMap((name) =>
        (this.#codes.get(name) ?? []).map((code) => [`${name}=${code}`, this.#knownTo(name, code)] as const),
      ),
    );
    const ties = this.#blocks.flatMap((block) => this.#ties(block));
    return {
      truth,
      cells,
      ties,
      known,
      codesAt: (place) => {
        const codes = this.#named.get(place) ?? this.#codesAt(place);
        this.#named.set(place, codes);
        return codes;
      },
      changesOf: (table) => {
        const changes = this.#changesOf(table, truth);
        return changes !== undefined && keepsTies(ties, changes) ? changes : undefined;
      },
    };
  }

  #changesOf(table: readonly JointCount[], truth: Float64Array): Map<number, number> | undefined {
    const changes = new Map<number, number>();
    for (const { codes, persons } of table) {
      const place = this.#placeOf(codes);
      if (place === undefined || persons < 0) return undefined;
      const change = persons - (truth[place] ?? 0);
      if (change !== 0) changes.set(place, change);
    }
    return changes;
  }

  /** The count of some finest codes; undefined where no block has these dimensions, or no source such a code. */
  #placeOf(codes: ReadonlyMap<string, string>): number | undefined {
    const block = this.#blocks.find(
      ({ dimensions }) => dimensions.length === codes.size && dimensions.every((name) => codes.has(name)),
    );
    if (block === undefined) return undefined;
    let place = 0;
    for (const [at, name] of block.dimensions.entries()) {
      const code = this.#codes.get(name)?.indexOf(codes.get(name) ?? '') ?? -1;
      if (code < 0) return undefined;
      place = place * (block.sizes[at] ?? 1) + code;
    }
    return block.start + place;
  }

  /** Counts the persons of a block, from the source that tells all its dimensions. */
  #fill(block: Placed, truth: Float64Array): void {
    const source = this.#linked.sources.find(({ dimensions }) =>
      block.dimensions.every((name) => dimensions.includes(name)),
    );
    if (source === undefined)
      throw new RangeError(`No source tells ${block.dimensions.join(' × ')} together.`);
    for (const { codes, persons } of source.groups) {
      const named = new Map(source.dimensions.map((name, at) => [name, codes[at] ?? TOTAL]));
      for (const place of this.#under(block, named)) truth[place] = (truth[place] ?? 0) + persons;
    }
  }

  /** An insider knows her own persons, wherever her dimension is told apart. */
  #knownTo(name: string, code: string): ReadonlySet<number> {
    const blocks = this.#blocks.filter((block) => block.dimensions.includes(name));
    return new Set(blocks.flatMap((block) => this.#under(block, new Map([[name, code]]))));
  }

  #ties(block: Placed): { one: number[]; other: number[] }[] {
    const parent = block.parent === undefined ? undefined : this.#blocks[block.parent];
    if (parent === undefined || block.separator.length === 0) return [];
    const choices = block.separator.reduce<Map<string, string>[]>(
      (sofar, name) =>
        sofar.flatMap((one) => (this.#codes.get(name) ?? []).map((code) => new Map([...one, [name, code]]))),
      [new Map()],
    );
    return choices.map((codes) => ({ one: this.#under(block, codes), other: this.#under(parent, codes) }));
  }

  #codesAt(place: number): ReadonlyMap<string, string> {
    const block = this.#blocks.findLast(({ start }) => start <= place);
    const codes = new Map<string, string>();
    let rest = place - (block?.start ?? 0);
    // The last dimension goes fastest.
    for (let at = (block?.dimensions.length ?? 0) - 1; at >= 0; at--) {
      const name = block?.dimensions[at] ?? '';
      const size = block?.sizes[at] ?? 1;
      codes.set(name, this.#codes.get(name)?.[rest % size] ?? '');
      rest = Math.floor(rest / size);
    }
    return codes;
  }

  /** The counts of a block under some codes; a dimension that is not named is in all. */
  #under({ dimensions, start, sizes }: Placed, codes: ReadonlyMap<string, string>): number[] {
    let places = [start];
    let step = sizes.reduce((product, size) => product * size, 1);
    for (const [at, name] of dimensions.entries()) {
      step /= sizes[at] ?? 1;
      const leaves = this.#leaves(name, codes.get(name) ?? TOTAL);
      places = places.flatMap((place) => leaves.map((leaf) => place + leaf * step));
    }
    return places;
  }

  #leaves(name: string, code: string): number[] {
    const all = this.#codes.get(name) ?? [];
    if (code === TOTAL) return all.map((_, place) => place);
    const leaves = this.#linked.nesting.get(name)?.get(code) ?? [code];
    return leaves.map((leaf) => all.indexOf(leaf)).filter((place) => place >= 0);
  }
}

/** The sum of some counts. */
export function sumOf(counts: Float64Array, places: readonly number[]): number {
  return places.reduce((sum, place) => sum + (counts[place] ?? 0), 0);
}

/** Whether margins that two blocks share are still the same in both. */
function keepsTies(ties: JointCounts['ties'], changes: ReadonlyMap<number, number>): boolean {
  const change = (places: readonly number[]) =>
    places.reduce((sum, place) => sum + (changes.get(place) ?? 0), 0);
  return ties.every(({ one, other }) => change(one) === change(other));
}
