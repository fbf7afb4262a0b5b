import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import { explainRound } from './explain.ts';
import type { Parameters } from './parameters.ts';
import { BudgetError } from './problem.ts';
import { activityOnly, activityRows, CLEDE, FIVE, inputs, row } from './round-fixture.ts';

const six = [...FIVE, CLEDE];
const five = activityRows(FIVE, [691, 546, 84, 42, 23]);
const owner = { antenne: 'LA_CLEDE', departement: '30' };

function imputing(over: Partial<NonNullable<Parameters['imputations']>[number]> = {}): Parameters {
  const imputation = {
    antenne: 'LA_CLEDE',
    entree: 'personnes_accompagnees',
    valeur: 325,
    nom: 'Par différence',
    motif: 'total régional moins les cinq autres',
  };
  return { ...activityOnly(six), imputations: [{ ...imputation, ...over }] };
}

function codesOf(run: () => unknown): [string, string[]] {
  try {
    run();
  } catch (error) {
    if (error instanceof BudgetError) return [error.kind, error.problemes.map(({ code }) => code)];
    throw error;
  }
  return ['', []];
}

describe('an imputation in the parameters', () => {
  const absent = row('personnes_accompagnees', owner, null);
  const published = row('personnes_accompagnees', owner, 82, {
    provenance: 'imputation',
    mot: 'Autre',
    formule: 'essai',
  });

  it.each([
    ['no row', []],
    ['a row without a value', [absent]],
    ['another imputation', [published]],
  ])('stands in for %s, and is told', (_, rows) => {
    const allocation = allocate(inputs(five, rows), imputing());
    expect(allocation.lignes.find(({ code }) => code === 'LA_CLEDE')?.montant_centimes).toBe(1_899_474);
    expect(allocation.imputations.map(({ imputation }) => imputation?.nom)).toEqual(['Par différence']);
    expect(explainRound(allocation).join(' ')).toContain('Imputation « Par différence »');
  });

  it('never takes the place of what an antenne declared', () => {
    const declared = row('personnes_accompagnees', owner, 82);
    expect(codesOf(() => allocate(inputs(five, declared), imputing()))).toEqual([
      'donnees',
      ['imputation_sur_valeur'],
    ]);
  });

  it.each([
    [{ entree: 'mystere' }, 'entree_inconnue'],
    [{ antenne: 'NULLE_PART' }, 'antenne_inconnue'],
    [{ entree: 'population' }, 'antenne_inconnue'],
    [{ valeur: -1 }, 'valeur_hors_bornes'],
    [{ motif: ' ' }, 'imputation_sans_nom'],
  ])('is refused as %j', (over, code) => {
    const [kind, codes] = codesOf(() => allocate(inputs(five), imputing(over)));
    expect([kind, ...codes]).toContain('parametres');
    expect(codes).toContain(code);
  });
});

describe('the year before in the parameters', () => {
  const parameters: Parameters = {
    ...activityOnly(FIVE),
    annee_precedente: {
      source: 'décision du 12 janvier 2025',
      montants: [
        { antenne: 'AERS', montant_centimes: 4_000_000 },
        { antenne: 'APEX', montant_centimes: null },
        { antenne: 'PARTIE', montant_centimes: 900_000 },
      ],
    },
  };

  it('is what each line is compared with, the data’s own amount told where it differs', () => {
    const rows = [row('montant_n1', { antenne: 'AERS', departement: '34' }, 39_000)];
    const allocation = allocate(inputs(five, rows), parameters);
    const aers = allocation.lignes.find(({ code }) => code === 'AERS');
    expect(aers).toMatchObject({ n1_centimes: 4_000_000, ecart_n1_centimes: 985_570 });
    expect(allocation.lignes.find(({ code }) => code === 'APEX')?.n1_centimes).toBeNull();
    expect(allocation.avertissements.map(({ code }) => code)).toEqual(['annee_precedente_differente']);
  });
});
