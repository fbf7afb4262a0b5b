import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { openWarehouse } from '../../sql/warehouse.ts';
import { ownProcess } from './one-core.ts';
import { ratios, report, runPairs, spread, spreadText } from './pairs.ts';
import { fillRaw, loadSamples } from './raw-rows.ts';

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const OURS = beside('models-run.ts');
const MONTHS = beside('baseline-months.ts');

const MEGABYTE = 1024 * 1024;
const TARGETS = { ratio: 10, megabytes: 3072 };
const SLOWEST = 10;

const measure = z.object({ ms: z.number(), cpuMs: z.number(), maxRss: z.number() });
const building = measure.extend({
  before: z.number(),
  tests: z.int(),
  models: z.array(z.object({ id: z.string(), ms: z.number(), rows: z.number().nullable() })),
});
type Building = z.infer<typeof building>;

export interface ModelsBenchOptions {
  persons: number;
  pairs: number;
  seed: number;
  tell: (text: string) => void;
}

/** What the runs over one size of data took. */
interface Measured {
  persons: number;
  ms: number;
  cpuMs: number;
  runs: readonly Building[];
}

/**
 * The bench of the models: all marts over ten years, against the one query that expands accompaniments to their active
 * months; how time grows from a tenth of the persons; and memory. Each build is a process of its own, on all cores, as
 * the command's. Prints ratios, and asserts nothing: a machine is not a test.
 */
export async function benchModels(options: ModelsBenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cpca-bench-'));
  const { persons, tell } = options;
  try {
    const samples = await loadSamples(folder);
    const small = await measuredAt(folder, samples, Math.round(persons / 10), options);
    const large = await measuredAt(folder, samples, persons, options);
    tell(
      `time of the marts grows as the number of persons to the power ${exponent(small, large, 'ms').toFixed(2)}, target 1;`,
    );
    tell(`  processor time to the power ${exponent(small, large, 'cpuMs').toFixed(2)}`);
    tell(slowest(large));
    await wholeBuild(folder, samples, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The marts over so many persons, in turn with the query over the same rows. */
async function measuredAt(
  folder: string,
  samples: string,
  size: number,
  { persons, pairs, seed, tell }: ModelsBenchOptions,
): Promise<Measured> {
  const filled = join(folder, `persons-${size}.duckdb`);
  const laid = await filledWith(filled, samples, size, seed);
  const path = join(folder, 'run.duckdb');
  const runs: Building[] = [];
  const base: z.infer<typeof measure>[] = [];
  const ours = async (): Promise<number> => {
    copyFileSync(filled, path);
    const run = building.parse(await ownProcess(OURS, [path]));
    runs.push(run);
    return run.ms;
  };
  // The query reads what stands in the core after a build.
  await ours();
  const measured = await runPairs(pairs, ours, async () => {
    const run = measure.parse(await ownProcess(MONTHS, [path]));
    base.push(run);
    return run.ms;
  });
  rmSync(filled);
  const kept = runs.slice(2);
  const cpu = kept.map((run, at) => ({ ours: run.cpuMs, baseline: base[at + 1]?.cpuMs ?? Number.NaN }));
  const count = kept[0]?.models.filter(({ id }) => id.startsWith('marts.')).length ?? 0;
  tell(
    report(
      `${count} marts over ${laid} persons, against persons by month`,
      measured,
      size === persons ? TARGETS.ratio : undefined,
    ),
  );
  tell(`  processor time: ratio ${spreadText(ratios(cpu), 3)}`);
  tell(`  what comes before the marts ${spreadText(spread(kept.map(({ before }) => before)), 0)} ms`);
  tell(memory(kept));
  const median = (of: (run: Building) => number): number => spread(kept.map(of)).median;
  return { persons: laid, ms: median((run) => run.ms), cpuMs: median((run) => run.cpuMs), runs: kept };
}

/** Once with all tests, as the command builds: what it takes, and its memory. */
async function wholeBuild(
  folder: string,
  samples: string,
  { persons, seed, tell }: ModelsBenchOptions,
): Promise<void> {
  const path = join(folder, 'whole.duckdb');
  await filledWith(path, samples, persons, seed);
  const run = building.parse(await ownProcess(OURS, [path, 'tests']));
  tell(`all models with ${run.tests} tests, once: ${(run.ms / 1000).toFixed(1)} s`);
  tell(memory([run]));
}

async function filledWith(path: string, samples: string, persons: number, seed: number): Promise<number> {
  const warehouse = await openWarehouse({ path });
  try {
    return await fillRaw(await warehouse.connect(), samples, persons, seed);
  } finally {
    await warehouse.close();
  }
}

function memory(runs: readonly Building[]): string {
  const largest = Math.max(...runs.map(({ maxRss }) => maxRss)) / MEGABYTE;
  return `  memory at most ${largest.toFixed(0)} MB, target ${TARGETS.megabytes}`;
}

/** By which power of the persons something grows between two sizes. */
function exponent(small: Measured, large: Measured, what: 'ms' | 'cpuMs'): number {
  return Math.log(large[what] / small[what]) / Math.log(large.persons / small.persons);
}

/** Where time goes: the models that take most, middle of the runs. */
function slowest({ runs }: Measured): string {
  const ids = runs[0]?.models.map(({ id }) => id) ?? [];
  const timed = ids.map((id) => {
    const own = runs.flatMap(({ models }) => models.filter((model) => model.id === id));
    return { id, ms: spread(own.map(({ ms }) => ms)).median, rows: own[0]?.rows ?? 0 };
  });
  const first = timed.sort((a, b) => b.ms - a.ms || (a.id < b.id ? -1 : 1)).slice(0, SLOWEST);
  return ['the slowest models:', ...first.map(({ id, ms, rows }) => `  ${id} ${ms} ms, ${rows} rows`)].join(
    '\n',
  );
}
