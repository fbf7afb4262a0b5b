import { createHash } from 'node:crypto';
import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { spokenDay } from '../../ingest/core/answer.ts';
import { isWarning } from '../../ingest/core/problem.ts';
import { answerFile } from '../../ingest/file-answer.ts';
import { bytesOf } from '../../ingest/file-bytes.ts';
import { ANSWER, type FileReport, filesOf } from '../../ingest/ingest.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { CliError } from '../cli-error.ts';
import { readFindings } from '../finding.ts';
import { type Output, printableName } from '../output.ts';
import { readSampleKey, runBuild, runIngest, runPublish, runSite, SAMPLES_REVISED } from '../pipeline.ts';
import { LISTS_DIR, type Places, placesOf, SOURCES_DIR } from '../places.ts';
import { areSamples } from './ingest.ts';
import { writeWhole } from './page.ts';

export interface RunOptions {
  samples?: boolean;
  /** False leaves the sites as they are. */
  site?: boolean;
}

/**
 * The month's work: loads what lies in a folder, answers each file beside it, builds, checks, publishes, builds the sites,
 * and ends with one page of what happened. Safe to run again: what was loaded stays, an answer of the same file is not
 * written over. Exit 1 when a file is to correct or a model's test fails; nothing is published then but what stood.
 */
export async function runCommand(
  folder: string,
  options: RunOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
  clock: () => Date = () => new Date(),
): Promise<number> {
  const found = await filesOf(folder);
  if (found.length === 0 || found.some(({ absent }) => absent))
    throw new CliError(
      'DOSSIER_VIDE',
      `Aucun fichier n’a été trouvé dans « ${folder} ».`,
      'Indiquez le dossier où les antennes déposent leurs fichiers.',
      2,
    );
  const sample = options.samples ?? (await areSamples([folder]));
  const places = placesOf(sample, env);
  const jour = clock().toISOString().slice(0, 10);
  const note = (text: string) => output.note(text);
  note('1/4 Chargement…');
  const reports = await runIngest(places, [folder], undefined, clock, () => {}, sample, note);
  const answers = await answerAll(folder, reports, jour, sample);
  note('2/4 Calcul des modèles…');
  const built = await runBuild(places, {}, clock, () => {});
  const steps = built.ok ? await publishAll(places, options, clock, note) : STOPPED;
  const page = pageOf(reports, { jour, answers, problems: built.problems.length, ...steps });
  await writeWhole(join(folder, `bilan${ANSWER}`), `${page}\n`);
  output.result({ jour, fichiers: reports, reponses: answers, modeles: built.ok, ...steps }, page);
  return built.ok && reports.every(isGood) ? 0 : 1;
}

interface Steps {
  constats: number | null;
  publication: string | null;
  nouvelle: boolean;
  sites: number | null;
}

const STOPPED: Steps = { constats: null, publication: null, nouvelle: false, sites: null };

async function publishAll(
  places: Places,
  { site = true }: RunOptions,
  clock: () => Date,
  note: (text: string) => void,
): Promise<Steps> {
  const warehouse = await openWarehouse({ path: places.warehouse, readOnly: true });
  const findings = await readFindings(warehouse.knex).finally(() => warehouse.close());
  const constats = findings.filter(({ gravite, reconnu }) => gravite === 'erreur' && !reconnu).length;
  note('3/4 Publication…');
  const published = await runPublish(places, clock, () => {}, places.sample ? SAMPLES_REVISED : {});
  const steps = { constats, publication: published.release, nouvelle: published.created };
  if (!site) return { ...steps, sites: null };
  note('4/4 Sites…');
  const comite = await runSite(places, 'comite', note);
  const drdfe = await runSite(places, 'drdfe', note);
  return { ...steps, sites: comite.pages.length + drdfe.pages.length };
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
  const name = `${basename(path)}.${print}${ANSWER}`;
  const done: string[] = [];
  const place = join(dirname(path), name);
  // A file whose lines all load needs no second reading.
  const answer = report.a_corriger > 0 ? answerFile(bytes, basename(path), options) : undefined;
  if (!(await exists(place))) {
    await writeWhole(place, `${answerText(report, options.jour)}\n`);
    done.push(name);
  }
  const book = `${basename(path).replace(/\.[^.]*$/, '')}-corrections-${print}.xlsx`;
  const at = join(dirname(path), book);
  // She may be filling the one that is there.
  if (answer?.corrections && !(await exists(at))) {
    await writeWhole(at, answer.corrections);
    done.push(book);
  }
  return done;
}

/** What is told in words: counts, and what concerns the file as a whole. A sheet's name may be that of a person. */
function answerText({ lus, charges, a_corriger, etat, problemes }: FileReport, jour: string): string {
  const whole = problemes.filter(({ feuille }) => feuille === null);
  const counts = `Fichier reçu le ${spokenDay(jour)} : ${lus} lues, ${charges} prises en compte, ${a_corriger} à corriger.`;
  return [
    etat === 'refuse'
      ? `Fichier reçu le ${spokenDay(jour)} : rien n’a été chargé. Votre fichier est inchangé.`
      : `${counts} Rien n’est perdu.`,
    ...(a_corriger > 0 && etat !== 'refuse'
      ? ['Ouvrez le classeur de corrections qui est à côté, remplissez-le, et remettez-le ici.']
      : []),
    ...whole.map(({ message, remede }) => `${message}\n  À faire : ${remede}`),
  ].join('\n');
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
    problems,
    constats,
    publication,
    nouvelle,
    sites,
  }: Steps & {
    jour: string;
    answers: readonly string[];
    problems: number;
  },
): string {
  const lines = reports.map(
    ({ fichier, etat, lus, charges, a_corriger }) =>
      `  ${printableName(fichier)} : ${STATES[etat]}${etat === 'refuse' || etat === 'corrections' ? '' : ` ; ${lus} lues = ${charges} prises en compte + ${a_corriger} à corriger`}`,
  );
  return [
    `Bilan du ${spokenDay(jour)} : ${reports.length} fichiers.`,
    ...lines,
    `Réponses écrites : ${answers.length}.`,
    problems === 0
      ? 'Modèles et tests : tous bons.'
      : `Modèles : ${problems} problèmes, rien n’a été publié.`,
    ...(constats === null ? [] : [`Contradictions à regarder (cpca check) : ${constats}.`]),
    ...(publication === null
      ? []
      : [`Publication : ${publication}${nouvelle ? ', nouvelle' : ', rien n’a changé'}.`]),
    ...(sites === null ? ['Sites : non construits.'] : [`Sites : ${sites} pages.`]),
  ].join('\n');
}
