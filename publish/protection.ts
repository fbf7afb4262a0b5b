import { type Audience, attributeNames, type CubeDefinition, type PersonsCube } from './catalogue.ts';
import { type Concealment, isConcealment } from './characteristics/conceal.ts';
import { cubeRows, type Words } from './characteristics/cube-lines.ts';
import { type Coarsened, coarsen } from './coarsening.ts';
import type { CubeRow, DroppedBreakdown, MartRow } from './cube.ts';
import { PublicationError, throwProblems } from './publication-error.ts';
import type { Thresholds, UnitReading } from './thresholds.ts';
import { audienceRule, contentRefusals } from './wall.ts';

/**
 * A cube as one audience may see it. Only `protect` and `ofConcealments` make one, and only these are written.
 */
export class ProtectedCube {
  readonly #passed = true;
  readonly definition: CubeDefinition;
  readonly audience: Audience;
  /** Sorted by dimensions. */
  readonly rows: readonly CubeRow[];
  readonly retirees: readonly DroppedBreakdown[];

  private constructor(
    definition: CubeDefinition,
    audience: Audience,
    rows: readonly CubeRow[],
    retirees: readonly DroppedBreakdown[],
  ) {
    this.definition = definition;
    this.audience = audience;
    this.rows = rows;
    this.retirees = retirees;
  }

  static #of(cube: CubeDefinition, audience: Audience, { kept, dropped }: Coarsened): ProtectedCube {
    const rows = kept.map(
      ({ dimensions, valeur, absence, attributs }): CubeRow => ({
        dimensions,
        valeur,
        statut: absence ?? 'publie',
        attributs,
      }),
    );
    return new ProtectedCube(cube, audience, rows, dropped);
  }

  /** Whether a value really came through `protect`, whatever its type says. */
  static isProtected(value: object): boolean {
    return #passed in value;
  }

  /**
   * Takes a mart's rows through the wall, then under the audience's rule. The number of contributors is left
   * behind. Errors (`PublicationError`): what the wall refuses, `public_sans_regle`.
   */
  static protect(
    cube: CubeDefinition,
    rows: readonly MartRow[],
    audience: Audience,
    thresholds: Thresholds,
  ): ProtectedCube {
    throwProblems(contentRefusals(cube, rows));
    const rule = audienceRule(cube, audience, thresholds);
    if (rule?.regle === 'jamais_masque')
      return ProtectedCube.#of(cube, audience, { kept: [...rows], dropped: [] });
    const coarsening = cube.grossissement[audience];
    if (rule?.regle !== 'minimum' || coarsening === undefined) {
      throw new PublicationError([
        {
          code: 'public_sans_regle',
          message: `Cube ${cube.nom} : aucune règle ne dit ce que ${audience} peut en voir.`,
          regle: 'ce qui peut sortir',
          remede: 'Écrivez la règle dans le fichier des seuils, et le grossissement au catalogue.',
        },
      ]);
    }
    const fails = failing(cube, rule.minimum, thresholds);
    return ProtectedCube.#of(cube, audience, coarsen(cube, coarsening, rows, fails));
  }

  /** What was chosen of characteristics of persons for this audience. Throws TypeError on lines that nobody chose. */
  static ofConcealments(
    cube: PersonsCube,
    audience: Audience,
    years: readonly Concealment[],
    words: Words,
  ): ProtectedCube {
    if (!years.every(isConcealment)) throw new TypeError('only what was concealed is written');
    return new ProtectedCube(cube, audience, cubeRows(cube, audience, years, words), []);
  }
}

/** Whether a cell stands on fewer persons than the minimum, or on a number of persons that nobody knows. */
export function failing(
  cube: CubeDefinition,
  minimum: number,
  thresholds: Thresholds,
): (row: MartRow) => boolean {
  const attributes = attributeNames(cube);
  const unitColumn = typeof cube.unite === 'object' ? attributes.indexOf(cube.unite.colonne) : -1;
  const unitOf = (row: MartRow): string =>
    typeof cube.unite === 'string' ? cube.unite : (row.attributs[unitColumn] ?? '');
  const countColumns = cube.attributs.flatMap((one, index) => (one.nombre_de_personnes ? [index] : []));
  return (row) => {
    if (countColumns.some((index) => statedCount(row.attributs[index] ?? '') < minimum)) return true;
    const unit = plainUnit(unitOf(row));
    const reading = Object.hasOwn(thresholds.unites, unit) ? thresholds.unites[unit] : undefined;
    return persons(row, reading ?? 'contributeurs') < minimum;
  };
}

/** A unit as the thresholds write it: « Nuitée » is `nuitee`. */
function plainUnit(unit: string): string {
  return unit.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}

/** The number of persons a cell stands on: infinite when it stands on none, 0 when it is not known. */
function persons(row: MartRow, reading: UnitReading): number {
  if (row.valeur === null) return Number.POSITIVE_INFINITY;
  const counted = reading === 'valeur' ? Math.abs(row.valeur) : Number.POSITIVE_INFINITY;
  if (row.contributeurs !== null) return Math.min(row.contributeurs, counted);
  return reading === 'contributeurs' ? 0 : counted;
}

/** The number an attribute states, in French or plain notation; 0 when it cannot be read, infinite when empty. */
function statedCount(text: string): number {
  const plain = text.replace(/[\s\u00a0\u202f]/g, '').replace(',', '.');
  if (plain === '') return Number.POSITIVE_INFINITY;
  const count = Number(plain);
  return Number.isFinite(count) ? count : 0;
}
