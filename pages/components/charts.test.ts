import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { chartTable } from './chart-table.ts';
import { type ChartOf, drawChart } from './charts.ts';
import { describeDurations } from './duration.ts';
import { describeFlow, flowRest } from './flow.ts';
import { describeMatrix } from './matrix.ts';
import { describeRates, rateBounds } from './rate.ts';
import { describeShares } from './share.ts';
import { classOf, describeMap, mapClasses } from './territory-map.ts';

const widths = [720, 340];
const title = 'Un dessin';

const shares = {
  whole: 1000,
  parts: [
    { label: 'Places dédiées', value: 997, statut: 'publie' },
    { label: 'Une part dont le nom compte une soixantaine de caractères', value: 3, statut: 'publie' },
    { label: 'Hôtel', value: null, statut: 'secret' },
    { label: 'Non connu', value: 40, statut: 'publie', unknown: true },
  ],
};
const flow = {
  label: 'Convocations',
  value: 1000,
  branches: [
    { label: 'Présents', value: 940, statut: 'publie', detail: 'dont 205 orientés avant 2024' },
    { label: 'Absents', value: 3, statut: 'publie' },
    { label: 'Excusés', value: null, statut: 'non_transmis' },
    { label: 'Reportés', value: 0, statut: 'publie' },
  ],
};
const durations = {
  bands: ['jusqu’à six mois', 'plus de six mois'],
  lines: [
    { label: 'APEX, attentes finies', counts: [114, 24], unknown: 0, median: 159 },
    { label: 'APEX, en attente', counts: [75, 12], unknown: 9, median: null },
  ],
};
const rates = [
  { label: 'Via Voltaire', value: 96.6387, statut: 'publie', part: 230, whole: 238, unknown: 47 },
  { label: 'La Clède', value: 0, statut: 'publie', part: 0, whole: 63, unknown: 0 },
  { label: 'APEX', value: null, statut: 'secret', part: null, whole: null, unknown: 0 },
  { label: 'Région', value: null, statut: 'sans_objet', part: 0, whole: 0, unknown: 12 },
];
const place = (code: string, name: string, value: number | null, statut = 'publie') => ({
  ...{
    code,
    name,
    value,
    statut,
    detail: '',
    text: value === null ? statut : String(value).replace('.', ','),
  },
});
const places = [
  place('11', 'Aude', 0.63),
  place('34', 'Hérault', 9.57),
  place('48', 'Lozère', 0),
  place('66', 'Pyrénées-Orientales', null, 'secret'),
  place('971', 'Guadeloupe', 3),
];
const states = ['oui', 'en partie', 'en projet', 'bloquée', 'non', 'non transmis', '–', 'oui', 'non'];
const matrix = {
  columns: states.map((_, index) => ({ head: `Tribunal ${index + 1}`, group: index < 5 ? 'Aude' : 'Gard' })),
  lines: ['Stage', 'Une action dont le nom est assez long pour deux lignes'].map((label) => ({
    ...{ label, cells: states.map((state) => ({ state })) },
  })),
};
const bars = [
  { label: 'AERS', value: 691, absence: '', before: 640, detail: '2023 : 640' },
  { label: 'APEX', value: null, absence: 'secret', statut: 'secret' },
];

const drawn: ChartOf[] = [
  { chart: 'shares', content: { shares } },
  { chart: 'flow', content: { flow } },
  { chart: 'durations', content: { durations } },
  { chart: 'rates', content: { rates } },
  { chart: 'map', content: { places } },
  { chart: 'matrix', content: { matrix } },
  { chart: 'bars', content: { bars, reference: { value: 700, label: 'objectif : 700' } } },
];
const noDuration = { label: 'X', counts: [0, 0], unknown: 0, median: null };
const empty: ChartOf[] = [
  { chart: 'shares', content: { shares: { parts: shares.parts.slice(2, 3), whole: null } } },
  { chart: 'flow', content: { flow: { ...flow, branches: [] } } },
  { chart: 'durations', content: { durations: { ...durations, lines: [noDuration] } } },
  { chart: 'rates', content: { rates: rates.slice(2) } },
  { chart: 'map', content: { places: places.slice(3, 4) } },
  { chart: 'map', content: { places: [place('34', 'Hérault', 0)] } },
  { chart: 'matrix', content: { matrix: { columns: [], lines: [] } } },
  { chart: 'bars', content: { bars: [] } },
  { chart: 'periods', content: { points: [] } },
];

function draw(one: ChartOf, width: number): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  return `${drawChart(one, { title, width, document })}\n`;
}

const page = (svg: string) => parseHTML(`<!doctype html><html><body>${svg}</body></html>`).document;

