import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSources } from '../../ingest/contracts.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { CORPUS } from './corpus.ts';
import { type Got, load } from './run.ts';

/** What a file of the corpus came to in a process of its own, and the memory that the process took at most. */
export interface Weighed extends Got {
  /** Megabytes resident. */
  memoire: number;
}

const MEGABYTE = 1024;

/** Loads one file of the corpus, named on the command line, and writes what it came to as JSON. */
async function weigh(nom: string): Promise<Weighed> {
  const one = CORPUS.find((candidate) => candidate.nom === nom);
  if (!one) throw new Error(`corpus: no file ${nom}`);
  const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'cpca-corpus-'));
  const warehouse = await openWarehouse({ path: ':memory:' });
  try {
    const sources = await loadSources(here('../../ingest/sources'), here('../../ingest/nomenclatures'));
    const got = await load(one, folder, warehouse, sources);
    // Node gives kilobytes.
    return { ...got, memoire: Math.round(process.resourceUsage().maxRSS / MEGABYTE) };
  } finally {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const [, program, nom] = process.argv;
if (program === fileURLToPath(import.meta.url) && nom !== undefined) {
  process.stdout.write(JSON.stringify(await weigh(nom)));
}
