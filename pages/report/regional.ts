import { number, type Row, text } from '../components/figure.ts';
import { isWhole } from './cube-table.ts';
import { type Cubes, REGION, TOTAL } from './cubes.ts';
import { BLOCKS } from './quantity.ts';

const ACTIVITY = 'activite';
const LODGING = 'hebergement';

/** Blocks that the lodging cube counts by type of place, under the codes of the key figures, and its indicator. */
const BY_PLACE: Readonly<Record<string, string>> = { heberges: 'personnes', nuitees: 'nuitees' };

/** Rows of another cube that count the same thing. */
export interface Elsewhere {
  cube: string;
  rows: readonly Row[];
}

/**
 * Where else than among the declared key figures a line of them is counted, from the lines received: in the region's
 * activity, else in its lodging. Undefined where nothing of this year, in the same unit, is.
 */
export function countedElsewhere(cubes: Cubes, line: Row): Elsewhere | undefined {
  const found = [inActivity(cubes, line), inLodging(cubes, line)];
  return found.find(({ rows }) =>
    rows.some((row) => number(row, 'annee') === number(line, 'annee') && number(row, 'valeur') !== null),
  );
}

function inActivity(cubes: Cubes, line: Row): Elsewhere {
  const block = BLOCKS[text(line, 'bloc')];
  const rows = cubes
    .rows(ACTIVITY)
    .filter((row) => isRegional(row, line) && text(row, 'indicateur') === block?.indicateur);
  // A module's total stands for the whole where only that module counts it.
  const own = [TOTAL, block?.module].map((module) => rows.filter((row) => text(row, 'module') === module));
  const whole = text(line, 'modalite') === TOTAL;
  return { cube: ACTIVITY, rows: whole ? (own.find((some) => some.length > 0) ?? []) : [] };
}

function inLodging(cubes: Cubes, line: Row): Elsewhere {
  const rows = cubes
    .rows(LODGING)
    .filter(
      (row) =>
        isRegional(row, line) &&
        text(row, 'indicateur') === BY_PLACE[text(line, 'bloc')] &&
        text(row, 'type_place') === text(line, 'modalite'),
    );
  return { cube: LODGING, rows };
}

function isRegional(row: Row, line: Row): boolean {
  return (
    text(row, 'antenne') === REGION &&
    isWhole(row, 'site') &&
    text(row, 'provenance') === 'calcule' &&
    text(row, 'unite') === text(line, 'unite')
  );
}
