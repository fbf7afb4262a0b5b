import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestWays, type Step } from './longest-way.ts';

/** Steps of which each reads some of those before it. */
const steps = fc
  .array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), reads: fc.array(fc.nat(), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 9,
  })
  .map((drawn): Step[] =>
    drawn.map(({ weight, reads }, at) => ({
      ...{ id: `m${at}`, weight },
      reads: at === 0 ? ['source'] : [...new Set(reads.map((read) => `m${read % at}`))],
    })),
  );

/** The same by walking every chain. */
function longestFrom(all: readonly Step[], { id, weight }: Step): number {
  const next = all.filter(({ reads }) => reads.includes(id)).map((step) => longestFrom(all, step));
  return weight + Math.max(0, ...next);
}

describe('longestWays', () => {
  it('is the heaviest of all chains that begin with a step', () => {
    fc.assert(
      fc.property(steps, (all) => {
        expect([...longestWays(all)]).toEqual(all.map((step) => [step.id, longestFrom(all, step)]));
      }),
      { numRuns: 300 },
    );
  });
});
