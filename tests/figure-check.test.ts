import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ComparedFigure,
  FigureCheck,
  type FoundCheck,
  type StatedBreak,
  type StatedFigure,
} from './known/figure-check.ts';

let check: FigureCheck;
beforeAll(async () => {
  check = await FigureCheck.open([
    { code: 'ALPHA', departement: '01' },
    { code: 'BETA', departement: '02' },
  ]);
});
afterAll(() => check?.close());

const PERSONS: StatedFigure = {
  ...{ annee: 2024, antenne: 'ALPHA', departement: '01', site: null, module: null },
  ...{ population: 'personnes_accueillies', indicateur: 'personnes', dimension: null, modalite: null },
  ...{ unite: 'personne', valeur: 0, valeur_max: null, approche: false },
};

function figure(part: Partial<StatedFigure>): StatedFigure {
  return { ...PERSONS, ...part };
}

function by(
  dimension: string,
  counts: Readonly<Record<string, number | null>>,
  part: Partial<StatedFigure> = {},
) {
  return Object.entries(counts).map(([modalite, valeur]) => figure({ ...part, dimension, modalite, valeur }));
}

function share(dimension: string, modalite: string, valeur: number, part: Partial<StatedFigure> = {}) {
  return figure({ indicateur: 'part', unite: '%', dimension, modalite, valeur, ...part });
}

async function grave(figures: readonly StatedFigure[]): Promise<FoundCheck[]> {
  return (await check.findings(figures)).filter(({ gravite }) => gravite !== 'information');
}

describe('what is right and looks odd gives no finding', () => {
  const total = figure({ valeur: 100 });
  const region = { antenne: 'CPCA', departement: null };
  const cases: [string, StatedFigure[]][] = [
    ['nothing declared', []],
    ['one modality of a sharing out', [total, ...by('sexe', { femme: 8 })]],
    ['as many who stay over a year as are left of those before', overAYear(30)],
    ['a modality that is not known', [total, ...by('sexe', { homme: 60, femme: null })]],
    [
      'a share rounded either way at the half',
      [
        figure({ valeur: 8 }),
        ...by('sexe', { femme: 1 }),
        share('sexe', 'femme', 13),
        share('sexe', 'femme', 12, { annee: 2023 }),
      ],
    ],
    [
      'an order of magnitude',
      [total, ...by('prescripteur', { spip: 57 }), share('prescripteur', 'spip', 60, { approche: true })],
    ],
    [
      'a share with decimals',
      [
        figure({ valeur: 209 }),
        ...by('motif_sortie', { abandon: 62 }),
        share('motif_sortie', 'abandon', 29.7),
      ],
    ],
    ['a share of what nobody counts', [total, share('cadre', 'volontaire', 60)]],
    [
      'a population in one module, smaller than in all',
      [total, figure({ module: 'groupe_parole', valeur: 21 })],
    ],
    [
      'two sites of three',
      [
        total,
        figure({ site: 'Est', valeur: 30 }),
        figure({ site: 'Nord', valeur: 30 }),
        ...['Est', 'Nord', 'Ouest'].flatMap((site) => by('sexe', { femme: 2 }, { site })),
        ...by('sexe', { femme: 6 }),
      ],
    ],
    [
      'a region above the one antenne that speaks',
      [
        total,
        figure({
          ...region,
          population: 'personnes_prises_en_charge',
          indicateur: 'personnes_accompagnees',
          valeur: 500,
        }),
      ],
    ],
    [
      'an interval around the mean',
      [
        figure({
          population: null,
          module: 'groupe_parole',
          indicateur: 'seances',
          unite: 'séance',
          valeur: 20,
        }),
        figure({
          population: null,
          module: 'groupe_parole',
          indicateur: 'participations',
          unite: 'participation',
          valeur: 113,
        }),
        figure({
          population: null,
          module: 'groupe_parole',
          indicateur: 'presence_moyenne',
          unite: 'personne/séance',
          valeur: 5,
          valeur_max: 6,
        }),
      ],
    ],
    [
      'an occupancy of whole nights',
      [
        figure({
          population: null,
          site: 'A',
          module: 'hebergement',
          indicateur: 'taux_occupation',
          unite: '%',
          valeur: 97.27,
        }),
        figure({
          population: null,
          site: 'A',
          module: 'hebergement',
          indicateur: 'taux_occupation',
          unite: '%',
          valeur: 97.26,
          annee: 2023,
        }),
      ],
    ],
    [
      'a share that only the measures of a population count, on their own sum',
      [
        ...['Est', 'Ouest'].flatMap((site) => [
          figure({ site, population: 'parcours_judiciaire', valeur: 50 }),
          ...by('sexe', { homme: 42, femme: 8 }, { site, population: 'parcours_judiciaire' }),
        ]),
        share('sexe', 'homme', 84, { population: 'personnes_recues' }),
      ],
    ],
    ['the same figure in two files', [total, total]],
  ];
  it.each(cases)('%s', async (_, figures) => {
    expect(await grave(figures)).toEqual([]);
  });
});

