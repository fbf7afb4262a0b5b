import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, textWidth } from './drawing.ts';
import { formatNumber } from './number.ts';
import { palette } from './palette.ts';
import type { PeriodPoint } from './period.ts';

export interface PeriodChartOptions extends DrawingOptions {
  points: PeriodPoint[];
  /** The tallest column of all drawings that are read together. */
  scale?: number;
  height?: number;
}

/** Room over the tallest column for its number, in pixels. */
const roomForNumber = 20;
const small = 11;
const tiny = 9;
/** Room under the columns for their labels, in pixels. */
const bottom = 20;
/** How near over a column a mark strikes through its number. */
const struck = 18;

/**
 * One column a period with its number over it, and a mark where the same period of the year before stood, as SVG text
 * without style of its own (`app.css` has it).
 */
export function drawPeriods({
  points,
  title,
  document,
  width,
  scale,
  height = 150,
}: PeriodChartOptions): string {
  const top = ({ value, before }: PeriodPoint) => (value === null ? 0 : Math.max(value, before ?? 0));
  const tallest = Math.max(scale ?? 1, ...points.map(top));
  const known = points.filter((point) => point.value !== null);
  const absent = points.filter((point) => point.value === null);
  const earlier = known.filter(({ before }) => before !== undefined && before !== null);
  const column = width / Math.max(1, points.length);
  const wide = width >= 480;
  // A number wider than its column would stand in its neighbour's: it is written smaller, then upright.
  const longest = Math.max(0, ...known.map(({ value }) => textWidth(formatNumber(value ?? 0), 1)));
  const form = longest * small <= column + 2 ? 'petits' : longest * tiny <= column ? 'tres-petits' : 'debout';
  const upright = form === 'debout' ? ({ rotate: -90, textAnchor: 'start', dy: -4 } as const) : { dy: -8 };
  const room = form === 'debout' ? longest * small + 10 : roomForNumber;
  // A number stands on its column, and over the mark only where the mark would strike it through.
  const pixels = (height - room - bottom) / tallest;
  const over = (point: PeriodPoint) =>
    (top(point) - (point.value ?? 0)) * pixels < struck ? top(point) : (point.value ?? 0);
  const label = wide && textWidth('sept.', small) < column ? 'medium' : 'short';
  const marks = { x: 'periode', y: 'before' } as const;
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height },
    ...{ marginTop: room, marginBottom: bottom, marginLeft: 0, marginRight: 0, ariaLabel: title },
    x: { axis: null, domain: points.map((point) => point.periode), padding: 0.12 },
    y: { axis: null, domain: [0, tallest] },
    marks: [
      Plot.barY(known, { x: 'periode', y: 'value', fill: palette.main, className: 'barres' }),
      Plot.tickY(earlier, { ...marks, stroke: palette.ground, strokeWidth: 5 }),
      Plot.tickY(earlier, { ...marks, stroke: palette.mark, strokeWidth: 2.5, className: 'avant' }),
      Plot.text(known, {
        x: 'periode',
        y: over,
        ...upright,
        text: ({ value }: PeriodPoint) => formatNumber(value ?? 0),
        className: form === 'tres-petits' ? 'nombres petits tres-petits' : 'nombres petits',
      }),
      Plot.text(absent, {
        ...{ x: 'periode', y: 0, text: () => '?', dy: -7, fill: palette.softInk, className: 'absences' },
      }),
      Plot.text(points, {
        ...{ x: 'periode', y: 0, dy: 11, className: 'libelles petits' },
        text: (point: PeriodPoint) => (label === 'medium' ? mediumLabel(point) : point.short),
      }),
      Plot.ruleY([0]),
    ],
  });
  return drawingText(plot);
}

/** `sept.` of `septembre`, as long as four letters and a point. */
function mediumLabel({ long, short }: PeriodPoint): string {
  if (/\d/.test(long)) return short;
  return long.length <= 5 ? long : `${long.slice(0, 4).replace(/[eiou]$/, '')}.`;
}
