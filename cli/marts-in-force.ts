import { consistentMarts, staleMarts } from '../sql/consistency.ts';
import { definitionsInForce } from '../sql/ledger.ts';
import type { Project } from '../sql/project.ts';
import type { Warehouse } from '../sql/warehouse.ts';
import { sourceData, withAbsent } from './build-run.ts';
import { CliError } from './cli-error.ts';

/**
 * Refuses marts that cannot be shown together, or that a build would make anew: files were loaded since, or
 * they failed. Answers the fingerprint of each model in force.
 */
export async function modelsToPublish(
  project: Project,
  warehouse: Warehouse,
  marts: readonly string[],
): Promise<Record<string, string>> {
  const { knex } = warehouse;
  const disagreements = await consistentMarts(project, knex, marts);
  if (disagreements.length > 0) {
    const told = disagreements.slice(0, 3).map(({ relation, states }) => {
      const sides = states.map(({ build, marts: names }) => `${names.join(', ')} (calcul ${build})`);
      return `${relation} : ${sides.join(' / ')}`;
    });
    throw new CliError(
      'MARTS_EN_DESACCORD',
      `Ces tables n’ont pas été calculées sur le même état des données. ${told.join(' ; ')}.`,
      'Corrigez ce que « npm run cpca -- build » signale, puis relancez-le.',
      1,
    );
  }
  const data = withAbsent(project, await sourceData(warehouse));
  const stale = await staleMarts(project, knex, data, marts);
  if (stale.length > 0) {
    throw new CliError(
      'MODELES_A_CALCULER',
      `Des fichiers ont été chargés, ou des modèles changés, depuis le dernier calcul réussi de : ${stale.join(', ')}.`,
      'Lancez d’abord « npm run cpca -- build ».',
      1,
    );
  }
  const definitions = await definitionsInForce(knex);
  return Object.fromEntries(Object.entries(definitions).filter(([id]) => project.byId.has(id)));
}
