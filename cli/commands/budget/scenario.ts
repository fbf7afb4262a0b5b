import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { parse as parseYaml, YAMLParseError } from 'yaml';
import { formatDate } from '../../../budget/format.ts';
import { type InputRow, type Inputs, inputsFromRows } from '../../../budget/inputs.ts';
import type { Parameters } from '../../../budget/parameters.ts';
import { parseParameters } from '../../../budget/parse-parameters.ts';
import { inForce } from '../../../budget/record.ts';
import { readCurrentRelease, readRelease } from '../../../publish/current-release.ts';
import { RELEASE_NAME } from '../../../publish/manifest.ts';
import { CliError } from '../../cli-error.ts';
import { EXAMPLE_PARAMETERS } from '../../pipeline.ts';
import { type Places, placesToRead } from '../../places.ts';
import { soundDecisions } from './decision-folder.ts';

/** The cubes of the release that a split rests on: figures, and what antennes declare beside them. */
export const INPUTS_CUBE = 'budget_entrees';
export const DECLARATIONS_CUBE = 'budget_projets';

/** What every command of the budget takes. */
export interface BudgetOptions {
  params?: string;
  samples?: boolean;
}

/** A release to read inputs from. */
export interface InputRelease {
  readonly release: string;
  readonly dir: string;
}

/** The places to read, and the parameters file: the one named, or the example over sample data. */
export function budgetPlaces(
  options: BudgetOptions,
  env: NodeJS.ProcessEnv,
): { places: Places; file: string } {
  const places = placesToRead(options.samples, env, 'publication');
  if (options.params === undefined && !places.sample)
    throw new CliError(
      'USAGE',
      'Le fichier de paramètres n’est pas indiqué.',
      'Ajoutez --params suivi du fichier YAML des paramètres.',
      2,
    );
  return { places, file: options.params ?? EXAMPLE_PARAMETERS };
}

/** Parameters of a YAML file, with every problem found. Throws BudgetError or CliError, exit code 2. */
export async function readParametersFile(file: string): Promise<Parameters> {
  return parseParameters(parseDocument(await readText(file), file), { fichier: basename(file) });
}

/**
 * Parameters of a file, with the amounts that the comité adopted for the year before, where a decision in force gives
 * them and the file does not. Throws as `readParametersFile`, or when the decisions were altered.
 */
export async function readProposal(file: string, publication: string): Promise<Parameters> {
  const parameters = await readParametersFile(file);
  if (parameters.annee_precedente !== undefined) return parameters;
  const decided = inForce(await soundDecisions(publication), parameters.exercice - 1);
  if (decided === undefined) return parameters;
  const granted = new Map(
    decided.repartition.lignes
      .filter(({ nature }) => nature === 'antenne')
      .map((line) => [line.code, line.montant_centimes]),
  );
  const codes = [...new Set([...granted.keys(), ...parameters.antennes.map(({ code }) => code)])];
  return {
    ...parameters,
    annee_precedente: {
      source: `décision ${decided.rang} du ${formatDate(decided.seance)}`,
      montants: codes.map((antenne) => ({ antenne, montant_centimes: granted.get(antenne) ?? null })),
    },
  };
}

/** A YAML file as its value. Throws CliError, exit code 2, with the line at fault. */
export async function readYaml(file: string): Promise<unknown> {
  return parseDocument(await readText(file), file);
}

function parseDocument(text: string, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    const line = error instanceof YAMLParseError ? error.linePos?.[0].line : undefined;
    throw new CliError(
      'YAML_ILLISIBLE',
      `Le fichier « ${basename(file)} » n’est pas un document YAML lisible${line === undefined ? '' : ` (ligne ${line})`}.`,
      'Repartez du fichier d’exemple, ou corrigez la ligne.',
      2,
    );
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CliError(
      'FICHIER_ABSENT',
      `Le fichier « ${file} » n’existe pas ou ne peut pas être lu.`,
      'Vérifiez son nom et son dossier.',
      2,
    );
  }
}

/** The release in force, or the one named. */
export async function findRelease(publication: string, name?: string): Promise<InputRelease> {
  if (name === undefined) {
    const { dir, release } = await readCurrentRelease(publication);
    return { dir, release };
  }
  if (!RELEASE_NAME.test(name))
    throw new CliError(
      'USAGE',
      `« ${name} » n’est pas le nom d’une publication.`,
      'Une publication se nomme AAAA-MM-JJ-xxxxxxxx, comme son dossier.',
      2,
    );
  const { dir, release } = await readRelease(publication, name);
  return { dir, release };
}

/** Rows of the inputs of a release, for the comité: figures first, then what antennes declare (none in old releases). */
export async function inputRows(found: InputRelease): Promise<InputRow[]> {
  const figures = await cubeRows(found, INPUTS_CUBE);
  if (figures === null)
    throw new CliError(
      'CUBE_ABSENT',
      `La publication ${found.release} n’a pas la table des entrées de la répartition (${INPUTS_CUBE}).`,
      'Publiez de nouveau : npm run cpca -- publish',
      1,
    );
  return [...figures, ...((await cubeRows(found, DECLARATIONS_CUBE)) ?? [])];
}

async function cubeRows({ dir }: InputRelease, cube: string): Promise<InputRow[] | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(dir, 'comite', 'cubes', `${cube}.arrow`));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return tableFromIPC(bytes)
    .toArray()
    .map((row) => row.toJSON() as InputRow);
}

/** Inputs of one year from a release. Throws BudgetError, exit code 1. */
export async function readInputs(found: InputRelease, annee: number): Promise<Inputs> {
  return inputsFromRows(await inputRows(found), { annee, fichier: `${found.release}/${INPUTS_CUBE}` });
}
