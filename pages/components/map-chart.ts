import * as Plot from '@observablehq/plot';
import { type DrawingOptions, drawingText, halo, narrowFrom } from './drawing.ts';
import outlines from './outlines.json' with { type: 'json' };
import { palette, stepColours, textOn } from './palette.ts';
import { classOf, classText, type MapPlace, mapClasses } from './territory-map.ts';

export interface MapChartOptions extends DrawingOptions {
  places: MapPlace[];
}

type Point = [number, number];
interface Shape extends MapPlace {
  rings: Point[][];
  /** Where its words stand. */
  at: Point;
  fill: string;
}

const known: Record<string, number[][][] | undefined> = outlines.departements;
const keyHeight = 24;
const boxHeight = 46;

/**
 * The outlines of the départements, each with its name and figure written on it, shaded in four classes of one width whose
 * key says their bounds. A figure that is hidden or not known is hatched, and its word stands there. A département without
 * an outline stands as a box under the map.
 */
export function drawMap({ places, title, width, document }: MapChartOptions): string {
  const narrow = width < narrowFrom;
  const classes = mapClasses(places.flatMap(({ value }) => (value === null ? [] : [value])));
  const fillOf = (place: MapPlace) => stepColours[classOf(place.value, classes)] ?? palette.ground;
  const mapped = places.filter(({ code }) => known[code] !== undefined);
  const boxed = places.filter(({ code }) => known[code] === undefined);
  const mapWidth = narrow ? width : Math.min(width, 620);
  const { shapes, bottom } = shapesOf(mapped, mapWidth, narrow ? 0.98 : 0.78, fillOf);
  const boxes = boxed.map((place, index) => ({
    ...place,
    y: bottom + index * boxHeight,
    fill: fillOf(place),
  }));
  const keyTop = bottom + boxes.length * boxHeight + 8;
  const keys = classes.map((one, index) => ({
    ...{ text: classText(one), fill: stepColours[index] ?? palette.ground },
    x: narrow ? 1 : 1 + (index % 4) * 150,
    y: keyTop + (narrow ? index * keyHeight : 0),
  }));
  const height = keyTop + (keys.length === 0 ? 0 : (narrow ? keys.length : 1) * keyHeight) + 4;
  const geo = (list: Shape[]) =>
    list.map((shape) => ({ ...shape, type: 'Polygon', coordinates: shape.rings }));
  const hidden = shapes.filter(({ value }) => value === null);
  const plot = Plot.plot({
    ...{
      document,
      className: 'graphique',
      width,
      height,
      margin: 0,
      ariaLabel: title,
      projection: 'identity',
    },
    ...{ color: { type: 'identity' } },
    marks: [
      Plot.geo(geo(shapes), { fill: 'fill', stroke: palette.ground, strokeWidth: 2, className: 'carte' }),
      Plot.geo(geo(shapes), { stroke: palette.softInk, strokeWidth: 0.75 }),
      Plot.link(
        hidden.flatMap(({ rings }) => hatching(rings)),
        {
          ...{
            x1: ([a]: Line) => a[0],
            y1: ([a]: Line) => a[1],
            x2: ([, b]: Line) => b[0],
            y2: ([, b]: Line) => b[1],
          },
          ...{ stroke: palette.hatching, strokeWidth: 2, className: 'secrets' },
        },
      ),
      ...wordMarks(hidden, halo),
      ...wordMarks(shapes.filter(({ value }) => value !== null)),
      ...boxMarks(boxes, mapWidth),
      Plot.rect(keys, {
        ...{ x1: 'x', x2: ({ x }: Key) => x + 22, y1: 'y', y2: ({ y }: Key) => y + 16, fill: 'fill' },
        ...{ stroke: palette.softInk, strokeWidth: 0.75 },
      }),
      Plot.text(keys, {
        ...{
          x: ({ x }: Key) => x + 28,
          y: ({ y }: Key) => y + 8,
          text: 'text',
          textAnchor: 'start',
          className: 'petits',
        },
      }),
    ],
  });
  return drawingText(plot);
}

