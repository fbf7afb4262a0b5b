import { afterEach, describe, expect, it } from 'vitest';
import { SqlError } from './error.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { macro } from './macros.ts';
import { type Project, readProject } from './project.ts';
import { selectModels } from './selection.ts';

const base = {
  'models/staging/_staging.yml': `
sources:
  - name: raw
    tables:
      - name: figure
        description: One row per figure.
seeds:
  - name: antenne
    columns:
      - { name: code, tests: [not_null, unique] }
models:
  - name: stg_figure
    description: One row per figure as sent.
`,
  'models/staging/stg_figure.sql':
    "select f.code from {{ source('raw', 'figure') }} f join {{ seed('antenne') }} a on true",
  'models/core/_core.yml': 'models: [{ name: figure, description: One row per figure. }]',
  'models/core/figure.sql': "select code, {{ var('annee') }} as annee from {{ ref('stg_figure') }};\n",
  'models/marts/_marts.yml': `
models:
  - name: total
    description: One row per year.
    grain: [annee]
    tests:
      - expression: { sql: n >= 0 }
    columns: [{ name: annee, type: integer, nullable: true }, { name: n, type: bigint, nullable: true }]
`,
  'models/marts/total.sql': "select annee, count(*) as n from {{ ref('figure') }} group by annee",
  'ingest/nomenclatures/antenne.csv': 'code,nom\nAERS,"Pôle, Justice"\nAPEX,\n',
};

const fixtures: Fixture[] = [];

function read(
  changes: Readonly<Record<string, string>> = {},
  vars: Record<string, string | number> = { annee: 2024 },
): Project {
  const fixture = makeFixture({ ...base, ...changes });
  fixtures.push(fixture);
  return readProject({ root: fixture.root, models: 'models', seeds: 'ingest/nomenclatures', vars });
}

