import { formatNumber } from './number.ts';

/** One bar: a label and a number, or the word that says how the number is absent. */
export interface Bar {
  label: string;
  value: number | null;
  /** Shown in the place of the number when there is none. */
  absence: string;
}

/** The same in one sentence with every figure, for who does not see the drawing. */
export function describeBars(bars: Bar[], unit: string): string {
  const parts = bars.map(
    (bar) => `${bar.label} ${bar.value === null ? bar.absence : formatNumber(bar.value)}`,
  );
  return `Barres horizontales, en ${unit}\u00a0: ${parts.join('\u202f; ')}.`;
}
