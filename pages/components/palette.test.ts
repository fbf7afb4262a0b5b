import { describe, expect, it } from 'vitest';
import { contrast, luminance, palette, partColour, partColours, stepColours, textOn } from './palette.ts';

/** Linear sRGB → what eyes without red, green or blue cones see (Viénot 1999; Brettel's axis for the third). */
const blind: Record<string, readonly (readonly number[])[]> = {
  protan: [
    [0.11238, 0.88762, 0],
    [0.11238, 0.88762, 0],
    [0.00401, -0.00401, 1],
  ],
  deutan: [
    [0.29275, 0.70725, 0],
    [0.29275, 0.70725, 0],
    [-0.02234, 0.02234, 1],
  ],
};

function linear(colour: string): number[] {
  return [1, 3, 5].map((from) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** Lab of linear RGB, under D65. */
function lab([r = 0, g = 0, b = 0]: number[]): number[] {
  const f = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const [x, y, z] = [
    (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.95047,
    0.2126 * r + 0.7152 * g + 0.0722 * b,
    (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.08883,
  ].map((value) => f(Math.max(0, value)));
  return [116 * (y ?? 0) - 16, 500 * ((x ?? 0) - (y ?? 0)), 200 * ((y ?? 0) - (z ?? 0))];
}

function seen(colour: string, matrix: readonly (readonly number[])[]): number[] {
  const rgb = linear(colour);
  return lab(matrix.map((row) => row.reduce((sum, weight, at) => sum + weight * (rgb[at] ?? 0), 0)));
}

const distance = (a: number[], b: number[]) => Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)));
const pairs = (list: readonly string[]) =>
  list.slice(1).map((colour, at) => [list[at] ?? '', colour] as const);

describe('the palette', () => {
  it('keeps neighbouring parts apart in grey', () => {
    for (const [a, b] of pairs(partColours)) expect(contrast(a, b), `${a} ${b}`).toBeGreaterThan(1.9);
  });

  it('keeps neighbouring parts apart without red or green cones', () => {
    for (const [a, b] of pairs(partColours))
      for (const [kind, matrix] of Object.entries(blind))
        expect(distance(seen(a, matrix), seen(b, matrix)), `${kind} ${a} ${b}`).toBeGreaterThan(25);
  });

  it('darkens with each step, so that more is darker on paper too', () => {
    for (const [a, b] of pairs(stepColours)) expect(luminance(a)).toBeGreaterThan(luminance(b) * 1.5);
  });

  it('reads on each of its colours, and its marks on white', () => {
    for (const colour of [...partColours, ...stepColours])
      expect(contrast(colour, textOn(colour)), colour).toBeGreaterThan(4.5);
    for (const mark of [palette.main, palette.mark, palette.softInk])
      expect(contrast(mark, palette.ground), mark).toBeGreaterThan(4.5);
    expect(contrast(palette.hatching, palette.ground)).toBeGreaterThan(3);
  });

  it('begins again after its last colour', () => {
    expect(partColour(partColours.length)).toBe(partColours[0]);
  });
});
