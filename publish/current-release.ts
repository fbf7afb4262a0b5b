import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Manifest, RELEASE_NAME, readManifest } from './manifest.ts';
import { PublicationError } from './publication-error.ts';

/** The file that names the release in force. */
export const CURRENT_FILE = 'current';

export interface CurrentRelease {
  /** Its name. */
  release: string;
  /** Its folder. */
  dir: string;
  manifest: Manifest;
}

/**
 * The release in force in a publication folder. Errors (`PublicationError`): `aucune_publication` when nothing
 * was published yet, `publication_abimee` or `publication_absente` when what is named cannot be read.
 */
export async function readCurrentRelease(publicationDir: string): Promise<CurrentRelease> {
  const release = await currentName(publicationDir);
  if (release === undefined) {
    throw new PublicationError([
      {
        code: 'aucune_publication',
        message: 'Rien n’a encore été publié ici.',
        fichier: CURRENT_FILE,
        regle: 'une publication en vigueur',
        remede: 'Publiez d’abord : npm run cpca -- publish',
      },
    ]);
  }
  const dir = join(publicationDir, release);
  const manifest = await readManifest(dir);
  if (manifest.release === release) return { release, dir, manifest };
  throw new PublicationError([
    {
      code: 'publication_abimee',
      message: `Le dossier ${release} contient une autre publication (${manifest.release}).`,
      fichier: release,
      regle: 'un dossier porte le nom de sa publication',
      remede: 'Rendez son nom au dossier, ou publiez de nouveau.',
    },
  ]);
}

/** The name in `current`; undefined when nothing was published. Errors: `publication_abimee`. */
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
