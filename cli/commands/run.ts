import { createHash } from 'node:crypto';
import { access, readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { answerOf, spokenDay } from '../../ingest/core/answer.ts';
import { isWarning } from '../../ingest/core/problem.ts';
import { correctionsFor } from '../../ingest/file-answer.ts';
import { bytesOf } from '../../ingest/file-bytes.ts';
import { ANSWER, type FileReport, filesOf } from '../../ingest/ingest.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { CliError } from '../cli-error.ts';
import { linesRead } from '../counted.ts';
import { readFindings } from '../finding.ts';
import { type Output, printableName } from '../output.ts';
import { readSampleKey, runBuild, runIngest, runPublish, runSite, SAMPLES_REVISED } from '../pipeline.ts';
import { LISTS_DIR, type Places, placesOf, SOURCES_DIR } from '../places.ts';
import { codebookPrinter } from '../print-codebook.ts';
import { withLock } from '../run-lock.ts';
import { areSamples } from './ingest.ts';
import { writeWhole } from './page.ts';

export interface RunOptions {
  samples?: boolean;
  /** False leaves the sites as they are. */
  site?: boolean;
}

/**
 * The month's work: loads what lies in a folder, answers each file beside it, builds, checks, publishes, builds the sites,
 * and ends with one page of what happened. Safe to run again: what was loaded stays, an answer that would say the same
 * is not written over. Exit 1 when a file is to correct (what of it loads is published), when a model's test fails or when
 * the release is refused (what was published stands); exit 2, and nothing done, while another run works on the warehouse.
 */
export async function runCommand(
  folder: string,
  options: RunOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const isFolder = await stat(folder).then(
    (kind) => kind.isDirectory(),
    () => false,
  );
  if (!isFolder || (await filesOf(folder)).length === 0)
    throw new CliError(
      'DOSSIER_VIDE',
      `Aucun fichier n’a été trouvé dans « ${folder} ».`,
      'Indiquez le dossier où les antennes déposent leurs fichiers.',
      2,
    );
  const sample = options.samples ?? (await areSamples([folder]));
  const places = placesOf(sample, env);
  return withLock(places.warehouse, clock, () => work(folder, places, options, output, env, clock));
}

async function work(
  folder: string,
  places: Places,
  options: RunOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
  clock: () => Date,
): Promise<number> {
  const jour = clock().toISOString().slice(0, 10);
  const note = (text: string) => output.note(text);
  note('1/4 Chargement…');
  const reports = await runIngest(places, [folder], undefined, clock, () => {}, places.sample, note);
  const answers = await answerAll(folder, reports, jour, places.sample);
  note('2/4 Calcul des modèles…');
  const built = await runBuild(places, {}, clock, () => {});
  for (const found of built.problems) output.problem(found);
  const steps: Steps = { constats: null, publication: null, nouvelle: false, sites: null };
  let page = '';
  try {
    if (built.ok) await publishAll(steps, places, options, env, clock, note);
  } finally {
    // Also when the release is refused or a site fails: what was loaded is told, and the error goes its way.
    page = pageOf(reports, { jour, answers, modeles: built.ok, ...steps });
    await writeWhole(join(folder, `bilan${ANSWER}`), `${page}\n`);
  }
  output.result({ jour, fichiers: reports, reponses: answers, modeles: built.ok, ...steps }, page);
  return built.ok && reports.every(isGood) ? 0 : 1;
}

/** How far the work came. */
interface Steps {
  constats: number | null;
  publication: string | null;
  nouvelle: boolean;
  sites: number | null;
}

/** Publishes and builds the sites; each step that is done is written down in `steps`. */
async function publishAll(
  steps: Steps,
  places: Places,
  { site = true }: RunOptions,
  env: NodeJS.ProcessEnv,
  clock: () => Date,
  note: (text: string) => void,
): Promise<void> {
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  const findings = await readFindings(warehouse.knex).finally(() => warehouse.close());
  steps.constats = findings.filter(({ gravite, reconnu }) => gravite === 'erreur' && !reconnu).length;
  note('3/4 Publication…');
  const annees = places.sample ? SAMPLES_REVISED : {};
  const published = await runPublish(places, clock, () => {}, annees, codebookPrinter(env, note));
  steps.publication = published.release;
  steps.nouvelle = published.created;
  if (!site) return;
  note('4/4 Sites…');
  const comite = await runSite(places, 'comite', note);
  const drdfe = await runSite(places, 'drdfe', note);
  steps.sites = comite.pages.length + drdfe.pages.length;
}

function isGood({ etat, a_corriger, problemes }: FileReport): boolean {
  return etat !== 'refuse' && a_corriger === 0 && problemes.every(isWarning);
}

/** Answers each file beside it: a sentence, and where lines are to correct the workbook for them. */
async function answerAll(
  folder: string,
  reports: readonly FileReport[],
  jour: string,
  sample: boolean,
): Promise<string[]> {
  const sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  const key = sample ? await readSampleKey() : undefined;
  const written: string[] = [];
  for (const report of reports.filter(({ etat }) => etat !== 'corrections')) {
    const path = join(folder, report.fichier);
    const made = await answerOne(path, report, { sources, key, jour });
    written.push(...made.map((name) => join(dirname(report.fichier), name)));
  }
  return written;
}

async function answerOne(
  path: string,
  report: FileReport,
  options: { sources: Sources; key: Uint8Array | undefined; jour: string },
): Promise<string[]> {
  const bytes = await bytesOf(path).catch(() => undefined);
  if (!bytes) return [];
  const print = createHash('sha256').update(bytes).digest('hex').slice(0, 8);
  const done: string[] = [];
  // A file whose lines all load needs no second reading.
  const corrections = report.a_corriger > 0 ? correctionsFor(bytes, basename(path), options) : undefined;
  const name = `${basename(path)}.${print}${ANSWER}`;
  const text = answerText(report, genreOf(report, options.sources), options.jour, corrections !== undefined);
  const place = join(dirname(path), name);
  // The same bytes may be told another thing later: once the other file of two, or a correction, is there.
  if (said(await readFile(place, 'utf8').catch(() => '')) !== said(text)) {
    await writeWhole(place, text);
    done.push(name);
  }
  const book = `${basename(path).replace(/\.[^.]*$/, '')}-corrections-${print}.xlsx`;
  const at = join(dirname(path), book);
  // She may be filling the one that is there.
  if (corrections && !(await exists(at))) {
    await writeWhole(at, corrections);
    done.push(book);
  }
  return done;
}

/** An answer without its day. */
function said(text: string): string {
  return text.replace(/^Fichier reçu le [^:]+/, '');
}

function genreOf({ source }: FileReport, { contracts }: Sources): 'annuel' | 'lignes' {
  return contracts.find((contract) => contract.source === source)?.genre ?? 'lignes';
}

/** What is told in words: counts, and what concerns the file as a whole. A sheet's name may be that of a person. */
function answerText(
  report: FileReport,
  genre: 'annuel' | 'lignes',
  jour: string,
  hasCorrections: boolean,
): string {
  const whole = report.problemes.filter(({ feuille }) => feuille === null);
  const lines = [
    report.etat === 'refuse'
      ? `Fichier reçu le ${spokenDay(jour)} : rien n’a été chargé. Votre fichier est inchangé.`
      : answerOf(report, genre, jour),
    ...(hasCorrections
      ? ['Ouvrez le classeur de corrections qui est à côté, remplissez-le, et remettez-le ici.']
      : []),
    ...whole.map(({ message, remede }) => `${message}\n  À faire : ${remede}`),
  ];
  return `${lines.join('\n')}\n`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

const STATES: Readonly<Record<FileReport['etat'], string>> = {
  charge: 'chargé',
  remplace: 'chargé, remplace le précédent',
  inchange: 'déjà chargé, inchangé',
  refuse: 'refusé',
  corrections: 'corrections lues',
};

/** One page of what happened. */
function pageOf(
  reports: readonly FileReport[],
  {
    jour,
    answers,
    modeles,
    constats,
    publication,
    nouvelle,
    sites,
  }: Steps & {
    jour: string;
    answers: readonly string[];
    modeles: boolean;
  },
): string {
  const lines = reports.map(
    (one) =>
      `  ${printableName(one.fichier)} : ${STATES[one.etat]}${one.etat === 'refuse' || one.etat === 'corrections' ? '' : ` ; ${linesRead(one)}`}`,
  );
  return [
    `Bilan du ${spokenDay(jour)} : ${reports.length} fichier${reports.length > 1 ? 's' : ''}.`,
    ...lines,
    `Réponses écrites : ${answers.length}.`,
    modeles
      ? 'Modèles et tests : tous bons.'
      : 'Modèles : un calcul ou un test a échoué (cpca build le montre), rien n’a été publié.',
    ...(constats === null ? [] : [`Contradictions à regarder (cpca check) : ${constats}.`]),
    ...(publication === null
      ? modeles
        ? ['Publication : refusée (cpca publish dit pourquoi), ce qui était publié reste.']
        : []
      : [`Publication : ${publication}${nouvelle ? ', nouvelle' : ', rien n’a changé'}.`]),
    ...(sites === null ? ['Sites : non construits.'] : [`Sites : ${sites} pages.`]),
  ].join('\n');
}
