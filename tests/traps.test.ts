import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readModels } from '../cli/models.ts';
import { runBuild, runIngest } from '../cli/pipeline.ts';
import { SAMPLES_DIR } from '../cli/places.ts';
import type { Model, UnitTest } from '../sql/model.ts';
import { nameOf } from '../sql/relation.ts';
import { runUnitTest } from '../sql/unit-test.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { type Mutation, TRAPS } from './known/traps.ts';

let folder: string;
let warehouse: Warehouse;
const project = readModels();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-pieges-'));
  const places = {
    ...{ sample: true, warehouse: join(folder, 'w.duckdb') },
    ...{ publication: join(folder, 'publication'), sites: join(folder, 'site') },
  };
  const noon = () => new Date('2025-02-01T12:00:00Z');
  // Any file makes the tables; a unit test brings its own rows.
  await runIngest(places, [join(SAMPLES_DIR, 'declares', 'la-clede-2024.csv')], undefined, noon, () => {});
  const built = await runBuild(places, {}, noon, () => {});
  if (!built.ok) throw new Error(built.problems.map((found) => found.message).join('\n'));
  warehouse = await openWarehouse({ path: places.warehouse });
}, 120_000);
afterAll(async () => {
  await warehouse?.close();
  await rm(folder, { recursive: true, force: true });
});

function unitOf({ test, model }: Mutation): { unit: UnitTest; of: Model } {
  const of = project.byId.get(model);
  const unit = project.unitTests.find(({ id }) => id === `${model}.unit.${test}`);
  if (!of || !unit) throw new Error(`no unit test ${model}.unit.${test}`);
  return { unit, of };
}

/** The model with the wrong line for the right one; in both its SQL stands as the engine gets it. */
function mutant(model: Model, right: string, wrong: string): Model {
  return {
    ...model,
    render: (rendering) => {
      const rendered = model.render(rendering);
      return { ...rendered, sql: rendered.sql.replaceAll(right, wrong) };
    },
  };
}

describe.each(Object.entries(TRAPS))('the trap « %s »', (trap, mutations) => {
  it('is in the list that a reader finds, with the names of its unit tests', async () => {
    const readme = await readFile(new URL('README.md', import.meta.url), 'utf8');
    const line = readme.split('\n').find((text) => text.startsWith(`| ${trap} |`));
    for (const { test } of mutations) expect(line).toContain(`\`${test}\``);
  });

  it.each(mutations)('$test fails when $model has « $wrong »', async (mutation) => {
    const { unit, of } = unitOf(mutation);
    const { sql } = of.render({});
    expect(sql).toContain(mutation.right);
    expect(await runUnitTest(warehouse.knex, of, unit, nameOf)).toEqual([]);
    const wrong = mutant(of, mutation.right, mutation.wrong);
    expect(await runUnitTest(warehouse.knex, wrong, unit, nameOf)).not.toEqual([]);
  });
});
