import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, SAMPLES_DIR } from '../../cli/places.ts';
import { CORRECTIONS } from '../../ingest/core/corrections.ts';

const TWICE = 'la-traverse-2024.csv';
const AGAIN = 'la-traverse-2024-bis.csv';
const GOOD = ['apex-2024.xlsx', 'udaf11-2024.xlsx', TWICE];
const BAD = 'la-clede-2024.csv';
/** What `run` tells when it comes to each of its steps. */
const STEPS = ['1/4', '2/4', '3/4', '4/4'];

let root: string;
let whole: Done;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-mois-'));
  whole = await run('whole');
});
afterAll(() => rm(root, { recursive: true, force: true }));

interface Done {
  /** Null for one that was killed. */
  code: number | null;
  said: string;
  result: string;
}

const drop = (place: string) => join(root, place, 'depot');

/** Three good files, one of them sent twice, and one with a figure that does not read. */
async function dropped(place: string): Promise<void> {
  await mkdir(drop(place), { recursive: true });
  for (const name of GOOD) await copyFile(join(SAMPLES_DIR, 'declares', name), join(drop(place), name));
  await copyFile(join(SAMPLES_DIR, 'declares', TWICE), join(drop(place), AGAIN));
  const text = await readFile(join(SAMPLES_DIR, 'declares', BAD), 'latin1');
  await writeFile(join(drop(place), BAD), text.replace('Psychologue;0,5', 'Psychologue;0..5'), 'latin1');
}

function run(
  place: string,
  { until, again = false }: { until?: string; again?: boolean } = {},
): Promise<Done> {
  const env = {
    ...process.env,
    CPCA_WAREHOUSE: join(root, place, 'w.duckdb'),
    CPCA_PUBLICATION: join(root, place, 'publication'),
    CPCA_SITE: join(root, place, 'site'),
  };
  const args = ['--import', 'tsx', 'cli/main.ts', 'run', drop(place), '--samples', '--json'];
  return new Promise((resolve, reject) => {
    const made = (again ? Promise.resolve() : dropped(place)).then(() =>
      // A group of its own: a site's build runs in processes of its own.
      spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true }),
    );
    made.then((child) => listen(child, until, resolve), reject);
  });
}

function listen(child: ChildProcess, until: string | undefined, resolve: (done: Done) => void): void {
  let said = '';
  let result = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    result += String(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    said += String(chunk);
    if (until !== undefined && said.includes(until) && child.pid) process.kill(-child.pid, 'SIGKILL');
  });
  child.on('close', (code) => resolve({ code, said, result }));
}

/** Hash of each file below a folder. */
async function hashes(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = files
    .sort()
    .map(async (path) => [path.slice(folder.length + 1), hashOf(await readFile(path))] as const);
  return Object.fromEntries(await Promise.all(found));
}

const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bilan = (place: string) => readFile(join(drop(place), 'bilan.reponse.txt'), 'utf8');

/** What is left of a place once nobody works there: the answers of the day, and all that was published and built. */
async function leftBy(place: string): Promise<Record<string, string>> {
  const { 'bilan.reponse.txt': _page, ...answers } = await hashes(drop(place));
  const sites = await hashes(join(root, place, 'site'));
  return { ...answers, ...(await hashes(join(root, place, 'publication'))), ...sites };
}

