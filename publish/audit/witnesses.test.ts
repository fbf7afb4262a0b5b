import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeTree } from './code-tree.ts';
import { auditIntervals } from './intervals.ts';
import { combinations, systemOf } from './linear-system.ts';
import { type PublishedTable, TOTAL } from './table.ts';
import { agrees } from './verify-witness.ts';
import { reaches, searchWitnesses } from './witness-search.ts';

const NAMES = ['a', 'b', 'c'];
const CODES = ['0', '1', '2'];
const OPTIONS = { programs: 40, seconds: 5, clock: () => 0 };

/** Three two-way tables of random counts in a ring, some inner cells hidden. */
const ring = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 27, maxLength: 27 }),
    fc.array(fc.boolean(), { minLength: 48, maxLength: 48 }),
  )
  .map(([counts, hidden]): PublishedTable[] => {
    const base = combinations([CODES, CODES, CODES]);
    return [
      [0, 1],
      [1, 2],
      [0, 2],
    ].map((places, table) => ({
      fichier: `${table}.csv`,
      dimensions: places.map((place) => NAMES[place] ?? ''),
      cells: combinations(places.map(() => [...CODES, TOTAL])).map((codes, cell) => {
        const secret = !codes.includes(TOTAL) && hidden[table * 16 + cell] === true;
        const value = base.reduce(
          (sum, one, at) =>
            codes.every((code, rank) => code === TOTAL || code === one[places[rank] ?? 0])
              ? sum + (counts[at] ?? 0)
              : sum,
          0,
        );
        return { codes, secret, valeur: secret ? undefined : value };
      }),
    }));
  });

describe('the witnesses of an audit', () => {
  it('agree with everything published, and reach what the exact audit says can be reached', async () => {
    await fc.assert(
      fc.asyncProperty(ring, async (tables) => {
        const system = systemOf(tables, new Map(NAMES.map((name) => [name, codeTree(name, tables)])), false);
        const rooms = system.hidden.map(({ sum }) => ({ sum, low: 1, high: 5 }));
        const { witnesses, programs } = await searchWitnesses(system, rooms, OPTIONS);
        expect(programs).toBeLessThanOrEqual(OPTIONS.programs);
        for (const witness of witnesses) expect(agrees(system, witness)).toBe(true);
        const { intervals } = await auditIntervals(tables);
        for (const [at, { sum }] of system.hidden.entries()) {
          const { min = 0, max = null } = intervals[at] ?? {};
          // What is found is possible; what is not found proves nothing.
          if (reaches(witnesses, sum, -Infinity, 1)) expect(min).toBeLessThanOrEqual(1);
          if (reaches(witnesses, sum, 5, Infinity)) expect(max ?? Infinity).toBeGreaterThanOrEqual(5);
        }
      }),
      { numRuns: 40, seed: 2024 },
    );
  });

  it('find nearly all that there is to find with few programs', async () => {
    let reachable = 0;
    let found = 0;
    for (const tables of fc.sample(ring, { numRuns: 20, seed: 7 })) {
      const system = systemOf(tables, new Map(NAMES.map((name) => [name, codeTree(name, tables)])), false);
      const rooms = system.hidden.map(({ sum }) => ({ sum, low: 1, high: 5 }));
      const { witnesses } = await searchWitnesses(system, rooms, OPTIONS);
      const { intervals } = await auditIntervals(tables);
      for (const [at, { sum }] of system.hidden.entries()) {
        const { min = 0, max = null } = intervals[at] ?? {};
        reachable += Number(min <= 1) + Number((max ?? Infinity) >= 5);
        found += Number(reaches(witnesses, sum, -Infinity, 1)) + Number(reaches(witnesses, sum, 5, Infinity));
      }
    }
    expect(reachable).toBeGreaterThan(100);
    expect(found / reachable).toBeGreaterThan(0.95);
  });

  it('are refused when they do not add up, are negative or are too short', () => {
    const [tables] = fc.sample(ring, { numRuns: 1, seed: 3 });
    const system = systemOf(
      tables ?? [],
      new Map(NAMES.map((name) => [name, codeTree(name, tables ?? [])])),
      false,
    );
    const zeros = new Int32Array(system.size);
    expect(agrees(system, zeros)).toBe(false);
    expect(agrees(system, zeros.subarray(1))).toBe(false);
    expect(agrees({ ...system, equations: [] }, zeros)).toBe(true);
    expect(agrees({ ...system, equations: [] }, Int32Array.of(-1, ...zeros.subarray(1)))).toBe(false);
  });
});
