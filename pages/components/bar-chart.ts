import * as Plot from '@observablehq/plot';
import { type Bar, barText, type Reference } from './bar.ts';
import { type DrawingOptions, drawingText, fitted, halo, narrowFrom, scaleFor, wrapped } from './drawing.ts';
import { dashes, palette } from './palette.ts';

export interface BarChartOptions extends DrawingOptions {
  bars: Bar[];
  reference?: Reference;
  /** The numbers are percentages already. */
  percent?: boolean;
  /** End of the scale, where several drawings share it. */
  scale?: number;
  /** Room for a label beside its bar, in pixels, and how many lines it may take: paper cannot be unfolded. */
  labels?: { room: number; lines: number };
}

const lineHeight = { wide: 36, narrow: 56 };
/** Room for a label, in pixels: a longer one takes two lines, then ends in an ellipsis; the table says it whole. */
const labelsAside = { room: 190, lines: 2 };
/** Length of the hatching that stands for a hidden number, as a share of the room: it says nothing of its size. */
const hatching = 0.12;
const barHeight = 26;

/** Horizontal bars with direct labels, as SVG text without style of its own (`app.css` has it). */
export function drawBars({
  bars,
  title,
  width,
  document,
  reference,
  percent = false,
  scale,
  labels: aside = labelsAside,
}: BarChartOptions): string {
  const narrow = width < narrowFrom;
  const left = narrow ? 2 : aside.room;
  const top = reference === undefined ? 4 : 24;
  const labels = bars.map((bar) => bar.label);
  const rows = bars.map((bar) => ({ ...bar, text: barText(bar, percent), start: bar.value ?? 0 }));
  const known = rows.filter((bar) => bar.value !== null);
  const absent = rows.filter((bar) => bar.value === null);
  const end = Math.max(
    scaleFor(
      known.map(({ value, before, text }) => ({ value: Math.max(value ?? 0, before ?? 0), text })),
      width - left - 8,
    ),
    reference?.value ?? 0,
    scale ?? (known.length === 0 ? 1 : 0),
  );
  const secret = end * hatching;
  const shift = narrow ? 7 : 0;
  const inset = narrow ? { insetTop: 22, insetBottom: 8 } : { insetTop: 5, insetBottom: 5 };
  const beside = { y: 'label', textAnchor: 'start', dx: 6, dy: shift } as const;
  const hidden = absent.filter(({ statut }) => statut === 'secret');
  const earlier = known.filter(({ before }) => before !== undefined && before !== null);
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width },
    height: bars.length * (narrow ? lineHeight.narrow : lineHeight.wide) + top + 4,
    ...{ marginTop: top, marginBottom: 4, marginRight: 4, marginLeft: left, ariaLabel: title },
    x: { axis: null, domain: [0, end] },
    y: { axis: null, domain: labels, padding: 0 },
    marks: [
      Plot.barX(known, { x: 'value', y: 'label', ...inset, fill: palette.main, className: 'barres' }),
      Plot.link(hidden, {
        ...{ x1: 0, x2: secret, y: 'label', dy: shift, strokeWidth: barHeight },
        ...{ stroke: palette.hatching, strokeDasharray: dashes.secret, className: 'secrets' },
      }),
      Plot.tickX(earlier, {
        ...{ x: 'before', y: 'label', stroke: palette.ground, strokeWidth: 6 },
        ...{ insetTop: inset.insetTop - 3, insetBottom: inset.insetBottom - 3 },
      }),
      Plot.tickX(earlier, {
        ...{ x: 'before', y: 'label', stroke: palette.mark, strokeWidth: 3, className: 'avant' },
        ...{ insetTop: inset.insetTop - 3, insetBottom: inset.insetBottom - 3 },
      }),
      ...(reference === undefined ? [] : referenceMarks(reference, end)),
      Plot.text(known, {
        ...{ ...beside, ...(reference ? halo : {}), text: 'text', className: 'nombres' },
        x: ({ value, before }: Bar) => Math.max(value ?? 0, before ?? 0),
      }),
      Plot.text(absent, {
        ...{ ...beside, text: 'text', fill: palette.softInk, className: 'absences' },
        x: ({ statut }: Bar) => (statut === 'secret' ? secret : 0),
      }),
      Plot.text(labels, {
        x: 0,
        y: (label: string) => label,
        text: (label: string) =>
          narrow ? fitted(label, width - 4) : wrapped(label, aside.room - 14, 14, aside.lines),
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

function referenceMarks({ value, label }: Reference, end: number) {
  const late = value > end / 2;
  return [
    Plot.ruleX([value], {
      stroke: palette.mark,
      strokeWidth: 2,
      strokeDasharray: '5 3',
      className: 'reference',
    }),
    Plot.text([label], {
      ...{ x: () => value, frameAnchor: 'top', dy: -14, dx: late ? 2 : -2, text: (one: string) => one },
      ...{ textAnchor: late ? 'end' : 'start', fill: palette.mark, className: 'petits' },
    }),
  ];
}
