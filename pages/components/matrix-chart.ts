import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, fitted, narrowFrom, wrapped } from './drawing.ts';
import { inPlace, type Matrix, matrixStates } from './matrix.ts';
import { palette } from './palette.ts';

export interface MatrixChartOptions extends DrawingOptions {
  matrix: Matrix;
}

interface Cell {
  x: number;
  y: number;
  state: string;
}

/** Words at a place. */
interface Word {
  x: number;
  y: number;
  text: string;
}

/** What is drawn of some of the columns, one block under the other. */
interface Block {
  height: number;
  cells: Cell[];
  labels: Word[];
  heads: Word[];
  groups: Word[];
  counts: Word[];
  rules: number[];
}

const labelRoom = { wide: 220, narrow: 0 };
const rowHeight = { wide: 44, narrow: 62 };
/** A column is wide enough for the words of its cells. */
const leastColumn = 72;
const size = 9;

/**
 * A shape and a word for each line and column: a full square is in place, a half one in part, a ring planned, a crossed ring
 * blocked, a stroke not; anything else is the word alone. Under the columns, how many of the lines each has in place. Columns
 * that do not fit beside one another go on in a block below.
 */
export function drawMatrix({ matrix, title, width, document }: MatrixChartOptions): string {
  const narrow = width < narrowFrom;
  const blocks: Block[] = [];
  let top = 0;
  for (const columns of columnBlocks(matrix, width - labelRoom[narrow ? 'narrow' : 'wide'])) {
    const block = blockOf(matrix, columns, { width, top, narrow });
    blocks.push(block);
    top += block.height;
  }
  const all = <Name extends Exclude<keyof Block, 'height'>>(name: Name) =>
    blocks.flatMap((block) => block[name] as Word[]);
  const cells = blocks.flatMap((block) => block.cells);
  const of = (...states: string[]) => cells.filter(({ state }) => states.includes(state));
  const plain = { x: 'x', y: 'y', text: 'text' } as const;
  const plot = Plot.plot({
    ...{ document, className: 'graphique', width, height: Math.max(20, top), margin: 0, ariaLabel: title },
    ...{
      x: { axis: null, type: 'identity' },
      y: { axis: null, type: 'identity' },
      color: { type: 'identity' },
    },
    marks: [
      Plot.ruleY(
        blocks.flatMap(({ rules }) => rules),
        { x1: 0, x2: width, stroke: palette.line },
      ),
      Plot.rect(
        of('oui', 'en partie'),
        square({ fill: palette.ground, stroke: palette.main, strokeWidth: 1.5 }),
      ),
      Plot.rect(of('oui'), { ...square({ fill: palette.main }), className: 'oui' }),
      Plot.rect(of('en partie'), { ...square({ fill: palette.main }), y1: 'y', className: 'en-partie' }),
      Plot.dot(of('en projet', 'bloquée'), {
        ...{ x: 'x', y: 'y', r: size - 1, stroke: palette.main, strokeWidth: 1.5, className: 'en-projet' },
        ...{ fill: palette.ground, strokeDasharray: '3 2' },
      }),
      Plot.dot(of('bloquée'), {
        x: 'x',
        y: 'y',
        r: 5,
        symbol: 'times',
        stroke: palette.mark,
        strokeWidth: 2,
      }),
      Plot.link(of('non'), {
        ...{
          x1: ({ x }: Cell) => x - 6,
          x2: ({ x }: Cell) => x + 6,
          y1: 'y',
          y2: 'y',
          stroke: palette.softInk,
        },
        ...{ strokeWidth: 2, className: 'non' },
      }),
      Plot.text(
        cells.filter(({ state }) => !known(state) && state !== '–'),
        { x: 'x', y: 'y', text: () => '?', fill: palette.softInk, className: 'absences' },
      ),
      Plot.text(cells, {
        x: 'x',
        y: ({ y }: Cell) => y + 13,
        text: ({ state }: Cell) => wrapped(state, leastColumn - 8, 11),
        lineAnchor: 'top',
        lineHeight: 1,
        className: 'petits etats',
      }),
      Plot.text(all('labels'), { ...plain, textAnchor: 'start', lineHeight: 1.15, className: 'libelles' }),
      Plot.text(all('heads'), { ...plain, lineAnchor: 'bottom', className: 'petits tetes' }),
      Plot.text(all('groups'), { ...plain, textAnchor: 'start', className: 'petits nombres' }),
      Plot.text(all('counts'), { ...plain, className: 'nombres' }),
    ],
  });
  return drawingText(plot);
}

