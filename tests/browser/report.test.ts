import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { tableFromIPC } from 'apache-arrow';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ROOT } from '../../cli/places.ts';
import { findChromium, launchChromium } from './chromium.ts';
import { axeViolations } from './visit.ts';

const releaseDir = inject('sites')[0]?.releaseDir ?? '';
const STEM = 'rapport-2024-comite';

let folder: string;
let chromium: string;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-rapport-'));
  chromium = await findChromium();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** `cpca report` as one types it, in a process of its own, on the release under test. */
function report(args: readonly string[], set: Record<string, string> = {}): Promise<Ran> {
  const env = { ...process.env, CPCA_PUBLICATION: dirname(releaseDir), CPCA_CHROMIUM: chromium, ...set };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', 'report', ...args], {
      cwd: ROOT,
      env,
    });
    const ran: Ran = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => {
      ran.out += String(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      ran.err += String(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...ran, code }));
  });
}

const at = (name: string, file: string) => join(folder, name, file);

/** The number of each row of a cube of the release, by its dimensions' codes. */
async function valuesOf(cube: string, audience: string): Promise<Map<string, number | null>> {
  const catalogue = JSON.parse(await readFile(join(releaseDir, 'catalogue.json'), 'utf8')) as {
    cubes: { nom: string; dimensions: { nom: string }[] }[];
  };
  const names = catalogue.cubes.find(({ nom }) => nom === cube)?.dimensions.map(({ nom }) => nom) ?? [];
  const bytes = await readFile(join(releaseDir, audience, 'cubes', `${cube}.arrow`));
  const rows = tableFromIPC(bytes)
    .toArray()
    .map((row) => row.toJSON() as Record<string, unknown>);
  return new Map(
    rows.map((row) => [names.map((name) => String(row[name])).join('/'), row.valeur as number | null]),
  );
}

