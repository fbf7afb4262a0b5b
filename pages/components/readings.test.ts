import { describe, expect, it } from 'vitest';
import { blockShares } from './block-shares.ts';
import { branchBars } from './branch-bars.ts';
import { cubeFigure, headFigure, headPlace } from './head-figure.ts';
import outlines from './outlines.json' with { type: 'json' };
import { periodSeries, withYearBefore } from './period.ts';
import { closedYear } from './profile.ts';
import { stageFlow } from './stage-flow.ts';
import { outlineSource } from './territory-map.ts';
import { waitingDurations } from './waiting-durations.ts';

type Fields = Record<string, unknown>;
const figure = (over: Fields): Fields => ({
  ...{ annee: 2024, antenne: 'AERS', site: '_T', module: '_T', indicateur: 'sorties', provenance: 'calcule' },
  ...{
    valeur: 10,
    statut: 'publie',
    libelle: 'Sorties',
    unite: 'personne',
    base: 'personnes sorties',
    source: 'a.csv',
  },
  ...over,
});
const change = (over: Fields): Fields => ({
  ...{ annee: 2024, antenne: 'AERS', site: '_T', module: '_T', indicateur: 'sorties', provenance: 'calcule' },
  ...{ valeur: 2, valeur_n: '10', valeur_n_1: '8', comparable: 'oui', raison: '', ...over },
});

describe('bars by antenne', () => {
  const bars = (rows: Fields[], changes: Fields[]) =>
    branchBars(rows, changes, { indicateur: 'sorties', labels: { AERS: 'Pôle Justice' }, before: 2023 });

  it('have a mark for the year before only where the release compares', () => {
    const [one] = bars([figure({})], [change({})]);
    expect(one).toMatchObject({
      label: 'Pôle Justice',
      value: 10,
      before: 8,
      detail: 'calculé ; 2023\u00a0: 8',
    });
    const [other] = bars([figure({})], [change({ comparable: 'non' })]);
    expect(other?.before).toBeUndefined();
    expect(other?.detail).toBe('calculé');
  });

  it('leave out the region, a module, a site; and say how a figure is absent', () => {
    const rows = [
      figure({ antenne: 'CPCA' }),
      figure({ module: 'cjse' }),
      figure({ site: 'Béziers' }),
      figure({ antenne: 'APEX', valeur: null, statut: 'non_disponible' }),
    ];
    expect(bars(rows, [])).toEqual([
      { label: 'APEX', value: null, absence: 'non disponible', statut: 'non_disponible' },
    ]);
  });
});

describe('a figure at the top', () => {
  const place = { indicateur: 'sorties', antenne: 'AERS', module: '_T', title: 'Sorties', before: 2023 };

  it('is the declared one, with the calculated beside it', () => {
    const shown = headFigure([figure({}), figure({ provenance: 'declare', valeur: 12 })], [], place);
    expect(shown).toMatchObject({ text: '12', notes: ['Calculé sur les lignes\u00a0: 10.'] });
  });

  it('is the calculated one where nothing is declared, with the release’s own comparison', () => {
    const shown = headFigure(
      [figure({}), figure({ provenance: 'declare', valeur: null })],
      [change({})],
      place,
    );
    expect(shown).toMatchObject({
      text: '10',
      notes: [],
      change: '2023 (calculé)\u00a0: 8, soit +2 (+25\u00a0%)',
    });
  });

  it('is a word, never 0, where there is none', () => {
    expect(headFigure([], [], place)).toMatchObject({ text: 'non transmis', absent: true, base: '' });
    expect(cubeFigure([], { indicateur: 'cloture', antenne: 'X', title: '' }).text).toBe('non transmis');
  });

  it('gives a rate to one decimal with its two numbers', () => {
    const rate = figure({
      indicateur: 'taux',
      valeur: 70.5191,
      unite: '%',
      numerateur: '2581',
      denominateur: '3660',
    });
    expect(cubeFigure([rate], { indicateur: 'taux', antenne: 'AERS', title: '' })).toMatchObject({
      ...{ text: '70,5', notes: ['2\u202f581 / 3\u202f660.'] },
    });
  });
});

describe('whose the figures at the top are', () => {
  const names = { CPCA: 'Le CPCA', AERS: 'Pôle Justice' };

  it('is the region for all antennes, the antenne for one', () => {
    expect(headPlace(null, names)).toEqual({ code: 'CPCA', words: 'Le CPCA' });
    expect(headPlace(['AERS'], names)).toEqual({ code: 'AERS', words: 'Pôle Justice' });
  });

  it('is the region for several or none, and says why', () => {
    expect(headPlace(['AERS', 'APEX'], names).words).toBe(
      'Le CPCA (plusieurs antennes n’ont pas de chiffre ensemble)',
    );
    expect(headPlace([], names)).toEqual({ code: 'CPCA', words: 'Le CPCA (aucune antenne dans ce choix)' });
  });
});

