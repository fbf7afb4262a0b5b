import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORPUS } from './corpus.ts';

/**
 * Writes the broken files into a folder, for a look or a try by hand: `npx tsx tests/corpus/make.ts FOLDER [part of a
 * name]`. The same bytes every time; none is kept in the repository.
 */
export async function make(folder: string, part = ''): Promise<number> {
  const wanted = CORPUS.filter((one) => one.nom.includes(part));
  for (const one of wanted) {
    const path = join(folder, one.nom);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, one.octets());
  }
  return wanted.length;
}

const [, program, folder, part] = process.argv;
if (program === fileURLToPath(import.meta.url)) {
  if (folder === undefined) throw new Error('usage: npx tsx tests/corpus/make.ts FOLDER [part of a name]');
  console.log(`${await make(folder, part)} files in ${folder}`);
}
