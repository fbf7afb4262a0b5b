import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditIntervals } from '../audit/intervals.ts';
import { TOTAL } from '../catalogue.ts';
import {
  type FixtureDimension,
  type FixtureRule,
  groupsOf,
  hiddenBy,
  parentsOf,
  placeKey,
  publishedTables,
  tablesOf,
} from './fixture-tables.ts';
import type { CellPlace, LinkedTables } from './linked-tables.ts';
import { type Suppression, suppress } from './suppress.ts';

/** Milliseconds: seconds on a quiet machine, and more where others work beside it. */
const PATIENCE = 120_000;
const NEED = { low: 1, high: 5 };
const YEARS: FixtureDimension = { name: 'annee', codes: ['2023', '2024'] };
// Two antennes of one département, and one that is hers alone.
const ANTENNES: FixtureDimension = { name: 'antenne', codes: ['A', 'B', 'C'], wider: { D: ['A', 'B'] } };
const AGES: FixtureDimension = { name: 'age', codes: ['1', '2', '3'] };
const DIMENSIONS = [YEARS, ANTENNES, AGES];

/** Persons of each antenne are known; by age, small counts must be hidden, of a year and of the years together. */
const RULE: FixtureRule = {
  need: NEED,
  applies: (_, value) => value < NEED.high,
  keeps: (codes) => codes.at(-1) === TOTAL,
};

const SETS = [
  [['antenne', 'age']],
  [['annee', 'antenne', 'age']],
  [
    ['annee', 'antenne', 'age'],
    ['antenne', 'age'],
  ],
  [
    ['antenne', 'annee'],
    ['antenne', 'age'],
  ],
  [
    ['antenne', 'annee'],
    ['antenne', 'age'],
    ['annee', 'age'],
  ],
];
const sets = fc.constantFrom(...SETS);

const countsBut = (excluded: readonly number[]) =>
  fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }).filter((count) => !excluded.includes(count)) },
      fc.integer({ min: 5, max: 30 }),
    ),
    { minLength: 18, maxLength: 18 },
  );
const counts = countsBut([]);

function linkedOf(persons: readonly number[], names: string[][], insiders: string[] = []): LinkedTables {
  return tablesOf(DIMENSIONS, groupsOf(DIMENSIONS, persons), names, RULE, insiders);
}

/** The primary cells that an audit, which shares no code with the choice, does not find wide enough. */
async function exposed(
  linked: LinkedTables,
  { primary, helpless }: Pick<Suppression, 'primary' | 'helpless'>,
  hidden: ReadonlySet<string>,
  insider?: string,
): Promise<string[]> {
  const known = insider === undefined ? undefined : { dimension: 'antenne', code: insider };
  const tables = publishedTables(linked, hidden, known);
  const { intervals } = await auditIntervals(tables, { parents: parentsOf(linked) });
  const nameOf = (table: string, codes: readonly string[]) => `${table} ${codes.join(' ')}`;
  const wide = new Set(
    intervals
      .filter(({ min, max }) => min <= NEED.low && (max === null || max >= NEED.high))
      .map(({ fichier, cellule }) => nameOf(fichier, Object.values(cellule))),
  );
  const given = new Set(helpless.map(placeKey));
  return primary
    .filter((place) => !given.has(placeKey(place)))
    .filter((place) => insider === undefined || isForeign(linked, place, insider))
    .map(({ table, cell }) => {
      const { name = '', cells = [] } = linked.tables[table] ?? {};
      return nameOf(name, cells[cell]?.codes ?? []);
    })
    .filter((name) => !wide.has(name));
}

/** Whether an antenne has no part in a cell: of her own part she has no doubt. */
function isForeign(linked: LinkedTables, { table, cell }: CellPlace, insider: string): boolean {
  const rank = linked.tables[table]?.dimensions.indexOf('antenne') ?? -1;
  const code = linked.tables[table]?.cells[cell]?.codes[rank] ?? TOTAL;
  if (rank < 0 || code === TOTAL) return false;
  return !(ANTENNES.wider?.[code] ?? [code]).includes(insider);
}

