import { type Audience, attributeNames, type Catalogue } from './catalogue.ts';
import type { StandingRelease } from './ledger-check.ts';
import type { Revision } from './manifest.ts';
import type { ProblemDraft } from './publication-error.ts';
import type { Cell, FormerCells } from './published-cell.ts';
import { type CellChange, type CubeCells, changesOf, ReleaseCells } from './release-cells.ts';
import type { Thresholds } from './thresholds.ts';

/** What of an earlier release a new one is held to. */
export type EarlierRelease = Pick<StandingRelease, 'dir' | 'annees_closes' | 'retrait'>;

/** What is held to what was published before. */
export interface RevisionRequest {
  /** The folder of the new release, written and not yet in place. */
  folder: string;
  /** Every release of the ledger, oldest first. */
  earlier: readonly EarlierRelease[];
  /** The years that are closed after this publication. */
  closes: readonly number[];
  /** The closed years that may change, and why. */
  reviser: readonly number[] | 'toutes';
  motif?: string | undefined;
  catalogue: Catalogue;
  thresholds: Thresholds;
}

/** What changes in years that were published as closed, or why it may not. */
export interface RevisionReport {
  revisions: Revision[];
  problemes: ProblemDraft[];
}

/** Classes of cells that tell of persons: they leave for closed years alone, and no difference of two may tell of one. */
const ABOUT_PERSONS: readonly string[] = ['C', 'S'];
/** The number of persons of whom a characteristic is known, in every cube of characteristics. */
const BASE = 'base_valeur';
const SHOWN = 12;

/**
 * Holds a new release to those before it. A closed year that was published comes out the same, in all cubes and audiences
 * that it had, unless it is revised; figures about persons leave for closed years alone; and of each such figure that both
 * this release and an earlier one publish, the difference is 0 or at least the threshold.
 *
 * Problems: `annee_close_changee`, with what to type; `annee_non_close`; `difference_sous_le_seuil`, naming cells. None of
 * them quotes a figure.
 */
export async function holdToEarlier(request: RevisionRequest): Promise<RevisionReport> {
  const now = new ReleaseCells(request.folder);
  const cubes = await now.all();
  const changed = await frozenChanges(request, now);
  const isRevised = (year: number): boolean => request.reviser === 'toutes' || request.reviser.includes(year);
  return {
    revisions: [...changed]
      .filter(([annee]) => isRevised(annee))
      .map(([annee, changes]) => ({ annee, motif: request.motif ?? '', cubes: countsOf(changes) })),
    problemes: [
      ...[...changed]
        .filter(([annee]) => !isRevised(annee))
        .map(([annee, changes]) => frozen(annee, changes)),
      ...openYears(cubes, request.closes),
      ...(await smallDifferences(request, cubes)),
    ],
  };
}

/** Whether a closed year was said to be revised. */
export function mayChange(year: number, reviser: RevisionRequest['reviser']): boolean {
  return reviser === 'toutes' || reviser.includes(year);
}

/**
 * What was published about persons of the closed years, each year by the release that stands for it. Of a year whose hidden
 * cells are to be chosen anew, only what was hidden.
 */
export async function formerCells(
  earlier: readonly EarlierRelease[],
  closes: readonly number[],
  anew: readonly number[] = [],
): Promise<FormerCells> {
  const former = new Map<Audience, Map<string, Map<string, Cell>>>();
  const readers = new Map<string, ReleaseCells>();
  for (const year of closes) {
    const reference = standsFor(year, earlier);
    if (reference === undefined) continue;
    const before = readers.get(reference.dir) ?? new ReleaseCells(reference.dir);
    readers.set(reference.dir, before);
    for (const { audience, cube, classe, cells } of await before.all()) {
      if (!ABOUT_PERSONS.includes(classe)) continue;
      const hers = former.get(audience) ?? new Map<string, Map<string, Cell>>();
      const known = hers.get(cube) ?? new Map<string, Cell>();
      former.set(audience, hers.set(cube, known));
      for (const [key, cell] of cells)
        if (cell.annee === year && (cell.statut === 'secret' || !anew.includes(year))) known.set(key, cell);
    }
  }
  return former;
}

