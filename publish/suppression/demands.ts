import type { JointCounts } from './joint-counts.ts';
import type { Cell, Need } from './linked-tables.ts';

/** Whom a cell must be safe from: a reader, or somebody who knows some counts. */
export interface View {
  /** The joint counts that do not move for him: what he knows. */
  still: ReadonlySet<number>;
}

/** From how much to how much another table gives a cell. */
export interface End {
  least: number;
  most: number;
}

/** One thing to make sure of: a table in which the cell is at one of some ends, and that the view cannot rule out. */
export interface Demand {
  cell: number;
  ends: readonly End[];
  view: number;
}

/** Everything to make sure of, and for whom. */
export interface Demands {
  views: readonly View[];
  /** The widest need first: what it hides serves the others. */
  demands: readonly Demand[];
}

/** For each cell that must be hidden, and each view that does not know it anyway, a low and a high table. */
export function demandsOf(joint: JointCounts, cells: readonly Cell[]): Demands {
  const views = viewsOf(joint, cells);
  const viewsAt = viewsByCount(joint.truth.length, views);
  const primaries = cells.flatMap(({ need }, cell) => (need ? [{ cell, need }] : []));
  const reach = ({ cell, need }: { cell: number; need: Need }) => need.high - (joint.cells[cell]?.value ?? 0);
  primaries.sort((a, b) => reach(b) - reach(a) || a.cell - b.cell);
  const all = primaries.flatMap(({ cell, need }) => {
    const known = knownOf(joint, cell, viewsAt);
    return views.flatMap((_, view) => demandsFor(joint, cell, need, view, known.get(view)));
  });
  return { views, demands: all.sort((a, b) => a.view - b.view) };
}

/** A reader; each insider; and the one person of each cell of one, who knows that it is one. */
function viewsOf(joint: JointCounts, cells: readonly Cell[]): View[] {
  const alone = cells.flatMap(({ need }, at) => {
    const cell = joint.cells[at];
    return need && cell?.value === 1 ? [{ still: new Set(cell.counts) }] : [];
  });
  const none = nobodyIn(joint, cells);
  const views = [
    { still: new Set<number>() },
    ...[...joint.known.values()].map((still) => ({ still })),
    ...alone,
  ];
  return views.map(({ still }) => ({ still: new Set([...still, ...none]) }));
}

/** Counts that everybody knows to be zero: those of a cell that is known anyway and counts nobody. */
function nobodyIn(joint: JointCounts, cells: readonly Cell[]): number[] {
  return cells.flatMap(({ known }, at) => {
    const cell = joint.cells[at];
    return known && cell?.value === 0 ? cell.counts : [];
  });
}

/** For each joint count, the views that know it. */
export function viewsByCount(size: number, views: readonly View[]): readonly (readonly number[])[] {
  const found: number[][] = Array.from({ length: size }, () => []);
  for (const [view, { still }] of views.entries()) for (const place of still) found[place]?.push(view);
  return found;
}

/** What each view knows of a cell: how many of its counts, and how many persons they are. */
function knownOf(
  { cells, truth }: JointCounts,
  cell: number,
  viewsAt: readonly (readonly number[])[],
): ReadonlyMap<number, { places: number; persons: number }> {
  const known = new Map<number, { places: number; persons: number }>();
  for (const place of cells[cell]?.counts ?? [])
    for (const view of viewsAt[place] ?? []) {
      const before = known.get(view) ?? { places: 0, persons: 0 };
      known.set(view, { places: before.places + 1, persons: before.persons + (truth[place] ?? 0) });
    }
  return known;
}

/** Of what an insider knows of a cell she cannot be made to doubt: the need is about the rest. */
function demandsFor(
  { cells }: JointCounts,
  cell: number,
  { low, high, either }: Need,
  view: number,
  known: { places: number; persons: number } | undefined,
): Demand[] {
  const { counts = [], value = 0 } = cells[cell] ?? {};
  if (known?.places === counts.length) return [];
  const own = known?.persons ?? 0;
  const up = { least: own > 0 && high > value ? Math.max(high, own + 2) : high, most: Infinity };
  const down = { least: 0, most: own > 0 ? Math.max(low, own + 1) : low };
  if (!either) return [up, down].map((end) => ({ cell, view, ends: [end] }));
  // Those that are all her own she knows.
  return own === value
    ? []
    : [
        {
          cell,
          view,
          ends: [
            { ...up, least: high },
            { ...down, most: low },
          ],
        },
      ];
}
