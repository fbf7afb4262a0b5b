import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { axeViolations, shownText, type Visit, visit } from './visit.ts';

/** Compressed, of a first view, in bytes: its JavaScript, and all of it. */
const scriptLimit = 300_000;
const allLimit = 500_000;
/** More than any page has to be reached by Tab before its first figures. */
const tabs = 40;
const sites = inject('sites');

let browser: Browser;
const results = new Map<string, Map<string, string>>();

/** Notes what a check found for the table at the end, then lets the test judge it. */
function record(page: string, check: string, outcome: string): void {
  const row = results.get(page) ?? new Map<string, string>();
  row.set(check, outcome);
  results.set(page, row);
}

function verdict(faults: readonly string[]): string {
  return faults.length === 0 ? 'ok' : `${faults.length} !`;
}

function printTable(): void {
  const checks = [...new Set([...results.values()].flatMap((row) => [...row.keys()]))];
  const lines = [...results].map(([page, row]) => [page, ...checks.map((check) => row.get(check) ?? '–')]);
  const table = [['page', ...checks], ...lines];
  const widths = ['page', ...checks].map((_, column) =>
    Math.max(...table.map((line) => (line[column] ?? '').length)),
  );
  const text = table.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  console.log(`\n${text.join('\n')}\n`);
}

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  printTable();
});

/** What a page says, without what only JavaScript can work: forms, what follows them on screen, and the word for who has none. */
function textBesideControls(page: Page): Promise<string> {
  return page.evaluate(() => {
    const controls = [
      ...document.querySelectorAll<HTMLElement>('form, noscript, .bandeau, .telecharger, [role="status"]'),
    ];
    const shown = controls.map(({ style }) => style.display);
    for (const one of controls) one.style.display = 'none';
    // biome-ignore lint/performance/useDomNodeTextContent: what is shown is compared, not what is there.
    const { innerText } = document.body;
    for (const [at, one] of controls.entries()) one.style.display = shown[at] ?? '';
    return innerText;
  });
}

/** What Tab reaches from the top of the page that is not seen, or not marked as having the focus. */
async function tabFaults(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    scrollTo(0, 0);
    (document.activeElement as HTMLElement | null)?.blur();
  });
  const faults = new Set<string>();
  let moves = 0;
  for (let step = 0; step < tabs; step++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(() => {
      const on = document.activeElement;
      if (on === null || on === document.body) return null;
      const box = on.getBoundingClientRect();
      const { outlineStyle, outlineWidth } = getComputedStyle(on);
      const marked = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1;
      return { what: `${on.tagName} ${on.textContent?.trim().slice(0, 30)}`, seen: box.width > 0 && marked };
    });
    if (found === null) break;
    moves++;
    if (!found.seen) faults.add(found.what);
  }
  if (moves < 5) faults.add(`Tab reaches ${moves} things`);
  return [...faults];
}

/** Chooses the last option of each filter, each from everything; undefined on a page without filters. */
async function filterFaults(page: Page): Promise<string[] | undefined> {
  const selects = page.locator('.filtres select');
  if ((await selects.count()) === 0) return undefined;
  const faults: string[] = [];
  for (const select of await selects.all()) {
    const name = (await select.getAttribute('name')) ?? '?';
    const code = (await select.locator('option').last().getAttribute('value')) ?? '';
    if ((await select.locator('option').count()) < 2) continue;
    await select.selectOption(code);
    await page.waitForURL((url) => url.searchParams.get(name) === code);
    const text = await shownText(page.locator('main'));
    if (/\b(NaN|undefined|null|Infinity)\b/.test(text)) faults.push(`${name} ${code}: a missing value`);
    if ((await page.locator('.choix').count()) !== 1) faults.push(`${name} ${code}: not said`);
    await page.locator('.filtres .neuf').click();
    await page.waitForURL((url) => url.search === '');
  }
  return faults;
}

