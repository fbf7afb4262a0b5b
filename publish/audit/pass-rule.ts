/** What an audience may be told of persons: counts of at least `minimum`, on a base of at least `base`. */
export interface CountRule {
  minimum: number;
  base: number;
}

/** Why a figure must not be known. */
export type Secrecy = 'effectif' | 'base' | 'groupe' | 'jamais_dite' | 'secondaire';

/** How far an attacker must be left: one table that gives at most `low`, another at least `high`. */
export interface Room {
  low: number;
  high: number;
}

/**
 * What must stay possible of a count of `value` on a base of `base` persons. A small count: that it is at most one, and
 * that it is as many as may be told. All but one of a group, or a count on too small a base: that `minimum` of them are
 * outside it. Others were hidden for these: that they are not known exactly.
 */
export function roomOf(value: number, base: number, rule: CountRule): { room: Room; secrecy: Secrecy } {
  const { minimum } = rule;
  if (value < minimum) return { room: { low: 1, high: minimum }, secrecy: 'effectif' };
  if (base - 1 <= value)
    return { room: { low: Math.max(0, base - minimum), high: value }, secrecy: 'groupe' };
  if (base < rule.base) return { room: { low: Math.max(0, value - minimum), high: value }, secrecy: 'base' };
  return { room: doubt(value), secrecy: 'secondaire' };
}

/** Not known exactly: one more or one fewer. */
export function doubt(value: number): Room {
  return { low: value - 1, high: value + 1 };
}

/** What a count is at least and at most, whatever any cube of persons tells: by volumes, the printed report, one's own. */
export interface Reach {
  least: number;
  most: number;
}

/** Whether everybody has a count already: exactly, or each person of it in some printed figure. */
export function isGiven(value: number, { least, most }: Reach): boolean {
  return least === most || (value > 0 && least === value);
}

/**
 * The room left to one who knows `own` persons of the count for sure: of her own she cannot be made to doubt, and the
 * question is about the rest. Nor of what anyone knows before a cube of persons is published.
 */
export function roomFor({ low, high }: Room, value: number, own: number, { least, most }: Reach): Room {
  const hers =
    own === 0
      ? { low, high }
      : { low: Math.max(low, own + 1), high: high > value ? Math.max(high, own + 2) : high };
  return { low: Math.max(hers.low, least), high: Math.min(hers.high, most) };
}
