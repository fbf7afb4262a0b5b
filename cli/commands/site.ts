import { resolve } from 'node:path';
import { serveWhileEditing } from '../../pages/build/dev.ts';
import { readSiteRelease } from '../../pages/build/release.ts';
import { printSite } from '../../pages/print/site-pdf.ts';
import { findChromium, thisMachine } from '../../pages/report/chromium.ts';
import { serveSite } from '../../pages/serve.ts';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { CliError } from '../cli-error.ts';
import type { Output } from '../output.ts';
import { runSite, type SiteAudience, siteOptions } from '../pipeline.ts';
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

/** What answers only to a reader's hand: nothing of it would stand on paper. */
const notPrinted = new Set(['/simulateur/', '/requetes/']);

/** Prints a site as one PDF, building it first if need be. A file that stands there is replaced when the new one is whole. */
export async function sitePdf(
  options: { audience: SiteAudience; output?: string; samples?: boolean },
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const found = await findChromium(thisMachine(env));
  if (found.path === undefined) {
    throw new CliError(
      'NAVIGATEUR_ABSENT',
      `Le PDF ne peut pas être fait. ${found.reason}`,
      'Installez Chromium, Chrome ou Edge, ou nommez son programme dans CPCA_CHROMIUM.',
      2,
    );
  }
  const { audience } = options;
  const places = placesToRead(options.samples, env, 'publication');
  const built = await runSite(places, audience, (text) => output.note(text));
  const { dir } = await readCurrentRelease(places.publication);
  const release = await readSiteRelease(dir, audience);
  const file = resolve(options.output ?? `tableau-de-bord-${audience}-${release.dataDate}.pdf`);
  output.note('Impression du site en PDF…');
  const sheets = await printSite(
    {
      folder: built.folder,
      pages: built.pages.filter((page) => !notPrinted.has(page)),
      release: release.name,
      dataDate: release.dataDate,
      sample: release.sample,
    },
    found.path,
    file,
  );
  output.result(
    { audience, release: built.release, fichier: file, feuilles: sheets },
    `Site « ${audience} » imprimé : ${sheets} feuilles, ${file}`,
  );
}

/** Serves a site while its pages are edited, until the process is told to stop. */
export async function siteDev(
  audience: SiteAudience,
  port: number,
  sample: boolean | undefined,
  output: Output,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const options = await siteOptions(placesToRead(sample, env, 'publication'), audience, (text) =>
    output.note(text),
  );
  const served = await serveWhileEditing({ ...options, port });
  output.note('Pour arrêter : Ctrl+C.');
  output.result({ adresse: served.address }, `Le site s’édite à l’adresse ${served.address}`);
  const stopped = new Promise<void>((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop());
  });
  await Promise.race([stopped, served.ended]);
  await served.close();
}
