import { describe, expect, it } from 'vitest';
import { type InputRow, inputsFromRows } from './inputs.ts';
import { BudgetError, type Problem } from './problem.ts';
import { row } from './round-fixture.ts';

function problemsOf(...rows: InputRow[]): readonly Problem[] {
  try {
    inputsFromRows(rows, { fichier: 'budget_entrees' });
  } catch (error) {
    if (!(error instanceof BudgetError)) throw error;
    expect(error.kind).toBe('donnees');
    expect(error.exitCode).toBe(1);
    return error.problemes;
  }
  return [];
}

const persons = (valeur: number | null, over: Partial<InputRow> = {}) =>
  row('personnes_accompagnees', { antenne: 'AERS', departement: '34' }, valeur, over);

describe('inputsFromRows', () => {
  it('keeps the antenne’s own word, the formula, the provenance and the source', () => {
    const words = {
      mot: 'personnes reçues',
      formule: 'toutes missions',
      provenance: 'calcule',
      source: 'a.csv · B2',
    };
    expect(inputsFromRows([persons(691, words)]).mesures).toEqual([
      {
        entree: 'personnes_accompagnees',
        departement: '34',
        antenne: 'AERS',
        valeur: 691,
        statut: 'publie',
        ...words,
      },
    ]);
  });

  it('reads `_T`, empty and null as no value of a dimension, and big integers as numbers', () => {
    const rows = [
      row('actions_en_place', { departement: 34, antenne: '_T' }, null, {
        valeur: 6n,
        statut: 'publie',
        annee: 2024n,
      }),
      row('population', { departement: '11', antenne: null }, 379_648),
      row('population', { departement: '30', antenne: '' }, 770_940),
    ];
    const { annee, mesures } = inputsFromRows(rows);
    expect(annee).toBe(2024);
    expect(mesures.map(({ departement, antenne, valeur }) => [departement, antenne, valeur])).toEqual([
      ['34', null, 6],
      ['11', null, 379_648],
      ['30', null, 770_940],
    ]);
  });

  it('lets an absence through with its name, for the split to judge', () => {
    const [first] = inputsFromRows([persons(null, { statut: 'non_transmis' })]).mesures;
    expect(first).toMatchObject({ valeur: null, statut: 'non_transmis' });
  });

  it('names an imputation by its word and its formula', () => {
    const [first] = inputsFromRows([
      persons(325, { provenance: 'imputation', mot: 'par différence', formule: 'total moins les autres' }),
    ]).mesures;
    expect(first?.imputation).toEqual({ nom: 'par différence', motif: 'total moins les autres' });
  });

  it('gathers projects with their notes, and gap-filling actions', () => {
    const { projets, comblements, mesures } = inputsFromRows([
      row('note:lunel', { antenne: 'APEX' }, 4),
      row('projet:lunel', { antenne: 'AERS' }, 12_000.5, { mot: 'Groupe à Lunel' }),
      row('note:lunel', { antenne: 'UDAF11' }, 3.5),
      row('comblement:hebergement', { antenne: 'APEX', departement: '66' }, 1),
    ]);
    expect(mesures).toEqual([]);
    expect(projets).toMatchObject([
      {
        code: 'lunel',
        antenne: 'AERS',
        intitule: 'Groupe à Lunel',
        eligible_centimes: 1_200_050,
        notes: [
          { antenne: 'APEX', note: 4 },
          { antenne: 'UDAF11', note: 3.5 },
        ],
      },
    ]);
    expect(comblements).toMatchObject([{ antenne: 'APEX', departement: '66', action: 'hebergement' }]);
  });

  it('takes one year, chosen or alone', () => {
    const rows = [persons(640, { annee: 2023 }), persons(691)];
    expect(inputsFromRows(rows, { annee: 2023 }).mesures.map(({ valeur }) => valeur)).toEqual([640]);
    expect(problemsOf(...rows).map(({ code }) => code)).toEqual(['annees_melangees']);
    expect(problemsOf().map(({ code }) => code)).toEqual(['entrees_absentes']);
  });

  it.each<[string, InputRow[], string]>([
    ['an unknown status', [persons(1, { statut: 'provisoire' })], 'statut_inconnu'],
    ['an unknown provenance', [persons(1, { provenance: 'estime' })], 'provenance_inconnue'],
    ['a published value that is not there', [persons(null, { statut: 'publie' })], 'valeur_et_statut'],
    ['an absent value that is there', [persons(3, { statut: 'inconnu' })], 'valeur_et_statut'],
    ['a negative count', [persons(-1)], 'valeur_hors_bornes'],
    [
      'an imputation without a name',
      [persons(325, { provenance: 'imputation', formule: 'x' })],
      'imputation_sans_nom',
    ],
    [
      'an imputation without a reason',
      [persons(325, { provenance: 'imputation', mot: 'x' })],
      'imputation_sans_nom',
    ],
    ['a value given twice', [persons(1), persons(2)], 'entree_en_double'],
    [
      'a note above 5',
      [row('projet:a', { antenne: 'AERS' }, 10), row('note:a', { antenne: 'APEX' }, 6)],
      'valeur_hors_bornes',
    ],
    ['a note of no project', [row('note:a', { antenne: 'APEX' }, 4)], 'projet_inconnu'],
    ['a project without an antenne', [row('projet:a', {}, 10)], 'declaration_incomplete'],
    ['an amount of three decimals', [row('projet:a', { antenne: 'AERS' }, 10.001)], 'valeur_hors_bornes'],
    [
      'a gap-filling action without a département',
      [row('comblement:a', { antenne: 'AERS' }, 1)],
      'valeur_hors_bornes',
    ],
  ])('refuses %s', (_, rows, code) => {
    const found = problemsOf(...rows);
    expect(found.map((one) => one.code)).toEqual([code]);
    expect(found[0]).toMatchObject({ fichier: 'budget_entrees', ligne: rows.length });
  });
});
