import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import type { SourceTable } from './lineage.ts';
import { type BuildPlan, type PlanOptions, planBuild } from './plan.ts';
import { type Project, readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const TABLES: SourceTable[] = [{ schema: 'raw', table: 'figure', columns: [{ name: 'k', type: 'integer' }] }];

const FILES = {
  'models/staging/_staging.yml': `
sources: [{ name: raw, tables: [{ name: figure }] }]
models: [{ name: one, description: One row per k. }]
`,
  'models/staging/one.sql': "select k from {{ source('raw', 'figure') }}",
  'models/core/_core.yml': `
models:
  - { name: two, description: One row per k. }
  - { name: three, description: One row per k. }
  - { name: four, description: One row. }
`,
  'models/core/two.sql': "select k, k + 1 as n from {{ ref('one') }}",
  'models/core/three.sql': "select k from {{ ref('two') }}",
  'models/core/four.sql': 'select 4 as k',
};

let fixture: Fixture;
let warehouse: Warehouse;
beforeEach(async () => {
  fixture = makeFixture(FILES);
  warehouse = await openWarehouse({ path: ':memory:' });
  await warehouse.knex.raw('create schema raw');
  await warehouse.knex.raw('create table raw.figure as select 1 as k');
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

const read = (): Project => readProject({ root: fixture.root, models: 'models' });

async function buildAll(data = 'd1'): Promise<void> {
  const result = await build(read(), warehouse, {
    dataFingerprint: data,
    logger: { info: () => undefined },
    clock: () => new Date('2025-01-01T00:00:00Z'),
  });
  expect(result.problems).toEqual([]);
}

function plan(options: Partial<PlanOptions> = {}): Promise<BuildPlan> {
  return planBuild(read(), warehouse.knex, { tables: TABLES, dataFingerprint: 'd1', ...options });
}

/** `id: cause` of each model that would be built. */
function building({ models }: BuildPlan): string[] {
  return models.filter(({ action }) => action === 'build').map(({ id, cause }) => `${id}: ${cause.code}`);
}

describe('the plan of a build', () => {
  it('takes everything on a warehouse that no build has touched, and where there is none', async () => {
    const all = ['core.four: new', 'staging.one: new', 'core.two: new', 'core.three: new'];
    expect(building(await plan())).toEqual(all);
    const nowhere = await planBuild(read(), undefined, { tables: TABLES, dataFingerprint: '' });
    expect(building(nowhere)).toEqual(all);
    expect(nowhere.ok).toBe(true);
  });

  it('takes nothing when nothing has changed, all with full, and writes nothing', async () => {
    await buildAll();
    const before = await warehouse.knex('meta.build').count({ n: '*' });
    expect(building(await plan())).toEqual([]);
    expect(building(await plan({ full: true }))).toHaveLength(4);
    expect(await warehouse.knex('meta.build').count({ n: '*' })).toEqual(before);
  });

  it('takes what changed and what reads it, with the columns that come and go', async () => {
    await buildAll();
    fixture.write({ 'models/core/two.sql': "select cast(k as bigint) as k, 'x' as m from {{ ref('one') }}" });
    const found = await plan();
    expect(building(found)).toEqual(['core.two: sql', 'core.three: upstream']);
    expect(found.models.find(({ id }) => id === 'core.two')?.columns).toEqual({
      added: ['m'],
      removed: ['n'],
      retyped: ['k'],
    });
    expect(found.models.find(({ id }) => id === 'core.three')?.columns?.retyped).toEqual(['k']);
  });

  it('is what the build then does', async () => {
    await buildAll();
    fixture.write({ 'models/core/two.sql': "select k, k + 2 as n from {{ ref('one') }}" });
    const planned = building(await plan()).map((text) => text.replace(/:.*/, ''));
    const result = await build(read(), warehouse, {
      dataFingerprint: 'd1',
      logger: { info: () => undefined },
      clock: () => new Date('2025-01-02T00:00:00Z'),
    });
    const built = result.models.filter(({ status }) => status === 'built').map(({ id }) => id);
    expect(built).toEqual(planned);
  });

  it('takes what is selected and leaves out what is excluded', async () => {
    expect(building(await plan({ select: ['+two'] }))).toEqual(['staging.one: new', 'core.two: new']);
    const found = await plan({ select: ['+three'], exclude: ['one'] });
    expect(building(found)).toEqual(['core.two: new', 'core.three: new']);
    await expect(plan({ select: ['tow'] })).rejects.toMatchObject({ code: 'selection' });
  });

  it('tells what does not bind, in all models, before anything runs', async () => {
    await buildAll();
    fixture.write({ 'models/core/two.sql': "select k, n from {{ ref('one') }}" });
    const found = await plan();
    expect(found.ok).toBe(false);
    expect(found.problems).toMatchObject([{ fichier: 'models/core/two.sql', ligne: 1, colonne: 11 }]);
    expect(found.models.map(({ id, binds }) => [id, binds])).toEqual([
      ['core.four', true],
      ['staging.one', true],
      ['core.two', false],
      ['core.three', null],
    ]);
  });

  it('tells what the lint refuses too', async () => {
    fixture.write({ 'models/core/four.sql': "select '4'::integer as k" });
    expect((await plan()).problems).toMatchObject([
      { regle: 'cast_operator', fichier: 'models/core/four.sql' },
    ]);
  });
});
