import type { LinearSystem, Sum } from './linear-system.ts';
import type { Problem } from './solver.ts';

/** A sum of unknowns, and what is already known of it. */
export interface ReducedSum {
  places: readonly number[];
  known: number;
}

/** The same questions with fewer unknowns. */
export interface Reduced {
  problem: Problem;
  /** The hidden cells of the system, in order. */
  hidden: readonly ReducedSum[];
}

interface Row {
  sum: Sum;
  minus: Sum;
  lower: number;
  upper: number;
}

/**
 * Leaves out what arithmetic alone gives: an equation with one unknown says what it is, and one that adds up to 0 says
 * that all its cells are empty. Base cells that no row tells apart are one unknown. Undefined when it contradicts itself.
 */
export function reduce(system: LinearSystem, leastHidden: number): Reduced | undefined {
  const rows: Row[] = [
    ...system.equations.map(({ sum, minus, value }) => ({ sum, minus, lower: value, upper: value })),
    ...system.hidden.map(({ sum }) => ({ sum, minus: [], lower: leastHidden, upper: Infinity })),
  ];
  const known = givenByArithmetic(system.size, rows);
  if (known === undefined) return undefined;
  const groupOf = groupsOf(system.size, rows, known);
  const size = groupOf.reduce((most, group) => Math.max(most, group + 1), 0);
  const reducedSum = (sum: Sum): ReducedSum => ({
    places: [...new Set(sum.map((place) => groupOf[place] ?? -1))].filter((group) => group >= 0),
    known: knownOf(sum, known),
  });
  const upper = new Float64Array(size).fill(Infinity);
  const kept: Problem['rows'][number][] = [];
  for (const { sum, minus, lower, upper: most } of rows) {
    const [plus, less] = [reducedSum(sum), reducedSum(minus)];
    const shift = plus.known - less.known;
    const places = [...plus.places, ...less.places];
    if (places.length === 0 && (shift < lower || shift > most)) return undefined;
    if (less.places.length === 0)
      for (const place of plus.places) upper[place] = Math.min(upper[place] ?? Infinity, most - shift);
    if (places.length === 0 || (lower <= shift && most === Infinity && less.places.length === 0)) continue;
    const coefficients = [...plus.places.map(() => 1), ...less.places.map(() => -1)];
    kept.push({ places, coefficients, lower: lower - shift, upper: most - shift });
  }
  if (upper.some((most) => most < 0)) return undefined;
  return {
    problem: { size, upper, rows: withoutTwins(kept) },
    hidden: system.hidden.map(({ sum }) => reducedSum(sum)),
  };
}

/** What each base cell is, NaN where arithmetic alone does not say. Undefined when two rows contradict each other. */
function givenByArithmetic(size: number, rows: readonly Row[]): Float64Array | undefined {
  const known = new Float64Array(size).fill(Number.NaN);
  const equations = rows.filter(({ lower, upper }) => lower === upper);
  for (let changed = true; changed; ) {
    changed = false;
    for (const { sum, minus, lower } of equations) {
      const unknown = sum.filter((place) => Number.isNaN(known[place]));
      const unknownLess = minus.filter((place) => Number.isNaN(known[place]));
      const rest = lower - knownOf(sum, known) + knownOf(minus, known);
      if (unknownLess.length === 0 && rest < 0) return undefined;
      const settled =
        unknownLess.length === 0 && (unknown.length === 1 || rest === 0)
          ? unknown
          : unknown.length === 0 && (unknownLess.length === 1 || rest === 0)
            ? unknownLess
            : [];
      for (const place of settled) known[place] = Math.abs(rest);
      changed ||= settled.length > 0;
    }
  }
  return known;
}

function knownOf(sum: Sum, known: Float64Array): number {
  let total = 0;
  for (const place of sum) {
    const value = known[place] ?? 0;
    if (!Number.isNaN(value)) total += value;
  }
  return total;
}

/** The unknown that each base cell belongs to, -1 where it is known. */
function groupsOf(size: number, rows: readonly Row[], known: Float64Array): Int32Array {
  const signatures = Array.from({ length: size }, () => '');
  for (const [index, { sum, minus }] of rows.entries()) {
    for (const place of sum) signatures[place] += `${index} `;
    for (const place of minus) signatures[place] += `-${index} `;
  }
  const groups = new Map<string, number>();
  return Int32Array.from(signatures, (signature, place) => {
    if (!Number.isNaN(known[place])) return -1;
    const group = groups.get(signature) ?? groups.size;
    groups.set(signature, group);
    return group;
  });
}

/** Rows over the same unknowns, said once. */
function withoutTwins(rows: Problem['rows']): Problem['rows'] {
  const seen = new Map<string, Problem['rows'][number]>();
  for (const row of rows) {
    const key = `${[...row.places].sort((a, b) => a - b).join(' ')}/${row.coefficients.join(' ')}/${row.lower}/${row.upper}`;
    seen.set(key, row);
  }
  return [...seen.values()];
}
