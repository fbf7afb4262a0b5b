import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';

/** Headless, without sandbox (tests run as root in containers), and without any request of its own. */
export const chromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const usualPlaces: Partial<Record<NodeJS.Platform, string[]>> = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome-stable',
    '/usr/bin/google-chrome',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge-stable',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const folder = process.env[name];
    if (folder === undefined) return [];
    return [
      join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
      join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
    ];
  }),
};

const advice =
  'Install Chromium, Chrome or Edge, or set CHROMIUM_PATH to the browser’s executable, then run the tests again.';

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function isDebian(): Promise<boolean> {
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  return /^ID(_LIKE)?=.*debian/m.test(release);
}

async function installOnDebian(): Promise<void> {
  const run = promisify(execFile);
  const limits = { timeout: 600_000, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', ['update'], limits);
  await run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], limits);
}

/**
 * The path of a Chromium: `CHROMIUM_PATH`, else the usual places of the platform, else, as root on Debian,
 * installed with apt.
 * @throws Error that says what to do when there is none
 */
export async function findChromium(): Promise<string> {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (await isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH names ${chosen}, which is no executable. ${advice}`);
  }
  const places = usualPlaces[process.platform] ?? [];
  for (const place of places) if (await isExecutable(place)) return place;
  if (process.platform === 'linux' && process.getuid?.() === 0 && (await isDebian())) {
    await installOnDebian();
    for (const place of places) if (await isExecutable(place)) return place;
  }
  throw new Error(`No Chromium found (looked in ${places.join(', ') || 'no place'}). ${advice}`);
}

/** Starts the browser that {@link findChromium} finds. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: await findChromium(), args: chromiumFlags });
}
