import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS, rounds, split } from '../tests/budget-rounds.ts';
import { compare, fraction, fromNumber, sum } from './fraction.ts';
import { WeightSplitter, weightGrid, withWeight } from './weight-sweep.ts';

const hundred = (poids: object) =>
  compare(sum(Object.values(poids).map((weight) => fromNumber(weight))), fraction(100n)) === 0;

describe('WeightSplitter', () => {
  it('gives each line the cents that the whole computation gives, whatever the weights', () => {
    fc.assert(
      fc.property(rounds(), fc.nat(65), (round, pick) => {
        split(round);
        const splitter = new WeightSplitter(round.inputs, round.parameters);
        expect(splitter.enveloppes).toHaveLength(3);
        const poids = weightGrid(66)[pick];
        if (poids === undefined) throw new Error('66 weights at least');
        const { lignes } = split({ ...round, parameters: { ...round.parameters, poids } });
        const [coordination, ...others] = lignes.map(({ montant_centimes: cents }) => BigInt(cents));
        const reserve = others.pop();
        expect(splitter.split(poids)).toEqual([...others, coordination, reserve]);
      }),
      RUNS,
    );
  });
});

describe('weights', () => {
  it('make 100 exactly, in a grid and when one of them is moved', () => {
    for (const count of [1, 2, 66, 1000])
      for (const over of [['activite'], ['activite', 'harmonisation'], undefined] as const) {
        const grid = weightGrid(count, over);
        expect(grid.length).toBeGreaterThanOrEqual(over?.length === 1 ? 1 : count);
        expect(grid.every(hundred)).toBe(true);
        expect(new Set(grid.map((poids) => JSON.stringify(poids))).size).toBe(grid.length);
      }
    const grid = weightGrid(66);
    for (const poids of grid)
      for (const nom of ['activite', 'developpement', 'harmonisation'] as const) {
        const moved = withWeight(poids, nom, 33.33);
        expect([hundred(moved), moved[nom]]).toEqual([true, 33.33]);
      }
  });
});
