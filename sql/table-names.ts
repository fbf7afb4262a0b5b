import type { Knex } from 'knex';
import type { Row } from './dialect/result.ts';
import { SqlError, type SqlProblem } from './error.ts';
import type { SqlFile } from './model.ts';
import { ownAliases } from './own-alias.ts';
import { errorAt } from './template.ts';

/** A file and what it may read: the ids that its calls name. */
type Node = Readonly<Record<string, unknown>>;

const FILES_A_QUERY = 100;

/**
 * Holds the engine's own reading of each file against its calls: the SQL parses, and every table in it comes
 * from `ref`, `source` or `seed`, so that the graph misses nothing. All that is wrong is told at once.
 * Nothing is run. A statement whose tree the engine does not give (`pivot`) is let pass.
 *
 * @throws {SqlError} `model_sql`: it does not parse; `lint`: a select reads its own alias; `reference`: a table that no call names, a file read.
 */
export async function checkTables(db: Knex, files: readonly SqlFile[]): Promise<void> {
  const problems: SqlError[] = [];
  for (let at = 0; at < files.length; at += FILES_A_QUERY) {
    const some = files.slice(at, at + FILES_A_QUERY);
    const columns = some.map((file, index) =>
      db.raw('json_serialize_sql(cast(? as varchar)) as ??', [file.compiled.sql, `q${index}`]),
    );
    const [row]: Row[] = await db.select(columns);
    some.forEach((file, index) => {
      problems.push(...problemsOf(file, JSON.parse(String(row?.[`q${index}`])) as Node));
    });
  }
  const [first] = problems;
  if (!first) return;
  const problemes: SqlProblem[] = problems.map((problem) => problem.toProblem());
  const message = problems.map((problem) => problem.message).join('\n');
  throw new SqlError(first.code, message, { ...first.details, problemes });
}

function problemsOf(file: SqlFile, tree: Node): SqlError[] {
  const at = (offset: number, code: string, message: string, remede: string): SqlError =>
    errorAt(file.template, file.compiled.sourceOffset(offset), code, message, remede);
  if (tree.error === true) {
    if (tree.error_type !== 'parser') return [];
    const message = `Parser Error: ${String(tree.error_message)}`;
    return [at(Number(tree.position ?? 0), 'model_sql', message, 'Mend the SQL at the place shown.')];
  }
  const tables: Node[] = [];
  const ctes = new Set<string>();
  collect(tree, tables, ctes);
  const aliases = ownAliases(tree).map(({ offset, alias }) =>
    at(
      offset,
      'lint',
      `own_alias: "${alias}" is read in the select that names it; engines differ on what that means.`,
      'Repeat the expression, or name it in a CTE before.',
    ),
  );
  const unnamed = tables.flatMap((node) => {
    const offset = Number(node.query_location ?? 0);
    if (node.type === 'TABLE_FUNCTION') {
      const name = functionName(node);
      if (!/^(?:read_|glob$|sniff_|parquet_)/.test(name)) return [];
      return [at(offset, 'reference', `"${name}" reads a file.`, 'Load it as a source, or as a seed.')];
    }
    const [schema, name] = [String(node.schema_name ?? ''), String(node.table_name ?? '')];
    if (schema === '' && ctes.has(name.toLowerCase())) return [];
    const id = schema === '' ? name : `${schema}.${name}`;
    if (file.reads.includes(id)) return [];
    const remede = "Write {{ ref('…') }}, {{ source('…', '…') }} or {{ seed('…') }}.";
    return [at(offset, 'reference', `The table "${id}" is named without a call.`, remede)];
  });
  return [...aliases, ...unnamed];
}

/** Gathers the tables and table functions of a tree, and the names of its CTEs. */
function collect(value: unknown, tables: Node[], ctes: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) collect(item, tables, ctes);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const node = value as Node;
  if (node.type === 'BASE_TABLE' || node.type === 'TABLE_FUNCTION') tables.push(node);
  const map = (node.cte_map as Node | undefined)?.map;
  if (Array.isArray(map)) for (const cte of map as Node[]) ctes.add(String(cte.key).toLowerCase());
  for (const child of Object.values(node)) collect(child, tables, ctes);
}

function functionName(node: Node): string {
  const call = node.function as Node | undefined;
  return String(call?.function_name ?? '').toLowerCase();
}
