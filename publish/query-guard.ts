import type { DuckDBConnection } from '@duckdb/node-api';
import { nearest } from '../sql/nearest.ts';
import { type ProblemDraft, PublicationError, throwProblems } from './publication-error.ts';
import { FORBIDDEN_FUNCTIONS, OPEN_VIEWS, TABLE_FUNCTIONS } from './query-rules.ts';

const DESCRIPTIONS: ReadonlySet<string> = new Set(['DESCRIBE', 'SUMMARY']);

/**
 * Lets a query through only when it is one SELECT over the cubes. It is judged on the tree that the engine's
 * own parser gives, so that comments, cases and look-alike letters hide nothing. Gives that tree.
 *
 * Errors (`PublicationError`): `requete_illisible` when it does not parse, `requete_refusee` when it does more
 * than read the cubes, `cube_inconnu` when it names a table that is no cube.
 */
export async function checkQuery(
  connection: DuckDBConnection,
  sql: string,
  cubes: readonly string[],
): Promise<object> {
  const parsed = await parse(connection, sql);
  if (Reflect.get(parsed, 'error') === true) throw refusedByParser(parsed);
  const statements: unknown = Reflect.get(parsed, 'statements');
  if (Array.isArray(statements) && statements.length === 0) throw emptyQuery();
  if (!Array.isArray(statements) || statements.length !== 1) {
    throw new PublicationError([refusal('une seule requête à la fois', 'Envoyez les requêtes une à une.')]);
  }
  const systemViews = await readSystemViews(connection);
  const scope: Scope = { cubes, systemViews, withNames: new Set() };
  const problems: ProblemDraft[] = [];
  visit(statements[0], (node) => collectWithNames(node, scope));
  visit(statements[0], (node) => problems.push(...nodeRefusals(node, scope)));
  throwProblems(problems);
  return parsed;
}

/** The error for a query that is blank, or only a comment. */
export function emptyQuery(): PublicationError {
  return new PublicationError([
    {
      code: 'requete_vide',
      message: 'La requête est vide.',
      regle: 'un SELECT sur les cubes',
      remede: 'Exemple : select * from chiffres_cles',
    },
  ]);
}

/** What the engine calls a release's database: its file without its ending. */
const OWN_DATABASE = 'cpca';

interface Scope {
  cubes: readonly string[];
  systemViews: ReadonlySet<string>;
  /** Names given by WITH, in lower case. */
  withNames: Set<string>;
}

async function parse(connection: DuckDBConnection, sql: string): Promise<object> {
  // A NUL ends the text for the engine, and what follows would not be judged.
  if (sql.includes('\0')) throw unreadable('caractère nul dans la requête');
  const literal = `'${sql.replaceAll("'", "''")}'`;
  const reader = await connection.runAndReadAll(`select json_serialize_sql(${literal})`);
  const [row] = reader.getRowsJS();
  // A place that is not known is written as 2^64 - 1, which JavaScript cannot hold and the engine would not read back.
  const tree: unknown = JSON.parse(
    String(row?.[0]).replaceAll('"query_location":18446744073709551615', '"query_location":0'),
  );
  if (typeof tree !== 'object' || tree === null) throw new TypeError('the engine gave no tree');
  return tree;
}

function unreadable(detail: string): PublicationError {
  return new PublicationError([
    {
      code: 'requete_illisible',
      message: `La requête n’est pas du SQL lisible : ${detail}`,
      regle: 'SQL de DuckDB',
      remede: 'Corrigez la requête près de ce que le message indique.',
    },
  ]);
}

async function readSystemViews(connection: DuckDBConnection): Promise<ReadonlySet<string>> {
  const reader = await connection.runAndReadAll('select lower(view_name) from duckdb_views() where internal');
  return new Set(reader.getRowsJS().map(([name]) => String(name)));
}

function refusedByParser(parsed: object): PublicationError {
  const detail = String(Reflect.get(parsed, 'error_message') ?? '');
  if (/only select statements/i.test(detail)) {
    const remede = 'Écrivez un SELECT sur les cubes ; pour un pivot, des agrégats avec « filter (where …) ».';
    return new PublicationError([refusal('seule la lecture (SELECT) est permise', remede)]);
  }
  return unreadable(engineWords(detail));
}

/** What an engine's message says, without the query that it repeats after it. */
export function engineWords(text: string): string {
  const words = (text.split(/\n+LINE \d+:/, 1)[0] ?? '').replaceAll(/\s+/g, ' ').trim();
  return words.length > 500 ? `${words.slice(0, 499)}…` : words;
}

