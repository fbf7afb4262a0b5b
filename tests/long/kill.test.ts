import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../../cli/places.ts';
import { seededRandom } from '../../data-samples/programme/random.ts';
import { openWarehouse } from '../../sql/warehouse.ts';

/** Moments come from a seed, so that a failure can be seen again: CPCA_SEED=… npm run test:long. */
const SEED = process.env.CPCA_SEED ?? '2024';
const TRIALS = 20;
const SITE_TRIALS = 2;
const STEPS = { ingest: ['ingest', 'data-samples'], build: ['build'], publish: ['publish'] } as const;
type Step = keyof typeof STEPS;
const ORDER: readonly Step[] = ['ingest', 'build', 'publish'];

interface Outcome {
  code: number | null;
  ms: number;
  said: string;
}

let folder: string;
let wanted: Record<string, string>;
const usual: Record<Step, number> = { ingest: 0, build: 0, publish: 0 };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-kill-'));
  for (const step of ORDER) {
    const outcome = await cpca('whole', STEPS[step]);
    expect(outcome).toMatchObject({ code: 0 });
    usual[step] = outcome.ms;
  }
  wanted = await cubes('whole');
  expect(Object.keys(wanted).length).toBeGreaterThan(20);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command in places of its own; with `after`, kills it without warning after so many milliseconds. */
function cpca(place: string, args: readonly string[], after?: number): Promise<Outcome> {
  const env = {
    ...process.env,
    CPCA_WAREHOUSE: join(folder, place, 'w.duckdb'),
    CPCA_PUBLICATION: join(folder, place, 'publication'),
    CPCA_SITE: join(folder, place, 'site'),
  };
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'cli/main.ts', ...args], {
      cwd: ROOT,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => said.push(String(chunk)));
    // The whole group: a site's build runs in processes of its own.
    const timer =
      after === undefined
        ? undefined
        : setTimeout(() => child.pid && process.kill(-child.pid, 'SIGKILL'), after);
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ms: performance.now() - began, said: said.join('') });
    });
  });
}

