import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Table, tableFromIPC } from 'apache-arrow';
import { parse as parseYaml } from 'yaml';
import { allocate } from '../../budget/allocate.ts';
import { computeCsv, computeTable, formatTable } from '../../budget/compute-table.ts';
import { explain } from '../../budget/explain.ts';
import { type InputRow, inputsFromRows } from '../../budget/inputs.ts';
import { parseParameters } from '../../budget/parse-parameters.ts';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { EXAMPLE_PARAMETERS } from '../pipeline.ts';
import { placesToRead } from '../places.ts';

const CUBE = 'budget_entrees';

/** The split of one round, from the release in force and a parameters file. */
export async function budgetCompute(
  options: { params?: string; format: string; explique?: boolean; samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const places = placesToRead(options.samples, env, 'publication');
  if (options.params === undefined && !places.sample)
    throw new CliError(
      'USAGE',
      'Le fichier de paramètres n’est pas indiqué.',
      'Ajoutez --params suivi du fichier YAML des paramètres.',
      2,
    );
  const file = options.params ?? EXAMPLE_PARAMETERS;
  const parameters = parseParameters(parseYaml(await readText(file)), { fichier: basename(file) });
  const { dir, release } = await readCurrentRelease(places.publication);
  const table = tableFromIPC(await readFile(join(dir, 'comite', 'cubes', `${CUBE}.arrow`)));
  const inputs = inputsFromRows(rowsOf(table), {
    annee: parameters.annee_donnees,
    fichier: `${release}/${CUBE}`,
  });
  const allocation = allocate(inputs, parameters);
  if (options.format === 'csv' && !output.json) {
    process.stdout.write(computeCsv(allocation));
    return;
  }
  const sentences = options.explique
    ? `\n\n${[...explain(allocation).flatMap(({ titre, phrases }) => ['', titre, ...phrases])].join('\n')}`
    : '';
  output.result({ release, ...allocation }, `${formatTable(computeTable(allocation))}${sentences}`);
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new CliError(
      'FICHIER_ABSENT',
      `Le fichier de paramètres « ${file} » n’existe pas.`,
      'Vérifiez son nom et son dossier.',
      2,
    );
  }
}

function rowsOf(table: Table): InputRow[] {
  return table.toArray().map((row) => row.toJSON() as InputRow);
}
