import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, fitted, halo, narrowFrom, textWidth } from './drawing.ts';
import { formatShare } from './number.ts';
import { dashes, palette, partColour, textOn } from './palette.ts';
import { type SharePart, type Shares, shareText } from './share.ts';

export interface ShareChartOptions extends DrawingOptions {
  shares: Shares;
}

interface Segment {
  part: SharePart;
  letter: string;
  from: number;
  to: number;
  fill: string;
  /** Dashes of a segment that is no colour: hidden, or not known. */
  dash: string | undefined;
}

const barTop = 18;
const barHeight = 34;
const keyTop = barTop + barHeight + 26;
const keyHeight = { wide: 26, narrow: 42 };
/** A part of 0,3 % is seen all the same. */
const least = 2;
/** Width of the hatching that stands for a hidden number: it says nothing of its size. */
const hatching = 30;

/**
 * The parts of a whole as one bar, each with its letter, and under it a line each with label, number and share. A part
 * that is hidden is hatching of one width; those of whom nothing is known are hatched in proportion.
 */
export function drawShares({ shares, title, width, document }: ShareChartOptions): string {
  const narrow = width < narrowFrom;
  const segments = segmentsOf(shares, width);
  const rowHeight = narrow ? keyHeight.narrow : keyHeight.wide;
  const height = keyTop + segments.length * rowHeight;
  const rows = segments.map((segment, index) => ({ ...segment, y: keyTop + index * rowHeight }));
  const wide = rows.filter(({ from, to }) => to - from >= 14);
  const thin = rows.filter(({ from, to }) => to - from < 14);
  const inside = rows.filter(
    ({ from, to, part }) =>
      part.value !== null && !part.unknown && to - from > textWidth(inBar(part, shares)) + 30,
  );
  const filled = (row: Segment) => row.dash === undefined;
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height, margin: 0, ariaLabel: title },
    ...{
      x: { axis: null, type: 'identity' },
      y: { axis: null, type: 'identity' },
      color: { type: 'identity' },
    },
    marks: [
      Plot.rect(rows.filter(filled), {
        ...{ x1: 'from', x2: 'to', y1: barTop, y2: barTop + barHeight, fill: 'fill', className: 'parts' },
      }),
      ...hatched(
        rows.filter((row) => !filled(row)),
        (row) => [row.from, row.to],
        barTop + barHeight / 2,
        barHeight,
      ),
      Plot.text(
        wide.filter((row) => !filled(row)),
        {
          ...halo,
          x: ({ from }: Segment) => from + 8,
          y: barTop + barHeight / 2,
          text: 'letter',
          className: 'lettres',
        },
      ),
      Plot.text(wide.filter(filled), {
        ...{ x: ({ from }: Segment) => from + 8, y: barTop + barHeight / 2, text: 'letter' },
        ...{ fill: (row: Segment) => textOn(row.fill), className: 'lettres' },
      }),
      Plot.text(inside, {
        ...{ x: ({ from, to }: Segment) => (from + to) / 2 + 6, y: barTop + barHeight / 2 },
        ...{ text: ({ part }: Segment) => inBar(part, shares), className: 'nombres' },
        fill: ({ fill }: Segment) => textOn(fill),
      }),
      Plot.text(thin, {
        ...{ x: ({ from, to }: Segment) => Math.min(width - 6, Math.max(6, (from + to) / 2)), y: barTop - 8 },
        ...{ text: 'letter', className: 'lettres petits' },
      }),
      ...keyMarks(rows, shares, width, narrow),
    ],
  });
  return drawingText(plot);
}

function inBar(part: SharePart, { whole }: Shares): string {
  return whole === null || part.value === null ? '' : (formatShare(part.value, whole) ?? '');
}

/** Where each part begins and ends, in pixels. */
function segmentsOf({ parts }: Shares, width: number): Segment[] {
  const sum = parts.reduce((all, { value }) => all + (value ?? 0), 0);
  const absent = parts.filter(({ value }) => value === null).length;
  const small = (value: number, room: number) => value > 0 && (value / sum) * room < least;
  const room = width - absent * hatching;
  const few = parts.filter(({ value }) => value !== null && small(value, room)).length;
  const rest = room - few * least;
  let at = 0;
  return parts.map((part, index): Segment => {
    const own = part.value === null ? hatching : sum === 0 ? 0 : (part.value / sum) * rest;
    const from = at;
    at += part.value !== null && small(part.value, room) ? own + least : own;
    const dash = part.value === null ? dashes.secret : part.unknown ? dashes.unknown : undefined;
    return {
      ...{ part, from, to: Math.max(from, Math.min(width, at)), dash },
      ...{ letter: String.fromCharCode(65 + (index % 26)), fill: partColour(index) },
    };
  });
}

function hatched<T extends Segment & { y: number }>(
  rows: T[],
  ends: (row: T) => readonly [number, number],
  y: number | ((row: T) => number),
  strokeWidth: number,
) {
  return Object.values(dashes).map((dash) =>
    Plot.link(
      rows.filter((row) => row.dash === dash),
      {
        ...{ x1: (row: T) => ends(row)[0], x2: (row: T) => ends(row)[1], y1: y, y2: y },
        ...{ stroke: palette.hatching, strokeWidth, strokeDasharray: dash },
        className: dash === dashes.secret ? 'secrets' : 'inconnus',
      },
    ),
  );
}

/** A line for each part: its swatch with its letter, its label, its number. */
function keyMarks(rows: (Segment & { y: number })[], { whole }: Shares, width: number, narrow: boolean) {
  const filled = rows.filter(({ dash }) => dash === undefined);
  const labelRoom = narrow ? width - 30 : width * 0.55;
  const number = (row: Segment) => shareText(row.part, whole);
  const beside = (row: Segment) => 30 + Math.min(labelRoom, textWidth(row.part.label)) + 14;
  return [
    Plot.rect(filled, {
      ...{
        x1: 0,
        x2: 22,
        y1: ({ y }: { y: number }) => y - 10,
        y2: ({ y }: { y: number }) => y + 10,
        fill: 'fill',
      },
    }),
    ...hatched(
      rows.filter(({ dash }) => dash !== undefined),
      () => [0, 22],
      ({ y }) => y,
      20,
    ),
    Plot.text(filled, {
      ...{ x: 11, y: 'y', text: 'letter', className: 'lettres', fill: ({ fill }: Segment) => textOn(fill) },
    }),
    Plot.text(
      rows.filter(({ dash }) => dash !== undefined),
      { ...halo, x: 11, y: 'y', text: 'letter', className: 'lettres' },
    ),
    Plot.text(rows, {
      ...{
        x: 30,
        y: ({ y }: { y: number }) => (narrow ? y - 8 : y),
        textAnchor: 'start',
        className: 'libelles',
      },
      text: ({ part }: Segment) => fitted(part.label, labelRoom),
    }),
    Plot.text(rows, {
      ...{ x: narrow ? 30 : beside, y: ({ y }: { y: number }) => (narrow ? y + 10 : y), textAnchor: 'start' },
      ...{ text: number, className: 'nombres' },
    }),
  ];
}
