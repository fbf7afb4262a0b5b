import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadSources } from '../ingest/contracts.ts';
import { parseKey } from '../ingest/core/pseudonym.ts';
import { type FileReport, ingest } from '../ingest/ingest.ts';
import { type BuiltSite, buildSite } from '../pages/build/site.ts';
import { readCurrentRelease } from '../publish/current-release.ts';
import { readPublicationRules } from '../publish/publication-rules.ts';
import { type Published, publishRelease } from '../publish/release.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { CliError } from './cli-error.ts';
import { dictionarySources } from './dictionary.ts';
import { modelsToPublish } from './marts-in-force.ts';
import { readModels } from './models.ts';
import { LISTS_DIR, type Places, ROOT, SAMPLE_KEY, SAMPLES_DIR, SOURCES_DIR } from './places.ts';

export { type BuildChoice, runBuild } from './build-run.ts';

export type Tell = (text: string) => void;
export type SiteAudience = BuiltSite['audience'];

/** Loads files and folders into the warehouse of these places, made if it lacks. */
export async function runIngest(
  places: Places,
  paths: readonly string[],
  keyFile: string | undefined,
  clock: () => Date,
  onFile: (report: FileReport) => void,
  sample?: boolean,
): Promise<FileReport[]> {
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const sampleKey = parseKey(await readFile(SAMPLE_KEY, 'utf8'));
  const realKey = keyFile === undefined ? undefined : await readKey(keyFile);
  await mkdir(dirname(places.warehouse), { recursive: true });
  const warehouse = await openWarehouse({ path: places.warehouse });
  try {
    return await ingest(paths, {
      warehouse,
      sources,
      keyFor: (sample) => (sample ? sampleKey : realKey),
      clock,
      onFile,
      ...(sample === undefined ? {} : { sample }),
    });
  } finally {
    await warehouse.close();
  }
}

async function readKey(file: string): Promise<Uint8Array> {
  try {
    return parseKey(await readFile(file, 'utf8'));
  } catch {
    throw new CliError(
      'CLE_ILLISIBLE',
      `Le fichier de clé « ${file} » ne se lit pas.`,
      'Indiquez un fichier qui contient 64 chiffres hexadécimaux.',
      2,
    );
  }
}

/** Writes a release from the marts, or finds that nothing changed. */
export async function runPublish(places: Places, clock: () => Date, tell: Tell): Promise<Published> {
  const { catalogue, thresholds } = await readPublicationRules();
  const project = readModels();
  const dictionnaire = await dictionarySources(project);
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    const files: Record<string, string | number | null>[] = await warehouse
      .knex('meta.fichier')
      .where({ etat: 'en_vigueur' })
      .select('fichier', 'sha256', 'source', 'antenne', 'annee', 'lus', 'charges', 'a_corriger')
      .orderBy('fichier');
    const kind: { echantillon: boolean }[] = await warehouse.knex('meta.entrepot').select('echantillon');
    const marts = [...new Set(catalogue.cubes.map(({ mart }) => `marts.${mart}`))];
    const modeles = await modelsToPublish(project, warehouse, marts);
    const lastYear = Math.max(...files.map((file) => Number(file.annee)));
    return await publishRelease({
      warehouse,
      out: places.publication,
      catalogue,
      thresholds,
      donneesDu: `${lastYear}-12-31`,
      sample: kind[0]?.echantillon ?? places.sample,
      entrees: files.map((file) => ({
        fichier: String(file.fichier),
        sha256: String(file.sha256),
        source: String(file.source),
        antenne: String(file.antenne),
        annee: Number(file.annee),
        lus: Number(file.lus),
        charges: Number(file.charges),
        a_corriger: Number(file.a_corriger),
      })),
      modeles,
      parametres: {},
      dictionnaire,
      clock,
      logger: { info: tell },
    });
  } finally {
    await warehouse.close();
  }
}

export const EXAMPLE_PARAMETERS = join(SAMPLES_DIR, 'budget', 'parametres-exemple.yml');

/** Builds the site of one audience from the release in force. */
export async function runSite(
  places: Places,
  audience: SiteAudience,
  tell: Tell,
  signal?: AbortSignal,
): Promise<BuiltSite> {
  const { dir } = await readCurrentRelease(places.publication);
  return buildSite({
    root: ROOT,
    releaseDir: dir,
    audience,
    sitesDir: places.sites,
    parametersFile: EXAMPLE_PARAMETERS,
    logger: { info: tell },
    ...(signal ? { signal } : {}),
  });
}
