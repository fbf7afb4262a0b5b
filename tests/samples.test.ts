import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { missingOptional } from '../cli/complete-lockfile.mjs';
import { ROOT, SAMPLES_DIR } from '../cli/places.ts';
import {
  isStated,
  leftOut,
  makeDeclared,
  readLayout,
  readReportFigures,
  reasonLeftOut,
} from '../data-samples/programme/declares.ts';

describe('the declared samples', () => {
  it('are what their program writes, byte for byte', async () => {
    for (const [name, bytes] of await makeDeclared(SAMPLES_DIR)) {
      expect(Buffer.compare(await readFile(join(SAMPLES_DIR, name)), Buffer.from(bytes)), name).toBe(0);
    }
  });

  it('place every sure figure; what is left out is listed with its reason', async () => {
    const figures = await readReportFigures(join(SAMPLES_DIR, 'programme', 'rapport-2024', 'figures.csv'));
    const layout = await readLayout(join(SAMPLES_DIR, 'programme', 'declares.layout.yml'));
    const left = new Set(
      leftOut(layout, figures)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(';')[0]),
    );
    expect(figures.filter((figure) => isStated(figure) && left.has(figure.id))).toEqual([]);
    expect(
      [...left].every((id) =>
        figures.some((figure) => figure.id === id && reasonLeftOut(figure) !== undefined),
      ),
    ).toBe(true);
    expect(figures.length).toBe(615);
  });

  it('name no column after the fields of the figures’ file', async () => {
    const [header = ''] = (
      await readFile(join(SAMPLES_DIR, 'programme', 'rapport-2024', 'figures.csv'), 'utf8')
    ).split('\n');
    const fields = new Set(header.split(','));
    const layout = await readLayout(join(SAMPLES_DIR, 'programme', 'declares.layout.yml'));
    const heads = layout.flatMap((file) =>
      file.feuilles.flatMap((sheet) => sheet.tableaux.flatMap((table) => table.entete)),
    );
    expect(heads.filter((head) => fields.has(head.toLowerCase()))).toEqual([]);
  });

  it('come one file per antenne, and one of the region', async () => {
    const files = await readdir(join(SAMPLES_DIR, 'declares'));
    expect(files.sort()).toEqual([
      'aers-2024.xlsx',
      'apex-2024.xlsx',
      'cpca-2024.xlsx',
      'la-clede-2024.csv',
      'la-traverse-2024.csv',
      'offre-2024.csv',
      'udaf11-2024.xlsx',
      'via-voltaire-2024.xlsx',
    ]);
  });
});

describe('the lockfile', () => {
  it('holds the optional packages of every platform', async () => {
    const lock = JSON.parse(await readFile(join(ROOT, 'package-lock.json'), 'utf8'));
    expect(missingOptional(lock)).toEqual([]);
    for (const platform of ['darwin-arm64', 'win32-x64', 'linux-arm64'])
      expect(lock.packages[`node_modules/@duckdb/node-bindings-${platform}`]).toBeDefined();
  });

  it('names no address of a registry', async () => {
    expect(await readFile(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });

  it('is accepted by npm ci', { timeout: 120_000 }, async () => {
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    const { stdout, stderr } = await promisify(execFile)(
      npm,
      ['ci', '--dry-run', '--no-audit', '--no-fund'],
      { cwd: ROOT },
    );
    expect(`${stdout}${stderr}`).not.toMatch(/npm error/);
  });
});