describe('cpca report, on the release of the samples', { timeout: 240_000 }, () => {
  it('writes an HTML, a workbook and a PDF of many tagged pages', async () => {
    const ran = await report(['--year', '2024', '--out', join(folder, 'un'), '--json']);
    expect(ran.code, ran.err).toBe(0);
    const said = JSON.parse(ran.out) as { ok: boolean; chiffres: number; fichiers: { fichier: string }[] };
    expect(said.ok).toBe(true);
    expect(said.chiffres).toBeGreaterThan(1000);
    expect(said.fichiers.map(({ fichier }) => fichier)).toEqual(
      ['html', 'pdf', 'xlsx'].map((form) => `${STEM}.${form}`),
    );
    expect((await readdir(join(folder, 'un'))).sort()).toEqual(
      ['html', 'json', 'pdf', 'xlsx'].map((form) => `${STEM}.${form}`),
    );
    const pdf = (await readFile(at('un', `${STEM}.pdf`))).toString('latin1');
    expect(pdf.startsWith('%PDF-')).toBe(true);
    expect(pdf.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(30);
    expect(pdf).toContain('/StructTreeRoot');
  });

  it('gives the same HTML and workbook of the same release, over those it wrote', async () => {
    const files = ['html', 'xlsx'].map((form) => at('un', `${STEM}.${form}`));
    const before = await Promise.all(files.map((file) => readFile(file)));
    const ran = await report(['--year', '2024', '--out', join(folder, 'un'), '--format', 'xlsx,html'], {
      TZ: 'Pacific/Auckland',
      LANG: 'de_DE.UTF-8',
    });
    expect(ran.code, ran.err).toBe(0);
    const after = await Promise.all(files.map((file) => readFile(file)));
    expect(after.map((bytes, index) => bytes.equals(before[index] ?? Buffer.alloc(0)))).toEqual([true, true]);
  });

  it('opens in a browser without a request or a complaint, accessible, each figure the release’s', async () => {
    const page = await browser.newPage();
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    const address = pathToFileURL(at('un', `${STEM}.html`)).href;
    await page.goto(address);
    expect(requests).toEqual([address]);
    expect(complaints).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
    const shown = await page.$$eval('table [data-cube]:not([data-part]):not([data-colonne])', (found) =>
      found.map((one) => ({
        cube: one.getAttribute('data-cube') ?? '',
        key: one.getAttribute('data-ligne') ?? '',
        text: one.textContent ?? '',
      })),
    );
    expect(shown.length).toBeGreaterThan(1000);
    const cubes = new Map<string, Map<string, number | null>>();
    for (const cube of new Set(shown.map((one) => one.cube))) cubes.set(cube, await valuesOf(cube, 'comite'));
    const wrong = shown.filter(({ cube, key, text }) => {
      const value = cubes.get(cube)?.get(key);
      if (value === undefined) return true;
      if (value === null) return /\d/.test(text);
      const read = text
        .replace(/environ|[+%€\s\u00a0\u202f]/g, '')
        .replace('−', '-')
        .replace(',', '.');
      return !(Math.abs(Number(read) - value) <= 0.0501);
    });
    expect(wrong).toEqual([]);
    await page.close();
  });

  it('gives one antenne one file: her figures and the region’s, those of the comité’s release, and no other’s', async () => {
    const asked = ['--year', '2024', '--antenne', 'udaf11', '--out', join(folder, 'antenne')];
    const ran = await report([...asked, '--json']);
    expect(ran.code, ran.err).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({ ok: true, audience: 'antenne:udaf11' });
    const stem = 'rapport-2024-antenne-udaf11';
    expect((await readdir(join(folder, 'antenne'))).sort()).toEqual([`${stem}.html`, `${stem}.json`]);
    const page = await browser.newPage();
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    const address = pathToFileURL(at('antenne', `${stem}.html`)).href;
    await page.goto(address);
    expect(requests).toEqual([address]);
    expect(await axeViolations(page)).toEqual([]);
    const shown = await page.$$eval('table [data-cube]:not([data-part]):not([data-colonne])', (found) =>
      found.map((one) => ({
        cube: one.getAttribute('data-cube') ?? '',
        key: one.getAttribute('data-ligne') ?? '',
        text: one.textContent ?? '',
      })),
    );
    const others = ['AERS', 'APEX', 'LA_CLEDE', 'LA_TRAVERSE', 'VIA_VOLTAIRE', '30', '34', '48', '66'];
    const own = (key: string) => key.split('/').includes('UDAF11');
    expect(shown.filter(({ key }) => own(key)).length).toBeGreaterThan(30);
    expect(shown.filter(({ key }) => key.split('/').some((part) => others.includes(part)))).toEqual([]);
    for (const cube of ['activite', 'profil_antennes', 'profil_region', 'sorties_classes']) {
      const values = await valuesOf(cube, 'comite');
      const found = shown.filter((one) => one.cube === cube);
      expect(found.length).toBeGreaterThan(0);
      for (const { key, text } of found) {
        expect(values.has(key)).toBe(true);
        if (values.get(key) === null) expect(text).not.toMatch(/\d/);
      }
    }
    await page.close();
    const unknown = await report([...asked.slice(0, 2), '--antenne', 'NULLE_PART']);
    expect([unknown.code, unknown.err]).toMatchObject([2, expect.stringContaining('UDAF11')]);
    expect((await report([...asked, '--audience', 'drdfe'])).code).toBe(2);
  });

  it('makes the other two without a browser: told, and a failure only of a PDF asked by name', async () => {
    const none = { CPCA_CHROMIUM: join(folder, 'aucun') };
    const plain = await report(
      ['--year', '2024', '--audience', 'drdfe', '--out', join(folder, 'deux')],
      none,
    );
    expect(plain.code).toBe(0);
    expect(plain.err).toContain('imprimez-le en PDF');
    expect((await readdir(join(folder, 'deux'))).sort()).toEqual(
      ['html', 'json', 'xlsx'].map((form) => `rapport-2024-drdfe.${form}`),
    );
    const named = await report(
      ['--year', '2024', '--out', join(folder, 'trois'), '--format', 'html,pdf'],
      none,
    );
    expect(named.code).toBe(2);
    expect((await readdir(join(folder, 'trois'))).sort()).toEqual([`${STEM}.html`, `${STEM}.json`]);
  });

  it('writes over nothing that is not its own', async () => {
    await writeFile(at('trois', `${STEM}.html`), 'corrigé à la main');
    const ran = await report(['--year', '2024', '--out', join(folder, 'trois'), '--format', 'html']);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(`${STEM}.html`);
    expect(await readFile(at('trois', `${STEM}.html`), 'utf8')).toBe('corrigé à la main');
  });

  it('takes away a PDF of another release, and says so; refuses in French a place where no folder can be', async () => {
    const record = at('trois', `${STEM}.json`);
    const html = await readFile(at('un', `${STEM}.html`));
    const old = { fichier: `${STEM}.pdf`, octets: html.length };
    await rm(at('trois', `${STEM}.html`));
    await writeFile(at('trois', `${STEM}.pdf`), html);
    const sha256 = createHash('sha256').update(html).digest('hex');
    await writeFile(
      record,
      JSON.stringify({ release: '2020-12-31-00000000', fichiers: [{ ...old, sha256 }] }),
    );
    const asked = ['--year', '2024', '--format', 'html'];
    const ran = await report([...asked, '--out', join(folder, 'trois')]);
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toMatch(/Retiré, car d’une autre publication : .*\.pdf/);
    expect((await readdir(join(folder, 'trois'))).sort()).toEqual([`${STEM}.html`, `${STEM}.json`]);
    const places = [record, ...(process.platform === 'linux' ? ['/proc/rapport'] : [])];
    for (const place of places) {
      const refused = await report([...asked, '--out', place]);
      expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('ne peut pas être écrit')]);
      expect(refused.err).not.toMatch(/ENOTDIR|ENOENT/);
    }
  });

  it('says which years have figures, which releases there are, which forms it knows', async () => {
    const out = ['--out', join(folder, 'quatre')];
    const year = await report(['--year', '2019', ...out, '--json']);
    expect(year.code).toBe(1);
    expect(JSON.parse(year.out)).toMatchObject({
      ok: false,
      problemes: [{ code: 'ANNEE_SANS_CHIFFRES', remede: expect.stringMatching(/2023, 2024/) }],
    });
    const release = await report(['--year', '2024', '--release', '2020-12-31-00000000', ...out]);
    expect([release.code, release.err]).toMatchObject([2, expect.stringContaining('Publications :')]);
    expect(await report(['--year', '2024', '--format', 'docx', ...out])).toMatchObject({ code: 2 });
    expect(await report(['--year', 'bientôt', ...out])).toMatchObject({ code: 2 });
    expect(await report(['--year', '2024', '--audience', 'recherche', ...out])).toMatchObject({ code: 2 });
    const nothing = await report(['--year', '2024', ...out], { CPCA_PUBLICATION: join(folder, 'vide') });
    expect([nothing.code, nothing.err]).toMatchObject([
      1,
      expect.stringContaining('npm run cpca -- publish'),
    ]);
    expect(await readdir(folder)).not.toContain('quatre');
  });
});
