import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom } from './random.ts';

const draws = (seed: number | string): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: 20 }, () => random.next());
};

describe('seededRandom', () => {
  it('repeats itself with a seed, a number or its text, and changes with another', () => {
    expect(draws(2024)).toEqual(draws('2024'));
    expect(draws(2024)).not.toEqual(draws(2025));
  });

  it('gives forks that do not depend on what was drawn before', () => {
    const used = seededRandom(1);
    used.next();
    expect(used.fork('a').next()).toBe(seededRandom(1).fork('a').next());
    expect(used.fork('a').next()).not.toBe(used.fork('b').next());
  });

  it('keeps every item when it shuffles', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer()), (seed, items) => {
        const order = (left: number, right: number): number => left - right;
        expect([...seededRandom(seed).shuffle(items)].sort(order)).toEqual([...items].sort(order));
      }),
    );
  });

  it('draws in proportion to the weights and never a zero weight', () => {
    const random = seededRandom(3);
    const counts = [0, 0, 0];
    for (let draw = 0; draw < 6000; draw++) {
      const index = random.weighted([1, 0, 2]);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts[1]).toBe(0);
    expect((counts[2] ?? 0) / 6000).toBeCloseTo(2 / 3, 1);
  });

  it('refuses to draw from nothing', () => {
    expect(() => seededRandom(1).pick([])).toThrow(/empty list/);
    expect(() => seededRandom(1).weighted([0])).toThrow(/every weight is zero/);
  });
});
