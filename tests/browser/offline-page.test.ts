import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as XLSX from '@e965/xlsx';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageCommand } from '../../cli/commands/page.ts';
import { Output } from '../../cli/output.ts';
import { LISTS_DIR, SAMPLE_KEY, SAMPLES_DIR, SOURCES_DIR } from '../../cli/places.ts';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { parseKey } from '../../ingest/core/pseudonym.ts';
import { pseudonymise } from '../../ingest/core/pseudonymise.ts';
import { FORMATS } from '../corpus/formats.ts';
import { NAMES } from '../corpus/names.ts';
import { launchChromium } from './chromium.ts';
import { axeViolations } from './visit.ts';

const VIA_VOLTAIRE = join(SAMPLES_DIR, 'extraits', 'via-voltaire-2024.xlsx');
const KEY = Array.from({ length: 32 }, (_, index) =>
  ((index * 37 + 11) % 256).toString(16).padStart(2, '0'),
).join('');
const MOST_BYTES = 2_000_000;

let folder: string;
let address: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let sources: Sources;
const requests: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-page-'));
  const file = join(folder, 'cpca.html');
  await pageCommand({ out: file }, quiet());
  address = pathToFileURL(file).href;
  sources = await loadSources(SOURCES_DIR, LISTS_DIR);
  browser = await launchChromium();
  context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 900 } });
  // Nothing answers, so that a page which needs a network is found out.
  await context.setOffline(true);
  context.on('request', (request) => requests.push(request.url()));
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const quiet = () =>
  new Output(
    true,
    () => {},
    () => {},
  );

/** A file of an antenne that is no sample: it says so nowhere. */
const NAMED = 'via-voltaire-2024-macros.xlsm';
async function named() {
  const found = FORMATS.find(({ nom }) => nom === NAMED);
  if (!found) throw new Error(NAMED);
  return { name: NAMED, mimeType: '', buffer: Buffer.from(found.octets()) };
}

/** All that the cells of a workbook say. */
function cellsOf(bytes: Uint8Array): string {
  const { Sheets } = XLSX.read(bytes);
  return Object.values(Sheets)
    .map((sheet) => XLSX.utils.sheet_to_csv(sheet))
    .join('\n')
    .toLowerCase();
}

const article = (nom: string) =>
  page.locator('article', { has: page.getByRole('heading', { name: nom, exact: true }) });

async function opened(): Promise<void> {
  await page.goto(address);
}

/** Gives files to the page, and waits until it has read them. */
async function give(...files: Parameters<Page['setInputFiles']>[1][]): Promise<void> {
  for (const file of files) await page.setInputFiles('#fichiers', file);
  await page.locator('#arreter').waitFor({ state: 'hidden', timeout: 60_000 });
}

