import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { axeViolations, shownText, type Visit, visit } from './visit.ts';

/** Compressed JavaScript of a first view, in bytes. */
const scriptLimit = 300_000;
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
    const controls = [...document.querySelectorAll<HTMLElement>('form, noscript, .bandeau, [role="status"]')];
    const shown = controls.map(({ hidden }) => hidden);
    for (const one of controls) one.hidden = true;
    // biome-ignore lint/performance/useDomNodeTextContent: what is shown is compared, not what is there.
    const { innerText } = document.body;
    for (const [at, one] of controls.entries()) one.hidden = shown[at] ?? false;
    return innerText;
  });
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

    it('weighs less than 300 KB of compressed JavaScript, without the SQL engine', () => {
      record(name, 'js KB', String(Math.ceil(view.scriptBytes / 1000)));
      record(name, 'all KB', String(Math.ceil(view.allBytes / 1000)));
      expect(view.engine).toEqual([]);
      expect(view.scriptBytes).toBeGreaterThan(0);
      expect(view.scriptBytes).toBeLessThan(scriptLimit);
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