/** The name of each département and its figure under it, in its middle. */
function wordMarks(shapes: Shape[], paint: { fill?: string; stroke?: string; strokeWidth?: number } = {}) {
  const ink = ({ fill }: Shape) => textOn(fill);
  // On its own ground, so that a border under a letter does not cross it.
  const ground = { stroke: ({ fill }: Shape) => fill, strokeWidth: 3 };
  return [
    Plot.text(shapes, {
      ...{
        x: ({ at }: Shape) => at[0],
        y: ({ at }: Shape) => at[1] - 3,
        fill: ink,
        ...ground,
        ...paint,
        className: 'petits',
      },
      // A name in two parts stands on two lines, within its département.
      text: ({ name }: Shape) => (name.length > 12 ? name.replace('-', '-\n') : name),
      ...{ lineAnchor: 'bottom', lineHeight: 1.05 },
    }),
    Plot.text(shapes, {
      ...{
        x: ({ at }: Shape) => at[0],
        y: ({ at }: Shape) => at[1] + 8,
        text: 'text',
        fill: ink,
        ...ground,
        ...paint,
      },
      className: 'nombres',
    }),
  ];
}

interface Key {
  x: number;
  y: number;
}

function boxMarks(boxes: (MapPlace & { y: number; fill: string })[], width: number) {
  type Box = (typeof boxes)[number];
  return [
    Plot.rect(boxes, {
      ...{
        x1: 1,
        x2: width - 1,
        y1: 'y',
        y2: ({ y }: Box) => y + boxHeight - 6,
        fill: 'fill',
        stroke: palette.softInk,
      },
    }),
    Plot.text(boxes, {
      ...{ x: 12, y: ({ y }: Box) => y + boxHeight / 2 - 3, textAnchor: 'start', className: 'nombres' },
      ...{ text: ({ name, text }: Box) => `${name}\u00a0: ${text}`, fill: ({ fill }: Box) => textOn(fill) },
    }),
  ];
}

/** Outlines in pixels, as wide as the drawing or as high as `ratio` of it, and where each has room for its words. */
function shapesOf(places: MapPlace[], width: number, ratio: number, fillOf: (place: MapPlace) => string) {
  const all = places.flatMap(({ code }) => known[code] ?? []).flat();
  if (all.length === 0) return { shapes: [], bottom: 0 };
  const xs = all.map(([x = 0]) => x);
  const ys = all.map(([, y = 0]) => y);
  const [left, right, high, low] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const zoom = Math.min((width - 4) / (right - left), (width * ratio) / (low - high));
  const shift = (width - (right - left) * zoom) / 2;
  const shapes = places.map((place): Shape => {
    const rings = (known[place.code] ?? []).map((ring) =>
      ring.map(([x = 0, y = 0]): Point => [(x - left) * zoom + shift, (y - high) * zoom + 4]),
    );
    return { ...place, rings, at: centre(rings[0] ?? []), fill: fillOf(place) };
  });
  return { shapes, bottom: (low - high) * zoom + 12 };
}

type Line = [Point, Point];

/** Lines across the inside of rings, from edge to edge. */
function hatching(rings: Point[][], step = 6): Line[] {
  const ys = rings.flat().map(([, y]) => y);
  const lines: Line[] = [];
  for (let y = Math.ceil(Math.min(...ys)) + 0.5; y < Math.max(...ys); y += step) {
    const cuts = rings.flatMap((ring) =>
      ring.flatMap(([x1, y1], index) => {
        const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
        return y1 > y === y2 > y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)];
      }),
    );
    cuts.sort((a, b) => a - b);
    for (let at = 0; at + 1 < cuts.length; at += 2)
      lines.push([
        [cuts[at] ?? 0, y],
        [cuts[at + 1] ?? 0, y],
      ]);
  }
  return lines;
}

/** The centre of gravity of a ring. */
function centre(ring: Point[]): Point {
  let [area, x, y] = [0, 0, 0];
  ring.forEach(([x1, y1], index) => {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    const cross = x1 * y2 - x2 * y1;
    area += cross;
    x += (x1 + x2) * cross;
    y += (y1 + y2) * cross;
  });
  return area === 0 ? (ring[0] ?? [0, 0]) : [x / (3 * area), y / (3 * area)];
}
