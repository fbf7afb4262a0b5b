import type { Montant, MotifReserve, Part } from './allocation.ts';
import { toPercent } from './format.ts';
import { type Fraction, toText } from './fraction.ts';
import { roundToTotal } from './rounding.ts';

/** Part of an envelope that no antenne receives, and why. */
export interface Held {
  readonly motif: MotifReserve;
  readonly departement: string | null;
  readonly montant: Fraction;
}

/** What an envelope gives one antenne: her share (of the envelope or of her territory) and the exact amount, in cents. */
export interface Given {
  readonly code: string;
  readonly part: Fraction;
  readonly montant: Fraction;
}

export function toPart(share: Fraction): Part {
  return { exact: toText(share), pourcent: toPercent(share) };
}

/**
 * Exact amounts with the cents to show for each, so that together they show `centimes`, the cents of the level
 * above. For reading only: what is paid is rounded once, on the line.
 */
export function shownWithin(amounts: readonly Fraction[], centimes: number): Montant[] {
  const cents = roundToTotal(amounts, BigInt(centimes));
  return amounts.map((exact, index) => ({ exact: toText(exact), centimes: Number(cents[index] ?? 0n) }));
}
