import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { runPublish } from '../pipeline.ts';
import { placesToRead } from '../places.ts';
import { codebookPrinter } from '../print-codebook.ts';
import { publishedMotive } from './release.ts';

export interface PublishCommandOptions {
  clore: number[];
  reviser: number[];
  motif?: string;
  samples?: boolean;
}

/** Writes a release, or says that nothing changed. Years close and are revised as asked. */
export async function publishCommand(
  options: PublishCommandOptions,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const { clore, reviser } = options;
  requireBoth(options);
  const motif = options.motif === undefined ? undefined : await publishedMotive(options.motif);
  const published = await runPublish(
    placesToRead(options.samples, env, 'warehouse'),
    () => new Date(),
    (text) => output.note(text),
    { clore, reviser, motif },
    codebookPrinter(env, (text) => output.note(text)),
  );
  const { release, created, manifest, revisions } = published;
  for (const { annee, cubes } of revisions)
    output.note(
      `Année ${annee} révisée : ${cubes.map((one) => `${one.cube} (${one.audience}) : ${one.cellules}`).join(' ; ')} cellules.`,
    );
  for (const annee of reviser)
    if (!revisions.some((one) => one.annee === annee))
      output.note(`Année ${annee} : aucun chiffre n’a changé, il n’y a rien à réviser.`);
  output.result(
    { release, creee: created, revisions, manifest },
    created
      ? `Publication ${release} écrite et mise en vigueur.`
      : `Publication ${release} : rien n’a changé.`,
  );
}

function requireBoth({ reviser, motif }: PublishCommandOptions): void {
  if (reviser.length > 0 && motif === undefined)
    throw new CliError(
      'USAGE',
      'Une année close ne se révise pas sans motif.',
      'Ajoutez --motif "…", sans nommer personne : il est publié.',
      2,
    );
  if (reviser.length === 0 && motif !== undefined)
    throw new CliError(
      'USAGE',
      'Un motif est donné, mais aucune année à réviser.',
      'Ajoutez --reviser suivi de l’année, ou retirez --motif.',
      2,
    );
}
