import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Fixture, makeFixture } from './fixture.ts';
import {
  type BoundProject,
  bindProject,
  type ColumnLineage,
  type SourceTable,
  traceColumn,
  upstreamOf,
} from './lineage.ts';
import { readProject } from './project.ts';

const TABLES: SourceTable[] = [
  {
    schema: 'raw',
    table: 'a',
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'x', type: 'varchar' },
      { name: 'y', type: 'decimal(18,4)' },
      { name: 'd', type: 'date' },
      { name: 'arr', type: 'integer[]' },
    ],
  },
  {
    schema: 'raw',
    table: 'b',
    columns: [
      { name: 'id', type: 'integer' },
      { name: 'x', type: 'varchar' },
      { name: 'z', type: 'integer' },
    ],
  },
];

const SOURCES = 'sources: [{ name: raw, tables: [{ name: a }, { name: b }] }]\n';

let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture();
});
afterEach(() => fixture.remove());

/** Binds staging models, by name; `A` and `B` stand for the two sources. */
async function bind(models: Readonly<Record<string, string>>): Promise<BoundProject> {
  const names = Object.keys(models);
  const yaml = `${SOURCES}models:\n${names.map((name) => `  - { name: ${name}, description: One row. }\n`).join('')}`;
  const files = names.map((name) => {
    const sql = (models[name] ?? '')
      .replaceAll(/\bA\b/g, "{{ source('raw', 'a') }}")
      .replaceAll(/\bB\b/g, "{{ source('raw', 'b') }}");
    return [`models/staging/${name}.sql`, sql];
  });
  fixture.write({ 'models/staging/_staging.yml': yaml, ...Object.fromEntries(files) });
  return bindProject(readProject({ root: fixture.root, models: 'models' }), TABLES);
}

/** `a.x` for a column, `#a` for rows counted, `?` for unknown; joined by spaces. */
function short(lineage: ColumnLineage | undefined): string {
  if (!lineage) return 'no such column';
  const columns = lineage.columns.map(({ relation, column }) => `${relation.replace('raw.', '')}.${column}`);
  const rows = lineage.rows.map((relation) => `#${relation.replace('raw.', '')}`);
  return [...columns, ...rows, ...(lineage.unknown === undefined ? [] : ['?'])].join(' ');
}

/** The lineage of each column of one query. */
async function lineageOf(sql: string): Promise<Record<string, string>> {
  const bound = await bind({ m: sql });
  expect(bound.problems).toEqual([]);
  const model = bound.models.get('staging.m');
  return Object.fromEntries([...(model?.lineage ?? [])].map(([name, lineage]) => [name, short(lineage)]));
}

