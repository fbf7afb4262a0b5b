import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.ts';
import type { Parameters } from './parameters.ts';
import { parseRounds } from './parse-rounds.ts';
import { BudgetError } from './problem.ts';
import { activityOnly, activityRows, CLEDE, FIVE, inputs } from './round-fixture.ts';
import { type Round, type Rounds, runRounds } from './rounds.ts';

const PERSONS = [691, 546, 84, 42, 23];
const base = activityOnly(FIVE);

function round(over: Partial<Round> & { parameters?: Parameters } = {}): Round {
  const parameters = over.parameters ?? base;
  const counts = [...PERSONS, 325].slice(0, parameters.antennes.length);
  return {
    nom: 'Tour',
    inputs: inputs(activityRows(parameters.antennes, counts)),
    mode: 'seul',
    reports: null,
    ...over,
    parameters,
  };
}

function column(
  found: Rounds,
  tour: number,
  key: 'droit_centimes' | 'versement_centimes' | 'cumul_centimes',
) {
  const lignes = found.tours[tour]?.lignes.filter(({ nature }) => nature === 'antenne') ?? [];
  return Object.fromEntries(lignes.map((ligne) => [ligne.code, ligne[key]]));
}

function codesOf(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof BudgetError) return [error.kind, ...error.problemes.map(({ code }) => code)];
    throw error;
  }
  return [];
}

describe('a top-up', () => {
  it('split by itself adds to what each has', () => {
    const more = { ...base, total_centimes: 1_000_000, date_reunion: '2025-06-12' };
    const found = runRounds([round(), round({ parameters: more })]);
    const [first, second] = [base, more].map((parameters) =>
      allocate(round({ parameters }).inputs, parameters),
    );
    for (const { code, cumul_centimes: cents } of found.tours[1]?.lignes ?? []) {
      const parts = [first, second].map(
        (split) => split?.lignes.find((line) => line.code === code)?.montant_centimes ?? 0,
      );
      expect(cents).toBe(parts.reduce((all, part) => all + part, 0));
    }
    expect(found.total_centimes).toBe(11_000_000);
  });

  it('split with all that came before takes nothing back from who already has more', () => {
    // First by orientations, then all of 110 000,00 € by persons: APEX had 13 200,00 € and is owed 6 666,67 €.
    const orientations = inputs(activityRows(FIVE, [691, 546, 198, 42, 23]));
    const more = { ...base, total_centimes: 1_000_000 };
    const found = runRounds([round({ inputs: orientations }), round({ parameters: more, mode: 'cumul' })]);
    const granted = column(found, 1, 'droit_centimes');
    expect(granted.APEX).toBe(0);
    expect(Object.values(granted).reduce((all, cents) => all + cents, 0)).toBe(1_000_000);
    // The others share 110 000,00 − 13 200,00 = 96 800,00 € by persons: AERS 96 800 × 691 / 1 302.
    expect(column(found, 1, 'cumul_centimes').AERS).toBe(5_137_389);
  });
});

describe('money not spent', () => {
  const montants = [
    { antenne: 'AERS', centimes: 1_000_000, source: 'compte rendu' },
    { antenne: 'UDAF11', centimes: 500_000, source: 'compte rendu' },
  ];

  it('joins the amount and is taken off what its holder is paid, even below nothing', () => {
    const found = runRounds([round({ reports: { regle: 'reparti', montants } })]);
    const [tour] = found.tours;
    expect(tour?.a_repartir_centimes).toBe(11_500_000);
    const paid = column(found, 0, 'versement_centimes');
    // 115 000 × 23 / 1 386 = 1 908,37 €, less 5 000,00 € held.
    expect(paid.UDAF11).toBe(190_837 - 500_000);
    expect(tour?.lignes.reduce((all, line) => all + line.versement_centimes, 0)).toBe(10_000_000);
    expect(tour?.avertissements.map(({ code }) => code)).toEqual(['report_superieur']);
  });

  it('stays with its holder when the rule says so', () => {
    const found = runRounds([round({ reports: { regle: 'conserve', montants } })]);
    expect(found.tours[0]?.a_repartir_centimes).toBe(10_000_000);
    expect(column(found, 0, 'versement_centimes').AERS).toBe(4_985_570);
  });
});

describe('an antenne that joins or leaves', () => {
  it('is told against the round before, keeps what she was granted, and gives her unspent money back', () => {
    const later = activityOnly([...FIVE.slice(0, 4), CLEDE]);
    const parameters = { ...later, total_centimes: 1_000_000 };
    const second = round({
      parameters,
      inputs: inputs(activityRows(later.antennes, [691, 546, 84, 42, 325])),
      mode: 'cumul',
      reports: { regle: 'reparti', montants: [{ antenne: 'UDAF11', centimes: 20_000, source: 'solde' }] },
    });
    const found = runRounds([round(), second]);
    const lignes = found.tours[1]?.lignes ?? [];
    const statuts = Object.fromEntries(lignes.map(({ code, statut }) => [code, statut]));
    expect(statuts).toMatchObject({ LA_CLEDE: 'entre', UDAF11: 'sort', AERS: 'reste' });
    const udaf = lignes.find(({ code }) => code === 'UDAF11');
    expect(udaf).toMatchObject({ droit_centimes: 0, versement_centimes: -20_000, cumul_centimes: 165_945 });
    expect(lignes.reduce((all, line) => all + line.versement_centimes, 0)).toBe(1_000_000);
  });
});

describe('rounds that contradict each other', () => {
  const dated = { ...base, date_reunion: '2025-03-01' };
  it.each([
    ['no round', [], 'tours_absents'],
    [
      'two rounds for one date',
      [round({ parameters: dated }), round({ parameters: dated })],
      'date_en_double',
    ],
    ['another year', [round(), round({ parameters: { ...base, exercice: 2026 } })], 'exercices_differents'],
    [
      'unspent money of nobody',
      [round({ reports: { regle: 'reparti', montants: [{ antenne: 'X', centimes: 1, source: 's' }] } })],
      'antenne_inconnue',
    ],
    [
      'a negative amount',
      [round({ reports: { regle: 'reparti', montants: [{ antenne: 'AERS', centimes: -1, source: 's' }] } })],
      'montant_hors_bornes',
    ],
  ])('are refused: %s', (_, rounds, code) => {
    expect(codesOf(() => runRounds(rounds))).toEqual(['parametres', code]);
  });

  it('are read from a file, each fault at its place', () => {
    const tours = [
      {
        parametres: 'a.yml',
        mode: 'cumul',
        reports: {
          regle: 'reparti',
          montants: [{ antenne: 'AERS', montant: '1 200,50 €', source: 'solde' }],
        },
      },
    ];
    expect(parseRounds({ version: 1, tours })[0]?.reports?.montants[0]?.centimes).toBe(120_050);
    const wrong = [{ parametres: 'a.yml', mode: 'autrement', reports: null }];
    expect(codesOf(() => parseRounds({ version: 1, tours: wrong }))).toEqual(['parametres', 'choix_inconnu']);
  });
});
