import { rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { allocate } from '../../../budget/allocate.ts';
import type { Allocation } from '../../../budget/allocation.ts';
import { computeCsv, computeTable, detailCsv, formatTable } from '../../../budget/compute-table.ts';
import { detailRows, formatDetail } from '../../../budget/detail-table.ts';
import { explain } from '../../../budget/explain.ts';
import { CliError } from '../../cli-error.ts';
import type { Output } from '../../output.ts';
import { type BudgetOptions, budgetPlaces, findRelease, readInputs, readProposal } from './scenario.ts';

const FORMATS = ['table', 'csv', 'csv-detail', 'xlsx'] as const;
type Format = (typeof FORMATS)[number];

export interface ComputeOptions extends BudgetOptions {
  format: string;
  explique?: boolean;
  out?: string;
  release?: string;
}

/** The split of one round, from a release and a parameters file. Nothing is written unless the whole is computed. */
export async function budgetCompute(
  options: ComputeOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const format = formatOf(options);
  const { places, file } = budgetPlaces(options, env);
  const parameters = await readProposal(file, places.publication);
  const found = await findRelease(places.publication, options.release);
  const allocation = allocate(await readInputs(found, parameters.annee_donnees), parameters);
  const content = await written(format, allocation, found.release);
  if (options.out !== undefined && content !== null) {
    await writeWhole(resolve(options.out), content);
    output.note(`Répartition écrite : ${options.out}`);
    if (output.json) output.result(documentOf(allocation, found.release), '');
    return;
  }
  if (content !== null && !output.json) {
    output.bytes(Buffer.from(content));
    return;
  }
  output.result(documentOf(allocation, found.release), textOf(allocation, options.explique === true));
}

function formatOf({ format, out }: ComputeOptions): Format {
  const found = FORMATS.find((one) => one === format);
  if (found === undefined)
    throw new CliError('USAGE', `La forme « ${format} » n’existe pas.`, `Formes : ${FORMATS.join(', ')}.`, 2);
  if (found === 'xlsx' && out === undefined)
    throw new CliError('USAGE', 'Un classeur s’écrit dans un fichier.', 'Ajoutez --out suivi de son nom.', 2);
  if (found === 'table' && out !== undefined)
    throw new CliError(
      'USAGE',
      'Un tableau de texte ne s’écrit pas dans un fichier.',
      'Ajoutez --format csv ou xlsx.',
      2,
    );
  return found;
}

/** What a file of this form holds; null for the table of text. */
async function written(
  format: Format,
  allocation: Allocation,
  release: string,
): Promise<string | Uint8Array | null> {
  // A byte order mark tells Excel that the text is UTF-8.
  if (format === 'csv') return `\ufeff${computeCsv(allocation)}`;
  if (format === 'csv-detail') return `\ufeff${detailCsv(allocation)}`;
  if (format === 'table') return null;
  const { splitWorkbook } = await import('./workbook.ts');
  return splitWorkbook(allocation, release, release.slice(0, 10));
}

/** A file whole or not at all: written aside, then renamed. */
async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const aside = `${path}.en-cours`;
  try {
    await writeFile(aside, content);
    await rename(aside, path);
  } catch {
    await rm(aside, { force: true });
    throw new CliError(
      'ECRITURE_REFUSEE',
      `Le fichier « ${path} » ne peut pas être écrit.`,
      'Vérifiez que le dossier existe et que le fichier n’est pas ouvert ailleurs.',
      2,
    );
  }
}

function documentOf(allocation: Allocation, release: string) {
  return { release, ...allocation, detail: detailRows(allocation) };
}

function textOf(allocation: Allocation, explained: boolean): string {
  const sentences = explain(allocation).flatMap(({ titre, phrases }) => ['', titre, ...phrases]);
  return [
    formatTable(computeTable(allocation)),
    '',
    'Par antenne et enveloppe',
    '',
    formatDetail(allocation),
    ...(explained ? sentences : []),
  ].join('\n');
}
