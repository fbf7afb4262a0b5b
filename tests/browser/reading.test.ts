import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { dashboards } from './dashboards.ts';
import { shownText, visit } from './visit.ts';

const sites = dashboards;
let browser: Browser;

beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => browser?.close());

describe.each(sites)('reading the site of $audience', ({ audience, address, pages }) => {
  it('goes past the menu with the first key', async () => {
    const { page, close } = await visit(browser, `${address}/`);
    await page.keyboard.press('Tab');
    const link = page.locator(':focus');
    expect(await shownText(link)).toBe('Aller au contenu');
    expect(await link.evaluate((element) => element.getBoundingClientRect().top)).toBeGreaterThanOrEqual(0);
    await page.keyboard.press('Enter');
    expect(await page.locator(':focus').getAttribute('id')).toBe('contenu');
    await close();
  });

  it('draws the chart with a description of every bar', async () => {
    const { page, close } = await visit(browser, `${address}/`);
    const figure = page.locator('#accompagnees-par-antenne');
    const rows = await figure.locator(':scope > .tableau tbody tr').count();
    const described = await figure.locator('#accompagnees-par-antenne-texte').textContent();
    const labels = await figure.locator('.dessin-large .libelles text').allTextContents();
    expect(labels).toHaveLength(rows);
    for (const label of labels) expect(described).toContain(label);
    await close();
  });

  it('draws the chart anew after coming from another page', async () => {
    const { page, complaints, close } = await visit(browser, `${address}/methode/`);
    const drawn = await (await visit(browser, `${address}/`)).page.locator('.dessin-large').innerHTML();
    await page.getByRole('link', { name: 'L’essentiel', exact: true }).click();
    await page.locator('.dessin-large svg').waitFor();
    const bars = await page.locator('.dessin-large .barres rect').count();
    expect(bars).toBe([...drawn.matchAll(/<rect/g)].length);
    expect(complaints).toEqual([]);
    await close();
  });

  it('never shows zero for an antenne whose figures are not available', async () => {
    const { page, close } = await visit(browser, `${address}/antennes/`);
    const absent = page.locator('tr', { hasText: 'non disponible' });
    for (const row of await absent.all()) {
      expect(await shownText(row.locator('td[data-titre$="déclaré"]'))).toBe('non disponible');
      const href = await row.getByRole('link').getAttribute('href');
      const branch = await visit(browser, `${address}${href}`);
      expect(await shownText(branch.page.locator('main'))).toContain('non disponible');
      await branch.close();
    }
    expect(await absent.count()).toBeGreaterThan(0);
    await close();
  });

  it('shows the source of each figure one key away', async () => {
    const { page, close } = await visit(browser, `${address}/`);
    const tiles = page.locator('.chiffre:has(details)');
    expect(await tiles.count()).toBeGreaterThanOrEqual(5);
    for (const tile of await tiles.all()) {
      await tile.locator('summary').press('Enter');
      expect((await shownText(tile.locator('details p'))).length).toBeGreaterThan(3);
    }
    await close();
  });

  it('answers an unknown address in French', async () => {
    const { page, status, close } = await visit(browser, `${address}/nulle-part/`);
    expect(status).toBe(404);
    expect(await shownText(page.locator('h1'))).toBe('Page introuvable');
    await close();
  });

  it('has the page of the budget for the comité alone', () => {
    expect(pages.includes('/budget/')).toBe(audience === 'comite');
  });
});

describe('the page of the budget', () => {
  it('explains every line and adds up to the total', async () => {
    const site = sites.find(({ audience }) => audience === 'comite');
    const { page, close } = await visit(browser, `${site?.address}/budget/`);
    const text = await shownText(page.locator('main'));
    expect(text).toContain('non décidé');
    const amounts = page.locator('table.dense').first().locator('[data-titre="Montant"]');
    const cents = (await amounts.allInnerTexts()).map((amount) => Number(amount.replace(/\D/g, '')));
    const total = cents.pop();
    expect(cents.reduce((sum, amount) => sum + amount, 0)).toBe(total);
    const explained = await page.locator('main h2, main h3').evaluateAll((headings) => {
      const from = headings.findIndex((one) => one.textContent?.startsWith('Chaque euro'));
      const next = headings.findIndex((one, at) => at > from && one.tagName === 'H2');
      return next - from - 1;
    });
    expect(explained).toBe(cents.length);
    await close();
  });
});
