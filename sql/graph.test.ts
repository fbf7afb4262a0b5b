import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CycleError, Graph } from './graph.ts';

/** Nodes `n0`…: each may depend on those of a lower number, so there is no cycle; names are shuffled. */
const acyclic = fc
  .array(fc.array(fc.nat(1_000), { maxLength: 4 }), { minLength: 1, maxLength: 25 })
  .chain((picks) =>
    fc
      .shuffledSubarray(
        picks.map((_, index) => `n${index}`),
        { minLength: picks.length },
      )
      .map(
        (names) =>
          new Map(
            picks.map((pick, index) => [
              names[index] ?? '',
              index === 0 ? [] : pick.map((n) => names[n % index] ?? ''),
            ]),
          ),
      ),
  );

describe('graph', () => {
  it('puts every node after all that it depends on, once', () => {
    fc.assert(
      fc.property(acyclic, (edges) => {
        const { order } = new Graph(edges);
        expect([...order].sort()).toEqual([...edges.keys()].sort());
        for (const [name, parents] of edges) {
          for (const parent of parents) expect(order.indexOf(parent)).toBeLessThan(order.indexOf(name));
        }
      }),
    );
  });

  it('orders alike whatever the order given, of nodes and of edges', () => {
    fc.assert(
      fc.property(acyclic, fc.infiniteStream(fc.nat(1_000)), (edges, numbers) => {
        const rank = new Map([...edges.keys()].map((name) => [name, numbers.next().value ?? 0]));
        const shuffled = [...edges].sort(([a], [b]) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
        const other = new Map(shuffled.map(([name, parents]) => [name, [...parents].reverse()]));
        expect(new Graph(other).order).toEqual(new Graph(edges).order);
      }),
    );
  });

  it('takes the first by name among those that are ready', () => {
    fc.assert(
      fc.property(acyclic, (edges) => {
        const { order } = new Graph(edges);
        const done = new Set<string>();
        for (const name of order) {
          const ready = [...edges].filter(([n, ps]) => !done.has(n) && ps.every((p) => done.has(p)));
          expect(name).toBe(ready.map(([n]) => n).sort()[0]);
          done.add(name);
        }
      }),
    );
  });

  it('finds ancestors and descendants that mirror each other', () => {
    fc.assert(
      fc.property(acyclic, (edges) => {
        const graph = new Graph(edges);
        for (const name of graph.order) {
          for (const ancestor of graph.ancestors([name])) {
            expect(graph.descendants([ancestor])).toContain(name);
            expect(graph.order.indexOf(ancestor)).toBeLessThan(graph.order.indexOf(name));
          }
        }
      }),
    );
  });

  it('tells the path of a cycle, every step of it an edge', () => {
    fc.assert(
      fc.property(acyclic, fc.nat(1_000), fc.nat(1_000), (edges, a, b) => {
        const { order } = new Graph(edges);
        const late = order[a % order.length] ?? '';
        const early = order[b % (order.indexOf(late) + 1)] ?? '';
        const bent = new Map(edges).set(early, [...(edges.get(early) ?? []), late]);
        let path: readonly string[] = [];
        try {
          new Graph(bent);
        } catch (error) {
          if (error instanceof CycleError) path = error.path;
        }
        const closes = early === late || new Graph(edges).ancestors([late]).has(early);
        expect(path.length > 0).toBe(closes);
        expect(path[0]).toBe(path.at(-1));
        for (let i = 1; i < path.length; i += 1) expect(bent.get(path[i - 1] ?? '')).toContain(path[i]);
      }),
    );
  });

  it('refuses an edge to what is no node', () => {
    expect(() => new Graph(new Map([['a', ['b']]]))).toThrow('"a" depends on "b", which is no node.');
  });
});
