import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { allocate } from './allocate.ts';
import type { Allocation, Enveloppe } from './allocation.ts';
import type { InputRow } from './inputs.ts';
import type { Parameters } from './parameters.ts';
import { parseParameters } from './parse-parameters.ts';
import { BudgetError } from './problem.ts';
import { actionRows, activityOnly, activityRows, CLEDE, FIVE, inputs, row } from './round-fixture.ts';

const EXAMPLE = new URL('../data-samples/budget/parametres-exemple.yml', import.meta.url);

function example(): Parameters {
  return parseParameters(parse(readFileSync(EXAMPLE, 'utf8')), { fichier: 'parametres-exemple.yml' });
}

const ACTIONS = { '34': 6, '48': 2, '66': 3, '11': 2, '30': 3 };

function clede(valeur: number): InputRow {
  return row('personnes_accompagnees', { antenne: CLEDE.code, departement: CLEDE.departement }, valeur, {
    mot: 'par différence',
    formule: '1 715 personnes en région moins les cinq autres antennes',
    provenance: 'imputation',
  });
}

function cents({ lignes }: Allocation): Record<string, number> {
  return Object.fromEntries(lignes.map(({ code, montant_centimes: centimes }) => [code, centimes]));
}

function amounts(allocation: Allocation, order: readonly { code: string }[]): number[] {
  const found = cents(allocation);
  return order.map(({ code }) => found[code] ?? Number.NaN);
}

function envelope<N extends Enveloppe['nom']>(
  allocation: Allocation,
  nom: N,
): Extract<Enveloppe, { nom: N }> {
  const found = allocation.enveloppes.find((one): one is Extract<Enveloppe, { nom: N }> => one.nom === nom);
  if (found === undefined) throw new Error(`no envelope ${nom}`);
  return found;
}

function problemsOf(run: () => unknown): readonly { code: string; message: string; remede: string }[] {
  try {
    run();
  } catch (error) {
    if (error instanceof BudgetError) return error.problemes;
    throw error;
  }
  return [];
}

describe('envelope 1 alone, 100 000,00 €', () => {
  it.each([
    ['orientations for APEX', [691, 546, 198, 42, 23], [4_606_667, 3_640_000, 1_320_000, 280_000, 153_333]],
    ['accompaniments for APEX', [691, 546, 88, 42, 23], [4_971_223, 3_928_058, 633_093, 302_158, 165_468]],
    ['persons for APEX', [691, 546, 84, 42, 23], [4_985_570, 3_939_394, 606_061, 303_030, 165_945]],
  ])('splits by the counts, with %s', (_, counts, expected) => {
    const allocation = allocate(inputs(activityRows(FIVE, counts)), activityOnly(FIVE));
    expect(amounts(allocation, FIVE)).toEqual(expected);
  });

  it('splits by the counts, with La Clède imputed at 325', () => {
    const six = [...FIVE, CLEDE];
    const allocation = allocate(
      inputs(activityRows(FIVE, [691, 546, 84, 42, 23]), clede(325)),
      activityOnly(six),
    );
    expect(amounts(allocation, six)).toEqual([4_038_574, 3_191_116, 490_941, 245_471, 134_424, 1_899_474]);
    expect(allocation.imputations.map(({ antenne, imputation }) => [antenne, imputation?.nom])).toEqual([
      ['LA_CLEDE', 'par différence'],
    ]);
  });

  it('asks for nothing that an envelope of weight 0 would need', () => {
    const allocation = allocate(inputs(activityRows(FIVE, [1, 1, 1, 1, 1])), activityOnly(FIVE));
    expect(allocation.enveloppes.map(({ nom }) => nom)).toEqual(['activite']);
  });
});

