import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { witness, writeFixtureRelease } from '../../tests/browser/fixture-release.ts';
import { composeSite } from './compose.ts';
import { readSiteRelease } from './release.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const parametersFile = join(project, 'data-samples', 'budget', 'parametres-exemple.yml');
let folder: string;
let releaseDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compose-'));
  releaseDir = await writeFixtureRelease(join(folder, 'publication'));
});
afterAll(async () => rm(folder, { recursive: true }));

/** The project's pages and code in a folder of their own, to be changed. */
async function copiedProject(name: string): Promise<string> {
  const root = join(folder, name);
  await mkdir(root);
  await symlink(join(project, 'node_modules'), join(root, 'node_modules'), 'junction');
  for (const part of ['package.json', 'package-lock.json', 'pages', 'budget']) {
    await cp(join(project, part), join(root, part), { recursive: true });
  }
  return root;
}

/** All texts of a composition, one after another. */
function written(files: Map<string, string | Uint8Array>): string {
  return [...files].map(([path, content]) => `${path}\n${Buffer.from(content).toString('utf8')}`).join('\n');
}

describe('the composition of a site', () => {
  it('is the same for the same release and pages', async () => {
    const one = await composeSite({ root: project, releaseDir, audience: 'comite', parametersFile });
    const two = await composeSite({ root: project, releaseDir, audience: 'comite', parametersFile });
    expect(two.stamp).toBe(one.stamp);
  });

  it('changes its stamp with a figure', async () => {
    const other = await writeFixtureRelease(join(folder, 'autre'), (cube, csv) =>
      cube === 'chiffres_cles' ? csv.replace(',1544,', ',1545,') : csv,
    );
    const one = await composeSite({ root: project, releaseDir, audience: 'drdfe' });
    const two = await composeSite({ root: project, releaseDir: other, audience: 'drdfe' });
    expect(two.stamp).not.toBe(one.stamp);
  });

  it('holds the tables, pages, components and code of its audience alone', async () => {
    const comite = await composeSite({ root: project, releaseDir, audience: 'comite', parametersFile });
    const drdfe = await composeSite({ root: project, releaseDir, audience: 'drdfe', parametersFile });
    expect(written(comite.files)).toContain('budget_entrees');
    const text = written(drdfe.files);
    expect(text).toContain(witness('drdfe'));
    for (const word of [witness('comite'), 'budget_entrees', 'Split', 'BudgetError', 'Comité technique']) {
      expect(text).not.toContain(word);
    }
    expect([...drdfe.files.keys()].filter((path) => path.startsWith('budget/'))).toEqual([]);
  });

  it('names no folder of this machine', async () => {
    const { files } = await composeSite({ root: project, releaseDir, audience: 'comite', parametersFile });
    expect(written(files)).not.toContain(folder);
    expect(written(files)).not.toContain(project);
  });

  it('refuses parameters that are not YAML', async () => {
    const file = join(folder, 'mauvais.yml');
    await writeFile(file, 'a: [');
    const composed = composeSite({ root: project, releaseDir, audience: 'comite', parametersFile: file });
    await expect(composed).rejects.toMatchObject({ code: 'site.parametres', fichier: file });
  });

  it('leaves a block of a page, with its query and component, to its readers', async () => {
    const root = await copiedProject('bloc');
    await writeFile(join(root, 'pages', 'components', 'Temoin.svelte'), '<p>composant réservé</p>\n');
    const block = '```sql reservee\nselect 1 as n\n```\n\n<Temoin />\n\nPhrase réservée.';
    const page = '---\ntitle: Essai\naudiences: [comite, drdfe]\n---\n\nPhrase commune.\n\n';
    await writeFile(
      join(root, 'pages', 'essai.md'),
      `${page}<!-- public: comite -->\n\n${block}\n\n<!-- fin public -->\n`,
    );
    const comite = written(
      (await composeSite({ root, releaseDir, audience: 'comite', parametersFile })).files,
    );
    const drdfe = written((await composeSite({ root, releaseDir, audience: 'drdfe' })).files);
    const reserved = ['sql reservee', 'Temoin', 'composant réservé', 'Phrase réservée', 'public: comite'];
    expect(drdfe).toContain('Phrase commune');
    expect(reserved.filter((word) => drdfe.includes(word))).toEqual([]);
    expect(reserved.slice(0, -1).filter((word) => !comite.includes(word))).toEqual([]);
  });

  it('sees a component that changed', async () => {
    const root = await copiedProject('projet');
    const before = await composeSite({ root, releaseDir, audience: 'drdfe' });
    const changed = '<script>\n\texport let rows;\n</script>\n\n<p>{rows.length}</p>\n';
    await writeFile(join(root, 'pages', 'components', 'Received.svelte'), changed);
    const after = await composeSite({ root, releaseDir, audience: 'drdfe' });
    expect(after.stamp).not.toBe(before.stamp);
  });
});

describe('the release of a site', () => {
  it('must be there', async () => {
    const read = readSiteRelease(join(folder, 'nulle-part'), 'comite');
    await expect(read).rejects.toMatchObject({ code: 'site.release_absente' });
  });

  it('must be whole: a table that is announced is there, with its rows', async () => {
    const broken = await writeFixtureRelease(join(folder, 'entamee'));
    await cp(join(broken, 'drdfe', 'cubes', 'antennes.arrow'), join(broken, 'drdfe', 'cubes', 'offre.arrow'));
    await expect(readSiteRelease(broken, 'drdfe')).rejects.toMatchObject({ code: 'site.cube_different' });
    await rm(join(broken, 'drdfe', 'cubes', 'offre.arrow'));
    await expect(readSiteRelease(broken, 'drdfe')).rejects.toMatchObject({ code: 'site.cube_absent' });
  });

  it('must be readable', async () => {
    const broken = await writeFixtureRelease(join(folder, 'illisible'));
    await writeFile(join(broken, 'manifest.json'), '{"version": 2}');
    await expect(readSiteRelease(broken, 'drdfe')).rejects.toMatchObject({ code: 'site.release_illisible' });
    await writeFile(join(broken, 'manifest.json'), 'non');
    await expect(readSiteRelease(broken, 'drdfe')).rejects.toMatchObject({ code: 'site.release_illisible' });
  });
});
