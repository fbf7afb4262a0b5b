import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildResult, build } from './build.ts';
import { consistentMarts, staleMarts } from './consistency.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { buildsInForce, lastTests } from './ledger.ts';
import { type Project, readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const columns = 'columns: [{ name: code, type: text }, { name: n, type: hugeint, nullable: true }]';
const files = {
  'models/staging/_staging.yml': `
sources: [{ name: raw, tables: [{ name: a }, { name: b }] }]
models:
  - { name: stg_a, description: One row per figure. }
  - { name: stg_b, description: One row per figure. }
`,
  'models/staging/stg_a.sql': "select code, n from {{ source('raw', 'a') }}",
  'models/staging/stg_b.sql': "select code, n from {{ source('raw', 'b') }}",
  'models/core/_core.yml': `
models:
  - { name: a, description: One row per figure. }
  - { name: b, description: One row per figure. }
  - { name: grand, description: One row per large figure., materialized: view, tests: [{ expression: { sql: n < 100 } }] }
`,
  'models/core/a.sql': "select code, n from {{ ref('stg_a') }}",
  'models/core/b.sql': "select code, n from {{ ref('stg_b') }}",
  'models/core/grand.sql': "select a.code, a.n from {{ ref('a') }} where n > 5",
  'models/marts/_marts.yml': `
models:
  - { name: total_a, description: One row per code., grain: [code], ${columns}, tests: [{ expression: { sql: n < 50 } }] }
  - { name: total_ab, description: One row per code., grain: [code], ${columns} }
  - { name: total_b, description: One row per code., grain: [code], ${columns} }
`,
  'models/marts/total_a.sql': "select code, sum(n) as n from {{ ref('a') }} group by code",
  'models/marts/total_ab.sql': `select a.code, sum(a.n) as n from {{ ref('a') }} as a
    inner join {{ ref('b') }} as b on a.code = b.code group by a.code`,
  'models/marts/total_b.sql': "select code, sum(n) as n from {{ ref('b') }} group by code",
};

let fixture: Fixture;
let warehouse: Warehouse;
const data = { 'raw.a': '1', 'raw.b': '1' };

function project(): Project {
  return readProject({ root: fixture.root, models: 'models' });
}

function run(
  options: Partial<BuildOptions> = {},
  changes: Record<string, string> = {},
): Promise<BuildResult> {
  fixture.write(changes);
  return build(project(), warehouse, {
    dataFingerprint: data,
    logger: { info: () => undefined },
    clock: () => new Date(Date.UTC(2025, 0, 1)),
    ...options,
  });
}

function statuses(result: BuildResult): Record<string, string> {
  return Object.fromEntries(result.models.map((model) => [model.name, model.status]));
}

async function relations(): Promise<string[]> {
  const { rows } = await warehouse.knex.raw(`
    select table_schema || '.' || table_name || ' ' || table_type as t from information_schema.tables
    where table_schema in ('staging', 'core', 'marts') order by t`);
  return rows.map((row: { t: string }) => row.t);
}

const rowsOf = (schema: string, name: string): Promise<unknown[]> =>
  warehouse.knex(name).withSchema(schema).orderBy('code');

beforeEach(async () => {
  fixture = makeFixture(files);
  warehouse = await openWarehouse({ path: ':memory:' });
  await warehouse.knex.raw('create schema raw');
  for (const table of ['a', 'b']) {
    await warehouse.knex.raw(`create table raw.${table} as select 'AERS' as code, 7 as n`);
  }
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

describe('the swap', () => {
  it('leaves tables and views under their own names alone, views over the tables in force', async () => {
    await run();
    const names = ['core.a', 'core.b', 'marts.total_a', 'marts.total_ab', 'marts.total_b'];
    const views = ['core.grand', 'staging.stg_a', 'staging.stg_b'];
    expect(await relations()).toEqual(
      [...names.map((name) => `${name} BASE TABLE`), ...views.map((name) => `${name} VIEW`)].sort(),
    );
    const { rows } = await warehouse.knex.raw("select sql from duckdb_views() where view_name = 'grand'");
    expect(rows[0].sql).not.toContain('__next');
    expect(await rowsOf('core', 'grand')).toEqual([{ code: 'AERS', n: 7 }]);
  });

  it('runs only what reads the source that changed, and says why', async () => {
    await run();
    await warehouse.knex.raw("update raw.b set n = 8 where code = 'AERS'");
    const result = await run({ dataFingerprint: { ...data, 'raw.b': '2' } });
    expect(
      result.models.filter(({ status }) => status === 'built').map(({ id, reason }) => [id, reason]),
    ).toEqual([
      ['staging.stg_b', 'rows have changed in raw.b'],
      ['core.b', 'what it reads is built anew: staging.stg_b'],
      ['marts.total_ab', 'what it reads is built anew: core.b'],
      ['marts.total_b', 'what it reads is built anew: core.b'],
    ]);
    expect(await rowsOf('marts', 'total_b')).toEqual([{ code: 'AERS', n: 8 }]);
  });

  it('runs one changed staging model and its children, nothing else', async () => {
    await run();
    const result = await run(
      {},
      { 'models/staging/stg_b.sql': `${files['models/staging/stg_b.sql']} where true` },
    );
    expect(statuses(result)).toEqual({
      ...{ stg_a: 'kept', a: 'kept', grand: 'kept', total_a: 'kept' },
      ...{ stg_b: 'built', b: 'built', total_ab: 'built', total_b: 'built' },
    });
    expect(result.tests.map(({ id }) => id).filter((id) => id.includes('total_a.'))).toEqual([]);
  });

  it('keeps the old mart when its test breaks, and what is known of it', async () => {
    await run();
    await warehouse.knex.raw('update raw.a set n = 60');
    const changed = { ...data, 'raw.a': '2' };
    const result = await run({ dataFingerprint: changed });
    expect(result).toMatchObject({ ok: false, rebuilt: true, build: 2 });
    expect(statuses(result)).toMatchObject({
      a: 'built',
      total_a: 'failed',
      total_ab: 'built',
      total_b: 'kept',
    });
    expect(await rowsOf('marts', 'total_a')).toEqual([{ code: 'AERS', n: 7 }]);
    expect(await rowsOf('marts', 'total_ab')).toEqual([{ code: 'AERS', n: 60 }]);
    expect(await rowsOf('marts', 'total_a__failed')).toEqual([{ code: 'AERS', n: 60 }]);

    const marts = ['total_a', 'total_ab', 'total_b'].map((name) => ({ schema: 'marts', name }));
    expect([...(await buildsInForce(warehouse.knex, marts))].sort()).toEqual([
      ['marts.total_a', 1],
      ['marts.total_ab', 2],
      ['marts.total_b', 1],
    ]);
    expect(await consistentMarts(project(), warehouse.knex)).toEqual(
      ['core.a', 'raw.a', 'staging.stg_a'].map((relation) => ({
        relation,
        states: [
          { build: 1, marts: ['marts.total_a'] },
          { build: 2, marts: ['marts.total_ab'] },
        ],
      })),
    );
    expect(await consistentMarts(project(), warehouse.knex, ['marts.total_ab', 'marts.total_b'])).toEqual([]);
    expect(await staleMarts(project(), warehouse.knex, changed)).toEqual(['marts.total_a']);

    const failing = (await lastTests(warehouse.knex)).filter(({ statut }) => statut === 'fail');
    expect(failing).toMatchObject([
      { test: 'marts.total_a.expression', build: 2, echecs: 1, rows: [{ code: 'AERS', n: 60 }] },
    ]);
    expect((await warehouse.knex.raw(failing[0]?.requete ?? '')).rows).toEqual(failing[0]?.rows);
  });

  it('takes up from there: the next build makes what failed and nothing else', async () => {
    await run();
    await warehouse.knex.raw('update raw.a set n = 60');
    const dataFingerprint = { ...data, 'raw.a': '2' };
    await run({ dataFingerprint });
    const mended = {
      'models/marts/_marts.yml': files['models/marts/_marts.yml'].replace('n < 50', 'n < 70'),
    };
    const result = await run({ dataFingerprint }, mended);
    expect(Object.entries(statuses(result)).filter(([, status]) => status !== 'kept')).toEqual([
      ['total_a', 'built'],
    ]);
    expect(await consistentMarts(project(), warehouse.knex)).toEqual([]);
    expect(await staleMarts(project(), warehouse.knex, dataFingerprint)).toEqual([]);
    expect((await relations()).filter((name) => name.includes('__'))).toEqual([]);
    expect(await run({ dataFingerprint })).toMatchObject({ rebuilt: false, models: [] });
  });

  it('freezes the rows of a view that failed while what it reads is replaced', async () => {
    await run();
    await warehouse.knex.raw('update raw.a set n = 200');
    const result = await run({ dataFingerprint: { ...data, 'raw.a': '2' } });
    expect(statuses(result)).toMatchObject({ a: 'built', grand: 'failed' });
    expect(await rowsOf('core', 'a')).toEqual([{ code: 'AERS', n: 200 }]);
    expect(await rowsOf('core', 'grand')).toEqual([{ code: 'AERS', n: 7 }]);
    expect(await relations()).toEqual(
      expect.arrayContaining(['core.grand BASE TABLE', 'core.grand__failed VIEW']),
    );
    expect(await rowsOf('core', 'grand__failed')).toEqual([{ code: 'AERS', n: 200 }]);

    await warehouse.knex.raw('update raw.a set n = 9');
    const again = await run({ dataFingerprint: { ...data, 'raw.a': '3' } });
    expect(again.ok).toBe(true);
    expect(await relations()).toContain('core.grand VIEW');
    expect(await rowsOf('core', 'grand')).toEqual([{ code: 'AERS', n: 9 }]);
  });

  it('clears away what a killed build left', async () => {
    await run();
    await warehouse.knex.raw('create table core.a__next as select 1 as x');
    await warehouse.knex.raw('create view staging.stg_a__next as select 1 as x');
    await warehouse.knex.raw('create table marts.total_a__failed as select 1 as x');
    expect(await run({ dataFingerprint: { ...data, 'raw.a': '2' } })).toMatchObject({ ok: true });
    expect((await relations()).filter((name) => name.includes('__'))).toEqual([]);
  });

  it('keeps the name of a table as its alias, where the model gives none', async () => {
    const sql = `select a.code, /* x */ sum(a.n) as n from {{ ref('a') }} -- the figures
      inner join {{ ref('b') }} as autre on {{ ref('a') }}.code = autre.code
      where a.code in (select b.code from {{ ref('b') }} where true) group by a.code`;
    expect(await run({}, { 'models/marts/total_ab.sql': sql })).toMatchObject({ ok: true });
    expect(await rowsOf('marts', 'total_ab')).toEqual([{ code: 'AERS', n: 7 }]);
  });

  it('refuses a second build beside the first, which goes on', async () => {
    const [first, second] = await Promise.allSettled([run(), run()]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { ok: true } });
    expect(second).toMatchObject({
      status: 'rejected',
      reason: {
        code: 'build_running',
        message: expect.stringContaining(`since 2025-01-01T00:00:00.000Z, in process ${process.pid}`),
      },
    });
    expect(await run()).toMatchObject({ rebuilt: false, ok: true });
  });

  it('says which upstream a selection lacks, and how to build it', async () => {
    const result = await run({ select: ['total_a'] });
    expect(result.problems).toMatchObject([
      {
        code: 'selection',
        fichier: 'models/marts/total_a.sql',
        message: expect.stringContaining('marts.total_a reads core.a, which was never built.'),
        remede: 'Build it too: --select +total_a',
      },
    ]);
  });
});
