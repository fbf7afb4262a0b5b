import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Output } from '../output.ts';
import { SAMPLES_DIR } from '../places.ts';
import { lockFile } from '../run-lock.ts';
import { runCommand } from './run.ts';

const GOOD = ['apex-2024.xlsx', 'la-clede-2024.csv', 'la-traverse-2024.csv'];
/** The same bytes as a good one. */
const COPY = 'apex-2024-copie.xlsx';
/** The same tables as a good one, in other bytes. */
const ALIKE = 'la-clede-2024-bis.csv';
const PHOTO = 'photo.xlsx';

let root: string;
let drop: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-run-'));
  drop = join(root, 'depot');
  env = {
    ...{ CPCA_WAREHOUSE: join(root, 'w.duckdb'), CPCA_PUBLICATION: join(root, 'publication') },
    // No browser: a month's work does without a printed codebook.
    ...{ CPCA_SITE: join(root, 'site'), CPCA_CHROMIUM: join(root, 'none') },
  };
  await mkdir(drop);
  for (const name of GOOD) await copyFile(join(SAMPLES_DIR, 'declares', name), join(drop, name));
  await writeFile(join(drop, PHOTO), Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** The month's work on a day: its result, its exit code and the page that it leaves. */
async function month(day: string, folder = drop) {
  let result = '';
  const output = new Output(
    true,
    (text) => {
      result += text;
    },
    () => {},
  );
  const clock = () => new Date(`${day}T12:00:00Z`);
  const code = await runCommand(folder, { samples: true, site: false }, output, env, clock);
  const page = await readFile(join(drop, 'bilan.reponse.txt'), 'utf8');
  return { code, page, ...JSON.parse(result) };
}

const answers = async () =>
  (await readdir(drop)).filter((name) => name.endsWith('.reponse.txt') && !name.startsWith('bilan')).sort();
const answerTo = async (name: string) => {
  const [found = ''] = (await answers()).filter((one) => one.startsWith(`${name}.`));
  return readFile(join(drop, found), 'utf8');
};

describe('cpca run', { timeout: 120_000 }, () => {
  it('loads what is good, answers each file, takes a copy for what it is, refuses the photo and one of two alike, and publishes', async () => {
    await copyFile(join(drop, 'apex-2024.xlsx'), join(drop, COPY));
    const alike = await readFile(join(drop, 'la-clede-2024.csv'));
    await writeFile(join(drop, ALIKE), Buffer.concat([alike, Buffer.from('\r\n')]));
    const { code, page, fichiers, publication, nouvelle, modeles } = await month('2025-02-03');
    expect({ code, modeles, nouvelle }).toEqual({ code: 1, modeles: true, nouvelle: true });
    const states = fichiers.map(({ fichier, etat }: { fichier: string; etat: string }) => [fichier, etat]);
    expect(Object.fromEntries(states)).toEqual({
      // The first by name of two that bring the same.
      [COPY]: 'charge',
      'apex-2024.xlsx': 'inchange',
      [ALIKE]: 'charge',
      'la-clede-2024.csv': 'refuse',
      'la-traverse-2024.csv': 'charge',
      [PHOTO]: 'refuse',
    });
    expect(await answers()).toHaveLength(6);
    expect(await answerTo('apex-2024.xlsx')).toBe(
      'Fichier reçu le 3 février 2025 : 121 chiffres lus, 121 pris en compte, 0 à corriger. Rien n’est perdu.\n',
    );
    expect(await answerTo('la-clede-2024.csv')).toContain(`seul « ${ALIKE} » a été pris en compte`);
    expect(await answerTo(PHOTO)).toContain('c’est une image');
    expect(page).toContain('Bilan du 3 février 2025 : 6 fichiers.');
    expect(page).toContain(`Publication : ${publication}, nouvelle.`);
  });

  it('run again, loads, answers and publishes nothing anew', async () => {
    const before = await Promise.all((await answers()).map((name) => readFile(join(drop, name), 'utf8')));
    const { code, page, fichiers, reponses, nouvelle } = await month('2025-02-04');
    expect({ code, reponses, nouvelle }).toEqual({ code: 1, reponses: [], nouvelle: false });
    expect(fichiers.map(({ etat }: { etat: string }) => etat).sort()).toEqual([
      ...['inchange', 'inchange', 'inchange', 'inchange', 'refuse', 'refuse'],
    ]);
    expect(page).toContain('rien n’a changé');
    const after = await Promise.all((await answers()).map((name) => readFile(join(drop, name), 'utf8')));
    expect(after).toEqual(before);
  });

  it('tells a file another thing once what stood in its way is gone', async () => {
    await rm(join(drop, ALIKE));
    await rm(join(drop, PHOTO));
    const { code, reponses } = await month('2025-02-05');
    expect(code).toBe(0);
    expect(reponses).toHaveLength(1);
    expect(await answerTo('la-clede-2024.csv')).toMatch(/^Fichier reçu le 5 février 2025 : 7 chiffres lus/);
  });

  it('does nothing while another run is at work on the warehouse', async () => {
    const before = await readFile(join(drop, 'bilan.reponse.txt'), 'utf8');
    const path = lockFile(env.CPCA_WAREHOUSE ?? '');
    await writeFile(path, JSON.stringify({ pid: process.pid, depuis: '2025-02-06T11:00:00.000Z' }));
    await expect(month('2025-02-06')).rejects.toMatchObject({ code: 'DEJA_EN_COURS', exit: 2 });
    expect(await readFile(join(drop, 'bilan.reponse.txt'), 'utf8')).toBe(before);
    await rm(path);
  });

  it('takes a folder that holds files and nothing else, before anything is loaded', async () => {
    const empty = join(root, 'vide');
    await mkdir(empty);
    for (const path of [empty, join(root, 'absent'), join(drop, 'apex-2024.xlsx')])
      await expect(month('2025-02-06', path)).rejects.toMatchObject({ code: 'DOSSIER_VIDE', exit: 2 });
  });
});
