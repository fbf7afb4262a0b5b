import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

function urgencyOf(works: readonly { urgency: number }[], at: number): number {
  return works[at]?.urgency ?? 0;
}

describe('slots', () => {
  it('let so many works run at once and no more, the most urgent of those that wait first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(
          fc.record({
            urgency: fc.integer({ min: 0, max: 3 }),
            turns: fc.integer({ min: 1, max: 5 }),
            fails: fc.boolean(),
          }),
          {
            maxLength: 12,
          },
        ),
        async (count, works) => {
          const slots = new Slots(count);
          const begun: number[] = [];
          let running = 0;
          let most = 0;
          const ended = await Promise.allSettled(
            works.map(({ urgency, turns, fails }, at) =>
              slots.take(urgency, async () => {
                begun.push(at);
                running += 1;
                most = Math.max(most, running);
                for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
                running -= 1;
                if (fails) throw new Error(String(at));
                return at;
              }),
            ),
          );
          const order = works.map((_, at) => at);
          const waiting = order
            .slice(count)
            .sort((a, b) => urgencyOf(works, b) - urgencyOf(works, a) || a - b);
          expect(begun).toEqual([...order.slice(0, count), ...waiting]);
          expect(most).toBe(Math.min(count, works.length));
          expect(ended.map(({ status }) => status === 'rejected')).toEqual(works.map(({ fails }) => fails));
        },
      ),
      { numRuns: 200 },
    );
  });
});
