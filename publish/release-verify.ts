import { join } from 'node:path';
import { unknownRelease } from './current-release.ts';
import { LEDGER_FILE, type LedgerEntry, type LedgerState, ledgerStates, readLedger } from './ledger.ts';
import { checkedRelease, releaseFolders } from './ledger-check.ts';
import { readManifest, verifyRelease } from './manifest.ts';
import { type Problem, PublicationError, problem, throwProblems } from './publication-error.ts';
import { ReleaseCells } from './release-cells.ts';
import { changesBetween, countsOf } from './revision.ts';

/** What was found of one release; nothing where it is whole. */
export interface VerifiedRelease {
  release: string;
  fichiers: number;
  problemes: readonly Problem[];
}

export interface Verification {
  /** False when the folder has no ledger yet: the next publication writes it. */
  registre: boolean;
  lignes: number;
  releases: VerifiedRelease[];
  /** What the releases say together: one that is not registered, a frozen year that changed without a revision. */
  problemes: Problem[];
}

/**
 * Checks releases against the ledger, the ledger against its own chain, and, when all are checked, that closed years came
 * out the same unless they were revised. Writes nothing. Errors (`PublicationError`): `registre_abime`, and
 * `publication_inconnue` for a name that is not there.
 */
export async function verifyReleases(out: string, only?: string): Promise<Verification> {
  const ledger = await readLedger(out);
  const folders = await releaseFolders(out);
  const states = ledger === undefined ? [] : ledgerStates(ledger);
  const named = states.map(({ release }) => release);
  const all = [...new Set([...named, ...folders])];
  if (only !== undefined && !all.includes(only)) throwProblems([unknownRelease(only, all)]);
  const releases: VerifiedRelease[] = [];
  for (const release of only === undefined ? all : [only])
    releases.push(
      await verified(
        out,
        release,
        states.find((one) => one.release === release),
      ),
    );
  const problemes =
    ledger === undefined ? [] : folders.filter((name) => !named.includes(name)).map(notRegistered);
  const isWhole = problemes.length === 0 && releases.every((one) => one.problemes.length === 0);
  if (ledger !== undefined && only === undefined && isWhole)
    problemes.push(...(await changedFrozenYears(out, ledger.entries)));
  return { registre: ledger !== undefined, lignes: ledger?.entries.length ?? 0, releases, problemes };
}

async function verified(
  out: string,
  release: string,
  state: LedgerState | undefined,
): Promise<VerifiedRelease> {
  try {
    const manifest = state
      ? (await checkedRelease(out, state)).manifest
      : await verifyRelease(join(out, release));
    return { release, fichiers: Object.keys(manifest.fichiers).length, problemes: [] };
  } catch (error) {
    if (!(error instanceof PublicationError)) throw error;
    return { release, fichiers: 0, problemes: error.problemes };
  }
}

function notRegistered(release: string): Problem {
  return problem({
    code: 'registre_incomplet',
    message: `La publication ${release} n’est pas au registre.`,
    fichier: LEDGER_FILE,
    regle: 'toutes les publications sont au registre, et rien que celles-là',
    remede:
      'Une publication arrêtée en chemin est inscrite par la suivante ; sinon, sortez ce dossier de la publication.',
  });
}

/** Each publication against the one that stood before it, in the years that this one had closed. */
async function changedFrozenYears(out: string, entries: readonly LedgerEntry[]): Promise<Problem[]> {
  const problems: Problem[] = [];
  const standing: LedgerEntry[] = [];
  for (const entry of entries) {
    const at = standing.findIndex(({ release }) => release === entry.release);
    if (entry.evenement === 'retrait') {
      standing.splice(at, 1);
      continue;
    }
    const before = standing.at(-1);
    if (before !== undefined) problems.push(...(await changedSince(out, before, entry)));
    if (at >= 0) standing.splice(at, 1);
    standing.push(entry);
  }
  return problems;
}

async function changedSince(out: string, before: LedgerEntry, entry: LedgerEntry): Promise<Problem[]> {
  const dir = join(out, entry.release);
  const revised = (await readManifest(dir)).revisions.map(({ annee }) => annee);
  const years = before.annees_closes.filter((year) => !revised.includes(year));
  if (years.length === 0 || entry.motif !== undefined) return [];
  const changes = await changesBetween(new ReleaseCells(join(out, before.release)), new ReleaseCells(dir));
  return years.flatMap((year) => {
    const counts = countsOf(changes.filter(({ annee }) => annee === year));
    if (counts.length === 0) return [];
    const cubes = counts
      .map(({ cube, audience, cellules }) => `${cube} (${audience}) : ${cellules}`)
      .join(' ; ');
    return problem({
      code: 'annee_close_changee',
      message: `${entry.release} : l’année ${year}, close, n’y est pas la même que dans ${before.release}, sans révision. Cellules : ${cubes}.`,
      fichier: entry.release,
      regle: 'une année close et publiée ne change plus sans révision',
      remede: 'Retirez cette publication : npm run cpca -- release withdraw.',
    });
  });
}
