import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { echelleWorkbook, makeEchelle, writeCsv } from '../../data-samples/programme/echelle.ts';
import { canPin, onOneCore } from './one-core.ts';
import { ratios, report, runPairs, spread, spreadText } from './pairs.ts';

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const OURS = beside('ingest-run.ts');
const READ_CSV = beside('baseline-csv.ts');
const READ_XLSX = beside('baseline-xlsx.ts');

const MEGABYTE = 1024 * 1024;
const TARGETS = { csv: 20, xlsx: 2, megabytes: 1024 };
/** A workbook holds a quarter of what a CSV does. */
const XLSX_SHARE = 4;

const measure = z.object({ ms: z.number(), cpuMs: z.number(), maxRss: z.number() });
const loading = measure.extend({ lus: z.int(), charges: z.int(), a_corriger: z.int() });
type Loading = z.infer<typeof loading>;
type Measure = z.infer<typeof measure>;

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
    const name = `CSV of ${size} persons, against read_csv(all_varchar)`;
    const target = size === persons ? TARGETS.csv : undefined;
    const { text, ms } = await compared(name, folder, made, READ_CSV, pairs, target);
    tell(text);
    times.push({ persons: size, ms });
    rmSync(made.file);
  }
  const last = exponent(times.slice(-2)).toFixed(2);
  tell(`time grows as the number of persons to the power ${exponent(times).toFixed(2)}, target 1;`);
  tell(`  between the two largest, where starting weighs less, ${last}`);
}

/** Loads a file in turn with a baseline's reading of it; gives what to tell and the middle of our times. */
async function compared(
  name: string,
  folder: string,
  made: Made,
  script: string,
  pairs: number,
  target: number | undefined,
): Promise<{ text: string; ms: number }> {
  const ours: Loading[] = [];
  const others: Measure[] = [];
  const measured = await runPairs(
    pairs,
    async () => timeOf(await load(folder, made), ours),
    async () => timeOf(await baseline(script, folder, made.file), others),
  );
  // Where other programs keep the core busy, the processor's own time says more than the clock's.
  const cpu = ours.map(({ cpuMs }, turn) => ({ ours: cpuMs, baseline: others[turn]?.cpuMs ?? Number.NaN }));
  const processor = spreadText(ratios(cpu.slice(1)), 3);
  return {
    text: [report(name, measured, target), `  in processor time: ${processor}`, `  ${memoryText(ours)}`].join(
      '\n',
    ),
    ms: spread(measured.map((pair) => pair.ours)).median,
  };
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
  const name = `XLSX of ${size} persons, against the reading library alone`;
  const { text } = await compared(name, folder, made, READ_XLSX, pairs, TARGETS.xlsx);
  tell(text);
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

async function baseline(script: string, folder: string, file: string): Promise<Measure> {
  warehouses += 1;
  const warehouse = join(folder, `base-${warehouses}.duckdb`);
  const run = measure.parse(await onOneCore(script, [file, warehouse]));
  rmSync(warehouse, { force: true });
  return run;
}

function timeOf<Run extends Measure>(run: Run, runs: Run[]): number {
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