describe('the cells chosen to be hidden', () => {
  it(
    'leave every primary cell as wide as it must be, over all linked tables and years',
    async () => {
      await fc.assert(
        fc.asyncProperty(counts, sets, async (persons, names) => {
          const linked = linkedOf(persons, names);
          const chosen = await suppress(linked);
          expect(await exposed(linked, chosen, hiddenBy(chosen))).toEqual([]);
        }),
        { numRuns: 12, seed: 2024 },
      );
    },
    PATIENCE,
  );

  it(
    'leave it so for each antenne, who knows her own persons of every year',
    async () => {
      await fc.assert(
        fc.asyncProperty(counts, sets, fc.constantFrom('A', 'B', 'C'), async (persons, names, insider) => {
          const linked = linkedOf(persons, names, ['antenne']);
          const chosen = await suppress(linked);
          expect(await exposed(linked, chosen, hiddenBy(chosen), insider)).toEqual([]);
        }),
        { numRuns: 10, seed: 2024 },
      );
    },
    PATIENCE,
  );

  it('are each needed: shown again, one of them gives a small count away', async () => {
    let shown = 0;
    // Without cells of one: what their persons know, this audit does not ask.
    for (const [persons, names] of fc.sample(fc.tuple(countsBut([1]), sets), { numRuns: 12, seed: 7 })) {
      const linked = linkedOf(persons, names);
      const chosen = await suppress(linked);
      if (chosen.helpless.length > 0) continue;
      for (const place of chosen.secondary) {
        const hidden = hiddenBy(chosen);
        hidden.delete(placeKey(place));
        expect(await exposed(linked, chosen, hidden)).not.toEqual([]);
        shown += 1;
      }
    }
    expect(shown).toBeGreaterThan(15);
  });

  it(
    'cost no more than any other choice that leaves the primary cells as wide',
    async () => {
      let compared = 0;
      for (const persons of fc.sample(countsBut([1]), { numRuns: 6, seed: 11 })) {
        const linked = linkedOf(persons, [['antenne', 'age']]);
        const chosen = await suppress(linked);
        if (chosen.helpless.length > 0) continue;
        expect(chosen.leastCost).toBeLessThanOrEqual(chosen.cost);
        const cheaper = choices(linked).filter(({ cost }) => cost < chosen.cost - 1e-6);
        for (const { hidden } of cheaper) expect(await exposed(linked, chosen, hidden)).not.toEqual([]);
        compared += cheaper.length;
      }
      expect(compared).toBeGreaterThan(20);
    },
    PATIENCE,
  );

  it('are the same each time', async () => {
    const [persons = []] = fc.sample(counts, { numRuns: 1, seed: 5 });
    const linked = linkedOf(persons, SETS[4] ?? [], ['antenne']);
    expect(await suppress(linked)).toEqual(await suppress(linked));
  });
});

describe('a protector that takes each table alone', () => {
  it('is caught by the audit', async () => {
    const caught: boolean[] = [];
    const linkedSets = sets.filter((names) => names.length > 1);
    for (const [persons, names] of fc.sample(fc.tuple(counts, linkedSets), { numRuns: 20, seed: 3 })) {
      const linked = linkedOf(persons, names);
      const alone = await Promise.all(linked.tables.map((table) => suppress({ ...linked, tables: [table] })));
      const everywhere = ({ cell }: CellPlace, table: number) => ({ table, cell });
      const broken = {
        primary: alone.flatMap(({ primary }, table) => primary.map((place) => everywhere(place, table))),
        secondary: alone.flatMap(({ secondary }, table) =>
          secondary.map((place) => everywhere(place, table)),
        ),
        helpless: alone.flatMap(({ helpless }, table) => helpless.map((place) => everywhere(place, table))),
      };
      const hidden = new Set([...broken.primary, ...broken.secondary].map(placeKey));
      caught.push((await exposed(linked, broken, hidden)).length > 0);
    }
    expect(caught.filter(Boolean).length).toBeGreaterThan(3);
  });
});

/** Every choice of cells that may be hidden beside the primary ones, with its cost. */
function choices(linked: LinkedTables): { hidden: Set<string>; cost: number }[] {
  const cells = linked.tables.flatMap(({ cells: hers }, table) =>
    hers.map((cell, at) => ({ ...cell, key: placeKey({ table, cell: at }) })),
  );
  const primary = cells.filter(({ need }) => need).map(({ key }) => key);
  const others = cells.filter(({ keep, need }) => !keep && !need);
  return Array.from({ length: 2 ** others.length }, (_, choice) => {
    const taken = others.filter((_cell, at) => (choice >> at) & 1);
    return {
      hidden: new Set([...primary, ...taken.map(({ key }) => key)]),
      cost: taken.reduce((sum, { cost }) => sum + cost, 0),
    };
  });
}
