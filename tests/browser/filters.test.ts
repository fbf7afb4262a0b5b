import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { cubeRows, releaseYear } from './cube.ts';
import { shownText, visit } from './visit.ts';

const [site] = inject('sites');
if (!site) throw new Error('no site was built');
const place = `${site.address}/activite/`;
let browser: Browser;
let year: number;

beforeAll(async () => {
  browser = await launchChromium();
  year = await releaseYear(site);
});
afterAll(async () => browser?.close());

describe('the filters of a page', () => {
  it('follow mouse, keyboard, address, reload and the back button', async () => {
    const { page, complaints, engine, close } = await visit(browser, place);
    const branch = page.locator('select[name=antenne]');
    await branch.selectOption('APEX');
    await page.waitForURL(/\?antenne=APEX$/);
    expect(await shownText(page.locator('.choix'))).toContain('antenne APEX');
    const lead = page.locator('.chapeau');
    const before = page.locator('select[name=annee]');
    await before.focus();
    await page.keyboard.press('ArrowDown');
    await page.waitForURL(new RegExp(`annee=${year - 1}&antenne=APEX$`));
    expect(await shownText(page.locator('main'))).toContain(String(year - 1));
    expect(await lead.count()).toBe(1);
    await page.reload({ waitUntil: 'networkidle' });
    expect(await before.inputValue()).toBe(String(year - 1));
    expect(await branch.inputValue()).toBe('APEX');
    await page.goBack();
    await page.waitForURL(/\?antenne=APEX$/);
    expect(await before.inputValue()).toBe(String(year));
    await page.getByRole('link', { name: 'Réinitialiser' }).click();
    await page.waitForURL(place);
    expect(await branch.inputValue()).toBe('');
    expect(await page.locator('.choix').count()).toBe(0);
    expect([complaints, engine]).toEqual([[], []]);
    await close();
  });

  it('leave in the tables only what is chosen', async () => {
    const labels = (await cubeRows(site, 'antennes')).map((row) => String(row.nom));
    const { page, close } = await visit(browser, `${place}?antenne=APEX`);
    await page.locator('.choix').waitFor();
    const others = labels.filter((label) => label !== 'APEX');
    const heads = await page.locator('main table.pliable tbody th[scope=row]').allTextContents();
    expect(heads.length).toBeGreaterThan(0);
    expect(heads.filter((head) => others.some((other) => head.trim().startsWith(other)))).toEqual([]);
    await close();
  });

  it('go along to the pages that have them', async () => {
    const { page, close } = await visit(browser, `${place}?annee=${year - 1}`);
    await page.getByRole('link', { name: 'Méthode', exact: true }).click();
    await page.waitForURL(/\/methode\/$/);
    await page.getByRole('link', { name: 'Sorties', exact: true }).click();
    await page.waitForURL(new RegExp(`/sorties/\\?annee=${year - 1}$`));
    await close();
  });

  it.each([
    ['antenne=ABC', '« ABC » n’est pas une antenne : filtre ignoré.'],
    ['annee=1999', 'Cette publication n’a rien sur 1999 : filtre ignoré.'],
    ['module=%3Cscript%3E', '« <script> » n’est pas un module : filtre ignoré.'],
  ])('say of ?%s that it is left aside', async (query, words) => {
    const { page, complaints, close } = await visit(browser, `${place}?${query}`);
    // Said once the page is awake.
    await expect
      .poll(async () =>
        (await shownText(page.locator('.filtres [role=status]'))).replaceAll(/[\u00a0\u202f]/g, ' '),
      )
      .toBe(words);
    expect(await page.locator('select[name=annee]').inputValue()).toBe(String(year));
    expect(complaints).toEqual([]);
    await close();
  });

  it('are not shown without JavaScript, where the page stands whole', async () => {
    const { page, close } = await visit(browser, `${place}?annee=${year - 1}`, { javaScript: false });
    expect(await page.locator('.filtres').isVisible()).toBe(false);
    expect(await page.locator('main table').count()).toBeGreaterThan(0);
    await close();
  });
});

describe('the policy of a site', () => {
  it('runs no script that is put into a page', async () => {
    const { page, close } = await visit(browser, place);
    const policy =
      (await page.locator('meta[http-equiv="content-security-policy" i]').getAttribute('content')) ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe-inline|unsafe-eval/);
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'document.title = "pris"';
      document.body.append(script);
      document.body.insertAdjacentHTML(
        'beforeend',
        '<img alt="" src="data:," onerror="document.title = \'pris\'">',
      );
    });
    await page.waitForTimeout(200);
    expect(await page.title()).not.toBe('pris');
    await close();
  });
});