/** 100 persons, 50 of them new and 5 come back; 15 of the 45 before leave, so that 30 stay over a year. */
function overAYear(valeur: number): StatedFigure[] {
  return [
    figure({ valeur: 100 }),
    figure({ population: 'nouveaux_accueils', valeur: 50 }),
    ...by('entree', { reprise_de_contact: 5 }),
    ...by(
      'cohorte_entree',
      { annees_precedentes: 15 },
      { population: 'personnes_sorties', indicateur: 'sorties' },
    ),
    ...by(
      'duree_accompagnement',
      { plus_de_12_mois: valeur },
      { population: 'personnes_en_cours', indicateur: 'personnes_en_cours' },
    ),
  ];
}
const OVER_A_YEAR = ['en_cours_plus_d_un_an', '100 − 50 − 5 − 15 = 30, et non 31'] as const;

describe('what is wrong is found once, by its rule', () => {
  const total = figure({ valeur: 100 });
  const region = { antenne: 'CPCA', departement: null };
  const cases: [string, StatedFigure[], string, string][] = [
    [
      'parts below their total',
      [total, ...by('sexe', { homme: 90, femme: 9 })],
      'parts_et_total',
      '90 + 9 = 99, et non 100',
    ],
    [
      'parts that are more, one unknown',
      [total, ...by('sexe', { homme: 101, femme: null })],
      'parts_au_plus_total',
      '101, plus que 100',
    ],
    ['a figure stated twice', [total, figure({ valeur: 98 })], 'meme_chiffre', '100 ou 98 : deux valeurs'],
    [
      'a site above its antenne',
      [total, figure({ site: 'Est', valeur: 101 })],
      'site_au_plus_antenne',
      '101, plus que 100',
    ],
    [
      'more new persons than persons',
      [total, figure({ population: 'nouveaux_accueils', valeur: 120 })],
      'sous_population',
      '120 > 100',
    ],
    [
      'a stock that does not close',
      [
        total,
        figure({ population: 'personnes_sorties', indicateur: 'sorties', valeur: 40 }),
        figure({ population: 'personnes_en_cours', indicateur: 'personnes_en_cours', valeur: 61 }),
      ],
      'accompagnees_par_sortie',
      '40 + 61 = 101, et non 100',
    ],
    [
      'a region below her antenne',
      [
        total,
        figure({
          ...region,
          population: 'personnes_prises_en_charge',
          indicateur: 'personnes_accompagnees',
          valeur: 99,
        }),
      ],
      'region_et_antennes',
      '100, plus que 99 (ALPHA ; les autres antennes n’en énoncent pas)',
    ],
    [
      'more measures of the antennes than the region has of their nature',
      [
        ...['Est', 'Ouest'].map((site) => figure({ site, module: 'cjse', population: 'cjse', valeur: 20 })),
        ...by(
          'nature',
          { accompagnement_socio_educatif: 39 },
          {
            ...{ ...region, population: 'accompagnements', indicateur: 'accompagnements' },
            unite: 'accompagnement',
          },
        ),
      ],
      'natures_et_modules',
      '20 + 20 = 40, plus que 39 (ALPHA ; les autres antennes n’en énoncent pas)',
    ],
    ['more who stay over a year than are left of those before', overAYear(31), ...OVER_A_YEAR],
    [
      'a modality above its population',
      [total, ...by('suite', { entretien: 101 })],
      'modalite_au_plus_effectif',
      '101, plus que 100',
    ],
  ];
  it.each(cases)('%s', async (_, figures, regle, formule) => {
    const found = await grave(figures);
    expect(found.map((one) => [one.regle, one.formule])).toEqual([[regle, formule]]);
  });
});

describe('what is stated more than once', () => {
  const total = figure({ valeur: 100 });
  const spip = by('prescripteur', { spip: 60 });

  it('is held to its base value by value: a right percentage does not cover a wrong one', async () => {
    const found = await check.findings([
      ...[total, ...spip],
      ...[share('prescripteur', 'spip', 60), share('prescripteur', 'spip', 75)],
    ]);
    const wrong = found.filter(({ regle }) => regle === 'part_et_base');
    expect(
      wrong.map(({ formule, sources }) => [formule, sources.includes('A4'), sources.includes('A3')]),
    ).toEqual([['60 / 100 = 60\u202f%, et non 75\u202f%', true, false]]);
  });

  it('is held to one base of two, never to what lies between them', async () => {
    const stated = (part: number) => [
      total,
      figure({ valeur: 200 }),
      ...spip,
      share('prescripteur', 'spip', part),
    ];
    const wrong = async (part: number) =>
      (await check.findings(stated(part))).filter(({ regle }) => regle === 'part_et_base').length;
    expect([await wrong(60), await wrong(30), await wrong(45)]).toEqual([0, 0, 1]);
  });

  const compared = (source_ref: string, declared: number, ecart = 11 - declared): ComparedFigure => ({
    ...{
      annee: 2024,
      antenne: 'ALPHA',
      population: 'personnes_accueillies',
      indicateur: 'personnes',
      source_ref,
    },
    ...{ valeur_declaree: declared, valeur_calculee: 11, ecart, declare_texte: String(declared) },
  });

  it('is held to the rows value by value, and what differs is what is told', async () => {
    const found = await check.findings([], [], [compared('a · b · A9', 11), compared('a · b · A10', 12)]);
    expect(found.map(({ regle, formule, sources }) => [regle, formule, sources])).toEqual([
      ['calcul_et_declaration', 'lignes : 11, déclaré : 12', 'a · b · A10'],
    ]);
    expect(found[0]?.lecture).toContain('énonce aussi la valeur que les lignes donnent');
    const both = await check.findings([], [], [compared('a · b · A9', 13), compared('a · b · A10', 12)]);
    expect(both.map(({ formule }) => formule).sort()).toEqual([
      'lignes : 11, déclaré : 12',
      'lignes : 11, déclaré : 13',
    ]);
    expect(new Set(both.map(({ id }) => id)).size).toBe(2);
  });
});

