import { TOTAL } from '../catalogue.ts';
import type { Cell, Group, LinkedTable, LinkedTables, Need } from './linked-tables.ts';
import type { Suppression } from './suppress.ts';

/** A table as it would be published, in the shape that the audit reads. */
export interface LaidTable {
  fichier: string;
  dimensions: readonly string[];
  cells: readonly { codes: readonly string[]; valeur: number | undefined; secret: boolean }[];
}

/** A dimension of made-up tables: its finest codes, and wider ones by the finest in them. */
export interface FixtureDimension {
  name: string;
  codes: readonly string[];
  wider?: Readonly<Record<string, readonly string[]>>;
}

/** What of a made-up table is asked and kept. */
export interface FixtureRule {
  need: Need;
  /** Whether a cell is under the rule: its codes in the order of the table's dimensions. */
  applies: (codes: readonly string[], value: number) => boolean;
  keeps: (codes: readonly string[], value: number) => boolean;
  cost?: (codes: readonly string[], value: number) => number;
}

/** Every choice of one from each list. */
export function product(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (sofar, list) => sofar.flatMap((one) => list.map((last) => [...one, last])),
    [[]],
  );
}

/** Persons by all dimensions, the counts in the order of the product of the finest codes. */
export function groupsOf(dimensions: readonly FixtureDimension[], counts: readonly number[]): Group[] {
  return product(dimensions.map(({ codes }) => codes)).map((codes, at) => ({
    codes,
    persons: counts[at] ?? 0,
  }));
}

/** Tables over sets of the dimensions, each with its totals and wider codes. */
export function tablesOf(
  dimensions: readonly FixtureDimension[],
  groups: readonly Group[],
  sets: readonly (readonly string[])[],
  rule: FixtureRule,
  insiders: readonly string[] = [],
): LinkedTables {
  const tables = sets.map((names): LinkedTable => {
    const own = names.map((name) => dimensions.findIndex((one) => one.name === name));
    const lists = own.map((at) => [
      ...(dimensions[at]?.codes ?? []),
      ...Object.keys(dimensions[at]?.wider ?? {}),
      TOTAL,
    ]);
    const cells = product(lists).map((codes): Cell => {
      const value = countOf(dimensions, groups, own, codes);
      const keep = rule.keeps(codes, value);
      const cost = rule.cost?.(codes, value) ?? 1 + Math.log2(1 + value);
      return { codes, keep, cost, ...(!keep && rule.applies(codes, value) ? { need: rule.need } : {}) };
    });
    return { name: names.join('×'), dimensions: names, cells };
  });
  const nesting = new Map(
    dimensions.flatMap(({ name, wider }) => (wider ? [[name, new Map(Object.entries(wider))] as const] : [])),
  );
  return { sources: [{ dimensions: dimensions.map(({ name }) => name), groups }], nesting, tables, insiders };
}

function countOf(
  dimensions: readonly FixtureDimension[],
  groups: readonly Group[],
  own: readonly number[],
  codes: readonly string[],
): number {
  const isIn = (group: Group) =>
    codes.every((code, rank) => {
      const at = own[rank] ?? 0;
      const finest = dimensions[at]?.wider?.[code] ?? [code];
      return code === TOTAL || finest.includes(group.codes[at] ?? '');
    });
  return groups.filter(isIn).reduce((sum, { persons }) => sum + persons, 0);
}

/** The tables as a reader gets them, and as the audit reads them; what an insider (`antenne`, code) knows besides. */
export function publishedTables(
  linked: LinkedTables,
  hidden: ReadonlySet<string>,
  insider?: { dimension: string; code: string },
): LaidTable[] {
  const [source] = linked.sources;
  const names = source?.dimensions ?? [];
  const groups = source?.groups ?? [];
  const finest = names.map((_, at) => [...new Set(groups.map(({ codes }) => codes[at] ?? ''))]);
  const dimensions = names.map(
    (name, at): FixtureDimension => ({
      name,
      codes: finest[at] ?? [],
      wider: Object.fromEntries(linked.nesting.get(name) ?? []),
    }),
  );
  const tables = linked.tables.map((table, at): LaidTable => {
    const own = table.dimensions.map((name) => names.indexOf(name));
    const cells = table.cells.map(({ codes }, cell) => {
      const secret = hidden.has(placeKey({ table: at, cell }));
      return { codes, secret, valeur: secret ? undefined : countOf(dimensions, groups, own, codes) };
    });
    return { fichier: table.name, dimensions: table.dimensions, cells };
  });
  if (insider === undefined) return tables;
  const rank = names.indexOf(insider.dimension);
  const own = groups.filter(({ codes }) => codes[rank] === insider.code);
  const cells = own.map(({ codes, persons }) => ({ codes, secret: false, valeur: persons }));
  return [...tables, { fichier: 'own', dimensions: names, cells }];
}

/** How codes nest, as the audit wants it: code → parent. */
export function parentsOf(linked: LinkedTables): Map<string, Map<string, string>> {
  return new Map(
    [...linked.nesting].map(([name, wider]) => [
      name,
      new Map([...wider].flatMap(([parent, codes]) => codes.map((code) => [code, parent] as const))),
    ]),
  );
}

/** The cells that a choice hides. */
export function hiddenBy({ primary, secondary }: Suppression): Set<string> {
  return new Set([...primary, ...secondary].map(placeKey));
}

/** A cell by one text. */
export function placeKey({ table, cell }: { table: number; cell: number }): string {
  return `${table}/${cell}`;
}