/** The columns block by block: as many as fit, a group of columns never parted unless it alone is too wide. */
function columnBlocks({ columns }: Matrix, room: number): number[][] {
  const most = Math.max(1, Math.floor(room / leastColumn));
  const groups: number[][] = [];
  columns.forEach(({ group }, index) => {
    const last = groups.at(-1);
    const same = last !== undefined && group !== undefined && columns[last[0] ?? -1]?.group === group;
    if (same && last.length < most) last.push(index);
    else groups.push([index]);
  });
  const blocks: number[][] = [];
  const even = Math.ceil(columns.length / Math.max(1, Math.ceil(columns.length / most)));
  for (const group of groups) {
    const last = blocks.at(-1);
    if (last !== undefined && last.length < even && last.length + group.length <= most) last.push(...group);
    else blocks.push([...group]);
  }
  return blocks;
}

function blockOf(
  matrix: Matrix,
  columns: number[],
  { width, top, narrow }: { width: number; top: number; narrow: boolean },
): Block {
  const left = labelRoom[narrow ? 'narrow' : 'wide'];
  const high = rowHeight[narrow ? 'narrow' : 'wide'];
  const column = Math.min(130, (width - left) / columns.length);
  const grouped = columns.some((index) => matrix.columns[index]?.group !== undefined);
  const start = top + (grouped ? 18 : 0) + 36;
  const centre = (at: number) => left + (at + 0.5) * column;
  const end = start + matrix.lines.length * high;
  const firsts = columns.flatMap((index, at) => {
    const { group } = matrix.columns[index] ?? {};
    return group !== undefined && (at === 0 || matrix.columns[columns[at - 1] ?? -1]?.group !== group)
      ? [{ group, at }]
      : [];
  });
  const counts = columns.map((index, at) => ({
    x: centre(at),
    y: end + 16,
    text: String(inPlace(matrix, index)),
  }));
  const total = { x: left === 0 ? 0 : 60, y: end + 16, text: `En place, sur ${matrix.lines.length}` };
  return {
    height: end + 46 - top,
    cells: matrix.lines.flatMap(({ cells }, line) =>
      columns.map(
        (index, at): Cell => ({
          ...{
            state: cells[index]?.state ?? '–',
            x: centre(at),
            y: start + line * high + (narrow ? 34 : 15),
          },
        }),
      ),
    ),
    labels: matrix.lines.map(({ label }, line) => ({
      ...{ x: 0, y: start + line * high + (narrow ? 13 : high / 2) },
      text: narrow ? fitted(label, width) : wrapped(label, left - 14),
    })),
    heads: columns.map((index, at) => ({
      ...{ x: centre(at), y: start - 6, text: wrapped(matrix.columns[index]?.head ?? '', column - 4, 11) },
    })),
    groups: firsts.map(({ group, at }, index) => {
      const next = firsts[index + 1]?.at ?? columns.length;
      return { x: left + at * column + 2, y: top + 9, text: fitted(group, (next - at) * column - 4, 11) };
    }),
    counts: narrow ? counts : [...counts, total],
    rules: [...matrix.lines.map((_, line) => start + line * high), end],
  };
}

function known(state: string): boolean {
  return (matrixStates as readonly string[]).includes(state);
}

function square(paint: { fill: string; stroke?: string; strokeWidth?: number }) {
  return {
    ...{ x1: ({ x }: Cell) => x - size, x2: ({ x }: Cell) => x + size },
    ...{ y1: ({ y }: Cell) => y - size, y2: ({ y }: Cell) => y + size, ...paint },
  };
}
