/**
 * What a query may be, in a page. The engine stands in a worker that reads nothing but the cubes it was given, and each
 * query runs in a transaction that cannot write; this says in words, before that, what is refused.
 */
import { FORBIDDEN_FUNCTIONS, OPEN_VIEWS, TABLE_FUNCTIONS } from '#publish/query-rules.ts';
import type { Token } from './sql-token.ts';

/** What the engine has of its own. */
export interface EngineNames {
  /** Functions that stand where a table stands. */
  tableFunctions: ReadonlySet<string>;
  /** Functions of a value; some bear the name of a table function too. */
  scalarFunctions: ReadonlySet<string>;
  views: ReadonlySet<string>;
}

/** Bytes that a query may have. */
export const longestQuery = 100_000;

const reading = new Set(['select', 'with', 'from', 'values', 'table', '(']);
const describing = new Set(['describe', 'desc', 'summarize', 'show']);
/** Names of the engine's own views and tables begin so; no cube or column does. */
const ownNames = /^(duckdb_|pragma_|pg_|sqlite_)/;
const systemSchemas = new Set(['information_schema', 'pg_catalog', 'system', 'temp']);

/** Whether a query asks what there is, and not for rows. */
export function isDescription(tokens: readonly Token[]): boolean {
  return describing.has(tokens[0]?.word ?? '');
}

/** The query without the semicolons that end it. */
export function withoutEnd(sql: string, tokens: readonly Token[]): string {
  const last = tokens.findLastIndex(({ word }) => word !== ';');
  return sql.slice(0, tokens[last]?.to ?? 0);
}

function functionRefusal(token: Token, names: EngineNames): string | undefined {
  const { word } = token;
  if (FORBIDDEN_FUNCTIONS.test(word)) return `la fonction ${word} n’est pas permise`;
  if (!names.tableFunctions.has(word) || TABLE_FUNCTIONS.has(word)) return undefined;
  return names.scalarFunctions.has(word) ? undefined : `la fonction ${word} ne lit pas un cube`;
}

function nameRefusal(
  tokens: readonly Token[],
  index: number,
  names: EngineNames,
  known: ReadonlySet<string>,
): string | undefined {
  const { word } = tokens[index] as Token;
  const dotted = tokens[index + 1]?.word === '.';
  const full = `${word}.${tokens[index + 2]?.word ?? ''}`;
  if (dotted && OPEN_VIEWS.has(full)) return undefined;
  if (dotted && systemSchemas.has(word)) return `« ${full} » n’est pas un cube de cette publication`;
  if (ownNames.test(word)) return `« ${word} » n’est pas un cube de cette publication`;
  const before = tokens[index - 1]?.word;
  const isTable = before === 'from' || before === 'join';
  if (isTable && names.views.has(word) && !known.has(word)) {
    return `« ${word} » n’est pas un cube de cette publication`;
  }
  return undefined;
}

/** Why a query is not run, in French; undefined when it may be. `cubes` are the names of what may be read. */
export function refusalOf(
  sql: string,
  tokens: readonly Token[],
  names: EngineNames,
  cubes: readonly string[],
): string | undefined {
  if (sql.includes('\0')) return 'caractère nul dans la requête';
  const end = tokens.findLastIndex(({ word }) => word !== ';') + 1;
  const own = tokens.slice(0, end);
  const [first] = own;
  if (first === undefined) return 'la requête est vide';
  if (own.some(({ kind, word }) => kind === 'operator' && word === ';')) return 'une seule requête à la fois';
  if (!reading.has(first.word) && !describing.has(first.word)) return 'seule la lecture est permise';
  if (!balanced(own)) return 'les parenthèses ne se ferment pas';
  const known = new Set(cubes);
  if (own.some((_, index) => showsOther(own, index, known))) {
    return 'seules « show tables » et « describe <cube> » sont permises';
  }
  for (const [index, token] of own.entries()) {
    if (token.kind !== 'name' && token.kind !== 'keyword') continue;
    const called = own[index + 1]?.word === '(';
    const why = called ? functionRefusal(token, names) : nameRefusal(own, index, names, known);
    if (why !== undefined) return why;
  }
  return undefined;
}

/** Whether a SHOW or DESCRIBE asks for more than the cubes, their columns, or those of a query. */
function showsOther(tokens: readonly Token[], index: number, known: ReadonlySet<string>): boolean {
  const { word } = tokens[index] as Token;
  const begins = index === 0 || tokens[index - 1]?.word === '(';
  if (!begins || !describing.has(word)) return false;
  const next = tokens[index + 1];
  if (next === undefined || next.kind === 'string') return true;
  return !reading.has(next.word) && !known.has(next.word) && next.word !== 'tables';
}

function balanced(tokens: readonly Token[]): boolean {
  let depth = 0;
  for (const { kind, word } of tokens) {
    if (kind !== 'operator') continue;
    if (word === '(') depth += 1;
    if (word === ')') depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

/** What the engine says of a query that fails, without the query that it repeats, and never of a file or setting. */
export function engineSays(message: string): string {
  const words = (message.split(/\n+LINE \d+:/, 1)[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  if (/^Out of Memory|bad_alloc|memory access out of bounds|unreachable/i.test(words)) {
    return 'Requête arrêtée : sa réponse ou sa mémoire dépasse la limite. Choisissez moins de colonnes ou de lignes, ou agrégez.';
  }
  const missing = /^Catalog Error: Table with name (\S+) does not exist/.exec(words)?.[1];
  if (missing !== undefined) return `« ${missing} » n’est pas un cube de cette publication.`;
  const told =
    /^(Binder|Catalog|Conversion|Invalid Input|Out of Range|Parser|Syntax|Mismatch Type|Invalid Type)/i.test(
      words,
    );
  return told ? `La requête échoue. Le moteur dit : ${words.slice(0, 500)}` : 'La requête échoue.';
}
