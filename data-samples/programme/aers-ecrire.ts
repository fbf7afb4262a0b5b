import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { makeAers } from './aers.ts';
import { beziersFiles } from './aers-beziers.ts';
import { montpellierBytes } from './aers-montpellier.ts';
import { COMMITTED_SEED, makeViaVoltaire, readTargets, TARGETS_2024 } from './via-voltaire.ts';

/** Where the committed files stand. */
export const EXTRAITS = fileURLToPath(new URL('../extraits/', import.meta.url));

/** The Pôle Justice's files of two years, by name; the same seed gives the same bytes. */
export async function aersFiles(seed: number | string): Promise<Map<string, Uint8Array>> {
  const { suivis } = makeViaVoltaire(COMMITTED_SEED, await readTargets(TARGETS_2024));
  const years = makeAers(seed, suivis);
  return new Map(
    [years[2023], years[2024]].flatMap((year): [string, Uint8Array][] => [
      [`pole-justice-montpellier-${year.annee}.xlsx`, montpellierBytes(year)],
      ...beziersFiles(year),
    ]),
  );
}

const USAGE = `Usage: npx --no-install tsx data-samples/programme/aers-ecrire.ts [--out <folder>] [--seed <n>]

Writes fictitious files of the Pôle Justice (Montpellier and Béziers) for 2023 and 2024.

  --out   the folder to write into; default data-samples/extraits
  --seed  any number or word; default ${COMMITTED_SEED}, the committed files'
`;

/** What the command was asked to do; null when it was asked wrongly. */
function options(): { out: string; seed: string } | 'help' | null {
  try {
    const { values } = parseArgs({
      options: {
        out: { type: 'string', default: EXTRAITS },
        seed: { type: 'string', default: String(COMMITTED_SEED) },
        help: { type: 'boolean', default: false },
      },
    });
    return values.help ? 'help' : { out: values.out, seed: values.seed };
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

/** Runs the command and answers its exit code: 0 done, 2 wrong usage. */
async function main(): Promise<number> {
  const asked = options();
  if (asked === null || asked === 'help') {
    process.stderr.write(USAGE);
    return asked === 'help' ? 0 : 2;
  }
  await mkdir(asked.out, { recursive: true });
  for (const [name, bytes] of await aersFiles(asked.seed)) {
    await writeFile(join(asked.out, name), bytes);
    process.stderr.write(`${name}: ${bytes.length} bytes.\n`);
  }
  return 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await main();
}
