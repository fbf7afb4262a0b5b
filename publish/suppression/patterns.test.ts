import { describe, expect, it } from 'vitest';
import { TOTAL } from '../catalogue.ts';
import { type FixtureDimension, type FixtureRule, groupsOf, tablesOf } from './fixture-tables.ts';
import type { CellPlace, LinkedTables } from './linked-tables.ts';
import { suppress } from './suppress.ts';

const isTotal = (codes: readonly string[]) => codes.every((code) => code === TOTAL);
const RULE: FixtureRule = {
  need: { low: 1, high: 5 },
  applies: (_, value) => value < 5,
  keeps: isTotal,
};

const MONTHS: FixtureDimension = {
  name: 'mois',
  codes: ['01', '02', '03', '04', '05', '06'],
  wider: { T1: ['01', '02', '03'], T2: ['04', '05', '06'] },
};
const PLACES: FixtureDimension = {
  name: 'lieu',
  // Two sites of one antenne in a département of two antennes; one antenne of one site alone in hers.
  codes: ['s1', 's2', 's3', 's4'],
  wider: { a1: ['s1', 's2'], d34: ['s1', 's2', 's3'], d11: ['s4'] },
};
const CODES: FixtureDimension = { name: 'code', codes: ['u', 'v', 'w'] };

function names(linked: LinkedTables, places: readonly CellPlace[]): string[] {
  return places.map(({ table, cell }) => linked.tables[table]?.cells[cell]?.codes.join(' ') ?? '').sort();
}

async function chosen(dimensions: readonly FixtureDimension[], counts: readonly number[], rule = RULE) {
  const linked = tablesOf(
    dimensions,
    groupsOf(dimensions, counts),
    [dimensions.map(({ name }) => name)],
    rule,
  );
  const choice = await suppress(linked);
  return {
    primary: names(linked, choice.primary),
    secondary: names(linked, choice.secondary),
    helpless: names(linked, choice.helpless),
    choice,
  };
}

describe('months, quarters and the year', () => {
  it('hide one more month of the same quarter, and no quarter', async () => {
    const { primary, secondary } = await chosen([MONTHS], [2, 30, 9, 20, 20, 20]);
    expect(primary).toEqual(['01']);
    expect(secondary).toEqual(['03']);
  });

  it('hide the quarters too where the quarter is small itself', async () => {
    const { primary, secondary } = await chosen([MONTHS], [2, 0, 1, 20, 20, 20]);
    expect(primary).toEqual(['01', '02', '03', 'T1']);
    // T2 is the year less T1: it goes, and a month with it, or its months would add up to it.
    expect(secondary).toContain('T2');
    expect(secondary.filter((code) => code !== 'T2')).toHaveLength(1);
  });

  it('hide a rectangle where rows and columns add up', async () => {
    const counts = [2, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30];
    const keepsMargins = { ...RULE, keeps: (codes: readonly string[]) => codes.includes(TOTAL) };
    const { primary, secondary } = await chosen([CODES, MONTHS], counts, keepsMargins);
    expect(primary).toEqual(['u 01']);
    const [row, column] = [
      secondary.find((name) => name.endsWith('01')),
      secondary.find((name) => name.startsWith('u')),
    ];
    const corner = `${row?.split(' ')[0]} ${column?.split(' ')[1]}`;
    expect(secondary).toEqual([column, row, corner].sort());
    // Within the quarter, or quarters would have to go too.
    expect(['02', '03']).toContain(column?.split(' ')[1]);
  });
});

describe('sites, antennes, départements and the région', () => {
  it('hide an antenne of one site with her département, and one place more', async () => {
    const { primary, secondary } = await chosen([PLACES], [30, 40, 50, 3]);
    expect(primary).toEqual(['d11', 's4']);
    expect(secondary).toContain('d34');
    // Of the other département a place must go with it, or its places would add up to it.
    expect(secondary.filter((code) => code !== 'd34')).toEqual(['s3']);
  });

  it('hide a site within her antenne, and leave antennes and départements told', async () => {
    const { primary, secondary } = await chosen([PLACES], [3, 40, 50, 60]);
    expect(primary).toEqual(['s1']);
    expect(secondary).toEqual(['s2']);
  });
});

