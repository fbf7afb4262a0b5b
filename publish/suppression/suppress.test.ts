import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditIntervals } from '../audit/intervals.ts';
import type { PublishedTable } from '../audit/table.ts';
import { TOTAL } from '../catalogue.ts';
import type { Cell, Group, LinkedTable, LinkedTables } from './linked-tables.ts';
import { type Suppression, suppress } from './suppress.ts';

const NEED = { low: 1, high: 5 };
const DIMENSIONS = ['antenne', 'sexe', 'age'];
const CODES = [
  ['A', 'B', 'C'],
  ['f', 'h'],
  ['1', '2', '3'],
];

function product(lists: readonly (readonly string[])[]): string[][] {
  return lists.reduce<string[][]>(
    (sofar, list) => sofar.flatMap((one) => list.map((last) => [...one, last])),
    [[]],
  );
}

function countOf(groups: readonly Group[], places: readonly number[], codes: readonly string[]): number {
  return groups
    .filter((group) => codes.every((code, at) => code === TOTAL || group.codes[places[at] ?? 0] === code))
    .reduce((sum, { persons }) => sum + persons, 0);
}

/** A table of some dimensions: small counts must be hidden, totals stay. */
function tableOf(groups: readonly Group[], places: readonly number[]): LinkedTable {
  const cells = product(places.map((place) => [...(CODES[place] ?? []), TOTAL])).map((codes): Cell => {
    const value = countOf(groups, places, codes);
    const keep =
      codes.filter((code) => code === TOTAL).length > 0 && !(codes[0] !== TOTAL && places.length === 3);
    return {
      codes,
      keep,
      cost: 1 + Math.log2(1 + value),
      ...(keep || value >= NEED.high ? {} : { need: NEED }),
    };
  });
  return { name: places.join(''), dimensions: places.map((place) => DIMENSIONS[place] ?? ''), cells };
}

function linkedOf(
  groups: readonly Group[],
  sets: readonly (readonly number[])[],
  insiders: string[] = [],
): LinkedTables {
  return {
    sources: [{ dimensions: DIMENSIONS, groups }],
    nesting: new Map(),
    tables: sets.map((places) => tableOf(groups, places)),
    insiders,
  };
}

function personsOf({ sources }: LinkedTables): readonly Group[] {
  return sources[0]?.groups ?? [];
}

/** The tables as they would be published; what an insider knows besides. */
function published(
  linked: LinkedTables,
  { primary, secondary }: Suppression,
  insider?: string,
): PublishedTable[] {
  const hidden = new Set([...primary, ...secondary].map(({ table, cell }) => `${table}/${cell}`));
  const tables = linked.tables.map(({ name, dimensions, cells }, table) => ({
    fichier: name,
    dimensions,
    cells: cells.map(({ codes }, cell) => {
      const secret = hidden.has(`${table}/${cell}`);
      const places = dimensions.map((dimension) => DIMENSIONS.indexOf(dimension));
      return { codes, secret, valeur: secret ? undefined : countOf(personsOf(linked), places, codes) };
    }),
  }));
  if (insider === undefined) return tables;
  const hers = personsOf(linked).filter(({ codes }) => codes[0] === insider);
  const own = product([[insider], ...CODES.slice(1)]).map((codes) => ({
    codes,
    secret: false,
    valeur: countOf(hers, [0, 1, 2], codes),
  }));
  return [...tables, { fichier: 'own', dimensions: DIMENSIONS, cells: own }];
}

const groups = fc
  .array(
    fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }) }, fc.integer({ min: 5, max: 30 })),
    {
      minLength: 18,
      maxLength: 18,
    },
  )
  .map((counts) => product(CODES).map((codes, at): Group => ({ codes, persons: counts[at] ?? 0 })));

const sets = fc.constantFrom(
  [[0, 2]],
  [
    [0, 1],
    [0, 2],
  ],
  [
    [0, 1],
    [0, 2],
    [1, 2],
  ],
);

/** The primary cells that an audit, which shares no code with the choice, does not find wide enough. */
async function exposed(linked: LinkedTables, chosen: Suppression, insider?: string): Promise<string[]> {
  const helpless = new Set(chosen.helpless.map(({ table, cell }) => `${table}/${cell}`));
  const { intervals } = await auditIntervals(published(linked, chosen, insider));
  const wide = new Set(
    intervals
      .filter(({ min, max }) => min <= NEED.low && (max === null || max >= NEED.high))
      .map(({ fichier, cellule }) => `${fichier} ${Object.values(cellule).join(' ')}`),
  );
  return chosen.primary
    .filter(({ table, cell }) => !helpless.has(`${table}/${cell}`))
    .map(({ table, cell }) => ({ table: linked.tables[table], cell: linked.tables[table]?.cells[cell] }))
    .filter(
      ({ table, cell }) =>
        insider === undefined || (table?.dimensions[0] === 'antenne' && cell?.codes[0] !== insider),
    )
    .map(({ table, cell }) => `${table?.name} ${cell?.codes.join(' ')}`)
    .filter((name) => !wide.has(name));
}

describe('the cells chosen to be hidden', () => {
  it('leave every primary cell as wide as it must be, over all linked tables', async () => {
    await fc.assert(
      fc.asyncProperty(groups, sets, async (persons, dimensions) => {
        const linked = linkedOf(persons, dimensions);
        expect(await exposed(linked, await suppress(linked))).toEqual([]);
      }),
      { numRuns: 60, seed: 2024 },
    );
  });

  it('leave it so for each antenne, who knows her own persons', async () => {
    await fc.assert(
      fc.asyncProperty(groups, sets, fc.constantFrom('A', 'B', 'C'), async (persons, dimensions, insider) => {
        const linked = linkedOf(persons, dimensions, ['antenne']);
        expect(await exposed(linked, await suppress(linked), insider)).toEqual([]);
      }),
      { numRuns: 40, seed: 2024 },
    );
  });
});
