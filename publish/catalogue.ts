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

const codeList = z.record(z.string().regex(/^[A-Za-z0-9_]{1,40}$/), text);

/** Finest codes of a characteristic told together, and under which label. */
const merged = z.strictObject({ libelle: text, codes: z.array(text).min(1) });

/** A characteristic of persons as it may be told; the rows are groups of persons. */
const characteristic = z.strictObject({
  nom: name,
  libelle: text,
  classe: z.enum(['C', 'S']),
  mart: z.enum(['groupe_profil', 'groupe_sortie']),
  /** The characteristic of the mart that it is read from, where that bears another name. */
  source: name.optional(),
  base: text,
  /** The closed list of the finest codes and their labels; left out, that of `source`. */
  codes: codeList.optional(),
  /** The levels of core.regroupement in which it is told; 0 for the finest codes. */
  niveaux: z.array(z.int().min(0)).min(1).optional(),
  /** Codes that are never told apart. */
  fusions: z.record(z.string(), merged).default({}),
  /** Codes of its own in place of levels; what is in none is not known. */
  partage: z.record(z.string(), merged).optional(),
});

export const CROSSINGS = ['antenne', 'departement', 'sexe', 'region'] as const;

const crossings = z.array(z.enum(CROSSINGS)).min(1).max(2);

/** What makes a cube one of characteristics of persons. */
const persons = z.strictObject({
  caracteristiques: z.array(name).min(1),
  /** What the tables are crossed with; `region` beside another one is its total. */
  croisements: crossings,
  /** Audiences that get fewer crossings. */
  croisements_de: z.partialRecord(z.enum(AUDIENCES), crossings).default({}),
  /** How a place is told more coarsely, in the order in which it is tried. */
  grossissement: z.array(z.enum(['codes', 'trois_ans', 'region'])).default([]),
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
  personnes: persons.optional(),
});

const schema = z.strictObject({
  version: z.literal(1),
  cubes: z.array(cube).min(1),
  caracteristiques: z.array(characteristic).default([]),
});

export type Dimension = z.output<typeof dimension>;
export type Attribute = z.output<typeof attribute>;
export type Coarsening = z.output<typeof coarsening>;
export type CubeDefinition = z.output<typeof cube>;
export type Characteristic = z.output<typeof characteristic>;

/** A cube of characteristics of persons. */
export type PersonsCube = CubeDefinition & { personnes: z.output<typeof persons> };

/** The columns of such a cube, besides its last dimension, which bears the codes. */
export const PERSONS_ATTRIBUTES = [
  'libelle',
  'libelle_caracteristique',
  'base',
  'base_valeur',
  'niveau',
  'grossissement',
  'provenance',
  'source',
] as const;

/** The closed list of what may leave. `fichier` is the name it goes by in messages. */
export interface Catalogue {
  fichier: string;
  version: 1;
  cubes: readonly CubeDefinition[];
  caracteristiques: readonly Characteristic[];
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
  checkCharacteristics(value.caracteristiques, report);
  for (const [index, one] of value.cubes.entries())
    if (isPersonsCube(one)) checkPersons(one, value.caracteristiques, ['cubes', index], report);
  throwProblems(problems);
  return {
    fichier: source.fichier,
    version: 1,
    cubes: value.cubes,
    caracteristiques: value.caracteristiques,
  };
}

/** Whether a cube tells characteristics of persons. */
export function isPersonsCube(one: CubeDefinition): one is PersonsCube {
  return one.personnes !== undefined;
}

/** The finest codes of a characteristic and their labels. */
export function codesOf(
  one: Characteristic,
  all: readonly Characteristic[],
): Readonly<Record<string, string>> {
  if (one.codes !== undefined) return one.codes;
  const source = all.find(({ nom, mart }) => nom === one.source && mart === one.mart);
  return source?.codes ?? {};
}

/** The crossing of a cube that has a column, if any. */
export function placeColumn({ personnes }: PersonsCube): string | undefined {
  return personnes.croisements.find((crossing) => crossing !== 'region');
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

function checkCharacteristics(all: readonly Characteristic[], report: Report): void {
  checkUnique(
    all.map(({ nom }) => nom),
    (index) => ['caracteristiques', index, 'nom'],
    report,
  );
  for (const [index, one] of all.entries()) {
    const at: Path = ['caracteristiques', index];
    const others = all.filter(({ mart, codes }) => mart === one.mart && codes !== undefined);
    if (one.source !== undefined && one.codes === undefined)
      checkNames(
        [one.source],
        others.map(({ nom }) => nom),
        () => [...at, 'source'],
        report,
      );
    else if (one.codes === undefined)
      report(at, 'sans « codes » ni « source ».', 'Énumérez les codes de cette caractéristique.');
    const codes = Object.keys(codesOf(one, all));
    for (const key of ['fusions', 'partage'] as const)
      for (const [code, { codes: its }] of Object.entries(one[key] ?? {}))
        checkNames(its, codes, (place) => [...at, key, code, 'codes', place], report);
  }
}

/** A cube of persons bears the columns that its crossing and its characteristics make, and no other. */
function checkPersons(one: PersonsCube, all: readonly Characteristic[], at: Path, report: Report): void {
  const { caracteristiques, croisements, croisements_de } = one.personnes;
  const hers = all.filter(({ mart }) => mart === one.mart);
  checkNames(
    caracteristiques,
    hers.map(({ nom }) => nom),
    (index) => [...at, 'personnes', 'caracteristiques', index],
    report,
  );
  if (croisements.length === 2 && !croisements.includes('region'))
    report(
      [...at, 'personnes', 'croisements'],
      'un croisement, et « region » pour son total.',
      'Faites deux cubes.',
    );
  for (const [audience, fewer] of Object.entries(croisements_de))
    checkNames(
      fewer ?? [],
      croisements,
      (index) => [...at, 'personnes', 'croisements_de', audience, index],
      report,
    );
  const place = placeColumn(one);
  const codes = dimensionNames(one).at(-1) ?? 'modalite';
  const named = dimensionNames(one).includes('caracteristique') || caracteristiques.length > 1;
  const expected = [
    'annee',
    'periode',
    ...(place === undefined ? [] : [place]),
    ...(named
      ? ['caracteristique', 'modalite']
      : [codes === 'modalite' ? 'modalite' : (caracteristiques[0] ?? codes)]),
  ];
  checkColumns(dimensionNames(one), expected, [...at, 'dimensions'], report);
  checkColumns(attributeNames(one), PERSONS_ATTRIBUTES, [...at, 'attributs'], report);
}

function checkColumns(names: readonly string[], expected: readonly string[], at: Path, report: Report): void {
  checkNames(names, expected, (index) => [...at, index, 'nom'], report);
  const missing = expected.filter((nom) => !names.includes(nom));
  if (missing.length > 0)
    report(
      at,
      `colonne manquante : ${missing.join(', ')}.`,
      'Ajoutez-la : un cube de personnes a toujours les mêmes colonnes.',
    );
  else if (names.length === expected.length && names.some((nom, index) => nom !== expected[index]))
    report(at, 'colonnes dans un autre ordre.', `L’ordre est : ${expected.join(', ')}.`);
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
