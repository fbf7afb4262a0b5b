import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runBuild } from '../cli/build-run.ts';
import type { Places } from '../cli/places.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { fillRaw } from './bench/raw-rows.ts';

it('the bench’s rows fit the tables that loading makes, and all models build over them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-bench-'));
  const places: Places = {
    sample: true,
    warehouse: join(folder, 'w.duckdb'),
    publication: folder,
    sites: folder,
  };
  try {
    const warehouse = await openWarehouse({ path: places.warehouse });
    await fillRaw(await warehouse.connect(), 600, 1);
    await warehouse.close();
    const built = await runBuild(
      places,
      {},
      () => new Date('2025-02-01T12:00:00Z'),
      () => {},
    );
    expect(built.problems).toEqual([]);
    expect(built.models.every((model) => model.status === 'built')).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
