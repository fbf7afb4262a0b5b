import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type BuildResult, build } from './build.ts';
import { type Fixture, makeFixture } from './fixture.ts';
import { readProject } from './project.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const files = {
  'models/staging/_staging.yml': `
sources: [{ name: raw, tables: [{ name: evenement }] }]
models: [{ name: stg_evenement, description: One row per event as last sent. }]
`,
  'models/staging/stg_evenement.sql': "select id, recu, n from {{ source('raw', 'evenement') }}",
  'models/core/_core.yml': `
models:
  - name: evenement
    description: One row per event.
    materialized: incremental
    unique_key: [id]
`,
  'models/core/evenement.sql':
    "select id, recu, n * 2 as n from {{ ref('stg_evenement') }} where {{ since('recu') }}",
};

let fixture: Fixture;
let warehouse: Warehouse;
let state = 0;

function run(full = false, changes: Record<string, string> = {}): Promise<BuildResult> {
  fixture.write(changes);
  return build(readProject({ root: fixture.root, models: 'models' }), warehouse, {
    dataFingerprint: `data ${state}`,
    full,
    logger: { info: () => undefined },
    clock: () => new Date(Date.UTC(2025, 0, 1)),
  });
}

/** What is received replaces what was sent before under the same id. */
async function receive(recu: number, rows: readonly { id: number; n: number }[]): Promise<void> {
  state += 1;
  const { knex } = warehouse;
  await knex('evenement')
    .withSchema('raw')
    .whereIn(
      'id',
      rows.map(({ id }) => id),
    )
    .delete();
  if (rows.length > 0)
    await knex('evenement')
      .withSchema('raw')
      .insert(rows.map((row) => ({ ...row, recu })));
}

const built = (): Promise<unknown[]> => warehouse.knex('evenement').withSchema('core').orderBy('id');

beforeEach(async () => {
  fixture = makeFixture(files);
  warehouse = await openWarehouse({ path: ':memory:' });
  await warehouse.knex.raw('create schema raw');
  await warehouse.knex.raw('create table raw.evenement (id integer, n integer, recu integer)');
});
afterEach(async () => {
  await warehouse.close();
  fixture.remove();
});

describe('an incremental model', () => {
  it('reads new rows alone, and replaces by key', async () => {
    await receive(1, [{ id: 1, n: 1 }]);
    await run();
    await receive(2, [{ id: 2, n: 2 }]);
    await run();
    await warehouse.knex.raw('update raw.evenement set n = 99 where id = 1');
    await receive(3, [
      { id: 2, n: 20 },
      { id: 3, n: 3 },
    ]);
    expect(await run()).toMatchObject({ ok: true });
    expect(await built()).toEqual([
      { id: 1, recu: 1, n: 2 },
      { id: 2, recu: 3, n: 40 },
      { id: 3, recu: 3, n: 6 },
    ]);
    await run(true);
    expect(await built()).toContainEqual({ id: 1, recu: 1, n: 198 });
  });

  it('is built from nothing when its SQL, or that of what it reads, has changed', async () => {
    await receive(1, [{ id: 1, n: 1 }]);
    await run();
    await warehouse.knex.raw('update raw.evenement set recu = 0');
    state += 1;
    await run(false, {
      'models/staging/stg_evenement.sql': "select id, recu, n + 1 as n from {{ source('raw', 'evenement') }}",
    });
    expect(await built()).toEqual([{ id: 1, recu: 0, n: 4 }]);
  });

  it('holds its key: two new rows of one key fail, and the old table stays', async () => {
    await receive(1, [{ id: 1, n: 1 }]);
    await run();
    await receive(2, [
      { id: 2, n: 1 },
      { id: 2, n: 2 },
    ]);
    expect(await run()).toMatchObject({ ok: false, problems: [{ code: 'test_failed', regle: 'grain' }] });
    expect(await built()).toEqual([{ id: 1, recu: 1, n: 2 }]);
  });

  it('gives the same rows as a full build, whatever comes in whatever order', async () => {
    const batch = fc.uniqueArray(fc.record({ id: fc.nat(8), n: fc.integer({ min: -5, max: 5 }) }), {
      maxLength: 5,
      selector: ({ id }) => id,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 4 }), async (batches) => {
        await warehouse.knex.raw('truncate raw.evenement');
        state += 1;
        await run(true);
        for (const [index, rows] of batches.entries()) {
          await receive(index, rows);
          expect(await run()).toMatchObject({ ok: true });
        }
        const added = await built();
        await run(true);
        expect(added).toEqual(await built());
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('needs a unique_key, and "since" an incremental model', () => {
    fixture.write({
      'models/core/_core.yml': files['models/core/_core.yml'].replace('    unique_key: [id]\n', ''),
    });
    const read = (): unknown => readProject({ root: fixture.root, models: 'models' });
    expect(read).toThrow('"evenement": materialized: incremental and unique_key go together.');
    fixture.write({
      'models/core/_core.yml': 'models: [{ name: evenement, description: One row per event. }]',
    });
    expect(read).toThrow('"since" stands in incremental models alone.');
  });
});
