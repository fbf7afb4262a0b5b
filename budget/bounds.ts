import {
  add,
  ceil,
  compare,
  divide,
  type Fraction,
  floor,
  fraction,
  fromNumber,
  multiply,
  ONE,
  subtract,
  sum,
  ZERO,
} from './fraction.ts';
import type { Previous } from './gather.ts';
import type { Borne } from './parameters.ts';

/** The bounds of one line in whole cents: floors rounded up and caps down, so that they hold after rounding. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint | null;
  /** The cap as asked, when it stood below the floor and gave way. */
  readonly yieldedCap: bigint | null;
}

export interface BoundedSplit {
  readonly amounts: readonly Fraction[];
  /** The one proportion applied to every line that no bound holds. */
  readonly proportion: Fraction;
  /** Added to the reserve (caps that hold everything) or, when negative, drawn from it (floors beyond the lines). */
  readonly reserve: Fraction;
  /** True when even with the reserve the floors could not all hold, and were cut in one proportion. */
  readonly floorsCut: boolean;
}

/** Bounds of a line from its floor and cap: the larger of a floor's two forms, the smaller of a cap's. */
export function boundsOf(
  plancher: Borne | null,
  plafond: Borne | null,
  previous: Previous | undefined,
): Bounds {
  const low = limits(plancher, previous).map(ceil).sort(ascending).at(-1) ?? 0n;
  const high = limits(plafond, previous).map(floor).sort(ascending).at(0) ?? null;
  if (high === null) return { low, high: null, yieldedCap: null };
  return high < low ? { low, high: low, yieldedCap: high } : { low, high, yieldedCap: null };
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function limits(bound: Borne | null, previous: Previous | undefined): Fraction[] {
  const found: Fraction[] = [];
  if (bound === null) return found;
  if (bound.montant_centimes !== null) found.push(fraction(BigInt(bound.montant_centimes)));
  const before = previous?.centimes ?? null;
  if (bound.part_n1 !== null && before !== null) {
    found.push(divide(multiply(fromNumber(bound.part_n1), fraction(before)), fraction(100n)));
  }
  return found;
}

/**
 * Holds every line within its bounds by one proportion λ: `clamp(λ × amount, low, high)`, the sum unchanged. λ is
 * found exactly, by walking the points where a line leaves its floor or reaches its cap. When the floors ask for more
 * than the lines have, the reserve pays; when it cannot, the floors are cut in one proportion. When the caps hold
 * everything, the rest goes to the reserve.
 */
export function holdBounds(
  amounts: readonly Fraction[],
  bounds: readonly Bounds[],
  reserve: Fraction,
): BoundedSplit {
  const lines = amounts.map((amount, index) => {
    const { low, high } = bounds[index] ?? { low: 0n, high: null };
    return { amount, low: fraction(low), high: high === null ? null : fraction(high) };
  });
  const fits = ({ amount, low, high }: (typeof lines)[number]) =>
    compare(amount, low) >= 0 && (high === null || compare(amount, high) <= 0);
  if (lines.every(fits)) return { amounts, proportion: ONE, reserve: ZERO, floorsCut: false };

  const available = sum(amounts);
  const floors = sum(lines.map(({ low }) => low));
  const lacking = subtract(floors, available);
  if (compare(lacking, ZERO) > 0) {
    const drawn = compare(lacking, reserve) < 0 ? lacking : reserve;
    const cut = divide(add(available, drawn), floors);
    return {
      amounts: lines.map(({ low }) => multiply(low, cut)),
      proportion: ZERO,
      reserve: subtract(ZERO, drawn),
      floorsCut: compare(cut, ONE) < 0,
    };
  }
  const proportion = findProportion(lines, available);
  const held = lines.map(({ amount, low, high }) => {
    const scaled = proportion === null ? high : multiply(amount, proportion);
    if (amount.n === 0n || scaled === null || compare(scaled, low) < 0) return low;
    return high !== null && compare(scaled, high) > 0 ? high : scaled;
  });
  return {
    amounts: held,
    proportion: proportion ?? ZERO,
    reserve: subtract(available, sum(held)),
    floorsCut: false,
  };
}

interface Line {
  readonly amount: Fraction;
  readonly low: Fraction;
  readonly high: Fraction | null;
}

/** λ such that the clamped lines make `available`; null when all caps together stay below it. */
function findProportion(lines: readonly Line[], available: Fraction): Fraction | null {
  const turns: { at: Fraction; fixed: Fraction; slope: Fraction }[] = [];
  for (const { amount, low, high } of lines) {
    if (amount.n === 0n) continue;
    turns.push({ at: divide(low, amount), fixed: subtract(ZERO, low), slope: amount });
    if (high !== null) turns.push({ at: divide(high, amount), fixed: high, slope: subtract(ZERO, amount) });
  }
  turns.sort((a, b) => compare(a.at, b.at));
  let fixed = sum(lines.map(({ low }) => low));
  let slope = ZERO;
  for (const turn of turns) {
    if (slope.n > 0n && compare(add(fixed, multiply(slope, turn.at)), available) >= 0) break;
    fixed = add(fixed, turn.fixed);
    slope = add(slope, turn.slope);
  }
  return slope.n > 0n ? divide(subtract(available, fixed), slope) : null;
}
