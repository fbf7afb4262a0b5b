import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { composeSite, type SiteFiles } from './compose.ts';
import { SiteError, systemCode } from './error.ts';
import type { BuildOptions } from './site.ts';
import { ended, viteCommand, viteEnvironment } from './vite.ts';

export interface DevSite {
  address: string;
  /** Resolves when the server has ended. */
  ended: Promise<void>;
  close(): Promise<void>;
}

/** Writes what differs from `before`, and removes what is gone; the paths written. */
async function writeChanges(folder: string, files: SiteFiles, before: SiteFiles): Promise<string[]> {
  const written: string[] = [];
  for (const [path, content] of files) {
    const known = before.get(path);
    if (known !== undefined && Buffer.compare(Buffer.from(known), Buffer.from(content)) === 0) continue;
    const target = join(folder, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
    written.push(path);
  }
  for (const path of before.keys()) {
    if (!files.has(path)) await rm(join(folder, ...path.split('/')), { force: true });
  }
  return written;
}

/** Milliseconds that an editor may take to write all files of one save. */
const settle = 60;

/**
 * Serves the site of one audience while its pages, components and style are edited: each change is composed into the
 * site's folder, where Vite's own server sees it and hands it to the open page. A page that cannot be composed is told,
 * and the last good one stays.
 * @throws SiteError when the release is missing, or the server does not start
 */
export async function serveWhileEditing(
  options: Omit<BuildOptions, 'limitSeconds'> & { port: number },
): Promise<DevSite> {
  const { root, releaseDir, audience, sitesDir, parametersFile, decisions, logger, port } = options;
  const folder = join(sitesDir, `dev-${audience}`);
  const compose = async () =>
    (await composeSite({ root, releaseDir, audience, parametersFile, decisions })).files;
  await removeButCache(folder);
  let files: SiteFiles = new Map();
  const first = await compose();
  await writeChanges(folder, first, files);
  files = first;
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  const child = spawn(
    process.execPath,
    [...viteCommand(root), 'dev', '--port', String(port), '--strictPort', '--host', '127.0.0.1'],
    {
      cwd: join(folder, '.evidence', 'template'),
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...viteEnvironment(), NODE_ENV: 'development' },
    },
  );
  const finished = ended(child).then(() => undefined);
  await listening(child, finished);

  let timer: NodeJS.Timeout | undefined;
  let turn = Promise.resolve();
  const refresh = async () => {
    try {
      const next = await compose();
      const written = await writeChanges(folder, next, files);
      files = next;
      if (written.length > 0) logger.info(`Écrit : ${written.map(shortName).join(', ')}`);
    } catch (error) {
      logger.info(error instanceof Error ? error.message : String(error));
    }
  };
  const watchers = ['pages', 'budget'].map((name) =>
    watch(join(root, name), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        turn = turn.then(refresh);
      }, settle);
    }),
  );
  return {
    address: `http://localhost:${port}`,
    ended: finished,
    async close() {
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
      child.kill();
      await Promise.all([finished, turn]);
    },
  };
}

const shortName = (path: string) => path.replace('.evidence/template/src/', '');

/** Empties a folder but for what Vite has prepared of the packages, which takes long and depends on them alone. */
async function removeButCache(folder: string): Promise<void> {
  const cache = join(folder, '.vite');
  const kept = join(dirname(folder), `.vite-${process.pid}`);
  const ignoreMissing = (error: unknown) => {
    if (systemCode(error) !== 'ENOENT') throw error;
  };
  await mkdir(dirname(folder), { recursive: true });
  await rename(cache, kept).catch(ignoreMissing);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await rename(kept, cache).catch(ignoreMissing);
}

async function listening(child: ChildProcess, finished: Promise<void>): Promise<void> {
  let output = '';
  const ready = new Promise<void>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        if (output.length < 20_000) output += text;
        if (output.includes('Local:')) resolve();
      });
    }
  });
  const failed = finished.then(() => {
    throw new SiteError('site.atelier', `Le serveur d’édition s’est arrêté :\n${output.trim()}`, {
      regle: 'le serveur d’édition démarre',
      remede: 'Choisissez un autre port, ou corrigez ce qui est nommé ci-dessus.',
    });
  });
  await Promise.race([ready, failed]);
  failed.catch(() => {});
}
