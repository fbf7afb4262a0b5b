import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { runBuild } from '../../cli/build-run.ts';
import { runIngest, runPublish, SAMPLES_REVISED } from '../../cli/pipeline.ts';
import { placesOf, SAMPLES_DIR } from '../../cli/places.ts';
import { audiences } from '../../pages/build/release.ts';
import { type BuiltSite, buildSite } from '../../pages/build/site.ts';
import { type ServedSite, serveSite } from '../../pages/serve.ts';

/** A built and served site, as the tests receive it. */
export interface SiteUnderTest {
  audience: BuiltSite['audience'];
  address: string;
  folder: string;
  pages: string[];
  releaseDir: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    sites: SiteUnderTest[];
  }
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The release that the samples give today, made as `npm start` makes it (nothing is done anew when nothing changed),
 * with its sites. `CPCA_BROWSER_RELEASE` names another release's folder.
 */
async function releaseUnderTest(): Promise<{ releaseDir: string; sitesDir: string }> {
  const chosen = process.env.CPCA_BROWSER_RELEASE;
  if (chosen) return { releaseDir: chosen, sitesDir: join(root, '.site', 'tests') };
  const places = placesOf(true, process.env);
  const clock = () => new Date();
  const quiet = () => {};
  await runIngest(places, [SAMPLES_DIR], undefined, clock, quiet);
  const built = await runBuild(places, {}, clock, quiet);
  if (!built.ok) throw new Error(built.problems.map(({ message }) => message).join('\n'));
  const { dir } = await runPublish(places, clock, quiet, SAMPLES_REVISED);
  return { releaseDir: dir, sitesDir: places.sites };
}

/** Builds both sites unless they stand, one audience after another, and serves them for the tests. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { releaseDir, sitesDir } = await releaseUnderTest();
  const parametersFile = join(root, 'data-samples', 'budget', 'parametres-exemple.yml');
  const logger = { info: (message: string) => console.log(message) };
  const served: ServedSite[] = [];
  const sites: SiteUnderTest[] = [];
  for (const audience of audiences) {
    const built = await buildSite({ root, releaseDir, audience, sitesDir, parametersFile, logger });
    const site = await serveSite({ folder: built.folder, port: 0 });
    served.push(site);
    const { folder, pages } = built;
    sites.push({ audience, address: site.address, folder, pages, releaseDir });
  }
  project.provide('sites', sites);
  return async () => {
    for (const site of served) await site.close();
  };
}