/** The changes of each year that was published as closed, against the release that stands for it; years in order. */
export async function frozenChanges(
  { earlier, closes }: Pick<RevisionRequest, 'earlier' | 'closes'>,
  now: ReleaseCells,
): Promise<Map<number, CellChange[]>> {
  const changed = new Map<number, CellChange[]>();
  const readers = new Map<string, ReleaseCells>();
  for (const year of closes) {
    const reference = standsFor(year, earlier);
    if (reference === undefined) continue;
    const before = readers.get(reference.dir) ?? new ReleaseCells(reference.dir);
    readers.set(reference.dir, before);
    const changes = (await changesBetween(before, now)).filter(({ annee }) => annee === year);
    if (changes.length > 0) changed.set(year, changes);
  }
  return changed;
}

/** What differs between two releases in the cubes that the first has; a cube that is gone loses all its cells. */
export async function changesBetween(before: ReleaseCells, now: ReleaseCells): Promise<CellChange[]> {
  const changes: CellChange[] = [];
  for (const old of await before.all()) {
    const { audience, cube } = old;
    const stands = (await now.cubesOf(audience)).includes(cube);
    const gone: CubeCells = { ...old, sha256: '', cells: new Map() };
    for (const change of changesOf(old, stands ? await now.cube(audience, cube) : gone)) changes.push(change);
  }
  return changes;
}

/** The newest release that shows a year as closed; a withdrawn one only where no other does. */
function standsFor<T extends EarlierRelease>(year: number, earlier: readonly T[]): T | undefined {
  const closed = earlier.filter(({ annees_closes }) => annees_closes.includes(year));
  return closed.findLast(({ retrait }) => retrait === undefined) ?? closed.at(-1);
}

/** How many cells change, by cube and audience, in their order. */
export function countsOf(changes: readonly CellChange[]): Revision['cubes'] {
  const counts = new Map<string, Revision['cubes'][number]>();
  for (const { cube, audience } of changes) {
    const key = `${audience}/${cube}`;
    const count = counts.get(key) ?? { cube, audience, cellules: 0 };
    count.cellules += 1;
    counts.set(key, count);
  }
  return [...counts.values()];
}

function frozen(annee: number, changes: readonly CellChange[]): ProblemDraft {
  const cubes = countsOf(changes).map(
    ({ cube, audience, cellules }) => `${cube} (${audience}) : ${cellules} cellule${cellules > 1 ? 's' : ''}`,
  );
  return {
    code: 'annee_close_changee',
    message: `L’année ${annee} est close et publiée, et ses chiffres ne sont plus les mêmes. Rien n’est publié. ${cubes.join(' ; ')}.`,
    regle: 'une année close et publiée ne change plus sans révision',
    remede: `Si le changement est voulu : npm run cpca -- publish --reviser ${annee} --motif "…" (sans nommer personne : le motif est publié).`,
  };
}

function openYears(cubes: readonly CubeCells[], closes: readonly number[]): ProblemDraft[] {
  return cubes
    .filter(({ classe }) => ABOUT_PERSONS.includes(classe))
    .flatMap(({ cube, audience, cells }) => {
      const open = new Set(
        [...cells.values()].map(({ annee }) => annee).filter((year) => !closes.includes(year)),
      );
      return [...open].map((year) => ({
        code: 'annee_non_close',
        message: `Cube ${cube} (${audience}) : des cellules portent sur ${year}, qui n’est pas close.`,
        regle: 'les caractéristiques de personnes ne sortent que pour une année close',
        remede: `Clôturez l’année : npm run cpca -- publish --clore ${year}, ou corrigez le catalogue.`,
      }));
    });
}

