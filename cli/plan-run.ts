import { existsSync } from 'node:fs';
import { type LastTest, lastTests } from '../sql/ledger.ts';
import { type BuildPlan, planBuild } from '../sql/plan.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { type BuildChoice, sourceData, withAbsent } from './build-run.ts';
import { readModels } from './models.ts';
import type { Places } from './places.ts';
import { sourceTables } from './source-tables.ts';

/** Says what a build would do, and binds every model without data; works before anything was loaded. */
export async function runPlan(places: Places, options: BuildChoice): Promise<BuildPlan> {
  const project = readModels();
  const tables = await sourceTables();
  if (!existsSync(places.warehouse)) {
    return planBuild(project, undefined, { ...options, tables, dataFingerprint: '' });
  }
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    const data = withAbsent(project, await sourceData(warehouse));
    return await planBuild(project, warehouse.knex, { ...options, tables, dataFingerprint: data });
  } finally {
    await warehouse.close();
  }
}

/** The newest result of each test that any build ran. */
export async function runLastTests(places: Places): Promise<LastTest[]> {
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    return await lastTests(warehouse.knex);
  } finally {
    await warehouse.close();
  }
}
