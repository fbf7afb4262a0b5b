import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, narrowFrom } from './drawing.ts';
import { branchText, drawnBranches, type Flow, type FlowBranch } from './flow.ts';
import { formatNumber } from './number.ts';
import { dashes, palette, partColour } from './palette.ts';

export interface FlowChartOptions extends DrawingOptions {
  flow: Flow;
}

interface Band {
  branch: FlowBranch;
  /** Edges at the left, where all bands touch, and at the right, where each has room for its words. */
  left: [number, number];
  right: [number, number];
  fill: string;
  unknown: boolean;
}

/** A branch's two lines of words need this much. */
const step = 40;
const top = 26;

/**
 * What came in as a block, and from it one band a branch, as wide as its number. Words stand at the end of each band,
 * with number and share; a branch that is not known is hatched.
 */
export function drawFlow({ flow, title, width, document }: FlowChartOptions): string {
  const narrow = width < narrowFrom;
  const bands = bandsOf(flow, narrow ? 120 : 150);
  const height = Math.max(...bands.map(({ right }) => Math.max(right[1], middle(right) + step / 2)), 60) + 8;
  const block = narrow ? 14 : 22;
  const edge = narrow ? width * 0.42 : width * 0.5;
  const points = bands.flatMap((band) => [
    { band, x: block, low: band.left[0], high: band.left[1] },
    { band, x: edge, low: band.right[0], high: band.right[1] },
  ]);
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height, margin: 0, ariaLabel: title },
    ...{
      x: { axis: null, type: 'identity' },
      y: { axis: null, type: 'identity' },
      color: { type: 'identity' },
    },
    marks: [
      Plot.rect([bands], {
        ...{ x1: 0, x2: block, y1: top, y2: (all: Band[]) => all.at(-1)?.left[1] ?? top, fill: palette.ink },
      }),
      Plot.areaY(
        points.filter(({ band }) => !band.unknown),
        {
          ...{ x: 'x', y1: 'low', y2: 'high', z: ({ band }: Point) => band.branch.label, curve: 'bump-x' },
          ...{ fill: ({ band }: Point) => band.fill, className: 'bandes' },
        },
      ),
      Plot.link(
        bands.filter(({ unknown }) => unknown),
        {
          ...{
            x1: block,
            x2: edge,
            y1: ({ left }: Band) => middle(left),
            y2: ({ right }: Band) => middle(right),
          },
          ...{
            curve: 'bump-x',
            stroke: palette.hatching,
            strokeDasharray: dashes.unknown,
            className: 'inconnus',
          },
          strokeWidth: ({ left }: Band) => Math.max(2, left[1] - left[0]),
        },
      ),
      Plot.text([flow], {
        ...{ x: 0, y: 12, textAnchor: 'start', className: 'nombres' },
        text: ({ label, value }: Flow) => `${label}\u00a0: ${formatNumber(value)}`,
      }),
      Plot.text(bands, {
        ...{
          x: edge + 10,
          y: ({ right }: Band) => middle(right) - 9,
          textAnchor: 'start',
          className: 'libelles',
        },
        text: ({ branch }: Band) => branch.label,
      }),
      Plot.text(bands, {
        ...{
          x: edge + 10,
          y: ({ right }: Band) => middle(right) + 9,
          textAnchor: 'start',
          className: 'nombres',
        },
        text: ({ branch }: Band) => branchText(narrow ? { ...branch, detail: '' } : branch, flow.value),
      }),
    ],
  });
  return drawingText(plot);
}

interface Point {
  band: Band;
  x: number;
}

function middle([from, to]: [number, number]): number {
  return (from + to) / 2;
}

/** Bands one under another: together at the left, as far apart at the right as their words need. */
function bandsOf(flow: Flow, room: number): Band[] {
  const shown = drawnBranches(flow);
  const sum = Math.max(
    flow.value,
    shown.reduce((all, { value }) => all + (value ?? 0), 0),
    1,
  );
  let left = top;
  let right = top;
  return shown.map((branch, index): Band => {
    const size = ((branch.value ?? 0) / sum) * room;
    const from = left;
    left += size;
    const pad = Math.max(0, (step - size) / 2);
    const start = right + pad;
    right = start + size + pad + 4;
    return {
      ...{ branch, left: [from, left], right: [start, start + Math.max(1, size)] },
      ...{ fill: partColour(index), unknown: branch.statut === 'inconnu' },
    };
  });
}
