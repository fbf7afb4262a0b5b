import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { SampleError } from './sample-error.ts';

/** A sample as it is committed: its name in `data-samples/extraits`, and its bytes. */
export interface SampleFile {
  nom: string;
  octets: Uint8Array;
}

/** The seed of the committed samples. */
export const COMMITTED_SEED = 2024;

/**
 * Runs a maker of samples as a command, `npx --no-install tsx <program> --out <folder> [--seed <n>]`, when it is the program that was
 * started. Exit codes: 0 written, 1 the figures do not fit together, 2 wrong usage.
 */
export async function runAsCommand(
  moduleUrl: string,
  make: (seed: string) => readonly SampleFile[],
): Promise<void> {
  if (!process.argv[1] || moduleUrl !== pathToFileURL(process.argv[1]).href) return;
  process.exitCode = await run(make);
}

async function run(make: (seed: string) => readonly SampleFile[]): Promise<number> {
  const asked = options();
  if (!asked) {
    process.stderr.write('Usage: --out <folder> [--seed <number or word>]\n');
    return 2;
  }
  try {
    const files = make(asked.seed);
    await mkdir(asked.out, { recursive: true });
    for (const { nom, octets } of files) await writeFile(join(asked.out, nom), octets);
    process.stderr.write(`${files.map(({ nom, octets }) => `${nom}: ${octets.length} bytes`).join('\n')}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof SampleError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n${error.remede}\n`);
    return 1;
  }
}

function options(): { out: string; seed: string } | null {
  try {
    const { values } = parseArgs({
      options: { out: { type: 'string' }, seed: { type: 'string', default: String(COMMITTED_SEED) } },
    });
    return values.out ? { out: values.out, seed: values.seed } : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
