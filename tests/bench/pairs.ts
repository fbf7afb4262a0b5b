/** Milliseconds of two ways of doing one thing, run in turn. */
export interface Pair {
  ours: number;
  baseline: number;
}

/** Smallest, middle and largest. */
export interface Spread {
  min: number;
  median: number;
  max: number;
}

/**
 * Runs both ways `count` times, in turn, which comes first changing each time, so that what else the machine
 * does weighs on both. A first pair warms up and is not kept.
 */
export async function runPairs(
  count: number,
  ours: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let turn = 0; turn <= count; turn += 1) {
    const first = turn % 2 === 0 ? await ours() : undefined;
    const base = await baseline();
    const pair = { ours: first ?? (await ours()), baseline: base };
    if (turn > 0) pairs.push(pair);
  }
  return pairs;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { min: at(0), median: at(0.5), max: at(1) };
}

export function ratios(pairs: readonly Pair[]): Spread {
  return spread(pairs.map(({ ours, baseline }) => ours / baseline));
}

export function spreadText({ min, median, max }: Spread, digits: number): string {
  return `${min.toFixed(digits)} / ${median.toFixed(digits)} / ${max.toFixed(digits)}`;
}

/** One line of the report: both medians, the ratios, and the target when there is one. */
export function report(name: string, pairs: readonly Pair[], target?: number): string {
  const ours = spread(pairs.map((pair) => pair.ours));
  const baseline = spread(pairs.map((pair) => pair.baseline));
  const wanted = target === undefined ? '' : `, target ${target}`;
  return [
    name,
    `  ratio, min / median / max of ${pairs.length} pairs: ${spreadText(ratios(pairs), 3)}${wanted}`,
    `  ours ${spreadText(ours, 0)} ms, baseline ${spreadText(baseline, 0)} ms`,
  ].join('\n');
}

/** Milliseconds of one run. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
