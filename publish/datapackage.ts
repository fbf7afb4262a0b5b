import { type Audience, type CubeDefinition, dimensionNames, TOTAL, UNKNOWN } from './catalogue.ts';
import { ABSENCES } from './cube.ts';
import { type CubeColumn, type CubeFiles, cubeColumns } from './cube-files.ts';

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
  about: { donneesDu: string; sample: boolean },
): Record<string, unknown> {
  const warning = about.sample ? 'Données d’échantillon, à ne pas citer. ' : '';
  return {
    profile: 'data-package',
    name: `cpca-${audience}`,
    title: 'CPCA Sud-Occitanie : activité et personnes accompagnées',
    description: `${warning}Données arrêtées au ${about.donneesDu}. Les lignes dont une dimension vaut ${TOTAL} sont des totaux, ${UNKNOWN} des inconnus.`,
    version: about.donneesDu,
    resources: cubes.flatMap((cube) => [
      csvResource(cube),
      binaryResource(cube, 'parquet'),
      binaryResource(cube, 'arrow'),
    ]),
  };
}

function csvResource(cube: PackagedCube): Record<string, unknown> {
  return {
    ...resource(cube, 'csv'),
    profile: 'tabular-data-resource',
    encoding: 'utf-8',
    dialect: { delimiter: ',', header: true, lineTerminator: '\n', quoteChar: '"', doubleQuote: true },
    schema: {
      fields: cubeColumns(cube.definition).map((column) => field(column, cube.definition)),
      primaryKey: dimensionNames(cube.definition),
      missingValues: [''],
    },
  };
}

function binaryResource(cube: PackagedCube, format: 'parquet' | 'arrow'): Record<string, unknown> {
  return { ...resource(cube, format), profile: 'data-resource' };
}

function resource(cube: PackagedCube, format: keyof typeof MEDIA_TYPES): Record<string, unknown> {
  const { nom, titre, description } = cube.definition;
  return {
    name: format === 'csv' ? nom : `${nom}-${format}`,
    title: titre,
    description,
    path: `cubes/${nom}.${format}`,
    format,
    mediatype: MEDIA_TYPES[format],
    bytes: cube.bytes[format],
    hash: `sha256:${cube.files[format]}`,
  };
}

function field(column: CubeColumn, cube: CubeDefinition): Record<string, unknown> {
  const codes = cube.dimensions.find((one) => one.nom === column.nom)?.codes;
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
    type: FIELD_TYPES[column.type],
    constraints: { ...(required ? { required } : {}), ...(allowed === undefined ? {} : { enum: allowed }) },
  };
}
