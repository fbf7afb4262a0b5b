import {
  add,
  compare,
  type Fraction,
  floor,
  fraction,
  ONE,
  subtract,
  sum,
  toText,
  ZERO,
} from './fraction.ts';

/**
 * Rounds a table whose rows and columns have whole sums to whole numbers with the same sums: controlled rounding
 * (Bacharach; Cox). Each cell stays within one of its exact value, and a whole cell stays as it is. The cells that are
 * not whole form cycles, since no row or column can hold a single one; along a cycle an amount is added and taken in
 * turn until a cell becomes whole. Throws RangeError when a sum is not whole.
 */
export function roundTable(cells: readonly (readonly Fraction[])[]): bigint[][] {
  const table = cells.map((row) => [...row]);
  requireWholeSums(table);
  for (;;) {
    const cycle = findCycle(table);
    if (cycle === null) break;
    turn(table, cycle);
  }
  return table.map((row) => row.map(floor));
}

type Place = readonly [row: number, column: number];

function requireWholeSums(table: readonly (readonly Fraction[])[]): void {
  const width = table[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, column) => sum(table.map((row) => row[column] ?? ZERO)));
  const open = [...table.map((row) => sum(row)), ...columns].find(({ d }) => d !== 1n);
  if (open !== undefined) throw new RangeError(`a row or column of the table makes ${toText(open)}`);
}

/** Cells that are not whole, each in a row or a column of the one before in turn, closed; null when all are whole. */
function findCycle(table: readonly (readonly Fraction[])[]): Place[] | null {
  const start = firstOpen(table);
  if (start === null) return null;
  const path: Place[] = [start];
  const rowsSeen = new Map<number, number>();
  const columnsSeen = new Map<number, number>();
  for (;;) {
    const [row, column] = path.at(-1) ?? start;
    const seen = rowsSeen.get(row);
    if (seen !== undefined) return path.slice(seen + 1);
    rowsSeen.set(row, path.length - 1);
    const across = (table[row] ?? []).findIndex((cell, other) => other !== column && cell.d !== 1n);
    const crossed = columnsSeen.get(across);
    if (crossed !== undefined) return [...path.slice(crossed + 1), [row, across]];
    columnsSeen.set(across, path.length);
    const down = table.findIndex((line, other) => other !== row && (line[across]?.d ?? 1n) !== 1n);
    if (across < 0 || down < 0) throw new RangeError('a table with a lone cell that is not whole');
    path.push([row, across], [down, across]);
  }
}

function firstOpen(table: readonly (readonly Fraction[])[]): Place | null {
  for (const [row, line] of table.entries()) {
    const column = line.findIndex(({ d }) => d !== 1n);
    if (column >= 0) return [row, column];
  }
  return null;
}

/** Moves the cells of a cycle, up and down in turn, by the least that makes one of them whole. */
function turn(table: Fraction[][], cycle: readonly Place[]): void {
  const roomy = (up: boolean) =>
    cycle.map(([row, column], index) => {
      const cell = table[row]?.[column] ?? ZERO;
      const above = subtract(cell, fraction(floor(cell)));
      return (index % 2 === 0) === up ? subtract(ONE, above) : above;
    });
  const least = (amounts: readonly Fraction[]) =>
    amounts.reduce((low, one) => (compare(one, low) < 0 ? one : low), ONE);
  const [up, down] = [least(roomy(true)), least(roomy(false))];
  const step = compare(up, down) <= 0 ? up : subtract(ZERO, down);
  for (const [index, [row, column]] of cycle.entries()) {
    const line = table[row];
    if (line === undefined) continue;
    const change = index % 2 === 0 ? step : subtract(ZERO, step);
    line[column] = add(line[column] ?? ZERO, change);
  }
}
