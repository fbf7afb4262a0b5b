// Adds to package-lock.json the optional packages of the platforms that this machine's registry does not serve.
//
// npm writes only what it could resolve: made behind a registry mirror that carries one platform, the lockfile
// lacks the others, `npm ci` refuses it elsewhere, and a Mac would install no DuckDB binding.
// Run after each `npm install` that changes a dependency: `npm run lockfile`.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'aix',
  'win32',
];
const CPU = ['arm64', 'x64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x'];

/** The platform a package's name states: `@rollup/rollup-linux-arm64-musl` is linux, arm64, musl. */
export function platformOf(name) {
  const words = name.split('/').at(-1).split('-');
  const os = OS.find((word) => words.includes(word));
  const cpu = CPU.find((word) => words.includes(word));
  if (!os) return undefined;
  const musl = words.some((word) => word.startsWith('musl'));
  const libc = os === 'linux' ? [musl ? 'musl' : 'glibc'] : undefined;
  return { os: [os], ...(cpu ? { cpu: [cpu] } : {}), ...(libc ? { libc } : {}) };
}

/** The lockfile's key under which `name`, asked for by the package at `from`, is installed; undefined if absent. */
function resolved(packages, from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const key = `${at ? `${at}/` : ''}node_modules/${name}`;
    if (packages[key]) return key;
    if (!at) return undefined;
    if (!at.includes('/node_modules/')) at = '';
  }
}

/** Optional packages that a lockfile names but does not hold, as `[asking package, name, version]`. */
export function missingOptional(lock) {
  return Object.entries(lock.packages).flatMap(([from, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !resolved(lock.packages, from, name) && platformOf(name))
      .map(([name, version]) => [from, name, version]),
  );
}

/** The same lockfile with an entry for each of them, keys in npm's order. */
export function completed(lock) {
  const packages = { ...lock.packages };
  for (const [from, name, version] of missingOptional(lock)) {
    const parent = from.lastIndexOf('node_modules/') > 0 ? `${from}/` : '';
    packages[`${parent}node_modules/${name}`] = {
      version,
      ...platformOf(name),
      ...(packages[from].dev ? { dev: true } : {}),
      optional: true,
    };
  }
  const keys = Object.keys(packages).sort((a, b) => a.localeCompare(b, 'en'));
  return { ...lock, packages: Object.fromEntries(keys.map((key) => [key, packages[key]])) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = new URL('../package-lock.json', import.meta.url);
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const added = missingOptional(lock).length;
  writeFileSync(file, `${JSON.stringify(completed(lock), null, 2)}\n`);
  console.log(`package-lock.json: ${added} optional packages of other platforms added`);
}
