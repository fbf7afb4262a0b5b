import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS, rounds, split } from '../tests/budget-rounds.ts';
import { fairness } from './fairness.ts';

describe('fairness of any split', () => {
  it('never loses a cent: the effects of floors and caps, the reserve’s and the coordination’s cent included, make 0', () => {
    fc.assert(
      fc.property(rounds(), (round) => {
        split(round);
        const { lignes, bornes, territoires } = fairness(round.inputs, round.parameters);
        const effects = lignes.reduce((all, { bornes_centimes: cents }) => all + cents, 0);
        const moved = (bornes?.reserve_centimes ?? 0) + (bornes?.coordination_centimes ?? 0);
        expect(effects + moved).toBe(0);
        expect(Math.abs(bornes?.coordination_centimes ?? 0)).toBeLessThanOrEqual(1);
        const money = (list: readonly { montant_centimes: number }[]) =>
          list.reduce((all, { montant_centimes: cents }) => all + cents, 0);
        expect(money(territoires)).toBe(money(lignes));
      }),
      RUNS,
    );
  });
});
