import { number, type Row, text } from './figure.ts';
import { formatNumber } from './number.ts';

/** What waited, came and ended in the year, and whether it makes what waits at its end. */
export interface WaitingLine {
  antenne: string;
  module: string;
  opening: number;
  entries: number;
  ends: number;
  closing: number;
  /** Closing minus what the three others make; 0 when the equation holds. */
  gap: number;
}

/** The indicators of the equation, in its order. */
export const waitingTerms = ['ouverture', 'entrees', 'fins', 'cloture'] as const;

/**
 * The equations of the cube `attente` of one year, one per antenne and module, whole antennes first. A line with a
 * term that is not known has no equation.
 */
export function waitingLines(rows: Row[]): WaitingLine[] {
  const keys = [...new Set(rows.map((row) => `${text(row, 'antenne')}\u0000${text(row, 'module')}`))].sort();
  return keys.flatMap((key) => {
    const [antenne = '', module = ''] = key.split('\u0000');
    const own = rows.filter((row) => text(row, 'antenne') === antenne && text(row, 'module') === module);
    const terms = waitingTerms.map((term) =>
      number(
        own.find((row) => text(row, 'indicateur') === term),
        'valeur',
      ),
    );
    const [opening, entries, ends, closing] = terms;
    if (opening == null || entries == null || ends == null || closing == null) return [];
    return [{ antenne, module, opening, entries, ends, closing, gap: closing - (opening + entries - ends) }];
  });
}

/** `54 + 171 − 138 = 87`; where it does not hold, what it would be. */
export function equationText({ opening, entries, ends, closing, gap }: WaitingLine): string {
  const sum = `${formatNumber(opening)} + ${formatNumber(entries)} − ${formatNumber(ends)}`;
  if (gap === 0) return `${sum} = ${formatNumber(closing)}`;
  return `${sum} = ${formatNumber(closing - gap)}, et non ${formatNumber(closing)}`;
}