/** One published figure: a cell's value, or a number of persons beside it. */
interface Figure {
  cell: Cell;
  value: number;
  audiences: readonly Audience[];
}

async function smallDifferences(
  { earlier, catalogue, thresholds }: RevisionRequest,
  cubes: readonly CubeCells[],
): Promise<ProblemDraft[]> {
  const now = figuresAboutPersons(cubes, catalogue);
  const small = new Map<string, Set<string>>();
  for (const { dir } of now.size === 0 ? [] : earlier) {
    for (const [key, before] of figuresAboutPersons(await new ReleaseCells(dir).all(), catalogue)) {
      const after = now.get(key);
      if (after === undefined || after.value === before.value) continue;
      const { cube, classe } = JSON.parse(key);
      const minimum = strictest(thresholds, [...before.audiences, ...after.audiences], classe);
      if (Math.abs(after.value - before.value) >= minimum) continue;
      small.set(cube, (small.get(cube) ?? new Set()).add(placeText(after.cell)));
    }
  }
  return [...small].map(([cube, cells]) => tooSmall(cube, [...cells]));
}

/** By cube, class, cell and column; what several audiences have is one figure, which they all have. */
function figuresAboutPersons(cubes: readonly CubeCells[], catalogue: Catalogue): Map<string, Figure> {
  const figures = new Map<string, Figure>();
  for (const { cube, audience, classe, cells } of cubes) {
    if (!ABOUT_PERSONS.includes(classe)) continue;
    const counts = personCounts(catalogue, cube);
    for (const [cellKey, cell] of cells) {
      const told: (readonly [string, number | null | undefined])[] = [
        ['valeur', cell.valeur],
        ...counts.map((name) => [name, cell.nombres[name]] as const),
      ];
      for (const [colonne, value] of told) {
        if (typeof value !== 'number') continue;
        const key = JSON.stringify({ cube, classe, cellKey, colonne });
        const audiences = [...(figures.get(key)?.audiences ?? []), audience];
        figures.set(key, { cell, value, audiences });
      }
    }
  }
  return figures;
}

function personCounts(catalogue: Catalogue, name: string): string[] {
  const cube = catalogue.cubes.find(({ nom }) => nom === name);
  if (cube === undefined) return [];
  return attributeNames(cube).filter(
    (name, index) => name === BASE || cube.attributs[index]?.nombre_de_personnes === true,
  );
}

/** The strictest minimum of those who hold a figure; a class without one may not change at all. */
function strictest(
  thresholds: Thresholds,
  audiences: readonly Audience[],
  classe: keyof Thresholds['publics'][Audience],
): number {
  return Math.max(
    ...audiences.map((audience) => {
      const rule = thresholds.publics[audience][classe];
      return rule !== undefined && 'minimum' in rule ? rule.minimum : Number.POSITIVE_INFINITY;
    }),
  );
}

function placeText({ dimensions }: Cell): string {
  return Object.entries(dimensions)
    .map(([name, code]) => `${name} ${code}`)
    .join(', ');
}

function tooSmall(cube: string, cells: readonly string[]): ProblemDraft {
  const shown = cells.slice(0, SHOWN).map((cell) => `[${cell}]`);
  const more = cells.length > SHOWN ? ` et ${cells.length - SHOWN} autres` : '';
  return {
    code: 'difference_sous_le_seuil',
    message: `Cube ${cube} : comparée à une publication précédente, la nouvelle ferait reconnaître une ou quelques personnes dans ${cells.length} cellule${cells.length > 1 ? 's' : ''} : ${shown.join(' ')}${more}. Rien n’est publié.`,
    regle: 'entre deux publications, un effectif ne change pas, ou change d’au moins le seuil',
    remede:
      'Gardez ces données telles qu’elles étaient, ou réunissez d’autres corrections avant de réviser. Données d’exemple : supprimez le dossier de publication entier.',
  };
}
