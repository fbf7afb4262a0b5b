import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { examplesOf } from '../../pages/components/sql-example.ts';
import { HOSTILE_IN_PAGE } from '../known/hostile-in-page.ts';
import { launchChromium } from './chromium.ts';
import { axeViolations, shownText, type Visit, visit } from './visit.ts';

const site = inject('sites').find(({ audience }) => audience === 'recherche');
if (site === undefined) throw new Error('no site of recherche');
const { address, folder, pages, releaseDir } = site;
const packageDir = join(releaseDir, 'recherche');
const PAGE = '/requetes/';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => browser?.close());

/** Runs what stands in the editor, and waits for its end. */
async function run(page: Page, sql?: string): Promise<void> {
  if (sql !== undefined) await page.fill('#requete', sql);
  await page.click('button.lancer');
  await page.waitForFunction(() => !document.querySelector('button.lancer')?.hasAttribute('disabled'), null, {
    timeout: 60_000,
  });
}

async function failureOf(page: Page): Promise<string> {
  return (await page.locator('#echec').allInnerTexts()).join('');
}

async function answerRows(page: Page): Promise<string[][]> {
  return page
    .locator('#reponse tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')),
    );
}

describe('the catalogue', () => {
  let view: Visit;
  beforeAll(async () => {
    view = await visit(browser, `${address}/catalogue/`);
  });
  afterAll(async () => view?.close());

  const titles = () => view.page.locator('article.cube h2 code').allInnerTexts();

  it('shows every cube of the package', async () => {
    const files = await readdir(join(packageDir, 'cubes'));
    const cubes = files.filter((name) => name.endsWith('.arrow')).map((name) => name.slice(0, -6));
    expect((await titles()).sort()).toEqual(cubes.sort());
  });

  it('finds by words, class, dimension and year, and says how many', async () => {
    const { page } = view;
    const all = (await titles()).length;
    await page.fill('#mots', 'motif sortie');
    expect(await titles()).toContain('sorties_motifs');
    expect((await titles()).length).toBeLessThan(all);
    expect(await shownText(page.locator('#trouves'))).toBe(`${(await titles()).length} cubes.`);
    await page.fill('#mots', 'zzz');
    expect(await shownText(page.locator('#trouves'))).toBe('Aucun cube ne correspond.');
    await page.fill('#mots', '');
    await page.selectOption('#classe', 'S');
    expect((await titles()).sort()).toEqual(['sensibles_region', 'sorties_motifs']);
    await page.selectOption('#classe', '');
    await page.selectOption('#dimension', 'departement');
    expect((await titles()).sort()).toEqual(['offre', 'profil_departements']);
    await page.getByRole('button', { name: 'Réinitialiser' }).click();
    const years = await page
      .locator('#annee option')
      .evaluateAll((found) => found.map((one) => one.textContent));
    expect(years.length).toBeGreaterThan(1);
    await page.selectOption('#annee', years.at(-1) ?? '');
    expect((await titles()).length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Réinitialiser' }).click();
    expect((await titles()).length).toBe(all);
  });

  it('previews the first lines, what is hidden marked', async () => {
    const cube = view.page.locator('article.cube', { has: view.page.locator('#cube-profil_region') });
    await cube.locator('.apercu summary').click();
    expect(await cube.locator('.apercu tbody tr').count()).toBeGreaterThan(3);
    const hidden = cube.locator('.apercu td.secret');
    expect(await hidden.count()).toBeGreaterThan(0);
    expect(new Set(await hidden.allInnerTexts())).toEqual(new Set(['secret']));
  });

  it('shows the same cubes without JavaScript', async () => {
    const bare = await visit(browser, `${address}/catalogue/`, { javaScript: false });
    expect(await bare.page.locator('article.cube').count()).toBe((await titles()).length);
    expect(await bare.page.locator('#mots').count()).toBe(0);
    await bare.close();
  });
});

describe('the files of the package', () => {
  it('are all listed, and downloaded byte for byte', async () => {
    const { page, close } = await visit(browser, `${address}/telecharger/`);
    const hrefs = await page
      .locator('main table a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    const entries = await readdir(packageDir, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(packageDir.length + 1));
    expect(hrefs.map((href) => href.replace('/paquet/', '')).sort()).toEqual(files.sort());
    const different: string[] = [];
    for (const file of files) {
      const got = await page.request.get(`${address}/paquet/${file}`);
      const own = await readFile(join(packageDir, file));
      if (!got.ok() || !own.equals(await got.body())) different.push(file);
    }
    expect(different).toEqual([]);
    await close();
  });
});

describe('the page of queries', () => {
  let view: Visit;
  let page: Page;
  beforeAll(async () => {
    view = await visit(browser, `${address}${PAGE}`);
    page = view.page;
  });
  afterAll(async () => view?.close());

  it('loads the engine with the first query, from the site itself', async () => {
    expect(view.engine).toEqual([]);
    await run(page);
    expect(await failureOf(page)).toBe('');
    expect((await answerRows(page)).length).toBeGreaterThan(0);
    expect(view.engine.length).toBeGreaterThan(0);
    expect(view.outside).toEqual([]);
  });

  it('answers each of its examples', async () => {
    for (const { title, sql } of examplesOf(2024)) {
      await run(page, sql);
      expect(await failureOf(page), title).toBe('');
      expect((await answerRows(page)).length, title).toBeGreaterThan(0);
      expect(await page.locator('.avertissement').count(), title).toBe(0);
    }
  });

  it('marks what is hidden, in the answer and in its file', async () => {
    await run(page, "select libelle, valeur, statut from profil_region where statut = 'secret' limit 3");
    expect(await page.locator('#reponse td.secret').allInnerTexts()).toEqual(['secret', 'secret', 'secret']);
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV', exact: true }).click(),
    ]);
    const text = await readFile(await file.path(), 'utf8');
    expect(text.split('\r\n')[0]).toBe('\ufefflibelle;valeur;statut');
    expect(text.split('\r\n')[1]).toMatch(/;secret;secret$/);
  });

  it('warns of a sum over hidden cells and over a total with its parts', async () => {
    await run(page, 'select annee, sum(valeur) as s from profil_region group by annee');
    const said = await page.locator('.avertissement').allInnerTexts();
    expect(said.join('\n')).toMatch(/« secret » : la somme les laisse de côté/);
    expect(said.join('\n')).toContain('La colonne « sexe » a des lignes _T');
    await run(page, 'select sum(valeur) from (select valeur from offre)');
    expect(await shownText(page.locator('.avertissement'))).toContain('n’a pas pu être contrôlée');
  });

  it('cuts a long answer, and says so', async () => {
    await run(page, 'select * from range(10001)');
    expect(await shownText(page.locator('#coupe'))).toMatch(/coupée à 10\s000 lignes/);
    expect(await answerRows(page)).toHaveLength(200);
  });

  it('draws the answer', async () => {
    await run(
      page,
      "select libelle, valeur, statut from profil_region where annee = 2024 and sexe = '_T' and caracteristique = 'age'",
    );
    await page.getByRole('button', { name: 'Graphique' }).click();
    await page.locator('#dessin-requete svg').first().waitFor();
    const bars = await page.locator('#dessin-requete .dessin-large .libelles text').count();
    expect(bars).toBe((await answerRows(page)).length);
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect(await axeViolations(page)).toEqual([]);
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('completes cubes and columns by the keyboard', async () => {
    await page.fill('#requete', '');
    await page.locator('#requete').pressSequentially('select val');
    await page.locator('#propositions').getByRole('option', { name: 'valeur' }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type(' from offr');
    await page.locator('#propositions').getByRole('option', { name: 'offre' }).waitFor();
    await page.keyboard.press('Enter');
    expect(await page.inputValue('#requete')).toBe('select valeur from offre');
    await page.keyboard.press('Control+Enter');
    await page.locator('#partage[href*="offre"]').waitFor();
  });

  it('shares a query by its address, which is shown and not run', async () => {
    const href = (await page.locator('#partage').getAttribute('href')) ?? '';
    expect(new URL(page.url()).search).toBe(new URL(href, address).search);
    const other = await visit(browser, address + href);
    expect(await other.page.inputValue('#requete')).toBe('select valeur from offre');
    expect(await shownText(other.page.locator('#adresse'))).toContain('Elle n’a pas été lancée');
    expect(other.engine).toEqual([]);
    await run(other.page);
    expect(await failureOf(other.page)).toBe('');
    expect(await other.page.locator('#adresse').count()).toBe(0);
    await other.close();
  });

  it('shows a hostile address as text', async () => {
    const hostile = '</textarea><img src=x onerror="document.title=1"><script>document.title=2</script>';
    const other = await visit(browser, `${address}${PAGE}?sql=${encodeURIComponent(hostile)}`);
    expect(await other.page.inputValue('#requete')).toBe(hostile);
    expect(await other.page.title()).toBe('Requêtes SQL – CPCA Sud-Occitanie');
    expect(other.complaints).toEqual([]);
    await other.close();
  });

  it('refuses each hostile query, asks nothing outside, and answers the next', async () => {
    const through: string[] = [];
    for (const [what, sql] of HOSTILE_IN_PAGE) {
      await run(page, sql);
      if ((await failureOf(page)) === '') through.push(what);
    }
    expect(through).toEqual([]);
    await run(page, 'select count(*) as n from offre');
    expect(Number((await answerRows(page))[0]?.[0])).toBeGreaterThan(0);
    expect(view.outside).toEqual([]);
  }, 300_000);

  it('ends a query that never ends, and answers the next', async () => {
    await page.fill('#requete', 'select count(*) from range(100000000) a, range(100000) b');
    await page.click('button.lancer');
    await page.getByRole('button', { name: 'Arrêter' }).click();
    expect(await failureOf(page)).toBe('Requête arrêtée.');
    await run(page, 'select 1 as un');
    expect(await answerRows(page)).toEqual([['1']]);
  });

  it('says what is the case without JavaScript', async () => {
    const bare = await visit(browser, `${address}${PAGE}`, { javaScript: false });
    expect(await shownText(bare.page.locator('main .attention'))).toContain('elle a besoin de JavaScript');
    expect(await bare.page.locator('.exemple-sql').count()).toBe(examplesOf(2024).length);
    await bare.close();
  });
});

describe('the policy of the pages', () => {
  it('lets the page of queries alone start an engine', async () => {
    for (const path of pages) {
      const html = await readFile(join(folder, path, 'index.html'), 'utf8');
      const policy = /<meta http-equiv="content-security-policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
      expect(policy.includes("'wasm-unsafe-eval'"), path).toBe(path === PAGE);
      expect(policy.includes("worker-src 'none'"), path).toBe(path !== PAGE);
      expect(policy, path).not.toMatch(/'unsafe-eval'|'unsafe-inline'|https?:|\*/);
    }
  });

  it('has a page opened anew from a link, so that each keeps its own', async () => {
    const view = await visit(browser, `${address}/catalogue/`);
    await Promise.all([
      view.page.waitForEvent('load'),
      view.page.getByRole('navigation').getByRole('link', { name: 'Requêtes SQL' }).click(),
    ]);
    await run(view.page, 'select 1 as un');
    expect(await answerRows(view.page)).toEqual([['1']]);
    await view.close();
  });
});