describe('the example file, 35 / 20 / 45', () => {
  const allocation = allocate(
    inputs(activityRows(FIVE, [691, 546, 84, 42, 23]), clede(325), actionRows(ACTIONS)),
    example(),
  );

  it('gives each antenne the cents computed apart by exact fractions', () => {
    expect(cents(allocation)).toEqual({
      COORDINATION: 0,
      AERS: 1_865_255,
      APEX: 1_452_531,
      LA_CLEDE: 1_945_518,
      LA_TRAVERSE: 1_603_459,
      UDAF11: 1_564_592,
      VIA_VOLTAIRE: 1_568_645,
      RESERVE: 0,
    });
  });

  it('shares envelope 3 by missing actions, département first', () => {
    const { territoires } = envelope(allocation, 'harmonisation');
    expect(territoires.map(({ departement, part }) => [departement, part.exact, part.pourcent])).toEqual([
      ['11', '5/19', 26.32],
      ['30', '4/19', 21.05],
      ['34', '1/19', 5.26],
      ['48', '5/19', 26.32],
      ['66', '4/19', 21.05],
    ]);
  });

  it('says that it is a scenario, and shares the second envelope equally for want of notes', () => {
    expect(allocation.parametres.mention).toBe('scénario d’illustration, non décidé');
    expect(envelope(allocation, 'developpement').mode).toBe('parts_egales');
  });

  it('refuses La Clède without a value, by name, instead of counting 0', () => {
    const absent = row('personnes_accompagnees', { antenne: 'LA_CLEDE', departement: '30' }, null);
    const rows = [...activityRows(FIVE, [691, 546, 84, 42, 23]), ...actionRows(ACTIONS)];
    for (const given of [[...rows, absent], rows]) {
      const [first, ...others] = problemsOf(() => allocate(inputs(given), example()));
      expect(first?.code).toBe('entree_absente');
      expect(first?.message).toContain('La Clède : la valeur « personnes accompagnées » manque');
      expect(others).toEqual([]);
    }
  });
});

describe('envelope 2', () => {
  const three = FIVE.slice(0, 3);
  const parameters: Parameters = {
    ...activityOnly(three),
    poids: { activite: 0, developpement: 100, harmonisation: 0 },
  };
  const projects = (notes: readonly InputRow[]) =>
    inputs(
      row('projet:a', { antenne: 'AERS' }, 10_000, { mot: 'Groupe à Lunel' }),
      row('projet:v', { antenne: 'VIA_VOLTAIRE' }, 30_000),
      notes,
    );

  it('weighs eligible amount × median of the others’ notes / 5, a note of one’s own set aside', () => {
    const allocation = allocate(
      projects([
        row('note:a', { antenne: 'AERS' }, 5),
        row('note:a', { antenne: 'VIA_VOLTAIRE' }, 2),
        row('note:a', { antenne: 'APEX' }, 3),
        row('note:v', { antenne: 'AERS' }, 5),
      ]),
      parameters,
    );
    // AERS 10 000 × 2,5 / 5 = 5 000 ; Via Voltaire 30 000 × 5 / 5 = 30 000.
    expect(amounts(allocation, three)).toEqual([1_428_571, 8_571_429, 0]);
    const [first] = envelope(allocation, 'developpement').projets;
    expect(first).toMatchObject({ code: 'a', mediane: 2.5, note_ecartee: 5, points: '500000' });
  });

  it('keeps in the reserve what the projects do not ask, when the parameters say so', () => {
    const notes = [row('note:a', { antenne: 'APEX' }, 5), row('note:v', { antenne: 'APEX' }, 5)];
    const keep: Parameters = {
      ...parameters,
      developpement: { ...parameters.developpement, excedent: 'reserve' },
    };
    const allocation = allocate(projects(notes), keep);
    expect(amounts(allocation, three)).toEqual([1_000_000, 3_000_000, 0]);
    expect(cents(allocation).RESERVE).toBe(6_000_000);
  });

  it('refuses a project without a note when another has one', () => {
    const found = problemsOf(() => allocate(projects([row('note:a', { antenne: 'APEX' }, 4)]), parameters));
    expect(found.map(({ code }) => code)).toEqual(['note_absente']);
    expect(found[0]?.message).toContain('VIA_VOLTAIRE');
  });

  it('does not take an antenne’s note of her own project for a note', () => {
    const allocation = allocate(projects([row('note:a', { antenne: 'AERS' }, 5)]), parameters);
    expect(envelope(allocation, 'developpement').mode).toBe('parts_egales');
  });

  it('sends the envelope to the reserve when all notes are 0', () => {
    const notes = [row('note:a', { antenne: 'APEX' }, 0), row('note:v', { antenne: 'APEX' }, 0)];
    expect(cents(allocate(projects(notes), parameters)).RESERVE).toBe(10_000_000);
  });
});

