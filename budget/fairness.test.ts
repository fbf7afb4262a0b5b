import { describe, expect, it } from 'vitest';
import { fairness } from './fairness.ts';
import type { Parameters } from './parameters.ts';
import { actionRows, activityOnly, activityRows, FIVE, inputs, row } from './round-fixture.ts';

const rows = [
  ...activityRows(FIVE, [691, 546, 84, 42, 23]),
  ...actionRows({ '34': 6, '48': 2, '66': 3 }),
  row('population', { departement: '34' }, 1_230_289),
  row('population', { departement: '48' }, 76_486),
  row('montant_n1', { antenne: 'AERS', departement: '34' }, 50_000),
  row('montant_n1', { antenne: 'LA_TRAVERSE', departement: '48' }, 3000),
  row('montant_n1', { antenne: 'APEX', departement: '66' }, null, { statut: 'sans_objet' }),
];

describe('fairness', () => {
  const found = fairness(inputs(rows), activityOnly(FIVE));
  const of = (code: string) => found.lignes.find((ligne) => ligne.code === code);

  it('tells who gains and who loses, and says nothing of who was not there', () => {
    expect(of('AERS')).toMatchObject({ ecart_n1_centimes: -14_430, ecart_n1_pourcent: -0.29, sens: 'perd' });
    expect(of('LA_TRAVERSE')).toMatchObject({
      ecart_n1_centimes: 3030,
      ecart_n1_pourcent: 1.01,
      sens: 'gagne',
    });
    expect(of('APEX')).toMatchObject({ ecart_n1_centimes: null, sens: 'sans_comparaison' });
    expect(found.ensemble).toMatchObject({ n1_centimes: null, ecart_n1_centimes: null });
  });

  it('gives a département the money of all its antennes over its inhabitants and its missing actions', () => {
    const herault = found.territoires.find(({ departement }) => departement === '34');
    // 49 855,70 + 39 393,94 = 89 249,64 € over 1 230 289 inhabitants, 1 237 persons, 1 action.
    expect(herault).toMatchObject({
      antennes: ['AERS', 'VIA_VOLTAIRE'],
      montant_centimes: 8_924_964,
      par_1000_habitants_centimes: 7254,
      par_personne_centimes: 7215,
      par_action_manquante_centimes: 8_924_964,
    });
  });

  it('gives no rate where the base lacks', () => {
    const aude = found.territoires.find(({ departement }) => departement === '11');
    expect(aude).toMatchObject({
      population: null,
      par_1000_habitants_centimes: null,
      actions_manquantes: null,
      par_action_manquante_centimes: null,
    });
    expect(found.ensemble.par_1000_habitants_centimes).toBeNull();
    expect(found.bornes).toBeNull();
  });

  it('sets what a floor gives apart, and what it takes from the others', () => {
    const floor: Parameters = {
      ...activityOnly(FIVE),
      plancher: { montant_centimes: 500_000, part_n1: null },
    };
    const held = fairness(inputs(rows), floor);
    const small = held.lignes.filter(({ code }) => code === 'LA_TRAVERSE' || code === 'UDAF11');
    expect(small.map(({ bornes_centimes: cents }) => cents)).toEqual([500_000 - 303_030, 500_000 - 165_945]);
    expect(held.bornes).toMatchObject({
      releve_centimes: 531_025,
      retenu_centimes: 531_025,
      reserve_centimes: 0,
    });
  });
});