async function downloaded(button: ReturnType<Page['locator']>): Promise<{ nom: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
  return { nom: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

async function samples(): Promise<string[]> {
  const names = await readdir(SAMPLES_DIR, { recursive: true });
  return names
    .filter((name) => /\.(csv|xlsx|xls|ods)$/.test(name) && !name.startsWith('programme'))
    .sort()
    .map((name) => join(SAMPLES_DIR, name));
}

/** How much the browser keeps for the page, in each of its stores. */
const keptByBrowser = () =>
  page.evaluate(async () => [
    localStorage.length,
    sessionStorage.length,
    document.cookie,
    (await indexedDB.databases()).length,
  ]);

const today = () => {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

describe('the offline page', () => {
  it('is one file that a mail carries', async () => {
    expect((await readFile(join(folder, 'cpca.html'))).length).toBeLessThan(MOST_BYTES);
    expect(await readdir(folder)).toEqual(['cpca.html']);
  });

  it('gives, of every sample that names persons, the bytes that the command gives', async () => {
    await opened();
    await page.fill('#cle', KEY);
    const key = parseKey(KEY);
    const differing: string[] = [];
    let compared = 0;
    for (const path of await samples()) {
      const nom = basename(path);
      const bytes = new Uint8Array(await readFile(path));
      const expected = pseudonymise(bytes, nom, { sources, keyFor: () => key, aujourdhui: today() });
      await give(path);
      const button = article(nom).getByRole('button', { name: 'Télécharger le fichier sans noms' });
      expect(await button.count(), nom).toBe(expected.ok ? 1 : 0);
      if (expected.ok) {
        const made = await downloaded(button);
        if (made.nom !== expected.nom || !made.bytes.equals(expected.bytes)) differing.push(nom);
        compared += 1;
      }
      await page.click('#effacer');
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(15);
  });

  it('takes the samples’ key for a sample, and asks for one of any other file', async () => {
    await opened();
    await give(VIA_VOLTAIRE);
    const nom = basename(VIA_VOLTAIRE);
    const made = await downloaded(
      article(nom).getByRole('button', { name: 'Télécharger le fichier sans noms' }),
    );
    const key = parseKey(await readFile(SAMPLE_KEY, 'utf8'));
    const bytes = new Uint8Array(await readFile(VIA_VOLTAIRE));
    const expected = pseudonymise(bytes, nom, { sources, keyFor: () => key, aujourdhui: today() });
    expect(expected.ok && made.bytes.equals(expected.bytes)).toBe(true);
  });

  it('says of a key what is wrong with it, takes one from a file, and forgets it', async () => {
    await opened();
    const state = page.locator('#etat-cle');
    await page.fill('#cle', KEY.slice(1));
    await expect.poll(() => state.textContent()).toContain('elle est trop courte (63 signes)');
    await page.fill('#cle', '0'.repeat(64));
    await expect.poll(() => state.textContent()).toContain('n’a pas été tirée au hasard');
    await page.setInputFiles('#fichier-cle', {
      name: 'cle.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from(`${KEY}\n`),
    });
    await expect.poll(() => state.textContent()).toMatch(/^Clé n° [0-9a-f]{16}\./);
    await page.click('#oublier');
    expect(await state.textContent()).toBe('Aucune clé.');
    expect(await page.inputValue('#cle')).toBe('');
  });

  it('takes the centre’s key alone where it knows its number, and never the public one', async () => {
    await opened();
    const state = page.locator('#etat-cle');
    await page.fill('#cle', await readFile(SAMPLE_KEY, 'utf8'));
    await expect.poll(() => state.textContent()).toContain('elle ne protège personne');
    expect(await page.isDisabled('#oublier')).toBe(true);
    const keyFile = join(folder, 'cle-cpca.txt');
    await writeFile(keyFile, `${KEY}\n`, { mode: 0o600 });
    const bound = join(folder, 'liee', 'cpca.html');
    await pageCommand({ out: bound, cle: keyFile }, quiet());
    expect(await readFile(bound, 'utf8')).not.toContain(KEY);
    await page.goto(pathToFileURL(bound).href);
    await page.fill('#cle', KEY.replace(/^../, 'ff'));
    await expect.poll(() => state.textContent()).toContain('Ce n’est pas la clé du centre');
    await give(await named());
    await article(NAMED).getByRole('button', { name: 'Télécharger le fichier sans noms' }).click();
    await expect.poll(() => article(NAMED).locator('.suite').textContent()).toContain('Collez la clé');
    await page.fill('#cle', KEY);
    await expect.poll(() => state.textContent()).toContain('c’est celle du centre');
  });

  it('shows what is wrong by sheet and cell, and takes the workbook of corrections back', async () => {
    await opened();
    const book = XLSX.read(await readFile(VIA_VOLTAIRE), { cellNF: true });
    const sheet = book.Sheets['Suivi individuel'];
    const heading = Object.entries(sheet ?? {}).find(
      ([, one]) => (one as XLSX.CellObject)?.v === 'Sexe',
    )?.[0];
    const { r: header, c: column } = XLSX.utils.decode_cell(heading ?? '');
    const cell = XLSX.utils.encode_cell({ r: header + 1, c: column });
    if (sheet) sheet[cell] = { t: 's', v: 'Homne' };
    const buffer = Buffer.from(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
    const nom = 'via-voltaire-2024.xlsx';
    await give({ name: nom, mimeType: '', buffer });
    const line = article(nom).locator('tr', { hasText: cell });
    await expect.poll(() => line.first().textContent()).toContain('Écrivez « Homme »');
    const asked = article(nom).getByRole('button', { name: 'Télécharger le classeur de corrections' });
    const made = await downloaded(asked);
    expect(made.nom).toBe('via-voltaire-2024-corrections.xlsx');
    const corrections = XLSX.read(made.bytes);
    const first = corrections.Sheets['À corriger'] ?? {};
    const at = Object.entries(first).find(([, one]) => (one as XLSX.CellObject)?.v === cell)?.[0] ?? '';
    const { r } = XLSX.utils.decode_cell(at);
    first[XLSX.utils.encode_cell({ r, c: 9 })] = { t: 's', v: 'Homme' };
    const filled = Buffer.from(XLSX.write(corrections, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);
    await give({ name: made.nom, mimeType: '', buffer: filled });
    await expect.poll(() => article(nom).textContent()).toContain('Lu avec les corrections de');
    expect(await article(nom).locator('tr', { hasText: 'Homne' }).count()).toBe(0);
  });

  it('refuses in French what is no table of an antenne, and keeps nothing of it', async () => {
    await opened();
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 7)]);
    const cases: [string, Buffer, RegExp][] = [
      ['photo.xlsx', jpeg, /ni un classeur ni un fichier CSV/],
      ['vide.csv', Buffer.alloc(0), /est vide/],
      ['notes.csv', Buffer.from('Jean;Dupont\nil va mieux;oui\n'), /Aucun tableau connu/],
    ];
    for (const [name, buffer, said] of cases) {
      await give({ name, mimeType: '', buffer });
      await expect.poll(() => article(name).textContent()).toMatch(said);
    }
    await page.click('#effacer');
    expect(await page.locator('article').count()).toBe(0);
    expect(await keptByBrowser()).toEqual([0, 0, '', 0]);
  });

  it.each(FORMATS.filter(({ nom }) => /mot-de-passe|zip-chiffre|macros/.test(nom)))(
    'says of $nom what it is, and gives nothing of what it cannot read',
    async ({ nom, octets, attendu }) => {
      await opened();
      await give({ name: nom, mimeType: '', buffer: Buffer.from(octets()) });
      const isRead = attendu.etat === 'charge';
      await expect
        .poll(() => article(nom).textContent())
        .toContain(isRead ? 'contient des macros' : 'est protégé par un mot de passe');
      expect(await article(nom).locator('.refus').count()).toBe(isRead ? 0 : 1);
      const button = article(nom).getByRole('button', { name: 'Télécharger le fichier sans noms' });
      expect(await button.count()).toBe(isRead ? 1 : 0);
    },
  );

  it('asks of a file of another year whether it is the one, and of last year’s in time nothing', async () => {
    const asked = 'est-ce bien l’année que vous envoyez';
    for (const [day, isAsked] of [
      ['2025-02-01T12:00:00Z', false],
      ['2026-02-01T12:00:00Z', true],
    ] as const) {
      const other = await browser.newContext({ acceptDownloads: true });
      await other.setOffline(true);
      const open = await other.newPage();
      await open.clock.setFixedTime(new Date(day));
      await open.goto(address);
      await open.setInputFiles('#fichiers', await named());
      const said = open.locator('article');
      await expect.poll(() => said.textContent(), { timeout: 30_000 }).toContain('lignes lues');
      expect((await said.textContent())?.includes(asked), day).toBe(isAsked);
      await other.close();
    }
  });

  it('writes no name that stands in a free text, a tab, a hidden column or a heading', async () => {
    await opened();
    await page.fill('#cle', KEY);
    const planted = NAMES.filter(({ nom }) =>
      /pele-mele|colonne-cachee|feuille-cachee-noms|fusionnee/.test(nom),
    );
    expect(planted).toHaveLength(4);
    for (const { nom, octets, plantes = [] } of planted) {
      const bytes = octets();
      const held = plantes.filter((one) => cellsOf(bytes).includes(one.toLowerCase()));
      expect(held.length, nom).toBeGreaterThan(0);
      await give({ name: nom, mimeType: '', buffer: Buffer.from(bytes) });
      const button = article(nom).getByRole('button', { name: 'Télécharger le fichier sans noms' });
      const cells = cellsOf((await downloaded(button)).bytes);
      expect(cells.length, nom).toBeGreaterThan(500);
      expect(
        plantes.filter((one) => cells.includes(one.toLowerCase())),
        nom,
      ).toEqual([]);
    }
  });

  it('answers while it reads a large file, and keeps nothing of one that is stopped', async () => {
    await opened();
    const large = join(folder, 'grand.csv');
    await writeFile(large, Buffer.alloc(60_000_000, 'Nom;Prénom;12;"a b"\n'));
    await page.setInputFiles('#fichiers', large);
    await page.locator('#arreter').waitFor({ state: 'visible', timeout: 30_000 });
    await page.fill('#cle', KEY);
    await expect.poll(() => page.locator('#etat-cle').textContent()).toMatch(/^Clé n°/);
    expect(await page.isVisible('#arreter')).toBe(true);
    await page.click('#arreter');
    await expect.poll(() => page.locator('#annonce').textContent()).toContain('rien n’a été gardé');
    expect(await page.locator('article').count()).toBe(0);
    // The one that was reading is gone, with what it held.
    await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(1);
    await rm(large);
  });

  it('refuses a file of 200 MB in French without reading a byte of it, stays at hand and keeps nothing', async () => {
    await opened();
    const large = join(folder, 'enorme.csv');
    // As long as said, and empty: it takes no room on the disk.
    await writeFile(large, 'Nom;Prénom\n');
    await truncate(large, 200_000_000);
    await page.evaluate(() => {
      const count = { reads: 0 };
      Object.assign(window, { count });
      for (const method of ['arrayBuffer', 'text', 'stream', 'slice'] as const) {
        const own = Blob.prototype[method] as (...given: unknown[]) => unknown;
        Object.assign(Blob.prototype, {
          [method](this: Blob, ...given: unknown[]) {
            count.reads += 1;
            return own.apply(this, given);
          },
        });
      }
    });
    const reads = () => page.evaluate(() => (window as unknown as { count: { reads: number } }).count.reads);
    await page.setInputFiles('#fichiers', large);
    const said = article('enorme.csv');
    await expect.poll(() => said.textContent()).toContain('pèse plus de 100 Mo : il n’a pas été ouvert');
    expect(await said.textContent()).toContain('découpez le fichier par feuille ou par période');
    expect(await reads()).toBe(0);
    // At hand: the next file is read as ever.
    await give(VIA_VOLTAIRE);
    expect(await article(basename(VIA_VOLTAIRE)).textContent()).toContain('lignes lues');
    expect(await reads()).toBeGreaterThan(0);
    expect(await keptByBrowser()).toEqual([0, 0, '', 0]);
    await page.click('#effacer');
    expect(await page.locator('article').count()).toBe(0);
    await rm(large);
  });

  it('marks a file of another antenne', async () => {
    await opened();
    await page.selectOption('#antenne', 'APEX');
    await give(VIA_VOLTAIRE);
    expect(await article(basename(VIA_VOLTAIRE)).textContent()).toContain('celui d’une autre antenne');
  });

  it('writes a template', async () => {
    await opened();
    await page.selectOption('#modele-antenne', 'AERS');
    await page.fill('#modele-annee', '2025');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#modele')]);
    expect(download.suggestedFilename()).toMatch(/^aers-.*-2025-modele\.xlsx$/);
  });

  it('asked nothing of any network, and cannot', async () => {
    const left = requests.filter((url) => !url.startsWith('file:') && !url.startsWith('blob:'));
    expect(left).toEqual([]);
    const heard: string[] = [];
    const server: Server = createServer((request, response) => {
      heard.push(request.url ?? '');
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end('ok');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    // On a network, so that only the page's own policy stands in the way.
    const connected = await browser.newContext();
    try {
      const open = await connected.newPage();
      await open.goto(address);
      const tried = await open.evaluate(async (url) => {
        const refused: string[] = [];
        document.addEventListener('securitypolicyviolation', (event) =>
          refused.push(event.effectiveDirective),
        );
        const fetched = await fetch(`${url}/fetch`).then(
          () => 'sent',
          () => 'refused',
        );
        const image = new Image();
        image.src = `${url}/image`;
        navigator.sendBeacon(`${url}/beacon`, 'x');
        const script = document.createElement('script');
        script.src = `${url}/script`;
        document.body.append(script);
        const frame = document.createElement('iframe');
        frame.src = `${url}/frame`;
        document.body.append(frame);
        const source = `postMessage(0); fetch(${JSON.stringify(`${url}/worker`)}).then(() => postMessage('sent'), () => postMessage('refused'))`;
        const worker = new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
        const inWorker = await new Promise((resolve) => {
          worker.onmessage = ({ data }) => data !== 0 && resolve(data);
        });
        await new Promise((resolve) => setTimeout(resolve, 500));
        return { fetched, inWorker, refused };
      }, target);
      expect(tried.fetched).toBe('refused');
      expect(tried.inWorker).toBe('refused');
      expect(new Set(tried.refused)).toEqual(
        new Set(['connect-src', 'img-src', 'script-src-elem', 'frame-src']),
      );
      expect(heard).toEqual([]);
    } finally {
      await connected.close();
      await new Promise((resolve) => server.close(resolve));
    }
  });

  it.each([1280, 390])(
    'can be used by keyboard, passes axe and does not scroll sideways at %d px',
    async (width) => {
      await page.setViewportSize({ width, height: 900 });
      await opened();
      await page.keyboard.press('Tab');
      const order: string[] = [];
      for (let step = 0; step < 6; step++) {
        order.push(await page.evaluate(() => document.activeElement?.id ?? ''));
        await page.keyboard.press('Tab');
      }
      expect(order).toEqual(['cle', 'fichier-cle', 'antenne', 'fichiers', 'modele-antenne', 'modele-annee']);
      await give(VIA_VOLTAIRE, {
        name: 'photo.xlsx',
        mimeType: '',
        buffer: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2]),
      });
      // On to the file without names, by keys alone.
      await page.focus('#fichiers');
      const wanted = 'Télécharger le fichier sans noms';
      const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
      for (let step = 0; step < 20 && (await focused()) !== wanted; step++) await page.keyboard.press('Tab');
      expect(await focused()).toBe(wanted);
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      expect(download.suggestedFilename()).toBe('via-voltaire-2024-pseudonyme.xlsx');
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(await axeViolations(page)).toEqual([]);
    },
  );
});
