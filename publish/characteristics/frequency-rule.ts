import type { Need } from '../suppression/linked-tables.ts';

/** What an audience may see of a characteristic: counts of at least `minimum` persons, on a base of at least `base`. */
export interface FrequencyRule {
  minimum: number;
  base: number;
}

/** Why a cell is hidden in itself. */
export type Cause = 'effectif' | 'base' | 'groupe';

/**
 * What a rule asks of a cell of `value` persons on a base of `margin`; undefined when it may be seen. `most`: how many
 * persons everybody knows that there are, of whom it can be no more.
 */
export function needOf(
  value: number,
  margin: number,
  { minimum, base }: FrequencyRule,
  most = Number.POSITIVE_INFINITY,
): { need: Need; cause: Cause } | undefined {
  if (value < minimum)
    return {
      need: { low: Math.max(0, Math.min(1, most - 1)), high: Math.min(minimum, most) },
      cause: 'effectif',
    };
  // All but one of a group: whoever belongs to it, or is the one, learns of the others (|margin| − 1 ≤ |cell|).
  if (margin - 1 <= value)
    return { need: { low: Math.max(0, margin - minimum), high: value }, cause: 'groupe' };
  // Large enough, on too few persons: what is told of it must leave room for as many as are told of at all.
  if (margin < base) return { need: { low: Math.max(0, value - minimum), high: value }, cause: 'base' };
  return undefined;
}
