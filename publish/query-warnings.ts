import type { DuckDBConnection } from '@duckdb/node-api';
import type { QueryLimits } from './query-limits.ts';
import { ADDING } from './query-rules.ts';
import {
  type SummedColumn as Column,
  lackingWarnings,
  mixedColumns,
  mixedWarnings,
  UNCHECKED,
} from './sum-checks.ts';

type Tree = Record<string, unknown>;

/** One SELECT of a query, with the names that WITH gives around it. */
interface Select {
  node: Tree;
  withs: readonly unknown[];
}

/** What a SELECT adds up: the expression, the rows that count, and by what it is grouped. */
interface Sum {
  value: Tree;
  filter: Tree | null;
  groups: readonly Tree[];
}

/**
 * Looks at what a query adds up, by asking the engine about the very rows of each sum: whether cells lack in them, and
 * whether a dimension's total stands among its parts. `tree` is what the engine's parser gave of the query.
 */
export async function sumWarnings(
  connection: DuckDBConnection,
  tree: unknown,
  limits: Pick<QueryLimits, 'secondes'>,
): Promise<string[]> {
  const selects = selectsOf(tree);
  const adds = selects.some(({ node }) => ownSums(node).length > 0);
  if (!adds) return [];
  const timer = setTimeout(() => connection.interrupt(), limits.secondes * 1000);
  const found = new Set<string>();
  try {
    for (const select of selects) for (const text of await warningsOf(connection, select)) found.add(text);
  } finally {
    clearTimeout(timer);
  }
  return [...found].sort();
}

async function warningsOf(connection: DuckDBConnection, select: Select): Promise<string[]> {
  const from = select.node.from_table;
  if (!isTree(from) || from.type === 'EMPTY') return [];
  const sums = ownSums(select.node);
  const dropped = sums.length === 0 ? droppedSum(select.node) : [];
  if (sums.length + dropped.length === 0) return [];
  try {
    const names = await columnsOf(connection, select);
    const hidden = sums.length === 0 ? [] : await lacking(connection, select, sums, names);
    return [...hidden, ...(await mixed(connection, select, [...sums, ...dropped], names))];
  } catch {
    // A subquery that reads the row around it has no rows of its own to look at.
    return sums.length > 0 ? [UNCHECKED] : [];
  }
}

async function lacking(
  connection: DuckDBConnection,
  select: Select,
  sums: readonly Sum[],
  names: readonly Column[],
): Promise<string[]> {
  const texts: string[] = [];
  for (const sum of sums) {
    const rows = await rowsOf(connection, select, sum, names);
    texts.push(...(await lackingWarnings((sql) => ask(connection, sql), rows, names)));
  }
  return texts;
}

async function mixed(
  connection: DuckDBConnection,
  select: Select,
  sums: readonly Sum[],
  names: readonly Column[],
): Promise<string[]> {
  const found: string[] = [];
  for (const sum of sums) {
    const rows = await rowsOf(connection, select, sum, names);
    found.push(...(await mixedColumns((sql) => ask(connection, sql), rows, sum.groups.length, names)));
  }
  return mixedWarnings(found);
}