describe('envelope 3', () => {
  const coverage = (over: Partial<Parameters['harmonisation']> = {}): Parameters => {
    const base = activityOnly(FIVE);
    return {
      ...base,
      poids: { activite: 0, developpement: 0, harmonisation: 100 },
      harmonisation: { ...base.harmonisation, ...over },
    };
  };
  const actions = actionRows({ '34': 6, '48': 2, '66': 3, '11': 2 });

  it('gives each declared gap-filling action its part and the rest to the reserve', () => {
    const fill = (antenne: string, departement: string, action: string) =>
      row(`comblement:${action}`, { antenne, departement }, 1);
    const allocation = allocate(
      inputs(
        actions,
        fill('AERS', '34', 'groupe'),
        fill('VIA_VOLTAIRE', '34', 'groupe'),
        fill('APEX', '66', 'hebergement'),
        fill('APEX', '66', 'atelier'),
      ),
      coverage(),
    );
    // Gaps 1, 5, 4, 5 of 7: 15 in all. 34 is claimed whole by two, 3 333,33… € each; 66 claims 2 of 4; 48 and 11
    // claim nothing: 80 000,00 €. Three lines lose a third of a cent: the one cent left goes to AERS, first by code.
    expect(amounts(allocation, FIVE)).toEqual([333_334, 333_333, 1_333_333, 0, 0]);
    expect(cents(allocation).RESERVE).toBe(8_000_000);
  });

  it('refuses more gap-filling actions than lack, and one outside the antenne’s territory', () => {
    const rows = [
      row('comblement:a', { antenne: 'AERS', departement: '34' }, 1),
      row('comblement:b', { antenne: 'VIA_VOLTAIRE', departement: '34' }, 1),
      row('comblement:c', { antenne: 'APEX', departement: '48' }, 1),
    ];
    const found = problemsOf(() => allocate(inputs(actions, rows), coverage()));
    expect(found.map(({ code }) => code).sort()).toEqual([
      'comblement_hors_territoire',
      'comblement_sans_manque',
    ]);
  });

  it('shares a territory by activity, or leaves it to the reserve, as the parameters say', () => {
    const persons = activityRows(FIVE, [300, 100, 5, 5, 5]);
    const byActivity = allocate(inputs(actions, persons), coverage({ sans_declaration: 'activite' }));
    expect(amounts(byActivity, FIVE).slice(0, 2)).toEqual([500_000, 166_667]);
    const kept = allocate(inputs(actions), coverage({ sans_declaration: 'reserve' }));
    expect(cents(kept).RESERVE).toBe(10_000_000);
  });

  it('reads coverage by persons per 100 victims or 10 000 inhabitants, and mixes readings', () => {
    const persons = activityRows(FIVE, [60, 40, 50, 20, 10]);
    const victims = { '34': 400, '66': 100, '48': 100, '11': 100 };
    const rows = Object.entries(victims).map(([departement, count]) =>
      row('victimes_enregistrees', { departement }, count),
    );
    const people = Object.entries(victims).map(([departement, count]) =>
      row('population', { departement }, count * 100),
    );
    // Levels per 100 victims: 25, 50, 20, 10; with a target of 50 the gaps are 1/2, 0, 3/5, 4/5.
    const lectures = [{ lecture: 'personnes_pour_100_victimes', poids: 100, cible: 50 }] as const;
    const byVictims = allocate(inputs(persons, rows), coverage({ lectures }));
    expect(envelope(byVictims, 'harmonisation').territoires.map(({ manque }) => manque.exact)).toEqual([
      '4/5',
      '1/2',
      '3/5',
      '0',
    ]);
    // The same levels per 10 000 inhabitants here; half of each reading.
    const mixed = allocate(
      inputs(persons, people, actions),
      coverage({
        lectures: [
          { lecture: 'actions_en_place', poids: 50, cible: 7 },
          { lecture: 'personnes_pour_10000_habitants', poids: 50, cible: 50 },
        ],
      }),
    );
    expect(envelope(mixed, 'harmonisation').territoires.map(({ manque }) => manque.exact)).toEqual([
      '53/70',
      '9/28',
      '23/35',
      '2/7',
    ]);
  });

  it('weighs the need by α, and asks for it only when α is not 0', () => {
    const needs = Object.entries({ '34': 400, '66': 100, '48': 25, '11': 100 }).map(([departement, count]) =>
      row('victimes_enregistrees', { departement }, count),
    );
    const besoin = { mesure: 'victimes_enregistrees', alpha: 0.5 } as const;
    const allocation = allocate(inputs(actions, needs), coverage({ besoin }));
    // Roots of need against the largest: 1, 1/2, 1/4, 1/2; gaps 1, 4, 5, 5 sevenths.
    expect(envelope(allocation, 'harmonisation').territoires.map(({ part }) => part.exact)).toEqual([
      '10/27',
      '4/27',
      '5/27',
      '8/27',
    ]);
    const found = problemsOf(() => allocate(inputs(actions), coverage({ besoin })));
    expect(found.map(({ message }) => message)[0]).toContain(
      'Département 11 : la valeur « victimes enregistrées »',
    );
    expect(found).toHaveLength(4);
  });

  it('sends the envelope to the reserve when nothing lacks anywhere', () => {
    const allocation = allocate(inputs(actionRows({ '34': 7, '48': 7, '66': 7, '11': 7 })), coverage());
    expect(cents(allocation).RESERVE).toBe(10_000_000);
  });

  it('refuses more actions in place than there are', () => {
    const found = problemsOf(() =>
      allocate(inputs(actionRows({ '34': 8, '48': 2, '66': 3, '11': 2 })), coverage()),
    );
    expect(found.map(({ code }) => code)).toEqual(['actions_hors_bornes']);
  });
});

