import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeSite, writeComposition } from './compose.ts';
import { compressFolder } from './compress.ts';
import { enginePolicy } from './engine.ts';
import { systemCode } from './error.ts';
import type { Page } from './page.ts';
import type { Audience } from './release.ts';
import { runVite } from './vite.ts';

/** Where progress is told, one French sentence at a time. */
export interface SiteLogger {
  info(message: string): void;
}

export interface BuildOptions {
  /** The project's folder: its `pages/`, `budget/`, `node_modules/` and lockfile are read. */
  root: string;
  /** The folder of one release. */
  releaseDir: string;
  audience: Audience;
  /** The folder that holds the sites, one below per audience; `.site` of the project. */
  sitesDir: string;
  /** YAML file of the split's parameters, for the pages that explain it. */
  parametersFile?: string;
  /** What was adopted, as `publish/` lets it out to this audience; nothing was, when left out. */
  decisions?: unknown;
  logger: SiteLogger;
  /** Seconds that Vite may take; 300 unless said. */
  limitSeconds?: number;
  signal?: AbortSignal;
}

export interface BuiltSite {
  audience: Audience;
  /** The folder to serve. */
  folder: string;
  release: string;
  /** Addresses of the pages: '/', '/methode/'… */
  pages: string[];
  stamp: string;
  /** False when the site in place was already this one. */
  built: boolean;
}

const stampFile = 'stamp.json';

interface StampDocument {
  stamp: string;
  release: string;
  pages: string[];
}

/**
 * Builds the site of one audience from a release, unless the site in place has the same stamp.
 *
 * It is composed and built in a folder of its own beside its place, then renamed into it. A build killed at
 * any moment leaves the site that stood before, or, killed between the two renames at the end, none: then
 * the next build makes it. It never leaves half a site. What a killed build left is removed by the next.
 * @throws SiteError when the release, a page or a query is at fault
 */
export async function buildSite(options: BuildOptions): Promise<BuiltSite> {
  const { root, releaseDir, audience, sitesDir, logger, signal } = options;
  const place = join(sitesDir, audience);
  await mkdir(sitesDir, { recursive: true });
  await removeLeftovers(sitesDir, audience);

  const composition = await composeSite({
    root,
    releaseDir,
    audience,
    parametersFile: options.parametersFile,
    decisions: options.decisions,
  });
  const site = {
    audience,
    folder: join(place, 'site'),
    release: composition.release.name,
    pages: composition.pages.map((page) => (page.route === '' ? '/' : `/${page.route}/`)),
    stamp: composition.stamp,
  };
  if ((await readStamp(place))?.stamp === composition.stamp) {
    logger.info(`Site ${audience} : à jour, rien à construire.`);
    return { ...site, built: false };
  }

  const aside = join(sitesDir, `.${audience}-${process.pid}-${randomBytes(4).toString('hex')}`);
  try {
    logger.info(`Site ${audience} : ${site.pages.length} pages à construire…`);
    await mkdir(aside);
    await writeComposition(composition.files, aside);
    await symlink(join(root, 'node_modules'), join(aside, 'node_modules'), 'junction');
    await runVite({ root, siteFolder: aside, limitSeconds: options.limitSeconds ?? 300, signal });
    const finished = join(aside, 'finished');
    await mkdir(finished);
    await rename(join(aside, '.evidence', 'template', 'build'), join(finished, 'site'));
    await completeQueryLists(join(finished, 'site'), composition.pages);
    await allowEngine(join(finished, 'site'), composition.pages);
    await compressFolder(join(finished, 'site'));
    const document: StampDocument = { stamp: site.stamp, release: site.release, pages: site.pages };
    await writeFile(join(finished, stampFile), `${JSON.stringify(document)}\n`);
    await swap(finished, place, join(aside, 'before'));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  logger.info(`Site ${audience} : construit.`);
  return { ...site, built: true };
}

/** Every page asks for the list of its queries; Evidence writes none for a page that has no query. */
async function completeQueryLists(site: string, pages: Page[]): Promise<void> {
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  for (const page of pages) {
    const folder = join(site, 'api', md5(`/${page.route}`), md5(''));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'all-queries.json'), '{}', { flag: 'wx' }).catch((error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
    });
  }
}

/** Only the pages that run SQL may start an engine: their policy, and no other's, is widened by what it takes. */
async function allowEngine(site: string, pages: Page[]): Promise<void> {
  for (const { route } of pages.filter((page) => page.engine)) {
    const file = join(site, route, 'index.html');
    await writeFile(file, enginePolicy(await readFile(file, 'utf8')));
  }
}

/** Puts `next` in the place of `place`; what stood there goes to `before`. */
async function swap(next: string, place: string, before: string): Promise<void> {
  await rename(place, before).catch((error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  });
  await rename(next, place);
}

async function readStamp(place: string): Promise<StampDocument | undefined> {
  try {
    return JSON.parse(await readFile(join(place, stampFile), 'utf8')) as StampDocument;
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Removes the folders of this audience's builds whose process is gone. */
async function removeLeftovers(sitesDir: string, audience: Audience): Promise<void> {
  for (const name of await readdir(sitesDir)) {
    const pid = new RegExp(`^\\.${audience}-(\\d+)-[0-9a-f]{8}$`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(sitesDir, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}
