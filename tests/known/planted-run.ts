import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ingestCommand } from '../../cli/commands/ingest.ts';
import { Output } from '../../cli/output.ts';
import { runBuild, runPublish } from '../../cli/pipeline.ts';
import { type Places, placesOf, SAMPLES_DIR } from '../../cli/places.ts';
import { type Identities, identitiesIn } from './identities.ts';
import { plantIn } from './planted.ts';

export interface PlantedRun {
  /** The three places alone stand below it; what was sent stands elsewhere. */
  kept: string;
  places: Places;
  /** The folder of the release. */
  releaseDir: string;
  identities: Identities;
  /** What the commands said, on both outputs. */
  said: string;
  /** Sums over the planted files. */
  counts: { fichiers: number; lus: number; charges: number; a_corriger: number };
  remove(): Promise<void>;
}

const NOON = () => new Date('2025-02-01T12:00:00Z');

/**
 * The samples, then each of them again with names, telephones, addresses and births planted in every wrong place:
 * loaded by the command, built and published. A planted file replaces what it brings and is judged alone.
 */
export async function plantedRun(): Promise<PlantedRun> {
  const folder = await mkdtemp(join(tmpdir(), 'cpca-noms-'));
  const kept = join(folder, 'lieux');
  const env = {
    CPCA_WAREHOUSE: join(kept, 'w.duckdb'),
    CPCA_PUBLICATION: join(kept, 'publication'),
    CPCA_SITE: join(kept, 'site'),
  };
  const places = placesOf(true, env);
  const counts = { fichiers: 0, lus: 0, charges: 0, a_corriger: 0 };
  let said = '';
  const listen = (text: string) => {
    said += text;
  };
  const count = (text: string) => {
    listen(text);
    const document = JSON.parse(text);
    for (const key of ['fichiers', 'lus', 'charges', 'a_corriger'] as const) counts[key] += document[key];
  };
  await ingestCommand([SAMPLES_DIR], { samples: true }, new Output(false, listen, listen), env);
  for (const sending of await plantIn(SAMPLES_DIR, join(folder, 'envois')))
    await ingestCommand([sending], { samples: true }, new Output(true, count, listen), env);
  await runBuild(places, {}, NOON, listen);
  const { dir } = await runPublish(places, NOON, listen);
  return {
    kept,
    places,
    releaseDir: dir,
    identities: await identitiesIn(SAMPLES_DIR),
    said,
    counts,
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
