#!/usr/bin/env node
// The one file that runs before anything is installed: plain JavaScript. It checks Node, installs what the lockfile
// asks for when the last install does not fit it, and hands over to the TypeScript commands.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const STAMP = join(ROOT, 'node_modules', '.cpca-install');
const WANTED = [20, 19];

function say(text) {
  process.stderr.write(`${text}\n`);
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1])) return;
  say(
    `Node ${process.versions.node} est trop ancien : il faut Node ${WANTED.join('.')} ou plus récent (nodejs.org, version LTS).`,
  );
  process.exit(2);
}

/** What an install must fit: the lockfile, and the machine that its native packages are for. */
function wantedStamp() {
  const lockfile = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  return `${lockfile} ${process.platform} ${process.arch} ${process.versions.modules}\n`;
}

/** The stamp is written last, so an install that was cut short is done again. */
function install() {
  const wanted = wantedStamp();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) return;
  say('Installation des composants (une à trois minutes la première fois)…');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: ROOT, stdio: ['ignore', 2, 2] };
  const done = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], options)
    : spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
        ...options,
        shell: process.platform === 'win32',
      });
  if (done.status !== 0) {
    say(
      'L’installation n’a pas abouti. Vérifiez la connexion au registre npm, puis recommencez la même commande.',
    );
    process.exit(2);
  }
  writeFileSync(STAMP, wanted);
}

checkNode();
install();
const child = spawn(
  process.execPath,
  ['--import', 'tsx', join(ROOT, 'cli', 'main.ts'), ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, CPCA_ROOT: ROOT },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
