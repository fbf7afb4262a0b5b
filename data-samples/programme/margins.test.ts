import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apportion, assign, split } from './margins.ts';
import { seededRandom } from './random.ts';
import { SampleError } from './sample-error.ts';

const sum = (values: readonly number[]): number => values.reduce((left, right) => left + right, 0);

describe('apportion', () => {
  it('gives whole shares that sum to the total, each within one of its exact share', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }).filter((weights) => sum(weights) > 0),
        (total, weights) => {
          const shares = apportion(total, weights);
          expect(sum(shares)).toBe(total);
          for (const [rank, share] of shares.entries()) {
            const exact = (total * (weights[rank] ?? 0)) / sum(weights);
            expect(Math.abs(share - exact)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  it('refuses weights that are all zero', () => {
    expect(() => apportion(3, [0, 0])).toThrow(SampleError);
  });
});

describe('split', () => {
  const bounds = fc.array(
    fc.tuple(fc.nat(20), fc.nat(20)).map(([min, more]) => ({ min, max: min + more })),
    { minLength: 1, maxLength: 8 },
  );

  it('stays between the bounds and sums to the total', () => {
    fc.assert(
      fc.property(bounds, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer(), (cells, part, seed) => {
        const least = sum(cells.map(({ min }) => min));
        const most = sum(cells.map(({ max }) => max));
        const total = least + Math.floor(part * (most - least));
        const shares = split(total, cells, seededRandom(seed));
        expect(sum(shares)).toBe(total);
        cells.forEach(({ min, max }, rank) => {
          expect(shares[rank]).toBeGreaterThanOrEqual(min);
          expect(shares[rank]).toBeLessThanOrEqual(max);
        });
      }),
    );
  });

  it('refuses a total that the bounds exclude', () => {
    expect(() => split(5, [{ min: 0, max: 4 }], seededRandom(1))).toThrow(/5 cannot be split/);
    expect(() => split(1, [{ min: 2, max: 4 }], seededRandom(1))).toThrow(SampleError);
  });
});

/** Items that each have one hidden right category, so that an assignment exists, and other allowed ones. */
const feasible = fc
  .record({
    categories: fc.integer({ min: 1, max: 6 }),
    items: fc.integer({ min: 1, max: 60 }),
    seed: fc.integer(),
    density: fc.double({ min: 0, max: 0.5, noNaN: true }),
  })
  .map(({ categories, items, seed, density }) => {
    const random = seededRandom(seed);
    const hidden = Array.from({ length: items }, () => random.integer(categories));
    const weights = hidden.map((right) =>
      Array.from({ length: categories }, (_, category) =>
        category === right || random.next() < density ? 0.1 + random.next() : 0,
      ),
    );
    const quotas = Array.from(
      { length: categories },
      (_, category) => hidden.filter((right) => right === category).length,
    );
    return { items, quotas, weights, seed };
  });

describe('assign', () => {
  it('meets every quota and uses no forbidden pair whenever an assignment exists', () => {
    fc.assert(
      fc.property(feasible, ({ items, quotas, weights, seed }) => {
        const weight = (item: number, category: number): number => weights[item]?.[category] ?? 0;
        const choice = assign({ name: 'test', items, quotas, weight }, seededRandom(seed));
        expect(choice).toHaveLength(items);
        quotas.forEach((quota, category) => {
          expect(choice.filter((chosen) => chosen === category)).toHaveLength(quota);
        });
        choice.forEach((category, item) => {
          expect(weight(item, category)).toBeGreaterThan(0);
        });
      }),
    );
  });

  it('names what cannot be assigned', () => {
    const task = {
      name: 'ages, AGDE',
      items: 3,
      quotas: [1, 2],
      weight: (_item: number, category: number) => 1 - category,
    };
    expect(() => assign(task, seededRandom(1))).toThrow(/ages, AGDE: categories 0 have 1 places/);
  });

  it('makes likely pairs frequent', () => {
    const items = 400;
    const likely = (item: number, category: number): boolean => item < items / 2 === (category === 0);
    const choice = assign(
      {
        name: 'test',
        items,
        quotas: [200, 200],
        weight: (item, category) => (likely(item, category) ? 9 : 1),
      },
      seededRandom(7),
    );
    const kept = choice.filter((category, item) => likely(item, category)).length;
    // With independent draws nine in ten would be: equal quotas change nothing to that.
    expect(kept / items).toBeGreaterThan(0.8);
    expect(kept / items).toBeLessThan(0.97);
  });
});
