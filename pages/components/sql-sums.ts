/** Finds what a query of a page adds up, so that the rows of its sums can be looked at. */
import { ADDING } from '#publish/query-rules.ts';
import {
  type Ask,
  lackingWarnings,
  mixedColumns,
  mixedWarnings,
  type SummedColumn,
  UNCHECKED,
} from '#publish/sum-checks.ts';
import type { Token } from './sql-token.ts';

/** A query that adds up, cut into its parts; each is text of the query. */
export interface SummingQuery {
  /** What each sum adds, and which rows count. */
  sums: { value: string; filter: string }[];
  from: string;
  where: string;
  groups: string[];
}

const clauses = [
  'select',
  'from',
  'where',
  'group',
  'having',
  'qualify',
  'window',
  'order',
  'limit',
  'offset',
];
/** Parts whose rows are not those of FROM and WHERE alone. */
const elsewhere = new Set([
  'union',
  'intersect',
  'except',
  'over',
  'qualify',
  'rollup',
  'sets',
  'pivot',
  'all',
]);

function addsUp(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => ADDING.has(token.word) && tokens[at + 1]?.word === '(');
}

/** Depth of each token in parentheses; a parenthesis stands at the depth around it. */
function depths(tokens: readonly Token[]): number[] {
  let depth = 0;
  return tokens.map(({ kind, word }) => {
    if (kind === 'operator' && word === ')') depth -= 1;
    const own = depth;
    if (kind === 'operator' && word === '(') depth += 1;
    return own;
  });
}

/** Text from the first of some tokens to the end of the last. A line break ends a comment inside. */
function textOf(sql: string, tokens: readonly Token[]): string {
  const [first] = tokens;
  const last = tokens.at(-1);
  return first === undefined || last === undefined ? '' : sql.slice(first.from, last.to);
}

function splitAtCommas(tokens: readonly Token[]): Token[][] {
  const depth = depths(tokens);
  const parts: Token[][] = [[]];
  for (const [at, token] of tokens.entries()) {
    if (token.word === ',' && token.kind === 'operator' && depth[at] === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** Tokens inside the parentheses that open at `open`, and where they close. */
function inside(tokens: readonly Token[], open: number): { tokens: Token[]; close: number } {
  const depth = depths(tokens);
  const close = tokens.findIndex(
    ({ kind, word }, at) => at > open && kind === 'operator' && word === ')' && depth[at] === depth[open],
  );
  return { tokens: tokens.slice(open + 1, close), close };
}

function sumsIn(sql: string, tokens: readonly Token[]): SummingQuery['sums'] {
  const found: SummingQuery['sums'] = [];
  for (const [at, token] of tokens.entries()) {
    if (!ADDING.has(token.word) || tokens[at + 1]?.word !== '(') continue;
    const { tokens: argument, close } = inside(tokens, at + 1);
    const value = argument[0]?.word === 'distinct' ? argument.slice(1) : argument;
    if (!value.some(({ kind }) => kind === 'name' || kind === 'keyword')) continue;
    const filtered = tokens[close + 1]?.word === 'filter' && tokens[close + 2]?.word === '(';
    const filter = filtered ? inside(tokens, close + 2).tokens.slice(1) : [];
    found.push({ value: textOf(sql, value), filter: textOf(sql, filter) });
  }
  return found;
}

/** A group that is a place in the list is that expression; so is an alias of the list. */
function groupText(sql: string, group: Token[], list: Token[][]): string {
  const [only] = group;
  if (group.length !== 1 || only === undefined) return textOf(sql, group);
  if (only.kind === 'number') return textOf(sql, bare(list[Number(only.word) - 1] ?? group));
  const aliased = list.find((item) => item.length > 1 && item.at(-1)?.word === only.word && hasAlias(item));
  return textOf(sql, aliased === undefined ? group : bare(aliased));
}

function hasAlias(item: readonly Token[]): boolean {
  return item.at(-2)?.word === 'as' || (item.at(-2)?.word !== '.' && item.at(-1)?.kind === 'name');
}

function bare(item: readonly Token[]): Token[] {
  if (item.length < 2 || !hasAlias(item)) return [...item];
  return item.slice(0, item.at(-2)?.word === 'as' ? -2 : -1);
}

/** The parts of a query that adds up; 'none' when it adds nothing, 'unseen' when its rows cannot be told from its text. */
export function summingQuery(sql: string, tokens: readonly Token[]): SummingQuery | 'none' | 'unseen' {
  if (!addsUp(tokens)) return 'none';
  const selects = tokens.filter(({ kind, word }) => kind === 'keyword' && word === 'select').length;
  if (tokens[0]?.word !== 'select' || selects !== 1) return 'unseen';
  if (tokens.some(({ kind, word }) => kind === 'keyword' && elsewhere.has(word))) return 'unseen';
  const depth = depths(tokens);
  const starts = tokens.flatMap(({ kind, word }, at) =>
    kind === 'keyword' && depth[at] === 0 && clauses.includes(word) ? [{ word, at }] : [],
  );
  const part = (wanted: string, skip: number): Token[] => {
    const found = starts.findIndex(({ word }) => word === wanted);
    const start = starts[found];
    return start === undefined ? [] : tokens.slice(start.at + skip, starts[found + 1]?.at ?? tokens.length);
  };
  const list = splitAtCommas(part('select', 1));
  const from = textOf(sql, part('from', 1));
  if (from === '') return 'none';
  const sums = [
    ...sumsIn(sql, part('select', 1)),
    ...sumsIn(sql, part('having', 1)),
    ...sumsIn(sql, part('order', 2)),
  ];
  return {
    ...{ sums, from, where: textOf(sql, part('where', 1)) },
    groups: splitAtCommas(part('group', 2)).map((group) => groupText(sql, group, list)),
  };
}

/** What the command would say of the same sums, from the very rows that they add up. */
export async function warningsOf(ask: Ask, sql: string, tokens: readonly Token[]): Promise<string[]> {
  const query = summingQuery(sql, tokens);
  if (query === 'none') return [];
  if (query === 'unseen') return [UNCHECKED];
  try {
    return await lookAt(ask, query);
  } catch {
    return [UNCHECKED];
  }
}

async function lookAt(ask: Ask, { sums, from, where, groups }: SummingQuery): Promise<string[]> {
  const described = await ask(`select column_name, column_type from (describe select * from ${from}\n)`);
  const names: SummedColumn[] = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
  const lacking: string[] = [];
  const mixed: string[] = [];
  for (const { value, filter } of sums) {
    const list = [filter === '' ? 'true' : filter, value, ...groups, '*'].map((one) => `${one}\n`).join(', ');
    const columns = ['f', 'v', ...groups.map((_, at) => `g${at}`), ...names.map((_, at) => `c${at}`)];
    const condition = where === '' ? '' : ` where ${where}\n`;
    const rows = `(select ${list} from ${from}\n${condition}) as t(${columns.join(', ')})`;
    lacking.push(...(await lackingWarnings(ask, rows, names)));
    mixed.push(...(await mixedColumns(ask, rows, groups.length, names)));
  }
  return [...new Set([...lacking, ...mixedWarnings(mixed)])].sort();
}
