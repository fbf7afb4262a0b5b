import { type PublishedTable, TOTAL } from './table.ts';

/** How the codes of one dimension nest: each code is the sum of leaves, the total of all of them. */
export interface CodeTree {
  dimension: string;
  /** The finest codes, which share no person. */
  leaves: readonly string[];
  /** Code → the places of its leaves; the total among them. */
  cover: ReadonlyMap<string, readonly number[]>;
  /** Codes found to be sums of others by the figures alone: `EU = Portugal + Spain`. */
  found: readonly string[];
  /** True where no nesting fits the figures: the codes of different tables are then not comparable. */
  apart: boolean;
}

/** A code's parent within its dimension, where somebody states it. */
export type StatedParents = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What the tables give of one dimension while all other codes stand still. */
interface Context {
  total: number | undefined;
  known: ReadonlyMap<string, number>;
}

/** Up to so many codes every set of them is tried; beyond, the sets that each table lists. */
const ALL_SETS = 15;

/**
 * The tree of a dimension over all tables: as stated, else flat where the figures allow it, else the finest nesting
 * that all figures agree with. An attacker knows that Portugal is in Europe; the figures mostly say it too.
 */
export function codeTree(
  dimension: string,
  tables: readonly PublishedTable[],
  parents: ReadonlyMap<string, string> = new Map(),
): CodeTree {
  const codes = codesOf(dimension, tables);
  if (parents.size > 0) return statedTree(dimension, codes, parents);
  const contexts = contextsOf(dimension, tables);
  if (addsUp(codes, contexts)) return flat(dimension, codes, false);
  for (const leaves of candidates(dimension, codes, tables, contexts)) {
    const sums = codes
      .filter((code) => !leaves.includes(code))
      .map((code) => ({ code, parts: partsOf(code, leaves, contexts) }));
    if (sums.some(({ parts }) => parts === undefined)) continue;
    return treeOf(dimension, leaves, new Map(sums.map(({ code, parts }) => [code, parts ?? []])));
  }
  return flat(dimension, codes, true);
}

function codesOf(dimension: string, tables: readonly PublishedTable[]): string[] {
  const codes = new Set<string>();
  for (const { dimensions, cells } of tables) {
    const place = dimensions.indexOf(dimension);
    if (place >= 0) for (const cell of cells) codes.add(cell.codes[place] ?? TOTAL);
  }
  codes.delete(TOTAL);
  return [...codes].sort();
}

/** The contexts of all tables together: codes elsewhere, without totals, say which figures lie side by side. */
function contextsOf(dimension: string, tables: readonly PublishedTable[]): Context[] {
  const found = new Map<string, { total: number | undefined; known: Map<string, number> }>();
  for (const { dimensions, cells } of tables) {
    const place = dimensions.indexOf(dimension);
    for (const { codes, valeur } of cells) {
      if (valeur === undefined) continue;
      const others = dimensions
        .flatMap((name, at) => (at === place || codes[at] === TOTAL ? [] : [`${name}=${codes[at]}`]))
        .sort();
      const key = JSON.stringify(others);
      const context = found.get(key) ?? { total: undefined, known: new Map() };
      found.set(key, context);
      const code = place < 0 ? TOTAL : (codes[place] ?? TOTAL);
      if (code === TOTAL) context.total = valeur;
      else context.known.set(code, valeur);
    }
  }
  return [...found.values()];
}

/** Whether these codes may be all there is: no sum above its total, none short of it where all are known. */
function addsUp(codes: readonly string[], contexts: readonly Context[]): boolean {
  return contexts.every(({ total, known }) => total === undefined || fits(total, codes, known));
}

function fits(whole: number, parts: readonly string[], known: ReadonlyMap<string, number>): boolean {
  const given = parts.filter((part) => known.has(part));
  const sum = given.reduce((sofar, part) => sofar + (known.get(part) ?? 0), 0);
  // A code that a table leaves out is empty or unknown: it never makes a sum too great.
  return sum <= whole && (sum === whole || given.length < parts.length);
}

/** Sets of codes that may be the finest, the largest first. */
function candidates(
  dimension: string,
  codes: readonly string[],
  tables: readonly PublishedTable[],
  contexts: readonly Context[],
): string[][] {
  const sets =
    codes.length <= ALL_SETS
      ? subsets(codes)
      : tables.map((table) => codesOf(dimension, [table])).filter((set) => set.length > 0);
  return sets
    .filter((set) => set.length < codes.length && addsUp(set, contexts))
    .sort((a, b) => b.length - a.length);
}

function subsets(codes: readonly string[]): string[][] {
  return Array.from({ length: 2 ** codes.length - 1 }, (_, index) =>
    codes.filter((_, place) => ((index + 1) >> place) & 1),
  );
}

/** The leaves that a code is the sum of, in every context; undefined when none are, or when nothing shows it. */
function partsOf(
  code: string,
  leaves: readonly string[],
  contexts: readonly Context[],
): readonly string[] | undefined {
  const shown = contexts.filter(({ known }) => known.has(code));
  const sets = leaves.length <= ALL_SETS ? subsets(leaves) : leaves.map((leaf) => [leaf]);
  const fitting = sets.filter(
    (set) =>
      shown.every(({ known }) => fits(known.get(code) ?? 0, set, known)) &&
      shown.some(({ known }) => set.every((leaf) => known.has(leaf))),
  );
  return fitting.sort((a, b) => evidence(b, shown) - evidence(a, shown) || a.length - b.length)[0];
}

function evidence(set: readonly string[], contexts: readonly Context[]): number {
  return contexts.filter(({ known }) => set.every((leaf) => known.has(leaf))).length;
}

function flat(dimension: string, leaves: readonly string[], apart: boolean): CodeTree {
  return { ...treeOf(dimension, leaves, new Map()), apart };
}

function treeOf(
  dimension: string,
  leaves: readonly string[],
  sums: ReadonlyMap<string, readonly string[]>,
): CodeTree {
  const places = new Map(leaves.map((leaf, place) => [leaf, place]));
  const cover = new Map<string, readonly number[]>([[TOTAL, leaves.map((_, place) => place)]]);
  for (const [leaf, place] of places) cover.set(leaf, [place]);
  for (const [code, parts] of sums)
    cover.set(
      code,
      parts.map((part) => places.get(part) ?? 0),
    );
  const found = [...sums].map(([code, parts]) => `${code} = ${parts.join(' + ')}`);
  return { dimension, leaves, cover, found, apart: false };
}

function statedTree(
  dimension: string,
  codes: readonly string[],
  parents: ReadonlyMap<string, string>,
): CodeTree {
  const all = [...new Set([...codes, ...parents.keys(), ...parents.values()])].filter(
    (code) => code !== TOTAL,
  );
  const above = new Set(parents.values());
  const leaves = all.filter((code) => !above.has(code)).sort();
  const sums = new Map(
    all
      .filter((code) => above.has(code))
      .map((code) => [code, leaves.filter((leaf) => isUnder(leaf, code, parents))]),
  );
  return { ...treeOf(dimension, leaves, sums), found: [] };
}

function isUnder(leaf: string, code: string, parents: ReadonlyMap<string, string>): boolean {
  const seen = new Set<string>();
  for (let at = parents.get(leaf); at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === code) return true;
    seen.add(at);
  }
  return false;
}
