import type { CubeDefinition } from '../catalogue.ts';
import type { CubeRow, DroppedBreakdown } from '../cube.ts';

/** A cube as the codebook reads it: what is given, and what is not. */
export interface DescribedCube {
  definition: CubeDefinition;
  rows: readonly CubeRow[];
  retirees: readonly DroppedBreakdown[];
}