/** Hash of every cube of the release in force. */
async function cubes(place: string): Promise<Record<string, string>> {
  const publication = join(folder, place, 'publication');
  const release = join(publication, (await readFile(join(publication, 'current'), 'utf8')).trim());
  const files = (await readdir(release, { recursive: true }))
    .filter((name) => /cubes.+\.(arrow|parquet|csv)$/.test(name))
    .sort();
  const hashes = await Promise.all(
    files.map(
      async (name) =>
        [
          name,
          createHash('sha256')
            .update(await readFile(join(release, name)))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(hashes);
}

describe(`killed without warning (seed ${SEED})`, () => {
  const random = seededRandom(SEED);
  const moments = Array.from({ length: TRIALS }, (_, trial) => ({
    trial,
    step: ORDER[trial % ORDER.length] ?? 'ingest',
    // Starting Node takes the first third: later moments fall into the work itself.
    share: 0.3 + 0.7 * random.next(),
  }));

  it.each(moments)('trial $trial: $step, started again: the same cubes', async ({ trial, step, share }) => {
    const place = `trial-${trial}`;
    // A run that had ended was not killed: the same moment of a faster run is a little earlier.
    let killed = false;
    for (let after = Math.round(share * usual[step]); !killed; after = Math.round(after * 0.85)) {
      await rm(join(folder, place), { recursive: true, force: true });
      for (const before of ORDER.slice(0, ORDER.indexOf(step)))
        expect(await cpca(place, STEPS[before])).toMatchObject({ code: 0 });
      killed = (await cpca(place, STEPS[step], after)).code === null;
      console.log(
        `${step}: ${after} of about ${Math.round(usual[step])} ms: ${killed ? 'killed' : 'had ended, again'}`,
      );
    }
    for (const again of ORDER) expect(await cpca(place, STEPS[again])).toMatchObject({ code: 0 });
    expect(await cubes(place)).toEqual(wanted);
    await rm(join(folder, place), { recursive: true, force: true });
  });
});

describe('a corrected file killed without warning while it replaces another', () => {
  const random = seededRandom(`${SEED}-replace`);
  const REPLACE_TRIALS = 6;
  const sample = join(ROOT, 'data-samples', 'extraits', 'via-voltaire-2024.xlsx');

  it('leaves all of the old one or all of the new one: rows, ledger, parts and problems', async () => {
    const corrected = join(folder, 'via-voltaire-2024.xlsx');
    const book = XLSX.read(await readFile(sample), { cellNF: true });
    const sheet = book.Sheets['Suivi individuel'];
    // A line less that loads, and one to correct: rows and problems both change.
    if (sheet) sheet.G4 = { t: 's', v: 'nulle part' };
    await writeFile(
      corrected,
      new Uint8Array(XLSX.write(book, { type: 'array', bookType: 'xlsx' }) as ArrayBuffer),
    );
    const load = (place: string, file: string, after?: number) => cpca(place, ['ingest', file], after);
    expect(await load('old', sample)).toMatchObject({ code: 0 });
    const old = await held('old');
    await load('new', sample);
    const whole = await load('new', corrected);
    const fresh = await held('new');
    expect(fresh).not.toBe(old);
    for (let trial = 0; trial < REPLACE_TRIALS; trial++) {
      const place = `replace-${trial}`;
      await load(place, sample);
      const after = Math.round((0.7 + 0.35 * random.next()) * whole.ms);
      const { code } = await load(place, corrected, after);
      const now = await held(place);
      expect([old, fresh]).toContain(now);
      console.log(
        `replaced: ${after} of about ${Math.round(whole.ms)} ms: ${code === null ? 'killed' : 'had ended'}, holds ${now === old ? 'the old one' : 'the new one'}`,
      );
      await load(place, corrected);
      expect(await held(place)).toBe(fresh);
    }
  });
});

/** All that a warehouse holds of files, whenever they were loaded. */
async function held(place: string): Promise<string> {
  const warehouse = await openWarehouse({ path: join(folder, place, 'w.duckdb') });
  try {
    const tables: { schema: string; name: string }[] = await warehouse
      .knex('information_schema.tables')
      .whereIn('table_schema', ['raw', 'meta', 'archive'])
      .orderBy(['table_schema', 'table_name'])
      .select({ schema: 'table_schema', name: 'table_name' });
    const hash = createHash('sha256');
    for (const { schema, name } of tables) {
      const rows: Record<string, unknown>[] = await warehouse.knex(`${schema}.${name}`).select('*');
      const lines = rows.map(({ charge_le: _loaded, remplace_le: replaced, archive_le: _moved, ...row }) =>
        JSON.stringify({ ...row, replaced: (replaced ?? null) !== null }),
      );
      hash.update(`${schema}.${name}\n${lines.sort().join('\n')}\n`);
    }
    return hash.digest('hex');
  } finally {
    await warehouse.close();
  }
}

describe('a site’s build killed without warning', () => {
  const random = seededRandom(`${SEED}-site`);
  const build = ['site', 'build', '--audience', 'drdfe'];

  it('started again, it is whole and shows the same data', async () => {
    const whole = await cpca('whole', build);
    expect(whole).toMatchObject({ code: 0 });
    const shown = await siteData('whole');
    expect(Object.keys(shown).length).toBeGreaterThan(0);
    for (let trial = 0; trial < SITE_TRIALS; trial++) {
      await rm(join(folder, 'whole', 'site'), { recursive: true, force: true });
      const after = Math.round((0.1 + 0.6 * random.next()) * whole.ms);
      const killed = await cpca('whole', build, after);
      expect(killed.code, 'the build was still running').toBeNull();
      console.log(`site: killed after ${after} of about ${Math.round(whole.ms)} ms`);
      expect(await cpca('whole', build)).toMatchObject({ code: 0 });
      expect(await siteData('whole')).toEqual(shown);
    }
  });
});

/** Hash of every data file of the built site. */
async function siteData(place: string): Promise<Record<string, string>> {
  const site = join(folder, place, 'site', 'drdfe');
  const files = (await readdir(site, { recursive: true }))
    .filter((name) => /\.arrow$/.test(name) && !name.includes('node_modules'))
    .sort();
  const hashes = await Promise.all(
    files.map(
      async (name) =>
        [
          name,
          createHash('sha256')
            .update(await readFile(join(site, name)))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(hashes);
}