async function columnsOf(connection: DuckDBConnection, select: Select): Promise<Column[]> {
  const sql = await sqlOf(connection, readingOf(select, [STAR], null));
  const rows = await ask(connection, `select column_name, column_type from (describe ${sql})`);
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** The rows of a sum: `f` whether a row counts, `v` what is added, `g…` the groups, `c…` every column of FROM. */
async function rowsOf(
  connection: DuckDBConnection,
  select: Select,
  { value, filter, groups }: Sum,
  names: readonly Column[],
): Promise<string> {
  const list = [filter ?? TRUE, value, ...groups.map((group) => named(group, select.node, names)), STAR];
  const sql = await sqlOf(connection, readingOf(select, list.map(bare), select.node.where_clause));
  const columns = [
    'f',
    'v',
    ...groups.map((_, index) => `g${index}`),
    ...names.map((_, index) => `c${index}`),
  ];
  return `(${sql}) as t(${columns.join(', ')})`;
}

/** A group that is a place in the list, or an alias there, is that expression. */
function named(group: Tree, node: Tree, names: readonly Column[]): Tree {
  const list = trees(node.select_list);
  const place = group.type === 'VALUE_CONSTANT' && isTree(group.value) ? group.value.value : undefined;
  if (typeof place === 'number') return list[place - 1] ?? group;
  const [only, ...rest] = strings(group.column_names);
  if (only === undefined || rest.length > 0 || names.some(({ name }) => name === only)) return group;
  return list.find(({ alias }) => alias === only) ?? group;
}

function bare(expression: Tree): Tree {
  return { ...expression, alias: '' };
}

function readingOf({ node, withs }: Select, list: readonly Tree[], where: unknown): Tree {
  return {
    ...node,
    ...{ modifiers: [], cte_map: { map: withs }, select_list: list, where_clause: where ?? null },
    ...{ group_expressions: [], group_sets: [], aggregate_handling: 'STANDARD_HANDLING' },
    ...{ having: null, qualify: null },
  };
}

const STAR: Tree = {
  ...{ class: 'STAR', type: 'STAR', alias: '', relation_name: '', exclude_list: [], replace_list: [] },
  ...{ columns: false, expr: null, qualified_exclude_list: [], rename_list: [] },
};

const TRUE: Tree = {
  ...{ class: 'CONSTANT', type: 'VALUE_CONSTANT', alias: '' },
  value: { type: { id: 'BOOLEAN', type_info: null }, is_null: false, value: true },
};

async function sqlOf(connection: DuckDBConnection, node: Tree): Promise<string> {
  const text = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] });
  const [row] = await ask(connection, `select json_deserialize_sql('${text.replaceAll("'", "''")}')`);
  return String(row?.[0]);
}

async function ask(connection: DuckDBConnection, sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS() as unknown[][];
}

/** Every SELECT of a query, with what WITH names around it. */
function selectsOf(tree: unknown): Select[] {
  const found: Select[] = [];
  const waiting: { value: unknown; withs: readonly unknown[] }[] = [{ value: tree, withs: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value } = next;
    if (Array.isArray(value)) for (const one of value) waiting.push({ value: one, withs: next.withs });
    if (!isTree(value)) continue;
    const own = isTree(value.cte_map) ? value.cte_map.map : undefined;
    const withs = Array.isArray(own) && own.length > 0 ? [...next.withs, ...own] : next.withs;
    if (value.type === 'SELECT_NODE') found.push({ node: value, withs });
    for (const child of Object.values(value)) waiting.push({ value: child, withs });
  }
  return found;
}

/** The sums of a SELECT itself, not those of the subqueries in it. */
function ownSums(node: Tree): Sum[] {
  const groups = groupsOf(node);
  const found: Sum[] = [];
  const waiting: unknown[] = [node.select_list, node.having, node.qualify, node.modifiers];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (Array.isArray(next)) waiting.push(...next);
    if (!isTree(next) || next.type === 'SELECT_NODE') continue;
    const [value] = trees(next.children);
    const isSum = ADDING.has(String(next.function_name ?? '').toLowerCase()) && value !== undefined;
    if (isSum && readsColumn(value)) {
      const partitions = next.type === 'WINDOW_AGGREGATE' ? trees(next.partitions) : groups;
      const filter = next.filter ?? next.filter_expr;
      found.push({ value, filter: isTree(filter) ? filter : null, groups: partitions });
    }
    waiting.push(...Object.values(next));
  }
  return found;
}

/** A SELECT that hands values on to a sum outside, without the dimensions that would tell totals from parts. */
function droppedSum(node: Tree): Sum[] {
  const list = trees(node.select_list);
  const isValue = (one: Tree): boolean => strings(one.column_names).at(-1) === 'valeur';
  const value = list.find(isValue);
  if (value === undefined || list.some(({ type }) => type === 'STAR')) return [];
  return [{ value, filter: null, groups: list.filter((one) => !isValue(one)) }];
}

/** What every grouping set of a SELECT has in common; all that is not aggregated under GROUP BY ALL. */
function groupsOf(node: Tree): Tree[] {
  if (node.aggregate_handling === 'FORCE_AGGREGATES')
    return trees(node.select_list).filter((one) => ownSums({ select_list: [one] }).length === 0);
  const expressions = trees(node.group_expressions);
  const sets: unknown = node.group_sets;
  if (!Array.isArray(sets)) return expressions;
  return expressions.filter((_, index) => sets.every((set) => Array.isArray(set) && set.includes(index)));
}

function readsColumn(value: Tree): boolean {
  return JSON.stringify(value).includes('"COLUMN_REF"');
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trees(value: unknown): Tree[] {
  return Array.isArray(value) ? value.filter(isTree) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}
