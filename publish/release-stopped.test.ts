import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse } from '../sql/warehouse.ts';
import { currentName } from './current-name.ts';
import { readCurrentRelease } from './current-release.ts';
import { essaiCatalogue, essaiThresholds } from './fixture-cube.ts';
import { alter } from './fixture-warehouse.ts';
import { LEDGER_FILE, readLedger } from './ledger.ts';
import { publishRelease } from './release.ts';
import { verifyReleases } from './release-verify.ts';
import { withdrawRelease } from './release-withdraw.ts';

const program = fileURLToPath(new URL('fixture-publish-program.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const TABLE = `create schema marts; create table marts.essai (annee integer, indicateur varchar, antenne varchar,
  module varchar, site varchar, valeur double, absence varchar, unite varchar, base_valeur varchar, population varchar,
  contributeurs integer)`;

let root: string;
let before: string;
let after: string;
/** The names of the two releases that the two warehouses give. */
let names: { before: string; after: string };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-stopped-'));
  [before, after] = [await warehouseOf('before', 198), await warehouseOf('after', 199)];
  const out = join(root, 'whole');
  names = { before: await publish(before, out), after: await publish(after, out) };
  expect(names.after).not.toBe(names.before);
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function warehouseOf(name: string, valeur: number): Promise<string> {
  const path = join(root, `${name}.duckdb`);
  const warehouse = await openWarehouse({ path });
  await alter(warehouse, TABLE);
  const line = `(2024, 'orientations', 'APEX', '_T', '_T', ${valeur}, null, 'seance', '', '', null)`;
  await alter(warehouse, `insert into marts.essai values ${line}`);
  await warehouse.close();
  return path;
}

async function publish(path: string, out: string): Promise<string> {
  const { release } = await publishRelease({
    ...{ warehouse: { path }, out, catalogue: essaiCatalogue(), thresholds: essaiThresholds },
    ...{ donneesDu: '2024-12-31', sample: true, entrees: [], modeles: {}, parametres: {} },
    ...{ clock: () => new Date('2025-03-01T10:00:00Z'), logger: { info: () => undefined } },
  });
  return release;
}

/** Publishes in a process that kills itself without warning at a step. */
async function publishUntil(path: string, out: string, step: string): Promise<void> {
  const child = spawn(process.execPath, ['--import', loader, program, path, out, step], { stdio: 'ignore' });
  const [code, signal] = await once(child, 'exit');
  expect([code, signal], 'it came to that step').toEqual([null, 'SIGKILL']);
}

/** The steps of a publication, as its log tells them, and what there is of it when it is killed there. */
const STEPS = [
  ['cube essai', 'nothing'],
  ['content written aside', 'nothing'],
  ['release 2024', 'the folder'],
  ['ledger line', 'the folder and the line'],
] as const;

describe('a publication killed without warning', () => {
  it.each(STEPS)(
    'at « %s » leaves %s of it, shows the one before, and is made whole by the next',
    async (step, left) => {
      const out = join(root, step.replaceAll(' ', '-'));
      await publish(before, out);
      const registered = await readFile(join(out, LEDGER_FILE), 'utf8');
      await publishUntil(after, out, step);

      expect((await readCurrentRelease(out)).release).toBe(names.before);
      expect((await readdir(out)).includes(names.after)).toBe(left !== 'nothing');
      const lines = await readFile(join(out, LEDGER_FILE), 'utf8');
      expect(lines.startsWith(registered)).toBe(true);
      expect(lines === registered).toBe(left !== 'the folder and the line');

      expect(await publish(after, out)).toBe(names.after);
      expect(await readdir(out)).toEqual([names.before, names.after, 'current', LEDGER_FILE].sort());
      expect((await readLedger(out))?.entries.map(({ release }) => release)).toEqual([
        names.before,
        names.after,
      ]);
      expect((await verifyReleases(out)).problemes).toEqual([]);
      // The line of an adopted release is the one that the killed run would have written.
      expect(await readFile(join(out, LEDGER_FILE), 'utf8')).toBe(
        await readFile(join(root, 'whole', LEDGER_FILE), 'utf8'),
      );
    },
  );

  it('whose data then go back keeps it in the ledger: somebody may have read it', async () => {
    const out = join(root, 'gone-back');
    await publish(before, out);
    await publishUntil(after, out, 'release 2024');
    expect(await publish(before, out)).toBe(names.before);
    expect(await currentName(out)).toBe(names.before);
    expect((await readLedger(out))?.entries.map(({ release }) => release)).toEqual([
      names.before,
      names.after,
      names.before,
    ]);
  });

  it('before anything was ever published, is adopted before another is withdrawn', async () => {
    const out = join(root, 'first');
    await publishUntil(after, out, 'release 2024');
    expect(await readdir(out)).not.toContain('current');
    const clock = () => new Date('2025-03-02T10:00:00Z');
    const withdrawn = await withdrawRelease(out, names.after, 'erreur', clock, { info: () => undefined });
    expect(withdrawn.en_vigueur).toBeNull();
    expect((await verifyReleases(out)).problemes).toEqual([]);
  });
});

describe('two commands at once', () => {
  it('do not both write: the second is refused until the first is done', async () => {
    const out = join(root, 'at-once');
    const [first, second] = await Promise.allSettled([publish(before, out), publish(after, out)]);
    const outcomes = [first, second].map((one) => (one?.status === 'rejected' ? one.reason.code : 'done'));
    expect(outcomes.sort()).toEqual(['done', 'publication_en_cours']);
    await publish(before, out);
    expect(await publish(after, out)).toBe(names.after);
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