function visit(node: unknown, see: (node: object) => void): void {
  // A list of its own, not recursion: a hostile query may be nested deeper than the stack.
  const waiting = [node];
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== 'object' || next === null) continue;
    if (!Array.isArray(next)) see(next);
    for (const child of Object.values(next)) waiting.push(child);
  }
}

function collectWithNames(node: object, scope: Scope): void {
  const map: unknown = Reflect.get(node, 'map');
  if (Array.isArray(map)) {
    for (const entry of map) {
      if (typeof entry === 'object' && entry !== null) scope.withNames.add(text(entry, 'key').toLowerCase());
    }
  }
  if (text(node, 'type') === 'RECURSIVE_CTE_NODE') scope.withNames.add(text(node, 'cte_name').toLowerCase());
}

function nodeRefusals(node: object, scope: Scope): ProblemDraft[] {
  switch (text(node, 'type')) {
    case 'BASE_TABLE':
      return tableRefusals(node, scope);
    case 'TABLE_FUNCTION':
      return tableFunctionRefusals(node);
    case 'FUNCTION':
    case 'WINDOW_AGGREGATE':
      return functionRefusals(text(node, 'function_name').toLowerCase());
    case 'SHOW_REF':
      return showRefusals(node);
    case 'VALUE_PARAMETER':
      return [refusal('une requête sans paramètre', 'Écrivez la valeur à la place de « ? » ou « $1 ».')];
    default:
      return [];
  }
}

function tableRefusals(node: object, scope: Scope): ProblemDraft[] {
  const schema = text(node, 'schema_name').toLowerCase();
  const name = text(node, 'table_name').toLowerCase();
  const catalog = text(node, 'catalog_name').toLowerCase();
  // Views of the engine, named by another database, may tell more than those of this one.
  if (catalog !== '' && !(catalog === OWN_DATABASE && schema === 'main')) return [otherDatabase(catalog)];
  if (schema === '' && scope.withNames.has(name)) {
    // A WITH may not take the name of a view of the engine: outside its reach the view itself would be read.
    if (!scope.systemViews.has(name)) return [];
    return [refusal('un nom de WITH n’est pas celui d’une vue du moteur', 'Choisissez un autre nom.')];
  }
  if (OPEN_VIEWS.has(`${schema}.${name}`)) return [];
  if ((schema === '' || schema === 'main') && scope.cubes.includes(name)) return [];
  const meant = nearest(name, scope.cubes);
  return [
    {
      code: 'cube_inconnu',
      message: `« ${schema === '' ? '' : `${schema}.`}${name} » n’est pas un cube de cette publication.`,
      valeur: name,
      regle: 'seuls les cubes se lisent',
      remede: meant === undefined ? `Cubes : ${scope.cubes.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`,
    },
  ];
}

function otherDatabase(catalog: string): ProblemDraft {
  return refusal(
    `« ${catalog} » n’est pas la base interrogée`,
    'Nommez le cube seul : select * from <cube>.',
  );
}

function tableFunctionRefusals(node: object): ProblemDraft[] {
  const called: unknown = Reflect.get(node, 'function');
  const name =
    typeof called === 'object' && called !== null ? text(called, 'function_name').toLowerCase() : '';
  if (TABLE_FUNCTIONS.has(name)) return [];
  return [
    refusal(
      `la fonction ${name} ne lit pas un cube`,
      `Lisez les cubes ; sont permises : ${[...TABLE_FUNCTIONS].join(', ')}.`,
    ),
  ];
}

function functionRefusals(name: string): ProblemDraft[] {
  if (!FORBIDDEN_FUNCTIONS.test(name)) return [];
  return [refusal(`la fonction ${name} n’est pas permise`, 'Retirez-la : une requête ne lit que les cubes.')];
}

function showRefusals(node: object): ProblemDraft[] {
  if (DESCRIPTIONS.has(text(node, 'show_type')) || text(node, 'table_name') === '"tables"') return [];
  return [
    refusal('cette commande SHOW n’est pas permise', 'Utilisez « show tables » ou « describe <cube> ».'),
  ];
}

function refusal(regle: string, remede: string): ProblemDraft {
  return { code: 'requete_refusee', message: `Requête refusée : ${regle}.`, regle, remede };
}

function text(node: object, key: string): string {
  const value: unknown = Reflect.get(node, key);
  return typeof value === 'string' ? value : '';
}