describe('coordination, base, floors and caps', () => {
  const two = FIVE.slice(0, 2);
  const persons = activityRows(two, [900, 100]);
  const previousYear = (aers: number | null, vv: number, over: Partial<InputRow> = {}) => [
    row('montant_n1', { antenne: 'AERS' }, aers, over),
    row('montant_n1', { antenne: 'VIA_VOLTAIRE' }, vv),
  ];

  it('pays the coordination on a line of its own, then the base, then the envelopes', () => {
    const allocation = allocate(inputs(persons, previousYear(20_000, 10_000.5)), {
      ...activityOnly(two),
      coordination: { montant_centimes: 500_000, part: 5 },
      socle: { montant_centimes: 100_000, part: 10 },
    });
    // 5 000 + 5 % of 100 000; bases 1 000 + 2 000 and 1 000 + 1 000,05; 84 999,95 € by activity.
    expect(cents(allocation)).toEqual({
      COORDINATION: 1_000_000,
      AERS: 7_949_996,
      VIA_VOLTAIRE: 1_050_004,
      RESERVE: 0,
    });
    expect(allocation.lignes[0]).toMatchObject({ nature: 'coordination', antenne: 'AERS' });
    expect(allocation.lignes[2]?.ecart_n1_centimes).toBe(1_050_004 - 1_000_050);
  });

  it('cuts the bases in one proportion when they pass what there is, and says so', () => {
    const allocation = allocate(inputs(persons), {
      ...activityOnly(two),
      coordination: { montant_centimes: 0, part: 50 },
      socle: { montant_centimes: 4_000_000, part: 0 },
    });
    expect(amounts(allocation, two)).toEqual([2_500_000, 2_500_000]);
    expect(allocation.cessions.map(({ nature, antenne }) => [nature, antenne])).toEqual([
      ['socle', 'AERS'],
      ['socle', 'VIA_VOLTAIRE'],
    ]);
  });

  it('lifts a line to its floor at the others’ expense, in one proportion', () => {
    const allocation = allocate(inputs(persons), {
      ...activityOnly(two),
      plancher: { montant_centimes: 2_500_000, part_n1: null },
    });
    expect(amounts(allocation, two)).toEqual([7_500_000, 2_500_000]);
    expect(allocation.proportion?.exact).toBe('5/6');
  });

  it('holds a line at its cap and gives the rest to the others', () => {
    const allocation = allocate(inputs(persons, previousYear(50_000, 30_000)), {
      ...activityOnly(two),
      plafond: { montant_centimes: null, part_n1: 120 },
    });
    expect(amounts(allocation, two)).toEqual([6_000_000, 3_600_000]);
    expect(cents(allocation).RESERVE).toBe(400_000);
  });

  it('says which floors gave way when they ask for more than there is', () => {
    const allocation = allocate(inputs(persons, previousYear(80_000, 40_000)), {
      ...activityOnly(two),
      plancher: { montant_centimes: null, part_n1: 100 },
    });
    expect(amounts(allocation, two)).toEqual([6_666_667, 3_333_333]);
    expect(allocation.cessions).toMatchObject([
      { nature: 'plancher', antenne: 'AERS', voulu_centimes: 8_000_000, motif: 'total_insuffisant' },
      { nature: 'plancher', antenne: 'VIA_VOLTAIRE', voulu_centimes: 4_000_000 },
    ]);
  });

  it('lets the floor win over a cap below it, and says so', () => {
    const allocation = allocate(inputs(persons, previousYear(90_000, 1_000)), {
      ...activityOnly(two),
      plancher: { montant_centimes: 500_000, part_n1: null },
      plafond: { montant_centimes: null, part_n1: 110 },
    });
    expect(amounts(allocation, two)).toEqual([9_500_000, 500_000]);
    expect(allocation.cessions).toMatchObject([
      { nature: 'plafond', antenne: 'VIA_VOLTAIRE', voulu_centimes: 110_000 },
    ]);
  });

  it('draws on the reserve before it cuts a floor', () => {
    const base = activityOnly(two);
    const allocation = allocate(inputs(persons, actionRows({ '34': 3 })), {
      ...base,
      poids: { activite: 40, developpement: 0, harmonisation: 60 },
      harmonisation: { ...base.harmonisation, sans_declaration: 'reserve' },
      plancher: { montant_centimes: 3_000_000, part_n1: null },
    });
    expect(cents(allocation)).toMatchObject({ AERS: 3_000_000, VIA_VOLTAIRE: 3_000_000, RESERVE: 4_000_000 });
    expect(allocation.cessions).toEqual([]);
  });

  it('asks for the year before when a rule rests on it, and takes « sans objet » for an antenne that was not there', () => {
    const rule: Parameters = { ...activityOnly(two), plancher: { montant_centimes: null, part_n1: 50 } };
    const found = problemsOf(() => allocate(inputs(persons), rule));
    expect(found.map(({ message }) => message)[0]).toContain('montant de l’année précédente');
    const joined = allocate(inputs(persons, previousYear(null, 40_000, { statut: 'sans_objet' })), rule);
    expect(amounts(joined, two)).toEqual([8_000_000, 2_000_000]);
  });
});

