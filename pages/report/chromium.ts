import { execFile } from 'node:child_process';
import { access, constants, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The setting that names a browser; it comes before the usual places. */
export const CHROMIUM_SETTING = 'CPCA_CHROMIUM';

const LINUX = [
  ...['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome-stable'],
  ...['/usr/bin/google-chrome', '/snap/bin/chromium', '/usr/bin/microsoft-edge-stable'],
  ...['/usr/bin/microsoft-edge', '/opt/google/chrome/chrome'],
];
const MAC = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const WINDOWS_FOLDERS = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'];
const WINDOWS = [
  ['Google', 'Chrome', 'Application', 'chrome.exe'],
  ['Chromium', 'Application', 'chrome.exe'],
  ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
];

/** What a search for a browser depends on. */
export interface Machine {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
  runs: (path: string) => Promise<boolean>;
}

/** This machine. */
export function thisMachine(env: NodeJS.ProcessEnv): Machine {
  return {
    platform: process.platform,
    env,
    runs: (path) =>
      access(path, constants.X_OK).then(
        () => true,
        () => false,
      ),
  };
}

/** Where browsers that print are on a platform, the likeliest first. */
export function usualPlaces({ platform, env }: Machine): string[] {
  if (platform === 'darwin') return [...MAC, ...(env.HOME ? MAC.map((path) => `${env.HOME}${path}`) : [])];
  if (platform !== 'win32') return LINUX;
  return WINDOWS_FOLDERS.flatMap((name) => {
    const folder = env[name];
    return folder === undefined ? [] : WINDOWS.map((parts) => [folder, ...parts].join('\\'));
  });
}

/** A browser found, or undefined with what was wrong: a setting that names none, or nothing in the usual places. */
export async function findChromium(
  machine: Machine,
): Promise<{ path: string } | { path: undefined; reason: string }> {
  const chosen = machine.env[CHROMIUM_SETTING];
  if (chosen !== undefined && chosen !== '')
    return (await machine.runs(chosen))
      ? { path: chosen }
      : { path: undefined, reason: `${CHROMIUM_SETTING} nomme « ${chosen} », qui n’est pas un programme.` };
  for (const path of usualPlaces(machine)) if (await machine.runs(path)) return { path };
  return { path: undefined, reason: 'Aucun navigateur Chromium, Chrome ou Edge n’a été trouvé ici.' };
}

/** Printing is over in seconds; what takes longer hangs. */
const PATIENCE_MS = 180_000;

/**
 * Prints an HTML file as a tagged PDF. The browser has a profile of its own in a temporary folder, removed after, and
 * asks nothing of any network. Throws an Error when it ends without a PDF.
 */
export async function printPdf(
  browser: string,
  html: string,
  pdf: string,
  patience = PATIENCE_MS,
): Promise<void> {
  const profile = await mkdtemp(join(tmpdir(), 'cpca-pdf-'));
  try {
    const flags = [
      ...['--headless', '--disable-gpu', '--disable-extensions', '--disable-sync', '--disable-quic'],
      ...['--no-first-run', '--no-default-browser-check', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-dev-shm-usage', '--disable-crash-reporter'],
      // A sandbox cannot be made as root, where containers run; the page is ours and holds no script.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ...[`--user-data-dir=${profile}`, '--no-pdf-header-footer', '--export-tagged-pdf'],
      ...['--generate-pdf-document-outline', `--print-to-pdf=${pdf}`, pathToFileURL(html).href],
    ];
    await run(browser, flags, patience);
    const head = (await readFile(pdf)).subarray(0, 5).toString('latin1');
    if (head !== '%PDF-') throw new Error('le navigateur n’a pas écrit de PDF');
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

async function run(program: string, args: readonly string[], timeout: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    execFile(
      program,
      args,
      { timeout, killSignal: 'SIGKILL', windowsHide: true, maxBuffer: 1 << 24 },
      (error) =>
        error ? reject(new Error(`le navigateur s’est arrêté (${error.code ?? error.signal})`)) : resolve(),
    );
  });
}
