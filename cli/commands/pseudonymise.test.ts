import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { correctionsFor } from '../../ingest/file-answer.ts';
import { Output } from '../output.ts';
import { readSampleKey } from '../pipeline.ts';
import { LISTS_DIR, SAMPLES_DIR, SOURCES_DIR } from '../places.ts';
import { pseudonymiseCommand } from './pseudonymise.ts';

const FILE = 'via-voltaire-2024.xlsx';
const KEYED = 'via-voltaire-2024-pseudonyme.xlsx';
const BOOK = 'via-voltaire-2024-corrections.xlsx';
const CLOCK = () => new Date('2025-02-01T09:00:00Z');

let sources: Sources;
let folder: string;
beforeAll(async () => {
  sources = await loadSources(SOURCES_DIR, LISTS_DIR);
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-sans-noms-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (name: string) => join(folder, name);

/** The command over files of the folder: its exit code and its document. */
async function written(...names: string[]) {
  let result = '';
  const take = (text: string) => {
    result += text;
  };
  const code = await pseudonymiseCommand(names.map(at), {}, new Output(true, take, () => {}), CLOCK);
  return { code, ...JSON.parse(result) };
}

const saved = (book: XLSX.WorkBook) =>
  new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer);

/** The sample with a sex of one line misspelt; the cell of it, and what stood there. */
async function spoil(): Promise<{ cell: string; before: string }> {
  const book = XLSX.read(await readFile(join(SAMPLES_DIR, 'extraits', FILE)), { cellNF: true });
  const sheet = book.Sheets['Suivi individuel'] ?? {};
  const [heading = ''] = Object.entries(sheet).find(([, one]) => (one as XLSX.CellObject).v === 'Sexe') ?? [];
  const { r, c } = XLSX.utils.decode_cell(heading);
  const cell = XLSX.utils.encode_cell({ r: r + 1, c });
  const before = String((sheet[cell] as XLSX.CellObject).v);
  await writeFile(at('entier.xlsx'), saved(book));
  sheet[cell] = { t: 's', v: 'Homne' };
  await writeFile(at(FILE), saved(book));
  return { cell, before };
}

/** The workbook of corrections of the spoilt sample, filled for one cell. */
async function fill(cell: string, value: string): Promise<void> {
  const bytes = new Uint8Array(await readFile(at(FILE)));
  const key = await readSampleKey();
  const book = XLSX.read(correctionsFor(bytes, FILE, { sources, key, jour: '2025-02-01' }));
  const sheet = book.Sheets['À corriger'] ?? {};
  const [found = ''] = Object.entries(sheet).find(([, one]) => (one as XLSX.CellObject).v === cell) ?? [];
  const { r } = XLSX.utils.decode_cell(found);
  sheet[XLSX.utils.encode_cell({ r, c: 9 })] = { t: 's', v: value };
  await writeFile(at(BOOK), saved(book));
}

describe('cpca pseudonymise', { timeout: 60_000 }, () => {
  it('takes the corrections of a file that are given with it: the bytes of the right one, nothing else', async () => {
    const { cell, before } = await spoil();
    expect(await written(FILE)).toMatchObject({ code: 1, fichiers: [{ a_corriger: 1 }] });
    const spoilt = await readFile(at(KEYED));
    await rm(at(KEYED));
    await fill(cell, before);
    const done = await written(BOOK, FILE);
    expect(done).toMatchObject({
      code: 0,
      fichiers: [
        { fichier: FILE, a_corriger: 0, corrections: false },
        { fichier: BOOK, ecrit: null, corrections: true, problemes: [] },
      ],
    });
    const mended = await readFile(at(KEYED));
    await written('entier.xlsx');
    const names = (await readdir(folder)).filter(
      (name) => name.endsWith('-pseudonyme.xlsx') && name !== KEYED,
    );
    expect(names).toHaveLength(1);
    expect(mended.equals(await readFile(at(names[0] ?? '')))).toBe(true);
    expect(mended.equals(spoilt)).toBe(false);
  });

  it('says of corrections whose file is not there, or changed, that they wait for it', async () => {
    const { cell, before } = await spoil();
    await fill(cell, before);
    expect(await written(BOOK)).toMatchObject({
      code: 1,
      fichiers: [{ fichier: BOOK, problemes: [{ code: 'CORRECTIONS_SANS_ORIGINAL' }] }],
    });
    expect(await written(BOOK, 'entier.xlsx')).toMatchObject({
      code: 1,
      fichiers: [{ a_corriger: 0 }, { problemes: [{ code: 'CORRECTIONS_SANS_ORIGINAL' }] }],
    });
  });
});