function refused(changes: Readonly<Record<string, string>>, vars?: Record<string, string>): SqlError {
  try {
    read(changes, vars);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

afterEach(() => {
  for (const fixture of fixtures.splice(0)) fixture.remove();
});

describe('project', () => {
  it('reads models, sources and seeds, resolves what they name and orders them', () => {
    const project = read();
    expect(project.graph.order).toEqual(['staging.stg_figure', 'core.figure', 'marts.total']);
    expect(project.models.get('stg_figure')).toMatchObject({
      materialized: 'view',
      reads: ['raw.figure', 'seeds.antenne'],
      compiled: { sql: 'select f.code from "raw"."figure" f join "seeds"."antenne" a on true' },
    });
    expect(project.models.get('figure')).toMatchObject({
      materialized: 'table',
      compiled: { sql: 'select code, 2024 as annee from "staging"."stg_figure"' },
    });
    expect(project.seeds.get('antenne')).toMatchObject({
      header: ['code', 'nom'],
      rows: [
        ['AERS', 'Pôle, Justice'],
        ['APEX', null],
      ],
    });
    expect(project.tests.map((test) => test.id)).toEqual([
      'seeds.antenne.code.not_null',
      'seeds.antenne.code.unique',
      'marts.total.grain',
      'marts.total.expression',
    ]);
  });

  it('quotes a text variable, and calls macros given from outside', () => {
    const fixture = makeFixture({
      ...base,
      'models/core/figure.sql':
        "select {{ var('annee') }} as a, {{ double('x') }} as b, {{ year('d') }} as c",
    });
    fixtures.push(fixture);
    const project = readProject({
      root: fixture.root,
      models: 'models',
      seeds: 'ingest/nomenclatures',
      vars: { annee: "l'an" },
      macros: { double: macro('double', ['sql'], (x) => `2 * (${x})`) },
    });
    expect(project.models.get('figure')?.compiled.sql).toBe(
      "select 'l''an' as a, 2 * (x) as b, cast(extract(year from d) as integer) as c",
    );
  });

  it('reads the YAML files of a layer together, one per subject', () => {
    const project = read({
      'models/core/_periodes.yml': 'models: [{ name: mois, description: One row per month. }]',
      'models/core/mois.sql': 'select 1 as mois',
    });
    expect(project.models.get('figure')?.description).toBe('One row per figure.');
    expect(project.models.get('mois')?.description).toBe('One row per month.');
  });

  it('selects by name, with what a model reads and with what reads it', () => {
    const project = read();
    expect(selectModels(project, { select: ['figure'] })).toEqual(['core.figure']);
    expect(selectModels(project, { select: ['+figure'] })).toEqual(['staging.stg_figure', 'core.figure']);
    expect(selectModels(project, { select: ['figure+'] })).toEqual(['core.figure', 'marts.total']);
    expect(selectModels(project, { select: ['total', 'stg_figure'] })).toEqual([
      'staging.stg_figure',
      'marts.total',
    ]);
    expect(() => selectModels(project, { select: ['figur'] })).toThrow('No model is named "figur".');
  });
});

describe('a refusal', () => {
  const core = 'models/core/figure.sql';
  const yaml = 'models/marts/_marts.yml';
  const marts = base[yaml];
  const cases: [string, Record<string, string>, Record<string, unknown>][] = [
    [
      'an unknown ref',
      { [core]: "select 1\nfrom {{ ref('stg_figur') }}" },
      { code: 'reference', fichier: core, ligne: 2, colonne: 6, remede: 'Did you mean "stg_figure"?' },
    ],
    [
      'an unknown source',
      { 'models/staging/stg_figure.sql': "select 1 from {{ source('raw', 'figures') }}" },
      { code: 'reference', ligne: 1, remede: 'Did you mean "raw.figure"?' },
    ],
    [
      'an unknown seed',
      { 'models/staging/stg_figure.sql': "select 1 from {{ seed('antennes') }}" },
      { code: 'reference', remede: 'Did you mean "antenne"?' },
    ],
    [
      'an unknown variable',
      { [core]: "select {{ var('anne') }}" },
      { code: 'reference', colonne: 8, remede: 'Did you mean "annee"?' },
    ],
    [
      'an unknown macro',
      { [core]: "select {{ yaer('d') }}" },
      { code: 'template', remede: 'Did you mean "year"?' },
    ],
    ['a name that objects have by nature', { [core]: "select {{ constructor('d') }}" }, { code: 'template' }],
    [
      'a macro without its argument',
      { [core]: 'select\n{{ year() }}' },
      { code: 'macro', ligne: 2, remede: 'It is called as year(sql).' },
    ],
    [
      'a layer that skips one',
      { 'models/marts/total.sql': "select 1 as annee from {{ ref('stg_figure') }}" },
      { code: 'layer', fichier: 'models/marts/total.sql', ligne: 1 },
    ],
    [
      'a core model that reads a source',
      { [core]: "select 1 from {{ source('raw', 'figure') }}" },
      { code: 'layer' },
    ],
    [
      'a staging model that reads a mart',
      { 'models/staging/stg_figure.sql': "select 1 from {{ ref('total') }}" },
      { code: 'layer' },
    ],
    ['two statements', { [core]: 'select 1; drop table x' }, { code: 'template', fichier: core }],
    ['an empty file', { [core]: '-- nothing\n' }, { code: 'template', fichier: core }],
    [
      'a misspelt key',
      { [yaml]: marts.replace('grain', 'grains') },
      { code: 'yaml', fichier: yaml, ligne: 5, remede: 'Did you mean "grain"?' },
    ],
    [
      'a misspelt key at the top',
      { [yaml]: marts.replace('models', 'model') },
      { code: 'yaml', ligne: 2, remede: 'Did you mean "models"?' },
    ],
    ['YAML that is none', { [yaml]: 'models: [{ name: total' }, { code: 'yaml', ligne: 1 }],
    [
      'a wrong value',
      { [yaml]: marts.replace('grain: [annee]', 'materialized: tabel') },
      { code: 'yaml', ligne: 5 },
    ],
    [
      'an unknown test',
      { [yaml]: marts.replace('expression', 'expresion') },
      { code: 'test', ligne: 7, remede: 'Did you mean "expression"?' },
    ],
    [
      'an unknown argument of a test',
      { [yaml]: marts.replace('sql: n', 'sqls: n') },
      { code: 'test', ligne: 7 },
    ],
    [
      'a test in the wrong place',
      { [yaml]: marts.replace('expression: { sql: n >= 0 }', 'not_null') },
      { code: 'test', regle: 'not_null' },
    ],
    [
      'a relationship to nothing',
      {
        [yaml]: marts.replace(
          '{ name: n, type: bigint, nullable: true }',
          "{ name: n, type: bigint, tests: [{ relationships: { to: ref('figur'), field: code } }] }",
        ),
      },
      { code: 'reference', ligne: 8, remede: 'Did you mean "figure"?' },
    ],
    [
      'two tests of one name',
      { [yaml]: marts.replace('{ sql: n >= 0 }', '{ sql: n >= 0 }\n      - expression: { sql: n < 9 }') },
      { code: 'test', ligne: 8 },
    ],
    ['a mart without grain', { [yaml]: marts.replace('grain: [annee]', '') }, { code: 'project', ligne: 3 }],
    [
      'a model without description',
      { 'models/core/autre.sql': 'select 1 as x' },
      { code: 'project', fichier: 'models/core/autre.sql' },
    ],
    [
      'a description without model',
      { [yaml]: marts.replace('name: total', 'name: totals') },
      { code: 'project', ligne: 3, remede: 'Did you mean "total"?' },
    ],
    [
      'two models of one name',
      {
        'models/marts/figure.sql': 'select 1 as x',
        [yaml]: `${marts}  - { name: figure, description: x, grain: [x] }`,
      },
      { code: 'project', fichier: 'models/marts/figure.sql' },
    ],
    [
      'a folder that is no layer',
      { 'models/mart/x.sql': 'select 1' },
      { code: 'project', remede: 'Did you mean "marts"?' },
    ],
    [
      'a SQL file outside of layers',
      { 'models/x.sql': 'select 1' },
      { code: 'project', fichier: 'models/x.sql' },
    ],
    [
      'YAML of another name',
      { 'models/core/core.yml': '' },
      { code: 'project', fichier: 'models/core/core.yml' },
    ],
    [
      'a model that two files of its layer state',
      { 'models/core/_personnes.yml': base['models/core/_core.yml'] },
      { code: 'project', fichier: 'models/core/_personnes.yml', ligne: 1 },
    ],
    [
      'a source in a schema of ours',
      {
        'models/staging/_staging.yml': base['models/staging/_staging.yml'].replace(
          'name: raw',
          'name: raw\n    schema: core',
        ),
      },
      { code: 'layer', ligne: 6 },
    ],
    [
      'a ragged seed',
      { 'ingest/nomenclatures/antenne.csv': 'code,nom\nA,b\nC\n' },
      { code: 'seed', fichier: 'ingest/nomenclatures/antenne.csv', ligne: 3 },
    ],
    [
      'a seed with a column twice',
      { 'ingest/nomenclatures/antenne.csv': 'code,code\n' },
      { code: 'seed', ligne: 1 },
    ],
    ['an empty seed', { 'ingest/nomenclatures/antenne.csv': '' }, { code: 'seed' }],
    [
      'a seed that YAML names and no file is',
      {
        'models/staging/_staging.yml': base['models/staging/_staging.yml'].replace(
          'name: antenne',
          'name: antena',
        ),
      },
      { code: 'project', ligne: 8, remede: 'Did you mean "antenne"?' },
    ],
  ];

  it.each(cases)('of %s says where and what to do', (_, changes, expected) => {
    const error = refused(changes);
    expect(error.toProblem()).toMatchObject(expected);
    expect(error.message).toContain(error.details.fichier);
    expect(error.remede).toMatch(/\S/);
  });

  it('of a cycle gives its path', () => {
    const error = refused({
      'models/core/_core.yml':
        'models: [{ name: figure, description: x }, { name: b, description: x }, { name: c, description: x }]',
      [core]: "select 1 from {{ ref('c') }}",
      'models/core/b.sql': "select 1 from {{ ref('figure') }}",
      'models/core/c.sql': "select 1 from {{ ref('b') }}",
    });
    expect(error.toProblem()).toMatchObject({ code: 'cycle', fichier: 'models/core/b.sql' });
    expect(error.message).toContain('core.b → core.figure → core.c → core.b');
  });

  it('of a folder that is not there names it', () => {
    const fixture = makeFixture(base);
    fixtures.push(fixture);
    expect(() => readProject({ root: fixture.root, models: 'modeles' })).toThrow(
      'There is no folder modeles.',
    );
  });
});
