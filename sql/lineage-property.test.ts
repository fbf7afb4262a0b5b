import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, makeFixture } from './fixture.ts';
import { type BoundModel, bindProject, type SourceTable } from './lineage.ts';
import { readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

/** Two tables of small whole numbers. */
const TABLES: SourceTable[] = [
  { schema: 'raw', table: 'a', columns: ['id', 'x', 'y'].map((name) => ({ name, type: 'integer' })) },
  { schema: 'raw', table: 'b', columns: ['id', 'z'].map((name) => ({ name, type: 'integer' })) },
];

/** A query whose columns are named c0, c1… */
interface Query {
  sql: string;
  width: number;
}

const A: Query = { sql: 'select id as c0, x as c1, y as c2 from raw.a', width: 3 };
const B: Query = { sql: 'select id as c0, z as c1 from raw.b', width: 2 };

/** Picks a column of `t` for a number. */
const col = (query: Query, pick: number): string => `t.c${pick % query.width}`;
const all = (query: Query): string =>
  Array.from({ length: query.width }, (_, index) => `t.c${index} nulls last`).join(', ');

/** Expressions over three columns; each gives the same for the same rows, whatever their order. */
const EXPRESSIONS: ((p: string, q: string, r: string, query: Query) => string)[] = [
  (p) => p,
  () => '7',
  (p, q) => `${p} + ${q}`,
  (p, q, r) => `case when ${p} > 2 then ${q} else ${r} end`,
  (p, q) => `coalesce(nullif(${p}, 1), ${q})`,
  (p, q) => `sum(${p}) over (partition by ${q})`,
  (p, q, r) => `max(${p}) over (partition by ${q} order by ${r} nulls last)`,
  (_p, _q, _r, query) => `row_number() over (order by ${all(query)})`,
  (p) => `count(*) over (partition by ${p})`,
  (p) => `(select max(s.z) from raw.b as s where s.id = ${p})`,
  (p) => `(exists (select 1 from raw.b as s where s.z = ${p}))::integer`,
  (p, q) => `(${p} in (select s.id from raw.b as s where s.z > ${q}))::integer`,
];

const pick = fc.nat({ max: 11 });
const expression = fc.tuple(fc.nat({ max: EXPRESSIONS.length - 1 }), pick, pick, pick);

function written([kind, p, q, r]: [number, number, number, number], query: Query): string {
  const make = EXPRESSIONS[kind] ?? EXPRESSIONS[0];
  return make?.(col(query, p), col(query, q), col(query, r), query) ?? '1';
}

function select(texts: readonly string[], rest: string): Query {
  return {
    sql: `select ${texts.map((text, at) => `${text} as c${at}`).join(', ')} ${rest}`,
    width: texts.length,
  };
}

const of = (query: Query, name: string): string => `(${query.sql}) as ${name}`;

const { query: queries } = fc.letrec<{ query: Query }>((tie) => ({
  query: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(A, B),
    fc.tuple(tie('query'), fc.array(expression, { minLength: 1, maxLength: 4 })).map(([from, list]) =>
      select(
        list.map((one) => written(one, from)),
        `from ${of(from, 't')}`,
      ),
    ),
    fc.tuple(tie('query'), expression).map(([from, condition]) => ({
      sql: `select * from ${of(from, 't')} where ${written([condition[0] % 5, condition[1], condition[2], condition[3]], from)} > 2`,
      width: from.width,
    })),
    fc
      .tuple(tie('query'), tie('query'), pick, fc.constantFrom('inner', 'left', 'full'))
      .map(([l, r, at, kind]) => {
        const names = [
          ...Array.from({ length: l.width }, (_, index) => `t.c${index}`),
          ...Array.from({ length: r.width }, (_, index) => `u.c${index}`),
        ];
        return select(
          names.slice(0, 6),
          `from ${of(l, 't')} ${kind} join ${of(r, 'u')} on ${col(l, at)} = u.c${at % r.width}`,
        );
      }),
    fc
      .tuple(tie('query'), pick, pick, pick)
      .map(([from, key, value, filter]) =>
        select(
          [
            col(from, key),
            `sum(${col(from, value)}) filter (where ${col(from, filter)} > 1)`,
            'count(*)',
            `count(distinct ${col(from, value)})`,
          ],
          `from ${of(from, 't')} group by ${col(from, key)}`,
        ),
      ),
    fc
      .tuple(tie('query'), tie('query'), fc.constantFrom('union all', 'union', 'except', 'intersect'))
      .map(([l, r, kind]) => {
        const width = Math.min(l.width, r.width);
        const names = (name: string) =>
          Array.from({ length: width }, (_, index) => `${name}.c${index}`).join(', ');
        const sql = `select ${names('t')} from ${of(l, 't')} ${kind} select ${names('u')} from ${of(r, 'u')}`;
        return { sql, width };
      }),
    fc.tuple(tie('query'), pick).map(([from, at]) => ({
      sql: `select * from ${of(from, 't')} order by ${col(from, at)} nulls last, ${all(from)} limit 4`,
      width: from.width,
    })),
    fc.tuple(tie('query'), pick).map(([from, at]) => ({
      sql: `select distinct on (${col(from, at)}) * from ${of(from, 't')} order by ${all(from)}`,
      width: from.width,
    })),
    fc.tuple(tie('query'), pick).map(([from, at]) => ({
      sql: `with e as (${from.sql}) select p.* from e as p semi join e as q on p.c0 = q.c${at % from.width}`,
      width: from.width,
    })),
  ),
}));

