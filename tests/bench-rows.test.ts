import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runBuild } from '../cli/build-run.ts';
import type { Places } from '../cli/places.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { fillRaw, loadSamples } from './bench/raw-rows.ts';

const PERSONS = 3000;
const YEARS = 10;

it('the bench’s rows are ten years of the tables that loading makes, and give every mart rows', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-bench-'));
  const places: Places = {
    sample: true,
    warehouse: join(folder, 'w.duckdb'),
    publication: folder,
    sites: folder,
  };
  try {
    const samples = await loadSamples(folder);
    const warehouse = await openWarehouse({ path: places.warehouse });
    const connection = await warehouse.connect();
    const laid = await fillRaw(connection, samples, PERSONS, 1);
    expect(laid / PERSONS).toBeGreaterThan(0.8);
    expect(laid / PERSONS).toBeLessThan(1.25);
    const years = await connection.runAndReadAll('select count(distinct annee) from raw.accompagnement');
    expect(Number(years.getRowsJson()[0]?.[0])).toBe(YEARS);
    const tables = await connection.runAndReadAll(
      `select table_name from duckdb_tables() where schema_name = 'raw' and estimated_size = 0`,
    );
    expect(tables.getRowsJson()).toEqual([]);
    await warehouse.close();
    const built = await runBuild(
      places,
      {},
      () => new Date('2025-02-01T12:00:00Z'),
      () => {},
    );
    expect(built.problems).toEqual([]);
    expect(built.models.every((model) => model.status === 'built')).toBe(true);
    const marts = built.models.filter((model) => model.layer === 'marts');
    expect(marts.filter((mart) => mart.rows === 0).map((mart) => mart.name)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
