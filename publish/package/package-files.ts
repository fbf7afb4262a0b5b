import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CODEBOOK_FILE, type CodebookOptions, codebook } from './codebook.ts';
import { FICTITIOUS } from './words.ts';

const STARTERS = fileURLToPath(new URL('./starters/', import.meta.url));
const STARTERS_FOLDER = 'demarrer';

/** Says of CSV files what they cannot say themselves: a comment line would be data, a column another table. */
const FICTITIOUS_FILE = 'DONNEES-FICTIVES.txt';

/** Writes what the research package has besides its cubes, and that does not name the release. */
export async function writePackageFiles(folder: string, options: CodebookOptions): Promise<void> {
  await writeFile(join(folder, CODEBOOK_FILE), codebook(options));
  await writeFile(join(folder, 'LISEZMOI.txt'), await readme(options));
  await copyStarters(join(folder, STARTERS_FOLDER), options.sample);
  if (options.sample) await writeFile(join(folder, FICTITIOUS_FILE), fictitious(options));
}

async function readme({ donneesDu, sample, identity }: CodebookOptions): Promise<string> {
  const text = await readFile(new URL('./lisezmoi.txt', import.meta.url), 'utf8');
  const filled = text
    .replaceAll('{titre}', identity.titre)
    .replaceAll('{titre_anglais}', identity.titre_anglais)
    .replaceAll('{licence}', identity.licence.titre)
    .replaceAll(
      '{contact}',
      identity.contact.courriel === '' ? 'à compléter par le porteur' : identity.contact.courriel,
    )
    .replaceAll('{date}', donneesDu);
  return sample ? `${FICTITIOUS.toUpperCase()}\n\n${filled}` : filled;
}

function fictitious({ cubes }: CodebookOptions): string {
  const names = cubes.map(({ definition }) => `${definition.nom}.csv\n`);
  return [
    `${FICTITIOUS}\n`,
    'Les fichiers CSV du dossier cubes sont faits de personnes inventées. Un fichier CSV ne peut pas le dire lui-même : une ligne\n',
    'de commentaire y serait lue comme une donnée. Les fichiers Parquet et Arrow le disent dans leurs métadonnées.\n\n',
    ...names,
  ].join('');
}

/** A starter begins with its comment sign: in a package made from samples, so does the warning. */
async function copyStarters(to: string, sample: boolean): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of (await readdir(STARTERS)).sort()) {
    if (!sample) {
      await cp(join(STARTERS, name), join(to, name));
      continue;
    }
    const text = await readFile(join(STARTERS, name), 'utf8');
    const sign = text.slice(0, text.indexOf(' '));
    await writeFile(join(to, name), `${sign} ${FICTITIOUS}\n${text}`);
  }
}