describe('a month’s work of three good files, one bad and one sent twice', () => {
  it('loads what is good, answers each file, publishes, builds both sites, and says so on a page', async () => {
    expect(whole.code, whole.said).toBe(1);
    const { fichiers, publication, nouvelle, sites, modeles } = JSON.parse(whole.result);
    const states = fichiers.map((one: { fichier: string; etat: string; a_corriger: number }) => [
      one.fichier,
      `${one.etat} ${one.a_corriger}`,
    ]);
    expect(Object.fromEntries(states)).toEqual({
      'apex-2024.xlsx': 'charge 0',
      'udaf11-2024.xlsx': 'charge 0',
      // The first by name of two that bring the same.
      [AGAIN]: 'charge 0',
      [TWICE]: 'inchange 0',
      [BAD]: 'charge 1',
    });
    expect({ nouvelle, modeles }).toEqual({ nouvelle: true, modeles: true });
    expect(sites).toBeGreaterThan(30);
    const names = await readdir(drop('whole'));
    for (const name of [...GOOD, AGAIN, BAD])
      expect(
        names.filter((one) => one.startsWith(`${name}.`) && one.endsWith('.reponse.txt')),
        name,
      ).toHaveLength(1);
    expect(names.filter((one) => /^la-clede-2024-corrections-[0-9a-f]{8}\.xlsx$/.test(one))).toHaveLength(1);
    const page = await bilan('whole');
    expect(page).toContain(`  ${BAD} : chargé ; 7 lignes lues = 6 prises en compte + 1 à corriger\n`);
    expect(page).toContain(`Publication : ${publication}, nouvelle.\nSites : ${sites} pages.`);
    for (const site of ['comite', 'drdfe'])
      expect(await readdir(join(root, 'whole', 'site', site, 'site'))).toContain('index.html');
  });

  it('run again, changes no answer, nothing published and nothing built', async () => {
    const before = await leftBy('whole');
    const again = await run('whole');
    expect(again.code, again.said).toBe(1);
    expect(JSON.parse(again.result)).toMatchObject({ reponses: [], nouvelle: false, modeles: true });
    expect(await leftBy('whole')).toEqual(before);
    expect(await bilan('whole')).toContain('rien n’a changé');
  });

  it('killed at each step one after the other, then left alone, ends as one that nobody stopped', async () => {
    for (const step of STEPS) {
      const { code, said } = await run('cut', { until: step });
      expect(code, said).toBeNull();
      // A page would say what did not come about.
      expect(await readdir(drop('cut'))).not.toContain('bilan.reponse.txt');
    }
    const { code, said, result } = await run('cut');
    expect(code, said).toBe(1);
    const done = JSON.parse(result);
    const undisturbed = JSON.parse(whole.result);
    expect(done).toMatchObject({ publication: undisturbed.publication, sites: undisturbed.sites });
    const cut = await hashes(drop('cut'));
    const wanted = await hashes(drop('whole'));
    expect(Object.keys(cut)).toEqual(Object.keys(wanted));
    const texts = async (place: string) =>
      Promise.all(
        Object.keys(wanted)
          .filter((name) => name.endsWith('.reponse.txt') && !name.startsWith('bilan'))
          .map((name) => readFile(join(drop(place), name), 'utf8')),
      );
    expect(await texts('cut')).toEqual(await texts('whole'));
    expect(await readdir(join(root, 'cut'))).toEqual(await readdir(join(root, 'whole')));
  });

  it('given the workbook of corrections filled, has nothing more to correct, and tells that one file alone another thing', async () => {
    const books = await readdir(drop('whole'));
    const name = books.find((one) => one.includes('-corrections-')) ?? '';
    const book = XLSX.read(await readFile(join(drop('whole'), name)));
    const sheet = book.Sheets[CORRECTIONS.onglet] ?? {};
    const lines = XLSX.utils.sheet_to_json<string[]>(sheet, { header: 1, blankrows: true, defval: '' });
    const c = lines.find((line) => line.includes(CORRECTIONS.valeur))?.indexOf(CORRECTIONS.valeur) ?? -1;
    sheet[XLSX.utils.encode_cell({ r: lines.length - 1, c })] = { t: 's', v: '0,5' };
    await writeFile(
      join(drop('whole'), name),
      new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer),
    );
    const before = await hashes(drop('whole'));
    const { code, said, result } = await run('whole', { again: true });
    expect(code, said).toBe(0);
    const after = await hashes(drop('whole'));
    const changed = Object.keys(after).filter((one) => after[one] !== before[one]);
    expect(changed.map((one) => one.replace(/\.[0-9a-f]{8}(?=\.reponse)/, '')).sort()).toEqual([
      'bilan.reponse.txt',
      `${BAD}.reponse.txt`,
    ]);
    expect(
      JSON.parse(result)
        .fichiers.map(({ etat }: { etat: string }) => etat)
        .sort(),
    ).toEqual(['corrections', 'inchange', 'inchange', 'inchange', 'inchange', 'remplace']);
    expect(await bilan('whole')).toContain(
      `  ${BAD} : chargé, remplace le précédent ; 7 lignes lues = 7 prises en compte + 0 à corriger\n`,
    );
  });
});
