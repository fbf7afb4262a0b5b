import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { loadSources } from '../ingest/contracts.ts';
import { parseKey } from '../ingest/core/pseudonym.ts';
import { type FileReport, ingest } from '../ingest/ingest.ts';
import { RAW_TABLES } from '../ingest/raw-tables.ts';
import { type BuiltSite, buildSite } from '../pages/build/site.ts';
import { readCurrentRelease } from '../publish/current-release.ts';
import { readPublicationRules } from '../publish/publication-rules.ts';
import { type Published, publishRelease } from '../publish/release.ts';
import { type BuildResult, build } from '../sql/build.ts';
import { readProject } from '../sql/project.ts';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { CliError } from './cli-error.ts';
import { LISTS_DIR, type Places, ROOT, SAMPLE_KEY, SAMPLES_DIR, SOURCES_DIR } from './places.ts';

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

/** Runs the models and their tests over what was loaded. */
export async function runBuild(
  places: Places,
  options: { select?: readonly string[]; full?: boolean },
  clock: () => Date,
  tell: Tell,
): Promise<BuildResult> {
  const project = readProject({ root: ROOT, models: 'models', seeds: 'ingest/nomenclatures' });
  const warehouse = await openWarehouse({ path: places.warehouse });
  try {
    return await build(project, warehouse, {
      ...options,
      dataFingerprint: await dataFingerprint(warehouse),
      logger: { info: tell },
      clock,
    });
  } finally {
    await warehouse.close();
  }
}

/** Changes when any loaded part does, or the contract it was read by. */
async function dataFingerprint({ knex }: Warehouse): Promise<string> {
  const files = await knex('meta.fichier')
    .where({ etat: 'en_vigueur' })
    .select('fichier_id', 'contrat')
    .orderBy('fichier_id');
  const parts: string[] = [];
  for (const table of Object.keys(RAW_TABLES)) {
    const rows: { fichier_id: string; partie: string }[] = await knex(`raw.${table}`).distinct(
      'fichier_id',
      'partie',
    );
    parts.push(...rows.map((row) => `${table} ${row.partie} ${row.fichier_id}`));
  }
  return createHash('sha256')
    .update(JSON.stringify([files, parts.sort()]))
    .digest('hex');
}

/** Writes a release from the marts, or finds that nothing changed. */
export async function runPublish(places: Places, clock: () => Date, tell: Tell): Promise<Published> {
  const { catalogue, thresholds } = await readPublicationRules();
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  try {
    const files: Record<string, string | number | null>[] = await warehouse
      .knex('meta.fichier')
      .where({ etat: 'en_vigueur' })
      .select('fichier', 'sha256', 'source', 'antenne', 'annee', 'lus', 'charges', 'a_corriger')
      .orderBy('fichier');
    const kind: { echantillon: boolean }[] = await warehouse.knex('meta.entrepot').select('echantillon');
    const modeles = await builtModels(warehouse);
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
      modeles: Object.fromEntries(modeles.map(({ modele, empreinte }) => [modele, empreinte])),
      parametres: {},
      clock,
      logger: { info: tell },
    });
  } finally {
    await warehouse.close();
  }
}

/** The fingerprint of each model in force. Refuses a warehouse whose files have changed since its models ran. */
async function builtModels(warehouse: Warehouse): Promise<{ modele: string; empreinte: string }[]> {
  const { knex } = warehouse;
  const has = await knex.schema.withSchema('meta').hasTable('build');
  const last = has
    ? await knex('meta.build').where('statut', 'done').orderBy('build', 'desc').first('empreinte_donnees')
    : undefined;
  if (last?.empreinte_donnees === (await dataFingerprint(warehouse))) {
    const newest = knex('meta.build_model')
      .select('modele')
      .max({ build: 'build' })
      .groupBy('modele')
      .as('newest');
    return knex('meta.build_model as models')
      .innerJoin(newest, (on) =>
        on.on('models.modele', 'newest.modele').andOn('models.build', 'newest.build'),
      )
      .select('models.modele', 'models.empreinte')
      .orderBy('models.modele');
  }
  throw new CliError(
    'MODELES_A_CALCULER',
    'Des fichiers ont été chargés depuis le dernier calcul des modèles.',
    'Lancez d’abord « npm run cpca -- build ».',
    1,
  );
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