describe.each(sites)('the site of $audience', ({ audience, address, pages }) => {
  describe.each(pages)('%s', (path) => {
    const name = `${audience} ${path}`;
    let view: Visit;

    beforeAll(async () => {
      view = await visit(browser, address + path);
    });
    afterAll(async () => view?.close());

    it('loads, with one title and one first heading', async () => {
      const title = await view.page.title();
      const headings = await view.page.locator('h1').allInnerTexts();
      const fine = view.status === 200 && headings.length === 1 && title.startsWith(headings[0] ?? '?');
      record(name, 'loads', fine ? 'ok' : '!');
      expect(view.status).toBe(200);
      expect(headings).toHaveLength(1);
      expect(title).toBe(`${headings[0]} – CPCA Sud-Occitanie`);
    });

    it('says nothing in the console', () => {
      record(name, 'console', verdict(view.complaints));
      expect(view.complaints).toEqual([]);
    });

    it('asks nothing of another machine', () => {
      record(name, 'outside', verdict(view.outside));
      expect(view.outside).toEqual([]);
    });

    it('is in French', async () => {
      const lang = await view.page.locator('html').getAttribute('lang');
      record(name, 'lang', lang ?? '!');
      expect(lang).toBe('fr');
    });

    it('shows no sign of a missing value', async () => {
      const text = await shownText(view.page.locator('body'));
      const signs = text.match(/\b(NaN|undefined|null|Infinity|\[object)\b/g) ?? [];
      record(name, 'values', verdict(signs));
      expect(signs).toEqual([]);
    });

    it('passes axe', async () => {
      const violations = await axeViolations(view.page);
      record(name, 'axe', verdict(violations));
      expect(violations).toEqual([]);
    });

    it('weighs less than 300 KB of compressed JavaScript and 500 KB in all, without the SQL engine', () => {
      record(name, 'js KB', String(Math.ceil(view.scriptBytes / 1000)));
      record(name, 'all KB', String(Math.ceil(view.allBytes / 1000)));
      expect(view.engine).toEqual([]);
      expect(view.scriptBytes).toBeGreaterThan(0);
      expect(view.scriptBytes).toBeLessThan(scriptLimit);
      expect(view.allBytes).toBeLessThan(allLimit);
    });

    it('moves from one thing to the next by Tab, each seen', async () => {
      const faults = await tabFaults(view.page);
      record(name, 'keyboard', verdict(faults));
      expect(faults).toEqual([]);
    });

    it('offers each table and drawing as files', async () => {
      const bare = await view.page.evaluate(() => {
        const tables = [...document.querySelectorAll('main table:not([data-sans-fichier] table)')];
        const lacking = tables.filter((table) => !table.nextElementSibling?.matches('.telecharger'));
        const figures = [...document.querySelectorAll('main figure')].filter((one) =>
          one.querySelector('svg.graphique'),
        );
        const undrawn = figures.filter((figure) => !figure.querySelector('.telecharger'));
        return [...lacking, ...undrawn].map((one) => one.textContent?.trim().slice(0, 60) ?? '?');
      });
      record(name, 'files', verdict(bare));
      expect(bare).toEqual([]);
    });

    it('says the same without JavaScript, controls apart', async () => {
      const bare = await visit(browser, address + path, { javaScript: false });
      try {
        const [withScript, without] = await Promise.all(
          [view, bare].map((one) => textBesideControls(one.page)),
        );
        const charts = await Promise.all(
          [view, bare].map((one) => one.page.locator('svg.graphique rect').count()),
        );
        record(name, 'no js', without === withScript && charts[0] === charts[1] ? 'ok' : '!');
        expect(without).toBe(withScript);
        expect(charts[1]).toBe(charts[0]);
      } finally {
        await bare.close();
      }
    });

    it('answers each of its filters, and its reset', async () => {
      const faults = await filterFaults(view.page);
      record(name, 'filters', faults === undefined ? '–' : verdict(faults));
      expect(faults ?? []).toEqual([]);
    });

    it('fits a screen 320 px wide', async () => {
      await view.page.setViewportSize({ width: 320, height: 900 });
      const width = await view.page.evaluate(() => document.documentElement.scrollWidth);
      record(name, '320 px', width <= 320 ? 'ok' : `${width} !`);
      expect(width).toBeLessThanOrEqual(320);
    });

    it('fits a screen 390 px wide, and passes axe there', async () => {
      await view.page.setViewportSize({ width: 390, height: 900 });
      const width = await view.page.evaluate(() => document.documentElement.scrollWidth);
      const violations = await axeViolations(view.page);
      record(name, '390 px', width <= 390 ? verdict(violations) : `${width} !`);
      expect(width).toBeLessThanOrEqual(390);
      expect(violations).toEqual([]);
    });
  });
});