describe('bad input', () => {
  const parameters = activityOnly(FIVE);
  const good = activityRows(FIVE, [691, 546, 84, 42, 23]);

  it('names every value that lacks, with how it lacks', () => {
    const absent = (code: string, statut: string) =>
      row('personnes_accompagnees', { antenne: code }, null, { statut });
    const found = problemsOf(() =>
      allocate(
        inputs(good.slice(0, 3), absent('LA_TRAVERSE', 'non_transmis'), absent('UDAF11', 'secret')),
        parameters,
      ),
    );
    expect(found.map(({ message }) => message)).toEqual([
      'LA_TRAVERSE : la valeur « personnes accompagnées » manque (non transmis).',
      'UDAF11 : la valeur « personnes accompagnées » manque (couvert par le secret).',
    ]);
  });

  it('refuses a count that is not whole, and figures of another year', () => {
    const half = [...good.slice(0, 4), row('personnes_accompagnees', { antenne: 'UDAF11' }, 2.5)];
    expect(problemsOf(() => allocate(inputs(half), parameters)).map(({ code }) => code)).toEqual([
      'valeur_hors_bornes',
    ]);
    const other = problemsOf(() => allocate({ ...inputs(good), annee: 2023 }, parameters));
    expect(other.map(({ code }) => code)).toEqual(['annee_contredite']);
  });

  it('refuses an imputation without a name, and a département that contradicts the parameters', () => {
    const given = inputs(good);
    const unnamed = given.mesures.map((mesure) => ({
      ...mesure,
      imputation: { nom: '', motif: '' },
      provenance: 'imputation' as const,
    }));
    expect(
      problemsOf(() => allocate({ ...given, mesures: unnamed }, parameters)).every(
        ({ code }) => code === 'imputation_sans_nom',
      ),
    ).toBe(true);
    const moved = given.mesures.map((mesure) => ({ ...mesure, departement: '30' }));
    expect(
      problemsOf(() => allocate({ ...given, mesures: moved }, parameters)).map(({ code }) => code),
    ).toContain('departement_contredit');
  });

  it('warns of an antenne that has a count but no line', () => {
    const allocation = allocate(inputs(good, clede(325)), parameters);
    expect(allocation.avertissements.map(({ message }) => message)).toEqual([
      '« LA_CLEDE » a une valeur pour « personnes accompagnées » mais ne prend pas part à la répartition.',
    ]);
  });

  it('refuses parameters that break a rule even when no file was read', () => {
    const broken: Parameters = {
      ...parameters,
      poids: { activite: 35, developpement: 20, harmonisation: 44 },
    };
    const found = problemsOf(() => allocate(inputs(good), broken));
    expect(found.map(({ code }) => code)).toEqual(['poids_sans_somme']);
  });

  it('sends the activity to the reserve when nobody counts anything', () => {
    expect(cents(allocate(inputs(activityRows(FIVE, [0, 0, 0, 0, 0])), parameters)).RESERVE).toBe(10_000_000);
  });
});
