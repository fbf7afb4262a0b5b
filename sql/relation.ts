import type { Knex } from 'knex';
import type { QueryResponse } from './dialect/result.ts';
import { SqlError, type SqlProblem } from './error.ts';
import {
  formOf,
  type Model,
  quoted,
  type Relation,
  type RelationName,
  relationId,
  type SqlFile,
} from './model.ts';
import { offsetAt } from './position.ts';
import { errorAt, type RenderedSql } from './template.ts';

export type Form = 'view' | 'table';

/** What a build makes, before it is put in place; and what it keeps of one that failed, to be looked at. */
const NEXT = '__next';
const FAILED = '__failed';

export function nextOf({ schema, name }: RelationName): RelationName {
  return { schema, name: `${name}${NEXT}` };
}

export function failedOf({ schema, name }: RelationName): RelationName {
  return { schema, name: `${name}${FAILED}` };
}

/** Whether a build left it beside what is in force. */
export function isLeftover(id: string): boolean {
  return id.endsWith(NEXT) || id.endsWith(FAILED);
}

/** The tables and views of some schemas, by id. */
export async function existingRelations(db: Knex, schemas: readonly string[]): Promise<Map<string, Form>> {
  const rows: { table_schema: string; table_name: string; table_type: string }[] = await db('tables')
    .withSchema('information_schema')
    .whereIn('table_schema', schemas)
    .select('table_schema', 'table_name', 'table_type');
  return new Map(
    rows.map((row) => [
      relationId({ schema: row.table_schema, name: row.table_name }),
      row.table_type === 'VIEW' ? 'view' : 'table',
    ]),
  );
}

/** A relation's name from its id. */
export function nameOf(id: string): RelationName {
  const dot = id.indexOf('.');
  return { schema: id.slice(0, dot), name: id.slice(dot + 1) };
}

/** Drops a table or a view, whichever it is. */
export async function dropRelation(db: Knex, { schema, name }: RelationName, form: Form): Promise<void> {
  const builder = db.schema.withSchema(schema);
  await (form === 'view' ? builder.dropViewIfExists(name) : builder.dropTableIfExists(name));
}

/** A table takes another name within its schema; views that name it keep naming the old one. */
export interface Renaming {
  from: RelationName;
  to: RelationName;
}

/** Renames tables in their order, all in one text: each statement sent on its own would cost more than its work. */
export async function renameTables(db: Knex, renamings: readonly Renaming[]): Promise<void> {
  if (renamings.length === 0) return;
  const statements = renamings.map(
    ({ from, to }) => `alter table ${quoted(from)} rename to "${to.name.replaceAll('"', '""')}"`,
  );
  await db.raw(statements.join(';\n'));
}

/** Makes a view or a table of a query. The query begins on the second line of the statement. */
export async function createAs(
  db: Knex,
  form: Form,
  name: RelationName,
  sql: string,
): Promise<number | null> {
  const response: QueryResponse = await db.raw(`create ${form} ${quoted(name)} as\n${sql}`);
  return form === 'table' ? response.rowCount : null;
}

/**
 * Makes what will be a model's table or view, aside, and counts a table's rows.
 *
 * An incremental one takes the rows in force, save those whose key comes anew, and the new rows.
 * @throws {SqlError} `model_sql`: the engine's message at the place in the model's file.
 */
export async function createNext(
  db: Knex,
  model: Model,
  rendered: RenderedSql,
  incremental: boolean,
): Promise<number | null> {
  try {
    if (!incremental) return await createAs(db, formOf(model), nextOf(model), rendered.sql);
    const same = model.uniqueKey.map((key) => `fresh."${key}" is not distinct from kept."${key}"`);
    const response: QueryResponse = await db.raw(
      `create table ${quoted(nextOf(model))} as with fresh as materialized (\n${rendered.sql}\n)
select kept.* from ${quoted(model)} as kept where not exists (select 1 from fresh where ${same.join(' and ')})
union all by name
select * from fresh`,
    );
    return response.rowCount;
  } catch (cause) {
    throw inFile(model, cause, rendered);
  }
}

