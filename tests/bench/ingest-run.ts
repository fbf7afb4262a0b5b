/**
 * One loading in a process of its own, so that its memory is its own too: opens a warehouse, loads one file as `cpca
 * ingest` does, and prints the milliseconds (contracts read and tables made before), the largest memory and the counts.
 */
import { readFileSync } from 'node:fs';
import { LISTS_DIR, SAMPLE_KEY, SOURCES_DIR } from '../../cli/places.ts';
import { loadSources } from '../../ingest/contracts.ts';
import { parseKey } from '../../ingest/core/pseudonym.ts';
import { ingest } from '../../ingest/ingest.ts';
import { prepareWarehouse } from '../../ingest/load.ts';
import { openWarehouse } from '../../sql/warehouse.ts';

const [file = '', path = ''] = process.argv.slice(2);
const warehouse = await openWarehouse({ path, threads: 1 });
const key = parseKey(readFileSync(SAMPLE_KEY, 'utf8'));
const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
// Into a warehouse that is there, as all but the first file of an antenne are.
await prepareWarehouse(warehouse);
const start = performance.now();
const before = process.cpuUsage();
const [report] = await ingest([file], {
  warehouse,
  sources,
  keyFor: (sample) => (sample ? key : undefined),
  clock: () => new Date(),
});
await warehouse.close();
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
const { etat, lus, charges, a_corriger, problemes } = report ?? {};
console.log(
  JSON.stringify({
    ms,
    cpuMs: (user + system) / 1000,
    maxRss: process.resourceUsage().maxRSS * 1024,
    etat,
    lus,
    charges,
    a_corriger,
    problemes: problemes?.length,
  }),
);
