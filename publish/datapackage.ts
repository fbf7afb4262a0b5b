import {
  type Audience,
  type CubeDefinition,
  type Dimension,
  dimensionNames,
  TOTAL,
  UNKNOWN,
} from './catalogue.ts';
import { ABSENCES } from './cube.ts';
import { type CubeColumn, type CubeFiles, cubeColumns } from './cube-files.ts';
import type { Break } from './package/breaks.ts';
import { type English, FICTITIOUS, type Identity, isTranslated, type PackageWords } from './package/words.ts';

const FIELD_TYPES: Record<CubeColumn['type'], string> = {
  entier: 'integer',
  texte: 'string',
  nombre: 'number',
};

const MEDIA_TYPES = {
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
} as const;

/** One cube of a package: its definition, the digests of its files and their sizes in bytes. */
export interface PackagedCube {
  definition: CubeDefinition;
  files: CubeFiles;
  bytes: Record<keyof typeof MEDIA_TYPES, number>;
}

/**
 * The Frictionless Data Package of one audience: a CSV resource with its schema per cube, and the same rows
 * as Parquet and Arrow. Says nothing of the time it was written, so that same cubes give same bytes.
 */
export function dataPackage(
  audience: Audience,
  cubes: readonly PackagedCube[],
  about: {
    donneesDu: string;
    sample: boolean;
    words?: PackageWords | undefined;
    ruptures?: readonly Break[];
  },
): Record<string, unknown> {
  const { words } = about;
  const warning = about.sample ? `Données d’échantillon. ${FICTITIOUS} ` : '';
  return {
    profile: 'data-package',
    name: `cpca-${audience}`,
    title: 'CPCA Sud-Occitanie : activité et personnes accompagnées',
    description: `${warning}Données arrêtées au ${about.donneesDu}. Les lignes dont une dimension vaut ${TOTAL} sont des totaux, ${UNKNOWN} des inconnus.`,
    version: about.donneesDu,
    ...(words === undefined ? {} : { ...signature(words.identity), ruptures: about.ruptures ?? [] }),
    resources: cubes.flatMap((cube) => [
      csvResource(cube, words?.english),
      binaryResource(cube, 'parquet', words?.english),
      binaryResource(cube, 'arrow', words?.english),
    ]),
  };
}

function signature({ titre_anglais, producteur, licence }: Identity): Record<string, unknown> {
  return {
    title_en: titre_anglais,
    licenses: [{ name: licence.nom, title: licence.titre, path: licence.adresse }],
    contributors: [{ title: producteur, role: 'publisher' }],
  };
}

function csvResource(cube: PackagedCube, english: English | undefined): Record<string, unknown> {
  return {
    ...resource(cube, 'csv', english),
    profile: 'tabular-data-resource',
    encoding: 'utf-8',
    dialect: { delimiter: ',', header: true, lineTerminator: '\n', quoteChar: '"', doubleQuote: true },
    schema: {
      fields: cubeColumns(cube.definition).map((column) => field(column, cube.definition, english)),
      primaryKey: dimensionNames(cube.definition),
      missingValues: [''],
    },
  };
}

function binaryResource(
  cube: PackagedCube,
  format: 'parquet' | 'arrow',
  english: English | undefined,
): Record<string, unknown> {
  return { ...resource(cube, format, english), profile: 'data-resource' };
}

function resource(
  cube: PackagedCube,
  format: keyof typeof MEDIA_TYPES,
  english: English | undefined,
): Record<string, unknown> {
  const { nom, titre, description } = cube.definition;
  const words = english?.cubes[nom];
  return {
    name: format === 'csv' ? nom : `${nom}-${format}`,
    title: titre,
    description,
    ...(words === undefined ? {} : { title_en: words.title, description_en: words.description }),
    path: `cubes/${nom}.${format}`,
    format,
    mediatype: MEDIA_TYPES[format],
    bytes: cube.bytes[format],
    hash: `sha256:${cube.files[format]}`,
  };
}

function field(
  column: CubeColumn,
  cube: CubeDefinition,
  english: English | undefined,
): Record<string, unknown> {
  const dimension = cube.dimensions.find((one) => one.nom === column.nom);
  const codes = dimension?.codes;
  const words = english?.columns[column.nom];
  const required = column.role === 'dimension' || column.role === 'statut';
  const allowed =
    column.role === 'statut'
      ? ['publie', ...ABSENCES]
      : codes === undefined
        ? undefined
        : [TOTAL, UNKNOWN, ...Object.keys(codes)];
  return {
    name: column.nom,
    title: column.libelle,
    ...(words === undefined ? {} : { title_en: words }),
    type: FIELD_TYPES[column.type],
    ...(english === undefined ? {} : codeWords(column, dimension, english)),
    constraints: { ...(required ? { required } : {}), ...(allowed === undefined ? {} : { enum: allowed }) },
  };
}

/** What each code means, in French and English. Open lists have their words in the column `libelle`. */
function codeWords(
  column: CubeColumn,
  dimension: Dimension | undefined,
  { codes: words }: English,
): Record<string, unknown> {
  if (column.role === 'statut')
    return { codes: ['publie', ...ABSENCES].map((code) => ({ code, label_en: words[code] ?? code })) };
  if (dimension?.codes === undefined) return {};
  const labelled = Object.entries({ ...dimension.codes, [TOTAL]: 'Ensemble', [UNKNOWN]: 'Non connu' });
  const label = (code: string, libelle: string): string =>
    isTranslated(dimension) || code.startsWith('_') ? (words[code] ?? libelle) : libelle;
  return {
    codes: labelled.map(([code, libelle]) => ({ code, label: libelle, label_en: label(code, libelle) })),
  };
}
