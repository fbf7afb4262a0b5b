import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type Branch, readPages, slug } from './page.ts';

const made: string[] = [];
afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true });
});

async function pagesDir(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pages-'));
  made.push(folder);
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const head = (title: string, audiences: string, more = '') =>
  `---\ntitle: ${title}\naudiences: [${audiences}]\n${more}---\n`;
const branch: Branch = { code: 'LA_TRAVERSE', nom: 'La Traverse', departement: '48' };
const date = '2024-12-31';

describe('pages of an audience', () => {
  it('gives each audience its own pages, in the order of the menu', async () => {
    const folder = await pagesDir({
      'index.md': head('Essentiel', 'comite, drdfe', 'ordre: 1\n'),
      'budget.md': head('Budget', 'comite', 'ordre: 5\n'),
      'antennes/index.md': head('Antennes', 'comite, drdfe', 'ordre: 2\n'),
      'components/exemple.md': 'not a page',
      'README.md': 'not a page',
    });
    const routes = async (audience: 'comite' | 'drdfe') =>
      (await readPages(folder, audience, [], date)).map((page) => page.route);
    expect(await routes('comite')).toEqual(['', 'antennes', 'budget']);
    expect(await routes('drdfe')).toEqual(['', 'antennes']);
  });

  it('writes one page per antenne, with its name, code and the year', async () => {
    const folder = await pagesDir({
      'antennes/[antenne].md': `${head('"%nom%"', 'comite', 'pour_chaque: antenne\n')}%antenne% %departement% %annee% %annee_precedente% %date%`,
    });
    const [page] = await readPages(folder, 'comite', [branch], date);
    expect(page?.route).toBe('antennes/la-traverse');
    expect(page?.title).toBe('La Traverse');
    expect(page?.text.trimEnd().endsWith('LA_TRAVERSE 48 2024 2023 31 décembre 2024')).toBe(true);
  });

  it.each([
    ['no front matter', 'Bonjour', 'site.page_sans_entete'],
    ['no audience', '---\ntitle: A\n---\n', 'site.page_entete'],
    ['an unknown audience', head('A', 'public'), 'site.page_entete'],
    ['an unknown key', head('A', 'comite', 'layout: x\n'), 'site.page_entete'],
  ])('refuses a page with %s', async (_name, text, code) => {
    const folder = await pagesDir({ 'index.md': text });
    await expect(readPages(folder, 'comite', [], date)).rejects.toMatchObject({ code });
  });

  it.each(['<script>', '{alert(1)}', 'a"b', '`a`'])('refuses an antenne named %s', async (nom) => {
    const folder = await pagesDir({
      'antennes/[antenne].md': head('"%nom%"', 'comite', 'pour_chaque: antenne\n'),
    });
    await expect(readPages(folder, 'comite', [{ ...branch, nom }], date)).rejects.toMatchObject({
      code: 'site.antenne_nom',
    });
  });

  it('writes codes as addresses', () => {
    expect(slug('LA_CLEDE')).toBe('la-clede');
  });
});