/** An error of the engine in SQL that began on the second line of the statement, as one of the file. */
export function inFile(file: SqlFile, cause: unknown, rendered: RenderedSql = file.compiled): unknown {
  if (!(cause instanceof SqlError) || cause.code !== 'sql') return cause;
  const { ligne, colonne, detail } = cause.details;
  const place = { line: (ligne ?? 2) - 1, column: colonne ?? 1 };
  const offset = rendered.sourceOffset(offsetAt(rendered.sql, place));
  const words = (detail ?? cause.message).replaceAll(NEXT, '');
  return errorAt(file.template, offset, 'model_sql', words, cause.remede.replaceAll(NEXT, ''), cause);
}

/**
 * Compares a table as built with the columns that its YAML states: each must be there, and of the type
 * stated, if one is; a mart has no other. Types are compared as the engine names them (`text` is `VARCHAR`).
 */
export class Contracts {
  readonly #db: Knex;
  /** The engine's name of a type, by the name that YAML gives it. */
  readonly #types = new Map<string, string>();

  constructor(db: Knex) {
    this.#db = db;
  }

  /** @param place the table that stands for the relation. */
  async check(model: Model, place: RelationName): Promise<SqlProblem[]> {
    if (model.columns.length === 0) return [];
    const actual = await columnsOf(this.#db, place);
    const problems: SqlProblem[] = [];
    for (const column of model.columns) {
      const got = actual.get(column.name);
      const want =
        column.type === undefined ? undefined : await this.#typeOf(model, column.type, column.ligne);
      if (got === undefined) {
        const names = [...actual.keys()].join(', ');
        const message = `has no column "${column.name}", which its YAML states`;
        problems.push(broken(model, column.ligne, `${model.id} ${message}.`, `It has ${names}.`));
      } else if (want !== undefined && want !== got) {
        const message = `${model.id}.${column.name}: wanted ${want}, got ${got}.`;
        problems.push(broken(model, column.ligne, message, 'Cast it in the model, or mend the type stated.'));
      }
    }
    const stated = new Set(model.columns.map(({ name }) => name));
    const more = model.layer === 'marts' ? [...actual.keys()].filter((name) => !stated.has(name)) : [];
    for (const name of more) {
      const message = `${model.id} has a column "${name}", which its YAML does not state.`;
      problems.push(broken(model, model.ligne ?? 1, message, 'State it, or leave it out of the model.'));
    }
    return problems;
  }

  async #typeOf(model: Model, type: string, ligne: number): Promise<string> {
    const known = this.#types.get(type);
    if (known !== undefined) return known;
    try {
      const response: QueryResponse = await this.#db.raw(`select cast(null as ${type}) as x limit 0`);
      const name = response.fields[0]?.type ?? type;
      this.#types.set(type, name);
      return name;
    } catch (cause) {
      throw new SqlError('contract', `${model.fichier}:${ligne}: "${type}" is no type of the engine.`, {
        fichier: model.fichier,
        ligne,
        regle: 'contract',
        valeur: type,
        remede: 'Write text, integer, bigint, double, boolean, date, timestamp or "decimal(18, 2)".',
        cause,
      });
    }
  }
}

function broken(relation: Relation, ligne: number, message: string, remede: string): SqlProblem {
  const { fichier } = relation;
  const details = { fichier, ligne, regle: 'contract', remede };
  return new SqlError('contract', `${fichier}:${ligne}: ${message}`, details).toProblem();
}

/** The columns of a table or view with their types, in order. */
export async function columnsOf(db: Knex, place: RelationName): Promise<Map<string, string>> {
  const response: QueryResponse = await db.raw('select * from ??.?? limit 0', [place.schema, place.name]);
  return new Map(response.fields.map((field) => [field.name, field.type]));
}
