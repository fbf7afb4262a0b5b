import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { actionRows, activityOnly, activityRows, CLEDE, FIVE, inputs, row } from './round-fixture.ts';
import { type Sensitivity, sensitivity } from './sensitivity.ts';
import { countInterval, withValue } from './variants.ts';

const PERSONS = [691, 546, 84, 42, 23];
const SIX = [...FIVE, CLEDE];
const rows = [
  ...activityRows(FIVE, PERSONS),
  ...actionRows({ '34': 6, '48': 2, '66': 3, '11': 2, '30': 3 }),
  row('orientations', { antenne: 'APEX', departement: '66' }, 198),
  row('accompagnements', { antenne: 'APEX', departement: '66' }, 88),
  ...Object.entries({ '34': 1_230_289, '48': 76_486, '66': 490_000, '11': 379_648, '30': 770_940 }).map(
    ([departement, people]) => row('population', { departement }, people),
  ),
];
const imputed: Parameters = {
  ...activityOnly(SIX),
  imputations: [
    {
      antenne: 'LA_CLEDE',
      entree: 'personnes_accompagnees',
      valeur: 325,
      nom: 'Par différence',
      motif: 'essai',
    },
  ],
};
const three: Parameters = { ...imputed, poids: { activite: 35, developpement: 20, harmonisation: 45 } };

function factor({ facteurs }: Sensitivity, code: string) {
  const found = facteurs.find((one) => one.code === code);
  if (found === undefined) throw new Error(`no factor ${code}`);
  return found;
}

describe('sensitivity', () => {
  const found = sensitivity(inputs(rows), three, { scenarios: 300 });
  const amount = (code: string) =>
    found.lignes.find((line) => line.code === code)?.montant_centimes ?? Number.NaN;

  it('counts one antenne in each unit that she states, the others as they are', () => {
    const alone = sensitivity(inputs(rows), {
      ...imputed,
      antennes: FIVE.map((one) => ({ ...one, nom: one.code })),
      imputations: [],
    });
    const variants = factor(alone, 'definition:unite:APEX').variantes;
    const apex = variants.map(({ libelle, lignes }) => [
      libelle,
      lignes?.find(({ code }) => code === 'APEX')?.montant_centimes,
    ]);
    expect(apex).toEqual([
      ['198 orientations', 1_320_000],
      ['88 accompagnements', 633_093],
    ]);
  });

  it('tells a definition that cannot be used, and why, instead of counting nothing as 0', () => {
    const orientations = factor(found, 'definition:unite').variantes[0];
    expect(orientations?.lignes).toBeNull();
    expect(orientations?.raison).toContain('« orientations » manque');
  });

  it('gives other values to a missing antenne: the others’ smallest, middle, largest, and by inhabitants', () => {
    const { variantes } = factor(found, 'imputation:LA_CLEDE:personnes_accompagnees');
    expect(variantes.map(({ libelle }) => libelle)).toEqual([
      '23 personnes accompagnées, la plus petite des autres',
      '84 personnes accompagnées, la médiane des autres',
      '691 personnes accompagnées, la plus grande des autres',
      '491 personnes accompagnées, selon les habitants',
    ]);
  });

  it('holds each count between the bounds that chance explains', () => {
    // Exact Poisson bounds of 42: 30,27 and 56,77; of 0: 0 and 3,69; of 691: 640,4 and 744,5.
    expect([countInterval(42), countInterval(0), countInterval(691)]).toEqual([
      [30, 57],
      [0, 4],
      [640, 745],
    ]);
    expect(factor(found, 'comptes:UDAF11').variantes).toHaveLength(2);
  });

  it('draws for each antenne bars that hold her amount, the widest first', () => {
    for (const { antenne, montant_centimes: cents, barres } of found.tornades) {
      expect(cents).toBe(amount(antenne));
      expect(barres.length).toBeGreaterThan(3);
      const widths = barres.map(({ bas_centimes: low, haut_centimes: high }) => high - low);
      expect([...widths].sort((a, b) => b - a)).toEqual(widths);
      for (const { bas_centimes: low, haut_centimes: high } of barres)
        expect([low <= cents, high >= cents]).toEqual([true, true]);
    }
  });

  it('sweeps all weights: each line between what the envelopes alone give, every scenario at one rank', () => {
    const { balayage } = found;
    expect(balayage.scenarios).toBeGreaterThanOrEqual(300);
    const alone = (['activite', 'developpement', 'harmonisation'] as const).map((nom) => {
      const none = { activite: 0, developpement: 0, harmonisation: 0 };
      return allocate(inputs(rows), { ...three, poids: { ...none, [nom]: 100 } }).lignes;
    });
    for (const { code, min_centimes: low, max_centimes: high, rangs } of balayage.lignes) {
      const amounts = alone.map((lines) => lines.find((line) => line.code === code)?.montant_centimes ?? 0);
      expect([low, high]).toEqual([Math.min(...amounts), Math.max(...amounts)]);
      expect(rangs.reduce((all, count) => all + count, 0)).toBe(balayage.scenarios);
    }
  });

  it('says what swaps two neighbours, and no less does', () => {
    const [pair] = found.rangs;
    if (pair === undefined) throw new Error('six antennes have neighbours');
    const lever = pair.leviers.find(({ levier }) => levier.startsWith('compte:'));
    if (lever === undefined) throw new Error('persons swap the two first');
    const code = lever.levier.slice('compte:'.length);
    const lead = (valeur: number) => {
      const figures = imputed.imputations ?? [];
      const imputations = figures.map((one) => (one.antenne === code ? { ...one, valeur } : one));
      const given = withValue(inputs(rows), 'personnes_accompagnees', code, valeur);
      const { lignes } = allocate(given, { ...three, imputations });
      const of = (wanted: string) => lignes.find((line) => line.code === wanted)?.montant_centimes ?? 0;
      return of(pair.derriere) - of(pair.devant);
    };
    expect(lead(lever.a)).toBeGreaterThan(0);
    expect(lead(lever.a - Math.sign(lever.a - lever.de))).toBeLessThanOrEqual(0);
    expect(lever.phrase).toContain('passe devant');
  });

  it('says from which α fewer actions in place may bring less', () => {
    const needs: Parameters = {
      ...three,
      harmonisation: { ...three.harmonisation, besoin: { mesure: 'population', alpha: 0 } },
    };
    // Gard lacks 4 actions with 770 940 inhabitants, Lozère 5 with 76 486: (76 486 / 770 940)^α < 4/5 from α = 0,10.
    const { seuil_alpha: threshold } = sensitivity(inputs(rows), needs, { scenarios: 3 });
    expect(threshold).toMatchObject({ alpha: 0.1, moins: '48', plus: '30' });
    expect(found.seuil_alpha).toMatchObject({ alpha: null });
  });

  it('refuses what cannot be split', () => {
    const { imputations: _, ...bare } = three;
    expect(() => sensitivity(inputs(rows), bare)).toThrow(BudgetError);
  });
});
