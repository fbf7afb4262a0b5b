import { parseHTML } from 'linkedom';
import { type Bar, describeBars } from '../components/bar.ts';
import { charts } from '../components/charts.ts';
import { absenceText } from '../components/figure.ts';
import { describeFlow } from '../components/flow.ts';
import { formatNumber } from '../components/number.ts';
import type { PeriodPoint } from '../components/period.ts';
import { describeProfile } from '../components/profile.ts';
import type { Chart } from './document.ts';

/** Width of a chart, in the pixels of an A4 page between its margins. */
const WIDTH = 680;
const HEIGHT = 210;
/** A page on paper cannot unfold a label. */
const LABELS = { room: 235, lines: 3 };

/** The SVG of a chart, as the sites draw it: the same figures, the same letters. */
export function drawChart(chart: Chart): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const options = { document, width: WIDTH, title: chartText(chart) };
  if (chart.drawing?.chart === 'flow') return charts.flow({ ...options, flow: chart.drawing.flow });
  if (chart.drawing?.chart === 'profile')
    return charts.profile({ ...options, profile: chart.drawing.profile });
  if (chart.form === 'bars') return charts.bars({ ...options, bars: barsOf(chart), labels: LABELS });
  return charts.periods({ ...options, points: pointsOf(chart), height: HEIGHT });
}

/** The chart in words, with every figure. */
export function chartText(chart: Chart): string {
  const { title, unit, drawing } = chart;
  if (drawing?.chart === 'flow') return `${title}. ${describeFlow(drawing.flow)}`;
  if (drawing?.chart === 'profile') return describeProfile(title, drawing.profile);
  return `${title}. ${describeBars(barsOf(chart), unit).replace(/^Barres horizontales/, 'Barres')}`;
}

function barsOf({ bars }: Chart): Bar[] {
  return bars.map(({ label, figure: { value, statut } }) => ({
    ...{ label, value, absence: absenceText(statut), statut },
  }));
}

function pointsOf({ bars }: Chart): PeriodPoint[] {
  return bars.map(({ label, short, figure: { value, statut } }) => ({
    ...{ periode: label, short, long: label, value },
    text: value === null ? absenceText(statut) : formatNumber(value),
  }));
}
