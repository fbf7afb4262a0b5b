import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { box, drawGraph, type GraphRelation } from './model-graph.ts';

/** Relations that read only earlier ones. */
const graphs = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { maxLength: 40 }).map((list) =>
  list.map((parents, index): GraphRelation => {
    const lit = index === 0 ? [] : [...new Set(parents.map((one) => `r.n${one % index}`))];
    return { id: `r.n${index}`, couche: 'core', nom: `n${index}`, lit };
  }),
);

describe('the drawing of the graph', () => {
  it('puts each relation once, right of all that it reads, inside the frame, none over another', () => {
    fc.assert(
      fc.property(graphs, (relations) => {
        const { nodes, edges, width, height } = drawGraph(relations);
        const places = new Map(nodes.map((node) => [node.id, node]));
        expect(places.size).toBe(relations.length);
        expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
        for (const { x, y } of nodes) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + box.width).toBeLessThanOrEqual(width);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y + box.height).toBeLessThanOrEqual(height);
        }
        expect(edges).toHaveLength(relations.reduce((sum, { lit }) => sum + lit.length, 0));
        for (const { from, to } of edges) {
          expect((places.get(from)?.x ?? 0) + box.width).toBeLessThan(places.get(to)?.x ?? 0);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('is the same whatever the order in which relations are given', () => {
    fc.assert(
      fc.property(graphs, (relations) => {
        const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
        const straight = drawGraph(relations).nodes.sort(byId);
        expect(drawGraph([...relations].reverse()).nodes.sort(byId)).toEqual(straight);
      }),
      { seed: 7, numRuns: 40 },
    );
  });
});
