import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { describePeriods, mixedDefinitions, type PeriodPoint, periodLabel, periodSeries } from './period.ts';
import { drawPeriods } from './period-chart.ts';

function row(over: Record<string, unknown>): Record<string, unknown> {
  return {
    antenne: 'AERS',
    genre: 'mois',
    periode: '2024-01',
    indicateur: 'entrees',
    valeur: 12,
    statut: 'publie',
    libelle: 'Entrées',
    base: 'accompagnements',
    unite: 'accompagnement',
    provenance: 'calcule',
    source: 'a.csv',
    ...over,
  };
}

const values = [94, 120, null, 0, 310, 87, 45, 12, 99, 101, 88, 1204];
const points: PeriodPoint[] = values.map((value, index) => {
  const periode = `2024-${String(index + 1).padStart(2, '0')}`;
  return { periode, ...periodLabel(periode), value, text: value === null ? 'non transmis' : String(value) };
});

function draw(drawn: PeriodPoint[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return `${drawPeriods({ points: drawn, title: 'Personnes accompagnées, AERS', width: 320, document })}\n`;
}

describe('periods', () => {
  it('reads months, quarters and rolling years', () => {
    expect(periodLabel('2024-08')).toEqual({ short: 'A', long: 'août' });
    expect(periodLabel('2024-T1')).toEqual({ short: 'T1', long: '1er trimestre' });
    expect(periodLabel('2024-T3').long).toBe('3e trimestre');
    expect(periodLabel('2024-09/12m')).toEqual({ short: 'S', long: '12 mois à fin septembre' });
    expect(periodLabel('2024-13').long).toBe('2024-13');
  });

  it('makes one series an indicator and antenne, in time’s order, the region last', () => {
    const rows = [
      row({ antenne: 'CPCA' }),
      row({ periode: '2024-02', valeur: null, statut: 'non_transmis' }),
      row({}),
      row({ genre: 'trimestre', periode: '2024-T1' }),
      row({ antenne: 'VIA_VOLTAIRE', indicateur: 'sorties' }),
    ];
    const series = periodSeries(rows, 'mois', ['sorties', 'entrees']);
    expect(series.map(({ indicateur, antenne }) => [indicateur, antenne])).toEqual([
      ['sorties', 'VIA_VOLTAIRE'],
      ['entrees', 'AERS'],
      ['entrees', 'CPCA'],
    ]);
    expect(series[1]?.points.map(({ long, text }) => [long, text])).toEqual([
      ['janvier', '12'],
      ['février', 'non transmis'],
    ]);
  });

  it('says every figure in words', () => {
    expect(describePeriods('AERS', points.slice(1, 3), 'personnes')).toBe(
      'AERS, colonnes en personnes\u00a0: février 120\u202f; mars non transmis.',
    );
  });
});

describe('columns of a year', () => {
  it('draws the same SVG for the same figures', async () => {
    await expect(draw(points)).toMatchFileSnapshot('golden/periods-320.svg');
  });

  it('draws no column for what is absent, and a zero as a known number', () => {
    const { document } = parseHTML(draw(points));
    expect(document.querySelectorAll('.barres rect')).toHaveLength(11);
    expect([...document.querySelectorAll('.nombres text')].map((one) => one.textContent)).toContain('0');
    expect([...document.querySelectorAll('.absences text')].map((one) => one.textContent)).toEqual(['?']);
  });

  it('carries no style that the page’s policy would refuse, and no English label', () => {
    expect(draw(points)).not.toMatch(/<style|style=|aria-label="(?!Personnes)/);
  });

  it('puts a number on its column, and over the mark of the year before only where that would strike it', () => {
    const place = (before: number) => {
      const drawn = { ...(points[0] as PeriodPoint), value: 50, before };
      const { document } = parseHTML(
        draw([drawn, { ...drawn, periode: '2024-02', value: 100, before: null }]),
      );
      const [, y] =
        /,([\d.]+)\)/.exec(document.querySelector('.nombres text')?.getAttribute('transform') ?? '') ?? [];
      expect(document.querySelectorAll('.avant line')).toHaveLength(1);
      return Number(y);
    };
    expect(place(90)).toBe(place(40));
    expect(place(55)).toBeLessThan(place(40));
  });

  it('draws without a single known figure', () => {
    expect(draw(points.slice(2, 3))).not.toMatch(/NaN|Infinity/);
  });
});

describe('a definition that changed', () => {
  const note = {
    ...{ annee: 2024, antenne: 'AERS', indicateur: 'entrees', genre: 'rupture' },
    texte: 'Autre mot.',
  };
  const told = (over: Record<string, unknown>, ended = '2024-11', antenne = 'AERS') => {
    const rows = [row({ antenne, genre: 'douze_mois', periode: `${ended}/12m` })];
    return mixedDefinitions(periodSeries(rows, 'douze_mois', ['entrees']), [{ ...note, ...over }]);
  };

  it('is told of twelve months that begin before it, of the antenne and of the region', () => {
    expect(told({})).toEqual(['Autre mot.']);
    expect(told({}, '2024-11', 'CPCA')).toEqual(['Autre mot.']);
  });

  it('is not told of a whole year, of another antenne or indicator, of a month, or of an explanation', () => {
    expect(told({}, '2024-12')).toEqual([]);
    expect(told({ annee: 2023 })).toEqual([]);
    expect(told({}, '2024-11', 'APEX')).toEqual([]);
    expect(told({ indicateur: 'sorties' })).toEqual([]);
    expect(told({ genre: 'explication' })).toEqual([]);
    expect(mixedDefinitions(periodSeries([row({})], 'mois', ['entrees']), [note])).toEqual([]);
  });
});
