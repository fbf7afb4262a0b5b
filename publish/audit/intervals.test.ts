import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditIntervals } from './intervals.ts';
import { combinations } from './linear-system.ts';
import { readParents } from './parents.ts';
import { type PublishedTable, readTable, TOTAL } from './table.ts';

const NAMES = ['a', 'b', 'c'];

/** Counts of the eight joint cells of three dimensions of two codes. */
type Joint = readonly number[];

const CODES = combinations([
  ['0', '1'],
  ['0', '1'],
  ['0', '1'],
]);

/** The cells of a table of some dimensions: codes, with totals, and what a joint table makes of each. */
function cellsOf(places: readonly number[]): { codes: string[]; value(joint: Joint): number }[] {
  return combinations(places.map(() => ['0', '1', TOTAL])).map((codes) => ({
    codes,
    value: (joint) =>
      CODES.reduce(
        (sum, base, index) =>
          codes.every((code, at) => code === TOTAL || code === base[places[at] ?? 0])
            ? sum + (joint[index] ?? 0)
            : sum,
        0,
      ),
  }));
}

/** Every joint table of a number of persons. */
function* jointTables(persons: number, cells = CODES.length): Generator<number[]> {
  if (cells === 1) yield [persons];
  else
    for (let first = 0; first <= persons; first++)
      for (const rest of jointTables(persons - first, cells - 1)) yield [first, ...rest];
}

const joint = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 8, maxLength: 8 }).map((counts) => {
  // At most five persons, so that every table of as many can be tried.
  let left = 5;
  return counts.map((count) => {
    const kept = Math.min(count, left);
    left -= kept;
    return kept;
  });
});

const sets = fc.constantFrom(
  [[0, 1]],
  [[0], [1, 2]],
  [
    [0, 1],
    [1, 2],
  ],
  [
    [0, 1],
    [1, 2],
    [0, 2],
  ],
  [[0, 1, 2]],
  [
    [0, 1, 2],
    [0, 2],
  ],
);

describe('the interval of a hidden cell', () => {
  it('is what trying every table gives, for one table, linked tables, and tables in a ring', async () => {
    await fc.assert(
      fc.asyncProperty(joint, sets, fc.infiniteStream(fc.boolean()), async (truth, dimensions, hide) => {
        const tables = dimensions.map((places, index) => ({
          fichier: `${index}.csv`,
          dimensions: places.map((place) => NAMES[place] ?? ''),
          cells: cellsOf(places).map(({ codes, value }) => {
            // The whole is known, so that there is an end to what can be tried.
            const secret = codes.some((code) => code !== TOTAL) && hide.next().value === true;
            return { codes, secret, valeur: secret ? undefined : value(truth) };
          }),
        })) satisfies PublishedTable[];
        const shape = dimensions.map(cellsOf);
        const persons = truth.reduce((sum, count) => sum + count, 0);
        const agreeing = [...jointTables(persons)].filter((other) =>
          tables.every((table, at) =>
            table.cells.every(
              ({ valeur }, cell) => valeur === undefined || valeur === shape[at]?.[cell]?.value(other),
            ),
          ),
        );
        const tried = tables.flatMap((table, at) =>
          table.cells.flatMap(({ secret }, cell) => {
            const values = agreeing.map((other) => shape[at]?.[cell]?.value(other) ?? 0);
            return secret ? [[Math.min(...values), Math.max(...values)]] : [];
          }),
        );
        const { intervals } = await auditIntervals(tables);
        expect(intervals.map(({ min, max }) => [min, max])).toEqual(tried);
      }),
      { numRuns: 150, seed: 2024 },
    );
  });

  it('has no end where no total is known', async () => {
    const { intervals } = await auditIntervals([
      readTable('t.csv', 'a,valeur,statut\nx,,secret\ny,4,publie'),
    ]);
    expect(intervals).toEqual([{ fichier: 't.csv', cellule: { a: 'x' }, min: 0, max: null }]);
  });

  it('takes a combination that is not listed for empty, and says when it cannot be', async () => {
    const rows =
      'a,b,valeur,statut\nx,1,,secret\nx,2,,secret\ny,1,3,publie\n_T,1,5,publie\n_T,2,4,publie\nx,_T,6,publie\n';
    const closed = await auditIntervals([readTable('t.csv', `${rows}_T,_T,9,publie\ny,_T,3,publie`)]);
    expect([closed.unlistedEmpty, closed.intervals.map(({ min, max }) => [min, max])]).toEqual([
      true,
      [
        [2, 2],
        [4, 4],
      ],
    ]);
    const open = await auditIntervals([
      readTable('t.csv', `${rows}_T,_T,10,publie\ny,_T,4,publie`.replace('_T,2,4', '_T,2,5')),
    ]);
    expect(open.unlistedEmpty).toBe(false);
  });

  it('follows a nesting that somebody states, where figures do not show it', async () => {
    const table = readTable(
      't.csv',
      'geo,valeur,statut\nEU,,secret\nPortugal,2,publie\nSpain,,secret\nIceland,5,publie\n_T,10,publie',
    );
    const parents = readParents('h.csv', 'dimension,code,parent\ngeo,Portugal,EU\ngeo,Spain,EU\n');
    const { intervals } = await auditIntervals([table], { parents });
    expect(intervals.map(({ cellule, min, max }) => [cellule.geo, min, max])).toEqual([
      ['EU', 5, 5],
      ['Spain', 3, 3],
    ]);
  });

  it('keeps files apart whose codes do not correspond, and says so', async () => {
    const one = readTable('un.csv', 'geo,valeur,statut\nA,2,publie\nB,3,publie\n_T,5,publie');
    const other = readTable('deux.csv', 'geo,valeur,statut\nC,,secret\nD,4,publie\n_T,9,publie');
    const { apart, intervals } = await auditIntervals([one, other]);
    expect(apart).toEqual(['geo']);
    expect(intervals).toEqual([{ fichier: 'deux.csv', cellule: { geo: 'C' }, min: 5, max: 5 }]);
  });
});

describe('a refusal of the audit', () => {
  const refusals: [string, string, string][] = [
    ['a table without values', 'a,statut\nx,secret', 'table_illisible'],
    ['a table without dimensions', 'valeur,statut\n3,publie', 'table_illisible'],
    ['a cell given twice', 'a,valeur,statut\nx,3,publie\nx,3,publie', 'table_illisible'],
    ['a ragged line', 'a,valeur,statut\nx,3', 'table_illisible'],
    ['a value that is no number', 'a,valeur,statut\nx,beaucoup,publie', 'table_illisible'],
    ['a share', 'a,valeur,statut\nx,0.5,publie', 'pas_des_effectifs'],
    [
      'a total that is not the sum of its parts',
      'a,valeur,statut\nx,3,publie\ny,9,publie\n_T,5,publie\n',
      'tableaux_contradictoires',
    ],
  ];
  it.each(refusals)('of %s says what to do', async (_, text, code) => {
    const refused = (async () => auditIntervals([readTable('t.csv', text)]))();
    await expect(refused).rejects.toMatchObject({ code, remede: expect.stringMatching(/\S/) });
  });
});