/** Name, query, lineage by column. An empty text is a constant. */
const SHAPES: [string, string, Record<string, string>][] = [
  ['a column and its alias', 'select id, x as k from A', { id: 'a.id', k: 'a.x' }],
  ['a star', 'select * from B', { id: 'b.id', x: 'b.x', z: 'b.z' }],
  ['a star but for a column', 'select * exclude (x) from B', { id: 'b.id', z: 'b.z' }],
  [
    'a star with a column replaced',
    'select * replace (z + id as z) from B',
    { id: 'b.id', x: 'b.x', z: 'b.id b.z' },
  ],
  ['columns by pattern', "select columns('i|z') from B", { id: 'b.id', z: 'b.z' }],
  ['join using', 'select id, y, z from A join B using (id)', { id: 'a.id', y: 'a.y', z: 'b.z' }],
  [
    'full join using: the key is of both',
    'select id, z from A full join B using (id)',
    { id: 'a.id b.id', z: 'b.z' },
  ],
  [
    'a star over two tables',
    'select * from (select id from A) as p cross join (select z from B) as q',
    { id: 'a.id', z: 'b.z' },
  ],
  [
    'constants',
    "select 1 as one, 'é''x' as two, current_date as three from A",
    { one: '', two: '', three: '' },
  ],
  [
    'a case, its condition included',
    "select case when y > 1 then x else 'z' end as c from A",
    { c: 'a.x a.y' },
  ],
  [
    'a cast, a concatenation, a coalesce',
    "select coalesce(cast(y as varchar), x || '!') as c from A",
    { c: 'a.x a.y' },
  ],
  [
    'a common table expression read twice',
    'with t as (select id, x, y from A) select p.x, q.y from t as p join t as q on p.id = q.id',
    { x: 'a.x', y: 'a.y' },
  ],
  [
    'chained expressions with new names',
    'with t as (select id as i from A), u as (select i + 1 as j from t) select j from u',
    { j: 'a.id' },
  ],
  [
    'a materialized expression',
    'with t as materialized (select max(y) as m from A) select m, z from t cross join B',
    { m: 'a.y', z: 'b.z' },
  ],
  [
    'a group, sums and their filters',
    'select x, sum(y) filter (where id > 2) as s, count(*) as n from A group by x',
    { x: 'a.x', s: 'a.id a.y', n: '#a' },
  ],
  ['a distinct count', 'select count(distinct x) as n from A', { n: 'a.x' }],
  ['an ordered aggregate', "select string_agg(x, ',' order by d nulls last) as s from A", { s: 'a.d a.x' }],
  [
    'grouping sets',
    'select x, id, sum(y) as s, grouping(x, id) as g from A group by grouping sets ((x), (x, id), ())',
    { x: 'a.x', id: 'a.id', s: 'a.y', g: 'a.id a.x' },
  ],
  [
    'a running sum',
    'select sum(y) over (partition by x order by d nulls last) as s from A',
    { s: 'a.d a.x a.y' },
  ],
  [
    'numbered rows',
    'select id, row_number() over (partition by x order by y nulls last) as n from A',
    { id: 'a.id', n: 'a.x a.y #a' },
  ],
  ['counted rows of a window', 'select count(*) over (partition by x) as n from A', { n: 'a.x #a' }],
  ['qualify', 'select id from A qualify row_number() over (order by y nulls last) = 1', { id: 'a.id' }],
  ['a union', 'select id, x from A union all select z, x from B', { id: 'a.id b.z', x: 'a.x b.x' }],
  [
    'a union by name',
    'select id, x from A union all by name select x, id from B',
    { id: 'a.id b.id', x: 'a.x b.x' },
  ],
  [
    'what is left of one when another is taken away',
    'select id from A except select id from B',
    { id: 'a.id' },
  ],
  ['what two have in common', 'select id from A intersect select z from B', { id: 'a.id b.z' }],
  ['a subquery of one value', 'select id, (select max(z) from B) as m from A', { id: 'a.id', m: 'b.z' }],
  [
    'a subquery that looks outside',
    'select id, (select max(z) from B as b where b.x = a.x) as m from A as a',
    { id: 'a.id', m: 'b.z' },
  ],
  [
    'exists',
    'select id, exists (select 1 from B as b where b.x = a.x) as f from A as a',
    { id: 'a.id', f: 'a.x b.x' },
  ],
  ['in a list of another table', 'select id in (select z from B) as f from A', { f: 'a.id b.z' }],
  ['where in a subquery', 'select id from A where id in (select z from B)', { id: 'a.id' }],
  [
    'a lateral join',
    'select a.id, l.z from A as a cross join lateral (select z from B as b where b.id = a.id) as l',
    { id: 'a.id', z: 'b.z' },
  ],
  [
    'semi and anti joins',
    'select p.* from (select id, y from A) as p semi join B using (id) anti join (select z as id from B) as q using (id)',
    { id: 'a.id', y: 'a.y' },
  ],
  [
    'a join on a condition of no equality',
    'select y, z from A as a left join B as b on a.y > b.z or a.x = b.x',
    { y: 'a.y', z: 'b.z' },
  ],
  [
    'an as-of join',
    'select y, b.x from A as a asof join B as b on a.id = b.id and a.y >= b.z',
    { y: 'a.y', x: 'b.x' },
  ],
  ['literal rows', "select v.c, v.d from (values (1, 'a'), (2, 'b')) as v(c, d)", { c: '', d: '' }],
  ['generated numbers', 'select t.i, id from range(3) as t(i) cross join A', { i: '', id: 'a.id' }],
  [
    'distinct on, ordered, limited',
    'select distinct on (x) x, y from A order by x nulls last, y nulls last limit 3',
    { x: 'a.x', y: 'a.y' },
  ],
  ['a list unnested', 'select id, unnest(arr) as e from A', { id: 'a.id', e: 'a.arr' }],
  ['a lambda with a column caught', 'select [q * y for q in arr] as l from A', { l: 'a.arr a.y' }],
  [
    'recursion',
    'with recursive r(i, n) as (select id, 0 from A union all select r.i + b.z, n + 1 from r join B as b on r.i = b.id where n < 5) select i, n from r',
    { i: 'a.id b.z', n: '' },
  ],
  [
    'a macro of the runner',
    "select {{ year('d') }} as annee, {{ median('y') }} as m from A group by d",
    { annee: 'a.d', m: 'a.y' },
  ],
  [
    'a subquery in from, with a star in a star',
    'select * from (select p.*, z from (select * from A) as p left join B as b on p.id = b.id)',
    { id: 'a.id', x: 'a.x', y: 'a.y', d: 'a.d', arr: 'a.arr', z: 'b.z' },
  ],
  [
    'a subquery two levels down',
    'select (select sum(q.y) from A as q where q.id = a.id and exists (select 1 from B as b where b.x = a.x and b.id = q.id)) as s from A as a',
    { s: 'a.y' },
  ],
  [
    'struct fields',
    "select s.k as k, s.v as v from (select {'k': x, 'v': y} as s from A) as t",
    { k: 'a.x a.y', v: 'a.x a.y' },
  ],
];

