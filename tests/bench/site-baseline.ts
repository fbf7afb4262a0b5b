import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressFolder } from '../../pages/build/compress.ts';
import { runVite } from '../../pages/build/vite.ts';

const pagesDir = fileURLToPath(new URL('./site-baseline/', import.meta.url));

/** Stock reads Parquet, for which its engine fetches an extension from outside; while prerendering there is none. */
const prerenderClient = `export * from './sql-node.ts';
export function setParquetURLs() {}
export function updateSearchPath() {}
`;

const viteConfig = `import { fileURLToPath } from 'node:url';
import evidence from './vite.evidence.config.js';
const client = '@evidence-dev/universal-sql/client-duckdb';
const own = fileURLToPath(new URL('./src/evidence/sql.ts', import.meta.url));
const plugin = { name: 'prerender-client', enforce: 'pre', resolveId: (id, _from, options) => (id === client && options?.ssr ? own : null) };
const ssr = {
  ...evidence.ssr,
  noExternal: [/^@evidence-dev\\/(component-utilities|sdk|core-components)/],
  external: [...evidence.ssr.external, '@evidence-dev/universal-sql'],
};
export default { ...evidence, plugins: [plugin, ...evidence.plugins], ssr };
`;

/**
 * Builds the two pages of `site-baseline/` with stock Evidence: its whole template, layout, settings and explorer pages,
 * components and SQL client in the browser, on the release's own cubes. One thing is replaced, without which it hangs
 * where nothing comes from outside: while prerendering, the engine gets the cubes as Arrow. The built site offers Parquet,
 * as stock's does. The pages have no control, for a control's query would be answered by the engine alone.
 * @returns the folder to serve
 */
export async function buildBaselineSite(options: {
  root: string;
  /** One audience's folder of a release. */
  release: string;
  folder: string;
  year: number;
}): Promise<string> {
  const { root, release, folder, year } = options;
  const template = join(folder, '.evidence', 'template');
  const stock = join(root, 'node_modules', '@evidence-dev', 'evidence', 'template');
  await cp(stock, template, { recursive: true });
  await cp(join(stock, 'vite.config.js'), join(template, 'vite.evidence.config.js'));
  await writeFile(join(template, 'vite.config.js'), viteConfig);
  await mkdir(join(template, 'src', 'evidence'));
  for (const name of ['rows.ts', 'sql-node.ts']) {
    await cp(join(root, 'pages', 'build', 'evidence', name), join(template, 'src', 'evidence', name));
  }
  await writeFile(join(template, 'src', 'evidence', 'sql.ts'), prerenderClient);
  await writeFile(join(template, 'evidence.settings.json'), '{"send_anonymous_usage_stats": "no"}\n');
  await writeFile(
    join(folder, 'evidence.config.yaml'),
    'plugins:\n  components:\n    "@evidence-dev/core-components": {}\n',
  );
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  const document = { name: 'baseline-site', version: '0.0.0', private: true, type: 'module' };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ ...document, dependencies: own.dependencies }),
  );
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  await writePages(folder, template, year);
  await writeCubes(release, join(template, 'static', 'data'), 'arrow');
  await runVite({ root, siteFolder: folder, limitSeconds: 600 });
  const built = join(template, 'build');
  await rm(join(built, 'data'), { recursive: true });
  await writeCubes(release, join(built, 'data'), 'parquet');
  await compressFolder(built);
  return built;
}

/** A page stands where an author writes it, which the template reads too, and where SvelteKit finds it. */
async function writePages(folder: string, template: string, year: number): Promise<void> {
  await mkdir(join(folder, 'pages'));
  for (const name of await readdir(pagesDir)) {
    const text = (await readFile(join(pagesDir, name), 'utf8'))
      .replaceAll('%annee%', String(year))
      .replaceAll('%date%', `31 décembre ${year}`);
    await writeFile(join(folder, 'pages', name), text);
    const route = join(template, 'src', 'pages', name === 'index.md' ? '' : name.replace('.md', ''));
    await mkdir(route, { recursive: true });
    await writeFile(join(route, '+page.md'), text);
  }
}

async function writeCubes(release: string, data: string, extension: 'arrow' | 'parquet'): Promise<void> {
  const listed: string[] = [];
  for (const file of (await readdir(join(release, 'cubes'))).sort()) {
    if (!file.endsWith(`.${extension}`)) continue;
    const name = file.slice(0, -extension.length - 1);
    await cp(join(release, 'cubes', file), join(data, 'cubes', name, file));
    listed.push(`static/data/cubes/${name}/${file}`);
  }
  await writeFile(join(data, 'manifest.json'), JSON.stringify({ renderedFiles: { cubes: listed } }));
}
