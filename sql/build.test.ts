import { spawn } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildOptions, type BuildResult, build } from './build.ts';
import { SqlError } from './error.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const staging = `
sources:
  - name: raw
    tables:
      - name: figure
        columns: [{ name: code, tests: [not_null] }]
seeds:
  - name: antenne
    columns: [{ name: code, tests: [not_null, unique] }]
models:
  - name: stg_figure
    description: One row per figure as sent.
    columns:
      - name: code
        tests:
          - not_null
          - relationships: { to: seed('antenne'), field: code }
`;
const core = `
models:
  - name: figure
    description: One row per antenne and month.
    grain: [code, mois]
    columns:
      - { name: code, type: text, tests: [{ accepted_values: { values: [AERS, APEX] } }] }
      - { name: n, type: integer }
`;
const marts = `
models:
  - name: total
    description: One row per antenne.
    grain: [code]
    tests: [{ expression: { sql: n >= 0 } }]
    columns: [{ name: code, type: text, nullable: true }, { name: n, type: hugeint, nullable: true }]
  - name: seul
    description: One row.
    grain: [un]
    columns: [{ name: un, type: integer, nullable: true }]
`;
const files = {
  'models/staging/_staging.yml': staging,
  'models/staging/stg_figure.sql': "select code, mois, n from {{ source('raw', 'figure') }}",
  'models/core/_core.yml': core,
  'models/core/figure.sql': "select code, mois, cast(n as integer) as n from {{ ref('stg_figure') }}",
  'models/marts/_marts.yml': marts,
  'models/marts/total.sql': "select code, sum(n) as n from {{ ref('figure') }} group by code",
  'models/marts/seul.sql': 'select 1 as un',
  'models/tests/sommes.sql':
    "select t.code from {{ ref('total') }} t join {{ ref('figure') }} f on f.code = t.code group by t.code, t.n having sum(f.n) <> t.n",
  'nomenclatures/antenne.csv': 'code\nAERS\nAPEX\n',
};

let fixture: Fixture;
let warehouse: Warehouse;
let messages: string[];

async function run(
  options: Partial<BuildOptions> = {},
  changes: Record<string, string> = {},
): Promise<BuildResult> {
  fixture.write(changes);
  const project = readProject({ root: fixture.root, models: 'models', seeds: 'nomenclatures', vars: {} });
  let tick = 0;
  return build(project, warehouse, {
    dataFingerprint: 'data 1',
    logger: { info: (message) => messages.push(message) },
    clock: () => {
      tick += 1;
      return new Date(Date.UTC(2025, 0, 1) + tick);
    },
    ...options,
  });
}

function statuses(result: BuildResult): Record<string, string> {
  return Object.fromEntries(result.models.map((model) => [model.id, model.status]));
}

function built(result: BuildResult): string[] {
  return result.models.filter((model) => model.status === 'built').map((model) => model.id);
}

beforeEach(async () => {
  fixture = makeFixture(files);
  messages = [];
  warehouse = await openWarehouse({ path: ':memory:' });
  await warehouse.knex.raw('create schema raw');
  await warehouse.knex.raw(`
    create table raw.figure as
    select * from (values ('AERS', 1, 5), ('AERS', 2, 7), ('APEX', 1, 3)) as t(code, mois, n)`);
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

describe('build', () => {
  it('builds views and tables in their layers, runs every test and records the run', async () => {
    const result = await run();
    expect(result).toMatchObject({ ok: true, rebuilt: true, build: 1, problems: [] });
    expect(result.models.map(({ id, form, status, rows }) => [id, form, status, rows])).toEqual([
      ['marts.seul', 'table', 'built', 1],
      ['staging.stg_figure', 'view', 'built', null],
      ['core.figure', 'table', 'built', 3],
      ['marts.total', 'table', 'built', 2],
    ]);
    expect(result.tests.map(({ id, status }) => [id, status])).toEqual([
      ['raw.figure.code.not_null', 'pass'],
      ['seeds.antenne.code.not_null', 'pass'],
      ['seeds.antenne.code.unique', 'pass'],
      ['marts.seul.grain', 'pass'],
      ['staging.stg_figure.code.not_null', 'pass'],
      ['staging.stg_figure.code.relationships', 'pass'],
      ['core.figure.grain', 'pass'],
      ['core.figure.code.accepted_values', 'pass'],
      ['marts.total.grain', 'pass'],
      ['marts.total.expression', 'pass'],
      ['tests.sommes', 'pass'],
    ]);
    expect(await warehouse.knex('total').withSchema('marts').orderBy('code')).toEqual([
      { code: 'AERS', n: 12 },
      { code: 'APEX', n: 3 },
    ]);
    expect(await warehouse.knex('build').withSchema('meta')).toEqual([
      expect.objectContaining({
        build: 1,
        statut: 'done',
        complet: true,
        modeles: 4,
        tests: 11,
        echecs: 0,
        debut: '2025-01-01T00:00:00.001',
      }),
    ]);
    const models = await warehouse
      .knex('build_model')
      .withSchema('meta')
      .whereNot('couche', 'seeds')
      .orderBy('modele');
    expect(models.map(({ modele, empreinte, lignes }) => [modele, empreinte, lignes])).toEqual(
      ['core.figure', 'marts.seul', 'marts.total', 'staging.stg_figure'].map((id) => [
        id,
        result.fingerprints[id],
        result.models.find((model) => model.id === id)?.rows,
      ]),
    );
    expect(() => JSON.stringify(result)).not.toThrow();
  });

  it('does nothing when nothing has changed, and says so; --full does all again', async () => {
    await run();
    messages = [];
    expect(await run()).toMatchObject({ rebuilt: false, ok: true, build: 1, models: [], tests: [] });
    expect(messages).toEqual(['Nothing has changed since build 1: nothing is rebuilt.']);
    expect(await run({ full: true })).toMatchObject({ rebuilt: true, build: 2 });
  });

  const rebuilding: [string, Partial<BuildOptions>, Record<string, string>][] = [
    ['a model', {}, { 'models/marts/seul.sql': 'select 2 as un' }],
    ['a seed', {}, { 'nomenclatures/antenne.csv': 'code\nAERS\nAPEX\nUDAF11\n' }],
    ['the data', { dataFingerprint: 'data 2' }, {}],
  ];
  it.each(rebuilding)('rebuilds when %s has changed', async (_, options, changes) => {
    await run();
    expect(await run(options, changes)).toMatchObject({ rebuilt: true, ok: true, build: 2 });
  });

  const retesting: [string, Record<string, string>, string][] = [
    [
      'a SQL test',
      { 'models/tests/sommes.sql': "select 1 as x from {{ ref('total') }} where false" },
      'tests.sommes',
    ],
    [
      'the YAML of a test',
      { 'models/marts/_marts.yml': marts.replace('n >= 0', 'n >= 1') },
      'marts.total.expression',
    ],
  ];
  it.each(retesting)(
    'runs that test alone when %s has changed, and builds nothing',
    async (_, changes, id) => {
      await run();
      const result = await run({}, changes);
      expect(result).toMatchObject({ rebuilt: false, ok: true, build: 2 });
      expect(new Set(Object.values(statuses(result)))).toEqual(new Set(['kept']));
      expect(result.tests.map((test) => test.id)).toEqual([id]);
      expect(await run()).toMatchObject({ rebuilt: false, models: [] });
    },
  );

  it('changes the fingerprint of a model and of what reads it, and of nothing else', async () => {
    const before = await run();
    const after = await run(
      {},
      { 'models/core/figure.sql': `${files['models/core/figure.sql']} where true` },
    );
    const changed = Object.keys(after.fingerprints).filter(
      (id) => after.fingerprints[id] !== before.fingerprints[id],
    );
    expect(changed.sort()).toEqual(['core.figure', 'marts.total']);
  });

  it('rebuilds when a table is gone', async () => {
    await run();
    await warehouse.knex.raw('drop table marts.seul');
    expect(await run()).toMatchObject({ rebuilt: true, build: 2 });
  });

  it('builds two models at once and no more, and tells of them in the order of the graph', async () => {
    const names = ['a_lent', 'b_bref', 'c_bref', 'd_bref'];
    let running = 0;
    let most = 0;
    const makes = ({ sql }: { sql: string }): boolean => /^create table "core"/.test(sql);
    warehouse.knex.on('query', (query) => {
      running += makes(query) ? 1 : 0;
      most = Math.max(most, running);
    });
    warehouse.knex.on('query-response', (_, query) => {
      running -= makes(query) ? 1 : 0;
    });
    const result = await run(
      { select: names },
      {
        'models/core/_lents.yml': `models:\n${names.map((name) => `  - { name: ${name}, description: One row per count. }`).join('\n')}`,
        ...Object.fromEntries(
          names.map((name) => [
            `models/core/${name}.sql`,
            `select count(*) as n from range(${name === 'a_lent' ? 40_000_000 : 10}) as t(i) where i % 7 = 1`,
          ]),
        ),
      },
    );
    expect(result.models.map(({ id }) => id)).toEqual(names.map((name) => `core.${name}`));
    expect(messages.map((message) => message.split(':')[0])).toEqual(result.models.map(({ id }) => id));
    expect(most).toBe(2);
  });

  it('builds a selection with its tests alone, and the whole the next time', async () => {
    await run();
    const changes = {
      'models/marts/total.sql': `${files['models/marts/total.sql']} order by code nulls last`,
      'models/marts/seul.sql': 'select 2 as un',
    };
    const part = await run({ select: ['total'] }, changes);
    expect(statuses(part)).toEqual({ 'marts.total': 'built' });
    expect(part.tests.map((test) => test.id)).toEqual([
      'marts.total.grain',
      'marts.total.expression',
      'tests.sommes',
    ]);
    const whole = await run();
    expect(whole).toMatchObject({ rebuilt: true, build: 3 });
    expect(built(whole)).toEqual(['marts.seul']);
  });

  it('knows that a part was built over old tables, and mends that in the next whole build', async () => {
    await run();
    const changes = {
      'models/marts/total.sql': `${files['models/marts/total.sql']} order by code nulls last`,
    };
    await warehouse.knex.raw("insert into raw.figure values ('APEX', 2, 1)");
    await run({ select: ['total'], dataFingerprint: 'data 2' }, changes);
    expect(await warehouse.knex('total').withSchema('marts').pluck('n')).toEqual([12, 3]);
    expect(built(await run({ dataFingerprint: 'data 2' }))).toEqual([
      'staging.stg_figure',
      'core.figure',
      'marts.total',
    ]);
    expect(await warehouse.knex('total').withSchema('marts').pluck('n')).toEqual([12, 4]);
  });

  it('turns a view into a table, and drops what no model stands for any more', async () => {
    await run();
    await warehouse.knex.raw('create table marts.autre as select 1 as x');
    fixture.remove('models/marts/seul.sql');
    const result = await run(
      {},
      {
        'models/marts/_marts.yml': marts.slice(0, marts.indexOf('  - name: seul')),
        'models/staging/_staging.yml': staging.replace('as sent.', 'as sent.\n    materialized: table'),
      },
    );
    expect(result.ok).toBe(true);
    const { rows } = await warehouse.knex.raw(
      "select table_schema || '.' || table_name as id, table_type as t from information_schema.tables where table_schema in ('staging', 'marts') order by 1",
    );
    expect(rows).toEqual([
      { id: 'marts.autre', t: 'BASE TABLE' },
      { id: 'marts.total', t: 'BASE TABLE' },
      { id: 'staging.stg_figure', t: 'BASE TABLE' },
    ]);
    expect(messages).toContain('marts.seul has no model any more: dropped.');
  });

  it('refuses what the lint refuses, all of it at once, and runs nothing', async () => {
    const attempt = run(
      {},
      {
        'models/marts/seul.sql': 'select 1::int as un',
        'models/tests/sommes.sql': 'select try_cast(1 as int) as x',
      },
    );
    const error = await attempt.catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(SqlError);
    const problems = error instanceof SqlError ? error.toProblems() : [];
    expect(problems.map(({ fichier, regle }) => [fichier, regle])).toEqual([
      ['models/marts/seul.sql', 'cast_operator'],
      ['models/tests/sommes.sql', 'try_cast'],
    ]);
    expect(await warehouse.knex.schema.withSchema('meta').hasTable('build')).toBe(false);
  });
});

describe('a failure', () => {
  async function oldTotal(): Promise<unknown> {
    return warehouse.knex('total').withSchema('marts').orderBy('code').pluck('n');
  }

  it('of a test keeps every old table, skips what depends on it and tells all the rest', async () => {
    await run();
    await warehouse.knex.raw("insert into raw.figure select 'AERS', 1, n from range(20) as t(n)");
    const result = await run(
      { dataFingerprint: 'data 2' },
      { 'models/marts/seul.sql': 'select 1 as un union all select 1' },
    );
    expect(result).toMatchObject({ ok: false, rebuilt: true, build: 2 });
    expect(statuses(result)).toEqual({
      'marts.seul': 'failed',
      'staging.stg_figure': 'built',
      'core.figure': 'failed',
      'marts.total': 'skipped',
    });
    const [grain] = result.tests.filter((test) => test.id === 'core.figure.grain');
    expect(grain).toMatchObject({
      status: 'fail',
      failures: 1,
      rows: [{ code: 'AERS', mois: 1, occurrences: 21 }],
    });
    expect((await warehouse.knex.raw(grain?.sql ?? '')).rows).toEqual(grain?.rows);
    expect(result.tests.some((test) => test.id === 'tests.sommes')).toBe(false);
    expect(result.problems).toMatchObject([
      { code: 'test_failed', fichier: 'models/marts/_marts.yml', ligne: 8, regle: 'grain' },
      {
        code: 'test_failed',
        fichier: 'models/core/_core.yml',
        ligne: 3,
        regle: 'grain',
        message: expect.stringContaining('line 3:   - name: figure'),
        remede: expect.stringContaining('"figure__failed"'),
      },
    ]);
    expect(await oldTotal()).toEqual([12, 3]);
    expect(await warehouse.knex('build').withSchema('meta').orderBy('build').pluck('statut')).toEqual([
      'done',
      'partial',
    ]);
  });

  it('shows ten rows and counts them all', async () => {
    await warehouse.knex.raw("insert into raw.figure select 'X' || n, 1, n from range(25) as t(n)");
    const result = await run();
    const [test] = result.tests.filter(({ status }) => status === 'fail');
    expect(test).toMatchObject({ id: 'staging.stg_figure.code.relationships', failures: 25 });
    expect(test?.rows).toHaveLength(10);
    expect(statuses(result)).toMatchObject({
      'core.figure': 'skipped',
      'marts.total': 'skipped',
      'marts.seul': 'built',
    });
  });

  it('of a source skips all that reads it', async () => {
    await warehouse.knex.raw('insert into raw.figure values (null, 1, 1)');
    const result = await run();
    expect(statuses(result)).toEqual({
      'marts.seul': 'built',
      'staging.stg_figure': 'skipped',
      'core.figure': 'skipped',
      'marts.total': 'skipped',
    });
    expect(await warehouse.knex.schema.withSchema('marts').hasTable('seul')).toBe(true);
    expect(await warehouse.knex.schema.withSchema('marts').hasTable('total')).toBe(false);
  });

  it('that is a warning is told and changes nothing', async () => {
    const result = await run(
      {},
      {
        'models/tests/sommes.sql': "select * from {{ ref('total') }}",
        'models/tests/_tests.yml': 'tests: [{ name: sommes, severity: warn }]',
      },
    );
    expect(result).toMatchObject({ ok: true, rebuilt: true });
    expect(result.tests.at(-1)).toMatchObject({ id: 'tests.sommes', status: 'warn', failures: 2 });
  });

  it('narrowed by where looks at the other rows alone', async () => {
    const narrowed = marts.replace('sql: n >= 0', "sql: n > 5, where: code = 'AERS'");
    expect(await run({}, { 'models/marts/_marts.yml': narrowed })).toMatchObject({ ok: true });
    const wide = marts.replace('n >= 0', 'n > 5');
    expect(await run({}, { 'models/marts/_marts.yml': wide })).toMatchObject({ ok: false });
  });

  it('of a contract names the column, what was wanted and what is there', async () => {
    await run();
    const result = await run(
      {},
      {
        'models/core/_core.yml': core
          .replace('type: integer', 'type: "decimal(18, 2)"')
          .concat('      - { name: mos }\n'),
      },
    );
    expect(result.problems).toMatchObject([
      {
        code: 'contract',
        fichier: 'models/core/_core.yml',
        ligne: 8,
        message: expect.stringContaining('wanted DECIMAL(18,2), got INTEGER'),
      },
      { code: 'contract', ligne: 9, remede: 'It has code, mois, n.' },
    ]);
    expect(statuses(result)).toMatchObject({ 'core.figure': 'failed', 'marts.total': 'kept' });
    expect(await oldTotal()).toEqual([12, 3]);
  });

  const engine: [string, Record<string, string>, Record<string, unknown>][] = [
    [
      'in a model',
      {
        'models/core/figure.sql':
          "select code, mois, n,\n  {{ year('d') }} as a, inconnue\nfrom {{ ref('stg_figure') }}",
      },
      { code: 'model_sql', fichier: 'models/core/figure.sql', ligne: 2, colonne: 3 },
    ],
    [
      'in a model, after a call',
      {
        'models/core/figure.sql':
          "select code, mois, n,\n  {{ year('current_date') }} as a, inconnue\nfrom {{ ref('stg_figure') }}",
      },
      { code: 'model_sql', fichier: 'models/core/figure.sql', ligne: 2, colonne: 36 },
    ],
    [
      'while it runs',
      {
        'models/core/figure.sql':
          "select cast(code as integer) as code, mois, n from {{ ref('stg_figure') }}",
      },
      { code: 'model_sql', ligne: 1 },
    ],
    [
      'in a SQL test',
      { 'models/tests/sommes.sql': "select 1\nfrom {{ ref('total') }}\nwhere inconnue" },
      { code: 'model_sql', fichier: 'models/tests/sommes.sql', ligne: 3, colonne: 7 },
    ],
    [
      'in an expression',
      { 'models/marts/_marts.yml': marts.replace('n >= 0', 'inconnue >= 0') },
      { code: 'test_sql', fichier: 'models/marts/_marts.yml', ligne: 6 },
    ],
    [
      'in a type',
      { 'models/core/_core.yml': core.replace('type: integer', 'type: entier') },
      { code: 'contract', ligne: 8, valeur: 'entier' },
    ],
  ];
  it.each(engine)(
    'of the engine %s points at the file and keeps the old tables',
    async (_, changes, expected) => {
      await run();
      const result = await run({}, changes);
      expect(result.ok).toBe(false);
      expect(result.problems).toHaveLength(1);
      expect(result.problems[0]).toMatchObject(expected);
      expect(result.models).toHaveLength(4);
      expect(await oldTotal()).toEqual([12, 3]);
      expect(await run({}, files)).toMatchObject({ rebuilt: false, ok: true });
    },
  );

  it('of a source that was never loaded says so', async () => {
    await warehouse.knex.raw('drop table raw.figure');
    const result = await run();
    expect(result.problems).toMatchObject([
      {
        code: 'test_sql',
        fichier: 'models/staging/_staging.yml',
        message: expect.stringContaining('does not exist'),
      },
    ]);
  });

  it('in any model of a random chain skips just what reads it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(99), { minLength: 1, maxLength: 6 }),
        fc.nat(99),
        async (picks, choice) => {
          const bad = choice % picks.length;
          const parents = picks.map((pick, index) => (index === 0 ? undefined : pick % index));
          fixture.remove('models');
          const names = picks.map((_, index) => `  - { name: m${index}, description: One row., grain: [x] }`);
          fixture.write({
            'models/core/_core.yml': `models:\n${names.join('\n')}\n`,
            ...Object.fromEntries(
              parents.map((parent, index) => [
                `models/core/m${index}.sql`,
                `select 1 as x${parent === undefined ? '' : ` from {{ ref('m${parent}') }}`}${index === bad ? ' union all select 1' : ''}`,
              ]),
            ),
          });
          const result = await run({ full: true });
          const below = (index: number): boolean => {
            const parent = parents[index];
            return parent !== undefined && (parent === bad || below(parent));
          };
          expect(statuses(result)).toEqual(
            Object.fromEntries(
              picks.map((_, index) => [
                `core.m${index}`,
                index === bad ? 'failed' : below(index) ? 'skipped' : 'built',
              ]),
            ),
          );
          for (const [id, status] of Object.entries(statuses(result))) {
            const placed = await warehouse.knex.schema.withSchema('core').hasTable(id.slice('core.'.length));
            expect(placed).toBe(status === 'built');
          }
          for (const id of Object.keys(statuses(result))) {
            await warehouse.knex.schema.withSchema('core').dropTableIfExists(id.slice('core.'.length));
          }
        },
      ),
      { numRuns: 12 },
    );
  });
});

describe('a kill', () => {
  it('at any moment leaves one whole build, and the next start goes on', async () => {
    const path = join(fixture.root, 'entrepot.duckdb');
    const slow = 'select x % 1000 as code, count(*) as n from range(3000000) as t(x) group by 1';
    fixture.remove('models');
    fixture.write({
      'models/core/_core.yml': `models:
  - { name: a, description: One row per code., grain: [code] }
  - { name: b, description: One row per code., grain: [code] }`,
      'models/core/a.sql': `select code, n, {{ var('tour') }} as tour from (${slow}) as s`,
      'models/core/b.sql': "select code, n, tour from {{ ref('a') }}",
    });
    const script = join(fixture.root, 'run.mts');
    const here = (file: string) => JSON.stringify(new URL(file, import.meta.url).href);
    fixture.write({
      'run.mts': `
        import { build } from ${here('./build.ts')};
        import { readProject } from ${here('./project.ts')};
        import { openWarehouse } from ${here('./warehouse.ts')};
        const warehouse = await openWarehouse({ path: process.argv[2], threads: 1 });
        console.log('open');
        const project = readProject({ root: process.argv[3], models: 'models', vars: { tour: Number(process.argv[4]) } });
        const result = await build(project, warehouse, { dataFingerprint: '', logger: { info() {} }, clock: () => new Date() });
        await warehouse.close();
        console.log(result.ok ? 'ok' : JSON.stringify(result.problems));
      `,
    });
    const start = (round: number, killAfter?: number): Promise<string> =>
      new Promise((resolve, reject) => {
        const args = ['--import', 'tsx', script, path, fixture.root, String(round)];
        const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
        let output = '';
        child.stdout.on('data', (chunk: Buffer) => {
          output += chunk.toString();
          if (killAfter !== undefined && output.includes('open'))
            setTimeout(() => child.kill('SIGKILL'), killAfter);
        });
        child.on('error', reject);
        child.on('close', () => resolve(output));
      });
    expect(await start(0)).toContain('ok');
    for (const [index, delay] of [0, 40, 90, 160].entries()) {
      const output = await start(index + 1, delay);
      if (delay === 0) expect(output).not.toContain('ok');
      const after = await openWarehouse({ path });
      const rounds = await after.knex.raw(
        'select tour, count(*) as n from core.a group by tour union all select tour, count(*) from core.b group by tour',
      );
      const last = await after
        .knex('build')
        .withSchema('meta')
        .where('statut', 'done')
        .count({ n: '*' })
        .first();
      await after.close();
      expect(rounds.rows).toHaveLength(2);
      expect(
        new Set(rounds.rows.map((row: { tour: number; n: number }) => `${row.tour}:${row.n}`)).size,
      ).toBe(1);
      expect(last?.n).toBeGreaterThan(0);
    }
    expect(await start(9)).toContain('ok');
    const after = await openWarehouse({ path });
    expect(await after.knex('b').withSchema('core').distinct('tour').pluck('tour')).toEqual([9]);
    await after.close();
  }, 60_000);
});
