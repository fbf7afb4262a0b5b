import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decisionsView } from '../budget/decision-view.ts';
import { loadSources } from '../ingest/contracts.ts';
import { parseKey } from '../ingest/core/pseudonym.ts';
import type { KnownWord } from '../ingest/core/told-text.ts';
import { type FileReport, ingest } from '../ingest/ingest.ts';
import { IngestError } from '../ingest/ingest-error.ts';
import { readKey } from '../ingest/key.ts';
import { knownWords } from '../ingest/ledger.ts';
import { type BuiltSite, buildSite } from '../pages/build/site.ts';
import { endedYears, type YearRequest } from '../publish/closed-years.ts';
import { readCurrentRelease } from '../publish/current-release.ts';
import { publishDecisions } from '../publish/decision.ts';
import type { Printer } from '../publish/package/papers.ts';
import { readPublicationRules } from '../publish/publication-rules.ts';
import { type Published, publishRelease } from '../publish/release.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { CliError } from './cli-error.ts';
import { soundDecisions } from './commands/budget/decision-folder.ts';
import { dictionarySources } from './dictionary.ts';
import { modelsToPublish } from './marts-in-force.ts';
import { readModels } from './models.ts';
import { LISTS_DIR, type Places, ROOT, SAMPLE_KEY, SAMPLES_DIR, SOURCES_DIR } from './places.ts';

export { type BuildChoice, runBuild } from './build-run.ts';

export type Tell = (text: string) => void;
export type SiteAudience = BuiltSite['audience'];

/**
 * Loads files and folders into the warehouse of these places, made if it lacks. `keyFile` is given only where real
 * files that hold names were expressly asked for. Throws a CliError when it is no key, or the public one of the samples.
 */
export async function runIngest(
  places: Places,
  paths: readonly string[],
  keyFile: string | undefined,
  clock: () => Date,
  onFile: (report: FileReport) => void,
  sample?: boolean,
  tell: Tell = () => {},
): Promise<FileReport[]> {
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const sampleKey = await readSampleKey();
  const realKey = keyFile === undefined ? undefined : await readRealKey(keyFile, tell);
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

/** The words that what is kept for good may hold: of the contracts and of their lists. */
export async function readKnownWords(): Promise<KnownWord> {
  return knownWords(await loadSources(SOURCES_DIR, LISTS_DIR));
}

/** The public key of the samples, which protects nobody. */
export async function readSampleKey(): Promise<Uint8Array> {
  return parseKey(await readFile(SAMPLE_KEY, 'utf8'));
}

/** Reads the key for real names; tells when others may read its file. Throws a CliError for one that protects nobody. */
export async function readRealKey(file: string, tell: Tell): Promise<Uint8Array> {
  const { key, shared } = await readKey(file, process.platform).catch((error: unknown) => {
    if (!(error instanceof IngestError)) throw error;
    throw new CliError(error.code, error.message, error.remede, 2);
  });
  if (Buffer.from(key).equals(await readSampleKey()))
    throw new CliError(
      'CLE_PUBLIQUE',
      `« ${file} » contient la clé publique des exemples : elle ne protège personne.`,
      'Faites écrire une clé par « npm run cpca -- key init ».',
      2,
    );
  if (shared)
    tell(
      `⚠ D’autres que vous peuvent lire le fichier de clé « ${file} » : retirez-leur ce droit (chmod 600 « ${file} »).`,
    );
  return key;
}

/** What the developer's own samples need, so that a changed one is no reason to stop. */
export const SAMPLES_REVISED: Partial<YearRequest> = {
  reviser: 'toutes',
  motif: 'Données d’exemple : le programme ou les exemples ont changé.',
};

/**
 * Writes a release from the marts, or finds that nothing changed. Years close and are revised as `annees` says; of the
 * samples, the years that ended by the date of the data are closed by themselves. With `imprimer` the codebook is printed too.
 */
export async function runPublish(
  places: Places,
  clock: () => Date,
  tell: Tell,
  annees: Partial<YearRequest> = {},
  imprimer?: Printer,
): Promise<Published> {
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
    if (files.length === 0)
      throw new CliError(
        'RIEN_A_PUBLIER',
        'Aucun fichier n’est en vigueur dans l’entrepôt : il n’y a rien à publier.',
        'Chargez d’abord des fichiers : npm run cpca -- ingest <dossier>.',
        1,
      );
    const kind: { echantillon: boolean }[] = await warehouse.knex('meta.entrepot').select('echantillon');
    const marts = [...new Set(catalogue.cubes.map(({ mart }) => `marts.${mart}`))];
    const modeles = await modelsToPublish(project, warehouse, marts);
    const years = files.map((file) => Number(file.annee));
    const donneesDu = `${Math.max(...years)}-12-31`;
    const sample = kind[0]?.echantillon ?? places.sample;
    const ended = sample ? endedYears(years, donneesDu) : [];
    return await publishRelease({
      warehouse,
      out: places.publication,
      catalogue,
      thresholds,
      donneesDu,
      sample,
      annees: { ...annees, clore: [...ended, ...(annees.clore ?? [])] },
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
      ...(imprimer === undefined ? {} : { imprimer }),
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
  return buildSite({ ...(await siteOptions(places, audience, tell)), ...(signal ? { signal } : {}) });
}

/** What a site of one audience is made of, from the release in force. */
export async function siteOptions(places: Places, audience: SiteAudience, tell: Tell) {
  const { dir, manifest } = await readCurrentRelease(places.publication);
  const adopted = decisionsView(await soundDecisions(places.publication));
  return {
    root: ROOT,
    releaseDir: dir,
    audience,
    sitesDir: places.sites,
    parametersFile: EXAMPLE_PARAMETERS,
    // Research is told no decision; asking for one is refused.
    ...(audience === 'recherche'
      ? {}
      : { decisions: publishDecisions(adopted, audience, manifest.echantillon) }),
    logger: { info: tell },
  };
}
