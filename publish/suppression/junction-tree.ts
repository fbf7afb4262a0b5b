/** A set of dimensions thought of together, and what it shares with the set before it that it hangs on. */
export interface Block {
  dimensions: readonly string[];
  parent: number | undefined;
  separator: readonly string[];
}

/**
 * The sets of dimensions whose joint cells decide everything that tables of these dimensions can say, as a junction tree:
 * dimensions that share a table are joined, the graph is made chordal (the vertex that needs fewest new edges first), and
 * its cliques hang on each other by what they share most. Source: Lauritzen, Graphical Models (1996), 2.1.
 */
export function junctionTree(tables: readonly (readonly string[])[]): Block[] {
  const cliques = chordalCliques(tables);
  const blocks: Block[] = [];
  const left = new Set(cliques);
  while (left.size > 0) {
    let best: { clique: ReadonlySet<string>; parent: number; shared: string[] } | undefined;
    for (const clique of left)
      for (const [parent, block] of blocks.entries()) {
        const shared = block.dimensions.filter((name) => clique.has(name));
        if (shared.length > (best?.shared.length ?? 0)) best = { clique, parent, shared };
      }
    const clique = best?.clique ?? [...left][0];
    if (clique === undefined) break;
    left.delete(clique);
    blocks.push({
      dimensions: [...clique].sort(),
      parent: best?.parent,
      separator: [...(best?.shared ?? [])].sort(),
    });
  }
  return blocks;
}

/** The cliques of the graph once chordal, none inside another. */
function chordalCliques(tables: readonly (readonly string[])[]): ReadonlySet<string>[] {
  const graph = new Map<string, Set<string>>();
  for (const table of tables)
    for (const name of table) {
      const near = graph.get(name) ?? new Set();
      graph.set(name, near);
      for (const other of table) if (other !== name) near.add(other);
    }
  const cliques: ReadonlySet<string>[] = [];
  while (graph.size > 0) {
    const [name, near] = [...graph].reduce((best, one) =>
      missing(graph, one[1]) < missing(graph, best[1]) ? one : best,
    );
    const clique = new Set([name, ...near]);
    if (!cliques.some((known) => [...clique].every((one) => known.has(one)))) cliques.push(clique);
    for (const one of near) {
      const edges = graph.get(one);
      for (const other of near) if (other !== one) edges?.add(other);
      edges?.delete(name);
    }
    graph.delete(name);
  }
  return cliques;
}

/** The edges that would have to be added between neighbours. */
function missing(graph: ReadonlyMap<string, ReadonlySet<string>>, near: ReadonlySet<string>): number {
  const names = [...near];
  return names.reduce(
    (count, one, at) => count + names.slice(at + 1).filter((other) => !graph.get(one)?.has(other)).length,
    0,
  );
}
