import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { usedComponents } from './component.ts';
import { engineFiles } from './engine.ts';
import { SiteError } from './error.ts';
import { filterLists } from './filter-list.ts';
import { packageDocument as catalogueDocument, packageFiles } from './package-files.ts';
import { type Branch, type Page, readPages, slug } from './page.ts';
import { type Audience, cubeRows, readSiteRelease, type SiteRelease } from './release.ts';
import { frenchSpaces } from './typography.ts';

/** The files of a composed site, by path inside its folder (with `/`). */
export type SiteFiles = Map<string, string | Uint8Array>;

export interface Composition {
  files: SiteFiles;
  pages: Page[];
  release: SiteRelease;
  /** Hash of all files and of the packages that build them: equal stamps give equal sites. */
  stamp: string;
}

const template = '.evidence/template';

/** What is taken of Evidence's own template; the rest is its settings, its explorer, its layout. */
const evidenceFiles = new Map([
  ['vite.config.js', 'vite.evidence.config.js'],
  ['svelte.config.js', 'svelte.evidence.config.js'],
  ['src/global.d.ts', 'src/global.d.ts'],
  [
    'src/pages/api/[route_hash]/[additional_hash]/all-queries.json/+server.js',
    'src/pages/api/[route_hash]/[additional_hash]/all-queries.json/+server.js',
  ],
  [
    'src/pages/api/prerendered_queries/[query_hash].arrow/+server.js',
    'src/pages/api/prerendered_queries/[query_hash].arrow/+server.js',
  ],
]);

/** Ours, from `pages/layout/` and `pages/build/evidence/`. */
const ownFiles = new Map([
  ['layout/app.html', `${template}/src/app.html`],
  ['layout/app.css', `${template}/src/app.css`],
  ['layout/icon.svg', `${template}/static/icon.svg`],
  ['layout/hooks.server.js', `${template}/src/hooks.server.js`],
  ['layout/+layout.svelte', `${template}/src/pages/+layout.svelte`],
  ['layout/+layout.ts', `${template}/src/pages/+layout.ts`],
  ['layout/+error.svelte', `${template}/src/pages/+error.svelte`],
  ['build/evidence/vite.config.js', `${template}/vite.config.js`],
  ['build/evidence/svelte.config.js', `${template}/svelte.config.js`],
  ['build/evidence/rows.ts', `${template}/src/evidence/rows.ts`],
  ['build/evidence/sql-browser.ts', `${template}/src/evidence/sql-browser.ts`],
  ['build/evidence/sql-editing.ts', `${template}/src/evidence/sql-editing.ts`],
  ['build/evidence/sql-node.ts', `${template}/src/evidence/sql-node.ts`],
]);

