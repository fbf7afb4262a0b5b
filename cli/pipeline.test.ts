import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runBuild, runIngest, runPublish } from './pipeline.ts';
import type { Places } from './places.ts';

let folder: string;
let places: Places;
const clock = () => new Date('2025-02-01T12:00:00Z');
const quiet = () => {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-vide-'));
  const at = (name: string) => join(folder, name);
  places = {
    sample: true,
    warehouse: at('w.duckdb'),
    publication: at('publication'),
    sites: at('site'),
  };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('a warehouse of which no file is in force publishes nothing, and says so', async () => {
  await writeFile(join(folder, 'photo.csv'), 'rien ici\n');
  const [report] = await runIngest(places, [join(folder, 'photo.csv')], undefined, clock, quiet);
  expect(report?.etat).toBe('refuse');
  await runBuild(places, {}, clock, quiet);
  await expect(runPublish(places, clock, quiet)).rejects.toMatchObject({ code: 'RIEN_A_PUBLIER', exit: 1 });
  expect(existsSync(places.publication) ? await readdir(places.publication) : []).toEqual([]);
});