describe('zeros', () => {
  it('are hidden like any small count, and protect by nothing that they could lose', async () => {
    const { primary, secondary } = await chosen([CODES], [2, 0, 40]);
    expect(primary).toEqual(['u', 'v']);
    // 2 + 0 = 2: at least 5 of u is possible only with w.
    expect(secondary).toEqual(['w']);
  });

  it('cannot be hidden where the total is zero or too small', async () => {
    expect((await chosen([CODES], [0, 0, 0])).helpless).toEqual(['u', 'v', 'w']);
    expect((await chosen([CODES], [2, 1, 1])).helpless.length).toBeGreaterThan(0);
  });

  it('that cost nothing are not taken where they do not help', async () => {
    const rule: FixtureRule = {
      ...RULE,
      applies: (_, value) => value > 0 && value < 5,
      cost: (_, value) => (value === 0 ? 0.1 : 10),
    };
    const { secondary } = await chosen([{ name: 'code', codes: ['u', 'v', 'w', 'x'] }], [3, 0, 40, 40], rule);
    expect(secondary).toEqual(['w']);
  });
});

describe('cells of one', () => {
  it('need no third cell where two small counts leave room for each other', async () => {
    const { primary, secondary, choice } = await chosen([CODES], [3, 2, 40]);
    expect(primary).toEqual(['u', 'v']);
    expect(secondary).toEqual([]);
    expect(choice.cost).toBe(0);
  });

  it('protect nothing from the one person in them, who knows that his is one', async () => {
    const codes: FixtureDimension = { name: 'code', codes: ['u', 'v', 'w', 'x'] };
    const { secondary } = await chosen([codes], [1, 4, 40, 90]);
    // Who is the one of u knows that v is 4: v needs another cell to be in doubt with.
    expect(secondary).toEqual(['w']);
  });
});

describe('cells that only must not be known exactly', () => {
  const doubt: FixtureRule = {
    ...RULE,
    need: { low: 1, high: 3, either: true },
    applies: (_, value) => value === 2,
  };

  it('are enough for each other, where a range up to the threshold takes a third', async () => {
    const full = await chosen([CODES], [2, 2, 40], { ...doubt, need: { low: 1, high: 5 } });
    expect(full.secondary).toEqual(['w']);
    expect((await chosen([CODES], [2, 2, 40], doubt)).secondary).toEqual([]);
  });

  it('take another cell all the same, be it one that can only grow', async () => {
    const { secondary, helpless, choice } = await chosen([CODES], [2, 0, 40], {
      ...doubt,
      cost: (_, value) => 1 + value,
    });
    expect([secondary, helpless]).toEqual([['v'], []]);
    expect(choice.leastCost).toBe(choice.cost);
  });
});

describe('witnesses of a choice', () => {
  it('are whole tables with the total of the rows, that differ in hidden cells alone', async () => {
    const { choice } = await chosen([MONTHS], [2, 30, 9, 20, 20, 20]);
    expect(choice.witnesses.length).toBeGreaterThan(0);
    for (const witness of choice.witnesses) {
      expect(witness.map(({ codes }) => codes.get('mois')).sort()).toEqual(['01', '03']);
      expect(witness.reduce((sum, { persons }) => sum + persons, 0)).toBe(11);
      for (const { persons } of witness) expect(Number.isInteger(persons) && persons >= 0).toBe(true);
    }
    const firsts = choice.witnesses.map(
      (one) => one.find(({ codes }) => codes.get('mois') === '01')?.persons ?? 2,
    );
    expect(Math.max(...firsts)).toBeGreaterThanOrEqual(5);
    expect(Math.min(2, ...firsts)).toBeLessThanOrEqual(1);
  });
});