/** The antennes of the release, in the order of their codes. */
function branchesOf(release: SiteRelease): Branch[] {
  const branches = new Map<string, Branch>();
  for (const row of cubeRows(release, 'antennes')) {
    const code = String(row.antenne);
    if (code.startsWith('_')) continue;
    branches.set(code, { code, nom: String(row.nom), departement: String(row.departement) });
  }
  return [...branches.values()].sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** How a site names its readers. */
const readers: Record<Audience, string> = {
  comite: 'Comité technique',
  drdfe: 'Direction régionale aux droits des femmes et à l’égalité',
  recherche: 'Recherche',
};

/** What layout and components know of the site: shipped to the reader, so nothing of the machine. */
function siteDocument(
  audience: Audience,
  release: SiteRelease,
  pages: Page[],
  branches: Branch[],
  version: string,
): string {
  return JSON.stringify({
    lecteur: readers[audience],
    titre: audience === 'recherche' ? 'Données pour la recherche' : 'Tableau de bord',
    release: release.name,
    publie_le: release.published,
    version,
    controle: release.audit,
    donnees_du: release.dataDate,
    annee: Number(release.dataDate.slice(0, 4)),
    echantillon: release.sample,
    menu: pages.filter((page) => page.menu).map((page) => ({ href: href(page.route), libelle: page.menu })),
    pages: pages.map(({ route, filters }) => ({ href: href(route), filtres: filters })),
    filtres: filterLists(release),
    antennes: branches.map((branch) => ({ ...branch, href: href(`antennes/${slug(branch.code)}`) })),
    cubes: release.cubes.map(({ description }) => description),
  });
}

function href(route: string): string {
  return route === '' ? '/' : `/${route}/`;
}

interface RootPackage {
  version: string;
  dependencies: Record<string, string>;
}

async function readPackage(root: string): Promise<RootPackage> {
  return JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as RootPackage;
}

/** The root's packages, listed so that Evidence's own virtual modules resolve, and the code pages may reach. */
function packageDocument(own: RootPackage): string {
  return JSON.stringify({
    name: 'cpca-site',
    version: own.version,
    private: true,
    type: 'module',
    dependencies: own.dependencies,
    imports: {
      '#site': './site.json',
      '#parametres': './parametres.json',
      '#repartition': './repartition.json',
      '#dictionnaire': './dictionnaire.json',
      '#paquet': './paquet.json',
      '#budget/*': './budget/*',
      '#components/*': './components/*',
      '#publish/*': './publish/*',
    },
  });
}

/** `budget/` without its tests: the pages that explain the split run the same function. */
async function budgetFiles(root: string): Promise<SiteFiles> {
  const files: SiteFiles = new Map();
  for (const name of (await readdir(join(root, 'budget'))).sort()) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    files.set(`budget/${name}`, await readFile(join(root, 'budget', name), 'utf8'));
  }
  return files;
}

/** What pages share with the command that runs queries: the files that they name, and no other of that room. */
async function sharedFiles(root: string, texts: readonly string[]): Promise<SiteFiles> {
  const named = texts.flatMap((text) => [...text.matchAll(/'#publish\/([\w-]+\.ts)'/g)]);
  const names = [...new Set(named.map((match) => match[1] ?? ''))].sort();
  const read = names.map(
    async (name): Promise<[string, string]> => [
      `publish/${name}`,
      await readFile(join(root, 'publish', name), 'utf8'),
    ],
  );
  return new Map(await Promise.all(read));
}

/** The content of the parameters' YAML file as JSON; `null` without a file, which the page says. */
async function parametersDocument(file: string | undefined): Promise<string> {
  if (file === undefined) return 'null';
  const text = await readFile(file, 'utf8');
  try {
    return JSON.stringify(parse(text));
  } catch (error) {
    throw new SiteError(
      'site.parametres',
      `Le fichier de paramètres ${file} n’est pas du YAML.`,
      {
        fichier: file,
        regle: 'paramètres lisibles',
        remede: 'Corrigez le fichier, puis relancez la commande.',
      },
      { cause: error },
    );
  }
}

function dataFiles(release: SiteRelease): SiteFiles {
  const files: SiteFiles = new Map();
  const listed: string[] = [];
  for (const { description, arrow } of release.cubes) {
    const path = `static/data/cubes/${description.nom}/${description.nom}.arrow`;
    files.set(`${template}/${path}`, arrow);
    listed.push(path);
  }
  files.set(`${template}/static/data/manifest.json`, JSON.stringify({ renderedFiles: { cubes: listed } }));
  return files;
}

function stampOf(files: SiteFiles, lockfile: string): string {
  const hash = createHash('sha256').update(process.version).update(lockfile);
  for (const [path, content] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`\0${path}\0`).update(createHash('sha256').update(content).digest());
  }
  return hash.digest('hex');
}

/**
 * Everything that goes into the site of one audience, read from `root` (the project) and `releaseDir`.
 * Nothing is written.
 */
