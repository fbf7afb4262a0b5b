import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSources, type Sources } from '../../ingest/contracts.ts';
import { openWarehouse, type Warehouse } from '../../sql/warehouse.ts';
import type { Case } from './case.ts';
import type { Weighed } from './child.ts';
import { CORPUS } from './corpus.ts';
import { contentOf, empty, type Got, load, outcomeText, reportText } from './run.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const TABLE = here('table.md');
/** A file that takes longer hangs. */
const HANGS = 120_000;

let folder: string;
let warehouse: Warehouse;
let sources: Sources;
/** File → what it came to, for the table. */
const got = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpca-corpus-'));
  sources = await loadSources(here('../../ingest/sources'), here('../../ingest/nomenclatures'));
  warehouse = await openWarehouse({ path: join(folder, 'corpus.duckdb') });
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

/** The outcome, the raw rows and the sentences of a file are the expected ones. */
function holds(one: Case, { report, rows, wanted }: Got): void {
  got.set(one.nom, reportText(report));
  expect(reportText(report)).toBe(outcomeText(one.attendu));
  expect(rows).toEqual(wanted);
  expect(report.lus).toBe(report.charges + report.a_corriger);
  for (const { message, regle, remede } of report.problemes) {
    expect(message).toMatch(/\p{L}.*[.!?…]$/su);
    expect(regle).not.toBe('');
    expect(remede).not.toBe('');
  }
}

describe.sequential('each broken file', () => {
  it('has a name of its own, and they are at least 120', () => {
    expect(new Set(CORPUS.map((one) => one.nom)).size).toBe(CORPUS.length);
    expect(CORPUS.length).toBeGreaterThanOrEqual(120);
  });

  it('is made of the same bytes every time', () => {
    const hash = (one: Case) => createHash('sha256').update(one.octets()).digest('hex');
    for (const one of CORPUS.filter((candidate) => candidate.memoire === undefined))
      expect(hash(one)).toBe(hash(one));
  });

  const light = CORPUS.filter((one) => one.memoire === undefined && one.plantes === undefined);
  it.each(light.map((one) => [one.nom, one.casse, one] as const))(
    '%s: %s',
    { timeout: HANGS },
    async (_nom, _casse, one) => {
      const outcome = await load(one, folder, warehouse, sources);
      await empty(warehouse);
      if (one.attendu_bientot) expect(() => holds(one, outcome)).toThrow();
      else holds(one, outcome);
    },
  );
});

describe.sequential('a heavy file, in a process of its own', () => {
  const heavy = CORPUS.flatMap((one) =>
    one.memoire === undefined ? [] : [[one.nom, one.casse, one.memoire, one] as const],
  );
  it.each(heavy)('%s: %s (under %i MB)', { timeout: HANGS }, async (nom, _casse, memoire, one) => {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', here('child.ts'), nom],
      {
        timeout: HANGS,
        maxBuffer: 1_000_000_000,
      },
    );
    const weighed: Weighed = JSON.parse(stdout);
    holds(one, weighed);
    expect(weighed.memoire).toBeLessThan(memoire);
  });
});

describe.sequential('a name, a birth, a telephone or an address in a wrong place', () => {
  let path: string;
  let kept: Warehouse;
  beforeAll(async () => {
    path = join(folder, 'names.duckdb');
    kept = await openWarehouse({ path });
  });
  afterAll(async () => {
    await kept.close().catch(() => undefined);
  });

  const planted = CORPUS.flatMap((one) =>
    one.plantes ? [[one.nom, one.casse, one, one.plantes] as const] : [],
  );
  it.each(planted)('%s: %s', { timeout: HANGS }, async (_nom, _casse, one, plantes) => {
    const outcome = await load(one, folder, kept, sources);
    holds(one, outcome);
    const said = outcome.report.problemes.map(({ message, regle, remede, colonne, valeur, cellule }) =>
      // The sender's own name of the file is told back to him, and to nobody else.
      JSON.stringify([message.replaceAll(one.nom, '…'), regle, remede, colonne, valeur, cellule]),
    );
    for (const word of plantes) expect(said.join('\n')).not.toContain(word);
  });

  it('is in no byte of the warehouse, nor of what the engine keeps beside it', async () => {
    const everything = await contentOf(kept);
    await kept.knex.raw('checkpoint');
    await kept.close();
    const files = (await readdir(folder)).filter((name) => name.startsWith('names.duckdb'));
    const bytes = await Promise.all(
      files.map(async (name) => (await readFile(join(folder, name))).toString('utf8')),
    );
    for (const word of new Set(planted.flatMap(([, , , plantes]) => plantes))) {
      expect(everything, word).not.toContain(word);
      for (const text of bytes) expect(text.includes(word), word).toBe(false);
    }
  });
});

describe('the table of the corpus', () => {
  it('says of each file what was expected and what came (tests/corpus/table.md)', async () => {
    const table = tableOf(CORPUS, got);
    if (process.env.CORPUS_TABLE === 'write') await writeFile(TABLE, table);
    const committed = await readFile(TABLE, 'utf8').catch(() => '');
    if (committed !== table) await writeFile(`${TABLE}.changed`, table);
    expect(committed).toBe(table);
  });
});

function tableOf(cases: readonly Case[], outcomes: ReadonlyMap<string, string>): string {
  const lines = cases.map((one, index) => {
    const expected = outcomeText(one.attendu);
    const came = outcomes.get(one.nom) ?? 'non lu';
    const shown = one.attendu_bientot
      ? `${came} (bientôt : ${one.attendu_bientot.raison}, ${one.attendu_bientot.depuis})`
      : came;
    return `| ${index + 1} | \`${one.nom}\` | ${one.casse} | ${expected} | ${shown === expected ? 'idem' : shown} |`;
  });
  return `${[
    '# Le corpus des fichiers abîmés',
    '',
    `${cases.length} fichiers, fabriqués par [\`corpus.ts\`](corpus.ts) et chargés par le programme réel. « 12 + 1 à corriger » : 12 lignes ou chiffres`,
    'chargés, 1 à corriger ; suivent les codes des messages ([docs/formats.md](../../docs/formats.md)). « idem » : ce qui est venu',
    'est ce qui était attendu, et les tables brutes contiennent les bonnes lignes, et rien d’autre.',
    '',
    '| n° | fichier | ce qui est abîmé | attendu | obtenu |',
    '| ---: | --- | --- | --- | --- |',
    ...lines,
  ].join('\n')}\n`;
}
