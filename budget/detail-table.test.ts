import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import { computeCsv, computeSheet, detailCsv } from './compute-table.ts';
import { detailRows } from './detail-table.ts';
import type { Parameters } from './parameters.ts';
import { actionRows, activityOnly, activityRows, FIVE, inputs, row } from './round-fixture.ts';

const parameters: Parameters = {
  ...activityOnly(FIVE),
  poids: { activite: 35, developpement: 20, harmonisation: 45 },
};
const others = activityRows(FIVE, [691, 546, 84, 42, 23]).filter(({ antenne }) => antenne !== 'APEX');
const given = inputs(
  others,
  row('personnes_accompagnees', { antenne: 'APEX', departement: '66' }, 84, {
    mot: 'personnes des modules, sans doublon',
    source: 'apex.xlsx · Stages · B13',
  }),
  actionRows({ '34': 6, '48': 2, '66': 3, '11': 2 }),
  row('projet:P9', { antenne: 'APEX' }, 14_000, { mot: 'Hébergement', source: 'projets.xlsx · ligne 14' }),
  row('note:P9', { antenne: 'AERS' }, 4),
);
const allocation = allocate(given, parameters);

describe('detailRows', () => {
  const rows = detailRows(allocation);

  it('gives each amount its input in the antenne’s word and the cells that it comes from', () => {
    const apex = rows.filter(({ code }) => code === 'APEX');
    expect(apex).toMatchObject([
      {
        entree: '84 personnes accompagnées',
        mot: 'personnes des modules, sans doublon',
        source: 'apex.xlsx · Stages · B13',
      },
      {
        entree: 'P9 : 14\u202f000,00\u00a0€ × 4 / 5',
        mot: 'Hébergement',
        pourcent: 100,
        source: 'projets.xlsx · ligne 14',
      },
      { entree: 'département 66, actions de référence en place : 3 sur 7', source: 'essai.csv' },
    ]);
  });

  it('adds up to each envelope', () => {
    for (const { nom, montant } of allocation.enveloppes) {
      const own = rows.filter(({ enveloppe }) => enveloppe === nom);
      expect(own.reduce((all, one) => all + one.montant_centimes, 0)).toBe(montant.centimes);
    }
  });

  it('is written for a French spreadsheet, and a workbook has the amounts as numbers', () => {
    expect(detailCsv(allocation)).toContain('P9 : 14\u202f000,00\u00a0€ × 4 / 5;Hébergement;declare;');
    const { entetes, lignes } = computeSheet(allocation);
    const amounts = lignes.map((line) => line[entetes.indexOf('Montant')]);
    expect(amounts.at(-1)).toEqual({ valeur: 100_000, euros: true });
    expect(lignes).toHaveLength(computeCsv(allocation).trimEnd().split('\r\n').length - 1);
  });
});
