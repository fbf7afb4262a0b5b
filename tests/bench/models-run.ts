/**
 * One build of the models over a filled warehouse, in a process of its own so that its memory is its own too: what
 * comes before the marts, then the marts, their contracts and the swap included. A mart that is a view is read whole
 * once, as its own part of that time: what is not computed in the build is not left out. With `tests`, all at once and
 * all data and unit tests too, as the command does. Prints one line of JSON.
 */
import { readModels } from '../../cli/models.ts';
import { type BuildResult, build } from '../../sql/build.ts';
import type { Project } from '../../sql/project.ts';
import { openWarehouse } from '../../sql/warehouse.ts';

const BEFORE = ['path:models/staging', 'path:models/core'];

const [path = '', tests = ''] = process.argv.slice(2);
const whole = readModels();
const atOnce = tests === 'tests';
const project: Project = atOnce ? whole : { ...whole, tests: [], singular: [], unitTests: [] };
const warehouse = await openWarehouse({ path });
const before = atOnce ? undefined : await measured(BEFORE);
const marts = await measured([]);
await warehouse.close();
const { maxRSS } = process.resourceUsage();
console.log(
  JSON.stringify({
    ...{ ms: marts.ms, cpuMs: marts.cpuMs, maxRss: maxRSS * 1024 },
    before: before?.ms ?? 0,
    tests: marts.result.tests.length,
    models: [...(before?.result.models ?? []), ...marts.result.models]
      .filter(({ status }) => status === 'built')
      .map(({ id, ms, rows }) => ({ id, ms, rows })),
  }),
);

/** Builds a selection, and fails where anything of it does: a mart that is not made takes no time. */
async function measured(
  select: readonly string[],
): Promise<{ result: BuildResult; ms: number; cpuMs: number }> {
  const start = performance.now();
  const cpu = process.cpuUsage();
  const result = await build(project, warehouse, {
    ...{ select, dataFingerprint: 'bench', logger: { info: () => undefined } },
    clock: () => new Date(),
  });
  for (const { message } of result.problems) console.error(message);
  if (!result.ok) process.exit(1);
  await readViews(result);
  const { user, system } = process.cpuUsage(cpu);
  return { result, ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

/** Reads each cell of the marts that are views, and notes their rows and time as a table's. */
async function readViews({ models }: BuildResult): Promise<void> {
  for (const model of models.filter(({ layer, form }) => layer === 'marts' && form === 'view')) {
    const start = performance.now();
    const { rows } = await warehouse.knex.raw(
      `select count(*) as lignes, bit_xor(hash(lu)) as lue from marts."${model.name}" as lu`,
    );
    model.rows = Number(rows[0]?.lignes);
    model.ms += Math.round(performance.now() - start);
  }
}
