import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { read } from '@e965/xlsx';
import { parse } from 'csv-parse/sync';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchChromium } from './chromium.ts';
import { cubeRows, releaseYear, rowsWhere } from './cube.ts';
import { visit } from './visit.ts';

const [site] = inject('sites');
if (!site) throw new Error('no site was built');
let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'fichiers-'));
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** Clicks a button and gives the file's name and path. */
async function taken(page: Page, button: Locator): Promise<{ name: string; path: string }> {
  const [file] = await Promise.all([page.waitForEvent('download'), button.click()]);
  const name = file.suggestedFilename();
  const path = join(folder, name);
  await file.saveAs(path);
  return { name, path };
}

describe('the files of a page', () => {
  it('hold the figures of the release, as numbers, and what they are', async () => {
    const year = await releaseYear(site);
    const { page, complaints, outside, close } = await visit(browser, `${site.address}/territoires/`);
    // Long tables are folded.
    await page.evaluate(() => {
      for (const one of document.querySelectorAll('details')) one.open = true;
    });
    const table = page.locator('table', { hasText: `Couverture des départements en ${year}` }).first();
    const bar = table.locator('xpath=following-sibling::div[contains(@class, "telecharger")]');
    const csv = await taken(page, bar.getByRole('button', { name: 'CSV' }));
    expect(csv.name).toMatch(/^couverture-des-departements-en-\d{4}_\d{4}-12-31\.csv$/);
    const lines: Record<string, string>[] = parse(await readFile(csv.path), {
      ...{ delimiter: ';', bom: true, columns: true },
    });
    const rows = rowsWhere(await cubeRows(site, 'territoires'), { annee: year, indicateur: 'habitants' });
    const people = rows.filter((row) => row.departement !== '_T').map((row) => String(row.valeur));
    const written = lines.map((line) => line.Habitants ?? '');
    expect(people.length).toBeGreaterThan(0);
    expect(written).toEqual(expect.arrayContaining(people));
    const xlsx = await taken(page, bar.getByRole('button', { name: 'XLSX' }));
    const book = read(await readFile(xlsx.path));
    expect(book.SheetNames).toEqual(['Chiffres', 'À propos']);
    const figures = Object.values(book.Sheets.Chiffres ?? {}).filter((cell) => cell.t === 'n');
    expect(figures.map((cell) => String(cell.v))).toEqual(expect.arrayContaining(people));
    const about = JSON.stringify(book.Sheets['À propos']);
    expect(about).toContain('Données d’exemple');
    expect(about).toContain(site.releaseDir.split(/[\\/]/).at(-1));
    const figure = page.locator('figure:has(svg.graphique)').first();
    const svg = await taken(page, figure.getByRole('button', { name: 'SVG' }));
    const drawn = await readFile(svg.path, 'utf8');
    for (const word of ['Données d’exemple', 'Source : CPCA Sud-Occitanie', 'Base : '])
      expect(drawn).toContain(word);
    const png = await taken(page, figure.getByRole('button', { name: 'PNG' }));
    expect((await readFile(png.path)).subarray(1, 4).toString()).toBe('PNG');
    expect([complaints, outside]).toEqual([[], []]);
    await close();
    const office = await openedByOffice(xlsx.path);
    if (office !== undefined) expect(office).toContain(people[0]);
  });
});

/** The first sheet as LibreOffice reads it; undefined on a machine without it. */
async function openedByOffice(path: string): Promise<string | undefined> {
  const run = promisify(execFile);
  const home = `-env:UserInstallation=file://${join(folder, 'office')}`;
  try {
    await run('soffice', [home, '--headless', '--convert-to', 'csv', '--outdir', join(folder, 'lu'), path], {
      timeout: 90_000,
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const name = path.split(/[\\/]/).at(-1) ?? '';
  return readFile(join(folder, 'lu', name.replace(/xlsx$/, 'csv')), 'utf8');
}