describe('one error', () => {
  it('is told once where two rules set the same two values against each other', async () => {
    const stage = { module: 'stage_responsabilisation' };
    const found = await grave([
      figure({ ...stage, population: 'stagiaires', indicateur: 'personnes_presentes', valeur: 70 }),
      figure({ ...stage, population: 'convoques', indicateur: 'personnes_convoquees', valeur: 60 }),
    ]);
    expect(found.map(({ regle, formule }) => [regle, formule])).toEqual([
      ['presents_au_plus_convoques', '70 > 60'],
    ]);
  });

  it('of an age out of its range is no omission from a sum', async () => {
    const age = { dimension: 'age', unite: 'an' };
    const stated = (valeur: number) => [
      figure({ ...age, indicateur: 'etendue_age', valeur: 36, valeur_max: 52 }),
      figure({ ...age, indicateur: 'age_moyen', valeur }),
    ];
    expect(await grave(stated(46))).toEqual([]);
    for (const [valeur, ecart] of [
      [60, 8],
      [30, 6],
    ] as const) {
      const [found, ...others] = await grave(stated(valeur));
      expect(others).toEqual([]);
      expect(found).toMatchObject({ regle: 'age_dans_l_etendue', formule: `36 à 52, et non ${valeur}` });
      expect(found?.lecture).toMatch(new RegExp(`^Hors de l’étendue énoncée, de ${ecart} :`));
    }
  });
});

describe('a change of definition that the porteur declared', () => {
  const referred = { population: 'orientations', indicateur: 'orientations', unite: 'orientation' };
  const figures = [
    figure({ ...referred, valeur: 150 }),
    figure({ ...referred, valeur: 100, annee: 2023 }),
    figure({ ...referred, indicateur: 'orientations_evolution', valeur: 40 }),
    ...by('sexe', { femme: 10, homme: 60 }),
    figure({ valeur: 100 }),
  ];
  const told = async (...breaks: StatedBreak[]) =>
    Object.fromEntries(
      (await check.findings(figures, breaks)).map(({ regle, gravite, lecture }) => [
        regle,
        [gravite, lecture.includes('« comptées au rendez-vous »')],
      ]),
    );
  const declared = { annee: 2024, antenne: 'ALPHA', indicateur: 'orientations' };

  it('makes information of what is compared across it, and says it; the year’s own sums stay errors', async () => {
    expect(await told()).toMatchObject({
      evolution_orientations: ['erreur', false],
      parts_et_total: ['erreur', false],
    });
    expect(await told(declared)).toMatchObject({
      evolution_orientations: ['information', true],
      parts_et_total: ['erreur', false],
    });
  });

  it.each<[string, Partial<StatedBreak>]>([
    ['of another year', { annee: 2023 }],
    ['of another antenne', { antenne: 'BETA' }],
    ['of another indicator', { indicateur: 'sorties' }],
    ['of another population', { population: 'personnes_accueillies' }],
  ])('%s changes nothing', async (_, other) => {
    expect(await told({ ...declared, ...other })).toEqual(await told());
  });
});

describe('the code of a finding', () => {
  it('stays when the values change, and its print does not', async () => {
    const [first] = await grave([figure({ valeur: 100 }), ...by('sexe', { homme: 90, femme: 9 })]);
    const [second] = await grave([figure({ valeur: 100 }), ...by('sexe', { homme: 90, femme: 8 })]);
    expect(second?.id).toBe(first?.id);
    expect(second?.empreinte).not.toBe(first?.empreinte);
  });

  it('tells one subject from another', async () => {
    const wrong = (site: string) => [
      figure({ site, valeur: 100 }),
      ...by('sexe', { homme: 90, femme: 9 }, { site }),
    ];
    const found = await grave([...wrong('Est'), ...wrong('Ouest')]);
    expect(found).toHaveLength(2);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });
});
