import { AUDIENCES, type Audience } from './catalogue.ts';
import type { Revision } from './manifest.ts';
import { readManifest } from './manifest.ts';
import { type CellChange, type CubeCells, changesOf, ReleaseCells } from './release-cells.ts';

/** What differs in one cube of one audience; a cube that one of the two lacks differs in all its cells. */
export interface CubeDifference {
  cube: string;
  audience: Audience;
  cube_dans: 'les_deux' | 'avant' | 'apres';
  ajoutees: number;
  retirees: number;
  changees: number;
  cellules: CellChange[];
}

export interface ReleaseDifference {
  avant: string;
  apres: string;
  /** Cubes without a difference are left out. */
  cubes: CubeDifference[];
  annees_closes: { ajoutees: number[]; retirees: number[] };
  /** What the second says it revised when it was published. */
  revisions: Revision[];
}

/** What differs between two releases' folders, by cube and audience. Hidden cells have no value in either. */
export async function compareReleases(before: string, after: string): Promise<ReleaseDifference> {
  const [old, now] = await Promise.all([readManifest(before), readManifest(after)]);
  const cubes: CubeDifference[] = [];
  const [oldCells, newCells] = [new ReleaseCells(before), new ReleaseCells(after)];
  for (const audience of AUDIENCES) {
    const [had, has] = await Promise.all([oldCells.cubesOf(audience), newCells.cubesOf(audience)]);
    for (const cube of new Set([...has, ...had])) {
      const one = had.includes(cube) ? await oldCells.cube(audience, cube) : undefined;
      const other = has.includes(cube) ? await newCells.cube(audience, cube) : undefined;
      const difference = differenceOf(one, other);
      if (difference !== undefined) cubes.push(difference);
    }
  }
  const without = (years: readonly number[], others: readonly number[]) =>
    years.filter((year) => !others.includes(year));
  return {
    avant: old.release,
    apres: now.release,
    cubes,
    annees_closes: {
      ajoutees: without(now.annees_closes, old.annees_closes),
      retirees: without(old.annees_closes, now.annees_closes),
    },
    revisions: now.revisions,
  };
}

function differenceOf(
  before: CubeCells | undefined,
  after: CubeCells | undefined,
): CubeDifference | undefined {
  const stated = after ?? before;
  if (stated === undefined) return undefined;
  const none: CubeCells = { ...stated, sha256: '', cells: new Map() };
  const cellules = changesOf(before ?? none, after ?? none);
  if (cellules.length === 0 && before !== undefined && after !== undefined) return undefined;
  const count = (genre: CellChange['genre']) => cellules.filter((one) => one.genre === genre).length;
  return {
    cube: stated.cube,
    audience: stated.audience,
    cube_dans: before === undefined ? 'apres' : after === undefined ? 'avant' : 'les_deux',
    ...{ ajoutees: count('ajoutee'), retirees: count('retiree'), changees: count('changee') },
    cellules,
  };
}
