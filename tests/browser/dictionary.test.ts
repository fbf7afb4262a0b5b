import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { shownText, visit } from './visit.ts';

const sites = inject('sites');
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => browser?.close());

describe.each(sites)('the dictionary on the site of $audience', ({ address, audience }) => {
  const place = `${address}/dictionnaire/`;

  it('says the words first, then the tables, then what stands behind them', async () => {
    const { page, close } = await visit(browser, place);
    const headings = await page.locator('main h2').evaluateAll((found) => found.map(({ id }) => id));
    expect(headings).toEqual(['indicateurs', 'populations', 'absences', 'tables', 'relations', 'graphe']);
    await close();
  });

  it('finds words whatever their accents, and says how many', async () => {
    const { page, complaints, close } = await visit(browser, place);
    const search = page.getByRole('searchbox');
    const before = await page.locator('.relation:visible').count();
    await search.fill('NON DISPONIBLE');
    await page
      .getByRole('status')
      .filter({ hasText: /résultat/ })
      .waitFor();
    expect(await page.locator('main dt').allInnerTexts()).toEqual(['non disponible non_disponible']);
    const shown = await page.locator('.relation:visible').count();
    expect(shown).toBeLessThan(before);
    expect(Number.parseInt(await shownText(page.getByRole('status')), 10)).toBe(shown + 1);
    await search.fill('zzz');
    await page.getByRole('status').filter({ hasText: 'Rien ne correspond.' }).waitFor();
    await search.fill('');
    expect(await page.locator('.relation:visible').count()).toBe(before);
    expect(complaints).toEqual([]);
    await close();
  });

  it('is whole without JavaScript, and shows no search that would not work', async () => {
    const { page, close } = await visit(browser, place, { javaScript: false });
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(await page.locator('main dt').count()).toBeGreaterThan(1);
    expect(await page.locator('.relation:visible').count()).toBeGreaterThan(1);
    expect(await page.locator('.graphe .noeud').count()).toBe(await page.locator('.relation').count());
    await close();
  });

  it('leads from a published table to its model, and shows what its columns come from', async () => {
    const { page, close } = await visit(browser, place);
    await page.locator('main a[href="#relation-marts-activite"]').first().click();
    const relation = page.locator('#relation-marts-activite');
    await relation.waitFor({ state: 'visible' });
    const text = await shownText(relation);
    expect(text).toMatch(/Lit\s:/);
    expect(text).toContain('core.figure.valeur');
    await close();
  });

  it('draws the graph and gives it as a table', async () => {
    const { page, close } = await visit(browser, place);
    await page.getByText('Le même graphe en tableau').click();
    const rows = page.locator('figure + details tbody tr');
    expect(await rows.count()).toBe(await page.locator('.noeud:not(.raw, .meta, .seeds)').count());
    expect(
      await shownText(rows.filter({ has: page.getByRole('link', { name: 'marts.activite', exact: true }) })),
    ).toContain('core.figure');
    await close();
  });

  it('names the budget’s table for the comité alone', async () => {
    const { page, close } = await visit(browser, place);
    expect((await page.content()).includes('budget_entrees')).toBe(audience === 'comite');
    await close();
  });
});
