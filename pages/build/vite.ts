import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SiteError, systemCode } from './error.ts';

/** Ends Vite when the process that started it is gone, so that a killed build leaves no writer behind. */
const guard =
  'data:text/javascript,const p=process.ppid;setInterval(()=>p===process.ppid||process.exit(1),500).unref()';

/** Lines of Vite's output that an error shows. */
const shownLines = 40;

/**
 * Runs `vite build` in the template of a composed site, in a process of its own: Evidence reads its
 * settings from the working folder.
 * @throws SiteError when it fails, when a page's query fails, or after `limitSeconds`
 */
export async function runVite(options: {
  root: string;
  siteFolder: string;
  limitSeconds: number;
  signal?: AbortSignal | undefined;
}): Promise<void> {
  const { root, siteFolder, limitSeconds, signal } = options;
  const template = join(siteFolder, '.evidence', 'template');
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const child = spawn(process.execPath, [...viteCommand(root), 'build'], {
    cwd: template,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: signal ? AbortSignal.any([signal, limit]) : limit,
    killSignal: 'SIGKILL',
    env: {
      ...viteEnvironment(),
      NODE_ENV: 'production',
      EVIDENCE_IS_BUILDING: 'true',
      EVIDENCE_BUILD_DIR: './build',
    },
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const { code, failure } = await ended(child);
  if (limit.aborted) {
    throw new SiteError('site.trop_long', `La construction du site a dépassé ${limitSeconds} secondes.`, {
      regle: `une construction dure moins de ${limitSeconds} secondes`,
      remede: 'Relancez la commande quand la machine est moins chargée.',
    });
  }
  if (failure !== undefined) throw failure;
  if (code !== 0) {
    const tail = output.join('').trim().split('\n').slice(-shownLines).join('\n');
    throw new SiteError('site.construction', `La construction du site a échoué (code ${code}) :\n${tail}`, {
      regle: 'chaque page se construit',
      remede: 'Corrigez la page ou le composant nommé ci-dessus, puis relancez la commande.',
    });
  }
  await refuseFailedQueries(template);
}

/** Node's arguments that run Vite, and end it with the process that started it. */
export function viteCommand(root: string): string[] {
  const folder = dirname(createRequire(join(root, 'package.json')).resolve('vite/package.json'));
  return ['--import', guard, join(folder, 'bin', 'vite.js')];
}

/** What Evidence's settings read, to build and to edit. */
export function viteEnvironment(): NodeJS.ProcessEnv {
  return {
    ...foreignEnvironment(),
    NODE_OPTIONS: '--max-old-space-size=4096',
    EVIDENCE_DATA_DIR: './static/data',
    EVIDENCE_DATA_URL_PREFIX: 'static/data',
  };
}

/** The environment without what would change Evidence's or Vite's own settings. */
function foreignEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(EVIDENCE|VITE)_/.test(name)));
}

/** Waits until a process is gone, killed or not: until then it may still write. */
export function ended(child: ChildProcess): Promise<{ code: number | null; failure: Error | undefined }> {
  return new Promise((resolve) => {
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
      if (child.pid === undefined) resolve({ code: null, failure });
    });
    child.on('close', (code) => resolve({ code, failure }));
  });
}

/** Evidence builds a page whose query fails, and shows it empty; here the build fails. */
async function refuseFailedQueries(template: string): Promise<void> {
  const text = await readFile(join(template, 'query-errors.jsonl'), 'utf8').catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return '';
    throw error;
  });
  const failures = text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { query?: string; sql: string; message: string });
  const [first] = failures;
  if (!first) return;
  throw new SiteError(
    'site.requete',
    `${failures.length} requête(s) des pages échouent. La première, « ${first.query ?? '?'} » : ${first.message}\n${first.sql}`,
    {
      regle: 'chaque requête d’une page reçoit une réponse',
      remede: 'Corrigez la requête dans la page, ou publiez de nouveau si une table ou une colonne manque.',
    },
  );
}
