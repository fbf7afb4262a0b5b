import type { Knex } from 'knex';
import * as z from 'zod';
import type { Relation, RelationName } from './model.ts';
import type { StatedTest } from './properties.ts';

/** Where a test's relations stand while it runs, and the day it runs on. */
export interface TestContext {
  db: Knex;
  /** The table or view that stands for a relation: the one being built, or the one in force. */
  place(relation: { id: string } & RelationName): RelationName;
  /** `2025-01-31`. */
  today: string;
}

/** One stated test at the place where it stands. */
export interface Place {
  relation: Relation;
  column: string | undefined;
  stated: StatedTest;
  /** What `ref('x')`, `seed('x')`, `source('a', 'b')` or a bare name means. */
  resolve(text: string): Relation;
  /** Reads the arguments, or refuses them with the one that was meant. */
  args<T>(shape: z.ZodType<T>): T;
}

export interface Prepared {
  reads: Relation[];
  query(context: TestContext): Knex.QueryBuilder;
  /** What is true of a failing row, when a row alone tells: such tests of a table run in one query. */
  predicate?(db: Knex): Knex.Raw;
  /** Its result depends on the day. */
  timed?: boolean;
}

export interface TestKind {
  /** Where it may stand. */
  on: 'column' | 'relation' | 'both';
  prepare(place: Place): Prepared;
}

const scalar = z.union([z.string(), z.number(), z.boolean()]);
const sql = z.string().trim().min(1);

