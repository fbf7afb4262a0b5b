import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarsen } from './coarsening.ts';
import type { MartRow } from './cube.ts';
import { essaiCube, essaiRow } from './fixture-cube.ts';

const cube = essaiCube();
const rule = cube.grossissement.recherche ?? { blocs: [], ventilations: [], retirees: [], liees: [] };
const INDICATEUR = 1;
const ANTENNE = 2;
const MODULE = 3;
const SITE = 4;
const under = (minimum: number) => (row: MartRow) => (row.valeur ?? Number.POSITIVE_INFINITY) < minimum;
const isTotal = (row: MartRow, column: number) => ['_T', 'CPCA'].includes(String(row.dimensions[column]));

const anyRow = fc
  .record({
    indicateur: fc.constantFrom('orientations', 'en_cours', 'en_attente', 'sorties'),
    antenne: fc.constantFrom('_T', 'CPCA', 'APEX', 'AERS', '_U'),
    module: fc.constantFrom('_T', 'stage', 'groupe'),
    site: fc.constantFrom('_T', '_T', 'Mende'),
    valeur: fc.integer({ min: 0, max: 30 }),
  })
  .map(essaiRow);
const anyRows = fc.uniqueArray(anyRow, { maxLength: 40, selector: (row) => JSON.stringify(row.dimensions) });

/** Codes that are tied by a sum stand for one another. */
function blockOf(row: MartRow): string {
  const code = String(row.dimensions[INDICATEUR]);
  return code === 'en_attente' ? 'en_cours' : code;
}

describe('coarsening', () => {
  it('leaves a block without a failing cell as it is', () => {
    const rows = [
      essaiRow({}),
      essaiRow({ antenne: 'APEX' }),
      essaiRow({ antenne: 'APEX', module: 'stage' }),
    ];
    expect(coarsen(cube, rule, rows, under(11))).toEqual({ kept: rows, dropped: [] });
  });

  it('drops the whole breakdown, not the cell', () => {
    const total = essaiRow({});
    const rows = [
      total,
      essaiRow({ antenne: 'APEX', valeur: 30 }),
      essaiRow({ antenne: 'UDAF11', valeur: 10 }),
    ];
    expect(coarsen(cube, rule, rows, under(11))).toEqual({
      kept: [total],
      dropped: [
        {
          bloc: { annee: [2024], indicateur: ['orientations'] },
          ventilations: ['antenne'],
          lignes: 2,
          cause: 'seuil',
        },
      ],
    });
  });

  it('drops the first breakdown of a failing cell and keeps the others', () => {
    const byAntenne = [essaiRow({ antenne: 'APEX' }), essaiRow({ antenne: 'AERS' })];
    const failing = essaiRow({ antenne: 'APEX', module: 'groupe', valeur: 9 });
    const { kept, dropped } = coarsen(cube, rule, [...byAntenne, failing], under(11));
    expect(kept).toEqual(byAntenne);
    expect(dropped.map((one) => one.ventilations)).toEqual([['module']]);
  });

  it('leaves a block out when its total fails', () => {
    const { kept, dropped } = coarsen(
      cube,
      rule,
      [essaiRow({ valeur: 9 }), essaiRow({ antenne: 'APEX' })],
      under(11),
    );
    expect(kept).toEqual([]);
    expect(dropped).toMatchObject([{ ventilations: [], lignes: 2, cause: 'bloc_sous_le_seuil' }]);
  });

  it('takes the code of the region for a total', () => {
    const region = essaiRow({ antenne: 'CPCA' });
    const { kept } = coarsen(cube, rule, [region, essaiRow({ antenne: 'APEX', valeur: 3 })], under(11));
    expect(kept).toEqual([region]);
  });

  it('reduces blocks tied by a sum together', () => {
    const totals = [essaiRow({ indicateur: 'en_cours' }), essaiRow({ indicateur: 'en_attente' })];
    const parts = [
      essaiRow({ indicateur: 'en_cours', antenne: 'APEX' }),
      essaiRow({ indicateur: 'en_attente', antenne: 'APEX', valeur: 3 }),
    ];
    expect(coarsen(cube, rule, [...totals, ...parts], under(11)).kept).toEqual(totals);
  });

  it('keeps no failing cell, no withdrawn level, and nothing that was not there', () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 1, max: 30 }), (rows, minimum) => {
        const { kept } = coarsen(cube, rule, rows, under(minimum));
        expect(kept.filter(under(minimum))).toEqual([]);
        expect(kept.filter((row) => !isTotal(row, SITE))).toEqual([]);
        expect(kept).toEqual(rows.filter((row) => kept.includes(row)));
      }),
    );
  });

  it('keeps no row broken down along the dimension that took a failing cell of its block away', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { kept } = coarsen(cube, rule, rows, under(11));
        for (const failing of rows.filter((row) => under(11)(row) && isTotal(row, SITE))) {
          const first = [MODULE, ANTENNE].find((column) => !isTotal(failing, column));
          const neighbours = kept.filter((row) => blockOf(row) === blockOf(failing));
          expect(neighbours.filter((row) => first === undefined || !isTotal(row, first))).toEqual([]);
        }
      }),
    );
  });

  it('never keeps more under a higher threshold', () => {
    fc.assert(
      fc.property(
        anyRows,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 0, max: 10 }),
        (rows, low, more) => {
          const { kept } = coarsen(cube, rule, rows, under(low));
          const { kept: fewer } = coarsen(cube, rule, rows, under(low + more));
          expect(fewer.filter((row) => !kept.includes(row))).toEqual([]);
        },
      ),
    );
  });

  it('accounts for every row: kept + dropped = read', () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { kept, dropped } = coarsen(cube, rule, rows, under(11));
        expect(kept.length + dropped.reduce((sum, one) => sum + one.lignes, 0)).toBe(rows.length);
      }),
    );
  });
});
