import { type Coarsening, type CubeDefinition, TOTAL } from './catalogue.ts';
import type { DroppedBreakdown, MartRow } from './cube.ts';

/** What a coarsened cube keeps, in the order it came, and what it gave up. */
export interface Coarsened {
  kept: MartRow[];
  dropped: DroppedBreakdown[];
}

/**
 * Reduces whole breakdowns until no cell fails; single cells are never taken out, since their neighbours
 * would give them away.
 *
 * Inside a block, a failing cell takes with it every cell that is broken down along the first of its
 * breakdowns, in the catalogue's order. A failing cell that is a total takes the whole block.
 */
export function coarsen(
  cube: CubeDefinition,
  rule: Coarsening,
  rows: readonly MartRow[],
  fails: (row: MartRow) => boolean,
): Coarsened {
  const reading = readings(cube);
  const dropped: DroppedBreakdown[] = [];
  let inside: readonly MartRow[] = rows;
  for (const nom of rule.retirees) {
    const totals = inside.filter((row) => reading.isTotal(row, nom));
    const lignes = inside.length - totals.length;
    if (lignes > 0) dropped.push({ bloc: {}, ventilations: [nom], lignes, cause: 'niveau_non_prevu' });
    inside = totals;
  }
  const kept = new Set<MartRow>();
  for (const block of blocksOf(inside, rule, reading).values()) {
    for (const row of reduceBlock(block, rule, reading, fails, dropped)) kept.add(row);
  }
  return { kept: rows.filter((row) => kept.has(row)), dropped };
}

interface Readings {
  code(row: MartRow, nom: string): string | number;
  isTotal(row: MartRow, nom: string): boolean;
}

function readings(cube: CubeDefinition): Readings {
  const columns = new Map(cube.dimensions.map(({ nom }, index) => [nom, index]));
  const totals = new Map(
    cube.dimensions.map(({ nom, totaux }) => [nom, new Set<string | number>([TOTAL, ...totaux])]),
  );
  const code = (row: MartRow, nom: string): string | number => row.dimensions[columns.get(nom) ?? -1] ?? '';
  return { code, isTotal: (row, nom) => totals.get(nom)?.has(code(row, nom)) === true };
}

/** Rows by block; codes tied by a sum fall in one block. */
function blocksOf(rows: readonly MartRow[], rule: Coarsening, reading: Readings): Map<string, MartRow[]> {
  const tied = (nom: string, code: string | number): string | number => {
    const tie = rule.liees.findIndex((one) => one.dimension === nom && one.codes.includes(String(code)));
    return tie === -1 ? code : `liees ${tie}`;
  };
  const blocks = new Map<string, MartRow[]>();
  for (const row of rows) {
    const key = JSON.stringify(rule.blocs.map((nom) => tied(nom, reading.code(row, nom))));
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [row]);
    else block.push(row);
  }
  return blocks;
}

function reduceBlock(
  block: readonly MartRow[],
  rule: Coarsening,
  reading: Readings,
  fails: (row: MartRow) => boolean,
  dropped: DroppedBreakdown[],
): readonly MartRow[] {
  const failing = block.filter(fails);
  if (failing.length === 0) return block;
  const firstBreakdowns = failing.map((row) => rule.ventilations.find((nom) => !reading.isTotal(row, nom)));
  const bloc = Object.fromEntries(
    rule.blocs.map((nom) => [nom, [...new Set(block.map((row) => reading.code(row, nom)))]]),
  );
  if (firstBreakdowns.includes(undefined)) {
    dropped.push({ bloc, ventilations: [], lignes: block.length, cause: 'bloc_sous_le_seuil' });
    return [];
  }
  const ventilations = rule.ventilations.filter((nom) => firstBreakdowns.includes(nom));
  const kept = block.filter((row) => ventilations.every((nom) => reading.isTotal(row, nom)));
  dropped.push({ bloc, ventilations, lignes: block.length - kept.length, cause: 'seuil' });
  return kept;
}