describe('the lineage of columns', () => {
  it.each(SHAPES)('reads %s', async (_name, sql, expected) => {
    expect(await lineageOf(sql)).toEqual(expected);
  });

  it('says that it does not know, for the columns that an operator of no known kind gives', async () => {
    const found = await lineageOf('select a.id, t.u from A as a, unnest(a.arr) as t(u)');
    expect(found.u).toBe('?');
  });

  it('says why the rows are those', async () => {
    const bound = await bind({
      m: "select a.id from A as a join B as b on a.id = b.z where a.x = 'k'",
    });
    expect(short(bound.models.get('staging.m')?.filters)).toBe('a.id a.x b.z');
  });

  it('goes from model to model, and through all of them to the sources', async () => {
    const bound = await bind({
      n: "select k || 'é' as k, n from {{ ref('m') }} where n > 1",
      m: 'select x as k, count(*) as n from A group by x',
    });
    const lineage = bound.models.get('staging.n')?.lineage;
    expect(short(lineage?.get('k'))).toBe('staging.m.k');
    expect(short(traceColumn(bound, 'staging.n', 'k'))).toBe('a.x');
    expect(short(traceColumn(bound, 'staging.n', 'n'))).toBe('#a');
    expect(bound.models.get('staging.n')?.columns).toEqual([
      { name: 'k', type: 'VARCHAR' },
      { name: 'n', type: 'BIGINT' },
    ]);
  });
});

describe('the way up from a column', () => {
  it('names each step once, nearest first, with what it reads', async () => {
    const bound = await bind({
      n: "select k, k || l as kl from {{ ref('m') }}",
      m: 'select x as k, x as l from A',
    });
    const steps = upstreamOf(bound, 'staging.n', 'kl');
    expect(steps.map((step) => [`${step.relation}.${step.column}`, short(step)])).toEqual([
      ['staging.n.kl', 'staging.m.k staging.m.l'],
      ['staging.m.k', 'a.x'],
      ['staging.m.l', 'a.x'],
      ['raw.a.x', ''],
    ]);
  });
});

describe('binding without data', () => {
  it('tells every model that does not bind, with the place in its file, and leaves out what reads it', async () => {
    const bound = await bind({
      one: 'select\n  id,\n  nome\nfrom A',
      two: 'select id from A where xx = 1',
      three: "select id from {{ ref('one') }}",
      four: 'select id from B',
    });
    expect(bound.problems.map(({ fichier, ligne, colonne }) => [fichier, ligne, colonne])).toEqual([
      ['models/staging/one.sql', 3, 3],
      ['models/staging/two.sql', 1, expect.any(Number)],
    ]);
    expect(bound.problems[0]?.message).toContain('nome');
    expect(bound.failed).toEqual(['staging.one', 'staging.two']);
    expect(bound.untried).toEqual(['staging.three']);
    expect([...bound.models.keys()]).toEqual(['staging.four']);
  });

  it('names the source that nothing loads', async () => {
    fixture.write({
      'models/staging/_staging.yml': `sources: [{ name: raw, tables: [{ name: c }] }]\nmodels: [{ name: m, description: One row. }]\n`,
      'models/staging/m.sql': "select 1 as un from {{ source('raw', 'c') }}",
    });
    const bound = await bindProject(readProject({ root: fixture.root, models: 'models' }), TABLES);
    expect(bound.problems).toMatchObject([
      { code: 'source', fichier: 'models/staging/_staging.yml', ligne: 1 },
    ]);
    expect(bound.untried).toEqual(['staging.m']);
  });
});
