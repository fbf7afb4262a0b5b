import type { Highs } from 'highs';
import { solverRuntime } from './highs.ts';

/** The cheapest set of cells that holds at least one of each cut, and a bound below which none can cost. */
export interface HittingSet {
  cells: readonly number[];
  bound: number;
}

/** Branches at most: a limit of time would not give the same on every machine. */
const MOST_NODES = 2000;

/** Chooses the cheapest cells of which each cut has at least one: a program in whole numbers. */
export async function cheapestHittingSet(
  cuts: readonly (readonly number[])[],
  costs: readonly number[],
): Promise<HittingSet> {
  const needed = withoutWider(cuts);
  const cells = [...new Set(needed.flat())].sort((a, b) => a - b);
  if (cells.length === 0) return { cells: [], bound: 0 };
  const highs = await solverRuntime();
  const model = highs.createModel(modelOf(highs, needed, cells, costs));
  try {
    model.options.set({ output_flag: false, mip_rel_gap: 1e-6, mip_max_nodes: MOST_NODES });
    model.run();
    const { colValue } = model.getSolution();
    return {
      cells: cells.filter((_, column) => (colValue[column] ?? 0) > 0.5),
      bound: Number(model.info.get('mip_dual_bound')),
    };
  } finally {
    model.dispose();
  }
}

/** A cut that holds another one says nothing more. */
function withoutWider(cuts: readonly (readonly number[])[]): (readonly number[])[] {
  const kept: ReadonlySet<number>[] = [];
  for (const cut of [...cuts].sort((a, b) => a.length - b.length)) {
    const cells = new Set(cut);
    if (!kept.some((other) => [...other].every((cell) => cells.has(cell)))) kept.push(cells);
  }
  return kept.map((cut) => [...cut]);
}

function modelOf(
  highs: Highs,
  cuts: readonly (readonly number[])[],
  cells: readonly number[],
  costs: readonly number[],
): Parameters<Highs['createModel']>[0] {
  const columnOf = new Map(cells.map((cell, column) => [cell, column]));
  const starts = [0];
  for (const cut of cuts) starts.push((starts.at(-1) ?? 0) + cut.length);
  const indices = Int32Array.from(cuts.flatMap((cut) => cut.map((cell) => columnOf.get(cell) ?? 0)));
  return {
    numCols: cells.length,
    numRows: cuts.length,
    colCost: cells.map((cell) => costs[cell] ?? 0),
    colLower: new Float64Array(cells.length),
    colUpper: new Float64Array(cells.length).fill(1),
    rowLower: new Float64Array(cuts.length).fill(1),
    rowUpper: new Float64Array(cuts.length).fill(highs.infinity),
    integrality: new Int32Array(cells.length).fill(highs.constants.variableType.integer),
    matrix: {
      format: 'csr',
      numRows: cuts.length,
      numCols: cells.length,
      starts: Int32Array.from(starts),
      indices,
      values: new Float64Array(indices.length).fill(1),
    },
  };
}
