import { isSample } from '../../ingest/core/exercise.ts';
import { isWarning } from '../../ingest/core/problem.ts';
import { read } from '../../ingest/core/readers/read.ts';
import { bytesOf } from '../../ingest/file-bytes.ts';
import { type FileReport, filesOf } from '../../ingest/ingest.ts';
import { CliError } from '../cli-error.ts';
import { counted, linesRead } from '../counted.ts';
import { type Output, printableName } from '../output.ts';
import { runIngest } from '../pipeline.ts';
import { placesOf } from '../places.ts';

const STATES = {
  charge: 'chargé',
  remplace: 'chargé, remplace le précédent',
  inchange: 'déjà chargé, inchangé',
  refuse: 'rien n’a été chargé',
  corrections: 'corrections lues avec le fichier d’origine',
} as const;

/**
 * Loads files and folders; exit 1 when anything is to correct, 0 where there is only something to look at. Samples go
 * to the samples' warehouse; real files that hold names are taken only on express demand, with the key.
 */
export async function ingestCommand(
  paths: readonly string[],
  options: { cle?: string; nominatif?: boolean; samples?: boolean },
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
  if (options.nominatif && options.cle === undefined)
    throw new CliError(
      'USAGE',
      'L’option --nominatif demande la clé de pseudonymisation.',
      'Ajoutez --cle suivie du fichier de clé.',
      2,
    );
  if (options.cle !== undefined && !options.nominatif)
    output.note('⚠ Sans l’option --nominatif, la clé ne sert pas : un fichier nominatif est refusé.');
  const places = placesOf(options.samples ?? (await areSamples(paths)), env);
  const reports = await runIngest(
    places,
    paths,
    options.nominatif ? options.cle : undefined,
    () => new Date(),
    (report) => tell(report, output),
    options.samples,
    (text) => output.note(text),
  );
  const total = (key: 'lus' | 'charges' | 'a_corriger' | 'totaux') =>
    reports.reduce((sum, report) => sum + report[key], 0);
  const summary = {
    lus: total('lus'),
    charges: total('charges'),
    a_corriger: total('a_corriger'),
    totaux: total('totaux'),
    fichiers: reports.length,
    refuses: reports.filter((report) => report.etat === 'refuse').length,
  };
  output.result(
    { ...summary, echantillon: places.sample, detail: reports },
    `${counted(summary.fichiers, 'fichier', 'fichiers')} : ${linesRead(summary)}.${summary.refuses > 0 ? ` ${counted(summary.refuses, 'fichier refusé', 'fichiers refusés')}.` : ''}`,
  );
  return summary.a_corriger > 0 ||
    summary.refuses > 0 ||
    reports.some((report) => report.problemes.some((found) => !isWarning(found)))
    ? 1
    : 0;
}

function tell(report: FileReport, output: Output): void {
  const feet = report.totaux === 0 ? '' : ` ; ${counted(report.totaux, 'ligne', 'lignes')} de total à part`;
  output.note(
    `${printableName(report.fichier)} : ${STATES[report.etat]}${report.version === null ? '' : ` (version ${report.version})`} ; ${linesRead(report)}${feet}`,
  );
  if (report.validation_caduque)
    output.note(
      `⚠ ${report.source} ${report.periode} avait été validé ou contesté : c’est de nouveau à valider, les fichiers ont changé.`,
    );
  for (const found of report.problemes) {
    if (isWarning(found)) output.warning(found);
    else output.problem(found);
  }
}

/** True when the first readable file says that it is an example. */
export async function areSamples(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    for (const file of await filesOf(path)) {
      if (file.absent) continue;
      const opened = read(await bytesOf(file.chemin), file.nom);
      if (opened.ok) return isSample(opened.classeur);
    }
  }
  return false;
}
