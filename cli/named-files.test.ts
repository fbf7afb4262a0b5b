import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, SAMPLE_KEY } from './places.ts';

/** A real file, since it does not say that it is an example; its persons are invented. */
const NAMED = [
  'Via Voltaire, file active',
  'Exercice;2024',
  '',
  'N° dossier;Nom;Prénom;Né(e) le;Sexe;Permanence;Orienté par;Entrée;Début du suivi;Observations',
  'ZQ-1;Plantée-Fictive;Zéphyrine;03/10/1980;F;AGDE;SPIP;Nouvel accueil 2024;05/02/2024;06 12 34 56 78',
  'ZQ-2;Inventé;Gédéonix;17/07/1991;H;LUNEL;Spontanée;Nouvel accueil 2024;12/03/2024;12 rue Imaginaire',
  'ZQ-3;Chimère;Barnabélix;31/02/1975;H;LUNEL;SPIP;Nouvel accueil 2024;12/03/2024;',
  '',
].join('\n');
const SECRETS =
  /plantée|zéphyrine|inventé|gédéonix|chimère|barnabélix|ZQ-|03\/10\/1980|1980-10-03|17\/07\/1991|1991-07-17|06 12 34|imaginaire|31\/02\/1975/i;

let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-named-'));
  await writeFile(at('Zéphyrine Plantée via-voltaire 2024.csv'), NAMED);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** A command as one types it, in a process of its own, with a warehouse of its own. */
function cpca(...args: string[]): Promise<Ran> {
  const env = { ...process.env, CPCA_WAREHOUSE: at('w.duckdb') };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], { cwd: ROOT, env });
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

const NAMED_FILE = () => at('Zéphyrine Plantée via-voltaire 2024.csv');
const KEY = () => at('cle.txt');

