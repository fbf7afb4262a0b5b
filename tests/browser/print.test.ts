import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { readOutline } from '../../pages/print/outline.ts';
import { printSite } from '../../pages/print/site-pdf.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { visit } from './visit.ts';

const sites = inject('sites');
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'cpca-print-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

describe.each(sites)('the paper of $audience', ({ address, pages }) => {
  it.each(pages.filter((path) => /^\/antennes\/./.test(path)))('holds %s on one sheet', async (path) => {
    const { page, close } = await visit(browser, address + path);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    await close();
    expect(readOutline(pdf).sheets).toBe(1);
  });

  it('is A4, without what only a screen needs', async () => {
    const { page, close } = await visit(browser, `${address}/`);
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1')).toMatch(/\/MediaBox \[0 0 594\.9\d* 841\.9\d*\]/);
    await page.emulateMedia({ media: 'print' });
    for (const screenOnly of ['nav', 'form', 'button', '.evitement', '.pied']) {
      for (const one of await page.locator(screenOnly).all()) expect(await one.isVisible()).toBe(false);
    }
    expect(await page.locator('main h1').isVisible()).toBe(true);
    await close();
  });
});

describe('the PDF of a site', () => {
  it('has a tagged, French outline of every page, each where the contents say', async () => {
    const site = sites.find(({ audience }) => audience === 'drdfe');
    if (site === undefined) throw new Error('no site of drdfe');
    const pages = ['/', '/antennes/', '/antennes/apex/', '/methode/'];
    const [release, dataDate] = ['2024-12-31-00000000', '2024-12-31'];
    const about = { folder: site.folder, pages, release, dataDate, sample: true };
    const file = join(folder, 'site.pdf');
    const sheets = await printSite(about, await findChromium(), file);
    const bytes = await readFile(file);
    const text = bytes.toString('latin1');
    expect(text).toMatch(/\/Lang \(fr\)/);
    expect(text).toMatch(/\/MarkInfo <<[^>]*\/Marked true/);
    const outline = readOutline(bytes);
    expect(outline.sheets).toBe(sheets);
    const top = outline.bookmarks.filter(({ depth }) => depth === 0);
    expect(top.map(({ title }) => title)).toEqual(['Sommaire', 'L’essentiel', 'Antennes', 'APEX', 'Méthode']);
    const order = top.map(({ sheet }) => sheet);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order.slice(0, 2)).toEqual([2, 3]);
    expect(outline.bookmarks.some(({ depth }) => depth > 0)).toBe(true);
    // Heads of columns stay heads: they are what a table that goes on repeats.
    expect(text).toMatch(/\/S \/TH\b/);
  });
});
