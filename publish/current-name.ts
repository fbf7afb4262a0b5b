import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RELEASE_NAME } from './manifest.ts';
import { PublicationError } from './publication-error.ts';

/** The file that names the release in force. */
export const CURRENT_FILE = 'current';

/** The name in `current`; undefined when nothing is in force. Errors: `publication_abimee`. */
export async function currentName(publicationDir: string): Promise<string | undefined> {
  let text: string;
  try {
    text = await readFile(join(publicationDir, CURRENT_FILE), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const name = text.trim();
  if (RELEASE_NAME.test(name)) return name;
  throw new PublicationError([
    {
      code: 'publication_abimee',
      message: 'Le fichier « current » ne nomme pas une publication.',
      fichier: CURRENT_FILE,
      regle: 'current nomme la publication en vigueur',
      remede: 'Supprimez ce fichier, puis publiez de nouveau.',
    },
  ]);
}
