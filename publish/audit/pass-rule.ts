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
 * What must stay possible of a count of `value` on a base of `base` persons, among `persons` that everybody knows of. Small counts, and tables on too small a
 * base: that it is at most one, and that it is as many as may be told. All but one of a group: that at least `minimum`
 * are outside it. Others were hidden for these: that they are not known exactly. Nobody can be made to think of more persons
 * than there are.
 */
export function roomOf(
  { value, base, persons }: { value: number; base: number; persons: number },
  rule: CountRule,
): { room: Room; secrecy: Secrecy } {
  const small = { low: 1, high: Math.min(rule.minimum, persons) };
  if (value < rule.minimum) return { room: small, secrecy: 'effectif' };
  if (base - 1 <= value)
    return { room: { low: Math.max(0, base - rule.minimum), high: value }, secrecy: 'groupe' };
  if (base < rule.base) return { room: small, secrecy: 'base' };
  return { room: doubt(value), secrecy: 'secondaire' };
}

/** Not known exactly: one more or one fewer. */
export function doubt(value: number): Room {
  return { low: value - 1, high: value + 1 };
}

/**
 * The room left to one who knows `own` persons of the count for sure: of her own she cannot be made to doubt, and the
 * question is about the rest.
 */
export function roomFor({ low, high }: Room, value: number, own: number): Room {
  if (own === 0) return { low, high };
  return { low: Math.max(low, own + 1), high: high > value ? Math.max(high, own + 2) : high };
}
