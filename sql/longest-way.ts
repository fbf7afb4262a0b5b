/** A step of a build, in an order in which it comes after all that it reads. */
export interface Step {
  id: string;
  reads: readonly string[];
  /** What it takes, in any unit; above 0. */
  weight: number;
}

/**
 * Of each step, the weight of the longest chain that begins with it: what a build still takes at least once the step
 * can begin, however many run at once. Beginning with the longest leaves no chain to run alone at the end (critical
 * path scheduling, Hu 1961; Graham 1969: at worst 2 − 1/m times the shortest on m places, as any list).
 */
export function longestWays(steps: readonly Step[]): Map<string, number> {
  const ways = new Map<string, number>();
  for (const { id, reads, weight } of steps.toReversed()) {
    const way = weight + (ways.get(id) ?? 0);
    ways.set(id, way);
    for (const read of reads) ways.set(read, Math.max(way, ways.get(read) ?? 0));
  }
  return new Map(steps.map(({ id }) => [id, ways.get(id) ?? 0]));
}
