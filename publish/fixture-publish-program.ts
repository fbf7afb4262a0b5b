import { essaiCatalogue, essaiThresholds } from './fixture-cube.ts';
import { readPublicationRules } from './publication-rules.ts';
import { publishRelease } from './release.ts';

/**
 * A program that publishes a fixture's warehouse, to be killed at some moment by a test.
 * Arguments: the warehouse's file, the publication folder, and the beginning of a message of the developer's log at
 * which it kills itself without warning; the warehouse then has the one small cube. Says `ready` once all is loaded.
 */
const [path, out, last] = process.argv.slice(2);
if (path === undefined || out === undefined) throw new Error('give the warehouse and the publication folder');
const small = { catalogue: essaiCatalogue(), thresholds: essaiThresholds };
const rules = last === undefined ? await readPublicationRules() : small;
process.stdout.write('ready\n');
await publishRelease({
  warehouse: { path },
  out,
  ...rules,
  donneesDu: '2024-12-31',
  sample: true,
  entrees: [],
  modeles: {},
  parametres: {},
  clock: () => new Date('2025-03-01T10:00:00Z'),
  logger: {
    info: (message) => {
      if (last !== undefined && message.startsWith(last)) process.kill(process.pid, 'SIGKILL');
    },
  },
});
