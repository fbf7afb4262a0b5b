import { unknownRelease, withdrawnRelease } from './current-release.ts';
import { appendToLedger, closedInLedger, ledgerStates } from './ledger.ts';
import { setCurrentFrom, settleLedger } from './ledger-check.ts';
import { PublicationError } from './publication-error.ts';
import { clearLeftovers, holdFolder } from './release-folder.ts';

export interface Withdrawn {
  release: string;
  motif: string;
  le: string;
  /** What is in force now; null when every release is withdrawn. */
  en_vigueur: string | null;
}

/**
 * Takes a release out of use, for good. It stays on the disk and in the ledger, since those who had it have it; the newest
 * that is not withdrawn goes back into force. Killed at any moment: it is withdrawn or it is not.
 *
 * Errors (`PublicationError`): `publication_inconnue`, `publication_retiree`, `motif_manquant`, and those of the ledger.
 */
export async function withdrawRelease(
  out: string,
  release: string,
  motif: string,
  clock: () => Date,
  logger: { info(message: string): void },
): Promise<Withdrawn> {
  if (motif.trim() === '')
    throw new PublicationError([
      {
        code: 'motif_manquant',
        message: 'Une publication ne se retire pas sans motif.',
        regle: 'un retrait dit pourquoi',
        remede: 'Ajoutez --motif "…", sans nommer personne : il est conservé.',
      },
    ]);
  return holdFolder(out, clock(), async () => {
    await clearLeftovers(out, clock());
    const { ledger } = await settleLedger(out, logger);
    const states = ledgerStates(ledger);
    const state = states.find((one) => one.release === release);
    if (state === undefined)
      throw new PublicationError([
        unknownRelease(
          release,
          states.map((one) => one.release),
        ),
      ]);
    if (state.retrait) throw new PublicationError([withdrawnRelease(release, state.retrait)]);
    const le = clock().toISOString();
    const { manifeste_sha256 } = state;
    const annees_closes = closedInLedger(ledger);
    const line = { evenement: 'retrait', release, manifeste_sha256, annees_closes, le, motif } as const;
    const after = await appendToLedger(out, ledger, line);
    logger.info(`ledger line for the withdrawal of ${release}`);
    const inForce = await setCurrentFrom(out, after);
    return { release, motif, le, en_vigueur: inForce ?? null };
  });
}
