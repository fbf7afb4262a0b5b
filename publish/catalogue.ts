import * as z from 'zod';
import { nearest } from '../sql/nearest.ts';
import { type ProblemDraft, throwProblems } from './publication-error.ts';
import { readYaml, type YamlText } from './yaml-file.ts';

/** Who a release is written for. */
export const AUDIENCES = ['comite', 'drdfe', 'recherche'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Volumes, characteristics of persons, sensitive, housing per flat and fine dates. */
export const CLASSES = ['V', 'C', 'S', 'L'] as const;
export type CellClass = (typeof CLASSES)[number];

/** The code of a total and of an unknown, in any dimension of text. */
export const TOTAL = '_T';
export const UNKNOWN = '_U';

/** Columns that publication itself reads or writes; no dimension or attribute may take their name. */
export const RESERVED_COLUMNS: readonly string[] = ['valeur', 'statut', 'absence', 'contributeurs'];

const name = z.string().regex(/^[a-z][a-z0-9_]{0,62}$/);
const text = z.string().trim().min(1);

const dimension = z.strictObject({
  nom: name,
  libelle: text,
  type: z.enum(['texte', 'entier']).default('texte'),
  /** The closed list of this dimension's codes and their labels; `_T` and `_U` need not be listed. */
  codes: z.record(z.string().regex(/^[A-Za-z0-9_]{1,40}$/), text).optional(),
  /** Codes that stand for the whole, besides `_T`. */
  totaux: z.array(text).default([]),
});

const attribute = z.strictObject({
  nom: name,
  libelle: text,
  /** The text is a number of persons: a cell whose text is under the threshold does not pass. */
  nombre_de_personnes: z.boolean().default(false),
});

const column = z.strictObject({ colonne: name });

const coarsening = z.strictObject({
  /** Dimensions that tell one block of cells from another. */
  blocs: z.array(name),
  /** Breakdowns inside a block, in the order in which they are given up. */
  ventilations: z.array(name).default([]),
  /** Breakdowns that this audience never gets. */
  retirees: z.array(name).default([]),
  /** Codes tied by a sum: their blocks are reduced together, or the difference would give a cell away. */
  liees: z.array(z.strictObject({ dimension: name, codes: z.array(text).min(2) })).default([]),
});

const cube = z.strictObject({
  nom: name,
  titre: text,
  description: text,
  classe: z.enum(CLASSES).optional(),
  mart: name,
  periode: name,
  unite: z.union([name, column]),
  base: z.union([text, column]),
  audiences: z.array(z.enum(AUDIENCES)).optional(),
  dimensions: z.array(dimension).min(1),
  attributs: z.array(attribute).default([]),
  grossissement: z.partialRecord(z.enum(AUDIENCES), coarsening).default({}),
});

const schema = z.strictObject({ version: z.literal(1), cubes: z.array(cube).min(1) });

export type Dimension = z.output<typeof dimension>;
export type Attribute = z.output<typeof attribute>;
export type Coarsening = z.output<typeof coarsening>;
export type CubeDefinition = z.output<typeof cube>;

/** The closed list of what may leave. `fichier` is the name it goes by in messages. */
export interface Catalogue {
  fichier: string;
  version: 1;
  cubes: readonly CubeDefinition[];
}

/**
 * Reads `catalogue.yml`. Errors (`PublicationError`): `catalogue_invalide` with the key and its line; an
 * unknown key, and a name that no dimension or attribute bears, say which was probably meant.
 * Whether a cube may leave is not judged here but by the wall.
 */
export function readCatalogue(source: YamlText): Catalogue {
  const { value, problemAt } = readYaml(source, schema, 'catalogue_invalide');
  const problems: ProblemDraft[] = [];
  const report: Report = (path, message, remede) => problems.push(problemAt(path, message, remede));
  checkUnique(
    value.cubes.map((one) => one.nom),
    (index) => ['cubes', index, 'nom'],
    report,
  );
  for (const [index, one] of value.cubes.entries()) checkCube(one, ['cubes', index], report);
  throwProblems(problems);
  return { fichier: source.fichier, version: 1, cubes: value.cubes };
}

/** The names of a cube's dimensions, in the order of its columns. */
export function dimensionNames(definition: CubeDefinition): string[] {
  return definition.dimensions.map((one) => one.nom);
}

/** The names of a cube's attributes, in the order of its columns. */
export function attributeNames(definition: CubeDefinition): string[] {
  return definition.attributs.map((one) => one.nom);
}

type Path = readonly (string | number)[];
type Report = (path: Path, message: string, remede: string) => unknown;

function checkCube(one: CubeDefinition, at: Path, report: Report): void {
  const dimensions = dimensionNames(one);
  const attributes = attributeNames(one);
  const columns = [...dimensions, ...attributes];
  const columnPath = (index: number): Path =>
    index < dimensions.length
      ? [...at, 'dimensions', index, 'nom']
      : [...at, 'attributs', index - dimensions.length, 'nom'];
  checkUnique(columns, columnPath, report);
  for (const [index, nom] of columns.entries()) {
    if (!RESERVED_COLUMNS.includes(nom)) continue;
    report(columnPath(index), `« ${nom} » est un nom réservé.`, 'Choisissez un autre nom de colonne.');
  }
  checkNames([one.periode], dimensions, () => [...at, 'periode'], report);
  for (const key of ['unite', 'base'] as const) {
    const source = one[key];
    if (typeof source === 'object')
      checkNames([source.colonne], attributes, () => [...at, key, 'colonne'], report);
  }
  for (const [audience, rule] of Object.entries(one.grossissement)) {
    if (rule !== undefined) checkCoarsening(one, rule, [...at, 'grossissement', audience], report);
  }
}

function checkCoarsening(one: CubeDefinition, rule: Coarsening, at: Path, report: Report): void {
  const dimensions = dimensionNames(one);
  const lists = { blocs: rule.blocs, ventilations: rule.ventilations, retirees: rule.retirees };
  for (const [key, names] of Object.entries(lists)) {
    checkNames(names, dimensions, (index) => [...at, key, index], report);
  }
  const named = Object.values(lists).flat();
  checkUnique(named, () => at, report);
  const forgotten = dimensions.filter((nom) => !named.includes(nom));
  if (forgotten.length > 0) {
    report(
      at,
      `dimension sans règle : ${forgotten.join(', ')}.`,
      'Nommez-la dans blocs, ventilations ou retirees.',
    );
  }
  for (const [index, tie] of rule.liees.entries()) {
    checkNames([tie.dimension], rule.blocs, () => [...at, 'liees', index, 'dimension'], report);
    const codes = one.dimensions.find((candidate) => candidate.nom === tie.dimension)?.codes ?? {};
    checkNames(tie.codes, Object.keys(codes), (code) => [...at, 'liees', index, 'codes', code], report);
  }
}

function checkNames(
  names: readonly string[],
  known: readonly string[],
  at: (index: number) => Path,
  report: Report,
): void {
  for (const [index, nom] of names.entries()) {
    if (known.includes(nom)) continue;
    const meant = nearest(nom, known);
    const remede =
      meant === undefined ? `Noms admis : ${known.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`;
    report(at(index), `« ${nom} » n’est pas connu ici.`, remede);
  }
}

function checkUnique(names: readonly string[], at: (index: number) => Path, report: Report): void {
  for (const [index, nom] of names.entries()) {
    if (names.indexOf(nom) === index) continue;
    report(at(index), `« ${nom} » est nommé deux fois.`, 'Gardez-en un seul.');
  }
}
