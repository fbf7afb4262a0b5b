/** A relation and what it reads, as the drawing needs it. */
export interface GraphRelation {
  id: string;
  couche: string;
  nom: string;
  lit: readonly string[];
}

export interface GraphNode {
  id: string;
  label: string;
  couche: string;
  x: number;
  y: number;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** The `d` of an SVG path. */
  path: string;
}

export interface GraphDrawing {
  width: number;
  height: number;
  nodes: GraphNode[];
  edges: GraphEdge[];
}

/** In the drawing's own units, which are CSS pixels. */
export const box = { width: 196, height: 22 };
const gap = { x: 44, y: 8 };
const sweeps = 8;

/**
 * Lays relations out from left to right: each stands in the column after the last that it reads. Within a
 * column, each goes towards the middle of its neighbours. The same relations give the same drawing.
 */
export function drawGraph(relations: readonly GraphRelation[]): GraphDrawing {
  const known = new Map(relations.map((relation) => [relation.id, relation]));
  const reads = new Map(relations.map(({ id, lit }) => [id, lit.filter((read) => known.has(read))]));
  const columns = ordered(columnsOf(relations, reads), reads);
  const tallest = Math.max(0, ...columns.map((column) => column.length));
  const height = tallest * (box.height + gap.y) + gap.y;
  const nodes = new Map<string, GraphNode>();
  columns.forEach((column, rank) => {
    const top = (height - column.length * (box.height + gap.y) + gap.y) / 2;
    column.forEach((id, index) => {
      const relation = known.get(id);
      if (!relation) return;
      const place = { x: rank * (box.width + gap.x), y: top + index * (box.height + gap.y) };
      nodes.set(id, { id, label: relation.nom, couche: relation.couche, ...place });
    });
  });
  const edges = relations.flatMap(({ id }) =>
    (reads.get(id) ?? []).flatMap((read) => {
      const [from, to] = [nodes.get(read), nodes.get(id)];
      return from && to ? [{ from: read, to: id, path: curve(from, to) }] : [];
    }),
  );
  const width = Math.max(0, columns.length * (box.width + gap.x) - gap.x);
  return { width, height, nodes: [...nodes.values()], edges };
}

type Reads = ReadonlyMap<string, readonly string[]>;

function columnsOf(relations: readonly GraphRelation[], reads: Reads): string[][] {
  const ranks = new Map<string, number>();
  const rankOf = (id: string): number => {
    const found = ranks.get(id);
    if (found !== undefined) return found;
    ranks.set(id, 0);
    const rank = Math.max(-1, ...(reads.get(id) ?? []).map(rankOf)) + 1;
    ranks.set(id, rank);
    return rank;
  };
  const columns: string[][] = [];
  for (const { id } of relations) {
    const rank = rankOf(id);
    while (columns.length <= rank) columns.push([]);
    columns[rank]?.push(id);
  }
  return columns.map((column) => column.sort());
}

/** Turn by turn, sorts each column by the mean place of what its relations read, then of what reads them. */
function ordered(columns: string[][], reads: Reads): string[][] {
  const readBy = new Map<string, string[]>();
  for (const [id, parents] of reads) {
    for (const parent of parents) readBy.set(parent, [...(readBy.get(parent) ?? []), id].sort());
  }
  const found = columns.map((column) => [...column]);
  const places = new Map<string, number>();
  const place = (column: readonly string[]): void =>
    column.forEach((id, index) => {
      places.set(id, (index + 0.5) / column.length);
    });
  for (const column of found) place(column);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    const rightward = sweep % 2 === 0;
    const neighbours: Reads = rightward ? reads : readBy;
    const middle = (id: string): number => {
      const near = (neighbours.get(id) ?? []).map((one) => places.get(one) ?? 0);
      return near.length === 0 ? (places.get(id) ?? 0) : near.reduce((a, b) => a + b, 0) / near.length;
    };
    for (const column of rightward ? found : [...found].reverse()) {
      column.sort((a, b) => middle(a) - middle(b) || (a < b ? -1 : 1));
      place(column);
    }
  }
  return found;
}

function curve(from: GraphNode, to: GraphNode): string {
  const [x1, y1] = [from.x + box.width, from.y + box.height / 2];
  const [x2, y2] = [to.x, to.y + box.height / 2];
  const bend = Math.min(gap.x, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
