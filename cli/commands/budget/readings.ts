import { dirname, resolve } from 'node:path';
import { fairness } from '../../../budget/fairness.ts';
import { fairnessText } from '../../../budget/fairness-table.ts';
import { parseRounds } from '../../../budget/parse-rounds.ts';
import { type Round, runRounds } from '../../../budget/rounds.ts';
import { roundsText } from '../../../budget/rounds-table.ts';
import { sensitivity } from '../../../budget/sensitivity.ts';
import { sensitivityText } from '../../../budget/sensitivity-table.ts';
import type { Output } from '../../output.ts';
import { placesToRead } from '../../places.ts';
import {
  type BudgetOptions,
  budgetPlaces,
  findRelease,
  readInputs,
  readProposal,
  readYaml,
} from './scenario.ts';

export interface ReadingOptions extends BudgetOptions {
  release?: string;
}

/** What the split rests on: weights, definitions, small counts, imputations, and what swaps two ranks. */
export async function budgetSensitivity(
  options: ReadingOptions & { scenarios: number },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { release, inputs, parameters } = await scenarioOf(options, env);
  const found = sensitivity(inputs, parameters, { scenarios: options.scenarios });
  output.result({ release, ...found }, sensitivityText(found));
}

/** What the split gives per person, per inhabitant, per missing action, and against the year before. */
export async function budgetFairness(
  options: ReadingOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { release, inputs, parameters } = await scenarioOf(options, env);
  const found = fairness(inputs, parameters);
  output.result({ release, ...found }, fairnessText(found));
}

async function scenarioOf(options: ReadingOptions, env: NodeJS.ProcessEnv) {
  const { places, file } = budgetPlaces(options, env);
  const parameters = await readProposal(file, places.publication);
  const found = await findRelease(places.publication, options.release);
  const inputs = await readInputs(found, parameters.annee_donnees);
  return { release: found.release, inputs, parameters };
}

/** Several rounds of a year, from a file that names the parameters of each. */
export async function budgetRounds(
  file: string,
  options: { samples?: boolean; release?: string },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const documents = parseRounds(await readYaml(file), { fichier: file });
  const found = await findRelease(publication, options.release);
  const rounds: Round[] = [];
  for (const { parametres, mode, reports } of documents) {
    const parameters = await readProposal(resolve(dirname(file), parametres), publication);
    const inputs = await readInputs(found, parameters.annee_donnees);
    rounds.push({ nom: parameters.nom, parameters, inputs, mode, reports });
  }
  const result = runRounds(rounds);
  output.result({ release: found.release, ...result }, roundsText(result));
}
