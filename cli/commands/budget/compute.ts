import { allocate } from '../../../budget/allocate.ts';
import { computeCsv, computeTable, formatTable } from '../../../budget/compute-table.ts';
import { explain } from '../../../budget/explain.ts';
import type { Output } from '../../output.ts';
import { type BudgetOptions, budgetPlaces, findRelease, readInputs, readParametersFile } from './scenario.ts';

export interface ComputeOptions extends BudgetOptions {
  format: string;
  explique?: boolean;
}

/** The split of one round, from the release in force and a parameters file. */
export async function budgetCompute(
  options: ComputeOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { places, file } = budgetPlaces(options, env);
  const parameters = await readParametersFile(file);
  const found = await findRelease(places.publication);
  const allocation = allocate(await readInputs(found, parameters.annee_donnees), parameters);
  if (options.format === 'csv' && !output.json) {
    process.stdout.write(computeCsv(allocation));
    return;
  }
  const sentences = options.explique
    ? `\n\n${[...explain(allocation).flatMap(({ titre, phrases }) => ['', titre, ...phrases])].join('\n')}`
    : '';
  output.result(
    { release: found.release, ...allocation },
    `${formatTable(computeTable(allocation))}${sentences}`,
  );
}
