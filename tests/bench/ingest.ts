import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { echelleWorkbook, makeEchelle, writeCsv } from '../../data-samples/programme/echelle.ts';
import { canPin, onOneCore } from './one-core.ts';
import { report, runPairs, spread, spreadText } from './pairs.ts';

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const OURS = beside('ingest-run.ts');
const READ_CSV = beside('baseline-csv.ts');
const READ_XLSX = beside('baseline-xlsx.ts');

const MEGABYTE = 1024 * 1024;
const TARGETS = { csv: 20, xlsx: 2, megabytes: 1024 };
/** A workbook holds a quarter of what a CSV does. */
const XLSX_SHARE = 4;

const measure = z.object({ ms: z.number(), maxRss: z.number() });
const loading = measure.extend({ lus: z.int(), charges: z.int(), a_corriger: z.int() });
type Loading = z.infer<typeof loading>;

export interface IngestBenchOptions {
  persons: number;
  pairs: number;
  seed: number;
  tell: (text: string) => void;
}

/** A made file: where it is, and how many of its lines are wrong. */
interface Made {
  file: string;
  persons: number;
  fautives: number;
}

/**
 * The benches of loading: against the engine's own reader of the same file, for a CSV, and the library's, for a
 * workbook; memory; and how time grows with the file. Each run is a process on one core. Prints ratios, and asserts
 * only that every line was counted.
 */
export async function benchIngest(options: IngestBenchOptions): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cpca-bench-'));
  const { tell } = options;
  try {
    tell(canPin ? 'each process on one core' : 'processes could not be held to one core');
    await csv(folder, options);
    await allWrong(folder, options);
    await xlsx(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function csv(folder: string, { persons, pairs, seed, tell }: IngestBenchOptions): Promise<void> {
  const sizes = [persons / 100, persons / 10, persons].map(Math.round);
  const times: { persons: number; ms: number }[] = [];
  for (const size of sizes) {
    const made = await madeCsv(folder, size, seed);
    const runs: Loading[] = [];
    const measured = await runPairs(
      pairs,
      async () => timeOf(await load(folder, made), runs),
      () => baseline(READ_CSV, folder, made.file),
    );
    const name = `CSV of ${size} persons, against read_csv(all_varchar)`;
    tell(report(name, measured, size === persons ? TARGETS.csv : undefined));
    tell(`  ${memoryText(runs)}`);
    times.push({ persons: size, ms: spread(measured.map(({ ours }) => ours)).median });
    rmSync(made.file);
  }
  const last = exponent(times.slice(-2)).toFixed(2);
  tell(`time grows as the number of persons to the power ${exponent(times).toFixed(2)}, target 1;`);
  tell(`  between the two largest, where starting weighs less, ${last}`);
}

/** What is to correct must not fill the memory either. */
async function allWrong(folder: string, { persons, seed, tell }: IngestBenchOptions): Promise<void> {
  const made = await madeCsv(folder, persons, seed, 1);
  const run = await load(folder, made);
  tell(`CSV of ${persons} persons of whom every line is wrong: ${run.ms.toFixed(0)} ms`);
  tell(`  ${memoryText([run])}`);
  rmSync(made.file);
}

async function xlsx(folder: string, { persons, pairs, seed, tell }: IngestBenchOptions): Promise<void> {
  const size = Math.round(persons / XLSX_SHARE);
  const echelle = await makeEchelle(size, seed);
  const made: Made = {
    file: join(folder, `echelle-${size}.xlsx`),
    persons: size,
    fautives: echelle.fautives,
  };
  writeFileSync(made.file, echelleWorkbook(echelle));
  const runs: Loading[] = [];
  const measured = await runPairs(
    pairs,
    async () => timeOf(await load(folder, made), runs),
    () => baseline(READ_XLSX, folder, made.file),
  );
  tell(report(`XLSX of ${size} persons, against the reading library alone`, measured, TARGETS.xlsx));
  tell(`  ${memoryText(runs)}`);
  rmSync(made.file);
}

async function madeCsv(folder: string, persons: number, seed: number, oneFaultIn?: number): Promise<Made> {
  const echelle = await makeEchelle(persons, seed, oneFaultIn);
  const file = join(folder, `echelle-${persons}.csv`);
  await writeCsv(echelle, file);
  return { file, persons, fautives: echelle.fautives };
}

let warehouses = 0;

/** Loads a file into a new warehouse. Throws when a line was lost on the way. */
async function load(folder: string, { file, persons, fautives }: Made): Promise<Loading> {
  warehouses += 1;
  const warehouse = join(folder, `run-${warehouses}.duckdb`);
  const run = loading.parse(await onOneCore(OURS, [file, warehouse]));
  rmSync(warehouse, { force: true });
  if (run.lus !== persons || run.a_corriger !== fautives || run.charges !== persons - fautives)
    throw new Error(
      `of ${persons} lines, ${fautives} wrong: ${run.lus} read, ${run.charges} loaded, ${run.a_corriger} to correct`,
    );
  return run;
}

async function baseline(script: string, folder: string, file: string): Promise<number> {
  warehouses += 1;
  const warehouse = join(folder, `base-${warehouses}.duckdb`);
  const { ms } = measure.parse(await onOneCore(script, [file, warehouse]));
  rmSync(warehouse, { force: true });
  return ms;
}

function timeOf(run: Loading, runs: Loading[]): number {
  runs.push(run);
  return run.ms;
}

function memoryText(runs: readonly Loading[]): string {
  const used = spread(runs.map(({ maxRss }) => maxRss / MEGABYTE));
  return `memory of the process at its largest, ${spreadText(used, 0)} MB, target ${TARGETS.megabytes}`;
}

/** Slope of the line through the logarithms: 1 where time is in proportion to the size. */
function exponent(times: readonly { persons: number; ms: number }[]): number {
  const points = times.map(({ persons, ms }) => [Math.log(persons), Math.log(ms)] as const);
  const mean = (at: 0 | 1) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const above = points.reduce((sum, [one, other]) => sum + (one - x) * (other - y), 0);
  return above / points.reduce((sum, [one]) => sum + (one - x) ** 2, 0);
}
