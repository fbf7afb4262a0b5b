import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { describeBars } from '../components/bar.ts';
import { drawBars } from '../components/bar-chart.ts';
import { absenceText } from '../components/figure.ts';
import { formatNumber } from '../components/number.ts';
import type { Chart } from './document.ts';

/** Width of a chart, in the pixels of an A4 page between its margins. */
const WIDTH = 680;
const HEIGHT = 210;

/** The SVG of a chart: the same figures, the same letters. */
export function drawChart(chart: Chart): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const bars = chart.bars.map(({ label, figure }) => ({
    label,
    value: figure.value,
    absence: absenceText(figure.statut),
  }));
  if (chart.form === 'bars') return drawBars({ bars, title: chartText(chart), width: WIDTH, document });
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
  for (const style of plot.querySelectorAll('style')) style.remove();
  for (const group of plot.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  plot.setAttribute('role', 'img');
  return plot.outerHTML;
}
