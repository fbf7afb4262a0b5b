import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Slots } from './slots.ts';

describe('slots', () => {
  it('let so many works run at once and no more, the first that came first', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.record({ turns: fc.integer({ min: 1, max: 5 }), fails: fc.boolean() }), {
          maxLength: 12,
        }),
        async (count, works) => {
          const slots = new Slots(count);
          const begun: number[] = [];
          let running = 0;
          let most = 0;
          const ended = await Promise.allSettled(
            works.map(({ turns, fails }, at) =>
              slots.take(async () => {
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
          expect(begun).toEqual(works.map((_, at) => at));
          expect(most).toBe(Math.min(count, works.length));
          expect(ended.map(({ status }) => status === 'rejected')).toEqual(works.map(({ fails }) => fails));
        },
      ),
      { numRuns: 200 },
    );
  });
});
