import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Round, RUNS, rounds, split } from '../tests/budget-rounds.ts';
import { compareScenarios } from './compare.ts';
import { compare, fraction, fromText, subtract, sum, ZERO } from './fraction.ts';

/** Each case computes up to 64 splits: a twentieth of the cases of the other properties. */
const FEWER = { numRuns: Math.ceil(RUNS.numRuns / 20) };

const named = (nom: string, { inputs, parameters }: Round) => ({ nom, inputs, parameters });

/** Any two rounds: some antennes in both, each with its own figures, projects and rules. */
const pairs = fc.tuple(rounds(), rounds());

/** Leaves out the pairs of which one contradicts itself. */
function requireSplits(pair: readonly Round[]): void {
  for (const round of pair) split(round);
}

describe('the parts of a comparison', () => {
  it('add up to each line’s change and to each cause’s total, to the cent', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        requireSplits([a, b]);
        const found = compareScenarios(named('A', a), named('B', b));
        for (const { parts, ecart_centimes, avant_centimes, apres_centimes } of found.lignes) {
          expect(ecart_centimes).toBe((apres_centimes ?? 0) - (avant_centimes ?? 0));
          expect(parts.reduce((all, { centimes }) => all + centimes, 0)).toBe(ecart_centimes);
          expect(sum(parts.map(({ exact }) => fromText(exact)))).toEqual(fraction(BigInt(ecart_centimes)));
          for (const { exact, centimes } of parts) {
            const gap = subtract(fraction(BigInt(centimes)), fromText(exact));
            expect([compare(gap, fraction(1n)), compare(gap, fraction(-1n))]).toEqual([-1, 1]);
          }
        }
        const total = found.causes.reduce((all, { total_centimes }) => all + total_centimes, 0);
        expect(total).toBe(b.parameters.total_centimes - a.parameters.total_centimes);
        for (const [index, { total_centimes }] of found.causes.entries())
          expect(found.lignes.reduce((all, { parts }) => all + (parts[index]?.centimes ?? 0), 0)).toBe(
            total_centimes,
          );
      }),
      FEWER,
    );
  });

  it('are the other way round from B to A, for the same causes', () => {
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        requireSplits([a, b]);
        const forth = compareScenarios(named('A', a), named('B', b));
        const back = compareScenarios(named('B', b), named('A', a));
        expect(back.causes.map(({ causes }) => causes)).toEqual(forth.causes.map(({ causes }) => causes));
        for (const [line, { parts }] of forth.lignes.entries())
          for (const [index, { exact }] of parts.entries())
            expect(fromText(back.lignes[line]?.parts[index]?.exact ?? '')).toEqual(
              subtract(ZERO, fromText(exact)),
            );
        expect(back.rangs.map(({ devant, derriere }) => ({ devant: derriere, derriere: devant }))).toEqual(
          expect.arrayContaining([...forth.rangs]),
        );
      }),
      FEWER,
    );
  });
});
