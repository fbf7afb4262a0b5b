import { AUDIENCES, type Audience } from '../../publish/catalogue.ts';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { QUERY_FORMATS, type QueryFormat, queryRelease } from '../../publish/query.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { placesToRead } from '../places.ts';

/** SQL over the cubes of the release in force, read only. */
export async function queryCommand(
  sql: string,
  options: { format: string; audience: string; samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const format = oneOf<QueryFormat>(QUERY_FORMATS, output.json ? 'json' : options.format, '--format');
  const audience = oneOf<Audience>(AUDIENCES, options.audience, '--audience');
  const { dir } = await readCurrentRelease(placesToRead(options.samples, env, 'publication').publication);
  const answer = await queryRelease({ releaseDir: dir, audience, sql, format });
  if (answer.tronque) output.note(`Réponse limitée aux ${answer.lignes} premières lignes.`);
  if (typeof answer.contenu === 'string')
    process.stdout.write(answer.contenu.endsWith('\n') ? answer.contenu : `${answer.contenu}\n`);
  else output.bytes(answer.contenu);
}

function oneOf<T extends string>(known: readonly T[], given: string, option: string): T {
  const found = known.find((value) => value === given);
  if (found) return found;
  throw new CliError(
    'USAGE',
    `${option} : « ${given} » n’est pas connu.`,
    `Valeurs possibles : ${known.join(', ')}.`,
    2,
  );
}
