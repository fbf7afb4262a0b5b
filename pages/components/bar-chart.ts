import * as Plot from '@observablehq/plot';
import type { Bar } from './bar.ts';
import { drawingText } from './drawing.ts';
import { formatNumber } from './number.ts';

export interface BarChartOptions {
  bars: Bar[];
  title: string;
  /** In the document's pixels. Under 480, labels stand over their bars. */
  width: number;
  /** The page's document, or linkedom's while prerendering. */
  document: Document;
}

const lineHeight = { wide: 36, narrow: 56 };
/** Room for a label, in em: a longer one ends in an ellipsis; the table says it whole. */
const labelWidth = { wide: 13, narrow: 23 };
/** Share of the width kept free at the right for the number of the longest bar. */
const roomForNumber = 0.16;

/** Horizontal bars with direct labels, as SVG text without style of its own (`app.css` has it). */
export function drawBars({ bars, title, width, document }: BarChartOptions): string {
  const narrow = width < 480;
  const longest = Math.max(1, ...bars.map((bar) => bar.value ?? 0));
  const labels = bars.map((bar) => bar.label);
  const height = bars.length * (narrow ? lineHeight.narrow : lineHeight.wide) + 8;
  const barInset = narrow ? { insetTop: 22, insetBottom: 8 } : { insetTop: 5, insetBottom: 5 };
  const numberShift = narrow ? 7 : 0;
  const known = bars.filter((bar) => bar.value !== null);
  const absent = bars.filter((bar) => bar.value === null);
  const plot = Plot.plot({
    document,
    className: 'graphique',
    width,
    height,
    marginTop: 4,
    marginBottom: 4,
    marginRight: 4,
    marginLeft: narrow ? 2 : 190,
    ariaLabel: title,
    x: { axis: null, domain: [0, longest * (1 + roomForNumber)] },
    y: { axis: null, domain: labels, padding: 0 },
    marks: [
      Plot.barX(known, { x: 'value', y: 'label', ...barInset, className: 'barres' }),
      Plot.text(known, {
        x: 'value',
        y: 'label',
        text: (bar: Bar) => formatNumber(bar.value ?? 0),
        textAnchor: 'start',
        dx: 6,
        dy: numberShift,
        className: 'nombres',
      }),
      Plot.text(absent, {
        x: 0,
        y: 'label',
        text: 'absence',
        textAnchor: 'start',
        dx: 6,
        dy: numberShift,
        className: 'absences',
      }),
      Plot.text(labels, {
        x: 0,
        y: (label: string) => label,
        text: (label: string) => label,
        lineWidth: narrow ? labelWidth.narrow : labelWidth.wide,
        textOverflow: 'ellipsis',
        textAnchor: narrow ? 'start' : 'end',
        dx: narrow ? 0 : -10,
        dy: narrow ? -16 : 0,
        className: 'libelles',
      }),
      Plot.ruleX([0]),
    ],
  });
  return drawingText(plot);
}
