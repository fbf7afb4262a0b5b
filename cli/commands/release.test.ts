import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCurrentRelease } from '../../publish/current-release.ts';
import { essaiCatalogue, essaiThresholds } from '../../publish/fixture-cube.ts';
import { alter } from '../../publish/fixture-warehouse.ts';
import { publishRelease } from '../../publish/release.ts';
import { openWarehouse } from '../../sql/warehouse.ts';
import { Output } from '../output.ts';
import { publishCommand } from './publish.ts';
import { queryCommand } from './query.ts';
import { releaseDiff, releaseList, releaseShow, releaseVerify, releaseWithdraw } from './release.ts';
import { reportCommand } from './report.ts';
import { siteBuild } from './site.ts';

const MOTIF = 'une saisie était fausse';
let root: string;
let env: NodeJS.ProcessEnv;
let publication: string;
let names: { first: string; second: string };

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-release-command-'));
  publication = join(root, 'publication');
  env = {
    CPCA_WAREHOUSE: join(root, 'w.duckdb'),
    CPCA_PUBLICATION: publication,
    CPCA_SITE: join(root, 'site'),
  };
  const warehouse = await openWarehouse({ path: ':memory:' });
  await alter(
    warehouse,
    `create schema marts; create table marts.essai as select 2024 as annee, 'orientations' as indicateur,
       'APEX' as antenne, '_T' as module, '_T' as site, 198.0 as valeur, null as absence, 'seance' as unite,
       '' as base_valeur, '' as population, cast(null as integer) as contributeurs`,
  );
  const entree = { fichier: 'a.xlsx', sha256: 'ab'.repeat(32), source: 's', antenne: 'AERS', annee: 2024 };
  const publish = (annees: object) =>
    publishRelease({
      ...{ warehouse, out: publication, catalogue: essaiCatalogue(), thresholds: essaiThresholds },
      ...{ donneesDu: '2024-12-31', sample: false, modeles: {}, parametres: {}, annees },
      ...{ entrees: [{ ...entree, lus: 1, charges: 1, a_corriger: 0 }] },
      ...{ clock: () => new Date('2025-03-01T12:00:00Z'), logger: { info: () => undefined } },
    });
  const first = (await publish({ clore: [2024] })).release;
  await alter(warehouse, 'update marts.essai set valeur = 199');
  names = { first, second: (await publish({ reviser: [2024], motif: MOTIF })).release };
  await warehouse.close();
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** What a command printed as its result, and its exit code where it gave one. */
async function said(
  command: (output: Output) => Promise<unknown>,
  json = false,
): Promise<{ text: string; notes: string; code: unknown }> {
  let [text, notes] = ['', ''];
  const output = new Output(
    json,
    (one) => {
      text += one;
    },
    (one) => {
      notes += one;
    },
  );
  const code = await command(output);
  return { text, notes, code };
}

