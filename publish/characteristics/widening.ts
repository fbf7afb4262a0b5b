import { UNKNOWN } from '../catalogue.ts';
import type { Widening } from './persons.ts';

/** The codes of one level: code → the finest codes in it. */
export type Level = ReadonlyMap<string, readonly string[]>;

/** How a characteristic is told: in some codes of a characteristic of persons, from the finest to the widest. */
export interface View {
  /** The name that it is published under. */
  nom: string;
  /** The characteristic of persons that it is read from: views of one are figures about the same persons. */
  source: string;
  /** The levels by their numbers; 0 for the finest codes. Left out: all that there are. */
  niveaux?: readonly number[];
  /** Codes never told apart: a wider code → the finest codes that it stands for, at the finest level. */
  fusions?: ReadonlyMap<string, readonly string[]>;
  /** Codes of its own in place of levels: code → finest codes; what is in none is not known. */
  partage?: ReadonlyMap<string, readonly string[]>;
}

/** A level of a view, with the number it has among the widenings. */
export interface NumberedLevel {
  niveau: number;
  codes: Level;
}

/** Builds the levels of a view over the finest codes of its source; a code without a wider one stays as it is. */
export function levelsOf(
  view: View,
  finest: readonly string[],
  widenings: readonly Widening[],
): NumberedLevel[] {
  if (view.partage !== undefined) return [{ niveau: 0, codes: ownLevel(view.partage, finest) }];
  const hers = widenings.filter((one) => one.caracteristique === view.source);
  const numbers = [0, ...[...new Set(hers.map(({ niveau }) => niveau))].sort((a, b) => a - b)];
  const merged = new Map(
    [...(view.fusions ?? [])].flatMap(([wide, codes]) => codes.map((code) => [code, wide])),
  );
  return numbers
    .filter((niveau) => view.niveaux === undefined || view.niveaux.includes(niveau))
    .map((niveau) => {
      const wider =
        niveau === 0
          ? merged
          : new Map(
              hers.filter((one) => one.niveau === niveau).map(({ code, codeLarge }) => [code, codeLarge]),
            );
      return { niveau, codes: grouped(finest, (code) => wider.get(code) ?? code) };
    });
}

function ownLevel(partage: ReadonlyMap<string, readonly string[]>, finest: readonly string[]): Level {
  const codes = new Map([...partage].flatMap(([code, its]) => its.map((one) => [one, code])));
  return grouped(finest, (code) => codes.get(code) ?? UNKNOWN);
}

function grouped(finest: readonly string[], codeOf: (code: string) => string): Level {
  const level = new Map<string, string[]>();
  for (const code of finest) {
    const large = codeOf(code);
    level.set(large, [...(level.get(large) ?? []), code]);
  }
  return level;
}
