import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { describeBars } from '../components/bar.ts';
import { drawingText } from '../components/drawing.ts';
import { absenceText } from '../components/figure.ts';
import { formatNumber } from '../components/number.ts';
import type { Chart } from './document.ts';

/** Width of a chart, in the pixels of an A4 page between its margins. */
const WIDTH = 680;
const HEIGHT = 210;
const ROW = 28;
/** Room for labels, in pixels and in em: a longer label takes a second line. */
const LABELS = 235;
const LABEL_EM = 17;
/** The longest bar leaves room for its number. */
const ROOM_FOR_NUMBER = 1.16;

/** The SVG of a chart: the same figures, the same letters. */
export function drawChart(chart: Chart): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  if (chart.form === 'bars') return drawRows(chart, document);
  return drawColumns(chart, document);
}

/** The chart in words, with every figure. */
export function chartText({ title, bars, unit }: Chart): string {
  const said = bars.map(({ label, figure }) => ({
    label,
    value: figure.value,
    absence: absenceText(figure.statut),
  }));
  return `${title}. ${describeBars(said, unit).replace(/^Barres horizontales/, 'Barres')}`;
}

/** Horizontal bars with room for long labels, which a page on paper cannot unfold. */
function drawRows(chart: Chart, document: Document): string {
  const rows = chart.bars.map(({ label, figure }) => ({
    label,
    value: figure.value,
    absence: absenceText(figure.statut),
  }));
  const longest = Math.max(1, ...rows.map(({ value }) => value ?? 0));
  const known = rows.filter(({ value }) => value !== null);
  const beside = { x: 'value', y: 'label', textAnchor: 'start', dx: 6, className: 'nombres' } as const;
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width: WIDTH, height: rows.length * ROW + 8 },
    ...{ marginTop: 4, marginBottom: 4, marginRight: 4, marginLeft: LABELS, ariaLabel: chartText(chart) },
    x: { axis: null, domain: [0, longest * ROOM_FOR_NUMBER] },
    y: { axis: null, domain: rows.map(({ label }) => label), padding: 0 },
    marks: [
      Plot.barX(known, { x: 'value', y: 'label', insetTop: 4, insetBottom: 4, className: 'barres' }),
      Plot.text(known, {
        ...beside,
        text: ({ value }: { value: number | null }) => formatNumber(value ?? 0),
      }),
      Plot.text(
        rows.filter(({ value }) => value === null),
        { ...beside, x: 0, text: 'absence', className: 'absences' },
      ),
      Plot.text(rows, {
        ...{ x: 0, y: 'label', text: 'label', lineWidth: LABEL_EM, textAnchor: 'end', dx: -10 },
        className: 'libelles',
      }),
      Plot.ruleX([0]),
    ],
  });
  return drawingText(plot);
}

/** Vertical bars with their numbers, for what follows in time. */
function drawColumns(chart: Chart, document: Document): string {
  const rows = chart.bars.map(({ label, short, figure }) => ({ label, short, value: figure.value }));
  const highest = Math.max(1, ...rows.map(({ value }) => value ?? 0));
  const known = rows.filter(({ value }) => value !== null);
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width: WIDTH, height: HEIGHT, marginTop: 22, marginBottom: 26 },
    ...{ marginLeft: 4, marginRight: 4, ariaLabel: chartText(chart) },
    x: {
      axis: null,
      domain: rows.map(({ label }) => label),
      padding: 0.25,
    },
    y: { axis: null, domain: [0, highest] },
    marks: [
      Plot.barY(known, { x: 'label', y: 'value', className: 'barres' }),
      Plot.text(known, {
        ...{ x: 'label', y: 'value', dy: -9, className: 'nombres' },
        text: ({ value }: { value: number | null }) => formatNumber(value ?? 0),
      }),
      Plot.text(
        rows.filter(({ value }) => value === null),
        { x: 'label', y: 0, dy: -9, text: () => '–', className: 'absences' },
      ),
      Plot.text(rows, {
        ...{ x: 'label', y: 0, dy: 14, className: 'libelles' },
        text: ({ short }: { short: string }) => short,
      }),
      Plot.ruleY([0]),
    ],
  });
  return drawingText(plot);
}
