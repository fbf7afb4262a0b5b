import { describe, expect, it } from 'vitest';
import { closedYears, endedYears, type YearFacts, type YearRequest } from './closed-years.ts';

const FACTS: YearFacts = {
  annees: [2022, 2023, 2024],
  donneesDu: '2024-12-31',
  aujourdhui: '2025-03-01',
  closes: [2022],
};
const ask = (request: Partial<YearRequest>, facts: Partial<YearFacts> = {}) =>
  closedYears({ clore: [], reviser: [], ...request }, { ...FACTS, ...facts });

describe('the closed years', () => {
  it('are those of the releases before and those asked for, once each and in order', () => {
    expect(ask({})).toEqual([2022]);
    expect(ask({ clore: [2024, 2022, 2023, 2024] })).toEqual([2022, 2023, 2024]);
    expect(ask({ clore: [2024] }, { closes: [] })).toEqual([2024]);
  });

  it('stay closed though their files are gone', () => {
    expect(ask({ clore: [2021] }, { closes: [2021] })).toEqual([2021]);
  });

  it.each([
    ['a year without data', { clore: [2019] }, {}, 'annee_inconnue'],
    [
      'the year that the data are of, before its end',
      { clore: [2024] },
      { aujourdhui: '2024-11-23' },
      'annee_en_cours',
    ],
    ['a year on its last day', { clore: [2024] }, { aujourdhui: '2024-12-31' }, 'annee_en_cours'],
    [
      'a year after the date of the data',
      { clore: [2025] },
      { annees: [2025], aujourdhui: '2026-02-01' },
      'annee_en_cours',
    ],
    ['a revision of an open year', { reviser: [2023], motif: 'erreur' }, {}, 'annee_non_close'],
    ['a revision without a motive', { reviser: [2022] }, {}, 'revision_sans_motif'],
    ['a revision with an empty motive', { reviser: [2022], motif: '  ' }, {}, 'revision_sans_motif'],
    ['a motive alone', { motif: 'erreur' }, {}, 'motif_sans_revision'],
  ] as const)('refuse %s', (_, request, facts, code) => {
    expect(() => ask(request, facts)).toThrow(expect.objectContaining({ code }));
  });

  it('tell all that is wrong at once', () => {
    expect(() => ask({ clore: [2019], reviser: [2024] })).toThrow(
      expect.objectContaining({
        problemes: [
          expect.objectContaining({ code: 'annee_inconnue' }),
          expect.objectContaining({ code: 'annee_non_close' }),
          expect.objectContaining({ code: 'revision_sans_motif' }),
        ],
      }),
    );
  });

  it('of the samples are those that ended by the date of the data', () => {
    expect(endedYears([2024, 2023, 2024, 2025], '2024-12-31')).toEqual([2023, 2024]);
    expect(endedYears([2024], '2024-11-30')).toEqual([]);
  });
});
