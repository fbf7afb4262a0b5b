import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { launchChromium } from './chromium.ts';
import { axeViolations, visit } from './visit.ts';

const site = inject('sites').find(({ audience }) => audience === 'comite');
const address = `${site?.address}/simulateur/`;

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
});

/** Amounts of one column in cents, and its total as shown. */
async function column(page: Page, name: string): Promise<{ lines: Map<string, number>; total: number }> {
  const cents = (text: string) =>
    Number(
      text
        .replaceAll(/[^\d,−-]/g, '')
        .replace(',', '')
        .replace('−', '-'),
    );
  const rows = await page
    .locator('.simulateur tbody tr')
    .evaluateAll(
      (all, title) =>
        all.map((row) => [
          row.querySelector('th')?.firstChild?.textContent?.trim() ?? '',
          row.querySelector(`td[data-titre="${title}"]`)?.firstChild?.textContent?.trim() ?? '',
        ]),
      `Scénario ${name}`,
    );
  const total = (await page.locator(`.simulateur tfoot td[data-total="${name}"]`).textContent()) ?? '';
  return {
    lines: new Map(rows.map(([line = '', amount = '']) => [line, cents(amount)])),
    total: cents(total),
  };
}

const sum = (lines: Map<string, number>): number => [...lines.values()].reduce((all, one) => all + one, 0);

describe('the simulator', () => {
  it('starts from the file of the site, and its total is exact at each move of a slider', async () => {
    const { page, close, complaints, outside } = await visit(browser, address);
    const first = await column(page, 'A');
    expect(first.total).toBe(sum(first.lines));
    const ranges = page.locator('.reglages input[id^="poids-"]');
    const moves = fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 100 }));
    for (const [which, value] of fc.sample(moves, { numRuns: 40, seed: 20_241_231 })) {
      await ranges.nth(which).evaluate((input, to) => {
        (input as HTMLInputElement).value = String(to);
        input.dispatchEvent(new Event('input', { bubbles: true }));
      }, value);
      const { lines, total } = await column(page, 'A');
      expect(total).toBe(first.total);
      expect(sum(lines)).toBe(total);
    }
    expect(complaints).toEqual([]);
    expect(outside).toEqual([]);
    await close();
  });

  it('is driven by keyboard alone, says what changed, and a link opens the same page again', async () => {
    const { page, close } = await visit(browser, address);
    await page.locator('#poids-activite').focus();
    for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowRight');
    expect(await page.locator('output[for="poids-activite"]').textContent()).toContain('40');
    await page.locator('#unite').focus();
    await page.keyboard.press('Home');
    await page.locator('.reglages button', { hasText: 'Ajouter un scénario' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#poids-developpement').focus();
    await page.keyboard.press('Home');
    await page.locator('.reglages select').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(() => globalThis.location.hash.includes('actif=B'));
    expect(await page.locator('[role="status"][aria-live="polite"]').textContent()).toMatch(
      /Scénario B\s: total/,
    );
    const mine = await page.locator('.simulateur tr.ma-ligne').count();
    expect(mine).toBe(1);

    const link = page.url();
    const shown = [await column(page, 'A'), await column(page, 'B')];
    expect(shown[0]?.lines).not.toEqual(shown[1]?.lines);
    const again = await visit(browser, link);
    expect([await column(again.page, 'A'), await column(again.page, 'B')]).toEqual(shown);
    expect(await again.page.locator('.simulateur tr.ma-ligne').count()).toBe(1);
    await again.close();
    await close();
  });

  it('saves a file that the command accepts, and opens it again', async () => {
    const { page, close } = await visit(browser, address);
    await page.locator('#poids-activite').fill('60');
    const changed = await column(page, 'A');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Enregistrer les paramètres' }).click(),
    ]);
    const path = await download.path();
    const document = parse(await readFile(path, 'utf8')) as { poids: Record<string, number> };
    expect(document.poids.activite).toBe(60);
    await page.getByRole('button', { name: 'Revenir au fichier du site' }).click();
    expect(await column(page, 'A')).not.toEqual(changed);
    await page.locator('input[type="file"]').setInputFiles(path);
    await page.waitForFunction(
      () => (globalThis.document.querySelector('#poids-activite') as HTMLInputElement | null)?.value === '60',
    );
    expect(await column(page, 'A')).toEqual(changed);

    await page.locator('input[type="file"]').setInputFiles({
      ...{ name: 'photo.yml', mimeType: 'application/yaml', buffer: Buffer.from('- une liste\n') },
    });
    expect(await page.locator('.reglages [role="alert"]').textContent()).toContain('photo.yml');
    expect(await column(page, 'A')).toEqual(changed);
    await close();
  });

  it('is found fault with by nobody, on a telephone too', async () => {
    const { page, close } = await visit(browser, address, { width: 390 });
    await page.getByRole('button', { name: 'Ajouter un scénario' }).click();
    expect(await axeViolations(page)).toEqual([]);
    const wide = await page.evaluate(
      () => globalThis.document.documentElement.scrollWidth - globalThis.document.documentElement.clientWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
    await close();
  });

  it('shows the scenario of the site’s file without JavaScript', async () => {
    const scripted = await visit(browser, address);
    const shown = await column(scripted.page, 'A');
    await scripted.close();
    const { page, close } = await visit(browser, address, { javaScript: false });
    expect(await column(page, 'A')).toEqual(shown);
    expect(await page.locator('.reglages').count()).toBe(0);
    expect(await page.locator('main').textContent()).toContain('Sans JavaScript');
    await close();
  });
});
