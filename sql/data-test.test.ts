import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildResult, build, type TestResult } from './build.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { lastTests } from './ledger.ts';
import { readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

let fixture: Fixture;
let warehouse: Warehouse;
let today = '2025-01-31';

/** Builds `core.x` and `core.y` over the values below, with these tests under `x`'s column `n` and under `x`. */
function run({ column = '', model = '', rest = '' }: { column?: string; model?: string; rest?: string }) {
  fixture.write({
    'models/core/_core.yml': `
models:
  - name: x
    description: One row per value.
    columns: [{ name: n, tests: [${column}] }]
    tests: [${model}]
  - { name: y, description: One row per value. }
${rest}`,
    'models/core/x.sql': `select * from (values ('a', 1, date '2025-01-10'), ('a', 2, date '2025-01-20'),
      ('b', 4, null), ('_T', null, null)) as v (g, n, jour)`,
    'models/core/y.sql': "select * from (values ('a', 3), ('b', 5)) as v (g, n)",
  });
  return build(readProject({ root: fixture.root, models: 'models' }), warehouse, {
    dataFingerprint: '',
    logger: { info: () => undefined },
    clock: () => new Date(`${today}T12:00:00Z`),
  });
}

function only(result: BuildResult): Partial<TestResult> {
  expect(result.tests).toHaveLength(1);
  const { status, failures, rows } = result.tests[0] ?? {};
  return {
    ...(status ? { status } : {}),
    ...(failures === undefined ? {} : { failures }),
    ...(rows ? { rows } : {}),
  };
}

beforeEach(async () => {
  fixture = makeFixture();
  today = '2025-01-31';
  warehouse = await openWarehouse({ path: ':memory:' });
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

describe('a test', () => {
  const onColumn: [string, string, object][] = [
    ['not_null', 'not_null', { status: 'fail', failures: 1, rows: [{ g: '_T', n: null, jour: null }] }],
    ['not_null where', 'not_null: { where: "g <> \'_T\'" }', { status: 'pass', failures: 0 }],
    [
      'accepted_values',
      'accepted_values: { values: [1, 2] }',
      { failures: 1, rows: [{ g: 'b', n: 4, jour: null }] },
    ],
    ['unknown_share above', 'unknown_share: { at_most: 0.2 }', { rows: [{ inconnus: 1, lignes: 4 }] }],
    [
      'unknown_share with values',
      'unknown_share: { at_most: 0.49, values: [4] }',
      { rows: [{ inconnus: 2, lignes: 4 }] },
    ],
    ['unknown_share below', 'unknown_share: { at_most: 0.25 }', { status: 'pass' }],
    [
      'sum_matches',
      "sum_matches: { by: [g], to: ref('y') }",
      { status: 'fail', failures: 1, rows: [{ g: 'b', somme: 4, attendue: 5 }] },
    ],
    ['sum_matches within', "sum_matches: { by: [g], to: ref('y'), tolerance: 1 }", { status: 'pass' }],
    ['sum_matches in all', "sum_matches: { to: ref('y'), field: n }", { rows: [{ somme: 7, attendue: 8 }] }],
    [
      'parts_add_up',
      'parts_add_up: { total: "g = \'b\'", where: "n is not null" }',
      { status: 'fail', rows: [{ total: 4, parties: 3 }] },
    ],
    ['parts_add_up without a total', 'parts_add_up: { by: [g], total: "g = \'_T\'" }', { status: 'pass' }],
    ['relationships', "relationships: { to: ref('y'), field: n }", { status: 'fail', failures: 3 }],
  ];
  it.each(onColumn)('of kind %s finds what it is for', async (_, column, expected) => {
    expect(only(await run({ column }))).toMatchObject(expected);
  });

  const onModel: [string, string, object][] = [
    [
      'row_count same',
      "row_count: { same_as: ref('y') }",
      { status: 'fail', rows: [{ lignes: 4, attendues: 2 }] },
    ],
    ['row_count at least', "row_count: { at_least: ref('y') }", { status: 'pass' }],
    ['row_count at most', "row_count: { at_most: ref('y') }", { status: 'fail' }],
    ['row_count where', "row_count: { same_as: ref('y'), where: \"g = 'a'\" }", { status: 'pass' }],
    ['expression', 'expression: { sql: n < 4 }', { failures: 1 }],
    ['unique', 'unique: { columns: [g] }', { failures: 1, rows: [{ g: 'a', occurrences: 2 }] }],
  ];
  it.each(onModel)('of kind %s finds what it is for', async (_, model, expected) => {
    expect(only(await run({ model }))).toMatchObject(expected);
  });

  it('of recency looks at the day it runs on, again each day', async () => {
    const result = await run({ column: 'recency: { within_days: 1 }' });
    expect(result.problems).toMatchObject([{ code: 'test_sql', regle: 'recency' }]);
    const onJour = (): Promise<BuildResult> =>
      run({ column: ' ] }, { name: jour, tests: [recency: { within_days: 11 }' });
    expect(only(await onJour())).toMatchObject({ status: 'pass' });
    expect((await onJour()).tests).toEqual([]);
    today = '2025-02-01';
    expect(only(await onJour())).toMatchObject({ status: 'fail', rows: [{ dernier: '2025-01-20' }] });
  });

  const verdicts: [string, string][] = [
    ['accepted_values: { values: [1], error_if: "> 2" }', 'warn'],
    ['accepted_values: { values: [1], error_if: ">= 2" }', 'fail'],
    ['accepted_values: { values: [1], error_if: "> 2", warn_if: "> 2" }', 'pass'],
    ['accepted_values: { values: [1], severity: warn }', 'warn'],
    ['accepted_values: { values: [1], severity: warn, warn_if: "> 5" }', 'pass'],
    ['accepted_values: { values: [1], expected: { reason: déclaré ainsi, until: 2025-01-31 } }', 'expected'],
    ['accepted_values: { values: [1], expected: { reason: déclaré ainsi, until: 2025-01-30 } }', 'fail'],
  ];
  it.each(verdicts)('%s gives %s', async (column, status) => {
    const result = await run({ column });
    expect(only(result)).toMatchObject({ status, failures: 2 });
    expect(result.ok).toBe(status !== 'fail');
  });

  it('whose expected failure is over says so, with the reason', async () => {
    const expected = 'expected: { reason: déclaré ainsi, until: 2025-02-10 }';
    const column = `accepted_values: { values: [1], ${expected} }`;
    expect((await run({ column })).ok).toBe(true);
    today = '2025-02-11';
    expect((await run({ column })).problems[0]?.message).toContain(
      'It was let fail until 2025-02-10: déclaré ainsi',
    );
  });

  it('leaves its result in the history, passes too, and its failing rows up to a hundred', async () => {
    const many = 'models/tests/beaucoup.sql';
    fixture.write({ [many]: "select y.g, i from {{ ref('y') }} as y, range(150) as r (i)" });
    await run({ column: 'not_null: { where: n > 0 }' });
    const last = await lastTests(warehouse.knex);
    expect(last).toMatchObject([
      { test: 'core.x.n.not_null', statut: 'pass', build: 1, echecs: 0, rows: [] },
      {
        test: 'tests.beaucoup',
        statut: 'fail',
        genre: 'sql',
        echecs: 300,
        le: '2025-01-31T12:00:00',
        fichier: many,
      },
    ]);
    expect(last[1]?.rows).toHaveLength(100);
    fixture.write({ [many]: "select g from {{ ref('y') }} where false" });
    await run({ column: 'not_null: { where: n > 0 }' });
    expect((await lastTests(warehouse.knex))[1]).toMatchObject({ statut: 'pass', build: 2, rows: [] });
    const history = await warehouse.knex('test_history').withSchema('meta').orderBy(['build', 'test']);
    expect(history.map(({ build: number, test, statut }) => [number, test, statut])).toEqual([
      [1, 'core.x.n.not_null', 'pass'],
      [1, 'tests.beaucoup', 'fail'],
      [2, 'tests.beaucoup', 'pass'],
    ]);
    expect(await warehouse.knex('test_failure').withSchema('meta')).toEqual([]);
  });
});

describe('a unit test', () => {
  const model = {
    'models/staging/_staging.yml': `
sources: [{ name: raw, tables: [{ name: sortie }] }]
models: [{ name: stg_sortie, description: One row per exit. }]`,
    'models/staging/stg_sortie.sql': "select personne, jour, motif from {{ source('raw', 'sortie') }}",
    'models/core/sortie.sql': `with datees as (
    select personne, jour, coalesce(motif, 'a, (b') as motif from {{ ref('stg_sortie') }} where jour is not null
), de_l_annee (qui) as (
    select personne from datees where {{ year('jour') }} = 2024
)
select qui as personne from de_l_annee`,
  };
  const yaml = (unit: string): string => `
models: [{ name: sortie, description: One row per exit of the year. }]
unit_tests:
  - name: annee
    model: sortie
${unit}`;

  async function unit(text: string, changes: Record<string, string> = {}): Promise<BuildResult> {
    fixture.write({ ...model, 'models/core/_core.yml': yaml(text), ...changes });
    await warehouse.knex.raw('create schema if not exists raw');
    await warehouse.knex.raw('create table if not exists raw.sortie (personne text, jour date, motif text)');
    return build(readProject({ root: fixture.root, models: 'models' }), warehouse, {
      dataFingerprint: '',
      logger: { info: () => undefined },
      clock: () => new Date('2025-01-01T00:00:00Z'),
    });
  }

  const given = `    given:
      - input: ref('stg_sortie')
        rows: [{ personne: a, jour: 2024-03-01 }, { personne: "b?", jour: 2023-12-31 }, { personne: c }]
`;

  it('gives rows to what the model reads and compares what comes out, in any order', async () => {
    expect(await unit(`${given}    expect: [{ personne: a }]`)).toMatchObject({
      ok: true,
      tests: [{ id: 'core.sortie.unit.annee', kind: 'unit', status: 'pass' }],
    });
    const { rows } = await warehouse.knex.raw(
      "select count(*) as n from duckdb_tables() where table_name like 'unit%'",
    );
    expect(rows).toEqual([{ n: 0 }]);
    expect((await unit(`${given}    expect: [{ personne: a }]`)).tests).toEqual([]);
  });

  it('tells the rows that are missing and those too many, and the model is not built', async () => {
    const result = await unit(`${given}    expect: [{ personne: "b?" }]`);
    expect(result.tests[0]).toMatchObject({
      status: 'fail',
      failures: 2,
      rows: expect.arrayContaining([
        { ecart: 'missing', personne: 'b?' },
        { ecart: 'too many', personne: 'a' },
      ]),
    });
    expect(result.problems).toMatchObject([
      { code: 'test_failed', fichier: 'models/core/_core.yml', ligne: 4, regle: 'unit' },
    ]);
    expect(await warehouse.knex.schema.withSchema('core').hasTable('sortie')).toBe(false);
  });

  it('looks at one CTE, comparing the columns stated', async () => {
    const text = `    cte: datees\n${given}    expect: [{ personne: a, motif: "a, (b" }, { personne: "b?", motif: "a, (b" }]`;
    expect(await unit(text)).toMatchObject({ ok: true });
  });

  const wrong: [string, string, object][] = [
    [
      'a CTE',
      `    cte: date\n${given}    expect: []`,
      { code: 'unit_test', remede: 'Did you mean "datees"?' },
    ],
    [
      'a column',
      "    given: [{ input: ref('stg_sortie'), rows: [{ persone: a }] }]\n    expect: []",
      { code: 'unit_test', remede: 'Did you mean "personne"?' },
    ],
    [
      'a column expected',
      `${given}    expect: [{ nom: a }]`,
      { code: 'unit_test', remede: 'Known: personne.' },
    ],
  ];
  it.each(wrong)('that names %s which is not there says what is', async (_, text, expected) => {
    const result = await unit(text);
    expect(result.problems).toMatchObject([{ ...expected, fichier: 'models/core/_core.yml', ligne: 4 }]);
    expect(result.problems[0]?.message).toContain('line 4:   - name: annee');
  });

  it('of a model that does not exist, or over what it does not read, is refused', async () => {
    await expect(
      unit('    expect: []', {
        'models/core/_core.yml': yaml('    expect: []').replace('model: sortie', 'model: sorties'),
      }),
    ).rejects.toThrow('The unit test "annee" names no model.');
    await expect(
      unit(`    given: [{ input: "source('raw', 'sortie')", rows: [] }]\n    expect: []`),
    ).rejects.toThrow('core.sortie does not read raw.sortie.');
  });
});
