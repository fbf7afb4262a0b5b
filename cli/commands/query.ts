import type { Audience } from '../../publish/catalogue.ts';
import type { QueryFormat } from '../../publish/query-answer.ts';
import { startQueryProcess } from '../../publish/query-apart.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { placesToRead } from '../places.ts';

const FORMATS: readonly QueryFormat[] = ['table', 'csv', 'json', 'arrow', 'parquet'];
const AUDIENCES: readonly Audience[] = ['comite', 'drdfe', 'recherche'];

export interface QueryOptions {
  format: string;
  audience: string;
  samples?: boolean;
  explain?: boolean;
  tables?: boolean;
  columns?: string;
}

/**
 * SQL over the cubes of the release in force, in a process of its own that can only read them; or the list of the cubes,
 * or of the columns of one.
 */
export async function queryCommand(
  sql: string | undefined,
  options: QueryOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const format = oneOf(FORMATS, output.json ? 'json' : options.format, '--format');
  const audience = oneOf(AUDIENCES, options.audience, '--audience');
  const folder = placesToRead(options.samples, env, 'publication').publication;
  if (options.tables === true || options.columns !== undefined)
    return list(folder, audience, options.columns, output);
  if (sql === undefined)
    throw new CliError('USAGE', 'Il manque la requête.', 'Exemple : query "select * from chiffres_cles"', 2);
  // Started before anything else is loaded: the release is verified while it starts.
  const apart = startQueryProcess(env);
  try {
    const { readCurrentRelease } = await import('../../publish/current-release.ts');
    const { queryTask } = await import('../../publish/query.ts');
    const { dir, manifest } = await readCurrentRelease(folder);
    const explain = options.explain === true;
    const request = { releaseDir: dir, audience, sql, format, explain };
    const answer = await apart.answer(queryTask(request, manifest));
    if (answer.tronque) output.note(`Réponse limitée aux ${answer.lignes} premières lignes.`);
    for (const text of answer.avertissements) output.note(`⚠ ${text}`);
    const { contenu } = answer;
    if (typeof contenu === 'string') process.stdout.write(contenu.endsWith('\n') ? contenu : `${contenu}\n`);
    else output.bytes(contenu);
  } finally {
    apart.stop();
  }
}

async function list(
  folder: string,
  audience: Audience,
  cube: string | undefined,
  output: Output,
): Promise<void> {
  const { readCurrentRelease } = await import('../../publish/current-release.ts');
  const { columnListing, cubeListing } = await import('../../publish/query-listing.ts');
  const { dir } = await readCurrentRelease(folder);
  const listing =
    cube === undefined ? await cubeListing(dir, audience) : await columnListing(dir, audience, cube);
  output.result(listing.document, listing.text);
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