describe('every drawing', () => {
  for (const one of drawn)
    for (const width of widths) {
      const { chart } = one;
      it(`of ${chart}, ${width} wide, is the same SVG for the same figures`, async () => {
        await expect(draw(one, width)).toMatchFileSnapshot(`golden/${chart}-set-${width}.svg`);
      });
    }

  it('carries no style that the page’s policy would refuse, no name of its own, and no English label', () => {
    for (const one of drawn)
      for (const width of widths)
        expect(draw(one, width), one.chart).not.toMatch(/<style|style=|\sid=|aria-label="(?!Un dessin")/);
  });

  it('has a place for every mark, with nothing to draw too', () => {
    for (const one of [...drawn, ...empty])
      for (const width of [...widths, 280])
        expect(draw(one, width), one.chart).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('keeps its words within its width', () => {
    for (const one of drawn)
      for (const text of page(draw(one, 340)).querySelectorAll('text')) {
        const [, x = '0'] = /translate\(([-\d.]+)/.exec(text.getAttribute('transform') ?? '') ?? [];
        expect(Number(x), `${one.chart}: ${text.textContent}`).toBeLessThanOrEqual(340);
      }
  });
});

describe('what is hidden', () => {
  it('is hatching of one length in a shared bar, whatever its size', () => {
    const width = (whole: number) => {
      const one = { ...shares, whole, parts: [...shares.parts.slice(0, 1), ...shares.parts.slice(2, 3)] };
      return page(draw({ chart: 'shares', content: { shares: one } }, 720))
        .querySelector('.secrets path')
        ?.getAttribute('d');
    };
    expect(width(1000)).toBeTruthy();
    expect(width(1000)).toBe(width(5000));
  });

  it('is a word on a map, in no class of the others', () => {
    const texts = [...page(draw({ chart: 'map', content: { places } }, 720)).querySelectorAll('text')].map(
      (one) => one.textContent,
    );
    expect(texts).toContain('secret');
    expect(
      page(draw({ chart: 'map', content: { places } }, 720)).querySelectorAll('.secrets path').length,
    ).toBeGreaterThan(5);
  });

  it('is no dot among rates', () => {
    expect(
      page(draw({ chart: 'rates', content: { rates } }, 720)).querySelectorAll('.points circle'),
    ).toHaveLength(2);
  });
});

describe('a small part', () => {
  it('of 0,3 % is seen, and the rest does not run over the bar', () => {
    const rects = [
      ...page(draw({ chart: 'shares', content: { shares } }, 720)).querySelectorAll('.parts rect'),
    ];
    const sizes = rects.map((rect) => Number(rect.getAttribute('width')));
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(720);
  });

  it('that is zero has no band in a flow, but its words', () => {
    expect(
      page(draw({ chart: 'flow', content: { flow } }, 720)).querySelectorAll('.bandes path'),
    ).toHaveLength(2);
    expect(describeFlow(flow)).toContain('Reportés 0 (0\u00a0%)');
  });
});

describe('the table of a drawing', () => {
  it('has each figure, its share where it has one, and how one is absent', () => {
    expect(chartTable({ chart: 'shares', content: { shares } })?.lines).toEqual([
      ['Places dédiées', '997', '99,7\u00a0%'],
      [shares.parts[1]?.label, '3', '0,3\u00a0%'],
      ['Hôtel', 'secret', '–'],
      ['Non connu', '40', '–'],
    ]);
    expect(chartTable({ chart: 'rates', content: { rates } })?.lines.at(2)).toEqual([
      'APEX',
      'secret',
      '–',
      '–',
      '0',
    ]);
  });

  it('is not made of drawings whose page has theirs', () => {
    expect(chartTable({ chart: 'periods', content: { points: [] } })).toBeUndefined();
  });
});

describe('what a drawing says in words', () => {
  it('has each part with its share, and how one is absent', () => {
    expect(describeShares(shares, 'nuitées')).toMatch(
      /sur 1\u202f000\u00a0: Places dédiées 997 \(99,7\s%\).*Hôtel secret.*Non connu 40\.$/,
    );
  });

  it('has what the branches of a flow leave out', () => {
    expect(flowRest(flow)).toBe(57);
    expect(describeFlow(flow)).toMatch(/Excusés non transmis.*suite non connue 57\.$/);
  });

  it('has bands, median and unknowns', () => {
    expect(describeDurations(durations, 'attentes')).toMatch(
      /sur 138\u00a0: .*plus de six mois 24 \(17,4\s%\), médiane 159\u00a0jours.*durée non connue 9/,
    );
  });

  it('has numerator, denominator and bounds of a rate', () => {
    expect(rateBounds(rates[0] ?? { ...(rates[1] as (typeof rates)[1]) })?.map(Math.round)).toEqual([81, 97]);
    expect(describeRates(rates, 'inconnues')).toMatch(
      /Via Voltaire 96,6\s% \(230 \/ 238\), entre 80,7\s% et 97,2\s% selon les 47 inconnues.*APEX secret/,
    );
  });

  it('has each département, and each action by its state', () => {
    expect(describeMap(places, 'personnes')).toMatch(
      /Aude 0,63.*Pyrénées-Orientales secret.*Guadeloupe 3\.$/,
    );
    expect(describeMatrix(matrix)).toMatch(
      /Tribunal 1, 2 sur 2 \(en place Stage.*Tribunal 2, 0 sur 2 \(en partie/,
    );
  });
});

describe('the classes of a map', () => {
  it('have one width, begin at 0 and hold every value', () => {
    expect(mapClasses([0.63, 9.57])).toEqual([
      { from: 0, to: 2.5 },
      { from: 2.5, to: 5 },
      { from: 5, to: 7.5 },
      { from: 7.5, to: 10 },
    ]);
    for (const value of [0, 0.001, 0.63, 2.5, 7, 9.57, 1177, 1e6]) {
      const classes = mapClasses([value]);
      if (value > 0) expect(classOf(value, classes), String(value)).toBeGreaterThanOrEqual(2);
    }
    expect(classOf(0, mapClasses([0, 4]))).toBe(0);
    expect(mapClasses([0])).toEqual([]);
  });
});
