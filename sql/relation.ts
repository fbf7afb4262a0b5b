import type { Knex } from 'knex';
import type { QueryResponse } from './dialect/result.ts';
import { SqlError, type SqlProblem } from './error.ts';
import { type Model, quoted, type RelationName, relationId, type SqlFile } from './model.ts';
import { offsetAt } from './position.ts';
import { errorAt } from './template.ts';

type Form = 'view' | 'table';

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

/** Drops a table or a view, whichever it is. */
export async function dropRelation(db: Knex, { schema, name }: RelationName, form: Form): Promise<void> {
  const builder = db.schema.withSchema(schema);
  await (form === 'view' ? builder.dropViewIfExists(name) : builder.dropTableIfExists(name));
}

/**
 * Makes the model's table or view in place of the one there, and counts its rows.
 * @throws {SqlError} `model_sql`: the engine's message at the place in the model's file.
 */
export async function materialize(db: Knex, model: Model, existing: Form | undefined): Promise<number> {
  if (existing) await dropRelation(db, model, existing);
  try {
    await db.raw(`create ${model.materialized} ${quoted(model)} as\n${model.compiled.sql}`);
    const row = await db(model.name).withSchema(model.schema).count({ n: '*' }).first();
    return Number(row?.n ?? 0);
  } catch (cause) {
    throw inFile(model, cause);
  }
}

/** An error of the engine in SQL that began on the second line of the statement, as one of the file. */
export function inFile(file: SqlFile, cause: unknown): unknown {
  if (!(cause instanceof SqlError) || cause.code !== 'sql') return cause;
  const { ligne, colonne, detail } = cause.details;
  const place = { line: (ligne ?? 2) - 1, column: colonne ?? 1 };
  const offset = file.compiled.sourceOffset(offsetAt(file.compiled.sql, place));
  return errorAt(file.template, offset, 'model_sql', detail ?? cause.message, cause.remede, cause);
}

/**
 * Compares the table as built with the columns that the YAML states: each must be there, and of the type
 * stated, if one is. Types are compared as the engine names them (`text` is `VARCHAR`).
 */
export async function checkContract(db: Knex, model: Model): Promise<SqlProblem[]> {
  if (model.columns.length === 0) return [];
  const actual = await typesOf(db, `select * from ${quoted(model)} limit 0`);
  const wanted = await statedTypes(db, model);
  return model.columns.flatMap((column) => {
    const got = actual.get(column.name);
    const want = wanted.get(column.name);
    if (got !== undefined && (want === undefined || want === got)) return [];
    const message =
      got === undefined
        ? `${model.id} has no column "${column.name}", which its YAML states.`
        : `${model.id}.${column.name}: wanted ${want}, got ${got}.`;
    const remede =
      got === undefined
        ? `It has ${[...actual.keys()].join(', ')}.`
        : 'Cast it in the model, or mend the type stated.';
    return [
      new SqlError('contract', `${model.fichier}:${column.ligne}: ${message}`, {
        fichier: model.fichier,
        ligne: column.ligne,
        regle: 'contract',
        remede,
      }).toProblem(),
    ];
  });
}

/** The types that the YAML states, as the engine names them. */
async function statedTypes(db: Knex, model: Model): Promise<Map<string, string>> {
  const types = new Map<string, string>();
  for (const { name, type, ligne } of model.columns) {
    if (type === undefined) continue;
    try {
      const found = await typesOf(db, `select cast(null as ${type}) as "${name}" limit 0`);
      types.set(name, found.get(name) ?? type);
    } catch (cause) {
      throw new SqlError('contract', `${model.fichier}:${ligne}: "${type}" is no type of the engine.`, {
        fichier: model.fichier,
        ligne,
        regle: 'contract',
        valeur: type,
        remede: 'Write text, integer, bigint, double, boolean, date, timestamp or decimal(18, 2).',
        cause,
      });
    }
  }
  return types;
}

async function typesOf(db: Knex, sql: string): Promise<Map<string, string>> {
  const response: QueryResponse = await db.raw(sql);
  return new Map(response.fields.map((field) => [field.name, field.type]));
}
