import { join, resolve } from 'node:path';
import { readSiteRelease, type SiteRelease } from '../../pages/build/release.ts';
import { findChromium, printPdf, thisMachine } from '../../pages/report/chromium.ts';
import { chartsOf, figuresOf, type Report, tablesOf } from '../../pages/report/document.ts';
import { writeHtml } from '../../pages/report/html.ts';
import { fileErrorCode, OutputFolder, refusalText } from '../../pages/report/output-folder.ts';
import { readOwnFigures } from '../../pages/report/own-figures.ts';
import {
  branchesIn,
  buildBranchReport,
  buildReport,
  type ReportAudience,
  yearsOf,
} from '../../pages/report/report.ts';
import { writeWorkbook } from '../../pages/report/workbook.ts';
import { type CurrentRelease, readCurrentRelease, readRelease } from '../../publish/current-release.ts';
import { PublicationError } from '../../publish/publication-error.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { placesToRead } from '../places.ts';

const FORMATS = ['html', 'pdf', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

export interface ReportOptions {
  year: number;
  audience: ReportAudience;
  /** Code of the one antenne that the report is for. */
  antenne?: string;
  release?: string;
  out?: string;
  /** As typed; undefined when all are wanted and a PDF that cannot be made is no failure. */
  format?: string;
  samples?: boolean;
}

/** Writes the figures of the activity report from a release, beside which the antennes put their prose. */
export async function reportCommand(
  options: ReportOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const { year } = options;
  const reader = readerOf(options);
  const formats =
    options.antenne !== undefined && options.format === undefined
      ? (['html'] as const)
      : formatsOf(options.format);
  output.note('Lecture de la publication…');
  const { release: name, dir: releaseDir } = await releaseAsked(options, env);
  const release = await readSiteRelease(releaseDir, options.audience);
  requireYear(yearsOf(release), year, name);
  const report =
    options.antenne === undefined
      ? buildReport(release, year, options.audience)
      : await branchReport(releaseDir, release, year, options.antenne);
  const stem = `rapport-${year}-${reader.replace(':', '-').replaceAll('_', '-')}`;
  const folder = new OutputFolder(resolve(options.out ?? `rapport-${year}`), `${stem}.json`);
  try {
    return await writeReport(options, { report, release: name, reader, stem, formats, folder }, output, env);
  } catch (error) {
    throw refusedPlace(error, folder.path);
  }
}

/** For whom: an audience of the release, or one antenne, who has a part of the comité's. */
function readerOf({ audience, antenne }: ReportOptions): string {
  if (antenne === undefined) return audience;
  if (audience === 'comite') return `antenne:${antenne.toLowerCase()}`;
  throw new CliError(
    'USAGE',
    'Le rapport d’une antenne ne se fait pas pour un autre public.',
    'Donnez --antenne sans --audience.',
    2,
  );
}

async function branchReport(
  releaseDir: string,
  release: SiteRelease,
  year: number,
  code: string,
): Promise<Report> {
  const branches = branchesIn(release, year);
  const branch = branches.find((one) => one.code === code.toUpperCase());
  if (branch) return buildBranchReport(release, year, branch, await readOwnFigures(releaseDir, branch.code));
  throw new CliError(
    'ANTENNE_INCONNUE',
    `L’antenne « ${code} » n’est pas dans la publication ${release.name} pour ${year}.`,
    `Antennes : ${branches.map((one) => one.code).join(', ')}.`,
    2,
  );
}

/** What a run writes, and where. */
interface Writing {
  report: Report;
  release: string;
  /** `comite`, `drdfe`, `antenne:udaf11`. */
  reader: string;
  stem: string;
  formats: readonly Format[];
  folder: OutputFolder;
}

async function writeReport(
  { year, format }: ReportOptions,
  { report, release: name, reader: audience, stem, formats, folder }: Writing,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  await refuseForeign(
    folder,
    formats.map((one) => `${stem}.${one}`),
  );
  try {
    const made = await drafts(report, formats, stem, folder, output, env);
    const about = { annee: year, audience, release: name, exemple: report.sample };
    const published = await folder.publish(
      made.formats.map((one) => `${stem}.${one}`),
      about,
    );
    const files = published.made;
    const tables = tablesOf(report);
    const counts = {
      tableaux: tables.length,
      graphiques: chartsOf(report).length,
      chiffres: tables.reduce((all, { table }) => all + figuresOf(table).length, 0),
    };
    output.result(
      {
        ok: made.lack === undefined,
        ...{ ...about, dossier: folder.path, ...counts, tables_absentes: report.missing, fichiers: files },
        ...{ fichiers_retires: published.removed, fichiers_laisses: published.left },
        ...(made.lack === undefined ? {} : { pdf: made.lack }),
      },
      [
        `Rapport ${year} (${audience}), publication ${name} : ${counts.tableaux} tableaux, ${counts.graphiques} graphiques, ${counts.chiffres} chiffres.`,
        ...(report.missing.length === 0
          ? []
          : [
              `Tables que la publication ne contient pas, dites dans le rapport : ${report.missing.join(', ')}.`,
            ]),
        ...files.map(({ fichier }) => join(folder.path, fichier)),
        ...published.removed.map(
          (file) => `Retiré, car d’une autre publication : ${join(folder.path, file)}`,
        ),
        ...published.left.map(
          (file) => `Laissé, car modifié depuis, mais d’une autre publication : ${join(folder.path, file)}`,
        ),
      ].join('\n'),
    );
    return made.lack !== undefined && format !== undefined ? 2 : 0;
  } finally {
    await folder.clear();
  }
}

/** A refusal by the system, in French; any other error as it is. */
function refusedPlace(error: unknown, path: string): unknown {
  const code = fileErrorCode(error);
  if (code === undefined) return error;
  return new CliError(
    'DOSSIER_REFUSE',
    `Le rapport ne peut pas être écrit dans « ${path} » : ${refusalText(code)}.`,
    'Choisissez par --out un dossier où vous pouvez écrire, ou le nom d’un dossier à créer.',
    2,
  );
}

/** Makes the files aside. A PDF that cannot be made takes nothing from the others. */
async function drafts(
  report: Report,
  formats: readonly Format[],
  stem: string,
  folder: OutputFolder,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<{ formats: Format[]; lack: string | undefined }> {
  const made: Format[] = [];
  let lack: string | undefined;
  const html = await folder.draft(`${stem}.html`, writeHtml(report));
  if (formats.includes('html')) made.push('html');
  if (formats.includes('xlsx')) {
    output.note('Écriture du classeur…');
    await folder.draft(`${stem}.xlsx`, writeWorkbook(report));
    made.push('xlsx');
  }
  if (formats.includes('pdf')) {
    output.note('Impression en PDF…');
    lack = await print(html, await folder.draft(`${stem}.pdf`), env);
    if (lack === undefined) made.push('pdf');
    else output.warning({ code: 'PDF_NON_ECRIT', message: lack, remede: BY_HAND });
  }
  return { formats: FORMATS.filter((format) => made.includes(format)), lack };
}

const BY_HAND =
  'Ouvrez le fichier HTML dans un navigateur et imprimez-le en PDF (A4, arrière-plans cochés, sans en-têtes). Ou installez Chromium, Chrome ou Edge, ou nommez-le par CPCA_CHROMIUM.';

/** Prints, or says in French why it could not. */
async function print(html: string, pdf: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const browser = await findChromium(thisMachine(env));
  if (browser.path === undefined) return `Le PDF n’est pas écrit. ${browser.reason}`;
  try {
    await printPdf(browser.path, html, pdf);
    return undefined;
  } catch (error) {
    return `Le PDF n’est pas écrit : ${error instanceof Error ? error.message : String(error)}.`;
  }
}

function formatsOf(given: string | undefined): Format[] {
  if (given === undefined) return [...FORMATS];
  const asked = given
    .split(',')
    .map((one) => one.trim().toLowerCase())
    .filter((one) => one !== '');
  const unknown = asked.find((one) => !FORMATS.some((format) => format === one));
  if (unknown === undefined && asked.length > 0) return FORMATS.filter((format) => asked.includes(format));
  throw new CliError(
    'USAGE',
    `--format : « ${unknown ?? given} » n’est pas connu.`,
    `Valeurs possibles, séparées par des virgules : ${FORMATS.join(', ')}.`,
    2,
  );
}

/** The release asked for, else that in force; refused when it was withdrawn, changed or is not there. */
async function releaseAsked(
  { release, samples }: ReportOptions,
  env: NodeJS.ProcessEnv,
): Promise<CurrentRelease> {
  const { publication } = placesToRead(samples, env, 'publication');
  if (release === undefined) return readCurrentRelease(publication);
  return readRelease(publication, release).catch((error: unknown) => {
    if (!(error instanceof PublicationError) || error.code !== 'publication_inconnue') throw error;
    throw new CliError('PUBLICATION_INCONNUE', error.message, error.remede, 2);
  });
}

function requireYear(years: readonly number[], year: number, release: string): void {
  if (years.includes(year)) return;
  throw new CliError(
    'ANNEE_SANS_CHIFFRES',
    `La publication ${release} n’a aucun chiffre de ${year}.`,
    years.length === 0 ? 'Elle n’a de chiffres d’aucune année.' : `Années qui en ont : ${years.join(', ')}.`,
    1,
  );
}

async function refuseForeign(folder: OutputFolder, names: readonly string[]): Promise<void> {
  const foreign = await folder.foreign(names);
  if (foreign.length === 0) return;
  throw new CliError(
    'FICHIER_A_GARDER',
    `Rien n’est écrit : ${foreign.map((name) => `« ${name} »`).join(', ')} existe déjà dans « ${folder.path} » et n’est pas de cette commande, ou a été modifié depuis.`,
    'Déplacez ou renommez ce fichier, ou choisissez un autre dossier par --out.',
    2,
  );
}