describe('the stages of an antenne', () => {
  const rows = [
    figure({ indicateur: 'convocations', valeur: 100 }),
    figure({ indicateur: 'presences', valeur: 70 }),
    figure({ indicateur: 'presences', site: 'Béziers', valeur: 30 }),
    figure({ indicateur: 'presences_annee_precedente', valeur: 12 }),
  ];

  it('say what became of the convocations, and whom they carry over', () => {
    const flow = stageFlow(rows, 'AERS', 2024);
    expect(flow?.value).toBe(100);
    expect(flow?.branches[0]).toMatchObject({ value: 70, detail: 'dont 12 orientés avant 2024' });
    expect(flow?.branches[1]).toMatchObject({ value: null, statut: 'non_transmis' });
  });

  it('are no flow without convocations', () => {
    expect(stageFlow(rows, 'APEX', 2024)).toBeUndefined();
    expect(stageFlow([figure({ indicateur: 'convocations', valeur: 0 })], 'AERS', 2024)).toBeUndefined();
  });
});

describe('how long the wait is', () => {
  const wait = (indicateur: string, valeur: number, antenne = 'APEX') =>
    figure({ antenne, indicateur, valeur });
  const apex = [wait('fins', 138), wait('fins_plus_de_six_mois', 24), wait('delai_median', 159)];

  it('is told in bands that add up to all', () => {
    const { lines } = waitingDurations(apex, { APEX: 'Apex' });
    expect(lines).toEqual([{ label: 'Apex, attentes finies', counts: [114, 24], unknown: 0, median: 159 }]);
  });

  it('has no line of the region that repeats the only antenne, and none where one count is not known', () => {
    expect(waitingDurations([...apex, wait('fins', 138, 'CPCA')], {}).lines).toHaveLength(1);
    expect(waitingDurations(apex.slice(0, 1), {}).lines).toEqual([]);
  });
});

describe('the parts of a block', () => {
  const part = (modalite: string, valeur: number | null, base_valeur = '') => ({
    ...{
      bloc: 'nuitees',
      modalite,
      libelle: modalite,
      valeur,
      statut: valeur === null ? 'inconnu' : 'publie',
    },
    ...{ base: 'nuitées', base_valeur, unite: 'nuitée', provenance: 'declare', source: 'x' },
  });

  it('divide by the printed base, else by their sum, else by nothing', () => {
    expect(blockShares([part('a', 3, '10')], 'nuitees')?.shares.whole).toBe(10);
    const summed = blockShares([part('a', 3), part('b', 4)], 'nuitees');
    expect(summed?.shares.whole).toBe(7);
    expect(summed?.base).toBe('Base\u00a0: nuitées (7 nuitées, somme des parts). Chiffres déclarés.');
    expect(blockShares([part('a', 3), part('b', null)], 'nuitees')?.shares.whole).toBeNull();
    expect(blockShares([], 'nuitees')).toBeUndefined();
  });
});

describe('the year before, month by month', () => {
  const month = (periode: string, valeur: number) => figure({ genre: 'mois', periode, valeur });
  const now = periodSeries([month('2024-01', 5), month('2024-02', 6)], 'mois', ['sorties']);
  const before = periodSeries([month('2023-01', 3)], 'mois', ['sorties']);

  it('stands beside the same month, and only of an antenne that compares', () => {
    expect(withYearBefore(now, before, () => true)[0]?.points.map((point) => point.before)).toEqual([
      3,
      null,
    ]);
    expect(withYearBefore(now, before, () => false)[0]?.points.map((point) => point.before)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe('the last closed year', () => {
  it('is the latest up to the year that is asked for', () => {
    const rows = [{ annee: 2022 }, { annee: 2023 }, { annee: 2024 }];
    expect(closedYear(rows, 2025)).toEqual([{ annee: 2024 }]);
    expect(closedYear(rows, 2023)).toEqual([{ annee: 2023 }]);
    expect(closedYear(rows, 2021)).toEqual([]);
  });
});

describe('the outlines', () => {
  it('are those that the page names', () => {
    expect(outlines.source).toBe(outlineSource);
    for (const [code, rings] of Object.entries(outlines.departements)) {
      expect(code).toMatch(/^\d{2,3}$/);
      for (const ring of rings) expect(ring.length).toBeGreaterThan(20);
    }
  });
});
