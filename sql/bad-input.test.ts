import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { SqlError, type SqlProblem } from './error.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { macro } from './macros.ts';
import { readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const base = {
  'models/staging/_staging.yml': 'models: [{ name: stg_liste, description: One row per code. }]',
  'models/staging/stg_liste.sql': "select code from {{ seed('liste') }}\n",
  'models/core/_core.yml': `
models:
  - name: figure
    description: One row per figure.
    columns: [{ name: code, type: text }]
  - { name: figures, description: One row per code. }`,
  'models/core/figure.sql': "select code\nfrom {{ ref('stg_liste') }}\n",
  'models/core/figures.sql': "select code from {{ ref('stg_liste') }}\n",
  'codes/liste.csv': 'code,nom\nA,un\n',
};

let fixture: Fixture;
let warehouse: Warehouse;

/** The problems of a build, told by a refusal or by its result, and what it left beside `meta`. */
async function problems(changes: Record<string, string>): Promise<{ told: SqlProblem[]; left: string[] }> {
  fixture.write(changes);
  let told: SqlProblem[];
  try {
    const project = readProject({
      root: fixture.root,
      models: 'models',
      seeds: 'codes',
      macros: {
        boum: macro('boum', [], () => {
          throw new Error('nothing to expand');
        }),
      },
    });
    const options = { dataFingerprint: '', logger: { info: () => undefined }, clock: () => new Date(0) };
    told = (await build(project, warehouse, options)).problems;
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    told = error.toProblems();
  }
  const { rows } = await warehouse.knex.raw(`select table_schema || '.' || table_name as t
    from information_schema.tables where table_schema <> 'meta' order by t`);
  return { told, left: rows.map((row: { t: string }) => row.t) };
}

beforeEach(async () => {
  fixture = makeFixture(base);
  warehouse = await openWarehouse({ path: ':memory:' });
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

const rest = ['core.figures', 'seeds.liste', 'staging.stg_liste'];

describe('bad input', () => {
  const cases: [string, Record<string, string>, object, string, string[]][] = [
    [
      'SQL that does not parse',
      { 'models/core/figure.sql': "select code\nfrm {{ ref('stg_liste') }}\n" },
      { code: 'model_sql', fichier: 'models/core/figure.sql', ligne: 2 },
      "line 2: frm {{ ref('stg_liste') }}",
      [],
    ],
    [
      'a missing column',
      { 'models/core/figure.sql': "select code,\n  cod2\nfrom {{ ref('stg_liste') }}" },
      { code: 'model_sql', fichier: 'models/core/figure.sql', ligne: 2, colonne: 3 },
      'line 2:   cod2',
      rest,
    ],
    [
      'a misspelt YAML key',
      { 'models/core/_core.yml': base['models/core/_core.yml'].replace('columns', 'colums') },
      { code: 'yaml', ligne: 5, remede: 'Did you mean "columns"?' },
      'line 5:     colums: [{',
      [],
    ],
    [
      'two models of one name',
      {
        'models/staging/figure.sql': 'select 1 as code',
        'models/staging/_staging.yml':
          'models:\n  - { name: stg_liste, description: One row. }\n  - { name: figure, description: One row. }',
      },
      { code: 'project', fichier: 'models/core/figure.sql', ligne: 1 },
      'line 1: select code',
      [],
    ],
    [
      'a broken contract',
      { 'models/core/_core.yml': base['models/core/_core.yml'].replace('text', 'integer') },
      { code: 'contract', fichier: 'models/core/_core.yml', ligne: 5, regle: 'contract' },
      'core.figure.code: wanted INTEGER, got VARCHAR.\nline 5:     columns: [{',
      ['core.figure__failed', ...rest],
    ],
    [
      'a ragged seed',
      { 'codes/liste.csv': 'code,nom\nA,un\nB\n' },
      { code: 'seed', fichier: 'codes/liste.csv', ligne: 3 },
      'line 3: B',
      [],
    ],
    [
      'a macro that throws',
      { 'models/core/figure.sql': "select {{ boum() }} as code\nfrom {{ ref('stg_liste') }}" },
      { code: 'macro', fichier: 'models/core/figure.sql', ligne: 1, colonne: 8 },
      'nothing to expand\nline 1: select {{ boum() }} as code',
      [],
    ],
    [
      'a table named without a call',
      { 'models/core/figure.sql': "select s.code\nfrom {{ ref('stg_liste') }} as s, core.figures" },
      { code: 'reference', fichier: 'models/core/figure.sql', ligne: 2 },
      'The table "core.figures" is named without a call.',
      [],
    ],
    [
      'a file read in a model',
      { 'models/core/figure.sql': "select code\nfrom read_csv('codes/liste.csv')" },
      { code: 'reference', ligne: 2, remede: 'Load it as a source, or as a seed.' },
      '"read_csv" reads a file.',
      [],
    ],
    [
      'a missing ref',
      { 'models/core/figure.sql': "select code\nfrom {{ ref('stg_list') }}" },
      { code: 'reference', ligne: 2, remede: 'Did you mean "stg_liste"?' },
      'There is no ref "stg_list".',
      [],
    ],
  ];
  it.each(cases)(
    '%s: file, line, the line itself and the mend',
    async (_, changes, expected, message, left) => {
      const found = await problems(changes);
      expect(found.told).toHaveLength(1);
      expect(found.told[0]).toMatchObject(expected);
      expect(found.told[0]?.message).toContain(message);
      expect(found.told[0]?.message).toMatch(/line \d+: /);
      expect(found.told[0]?.remede).toMatch(/\S/);
      expect(found.left).toEqual(left);
    },
  );

  it('tells all SQL that does not parse at once', async () => {
    const { told } = await problems({
      'models/core/figure.sql': 'select from where',
      'models/core/figures.sql': 'select (1 as x',
    });
    expect(told.map(({ fichier }) => fichier)).toEqual(['models/core/figure.sql', 'models/core/figures.sql']);
  });

  it('lets a CTE stand for a name, shadow a table, and recurse', async () => {
    const { told } = await problems({
      'models/core/figure.sql': `with recursive n as (select 1 as i union all select i + 1 as i from n where i < 3),
        liste as (select code from {{ ref('stg_liste') }})
        select liste.code from liste cross join n cross join (select 1 as un from generate_series(1, 1)) as g`,
    });
    expect(told).toEqual([]);
  });
});
