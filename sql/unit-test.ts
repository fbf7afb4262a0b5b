import type { Knex } from 'knex';
import type { Row } from './dialect/result.ts';
import { codeOnly } from './dialect/segments.ts';
import { SqlError } from './error.ts';
import type { Model, RelationName, UnitTest } from './model.ts';
import { suggestion } from './nearest.ts';
import { columnsOf, inFile } from './relation.ts';
import type { RenderedSql } from './template.ts';

/** Ends the transaction of a test and gives its rows. */
class Done extends Error {
  readonly rows: Row[];

  constructor(rows: Row[]) {
    super('A unit test is over.');
    this.rows = rows;
  }
}

/**
 * Runs a model's SQL over the rows that the test gives: each relation that the model reads is a temporary
 * table of the same columns and types, empty unless given. Answers the rows that are missing or too many,
 * with `ecart` saying which. Nothing of it stays.
 *
 * @param place the table or view that stands for what the model reads.
 * @throws {SqlError} `unit_test`: a column or a CTE that is not there; `model_sql`: the SQL fails.
 */
export async function runUnitTest(
  db: Knex,
  model: Model,
  test: UnitTest,
  place: (id: string) => RelationName,
): Promise<Row[]> {
  try {
    await db.transaction(async (trx) => {
      throw new Done(await difference(trx, model, test, place));
    });
  } catch (cause) {
    if (cause instanceof Done) return cause.rows;
    throw cause;
  }
  return [];
}

async function difference(
  trx: Knex.Transaction,
  model: Model,
  test: UnitTest,
  place: (id: string) => RelationName,
): Promise<Row[]> {
  const stand = new Map(model.reads.map((id, index) => [id, `unit_${index}`]));
  for (const [id, name] of stand) {
    const rows = test.given.get(id) ?? [];
    const columns = await columnsOf(trx, place(id));
    checkColumns(test, rows, columns, id);
    await trx.raw('create temporary table ?? as select * from ??.?? limit 0', [
      name,
      place(id).schema,
      place(id).name,
    ]);
    if (rows.length > 0) await trx(name).insert(filled(rows));
  }
  const rendered = model.render({ relation: (id) => `"${stand.get(id) ?? id}"` });
  const sql = test.cte === undefined ? rendered.sql : cteOnly(model, test, rendered);
  try {
    await trx.raw(`create temporary table unit_actual as\n${sql}`);
  } catch (cause) {
    throw inFile(model, cause, rendered);
  }
  const actual = await columnsOf(trx, { schema: 'temp', name: 'unit_actual' });
  checkColumns(test, test.expect, actual, test.cte ?? model.id);
  const stated = [...actual.keys()].filter((name) => test.expect.some((row) => Object.hasOwn(row, name)));
  const compared = stated.length > 0 ? stated : [...actual.keys()];
  await trx.raw('create temporary table unit_expected as ?', [trx('unit_actual').select(compared).limit(0)]);
  if (test.expect.length > 0) await trx('unit_expected').insert(filled(test.expect));
  const [wanted, got] = ['unit_expected', 'unit_actual'].map((name) => trx(name).select(compared));
  if (!wanted || !got) return [];
  const side = (ecart: string, from: Knex.QueryBuilder, less: Knex.QueryBuilder): Knex.QueryBuilder =>
    trx
      .from(trx.raw('(? except all ?) as side', [from, less]))
      .select({ ecart: trx.raw('cast(? as varchar)', [ecart]) }, ...compared);
  return side('missing', wanted, got).unionAll([side('too many', got, wanted)]);
}

/** knex inserts rows of one shape. */
function filled(rows: readonly Readonly<Record<string, unknown>>[]): Record<string, unknown>[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])));
}

function checkColumns(
  test: UnitTest,
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: ReadonlyMap<string, string>,
  of: string,
): void {
  const unknown = rows.flatMap((row) => Object.keys(row)).find((name) => !columns.has(name));
  if (unknown === undefined) return;
  throw refuse(test, `${of} has no column "${unknown}".`, suggestion(unknown, columns.keys()));
}

function refuse(test: UnitTest, message: string, remede: string): SqlError {
  const { fichier, ligne } = test;
  return new SqlError('unit_test', `${fichier}:${ligne}: ${test.id}: ${message}`, {
    fichier,
    ligne,
    regle: 'unit',
    remede,
  });
}

/** The rows of one CTE of a model: its `with` list, and a query over that one. */
function cteOnly(model: Model, test: UnitTest, rendered: RenderedSql): string {
  const found = ctesOf(rendered.sql);
  if (test.cte !== undefined && found.names.includes(test.cte)) {
    return `${rendered.sql.slice(0, found.end)}\nselect * from "${test.cte}"`;
  }
  const message = `${model.id} has no CTE "${test.cte ?? ''}".`;
  throw refuse(test, message, suggestion(test.cte ?? '', found.names));
}

const CTE_HEAD = /\s*([a-z_]\w*)\s*(\([^()]*\)\s*)?as\s*(?:(?:not\s+)?materialized\s*)?\(/y;

/** The names of a query's CTEs, and where their list ends. */
function ctesOf(sql: string): { names: string[]; end: number } {
  const code = codeOnly(sql).toLowerCase();
  const opening = /^\s*with\s+(?:recursive\s+)?/.exec(code);
  const names: string[] = [];
  let at = opening?.[0].length ?? code.length;
  let end = 0;
  while (at < code.length) {
    CTE_HEAD.lastIndex = at;
    const head = CTE_HEAD.exec(code);
    if (!head) break;
    names.push(head[1] ?? '');
    end = closing(code, at + head[0].length);
    const comma = /^\s*,/.exec(code.slice(end));
    if (!comma) break;
    at = end + comma[0].length;
  }
  return { names, end };
}

/** Offset after the parenthesis that closes the one before `from`. */
function closing(code: string, from: number): number {
  let depth = 1;
  for (let at = from; at < code.length; at += 1) {
    if (code[at] === '(') depth += 1;
    else if (code[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return code.length;
}
