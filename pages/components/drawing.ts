import { palette } from './palette.ts';

/** What every drawing is given: its name, its width in the document's pixels, the document it is made in. */
export interface DrawingOptions {
  title: string;
  /** Under `narrowFrom`, labels stand over what they label. */
  width: number;
  /** The page's document, or linkedom's while prerendering. */
  document: Document;
}

/** A drawing narrower than this is one for a telephone. */
export const narrowFrom = 480;

/**
 * A finished plot as SVG text, without style of its own (`app.css` has it). Plot names its groups in English; the drawing
 * as a whole has the label, in French.
 */
export function drawingText(plot: Element): string {
  for (const style of plot.querySelectorAll('style')) style.remove();
  for (const group of plot.querySelectorAll('g[aria-label]')) group.removeAttribute('aria-label');
  plot.setAttribute('role', 'img');
  // A hundredth of a pixel is not seen; texts have their decimals after a comma.
  return plot.outerHTML.replace(/\d+\.\d{3,}/g, (number) => String(Math.round(Number(number) * 100) / 100));
}

/** About how wide a text stands at a size, in pixels: capitals and digits are wider than small letters. */
export function textWidth(text: string, size = 14): number {
  let em = 0;
  for (const letter of text)
    em += /[A-ZÀ-ÝMWmw%€]/.test(letter) ? 0.78 : /[ilj.,;:’'|\s]/.test(letter) ? 0.36 : 0.61;
  return em * size;
}

/** A text cut with an ellipsis so that it stands in a width; the table beside has it whole. */
export function fitted(text: string, room: number, size = 14): string {
  if (textWidth(text, size) <= room) return text;
  const letters = [...text];
  while (letters.length > 1 && textWidth(`${letters.join('')}…`, size) > room) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** Words in lines that stand in a width, two at most unless told otherwise: the last is cut. */
export function wrapped(text: string, room: number, size = 14, lines = 2): string {
  if (textWidth(text, size) <= room) return text;
  if (lines === 1) return fitted(text, room, size);
  const words = text.split(' ');
  let first = words.shift() ?? '';
  while (words.length > 0 && textWidth(`${first} ${words[0]}`, size) <= room) first += ` ${words.shift()}`;
  const rest = words.join(' ');
  const begun = fitted(first, room, size);
  return rest === '' ? begun : `${begun}\n${wrapped(rest, room, size, lines - 1)}`;
}

/** Paints the ground around letters, so that they are read over a line or hatching. */
export const halo = { fill: palette.ink, stroke: palette.ground, strokeWidth: 4 } as const;

/** The end of a scale at which each number still stands beside its bar. */
export function scaleFor(marks: readonly { value: number; text: string }[], room: number, size = 14): number {
  const ends = marks.map(({ value, text }) => {
    const rest = Math.max(room * 0.25, room - 10 - textWidth(text, size));
    return (Math.abs(value) * room) / rest;
  });
  return Math.max(1e-9, ...ends);
}
