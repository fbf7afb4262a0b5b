type Point = [number, number];

/** Outlines are drawn some three times larger than they are written: a tenth is a third of a pixel. */
const precision = 10;

/**
 * The closed rings of an SVG path of straight lines, in tenths. Neighbours come from the same lines, so that rounding
 * leaves no gap between them. Throws for a command that is no straight line.
 */
export function ringsOfPath(path: string): Point[][] {
  const rings: Point[][] = [];
  let at: Point = [0, 0];
  let command = 'm';
  const tokens = path.match(/[a-zA-Z]|-?\d+(?:\.\d+)?/g) ?? [];
  for (let index = 0; index < tokens.length; ) {
    const token = tokens[index] ?? '';
    if (/[a-zA-Z]/.test(token)) {
      command = token;
      index++;
      if (/[zZ]/.test(command)) at = rings.at(-1)?.[0] ?? at;
      continue;
    }
    at = next(at, command, Number(token), Number(tokens[index + 1]));
    if (/[mM]/.test(command)) rings.push([at]);
    else rings.at(-1)?.push(at);
    // A move that goes on is a line.
    if (command === 'm') command = 'l';
    if (command === 'M') command = 'L';
    index += /[hHvV]/.test(command) ? 1 : 2;
  }
  return rings.map(rounded);
}

function next([x, y]: Point, command: string, first: number, second: number): Point {
  switch (command) {
    case 'm':
    case 'l':
      return [x + first, y + second];
    case 'M':
    case 'L':
      return [first, second];
    case 'h':
      return [x + first, y];
    case 'H':
      return [first, y];
    case 'v':
      return [x, y + first];
    case 'V':
      return [x, first];
    default:
      throw new Error(`A path with « ${command} » is not one of straight lines.`);
  }
}

/** Points in tenths, without one that repeats the point before it. */
function rounded(ring: Point[]): Point[] {
  const points = ring.map(([x, y]): Point => [Math.round(x * precision), Math.round(y * precision)]);
  return points.filter(([x, y], index) => {
    const before = points[index - 1];
    return before === undefined || before[0] !== x || before[1] !== y;
  });
}