describe('cpca release', () => {
  it('lists the releases, oldest first, with their state and closed years', async () => {
    const { text } = await said((output) => releaseList({}, output, env));
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/ {2,}/)),
    ).toEqual([
      ['publication', 'données du', 'écrite le', 'état', 'années closes', 'révise'],
      [names.first, '2024-12-31', '2025-03-01', 'gardée', '2024', '–'],
      [names.second, '2024-12-31', '2025-03-01', 'en vigueur', '2024', '2024'],
    ]);
    const json = JSON.parse((await said((output) => releaseList({}, output, env), true)).text);
    expect(json.publications).toMatchObject([
      { release: names.first, etat: 'gardee', rang: 1, annees_closes: [2024], revisions: [] },
      { release: names.second, etat: 'en_vigueur', rang: 2, revisions: [{ annee: 2024, motif: MOTIF }] },
    ]);
  });

  it('shows one: its years, its revisions and what it holds', async () => {
    const { text } = await said((output) => releaseShow(names.second, {}, output, env));
    expect(text).toContain(`Révise 2024 : ${MOTIF} (essai, comite : 1 ; essai, recherche : 1 cellules)`);
    expect(text).toContain('  comite : 1 cubes, 1 lignes');
    const json = JSON.parse((await said((output) => releaseShow(names.first, {}, output, env), true)).text);
    expect(json).toMatchObject({ release: names.first, manifest: { release: names.first } });
  });

  it('compares two, cell by cell', async () => {
    const { text } = await said((output) => releaseDiff(names.first, names.second, {}, output, env));
    expect(text).toContain(`Année révisée par ${names.second} : 2024 (${MOTIF}).`);
    expect(text).toContain('  ~ annee 2024, indicateur orientations, antenne APEX : 198 → 199');
    const { text: same } = await said((output) => releaseDiff(names.first, names.first, {}, output, env));
    expect(same).toBe(`${names.first} → ${names.first} : les mêmes cellules.\n`);
  });

  it.each([
    ['show', (output: Output) => releaseShow('2020-12-31-00000000', {}, output, env)],
    ['diff', (output: Output) => releaseDiff(names.first, '2020-12-31-00000000', {}, output, env)],
    ['verify', (output: Output) => releaseVerify('2020-12-31-00000000', {}, output, env)],
    ['withdraw', (output: Output) => releaseWithdraw('nimporte', { motif: MOTIF }, output, env)],
  ])('%s refuses a name that is not there, as wrong usage, and tells those that are', async (_, command) => {
    await expect(said(command)).rejects.toMatchObject({
      code: 'PUBLICATION_INCONNUE',
      exit: 2,
      remede: expect.stringContaining(names.first),
    });
  });

  it.each(['', 'Mme Durand l’a demandé', 'rappeler au 06 12 34 56 78'])(
    'does not keep a reason that is none or names somebody: « %s »',
    async (motif) => {
      await expect(
        said((output) => releaseWithdraw(names.second, { motif }, output, env)),
      ).rejects.toMatchObject({ code: 'MOTIF', exit: 2 });
      expect((await readCurrentRelease(publication)).release).toBe(names.second);
    },
  );

  it('verifies all of them, then tells a changed file and ends on 1', async () => {
    const { text, code } = await said((output) => releaseVerify(undefined, {}, output, env));
    expect(text).toContain('Registre : 2 lignes');
    expect(text).toContain('Tout concorde.');
    expect(code).toBe(0);
  });

  it('takes one out of use, and the one before comes back for every reader', async () => {
    const { text } = await said((output) => releaseWithdraw(names.second, { motif: MOTIF }, output, env));
    expect(text).toContain(`En vigueur : ${names.first}`);
    expect((await readCurrentRelease(publication)).release).toBe(names.first);
    const report = { year: 2024, audience: 'comite', release: names.second, out: join(root, 'r') } as const;
    await expect(said((output) => reportCommand(report, output, env))).rejects.toMatchObject({
      code: 'publication_retiree',
      message: expect.stringContaining(MOTIF),
    });
  });

  it('shows nothing that changed: no site, no answer, no report', async () => {
    const file = join(publication, names.first, 'comite', 'cubes', 'essai.csv');
    const whole = await readFile(file);
    await writeFile(file, 'annee\n');
    const { notes, code } = await said((output) => releaseVerify(undefined, {}, output, env));
    expect(code).toBe(1);
    expect(notes).toContain('comite/cubes/essai.csv a changé depuis la publication');
    const refused = { code: 'publication_abimee' };
    await expect(said((output) => siteBuild('comite', undefined, output, env))).rejects.toMatchObject(
      refused,
    );
    const query = { format: 'csv', audience: 'comite' };
    await expect(said((output) => queryCommand('from essai', query, output, env))).rejects.toMatchObject(
      refused,
    );
    const report = { year: 2024, audience: 'comite', out: join(root, 'r') } as const;
    await expect(said((output) => reportCommand(report, output, env))).rejects.toMatchObject(refused);
    await writeFile(file, whole);
  });

  it('answers no query once every release is withdrawn, and says so', async () => {
    await said((output) => releaseWithdraw(names.first, { motif: MOTIF }, output, env));
    const query = { format: 'csv', audience: 'comite' };
    const none = { code: 'aucune_publication', message: expect.stringContaining('retirées') };
    for (const options of [query, { ...query, tables: true }])
      await expect(said((output) => queryCommand('from essai', options, output, env))).rejects.toMatchObject({
        problemes: [none],
      });
  });
});

describe('cpca publish', () => {
  it.each([
    ['--reviser without --motif', { clore: [], reviser: [2024] }],
    ['--motif without --reviser', { clore: [], reviser: [], motif: MOTIF }],
  ])('refuses %s as wrong usage', async (_, options) => {
    await expect(said((output) => publishCommand(options, output, env))).rejects.toMatchObject({ exit: 2 });
  });
});
