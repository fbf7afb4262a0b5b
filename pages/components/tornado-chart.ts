import * as Plot from '@observablehq/plot';
import { drawingText } from './drawing.ts';
import type { Tornado, TornadoBar } from './tornado.ts';
import { euros } from './tornado.ts';

export interface TornadoOptions {
  tornado: Tornado;
  title: string;
  /** In the document's pixels. */
  width: number;
  /** The page's document, or linkedom's while prerendering. */
  document: Document;
}

const rowHeight = 54;
/** Share of the drawing kept free on either side for the amount at a bar's end. */
const roomForAmounts = 0.22;

/** How far each factor moves one line, as bars on either side of the line's amount: SVG text without style. */
export function drawTornado({ tornado, title, width, document }: TornadoOptions): string {
  const { bars, amount } = tornado;
  const low = Math.min(amount, ...bars.map((bar) => bar.low));
  const high = Math.max(amount, ...bars.map((bar) => bar.high));
  const room = Math.max(1, high - low) * roomForAmounts * (720 / Math.max(width, 340));
  const labels = bars.map(({ label }) => label);
  const end = (side: 'low' | 'high') =>
    Plot.text(
      bars.filter((bar) => bar[side] !== amount),
      {
        ...{ x: side, y: 'label', dy: 10, dx: side === 'low' ? -5 : 5 },
        text: (bar: TornadoBar) => euros(bar[side]),
        textAnchor: side === 'low' ? 'end' : 'start',
        className: 'petits nombres',
      },
    );
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height: bars.length * rowHeight + 8 },
    ...{ marginTop: 4, marginBottom: 4, marginLeft: 2, marginRight: 2, ariaLabel: title },
    x: { axis: null, domain: [low - room, high + room] },
    y: { axis: null, domain: labels, padding: 0 },
    marks: [
      Plot.barX(bars, {
        x1: 'low',
        x2: 'high',
        y: 'label',
        insetTop: 26,
        insetBottom: 8,
        className: 'barres',
      }),
      Plot.tickX(labels, {
        x: () => amount,
        y: (label: string) => label,
        insetTop: 22,
        insetBottom: 4,
        className: 'reference',
      }),
      end('low'),
      end('high'),
      Plot.text(labels, {
        ...{ frameAnchor: 'left', y: (label: string) => label, text: (label: string) => label },
        ...{
          textAnchor: 'start',
          dy: -14,
          lineWidth: width / 14,
          textOverflow: 'ellipsis',
          className: 'libelles',
        },
      }),
    ],
  });
  return drawingText(plot);
}
