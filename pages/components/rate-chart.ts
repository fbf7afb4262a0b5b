import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, fitted, halo, narrowFrom, wrapped } from './drawing.ts';
import { absenceText } from './figure.ts';
import { dashes, palette } from './palette.ts';
import { type Rate, rateBounds, rateText } from './rate.ts';

export interface RateChartOptions extends DrawingOptions {
  rates: Rate[];
}

const rowHeight = { wide: 34, narrow: 50 };
const top = 22;
const ticks = [0, 25, 50, 75, 100];

/**
 * A dot a rate, on one scale from 0 to 100 %, with numerator and denominator beside it, and a thin line between the
 * lowest and the highest that it would be, were the unknowns known.
 */
export function drawRates({ rates, title, width, document }: RateChartOptions): string {
  const narrow = width < narrowFrom;
  const dy = narrow ? 8 : 0;
  const lines = rates.map((rate) => ({ ...rate, bounds: rateBounds(rate), text: rateText(rate) }));
  const known = lines.filter(({ value }) => value !== null);
  const bounded = known.filter(({ bounds }) => bounds !== null);
  const absent = lines.filter(({ value }) => value === null);
  const secret = absent.filter(({ statut }) => statut === 'secret');
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width },
    height: rates.length * (narrow ? rowHeight.narrow : rowHeight.wide) + top + 4,
    ...{ marginTop: top, marginBottom: 4, marginLeft: narrow ? 14 : 190, marginRight: narrow ? 16 : 190 },
    ariaLabel: title,
    x: { axis: null, domain: [0, 100] },
    y: { axis: null, type: 'band', domain: rates.map(({ label }) => label), padding: 0 },
    marks: [
      Plot.ruleX(ticks, { stroke: palette.line }),
      Plot.text(ticks, {
        ...{ x: (tick: number) => tick, frameAnchor: 'top', dy: -10, className: 'petits' },
        text: (tick: number) => (narrow && tick % 50 !== 0 ? '' : `${tick}\u00a0%`),
      }),
      Plot.link(bounded, {
        ...{
          x1: ({ bounds }: Bounded) => bounds?.[0],
          x2: ({ bounds }: Bounded) => bounds?.[1],
          y: 'label',
          dy,
        },
        ...{ stroke: palette.hatching, strokeWidth: 3, className: 'bornes' },
      }),
      Plot.link(secret, {
        ...{ x1: 0, x2: 12, y: 'label', dy, strokeWidth: 18, stroke: palette.hatching },
        ...{ strokeDasharray: dashes.secret, className: 'secrets' },
      }),
      Plot.dot(known, { x: 'value', y: 'label', dy, r: 6, fill: palette.main, className: 'points' }),
      Plot.text(known, {
        ...{ y: 'label', frameAnchor: 'right', textAnchor: narrow ? 'end' : 'start', text: 'text' },
        ...{ dx: narrow ? 14 : 20, dy: narrow ? -10 : 0, ...halo, className: 'nombres' },
      }),
      Plot.text(absent, {
        ...{ y: 'label', dx: 6, dy, textAnchor: 'start', fill: palette.softInk, className: 'absences' },
        ...{
          x: ({ statut }: Rate) => (statut === 'secret' ? 13 : 0),
          text: ({ statut }: Rate) => absenceText(statut),
        },
      }),
      Plot.text(lines, {
        text: ({ label }: Rate) => (narrow ? fitted(label, width - 160) : wrapped(label, 166)),
        ...{ y: 'label', x: 0, textAnchor: narrow ? 'start' : 'end', dx: narrow ? -12 : -12 },
        ...{
          dy: narrow ? -10 : 0,
          ...(narrow ? halo : {}),
          className: 'libelles',
        },
      }),
    ],
  });
  return drawingText(plot);
}

type Bounded = Rate & { bounds: [number, number] | null };
