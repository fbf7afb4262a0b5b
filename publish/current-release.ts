import { join } from 'node:path';
import { CURRENT_FILE, currentName } from './current-name.ts';
import { type Ledger, type LedgerState, ledgerStates, readLedger } from './ledger.ts';
import { checkedRelease, releaseFolders } from './ledger-check.ts';
import { type Manifest, verifyRelease } from './manifest.ts';
import { type ProblemDraft, PublicationError } from './publication-error.ts';

export interface CurrentRelease {
  /** Its name. */
  release: string;
  /** Its folder. */
  dir: string;
  manifest: Manifest;
}

/**
 * The release in force in a publication folder, whole and unchanged. Errors (`PublicationError`): `aucune_publication`
 * when nothing was published yet or all was withdrawn, `publication_retiree`, `publication_abimee`,
 * `publication_absente`, `registre_abime` or `registre_incomplet` when what is named may not be shown.
 */
export async function readCurrentRelease(publicationDir: string): Promise<CurrentRelease> {
  const release = await currentName(publicationDir);
  const ledger = await readLedger(publicationDir);
  if (release !== undefined) return trustedRelease(publicationDir, release, ledger);
  const isWithdrawn = (ledger?.entries.length ?? 0) > 0;
  throw new PublicationError([
    {
      code: 'aucune_publication',
      message: isWithdrawn
        ? 'Aucune publication n’est en vigueur : elles ont été retirées.'
        : 'Rien n’a encore été publié ici.',
      fichier: CURRENT_FILE,
      regle: 'une publication en vigueur',
      remede: 'Publiez d’abord : npm run cpca -- publish',
    },
  ]);
}

/**
 * A release by its name, whole, unchanged and not withdrawn. Errors (`PublicationError`): `publication_inconnue`, and
 * those of the release in force.
 */
export async function readRelease(publicationDir: string, release: string): Promise<CurrentRelease> {
  const known = await releaseFolders(publicationDir);
  const ledger = await readLedger(publicationDir);
  const isNamed = ledger?.entries.some((entry) => entry.release === release) ?? false;
  if (known.includes(release) || isNamed) return trustedRelease(publicationDir, release, ledger);
  throw new PublicationError([unknownRelease(release, known)]);
}

/** What is said of a release that is not there. */
export function unknownRelease(release: string, known: readonly string[]): ProblemDraft {
  return {
    code: 'publication_inconnue',
    message: `La publication « ${release} » n’existe pas ici.`,
    regle: 'une publication a un nom et un dossier',
    remede:
      known.length === 0
        ? 'Publiez d’abord : npm run cpca -- publish'
        : `Publications : ${known.join(', ')}.`,
  };
}

/** What is said of a release that nobody may be shown any more. */
export function withdrawnRelease(
  release: string,
  { le, motif }: NonNullable<LedgerState['retrait']>,
): ProblemDraft {
  return {
    code: 'publication_retiree',
    message: `La publication ${release} a été retirée le ${le.slice(0, 10)} : ${motif}`,
    fichier: release,
    regle: 'une publication retirée ne se montre plus et ne se republie pas',
    remede:
      'Publiez de nouveau après correction, ou prenez une autre publication : npm run cpca -- release list',
  };
}

async function trustedRelease(
  out: string,
  release: string,
  ledger: Ledger | undefined,
): Promise<CurrentRelease> {
  const dir = join(out, release);
  // A folder made before there was a ledger has its manifest alone to be held to.
  if (ledger === undefined) return { release, dir, manifest: ofThatName(await verifyRelease(dir), release) };
  const state = ledgerStates(ledger).find((one) => one.release === release);
  if (state === undefined)
    throw new PublicationError([
      {
        code: 'registre_incomplet',
        message: `La publication ${release} n’est pas au registre.`,
        fichier: release,
        regle: 'seule une publication inscrite au registre se montre',
        remede: 'Publiez de nouveau : npm run cpca -- publish',
      },
    ]);
  if (state.retrait) throw new PublicationError([withdrawnRelease(release, state.retrait)]);
  const { manifest } = await checkedRelease(out, state);
  return { release, dir, manifest: ofThatName(manifest, release) };
}

function ofThatName(manifest: Manifest, release: string): Manifest {
  if (manifest.release === release) return manifest;
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
