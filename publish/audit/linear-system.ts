import { PublicationError } from '../publication-error.ts';
import { type Clique, cliquesOf } from './cliques.ts';
import type { CodeTree } from './code-tree.ts';
import { type PublishedTable, type TableCell, TOTAL } from './table.ts';

/** A sum of base cells: their places. */
export type Sum = readonly number[];

/** A hidden cell of a table, and the base cells that it is the sum of. */
export interface HiddenCell {
  table: PublishedTable;
  cell: TableCell;
  sum: Sum;
}

/** Base cells, all at least 0, under equations: everything that the tables say. */
export interface LinearSystem {
  /** Number of base cells. */
  size: number;
  equations: readonly { sum: Sum; minus: Sum; value: number }[];
  hidden: readonly HiddenCell[];
}

/** How many joint cells are still thought of; above, an audit says that it cannot. */
const MOST_CELLS = 400_000;

/**
 * The equations of some published tables. A combination of finest codes that a table does not list is empty, unless
 * `unlistedUnknown`. Throws PublicationError `trop_de_cellules`.
 */
export function systemOf(
  tables: readonly PublishedTable[],
  trees: ReadonlyMap<string, CodeTree>,
  unlistedUnknown: boolean,
): LinearSystem {
  return new SystemMaker(tables, trees, unlistedUnknown).make();
}

/** A clique's joint cells, one after another from `start`, the last dimension fastest. */
interface Block {
  clique: Clique;
  start: number;
  sizes: readonly number[];
}

class SystemMaker {
  private readonly blocks: Block[] = [];
  private size = 0;
  private readonly equations: { sum: Sum; minus: Sum; value: number }[] = [];
  private readonly hidden: HiddenCell[] = [];

  constructor(
    private readonly tables: readonly PublishedTable[],
    private readonly trees: ReadonlyMap<string, CodeTree>,
    private readonly unlistedUnknown: boolean,
  ) {}

  make(): LinearSystem {
    for (const clique of cliquesOf(this.tables.map((table) => table.dimensions))) this.addBlock(clique);
    for (const block of this.blocks) this.tie(block);
    for (const table of this.tables) this.addTable(table);
    return { size: this.size, equations: this.equations, hidden: this.hidden };
  }

  private addBlock(clique: Clique): void {
    const sizes = clique.dimensions.map((name) => this.trees.get(name)?.leaves.length ?? 0);
    this.blocks.push({ clique, start: this.size, sizes });
    this.size += sizes.reduce((product, one) => product * one, 1);
    if (this.size <= MOST_CELLS) return;
    throw new PublicationError([
      {
        code: 'trop_de_cellules',
        message: `Ces tableaux se tiennent par des dimensions en anneau : leur croisement a plus de ${MOST_CELLS} cellules.`,
        regle: 'Un audit pense à toutes les cellules du croisement.',
        remede: 'Regroupez des modalités ou auditez moins de tableaux à la fois.',
      },
    ]);
  }

  /** The margin that a clique shares with the one it hangs on is the same. */
  private tie({ clique, ...block }: Block): void {
    const above = clique.hangsOn === undefined ? undefined : this.blocks[clique.hangsOn];
    if (above === undefined) return;
    const leaves = clique.shared.map((name) => this.trees.get(name)?.leaves ?? []);
    for (const codes of combinations(leaves)) {
      const named = new Map(clique.shared.map((name, place) => [name, codes[place] ?? TOTAL]));
      const sum = this.sumIn({ clique, ...block }, named);
      this.equations.push({ sum, minus: this.sumIn(above, named), value: 0 });
    }
  }

  private addTable(table: PublishedTable): void {
    const block = this.blocks.find(({ clique }) =>
      table.dimensions.every((name) => clique.dimensions.includes(name)),
    );
    if (block === undefined) return;
    const sumOf = (codes: readonly string[]): Sum =>
      this.sumIn(block, new Map(table.dimensions.map((name, place) => [name, codes[place] ?? TOTAL])));
    for (const cell of table.cells) {
      const sum = sumOf(cell.codes);
      if (cell.valeur !== undefined) this.equations.push({ sum, minus: [], value: cell.valeur });
      else if (cell.secret) this.hidden.push({ table, cell, sum });
    }
    if (this.unlistedUnknown) return;
    for (const codes of this.unlisted(table)) this.equations.push({ sum: sumOf(codes), minus: [], value: 0 });
  }

  /** The combinations of a table's finest codes that it does not list. */
  private unlisted(table: PublishedTable): string[][] {
    const listed = new Set(table.cells.map(({ codes }) => JSON.stringify(codes)));
    const finest = table.dimensions.map((name, place) => {
      const tree = this.trees.get(name);
      const codes = [...new Set(table.cells.map((cell) => cell.codes[place] ?? TOTAL))];
      const below = codes.filter((code) => code !== TOTAL);
      // A table that gives a dimension by its total alone says nothing of its codes.
      return below.length === 0
        ? [TOTAL]
        : below.filter((code) => !below.some((other) => isPart(tree, other, code)));
    });
    return combinations(finest).filter((codes) => !listed.has(JSON.stringify(codes)));
  }

  /** The base cells of a block under some codes; a dimension left out is in all. */
  private sumIn({ clique, start, sizes }: Block, codes: ReadonlyMap<string, string>): Sum {
    let places: number[] = [start];
    let step = sizes.reduce((product, one) => product * one, 1);
    for (const [at, name] of clique.dimensions.entries()) {
      step /= sizes[at] ?? 1;
      const cover = this.trees.get(name)?.cover.get(codes.get(name) ?? TOTAL) ?? [];
      places = places.flatMap((place) => cover.map((leaf) => place + leaf * step));
    }
    return places;
  }
}

/** Whether a code's leaves are some of another's, and not all. */
function isPart(tree: CodeTree | undefined, code: string, of: string): boolean {
  const inner = tree?.cover.get(code) ?? [];
  const outer = tree?.cover.get(of) ?? [];
  return inner.length < outer.length && inner.every((leaf) => outer.includes(leaf));
}

/** Every choice of one from each list. */
export function combinations<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>(
    (sofar, list) => sofar.flatMap((one) => list.map((last) => [...one, last])),
    [[]],
  );
}
