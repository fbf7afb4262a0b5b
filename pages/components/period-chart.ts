import * as Plot from '@observablehq/plot';
import { drawingText } from './drawing.ts';
import { formatNumber } from './number.ts';
import type { PeriodPoint } from './period.ts';

export interface PeriodChartOptions {
  points: PeriodPoint[];
  title: string;
  /** The page's document, or linkedom's while prerendering. */
  document: Document;
}

/** In the document's pixels: fits the narrowest screen, and three stand side by side on a wide one. */
const size = { width: 320, height: 150 };
/** Share of the height kept free over the tallest column for its number. */
const roomForNumber = 0.14;

/** One column a period with its number over it, as SVG text without style of its own (`app.css` has it). */
export function drawPeriods({ points, title, document }: PeriodChartOptions): string {
  const tallest = Math.max(1, ...points.map((point) => point.value ?? 0));
  const periods = points.map((point) => point.periode);
  const known = points.filter((point) => point.value !== null);
  const absent = points.filter((point) => point.value === null);
  const plot = Plot.plot({
    document,
    className: 'graphique',
    ...size,
    marginTop: 4,
    marginBottom: 20,
    marginLeft: 0,
    marginRight: 0,
    ariaLabel: title,
    x: { axis: null, domain: periods, padding: 0.12 },
    y: { axis: null, domain: [0, tallest * (1 + roomForNumber)] },
    marks: [
      Plot.barY(known, { x: 'periode', y: 'value', className: 'barres' }),
      Plot.text(known, {
        x: 'periode',
        y: 'value',
        text: (point: PeriodPoint) => formatNumber(point.value ?? 0),
        dy: -7,
        className: 'nombres petits',
      }),
      Plot.text(absent, { x: 'periode', y: 0, text: () => '?', dy: -7, className: 'absences' }),
      Plot.text(points, {
        x: 'periode',
        y: 0,
        text: 'short',
        dy: 11,
        className: 'libelles petits',
      }),
      Plot.ruleY([0]),
    ],
  });
  return drawingText(plot);
}
