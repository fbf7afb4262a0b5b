import { basename } from 'node:path';
import { compareScenarios, type Scenario } from '../../../budget/compare.ts';
import { comparisonText } from '../../../budget/compare-table.ts';
import { CliError } from '../../cli-error.ts';
import type { Output } from '../../output.ts';
import { placesToRead } from '../../places.ts';
import { findRelease, readInputs, readProposal } from './scenario.ts';

export interface CompareOptions {
  samples?: boolean;
  /** One release for all, or one for the first scenario and one for the others. */
  release?: string[];
}

/** What changes from the first scenario to each of the others, cause by cause. */
export async function budgetCompare(
  files: readonly string[],
  options: CompareOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { publication } = placesToRead(options.samples, env, 'publication');
  const releases = options.release ?? [];
  const [first, ...others] = await scenarios(files, releases, publication);
  if (first === undefined || others.length === 0)
    throw new CliError(
      'USAGE',
      'Une comparaison porte sur deux scénarios au moins.',
      'Nommez deux fichiers de paramètres, ou un fichier et --release avec deux publications.',
      2,
    );
  const found = others.map((other) => compareScenarios(first, other));
  output.result(found, found.map(comparisonText).join('\n\n\n'));
}

async function scenarios(
  files: readonly string[],
  releases: readonly string[],
  publication: string,
): Promise<Scenario[]> {
  if (releases.length > 2)
    throw new CliError('USAGE', 'Une comparaison lit deux publications au plus.', 'Gardez-en deux.', 2);
  const [only] = files;
  const list = files.length === 1 && releases.length === 2 && only !== undefined ? [only, only] : files;
  const made: Scenario[] = [];
  for (const [index, file] of list.entries()) {
    const name = index === 0 ? releases[0] : (releases[1] ?? releases[0]);
    const parameters = await readProposal(file, publication);
    const found = await findRelease(publication, name);
    const inputs = await readInputs(found, parameters.annee_donnees);
    made.push({ nom: `${basename(file)} · ${found.release}`, parameters, inputs });
  }
  return made;
}
