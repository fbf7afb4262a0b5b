import { join } from 'node:path';
import { currentName } from './current-name.ts';
import { type LedgerState, ledgerStates, readLedger } from './ledger.ts';
import { manifestHash, releaseFolders } from './ledger-check.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { PublicationError } from './publication-error.ts';

/** Where a release stands. `hors_registre`: made before there was a ledger, or come from elsewhere. */
export type ReleaseState = 'en_vigueur' | 'gardee' | 'retiree' | 'abimee' | 'manquante' | 'hors_registre';

export interface ListedRelease {
  release: string;
  etat: ReleaseState;
  /** Null when its manifest cannot be read. */
  manifest: Manifest | null;
  /** Null when the ledger does not name it. */
  registre: LedgerState | null;
}

/** Every release that the ledger names or that has a folder, in the ledger's order; their files are not read. */
export async function listReleases(out: string): Promise<ListedRelease[]> {
  const ledger = await readLedger(out);
  const current = await currentName(out);
  const states = ledger === undefined ? [] : ledgerStates(ledger);
  const named = new Set(states.map(({ release }) => release));
  const others = (await releaseFolders(out)).filter((name) => !named.has(name));
  const known = await Promise.all(states.map((state) => listed(out, state.release, state, current)));
  return [...(await Promise.all(others.map((name) => listed(out, name, null, current)))), ...known];
}

async function listed(
  out: string,
  release: string,
  registre: LedgerState | null,
  current: string | undefined,
): Promise<ListedRelease> {
  try {
    const manifest = await readManifest(join(out, release));
    const isChanged =
      registre !== null && (await manifestHash(join(out, release))) !== registre.manifeste_sha256;
    return { release, etat: isChanged ? 'abimee' : stateOf(release, registre, current), manifest, registre };
  } catch (error) {
    if (!(error instanceof PublicationError)) throw error;
    return {
      release,
      etat: error.code === 'publication_absente' ? 'manquante' : 'abimee',
      manifest: null,
      registre,
    };
  }
}

function stateOf(release: string, registre: LedgerState | null, current: string | undefined): ReleaseState {
  if (registre?.retrait) return 'retiree';
  if (release === current) return 'en_vigueur';
  return registre === null ? 'hors_registre' : 'gardee';
}
