/** A set of dimensions whose joint cells the attacker must think of, and those it shares with the rest. */
export interface Clique {
  dimensions: readonly string[];
  /** Place of the clique that it hangs on; undefined for the first of a connected part. */
  hangsOn: number | undefined;
  /** The dimensions that both have: their joint margin is one table. */
  shared: readonly string[];
}

/**
 * Splits tables by their dimensions into cliques that form a forest. Tables that share margins only need those
 * margins: tables of whole persons that agree on them are always margins of one joint table. Where the sets run in
 * a ring (age × sex, sex × work, work × age) that no longer holds, and the ring becomes one clique of joint cells.
 * Method: Graham's reduction of a hypergraph; what it cannot reduce is merged.
 */
export function cliquesOf(sets: readonly (readonly string[])[]): Clique[] {
  let left = maximal(sets);
  const forest: {
    dimensions: readonly string[];
    on: readonly string[] | undefined;
    shared: readonly string[];
  }[] = [];
  while (left.length > 0) {
    const ear = left.find((set) => witnessOf(set, left) !== undefined || isAlone(set, left));
    if (ear === undefined) {
      left = maximal([smallestRing(left), ...left]);
      continue;
    }
    const on = witnessOf(ear, left);
    forest.push({ dimensions: ear, on, shared: on ? ear.filter((name) => on.includes(name)) : [] });
    left = left.filter((set) => set !== ear);
  }
  const ordered = forest.reverse();
  return ordered.map(({ dimensions, on, shared }) => ({
    dimensions,
    shared,
    hangsOn: on === undefined ? undefined : ordered.findIndex((one) => one.dimensions === on),
  }));
}

/** The sets that lie in no other. */
function maximal(sets: readonly (readonly string[])[]): (readonly string[])[] {
  const sorted = sets.map((set) => [...new Set(set)].sort()).sort((a, b) => b.length - a.length);
  return sorted.filter(
    (set, place) => !sorted.slice(0, place).some((other) => set.every((name) => other.includes(name))),
  );
}

/** The set that holds all that this one shares with any other. */
function witnessOf(
  set: readonly string[],
  all: readonly (readonly string[])[],
): readonly string[] | undefined {
  const others = all.filter((other) => other !== set);
  const shared = set.filter((name) => others.some((other) => other.includes(name)));
  return shared.length === 0
    ? undefined
    : others.find((other) => shared.every((name) => other.includes(name)));
}

function isAlone(set: readonly string[], all: readonly (readonly string[])[]): boolean {
  return !all.some((other) => other !== set && other.some((name) => set.includes(name)));
}

/** The two sets whose union is smallest among those that share a dimension: what is merged first. */
function smallestRing(sets: readonly (readonly string[])[]): string[] {
  let best: string[] | undefined;
  for (const [place, one] of sets.entries())
    for (const other of sets.slice(place + 1)) {
      if (!one.some((name) => other.includes(name))) continue;
      const union = [...new Set([...one, ...other])];
      if (best === undefined || union.length < best.length) best = union;
    }
  return best ?? sets.flat();
}
