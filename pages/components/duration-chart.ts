import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, fitted, narrowFrom, textWidth } from './drawing.ts';
import { countText, type DurationLine, type Durations, knownDurations, medianText } from './duration.ts';
import { formatNumber } from './number.ts';
import { dashes, palette, stepColours, textOn } from './palette.ts';

export interface DurationChartOptions extends DrawingOptions {
  durations: Durations;
}

interface Piece {
  line: DurationLine;
  y: number;
  from: number;
  to: number;
  fill: string;
  text: string;
}

/** Of the words over a bar, and of the room under the words that follow it. */
const head = 20;
const gap = 14;
const barHeight = 26;

/**
 * One bar a line, of one length for all whose duration is known, cut into bands from the shortest to the longest. Under the
 * bar each band in words, with its number; beside the label, the base and the median.
 */
export function drawDurations({ durations, title, width, document }: DurationChartOptions): string {
  const { bands, lines } = durations;
  const narrow = width < narrowFrom;
  const under = narrow ? bands.length * 18 + 6 : 24;
  const rowHeight = head + barHeight + under + gap;
  const height = lines.length * rowHeight;
  const top = (index: number) => index * rowHeight;
  const pieces = lines.flatMap((line, index) => piecesOf(line, durations, width, top(index) + head));
  const heads = lines.map((line, index) => ({ line, y: top(index) + 10 }));
  const unknown = pieces.filter(({ fill }) => fill === '');
  const known = pieces.filter(({ fill }) => fill !== '');
  const words = lines.flatMap((line, index) =>
    wordsOf(line, bands, width, top(index) + head + barHeight, narrow),
  );
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height, margin: 0, ariaLabel: title },
    ...{
      x: { axis: null, type: 'identity' },
      y: { axis: null, type: 'identity' },
      color: { type: 'identity' },
    },
    marks: [
      Plot.rect(known, {
        ...{
          x1: 'from',
          x2: 'to',
          y1: 'y',
          y2: ({ y }: Piece) => y + barHeight,
          fill: 'fill',
          className: 'parts',
        },
        ...{ stroke: palette.main, strokeWidth: 1 },
      }),
      Plot.link(unknown, {
        ...{
          x1: 'from',
          x2: 'to',
          y1: ({ y }: Piece) => y + barHeight / 2,
          y2: ({ y }: Piece) => y + barHeight / 2,
        },
        ...{
          stroke: palette.hatching,
          strokeWidth: barHeight,
          strokeDasharray: dashes.unknown,
          className: 'inconnus',
        },
      }),
      Plot.text(
        known.filter(({ from, to, text }) => to - from > textWidth(text) + 12),
        {
          ...{
            x: ({ from, to }: Piece) => (from + to) / 2,
            y: ({ y }: Piece) => y + barHeight / 2,
            text: 'text',
          },
          ...{ fill: ({ fill }: Piece) => textOn(fill), className: 'nombres' },
        },
      ),
      Plot.text(heads, {
        ...{ x: 0, y: 'y', textAnchor: 'start', className: 'libelles' },
        text: ({ line }: { line: DurationLine }) => fitted(headText(line, narrow), width),
      }),
      Plot.rect(words, {
        ...{ x1: 'x', x2: ({ x }: Word) => x + 12, y1: ({ y }: Word) => y - 6, y2: ({ y }: Word) => y + 6 },
        ...{ fill: 'fill', stroke: palette.main },
      }),
      Plot.text(words, {
        ...{ x: ({ x }: Word) => x + 18, y: 'y', textAnchor: 'start', text: 'text', className: 'petits' },
      }),
    ],
  });
  return drawingText(plot);
}

/** On a telephone the base, which the table has, gives way to the median. */
function headText(line: DurationLine, narrow: boolean): string {
  const median = medianText(line);
  const base =
    narrow && median !== '' ? line.label : `${line.label}, sur ${formatNumber(knownDurations(line))}`;
  return [base, median].filter(Boolean).join(', ');
}

function stepColour(index: number, of: number): string {
  const at = of < 2 ? stepColours.length - 1 : Math.round((index / (of - 1)) * (stepColours.length - 1));
  return stepColours[at] ?? palette.main;
}

/** The bands of one line, then those of whom the duration is not known, from left to right. */
function piecesOf(line: DurationLine, { bands }: Durations, width: number, y: number): Piece[] {
  const whole = knownDurations(line) + line.unknown;
  let at = 0;
  const piece = (count: number, fill: string): Piece => {
    const from = at;
    at += whole === 0 ? 0 : (count / whole) * (width - 2);
    return { line, y, from: from + 1, to: at + 1, fill, text: formatNumber(count) };
  };
  const known = line.counts.map((count, index) => piece(count, stepColour(index, bands.length)));
  return line.unknown > 0 ? [...known, piece(line.unknown, '')] : known;
}

interface Word {
  x: number;
  y: number;
  text: string;
  fill: string;
}

function wordsOf(line: DurationLine, bands: string[], width: number, y: number, narrow: boolean): Word[] {
  return bands.map((band, index) => ({
    ...{ text: `${band}\u00a0: ${countText(line, index)}`, fill: stepColour(index, bands.length) },
    x: narrow ? 1 : 1 + (index * width) / bands.length,
    y: y + 14 + (narrow ? index * 18 : 0),
  }));
}
