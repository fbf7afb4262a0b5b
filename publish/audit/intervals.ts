import { PublicationError } from '../publication-error.ts';
import { type CodeTree, codeTree, type StatedParents } from './code-tree.ts';
import { type LinearSystem, systemOf } from './linear-system.ts';
import { reduce } from './reduction.ts';
import { Search } from './search.ts';
import { Solver } from './solver.ts';
import type { PublishedTable } from './table.ts';

export interface AuditOptions {
  /** Zeros are always published: a hidden cell is at least 1. */
  zerosPublished?: boolean;
  /** How codes nest, where somebody states it. */
  parents?: StatedParents;
}

/** What an outsider can say of one hidden cell. */
export interface HiddenInterval {
  fichier: string;
  /** Dimension → code. */
  cellule: Record<string, string>;
  /** Least number of persons that agrees with everything published. */
  min: number;
  /** Greatest one; null where nothing limits it. */
  max: number | null;
}

export interface IntervalAudit {
  intervals: HiddenInterval[];
  /** Nestings of codes found by the figures alone. */
  found: string[];
  /** Dimensions whose codes could not be brought together. */
  apart: string[];
  /** False where a combination that a table does not list cannot be empty, so that it was taken as unknown. */
  unlistedEmpty: boolean;
  /** Linear programs solved. */
  solved: number;
}

/**
 * The least and greatest value of each hidden cell over all tables of whole persons that agree with everything
 * published, all files together: exactly what an outsider with a solver finds. Files are linked by equal column names,
 * unless they contradict each other.
 * Throws PublicationError `tableaux_contradictoires`, `pas_des_effectifs`, `trop_de_cellules`.
 */
export async function auditIntervals(
  tables: readonly PublishedTable[],
  { zerosPublished = false, parents = new Map() }: AuditOptions = {},
): Promise<IntervalAudit> {
  refuseOtherThanCounts(tables);
  const names = [...new Set(tables.flatMap((table) => table.dimensions))];
  const trees = new Map<string, CodeTree>(
    names.map((name) => [name, codeTree(name, tables, parents.get(name))]),
  );
  const [linked, apart] = linkable(tables, trees);
  for (const unlistedUnknown of [false, true]) {
    const system = systemOf(linked.tables, linked.trees, unlistedUnknown);
    const answer = await intervalsOf(system, zerosPublished);
    if (answer === undefined) continue;
    const found = [...linked.trees.values()].flatMap((tree) => tree.found);
    return { ...answer, found, apart, unlistedEmpty: !unlistedUnknown };
  }
  if (tables.length > 1) return eachAlone(tables, { zerosPublished, parents });
  throw new PublicationError([
    {
      code: 'tableaux_contradictoires',
      message:
        'Aucun tableau d’effectifs n’est d’accord avec tout ce qui est publié ici : un total n’est pas la somme de ses parties.',
      regle: 'Un total est la somme de ses parties, et deux fichiers donnent la même marge.',
      remede: 'Vérifiez que les fichiers parlent de la même population, ou auditez-les séparément.',
    },
  ]);
}

/** Files that contradict each other do not speak of the same persons: each is then an audit of its own. */
async function eachAlone(tables: readonly PublishedTable[], options: AuditOptions): Promise<IntervalAudit> {
  const audits: IntervalAudit[] = [];
  for (const table of tables) audits.push(await auditIntervals([table], options));
  return {
    intervals: audits.flatMap((audit) => audit.intervals),
    found: audits.flatMap((audit) => audit.found),
    apart: [...new Set(tables.flatMap((table) => table.dimensions))].filter(
      (name) => tables.filter((table) => table.dimensions.includes(name)).length > 1,
    ),
    unlistedEmpty: audits.every((audit) => audit.unlistedEmpty),
    solved: audits.reduce((sum, audit) => sum + audit.solved, 0),
  };
}

/** Dimensions whose codes do not fit together are told apart by file: the files are then not linked by them. */
function linkable(
  tables: readonly PublishedTable[],
  trees: ReadonlyMap<string, CodeTree>,
): [{ tables: PublishedTable[]; trees: Map<string, CodeTree> }, string[]] {
  const apart = [...trees.values()].filter((tree) => tree.apart).map((tree) => tree.dimension);
  const ownName = (name: string, place: number) => (apart.includes(name) ? `${name}@${place}` : name);
  const renamed = tables.map((table, place) => ({
    ...table,
    dimensions: table.dimensions.map((name) => ownName(name, place)),
  }));
  const own = new Map(
    renamed.flatMap((table) => table.dimensions.map((name) => [name, codeTree(name, renamed)] as const)),
  );
  for (const [name, tree] of trees) if (!tree.apart) own.set(name, tree);
  return [{ tables: renamed, trees: own }, apart];
}

function refuseOtherThanCounts(tables: readonly PublishedTable[]): void {
  for (const { fichier, cells } of tables)
    if (cells.some(({ valeur }) => valeur !== undefined && !(Number.isInteger(valeur) && valeur >= 0)))
      throw new PublicationError([
        {
          code: 'pas_des_effectifs',
          message: `${fichier} : une valeur n’est pas un nombre entier de personnes.`,
          fichier,
          regle:
            'L’audit porte sur des effectifs, qui s’additionnent ; une moyenne ou une part ne s’additionne pas.',
          remede: 'Donnez le tableau des effectifs dont la moyenne ou la part vient.',
        },
      ]);
}

/** Undefined when nothing agrees with the system. */
async function intervalsOf(
  system: LinearSystem,
  zerosPublished: boolean,
): Promise<Pick<IntervalAudit, 'intervals' | 'solved'> | undefined> {
  const small = reduce(system, zerosPublished ? 1 : 0);
  if (small === undefined) return undefined;
  const solver = await Solver.of(small.problem);
  try {
    const search = new Search(solver, small.hidden);
    if (!search.possible()) return undefined;
    const intervals = system.hidden.map(({ table, cell }, place): HiddenInterval => {
      const [min, max] = search.interval(place);
      const cellule = Object.fromEntries(
        table.dimensions.map((name, at) => [name.replace(/@\d+$/, ''), cell.codes[at] ?? '']),
      );
      return { fichier: table.fichier, cellule, min, max };
    });
    return { intervals, solved: solver.solved };
  } finally {
    solver.dispose();
  }
}
