import { readFile } from 'node:fs/promises';
import { isSample } from '../../ingest/core/exercise.ts';
import { read } from '../../ingest/core/readers/read.ts';
import { type FileReport, filesOf } from '../../ingest/ingest.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { runIngest } from '../pipeline.ts';
import { placesOf } from '../places.ts';

const STATES = {
  charge: 'chargé',
  remplace: 'chargé, remplace le précédent',
  inchange: 'déjà chargé, inchangé',
  refuse: 'rien n’a été chargé',
} as const;

/** Loads files and folders; exit 1 when anything is to correct. Samples go to the samples' warehouse. */
export async function ingestCommand(
  paths: readonly string[],
  options: { cle?: string; samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  if (paths.length === 0)
    throw new CliError(
      'USAGE',
      'Aucun fichier n’est indiqué.',
      'Écrivez : npm run cpca -- ingest <fichier ou dossier>…',
      2,
    );
  const places = placesOf(options.samples ?? (await areSamples(paths)), env);
  const reports = await runIngest(
    places,
    paths,
    options.cle,
    () => new Date(),
    (report) => tell(report, output),
    options.samples,
  );
  const total = (key: 'lus' | 'charges' | 'a_corriger') =>
    reports.reduce((sum, report) => sum + report[key], 0);
  const summary = {
    lus: total('lus'),
    charges: total('charges'),
    a_corriger: total('a_corriger'),
    fichiers: reports.length,
    refuses: reports.filter((report) => report.etat === 'refuse').length,
  };
  output.result(
    { ...summary, echantillon: places.sample, detail: reports },
    `${summary.fichiers} fichiers : ${summary.lus} lignes lues = ${summary.charges} prises en compte + ${summary.a_corriger} à corriger.${summary.refuses > 0 ? ` ${summary.refuses} fichier(s) refusé(s).` : ''}`,
  );
  return summary.a_corriger > 0 ||
    summary.refuses > 0 ||
    reports.some((report) => report.problemes.length > 0)
    ? 1
    : 0;
}

function tell(report: FileReport, output: Output): void {
  output.note(
    `${report.fichier} : ${STATES[report.etat]} ; ${report.lus} lignes lues = ${report.charges} prises en compte + ${report.a_corriger} à corriger`,
  );
  for (const found of report.problemes) output.problem(found);
}

/** True when the first readable file says that it is an example. */
async function areSamples(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      if (file.absent) continue;
      const opened = read(await readFile(file.chemin), file.nom);
      if (opened.ok) return isSample(opened.classeur);
    }
  }
  return false;
}
