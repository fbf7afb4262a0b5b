/** A cycle, as the names along it; the first is repeated at the end. */
export class CycleError extends Error {
  override readonly name = 'CycleError';
  readonly path: readonly string[];

  constructor(path: readonly string[]) {
    super(`Cycle: ${path.join(' → ')}`);
    this.path = path;
  }
}

/**
 * A directed acyclic graph of names. Edges to names that are no nodes are refused. The order is stable: it
 * depends on names and edges alone, never on the order in which they were given.
 */
export class Graph {
  readonly #parents = new Map<string, readonly string[]>();
  readonly #children = new Map<string, string[]>();
  /** Every node after all it depends on; among those that are ready, by name. */
  readonly order: readonly string[];

  /** @throws {CycleError} with the path; `Error` for an edge to an unknown name. */
  constructor(dependencies: ReadonlyMap<string, Iterable<string>>) {
    const names = [...dependencies.keys()].sort();
    for (const name of names) this.#children.set(name, []);
    for (const name of names) {
      const parents = [...new Set(dependencies.get(name))].sort();
      this.#parents.set(name, parents);
      for (const parent of parents) {
        const children = this.#children.get(parent);
        if (!children) throw new Error(`"${name}" depends on "${parent}", which is no node.`);
        children.push(name);
      }
    }
    this.order = this.#sort();
  }

  parents(name: string): readonly string[] {
    return this.#parents.get(name) ?? [];
  }

  children(name: string): readonly string[] {
    return this.#children.get(name) ?? [];
  }

  /** All that the names depend on, themselves left out unless one depends on another. */
  ancestors(names: Iterable<string>): Set<string> {
    return reach(names, (name) => this.parents(name));
  }

  /** All that depends on the names. */
  descendants(names: Iterable<string>): Set<string> {
    return reach(names, (name) => this.children(name));
  }

  #sort(): string[] {
    const waiting = new Map([...this.#parents].map(([name, parents]) => [name, parents.length]));
    const ready = [...waiting].filter(([, count]) => count === 0).map(([name]) => name);
    const order: string[] = [];
    for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
      order.push(name);
      for (const child of this.children(name)) {
        const count = (waiting.get(child) ?? 0) - 1;
        waiting.set(child, count);
        if (count === 0) insertSorted(ready, child);
      }
    }
    if (order.length < waiting.size) throw new CycleError(this.#cycle(new Set(order)));
    return order;
  }

  /** Among what could not be ordered, every node has an unordered parent: walking up must come round. */
  #cycle(ordered: ReadonlySet<string>): string[] {
    const path: string[] = [];
    let at = [...this.#parents.keys()].find((name) => !ordered.has(name));
    while (at !== undefined && !path.includes(at)) {
      path.push(at);
      at = this.parents(at).find((parent) => !ordered.has(parent));
    }
    const cycle = at === undefined ? path : path.slice(path.indexOf(at));
    const smallest = cycle.indexOf([...cycle].sort()[0] ?? '');
    const turned = [...cycle.slice(smallest), ...cycle.slice(0, smallest)];
    return [...turned, ...turned.slice(0, 1)];
  }
}

function reach(names: Iterable<string>, next: (name: string) => readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    for (const neighbour of next(name)) {
      if (found.has(neighbour)) continue;
      found.add(neighbour);
      open.push(neighbour);
    }
  }
  return found;
}

function insertSorted(names: string[], name: string): void {
  let low = 0;
  let high = names.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((names[middle] ?? '') < name) low = middle + 1;
    else high = middle;
  }
  names.splice(low, 0, name);
}