describe('a file that holds names, from the antenne to the ledger', () => {
  it('a key is made once, for its owner alone', async () => {
    const made = await cpca('key', 'init', '--out', KEY(), '--json');
    expect([made.code, JSON.parse(made.out)]).toMatchObject([0, { fichier: KEY(), octets: 32 }]);
    if (process.platform !== 'win32') expect((await stat(KEY())).mode & 0o777).toBe(0o600);
    const text = await readFile(KEY(), 'utf8');
    expect(text).toMatch(/^[0-9a-f]{64}\n$/);
    expect(made.out + made.err).not.toContain(text.trim());
    expect(await cpca('key', 'init', '--out', KEY())).toMatchObject({ code: 1, out: '' });
    expect(await readFile(KEY(), 'utf8')).toBe(text);
  });

  it('is refused without an express demand, and told how to be sent without names', async () => {
    const refused = await cpca('ingest', NAMED_FILE(), '--json');
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.out)).toMatchObject({
      charges: 0,
      refuses: 1,
      detail: [{ etat: 'refuse', problemes: [{ code: 'CLE_ABSENTE' }] }],
    });
    expect(refused.err).toContain('pseudonymise');
    expect(await cpca('ingest', NAMED_FILE(), '--nominatif')).toMatchObject({ code: 2 });
    expect(await cpca('ingest', NAMED_FILE(), '--nominatif', '--cle', SAMPLE_KEY)).toMatchObject({ code: 2 });
    const unasked = await cpca('ingest', NAMED_FILE(), '--cle', KEY());
    expect(unasked.code).toBe(1);
    expect(unasked.err).toContain('--nominatif');
  });

  it('is written without names, its bad line kept out, and what was left out is told', async () => {
    const written = await cpca(
      'pseudonymise',
      NAMED_FILE(),
      '--cle',
      KEY(),
      '--out',
      at('sans-noms'),
      '--json',
    );
    expect(written.code).toBe(1);
    expect(JSON.parse(written.out)).toMatchObject({
      fichiers: [{ lus: 3, ecrites: 2, a_corriger: 1, ecartes: [{ colonne: 'Observations' }] }],
    });
    expect(await readdir(at('sans-noms'))).toEqual(['via_voltaire_suivi-2024-pseudonyme.xlsx']);
    expect(await cpca('pseudonymise', NAMED_FILE())).toMatchObject({ code: 1 });
  });

  it('loads without names and without the key, and can be declared good to publish', async () => {
    const loaded = await cpca('ingest', at('sans-noms'), '--json');
    expect(JSON.parse(loaded.out)).toMatchObject({ lus: 2, charges: 2, a_corriger: 0, refuses: 0 });
    expect(loaded.code).toBe(0);
    const valid = await cpca('validate', 'via_voltaire_suivi', '2024', '--by', 'direction');
    expect(valid).toMatchObject({ code: 0 });
    expect(valid.err).toContain('conservé au registre');
    expect(await cpca('validate', 'via_voltaire_suivi', '2019', '--by', 'direction')).toMatchObject({
      code: 1,
    });
    expect(await cpca('validate', 'via_voltaire_suivi', '2024')).toMatchObject({ code: 2 });
  });

  it('loads with names on express demand, with the key: then the earlier validation lapses', async () => {
    if (process.platform !== 'win32') await chmod(KEY(), 0o644);
    const loaded = await cpca('ingest', NAMED_FILE(), '--nominatif', '--cle', KEY(), '--json');
    expect(loaded.code).toBe(1);
    expect(JSON.parse(loaded.out)).toMatchObject({ lus: 3, charges: 2, a_corriger: 1 });
    expect(loaded.err).toContain('de nouveau à valider');
    if (process.platform !== 'win32')
      expect(loaded.err).toContain('D’autres que vous peuvent lire le fichier de clé');
    const shown = await cpca('ledger');
    expect(shown.out).toContain('le bon à publier donné par « direction »');
    expect(shown.out).toMatch(/version 2, en vigueur[\s\S]*version 1, remplacé/);
    const contested = await cpca(
      'contest',
      'via_voltaire_suivi',
      '2024',
      '--by',
      'D. E.',
      '--because',
      'Une ligne manque.',
    );
    expect(contested).toMatchObject({ code: 0 });
  });

  it('can be read as it stood before, in a warehouse of its own', async () => {
    const { out } = await cpca('ledger', '--json');
    const [, first]: { charge_le: string }[] = JSON.parse(out).fichiers;
    const then = `${first?.charge_le.replace(' ', 'T')}Z`;
    const before = JSON.parse((await cpca('ledger', '--json', '--as-of', then)).out);
    expect(before.fichiers.filter(({ etat }: { etat: string }) => etat === 'en_vigueur')).toMatchObject([
      { version: 1, a_corriger: 0 },
    ]);
    expect(await cpca('ledger', '--as-of', then, '--vers', at('alors.duckdb'))).toMatchObject({ code: 0 });
    expect(await cpca('ledger', '--as-of', then, '--vers', at('alors.duckdb'))).toMatchObject({ code: 2 });
    expect((await stat(at('alors.duckdb'))).size).toBeGreaterThan(0);
    expect(await cpca('ledger', '--as-of', 'hier')).toMatchObject({ code: 2 });
  });

  it('leaves no name in any file that was written, nor in a name of one, nor in what was said of its lines', async () => {
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => SECRETS.test(name))).toEqual(['Zéphyrine Plantée via-voltaire 2024.csv']);
    for (const name of names.filter((one) => /\.(duckdb|xlsx|wal)$/.test(one))) {
      const text = await readFile(at(name));
      expect([name, SECRETS.exec(text.toString('utf8'))?.[0]]).toEqual([name, undefined]);
      expect([name, SECRETS.exec(text.toString('latin1'))?.[0]]).toEqual([name, undefined]);
    }
    for (const args of [['ledger'], ['ledger', '--json']]) {
      const { out, err } = await cpca(...args);
      expect(out + err).not.toMatch(SECRETS);
    }
    const again = await cpca('ingest', NAMED_FILE(), '--nominatif', '--cle', KEY());
    // The sender sees his file by its name, and nothing of its cells.
    expect((again.out + again.err).replaceAll('Zéphyrine Plantée via-voltaire 2024', '')).not.toMatch(
      SECRETS,
    );
  });
});
