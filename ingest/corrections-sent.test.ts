import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as XLSX from '@e965/xlsx';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { loadSources, type Sources } from './contracts.ts';
import { correctionsFor } from './file-answer.ts';
import { ingest } from './ingest.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const FILE = 'la-clede-2024.csv';
const NOW = () => new Date('2025-02-01T09:00:00Z');

let sources: Sources;
let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  sources = await loadSources(here('./sources'), here('./nomenclatures'));
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-corrections-'));
  warehouse = await openWarehouse({ path: join(folder, 'w.duckdb') });
});
afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const drop = () => join(folder, 'depot');
const load = () => ingest([drop()], { warehouse, sources, keyFor: () => undefined, clock: NOW });

async function figures(): Promise<unknown[]> {
  return warehouse
    .knex('raw.figure')
    .select('tableau', 'valeur', 'annee', 'indicateur')
    .orderBy(['tableau', 'valeur']);
}

/** The sample with a figure that does not read, in a folder of its own, and the corrections that answer it. */
async function spoilt(value: string): Promise<void> {
  await mkdir(drop(), { recursive: true });
  const text = await readFile(here(`../data-samples/declares/${FILE}`), 'latin1');
  const bytes = new Uint8Array(Buffer.from(text.replace('Psychologue;0,5', 'Psychologue;0..5'), 'latin1'));
  await writeFile(join(drop(), FILE), bytes);
  const corrections = correctionsFor(bytes, FILE, { sources, key: undefined, jour: '2025-02-01' });
  const book = XLSX.read(corrections);
  const sheet = book.Sheets['À corriger'] ?? {};
  const row = XLSX.utils.sheet_to_json<string[]>(sheet, { header: 1, blankrows: true }).length - 1;
  sheet[XLSX.utils.encode_cell({ r: row, c: 9 })] = { t: 's', v: value };
  await writeFile(
    join(drop(), 'la-clede-2024-corrections.xlsx'),
    new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer),
  );
}

describe('a workbook of corrections in a sending', () => {
  it('mends the file beside it, once, and nothing else changes', async () => {
    await spoilt('0,7');
    const [file, corrections] = await load();
    expect(file).toMatchObject({ fichier: FILE, etat: 'charge', a_corriger: 0, problemes: [] });
    expect(corrections).toMatchObject({ etat: 'corrections', problemes: [] });
    expect((await figures()).some((row) => Number((row as { valeur: unknown }).valeur) === 0.7)).toBe(true);
    const before = await figures();
    expect(await load()).toMatchObject([{ etat: 'inchange' }, { etat: 'corrections' }]);
    expect(await figures()).toEqual(before);
  });

  it('that puts back what stood there leaves the figures of the file as it was, cell by cell', async () => {
    const all = () => warehouse.knex('raw.figure').select('*').orderBy(['cellule', 'tableau', 'indicateur']);
    const said = (rows: Record<string, unknown>[]) =>
      rows.map(({ fichier_id: _file, charge_le: _day, ...row }) => JSON.stringify(row)).sort();
    await mkdir(drop(), { recursive: true });
    await copyFile(here(`../data-samples/declares/${FILE}`), join(drop(), FILE));
    await load();
    const whole = said(await all());
    await spoilt('0,5');
    const [file] = await load();
    expect(file).toMatchObject({ etat: 'remplace', a_corriger: 0, problemes: [] });
    expect(whole.length).toBeGreaterThan(5);
    expect(said(await all())).toEqual(whole);
  });

  it('without its file, or with one that changed, is refused and says so', async () => {
    await spoilt('0,7');
    const path = join(drop(), FILE);
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.from('\r\n')]));
    const [file, corrections] = await load();
    expect(file).toMatchObject({ a_corriger: 1 });
    expect(corrections).toMatchObject({ etat: 'refuse', problemes: [{ code: 'CORRECTIONS_SANS_ORIGINAL' }] });
  });
});
