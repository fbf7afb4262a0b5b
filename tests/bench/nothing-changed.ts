import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBuild, runIngest } from '../../cli/pipeline.ts';
import { ROOT, SAMPLES_DIR } from '../../cli/places.ts';
import { report, runPairs, timed } from './pairs.ts';

const BASELINE = fileURLToPath(new URL('./baseline-open.ts', import.meta.url));

/** A whole process that finds nothing to do, against one that loads the same libraries and opens the file. */
export async function nothingChanged(
  folder: string,
  { pairs, tell }: { pairs: number; tell: (text: string) => void },
): Promise<void> {
  const warehouse = join(folder, 'samples.duckdb');
  const places = { sample: true, warehouse, publication: join(folder, 'publication'), sites: folder };
  const clock = () => new Date();
  await runIngest(places, [SAMPLES_DIR], undefined, clock, () => undefined);
  await runBuild(places, {}, clock, () => undefined);
  const measured = await runPairs(
    pairs * 2,
    () => timed(() => node([join(ROOT, 'cli', 'main.ts'), 'build', '--samples'], warehouse)),
    () => timed(() => node([BASELINE, warehouse], warehouse)),
  );
  tell(report('nothing changed, the whole process', measured, 2.5));
}

function node(args: readonly string[], warehouse: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, CPCA_WAREHOUSE: warehouse };
    const child = spawn(process.execPath, ['--import', 'tsx', ...args], { cwd: ROOT, env, stdio: 'ignore' });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args[0]} ended with ${code}`))));
  });
}
