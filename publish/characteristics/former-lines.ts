import { type Audience, type PersonsCube, TOTAL } from '../catalogue.ts';
import { type Cell, cellKey, type FormerCells } from '../published-cell.ts';
import type { Line, Told } from './characteristic-tables.ts';
import { dimensionsOf, tells } from './cube-lines.ts';
import type { Former } from './former.ts';

/** Looks lines up in what was published to some readers before. */
export class FormerLines {
  readonly #cubes: readonly PersonsCube[];
  readonly #audiences: readonly Audience[];
  readonly #cells: FormerCells;

  constructor(cubes: readonly PersonsCube[], audiences: readonly Audience[], cells: FormerCells) {
    this.#cubes = cubes;
    this.#audiences = audiences;
    this.#cells = cells;
  }

  /** What was told of these lines and their bases; what one cube hides and another tells was told. */
  of({ lines }: Told): Former {
    const secret = new Set<string>();
    const shown = new Map<string, number>();
    let isWhole = lines.length > 0;
    for (const line of lines) {
      const cells = this.#cellsOf(line);
      if (cells.length === 0) isWhole = false;
      for (const { statut, valeur, nombres } of cells) {
        if (statut === 'secret') secret.add(line.key);
        if (valeur !== null) shown.set(line.key, valeur);
        if (nombres.base_valeur === undefined) secret.add(line.baseKey);
        else shown.set(line.baseKey, nombres.base_valeur);
      }
    }
    for (const key of shown.keys()) secret.delete(key);
    return { secret, shown, isWhole };
  }

  /** Where a line was written, or the one line of her place that was not told at all. */
  #cellsOf(line: Line): Cell[] {
    return this.#audiences.flatMap((audience) =>
      this.#cubes.flatMap((cube) => {
        const cells = tells(cube, audience, line) ? this.#cells.get(audience)?.get(cube.nom) : undefined;
        const cell =
          cells?.get(cellKey(dimensionsOf(cube, line))) ??
          cells?.get(cellKey(dimensionsOf(cube, line, TOTAL)));
        return cell === undefined ? [] : [cell];
      }),
    );
  }
}
