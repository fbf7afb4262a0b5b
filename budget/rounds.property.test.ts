import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS, rounds, split } from '../tests/budget-rounds.ts';
import { runRounds } from './rounds.ts';

/** Two or three rounds over antennes that come and go, with unspent money now and then. */
const series = fc.array(
  fc.record({
    round: rounds(),
    mode: fc.constantFrom('seul' as const, 'cumul' as const),
    regle: fc.constantFrom('reparti' as const, 'conserve' as const),
    unspent: fc.nat(300_000),
  }),
  { minLength: 2, maxLength: 3 },
);

describe('any series of rounds', () => {
  it('pays each round’s amount to the cent, grants it once, and takes nothing back', () => {
    fc.assert(
      fc.property(series, (drawn) => {
        for (const { round } of drawn) split(round);
        const found = runRounds(
          drawn.map(({ round, mode, regle, unspent }, index) => ({
            nom: `Tour ${index + 1}`,
            ...round,
            mode,
            reports: {
              regle,
              montants: [
                { antenne: round.parameters.antennes[0]?.code ?? '', centimes: unspent, source: 'solde' },
              ],
            },
          })),
        );
        for (const { lignes, total_centimes: total, a_repartir_centimes: whole } of found.tours) {
          const paid = lignes.reduce((all, line) => all + line.versement_centimes, 0);
          const rights = lignes.reduce((all, line) => all + line.droit_centimes, 0);
          expect([paid, rights]).toEqual([total, whole]);
          for (const { nature, droit_centimes: cents, deja_accorde_centimes, cumul_centimes } of lignes) {
            if (nature !== 'reserve') expect(cents).toBeGreaterThanOrEqual(0);
            expect(cumul_centimes).toBe(cents + deja_accorde_centimes);
            expect(cumul_centimes).toBeGreaterThanOrEqual(0);
          }
        }
      }),
      { numRuns: Math.ceil(RUNS.numRuns / 2) },
    );
  });
});