export const KINDS: Readonly<Record<string, TestKind>> = {
  not_null: {
    on: 'column',
    prepare: (place) => {
      place.args(z.strictObject({}));
      const column = columnOf(place);
      return rowTest(place, (db) => db.raw('?? is null', [column]));
    },
  },
  /** Nulls pass. */
  accepted_values: {
    on: 'column',
    prepare: (place) => {
      const { values } = place.args(z.strictObject({ values: z.array(scalar).min(1) }));
      const column = columnOf(place);
      const marks = values.map(() => '?').join(', ');
      return rowTest(place, (db) =>
        db.raw(`(?? is not null and ?? not in (${marks}))`, [column, column, ...values]),
      );
    },
  },
  /** A condition that no row may break; like a check constraint, one that is null is not broken. */
  expression: {
    on: 'relation',
    prepare: (place) => {
      const stated = place.args(z.strictObject({ sql }));
      return rowTest(place, (db) => db.raw(`not (${stated.sql})`));
    },
  },
  /** Under a column, or under a relation with `columns`. Rows where one of them is null are not compared. */
  unique: {
    on: 'both',
    prepare: (place) => {
      const shape = place.column
        ? z.strictObject({}).transform(() => ({ columns: [columnOf(place)] }))
        : z.strictObject({ columns: z.array(z.string()).min(1) });
      const { columns } = place.args(shape);
      return {
        reads: [place.relation],
        query: (context) => duplicates(whereAllKnown(narrowed(context, place), columns), columns),
      };
    },
  },
  /** Each value must stand in `field` of `to`; nulls point nowhere and pass. */
  relationships: {
    on: 'column',
    prepare: (place) => {
      const { to, field } = place.args(z.strictObject({ to: z.string(), field: z.string() }));
      const target = place.resolve(to);
      const column = columnOf(place);
      return {
        reads: [place.relation, target],
        query: (context) => {
          const known = from(context, target).whereNotNull(field).select(field);
          return narrowed(context, place).whereNotNull(column).whereNotIn(column, known);
        },
      };
    },
  },
  /** As many rows as another relation, or no more, or no fewer: `{ same_as: ref('x') }`. */
  row_count: {
    on: 'relation',
    prepare: (place) => {
      const { compare_where: where, ...sides } = place.args(
        z.strictObject({
          same_as: sql.optional(),
          at_most: sql.optional(),
          at_least: sql.optional(),
          compare_where: sql.optional(),
        }),
      );
      const given = Object.entries(sides).filter(([, text]) => text !== undefined);
      const [side = '', text = ''] = given.length === 1 ? (given[0] ?? []) : [];
      const operator = { same_as: '<>', at_most: '>', at_least: '<' }[side];
      if (operator === undefined) {
        throw new TypeError('"row_count" takes one of same_as, at_most, at_least.');
      }
      const other = place.resolve(text);
      return {
        reads: [place.relation, other],
        query: (context) => {
          const own = narrowed(context, place).count({ lignes: '*' }).as('own');
          const rows = from(context, other);
          if (where !== undefined) rows.whereRaw(`(${where})`);
          return context.db
            .select('own.lignes', 'other.attendues')
            .from(own)
            .crossJoin(rows.count({ attendues: '*' }).as('other') as never)
            .whereRaw(`own.lignes ${operator} other.attendues`);
        },
      };
    },
  },
  /**
   * A sum is the same, group by group, in another relation; groups that one of them lacks count as 0:
   * `sum_matches: { by: [annee], to: ref('x'), field: valeur, tolerance: 0 }`.
   */
  sum_matches: {
    on: 'column',
    prepare: (place) => {
      const shape = z.strictObject({
        to: sql,
        field: z.string().optional(),
        by: z.array(z.string()).default([]),
        tolerance: z.number().nonnegative().default(0),
        compare_where: sql.optional(),
      });
      const stated = place.args(shape);
      const column = columnOf(place);
      const other = place.resolve(stated.to);
      return {
        reads: [place.relation, other],
        query: (context) => {
          const { db } = context;
          const theirs = from(context, other);
          if (stated.compare_where !== undefined) theirs.whereRaw(`(${stated.compare_where})`);
          const zero = db.raw('0');
          const ours = narrowed(context, place).select(...stated.by, { somme: column, attendue: zero });
          const both = ours.unionAll([theirs.select(...stated.by, { zero }, stated.field ?? column)]);
          return groups(db.from(both.as('both')), stated.by)
            .sum({ somme: 'somme', attendue: 'attendue' })
            .havingRaw('abs(coalesce(sum(somme), 0) - coalesce(sum(attendue), 0)) > ?', [stated.tolerance]);
        },
      };
    },
  },
  /**
   * The parts of a group add up to its total; groups without a total or without parts are left out:
   * `parts_add_up: { by: [annee], total: "modalite = '_T'" }`.
   */
  parts_add_up: {
    on: 'column',
    prepare: (place) => {
      const shape = z.strictObject({
        by: z.array(z.string()).default([]),
        total: sql,
        tolerance: z.number().nonnegative().default(0),
      });
      const stated = place.args(shape);
      const column = columnOf(place);
      return {
        reads: [place.relation],
        query: (context) => {
          const { db } = context;
          const sum = (condition: string): Knex.Raw =>
            db.raw(`sum(??) filter (where ${condition})`, [column]);
          const [total, parts] = [sum(`(${stated.total})`), sum(`not (${stated.total})`)];
          return groups(narrowed(context, place), stated.by)
            .select({ total, parties: parts })
            .havingRaw('abs(? - ?) > ?', [total, parts, stated.tolerance]);
        },
      };
    },
  },
  /** The newest value is at most so many days old; no value at all fails too. */
  recency: {
    on: 'column',
    prepare: (place) => {
      const { within_days: days } = place.args(z.strictObject({ within_days: z.number().int().positive() }));
      const column = columnOf(place);
      return {
        reads: [place.relation],
        timed: true,
        query: (context) => {
          const oldest = new Date(Date.parse(context.today) - days * 86_400_000).toISOString().slice(0, 10);
          return narrowed(context, place)
            .max({ dernier: column })
            .havingRaw('coalesce(max(??) < cast(? as date), true)', [column, oldest]);
        },
      };
    },
  },
  /** The share of rows that are null, or one of `values`, stays at or under a limit. */
  unknown_share: {
    on: 'column',
    prepare: (place) => {
      const shape = z.strictObject({
        at_most: z.number().min(0).max(1),
        values: z.array(scalar).default([]),
      });
      const { at_most: limit, values } = place.args(shape);
      const column = columnOf(place);
      return {
        reads: [place.relation],
        query: (context) => {
          const { db } = context;
          const among = values.length === 0 ? '' : ` or ?? in (${values.map(() => '?').join(', ')})`;
          const bound = values.length === 0 ? [column] : [column, column, ...values];
          const unknown = db.raw(`count(*) filter (where ?? is null${among})`, bound);
          return narrowed(context, place)
            .select({ inconnus: unknown })
            .count({ lignes: '*' })
            .havingRaw('? > ? * count(*)', [unknown, limit]);
        },
      };
    },
  },
};

/** No two rows alike in these columns, nulls being alike. */
export function sameRows(context: TestContext, relation: Relation, columns: readonly string[]) {
  return duplicates(from(context, relation), columns);
}

function rowTest(place: Place, condition: (db: Knex) => Knex.Raw): Prepared {
  const { where } = place.stated;
  return {
    reads: [place.relation],
    query: (context) => narrowed(context, place).whereRaw(condition(context.db)),
    predicate: (db) => (where === undefined ? condition(db) : db.raw(`((${where}) and ?)`, [condition(db)])),
  };
}

function from({ db, place }: TestContext, relation: Relation): Knex.QueryBuilder {
  const { schema, name } = place(relation);
  return db(name).withSchema(schema);
}

function narrowed(context: TestContext, { relation, stated }: Place): Knex.QueryBuilder {
  const rows = from(context, relation);
  return stated.where === undefined ? rows : rows.whereRaw(`(${stated.where})`);
}

function groups(rows: Knex.QueryBuilder, by: readonly string[]): Knex.QueryBuilder {
  if (by.length === 0) return rows;
  return rows
    .select(...by)
    .groupBy(...by)
    .orderBy(by.map((column) => ({ column, nulls: 'last' as const })));
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
