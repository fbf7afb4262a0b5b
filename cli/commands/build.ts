import type { Output } from '../output.ts';
import { runBuild } from '../pipeline.ts';
import { placesToRead } from '../places.ts';

/** Runs models and their tests; exit 1 when one failed, the tables of before then stand. */
export async function buildCommand(
  options: { select?: string[]; full?: boolean; samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const places = placesToRead(options.samples, env, 'warehouse');
  const { select, full } = options;
  const result = await runBuild(
    places,
    { ...(select ? { select } : {}), ...(full ? { full } : {}) },
    () => new Date(),
    (text) => output.note(text),
  );
  for (const found of result.problems) output.problem(found);
  const warned = result.tests.filter((test) => test.status === 'warn');
  for (const test of warned)
    output.note(`! ${test.id} : ${test.failures} ligne(s), avertissement\n  ${test.sql}`);
  const passed = result.tests.filter((test) => test.status === 'pass').length;
  const built = result.models.filter((model) => model.status === 'built').length;
  output.result(
    result,
    result.rebuilt
      ? `${built} modèles calculés ; tests : ${passed} réussis, ${warned.length} avertissements.`
      : result.ok
        ? 'Rien n’a changé : rien n’est recalculé.'
        : 'Le calcul a échoué : les tables précédentes restent en place.',
  );
  return result.ok ? 0 : 1;
}
