import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import { type Comparison, compareScenarios, type Scenario } from './compare.ts';
import type { Inputs } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { actionRows, activityOnly, activityRows, CLEDE, FIVE, inputs, row } from './round-fixture.ts';

const PERSONS = [691, 546, 84, 42, 23];
const ACTIONS = actionRows({ '34': 6, '48': 2, '66': 3, '11': 2, '30': 3 });
const base = activityOnly(FIVE);
const mixed: Parameters = { ...base, poids: { activite: 50, developpement: 0, harmonisation: 50 } };

function scenario(parameters: Parameters, given: Inputs, nom = 'Essai'): Scenario {
  return { nom, parameters, inputs: given };
}

function partsOf({ lignes }: Comparison, code: string): number[] {
  return lignes.find((ligne) => ligne.code === code)?.parts.map(({ centimes }) => centimes) ?? [];
}

describe('compareScenarios', () => {
  it('takes one definition for another: what APEX counts moves every line, to the cent', () => {
    const counted = (valeur: number) =>
      row('personnes_accompagnees', { antenne: 'APEX', departement: '66' }, valeur);
    const others = activityRows(FIVE, PERSONS).filter(({ antenne }) => antenne !== 'APEX');
    const found = compareScenarios(
      scenario(base, inputs(others, counted(198)), 'Orientations'),
      scenario(base, inputs(others, counted(84)), 'Personnes'),
    );
    expect(found.causes.map(({ causes }) => causes)).toEqual([['donnees']]);
    expect(found.changements).toEqual([
      { cause: 'donnees', champ: 'APEX · personnes accompagnées', avant: '198', apres: '84' },
    ]);
    expect(partsOf(found, 'APEX')).toEqual([606_061 - 1_320_000]);
    expect(partsOf(found, 'AERS')).toEqual([4_985_570 - 4_606_667]);
  });

  it('shares between two causes what they only move together, half each', () => {
    // With both causes changed AERS gets 1/4 of 100 000 €, with either alone or none 1/2.
    const two = [FIVE[0], FIVE[2]];
    const before: Parameters = {
      ...activityOnly(two),
      poids: { activite: 100, developpement: 0, harmonisation: 0 },
    };
    const after: Parameters = { ...before, poids: { activite: 0, developpement: 0, harmonisation: 100 } };
    const counts = activityRows(two, [50, 50]);
    const found = compareScenarios(
      scenario(before, inputs(counts, actionRows({ '34': 5, '66': 5 }))),
      scenario(after, inputs(counts, actionRows({ '34': 5, '66': 1 }))),
    );
    expect(found.causes.map(({ causes }) => causes)).toEqual([['poids'], ['donnees']]);
    expect(partsOf(found, 'AERS')).toEqual([-1_250_000, -1_250_000]);
  });

  it('names what an antenne that joins takes from each, apart from the weights', () => {
    const six = activityOnly([...FIVE, CLEDE]);
    const imputed: Parameters = {
      ...six,
      poids: { activite: 60, developpement: 0, harmonisation: 40 },
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
    const given = inputs(activityRows(FIVE, PERSONS), ACTIONS);
    const found = compareScenarios(scenario(mixed, given), scenario(imputed, given));
    expect(found.causes.map(({ causes }) => causes)).toEqual([['poids'], ['antennes']]);
    const clede = found.lignes.find(({ code }) => code === 'LA_CLEDE');
    expect([clede?.avant_centimes, clede?.rang_avant]).toEqual([null, null]);
    const after = allocate(given, imputed).lignes.find(({ code }) => code === 'LA_CLEDE');
    expect(clede?.ecart_centimes).toBe(after?.montant_centimes);
    expect(found.causes.map(({ total_centimes: cents }) => cents)).toEqual([0, 0]);
  });

  it('keeps together causes between which no split exists, and says why', () => {
    // Reading by inhabitants, which the first data do not have and the first weights do not ask for.
    const activity = inputs(activityRows(FIVE, PERSONS));
    const lectures = [{ lecture: 'personnes_pour_10000_habitants', poids: 100, cible: 50 }] as const;
    const reading: Parameters = { ...base, harmonisation: { ...base.harmonisation, lectures } };
    const weighed: Parameters = { ...base, poids: { activite: 50, developpement: 0, harmonisation: 50 } };
    const found = compareScenarios(
      scenario(reading, activity),
      scenario(weighed, inputs(activityRows(FIVE, PERSONS), ACTIONS)),
    );
    expect(found.causes.map(({ libelle }) => libelle)).toContain('Poids des enveloppes et Définitions');
    expect(found.indissociables).toContain('habitants');
  });

  it('tells the pairs that swap, and nothing when nothing changes', () => {
    const given = inputs(activityRows(FIVE, PERSONS), ACTIONS);
    const found = compareScenarios(scenario(base, given), scenario(mixed, given));
    expect(found.rangs).toContainEqual({ devant: 'LA_TRAVERSE', derriere: 'APEX' });
    expect(found.rangs).not.toContainEqual({ devant: 'APEX', derriere: 'LA_TRAVERSE' });
    const same = compareScenarios(scenario(base, given), scenario(base, given));
    expect([same.causes, same.rangs]).toEqual([[], []]);
  });

  it('refuses a scenario that cannot be split', () => {
    const given = inputs(activityRows(FIVE, PERSONS));
    expect(() => compareScenarios(scenario(base, given), scenario(mixed, given))).toThrow(BudgetError);
  });
});
