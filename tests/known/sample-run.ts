import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBuild, runIngest } from '../../cli/pipeline.ts';
import { type Places, SAMPLES_DIR } from '../../cli/places.ts';
import type { FileReport } from '../../ingest/ingest.ts';
import { openWarehouse, type Warehouse } from '../../sql/warehouse.ts';

export interface SampleRun {
  folder: string;
  places: Places;
  reports: FileReport[];
  /** Opens the built warehouse for reading; closed by the caller. */
  open(): Promise<Warehouse>;
  remove(): Promise<void>;
}

const NOON = new Date('2025-02-01T12:00:00Z');

/** The samples loaded and built in a folder of their own, as the commands do it. */
export async function sampleRun(): Promise<SampleRun> {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-run-'));
  const places: Places = {
    sample: true,
    warehouse: join(folder, 'w.duckdb'),
    publication: join(folder, 'publication'),
    sites: join(folder, 'site'),
  };
  const reports = await runIngest(
    places,
    [SAMPLES_DIR],
    undefined,
    () => NOON,
    () => {},
  );
  const built = await runBuild(
    places,
    {},
    () => NOON,
    () => {},
  );
  if (!built.ok) throw new Error(built.problems.map((found) => found.message).join('\n'));
  return {
    folder,
    places,
    reports,
    open: () => openWarehouse({ path: places.warehouse, readOnly: true }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
