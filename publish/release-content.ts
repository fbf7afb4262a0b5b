import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { DATABASE_FILE, writeAudienceDatabase } from './audience-database.ts';
import { AUDIENCES, type Audience, type Catalogue } from './catalogue.ts';
import { audienceCatalogue, catalogueDocument } from './catalogue-document.ts';
import { type CubeFiles, sha256, writeCubeFiles } from './cube-files.ts';
import { dataPackage, type PackagedCube } from './datapackage.ts';
import { type DictionarySources, dictionaryOf } from './dictionary.ts';
import type { Manifest } from './manifest.ts';
import { OWN_FOLDER } from './own-figures.ts';
import { type Break, declaredBreaks } from './package/breaks.ts';
import { writePackageFiles } from './package/package-files.ts';
import { PAPERS } from './package/papers.ts';
import { readPackageWords } from './package/words.ts';
import type { ProtectedCubes } from './protect-cubes.ts';
import type { ProtectedCube } from './protection.ts';
import type { Thresholds } from './thresholds.ts';

/** In each audience's folder: the words, the tables and the models behind them. */
export const DICTIONARY_FILE = 'dictionnaire.json';

/** What protection did and what the audit found: the same cubes may be audited with other releases before them. */
export const AUDIT_FILE = 'audit.json';

/** What was written of a release, before it has a name. */
export interface Written {
  cubes: Manifest['cubes'];
}

export interface ContentOptions {
  catalogue: Catalogue;
  thresholds: Thresholds;
  donneesDu: string;
  sample: boolean;
  /** What the dictionary of each audience is made from; left out, a release has none. */
  dictionnaire?: DictionarySources;
}

/**
 * Writes all of a release but its manifest into a new folder: the catalogue, the audit and, per audience, the
 * cubes, a database, a data package, her own catalogue and her dictionary; and each antenne's own figures, for her
 * alone. Works from protected cubes, in a database in memory that has never seen the warehouse.
 */
export async function writeContent(
  options: ContentOptions,
  {
    cubes,
    nomenclature,
    own = [],
  }: Pick<ProtectedCubes, 'cubes' | 'nomenclature'> & Partial<Pick<ProtectedCubes, 'own'>>,
  folder: string,
): Promise<Written> {
  await mkdir(folder);
  const digests: Manifest['cubes'] = { comite: {}, drdfe: {}, recherche: {} };
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  try {
    const connection = await instance.connect();
    const ruptures = declaredBreaks(cubes);
    for (const audience of AUDIENCES) {
      const hers = cubes.filter((cube) => cube.audience === audience);
      digests[audience] = await writeAudience(connection, audience, hers, join(folder, audience), {
        ...options,
        ruptures,
      });
    }
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
  await writeJson(join(folder, 'catalogue.json'), catalogueDocument(options.catalogue, nomenclature));
  if (own.length > 0) await mkdir(join(folder, OWN_FOLDER));
  for (const figures of own)
    await writeJson(join(folder, OWN_FOLDER, `${figures.antenne}.json`), { version: 1, ...figures });
  await writeJson(join(folder, AUDIT_FILE), auditDocument(options, cubes));
  return { cubes: digests };
}

/**
 * SHA-256 over the paths and digests of every file but the databases, whose bytes differ from run to run, and those left
 * out besides: the audit, and the papers that bear the name which this hash gives.
 */
export function hashOfContent(
  fichiers: Manifest['fichiers'],
  besides: readonly string[] = [AUDIT_FILE, ...PAPERS],
): string {
  const lines = Object.entries(fichiers)
    .filter(([path]) => !path.endsWith(`/${DATABASE_FILE}`) && !besides.includes(path))
    .map(([path, digest]) => `${path} ${digest}\n`);
  return sha256(lines.join(''));
}

/** Writes a document as JSON, two spaces deep, with a last line feed. */
export async function writeJson(path: string, document: unknown): Promise<void> {
  await writeFile(path, `${JSON.stringify(document, null, 2)}\n`);
}

async function writeAudience(
  connection: DuckDBConnection,
  audience: Audience,
  cubes: readonly ProtectedCube[],
  folder: string,
  options: ContentOptions & { ruptures: readonly Break[] },
): Promise<Record<string, CubeFiles>> {
  const digests: Record<string, CubeFiles> = {};
  const packaged: PackagedCube[] = [];
  const cubesFolder = join(folder, 'cubes');
  await mkdir(cubesFolder, { recursive: true });
  for (const cube of cubes) {
    const { nom } = cube.definition;
    const files = await writeCubeFiles(connection, cube, cubesFolder, options.sample);
    const size = async (format: string): Promise<number> =>
      (await stat(join(cubesFolder, `${nom}.${format}`))).size;
    const bytes = { csv: await size('csv'), parquet: await size('parquet'), arrow: await size('arrow') };
    digests[nom] = files;
    packaged.push({ definition: cube.definition, files, bytes });
  }
  const definitions = cubes.map((cube) => cube.definition);
  await writeAudienceDatabase(connection, definitions, folder, options.sample);
  const words = audience === 'recherche' ? await readPackageWords() : undefined;
  await writeJson(join(folder, 'datapackage.json'), dataPackage(audience, packaged, { ...options, words }));
  if (words !== undefined) await writePackageFiles(folder, { ...words, ...options, cubes });
  await writeJson(join(folder, 'catalogue.json'), audienceCatalogue(cubes));
  if (options.dictionnaire) {
    const dictionary = dictionaryOf(options.dictionnaire, options.catalogue, audience);
    await writeJson(join(folder, DICTIONARY_FILE), dictionary);
  }
  return digests;
}

/** What protection did: the rule of each audience, and per cube the rows kept and the breakdowns given up. */
function auditDocument(
  { thresholds }: ContentOptions,
  cubes: readonly ProtectedCube[],
): Record<string, unknown> {
  const audiences = AUDIENCES.map((audience) => {
    const hers = cubes.filter((cube) => cube.audience === audience);
    const details = hers.map((cube) => [
      cube.definition.nom,
      { classe: cube.definition.classe, lignes: cube.rows.length, ventilations_retirees: cube.retirees },
    ]);
    return [audience, { regles: thresholds.publics[audience], cubes: Object.fromEntries(details) }];
  });
  return {
    version: 1,
    portee:
      'Volumes (classe V) : les ventilations sous le seuil sont retirées en entier. Caractéristiques de personnes (classes C et S) : regroupées, puis masquées sur tous les cubes ensemble.',
    unites: thresholds.unites,
    audiences: Object.fromEntries(audiences),
  };
}
