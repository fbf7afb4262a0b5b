import { BudgetError, type Problem } from './problem.ts';
import { Reader } from './reader.ts';
import { MODES_TOUR, type ModeTour, REGLES_REPORT, type Round } from './rounds.ts';

/** One round as a file writes it: `parametres` names the parameters file of the round. */
export interface RoundDocument {
  readonly parametres: string;
  readonly mode: ModeTour;
  readonly reports: Round['reports'];
}

/**
 * Reads a file of rounds: `version: 1`, and `tours`, a list of `{ parametres, mode, reports }`. `reports` is null or
 * `{ regle, montants: [{ antenne, montant, source }] }`, amounts in euros. Throws BudgetError (`parametres`).
 */
export function parseRounds(value: unknown, options: { fichier?: string } = {}): RoundDocument[] {
  const problemes: Problem[] = [];
  const root = Reader.root(value, problemes, options.fichier ?? null, ['version', 'tours']);
  root.exactly('version', 1);
  const tours = root.list('tours', ['parametres', 'mode', 'reports']).map((tour) => ({
    parametres: tour.text('parametres'),
    mode: tour.oneOf('mode', MODES_TOUR),
    reports: tour.nullable('reports', () => readReports(tour)),
  }));
  if (problemes.length > 0) throw new BudgetError('parametres', problemes);
  return tours;
}

function readReports(tour: Reader): NonNullable<Round['reports']> {
  const reports = tour.object('reports', ['regle', 'montants']);
  return {
    regle: reports.oneOf('regle', REGLES_REPORT),
    montants: reports.list('montants', ['antenne', 'montant', 'source']).map((one) => ({
      antenne: one.text('antenne'),
      centimes: one.euros('montant'),
      source: one.text('source'),
    })),
  };
}
