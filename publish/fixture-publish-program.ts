import { readPublicationRules } from './publication-rules.ts';
import { publishRelease } from './release.ts';

/**
 * A program that publishes the fixture's warehouse, to be killed at some moment by a test.
 * Arguments: the warehouse's file, the publication folder. Says `ready` once everything is loaded.
 */
const [path, out] = process.argv.slice(2);
if (path === undefined || out === undefined) throw new Error('give the warehouse and the publication folder');
const rules = await readPublicationRules();
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
  logger: { info: () => undefined },
});
