/**
 * The one palette of all drawings. Neighbours differ in lightness, so that they stay apart for every kind of colour
 * blindness and on a grey print; what is hidden or unknown is drawn by pattern, never by a colour alone.
 */
export const palette = {
  ink: '#161d2b',
  softInk: '#4a5466',
  line: '#d5dae3',
  ground: '#ffffff',
  main: '#1f4b82',
  /** The year before, a reference: a mark over the bars. */
  mark: '#b34000',
  hatching: '#8a93a3',
} as const;

/** Parts of a whole, in order: dark and light by turns. */
export const partColours = ['#14315a', '#e3a83b', '#1b7f79', '#c9dcf0', '#8a3417', '#b9c1cc'] as const;

/** Steps of one quantity, from the least to the most. */
export const stepColours = ['#e3ebf6', '#a9c4e4', '#5b8bc3', '#1f4b82'] as const;

/** Dashes along a thick line: hatching that needs no pattern with a name of its own in the page. */
export const dashes = {
  /** A number that is known and hidden. */
  secret: '2 3',
  /** Those of whom something is not known. */
  unknown: '1 5',
} as const;

/** The colour of the part at a place: after the last, the first again. */
export function partColour(index: number): string {
  return partColours[index % partColours.length] ?? palette.main;
}

function channels(colour: string): [number, number, number] {
  const at = (from: number) => Number.parseInt(colour.slice(from, from + 2), 16) / 255;
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return [linear(at(1)), linear(at(3)), linear(at(5))];
}

/** Relative luminance of `#rrggbb`, as WCAG counts it. */
export function luminance(colour: string): number {
  const [red, green, blue] = channels(colour);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast of two colours, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/** White or ink: whichever is read better on a colour. */
export function textOn(colour: string): string {
  return contrast(colour, palette.ground) >= contrast(colour, palette.ink) ? palette.ground : palette.ink;
}
