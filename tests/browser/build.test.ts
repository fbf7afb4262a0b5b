import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuildOptions, buildSite } from '../../pages/build/site.ts';
import { writeFixtureRelease } from './fixture-release.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let root: string;
let options: BuildOptions;

/** A project of one page beside the real one, with its packages. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'build-'));
  root = join(folder, 'projet');
  await mkdir(root);
  await symlink(join(project, 'node_modules'), join(root, 'node_modules'), 'junction');
  for (const name of ['package.json', 'package-lock.json']) await cp(join(project, name), join(root, name));
  for (const name of ['build', 'components', 'layout']) {
    await cp(join(project, 'pages', name), join(root, 'pages', name), { recursive: true });
  }
  // The layout's footer leads to these, and a link to no page fails the build.
  for (const [name, title] of [
    ['methode', 'Méthode'],
    ['accessibilite', 'Accessibilité'],
  ]) {
    await writeFile(join(root, 'pages', `${name}.md`), `---\ntitle: ${title}\naudiences: [drdfe]\n---\n`);
  }
  options = {
    root,
    releaseDir: await writeFixtureRelease(join(folder, 'publication')),
    audience: 'drdfe',
    sitesDir: join(folder, 'sites'),
    logger: { info: () => undefined },
  };
});
afterAll(async () => rm(folder, { recursive: true, maxRetries: 3 }));

/** Writes the one page, which shows the answer of `sql`. */
async function writePage(sql: string): Promise<void> {
  const head = '---\ntitle: Essai\naudiences: [drdfe]\nmenu: Essai\n---\n\n';
  const text = `${head}\`\`\`sql lignes\n${sql}\n\`\`\`\n\n{#each lignes as ligne}\n<p>n = {ligne.n}</p>\n{/each}\n`;
  await writeFile(join(root, 'pages', 'index.md'), text);
}

async function shown(): Promise<string> {
  return readFile(join(options.sitesDir, 'drdfe', 'site', 'index.html'), 'utf8');
}

describe('building a site', () => {
  it('builds once, and not again without a change', async () => {
    await writePage('select count(*) as n from cubes.antennes where annee = 2024');
    expect((await buildSite(options)).built).toBe(true);
    expect(await shown()).toContain('n = 6');
    expect((await buildSite(options)).built).toBe(false);
    expect(await readdir(options.sitesDir)).toEqual(['drdfe']);
  }, 120_000);

  it('fails on a query that fails, says which, and leaves the site that stood', async () => {
    await writePage('select nulle_part as n from cubes.antennes');
    await expect(buildSite(options)).rejects.toMatchObject({
      code: 'site.requete',
      message: expect.stringMatching(/lignes[\s\S]*nulle_part/),
    });
    expect(await shown()).toContain('n = 6');
    expect(await readdir(options.sitesDir)).toEqual(['drdfe']);
  }, 120_000);

  it('fails on a page that does not compile, says why, and leaves the site that stood', async () => {
    await writeFile(
      join(root, 'pages', 'index.md'),
      '---\ntitle: Essai\naudiences: [drdfe]\n---\n\n{#if sans_fin}\n',
    );
    await expect(buildSite(options)).rejects.toMatchObject({ code: 'site.construction' });
    expect(await shown()).toContain('n = 6');
  }, 120_000);

  it('stops at its time limit, and leaves the site that stood', async () => {
    await writePage('select 1 as n');
    await expect(buildSite({ ...options, limitSeconds: 1 })).rejects.toMatchObject({
      code: 'site.trop_long',
    });
    expect(await shown()).toContain('n = 6');
    expect(await readdir(options.sitesDir)).toEqual(['drdfe']);
  }, 60_000);

  it('removes what a killed build has left, and nothing of a running one', async () => {
    await writePage('select count(*) as n from cubes.antennes where annee = 2024');
    const gone = '.drdfe-999999999-0123abcd';
    const running = `.drdfe-${process.pid}-0123abcd`;
    for (const name of [gone, running, '.comite-999999999-0123abcd']) {
      await mkdir(join(options.sitesDir, name));
    }
    expect((await buildSite(options)).built).toBe(false);
    expect((await readdir(options.sitesDir)).sort()).toEqual([
      '.comite-999999999-0123abcd',
      running,
      'drdfe',
    ]);
  });
});
