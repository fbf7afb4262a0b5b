import { compare, type Fraction, floor, fraction, subtract, sum, toText, ZERO } from './fraction.ts';

/**
 * Largest remainder (Hamilton): each part is cut to whole cents and the cents left over go, one each, to the parts
 * that lost most. Parts in equal position are served in the order given, so callers order by antenne code.
 *
 * `parts` are exact amounts ≥ 0 in cents; `total` is the whole number of cents that they must make, and lies
 * between the sum of the floors and that sum plus one cent for each part that is not whole. Each result is within
 * one cent of its part. Throws RangeError when no such rounding exists.
 */
export function roundToTotal(parts: readonly Fraction[], total: bigint): bigint[] {
  const floors = parts.map(floor);
  let left = total - floors.reduce((all, part) => all + part, 0n);
  const remainders = parts.map((part, index) => ({
    index,
    rest: subtract(part, fraction(floors[index] ?? 0n)),
  }));
  const waiting = remainders.filter(({ rest }) => compare(rest, ZERO) > 0);
  if (left < 0n || left > BigInt(waiting.length)) {
    throw new RangeError(`parts of ${toText(sum(parts))} cannot be rounded to ${total}`);
  }
  waiting.sort((a, b) => compare(b.rest, a.rest) || a.index - b.index);
  const rounded = [...floors];
  for (const { index } of waiting) {
    if (left === 0n) break;
    rounded[index] = (rounded[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return rounded;
}
