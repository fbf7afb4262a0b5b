import { formatNumber, formatPercent } from './number.ts';

/** One bar: a label and a number, or the word that says how the number is absent. */
export interface Bar {
  label: string;
  value: number | null;
  /** Shown in the place of the number when there is none. */
  absence: string;
  /** How it is absent: `secret` is hatched. */
  statut?: string;
  /** Stands after the number, in its line: `590 / 1 098`, `2023 : 640`. */
  detail?: string;
  /** The year before, where it compares: a mark over the bar. */
  before?: number | null;
}

/** A line across all bars: an objective, the whole region. */
export interface Reference {
  value: number;
  label: string;
}

/** The number of a bar as it is read, with what stands after it. */
export function barText({ value, absence, detail = '' }: Bar, percent = false): string {
  const number = value === null ? absence : percent ? formatPercent(value) : formatNumber(value);
  return detail === '' ? number : `${number} (${detail})`;
}

/** The same in one sentence with every figure, for who does not see the drawing. */
export function describeBars(bars: Bar[], unit: string, percent = false, reference?: Reference): string {
  const parts = bars.map((bar) => `${bar.label} ${barText(bar, percent)}`);
  const line = reference === undefined ? '' : ` ${reference.label}.`;
  return `Barres horizontales, en ${unit}\u00a0: ${parts.join('\u202f; ')}.${line}`;
}
