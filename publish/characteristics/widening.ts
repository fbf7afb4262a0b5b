import type { Widening } from './persons.ts';

/** The codes of one characteristic from the finest to the widest: each level, code → the finest codes in it. */
export type Levels = readonly ReadonlyMap<string, readonly string[]>[];

/** Builds the levels of a characteristic over its finest codes; a code without a wider one stays as it is. */
export function levelsOf(
  caracteristique: string,
  finest: readonly string[],
  widenings: readonly Widening[],
): Levels {
  const hers = widenings.filter((one) => one.caracteristique === caracteristique);
  const numbers = [...new Set(hers.map(({ niveau }) => niveau))].sort((a, b) => a - b);
  const levels: ReadonlyMap<string, readonly string[]>[] = [new Map(finest.map((code) => [code, [code]]))];
  for (const niveau of numbers) {
    const wider = new Map(
      hers.filter((one) => one.niveau === niveau).map(({ code, codeLarge }) => [code, codeLarge]),
    );
    const level = new Map<string, string[]>();
    for (const code of finest) {
      const large = wider.get(code) ?? code;
      level.set(large, [...(level.get(large) ?? []), code]);
    }
    levels.push(level);
  }
  return levels;
}