export async function composeSite(options: {
  root: string;
  releaseDir: string;
  audience: Audience;
  parametersFile?: string | undefined;
  decisions?: unknown;
}): Promise<Composition> {
  const { root, releaseDir, audience } = options;
  const pagesDir = join(root, 'pages');
  const release = await readSiteRelease(releaseDir, audience);
  const branches = branchesOf(release);
  const pages = await readPages(pagesDir, audience, branches, release.dataDate);
  const files: SiteFiles = new Map();

  const evidence = dirname(
    createRequire(join(root, 'package.json')).resolve('@evidence-dev/evidence/package.json'),
  );
  for (const [from, to] of evidenceFiles) {
    files.set(`${template}/${to}`, await readFile(join(evidence, 'template', from), 'utf8'));
  }
  for (const [from, to] of ownFiles) {
    const text = await readFile(join(pagesDir, from), 'utf8');
    files.set(to, from.endsWith('.svelte') ? frenchSpaces(text) : text);
  }
  for (const page of pages) {
    const folder = page.route === '' ? '' : `${page.route}/`;
    files.set(`${template}/src/pages/${folder}+page.md`, frenchSpaces(page.text));
  }
  const layout = await readFile(join(pagesDir, 'layout', '+layout.svelte'), 'utf8');
  const components = await usedComponents(join(pagesDir, 'components'), [
    layout,
    ...pages.map((page) => page.text),
  ]);
  for (const [name, text] of components) {
    files.set(`components/${name}`, name.endsWith('.svelte') ? frenchSpaces(text) : text);
  }
  const texts = [...pages.map((page) => page.text), ...components.values()];
  if (texts.some((text) => text.includes('#budget/'))) {
    for (const [path, text] of await budgetFiles(root)) files.set(path, text);
  }
  if (texts.some((text) => text.includes("'#parametres'"))) {
    files.set('parametres.json', await parametersDocument(options.parametersFile));
  }
  if (texts.some((text) => text.includes("'#repartition'"))) {
    files.set('repartition.json', JSON.stringify(options.decisions ?? null));
  }
  if (texts.some((text) => text.includes("'#dictionnaire'"))) {
    files.set('dictionnaire.json', JSON.stringify(release.dictionary));
  }
  for (const [path, text] of await sharedFiles(root, texts)) files.set(path, text);
  if (texts.some((text) => text.includes("'#paquet'"))) {
    const whole = await packageFiles(join(releaseDir, audience));
    for (const [path, content] of whole) files.set(`${template}/static/paquet/${path}`, content);
    files.set('paquet.json', catalogueDocument(release, whole));
  }
  if (pages.some((page) => page.engine)) {
    for (const [name, content] of await engineFiles(root)) {
      files.set(`${template}/static/moteur/${name}`, content);
    }
    // A page's policy is that of the document it was opened with: pages of this site are each opened anew.
    const frame = `${template}/src/app.html`;
    files.set(frame, String(files.get(frame)).replace('<body>', '<body data-sveltekit-reload>'));
  }
  for (const [path, content] of dataFiles(release)) files.set(path, content);
  const own = await readPackage(root);
  files.set('site.json', siteDocument(audience, release, pages, branches, own.version));
  files.set('package.json', packageDocument(own));
  files.set('evidence.config.yaml', 'plugins: {}\n');
  files.set(`${template}/evidence.settings.json`, '{"send_anonymous_usage_stats": "no"}\n');
  files.set(`${template}/postcss.config.cjs`, 'module.exports = { plugins: [] };\n');
  files.set(
    'tsconfig.json',
    '{"compilerOptions":{"target":"ES2022","module":"ESNext","moduleResolution":"Bundler"}}\n',
  );

  const stamp = stampOf(files, await readFile(join(root, 'package-lock.json'), 'utf8'));
  return { files, pages, release, stamp };
}

/** Writes a composition into `folder`, which must not exist yet or be empty. */
export async function writeComposition(files: SiteFiles, folder: string): Promise<void> {
  for (const [path, content] of files) {
    const target = join(folder, ...path.split('/'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