let fixture: Fixture;
let warehouse: Warehouse;
beforeEach(async () => {
  fixture = makeFixture({
    'models/staging/_staging.yml':
      'sources: [{ name: raw, tables: [{ name: a }, { name: b }] }]\nmodels: [{ name: m, description: One row. }]\n',
  });
  warehouse = await openWarehouse({ path: ':memory:', threads: 1 });
  await warehouse.knex.raw('create schema raw');
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

async function lineageOf({ sql }: Query): Promise<BoundModel | undefined> {
  const text = sql
    .replaceAll('raw.a', "{{ source('raw', 'a') }}")
    .replaceAll('raw.b', "{{ source('raw', 'b') }}");
  fixture.write({ 'models/staging/m.sql': text });
  const bound = await bindProject(readProject({ root: fixture.root, models: 'models' }), TABLES);
  expect(bound.problems).toEqual([]);
  return bound.models.get('staging.m');
}

/** Makes both tables; the values of one column are others than before when it is named. */
async function fill(changed?: string): Promise<void> {
  for (const { table, columns } of TABLES) {
    const values = columns.map(({ name }, at) => {
      const shift = changed === `raw.${table}.${name}` ? 3 : 0;
      return `cast(hash(i, ${at}, ${shift}, '${table}') % 5 as integer) as ${name}`;
    });
    await warehouse.knex.raw(
      `create or replace table raw.${table} as select ${values.join(', ')} from range(9) as r(i)`,
    );
  }
}

/** The values of each column, in an order of their own. */
async function answer({ sql, width }: Query): Promise<string[]> {
  const { rows }: { rows: Record<string, unknown>[] } = await warehouse.knex.raw(sql);
  return Array.from({ length: width }, (_, at) =>
    rows
      .map((row) => JSON.stringify(row[`c${at}`]))
      .sort()
      .join(),
  );
}

describe('the lineage of any query', () => {
  it('names each input whose values, when others, make a column other', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(queries, async (query) => {
        const model = await lineageOf(query);
        await fill();
        const before = await answer(query);
        for (const { table, columns } of TABLES) {
          for (const { name } of columns) {
            const input = `raw.${table}.${name}`;
            await fill(input);
            const after = await answer(query);
            for (let at = 0; at < query.width; at += 1) {
              if (after[at] === before[at]) continue;
              const lineage = model?.lineage.get(`c${at}`);
              const named = [...(lineage?.columns ?? []), ...(model?.filters.columns ?? [])];
              expect(named.map(({ relation, column }) => `${relation}.${column}`)).toContain(input);
            }
          }
        }
        for (const lineage of model?.lineage.values() ?? []) expect(lineage.unknown).toBeUndefined();
      }),
      { seed: 11, numRuns: 40 },
    );
  });
});
