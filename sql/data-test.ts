import type { Knex } from 'knex';
import * as z from 'zod';
import { SqlError } from './error.ts';
import type { Relation, RelationName, SqlFile } from './model.ts';
import { suggestion } from './nearest.ts';
import type { StatedTest } from './properties.ts';

/** A test ready to run: a query whose rows are failures. */
export interface DataTest {
  /** `core.personne.sexe.accepted_values`, or the name its author gave. */
  id: string;
  kind: string;
  /** The relation it stands under; undefined for a SQL file of `tests/`. */
  relation: string | undefined;
  severity: 'error' | 'warn';
  /** Ids of all relations it reads. */
  reads: string[];
  fichier: string;
  ligne: number;
  /** The SQL file it comes from, if it does: where an error of the engine points. */
  origin?: SqlFile;
  query(db: Knex): Knex.QueryBuilder;
}

/** Finds what `ref('x')`, `seed('x')`, `source('a', 'b')` or a bare name means. */
export type Resolve = (text: string, stated: StatedTest) => Relation;

interface Place {
  relation: Relation;
  column: string | undefined;
  stated: StatedTest;
  resolve: Resolve;
}

interface Prepared {
  reads: Relation[];
  query(db: Knex): Knex.QueryBuilder;
}

interface TestKind {
  /** Where it may stand. */
  on: 'column' | 'relation' | 'both';
  prepare(place: Place): Prepared;
}

const KINDS: Readonly<Record<string, TestKind>> = {
  not_null: {
    on: 'column',
    prepare: (place) => {
      readArgs(place, z.strictObject({}));
      return own(place, (rows) => rows.whereNull(columnOf(place)));
    },
  },
  /** Under a column, or under a relation with `columns`. Rows where one of them is null are not compared. */
  unique: {
    on: 'both',
    prepare: (place) => {
      const shape = place.column
        ? z.strictObject({}).transform(() => ({ columns: [columnOf(place)] }))
        : z.strictObject({ columns: z.array(z.string()).min(1) });
      const { columns } = readArgs(place, shape);
      return own(place, (rows) => duplicates(whereAllKnown(rows, columns), columns));
    },
  },
  accepted_values: {
    on: 'column',
    prepare: (place) => {
      const shape = z.strictObject({
        values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1),
      });
      const { values } = readArgs(place, shape);
      const column = columnOf(place);
      return own(place, (rows) => rows.whereNotNull(column).whereNotIn(column, values));
    },
  },
  /** Each value must stand in `field` of `to`; nulls point nowhere and pass. */
  relationships: {
    on: 'column',
    prepare: (place) => {
      const { to, field } = readArgs(place, z.strictObject({ to: z.string(), field: z.string() }));
      const target = place.resolve(to, place.stated);
      const column = columnOf(place);
      return {
        reads: [place.relation, target],
        query: (db) => {
          const known = from(db, target).whereNotNull(field).select(field);
          return narrowed(db, place).whereNotNull(column).whereNotIn(column, known);
        },
      };
    },
  },
  /** A condition that no row may break; like a check constraint, one that is null is not broken. */
  expression: {
    on: 'relation',
    prepare: (place) => {
      const { sql } = readArgs(place, z.strictObject({ sql: z.string().trim().min(1) }));
      return own(place, (rows) => rows.whereRaw(`not (${sql})`));
    },
  },
};

/** Makes a stated test ready. @throws {SqlError} `test`: no such kind, wrong place, wrong arguments. */
export function prepareTest(
  stated: StatedTest,
  relation: Relation,
  column: string | undefined,
  resolve: Resolve,
): DataTest {
  const place: Place = { relation, column, stated, resolve };
  const kind = Object.hasOwn(KINDS, stated.kind) ? KINDS[stated.kind] : undefined;
  if (!kind)
    throw refuse(place, `There is no test "${stated.kind}".`, suggestion(stated.kind, Object.keys(KINDS)));
  if (kind.on !== 'both' && (kind.on === 'column') !== (column !== undefined)) {
    throw refuse(place, `"${stated.kind}" stands under a ${kind.on}.`, 'Move it there.');
  }
  const { reads, query } = kind.prepare(place);
  const parts = [relation.id, ...(column === undefined ? [] : [column]), stated.name ?? stated.kind];
  return {
    id: parts.join('.'),
    kind: stated.kind,
    relation: relation.id,
    severity: stated.severity,
    reads: reads.map((read) => read.id),
    fichier: stated.fichier,
    ligne: stated.ligne,
    query,
  };
}

/** A model's grain, as a test: no two rows alike in these columns, nulls being alike. */
export function grainTest(relation: Relation, grain: readonly string[]): DataTest {
  return {
    id: `${relation.id}.grain`,
    kind: 'grain',
    relation: relation.id,
    severity: 'error',
    reads: [relation.id],
    fichier: relation.fichier,
    ligne: relation.ligne ?? 1,
    query: (db) => duplicates(from(db, relation), grain),
  };
}

function own(place: Place, failures: (rows: Knex.QueryBuilder) => Knex.QueryBuilder): Prepared {
  return { reads: [place.relation], query: (db) => failures(narrowed(db, place)) };
}

function from(db: Knex, { schema, name }: RelationName): Knex.QueryBuilder {
  return db(name).withSchema(schema);
}

function narrowed(db: Knex, { relation, stated }: Place): Knex.QueryBuilder {
  const rows = from(db, relation);
  return stated.where === undefined ? rows : rows.whereRaw(`(${stated.where})`);
}

function whereAllKnown(rows: Knex.QueryBuilder, columns: readonly string[]): Knex.QueryBuilder {
  return columns.reduce((query, column) => query.whereNotNull(column), rows);
}

function duplicates(rows: Knex.QueryBuilder, columns: readonly string[]): Knex.QueryBuilder {
  return rows
    .select(...columns)
    .count({ occurrences: '*' })
    .groupBy(...columns)
    .havingRaw('count(*) > 1')
    .orderBy(columns.map((column) => ({ column, nulls: 'last' as const })));
}

function columnOf({ column, stated }: Place): string {
  if (column === undefined) throw new Error(`"${stated.kind}" was prepared without its column.`);
  return column;
}

function readArgs<T>(place: Place, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(place.stated.args);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  if (key !== undefined) {
    const known = shape instanceof z.ZodObject ? Object.keys(shape.shape) : [];
    throw refuse(
      place,
      `"${place.stated.kind}" has no argument "${key}".`,
      suggestion(key, [...known, 'severity', 'where', 'name']),
    );
  }
  const at = issue?.path.join('.') ?? '';
  throw refuse(place, `"${place.stated.kind}": ${at} ${issue?.message ?? 'invalid'}.`, 'Mend the argument.');
}

function refuse({ relation, column, stated }: Place, message: string, remede: string): SqlError {
  const what = column === undefined ? relation.id : `${relation.id}.${column}`;
  return new SqlError('test', `${stated.fichier}:${stated.ligne}: ${what}: ${message}`, {
    fichier: stated.fichier,
    ligne: stated.ligne,
    regle: stated.kind,
    remede,
  });
}
