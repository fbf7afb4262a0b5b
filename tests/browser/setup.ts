import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { systemCode } from '../../pages/build/error.ts';
import { audiences } from '../../pages/build/release.ts';
import { type BuiltSite, buildSite } from '../../pages/build/site.ts';
import { type ServedSite, serveSite } from '../../pages/serve.ts';
import { writeFixtureRelease } from './fixture-release.ts';

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
 * The release in force of the samples, with the sites of `npm start`; where nothing was published yet, the
 * fixture release and sites of its own. `CPCA_BROWSER_RELEASE` names another release's folder.
 */
async function releaseUnderTest(): Promise<{ releaseDir: string; sitesDir: string }> {
  const chosen = process.env.CPCA_BROWSER_RELEASE;
  const own = join(root, '.site', 'tests');
  if (chosen) return { releaseDir: chosen, sitesDir: own };
  const publication = join(root, 'publication', 'samples');
  const current = await readFile(join(publication, 'current'), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (current !== undefined) {
    return { releaseDir: join(publication, current.trim()), sitesDir: join(root, '.site') };
  }
  return { releaseDir: await writeFixtureRelease(join(own, 'publication')), sitesDir: own };
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
