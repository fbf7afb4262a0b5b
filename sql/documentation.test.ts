import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Documentation, type DocumentedColumn, documentProject } from './documentation.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { bindProject } from './lineage.ts';
import { readProject } from './project.ts';

let fixture: Fixture;
beforeEach(() => {
  fixture = makeFixture({
    'models/staging/_staging.yml': `
sources:
  - name: raw
    tables:
      - name: figure
        description: One row per cell.
        columns:
          - { name: valeur, description: As written in the cell. }
models:
  - name: stg_figure
    description: One row per cell.
    columns:
      - name: annee
        description: Year of the figure.
        tests: [not_null]
`,
    'models/staging/stg_figure.sql': `
select figures.annee, figures.valeur, figures.valeur as montant, figures.valeur * 2 + figures.annee as melange,
  lists.libelle
from {{ source('raw', 'figure') }} as figures
cross join {{ seed('liste') }} as lists`,
    'models/core/_core.yml': `
models:
  - name: figure
    description: One row per figure.
    columns: [{ name: valeur, description: Restated. }]
  - name: total
    description: One row per year.
    grain: [annee]
    tests: [{ expression: { sql: n > 0, severity: warn } }]
`,
    'models/core/figure.sql': "select annee, valeur, montant, melange, libelle from {{ ref('stg_figure') }}",
    'models/core/total.sql':
      "select annee, max(valeur) as valeur, count(*) as n from {{ ref('figure') }} where montant > 0 group by annee",
    'lists/liste.csv': 'code,libelle\na,A\n',
  });
});
afterEach(() => fixture.remove());

async function documented(): Promise<Documentation> {
  const project = readProject({ root: fixture.root, models: 'models', seeds: 'lists' });
  const columns = [
    { name: 'annee', type: 'integer' },
    { name: 'valeur', type: 'integer' },
  ];
  return documentProject(project, await bindProject(project, [{ schema: 'raw', table: 'figure', columns }]));
}

function columnOf({ relations }: Documentation, id: string, name: string): DocumentedColumn | undefined {
  return relations.find((one) => one.id === id)?.colonnes.find((one) => one.nom === name);
}

describe('the documentation of a project', () => {
  it('lists sources, seeds, then models in the order of the graph', async () => {
    const { relations } = await documented();
    expect(relations.map(({ id, nature, forme }) => [id, nature, forme])).toEqual([
      ['raw.figure', 'source', null],
      ['seeds.liste', 'seed', null],
      ['staging.stg_figure', 'model', 'view'],
      ['core.figure', 'model', 'table'],
      ['core.total', 'model', 'table'],
    ]);
    expect(relations.at(-1)).toMatchObject({
      grain: ['annee'],
      lit: ['core.figure'],
      filtres: ['core.figure.annee', 'core.figure.montant'],
      fichier: 'models/core/total.sql',
      tests: [{ regle: 'expression', arguments: { sql: 'n > 0' }, severite: 'warn' }],
    });
  });

  it('hands a description down through models and new names, unless it is restated', async () => {
    const found = await documented();
    const words = (id: string, name: string) => {
      const column = columnOf(found, id, name);
      return [column?.description, column?.description_de];
    };
    expect(words('staging.stg_figure', 'montant')).toEqual(['As written in the cell.', 'raw.figure.valeur']);
    expect(words('core.figure', 'montant')).toEqual(['As written in the cell.', 'raw.figure.valeur']);
    expect(words('core.figure', 'valeur')).toEqual(['Restated.', null]);
    expect(words('core.total', 'valeur')).toEqual(['Restated.', 'core.figure.valeur']);
    expect(words('core.total', 'annee')).toEqual(['Year of the figure.', 'staging.stg_figure.annee']);
  });

  it('gives no description to a mixture, a count, or what nobody described', async () => {
    const found = await documented();
    expect(columnOf(found, 'core.figure', 'melange')?.description).toBeNull();
    expect(columnOf(found, 'core.total', 'n')).toMatchObject({ description: null, compte: ['core.figure'] });
    expect(columnOf(found, 'core.figure', 'libelle')?.description).toBeNull();
  });

  it('gives each column its type, its tests and where it comes from in the end', async () => {
    const found = await documented();
    expect(columnOf(found, 'staging.stg_figure', 'annee')).toMatchObject({
      type: 'INTEGER',
      tests: [{ regle: 'not_null', arguments: {}, severite: 'error' }],
    });
    expect(columnOf(found, 'core.figure', 'melange')).toMatchObject({
      lit: ['staging.stg_figure.melange'],
      origines: ['raw.figure.annee', 'raw.figure.valeur'],
      inconnu: null,
    });
  });
});
