import { serveSite } from '../../pages/serve.ts';
import type { Output } from '../output.ts';
import { runSite, type SiteAudience } from '../pipeline.ts';
import { placesToRead } from '../places.ts';

/** Serves a built site until the process is told to stop; the last line names the address. */
export async function serveUntilStopped(folder: string, port: number, output: Output): Promise<void> {
  const served = await serveSite({ folder, port });
  output.note('Pour arrêter : Ctrl+C.');
  output.result({ adresse: served.address }, `Le site est ouvert à l’adresse ${served.address}`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  await served.close();
}

export async function siteBuild(
  audience: SiteAudience,
  sample: boolean | undefined,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const built = await runSite(placesToRead(sample, env, 'publication'), audience, (text) =>
    output.note(text),
  );
  output.result(
    { audience, release: built.release, pages: built.pages, construit: built.built },
    built.built
      ? `Site « ${audience} » construit : ${built.pages.length} pages, publication ${built.release}.`
      : `Site « ${audience} » : rien n’a changé, rien n’est reconstruit.`,
  );
}

export async function siteServe(
  audience: SiteAudience,
  port: number,
  sample: boolean | undefined,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const built = await runSite(placesToRead(sample, env, 'publication'), audience, (text) =>
    output.note(text),
  );
  await serveUntilStopped(built.folder, port, output);
}
