import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import type { YearRequest } from './closed-years.ts';
import { readCurrentRelease, readRelease } from './current-release.ts';
import { essaiCatalogue, essaiThresholds } from './fixture-cube.ts';
import { alter } from './fixture-warehouse.ts';
import { appendToLedger, EMPTY_LEDGER, LEDGER_FILE, readLedger } from './ledger.ts';
import { manifestHash, publicationLine } from './ledger-check.ts';
import { readManifest, releaseName } from './manifest.ts';
import { publishRelease } from './release.ts';
import { hashOfContent } from './release-content.ts';
import { compareReleases } from './release-diff.ts';
import { listReleases } from './release-list.ts';
import { verifyReleases } from './release-verify.ts';
import { withdrawRelease } from './release-withdraw.ts';

const MOTIF = 'une saisie était fausse';
const REVISED = { reviser: [2024], motif: MOTIF };
const NOON = () => new Date('2025-03-01T12:00:00Z');
const logger = { info: () => undefined };

let root: string;
let warehouse: Warehouse;
const TABLE = `create schema marts; create table marts.essai (annee integer, indicateur varchar, antenne varchar,
  module varchar, site varchar, valeur double, absence varchar, unite varchar, base_valeur varchar, population varchar,
  contributeurs integer)`;
const row = (annee: number, antenne: string, valeur: number) =>
  `insert into marts.essai values (${annee}, 'orientations', '${antenne}', '_T', '_T', ${valeur}, null, 'seance', '', 'LIBELLE', null)`;

/** One publication's life, once: closed, revised, gone on; the tests read it or work on a copy. */
let out: string;
let names: { closed: string; revised: string; added: string };
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-years-'));
  out = join(root, 'publication');
  warehouse = await openWarehouse({ path: ':memory:' });
  await alter(warehouse, TABLE);
  await alter(warehouse, row(2024, 'APEX', 198));
  const closed = (await publish(out, { clore: [2024] })).release;
  await figure(199);
  const revised = (await publish(out, REVISED)).release;
  await alter(warehouse, row(2025, 'APEX', 12));
  names = { closed, revised, added: (await publish(out, {})).release };
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  await rm(root, { recursive: true, force: true });
});

async function publish(
  folder: string,
  annees: Partial<YearRequest>,
  info: (text: string) => void = () => undefined,
) {
  const entree = { fichier: 'a.xlsx', sha256: 'ab'.repeat(32), source: 's', antenne: 'AERS', annee: 2024 };
  return publishRelease({
    ...{ catalogue: essaiCatalogue(), thresholds: essaiThresholds },
    ...{ warehouse, out: folder, donneesDu: '2024-12-31', sample: false, modeles: {}, parametres: {} },
    ...{ entrees: [{ ...entree, lus: 1, charges: 1, a_corriger: 0 }], annees, clock: NOON, logger: { info } },
  });
}

/** Another figure of 2024. */
function figure(valeur: number): Promise<void> {
  return alter(warehouse, `update marts.essai set valeur = ${valeur} where annee = 2024`);
}

async function copy(name: string): Promise<string> {
  const folder = join(root, name);
  await cp(out, folder, { recursive: true });
  return folder;
}

/** Every file of a publication folder and what is in it, to see that nothing was written. */
async function state(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(
    await Promise.all(files.map(async (file) => [file, await readFile(file, 'base64')])),
  );
}

async function refused(folder: string, annees: Partial<YearRequest> = {}) {
  const before = await state(folder);
  const error = await publish(folder, annees).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(await state(folder)).toEqual(before);
  return error;
}

describe('a year that is closed', () => {
  it('stays closed in the releases after it, and is what a release says of itself', async () => {
    const ledger = await readLedger(out);
    expect(
      ledger?.entries.map(({ release, annees_closes, motif }) => [release, annees_closes, motif]),
    ).toEqual([
      [names.closed, [2024], undefined],
      [names.revised, [2024], MOTIF],
      [names.added, [2024], undefined],
    ]);
    const { manifest } = await readCurrentRelease(out);
    expect(manifest).toMatchObject({ release: names.added, annees_closes: [2024], revisions: [] });
  });

  it('is revised with a reason, which the release says with the cubes and the number of cells', async () => {
    const { manifest } = await readRelease(out, names.revised);
    const cubes = ['comite', 'recherche'].map((audience) => ({
      cube: 'essai',
      audience,
      cellules: 1,
    }));
    expect(manifest.revisions).toEqual([{ annee: 2024, motif: MOTIF, cubes }]);
  });

  it('that is closed on the same data is another release', async () => {
    const folder = join(root, 'open');
    const open = await publish(folder, {});
    const closed = await publish(folder, { clore: [2024] });
    expect(closed).toMatchObject({
      created: true,
      manifest: { annees_closes: [2024], cubes: open.manifest.cubes },
    });
    expect(closed.release).not.toBe(open.release);
    expect((await publish(folder, {})).release).toBe(closed.release);
  });

  it('that changed is refused, nothing is written, and the message says what to type', async () => {
    await figure(198);
    try {
      expect(await refused(out)).toMatchObject({
        code: 'annee_close_changee',
        message: expect.stringMatching(/2024.*essai \(comite\) : 1 cellule/),
        remede: expect.stringContaining('publish --reviser 2024 --motif'),
      });
      expect(await refused(out, { reviser: [2024] })).toMatchObject({ code: 'revision_sans_motif' });
      expect(await refused(out, { clore: [2019] })).toMatchObject({ code: 'annee_inconnue' });
      expect(await refused(out, { reviser: [2023], motif: MOTIF })).toMatchObject({
        code: 'annee_non_close',
      });
    } finally {
      await figure(199);
    }
  });

  it('that goes back to what it was is a revision too, of a release that is there', async () => {
    const folder = await copy('back');
    await alter(warehouse, 'delete from marts.essai where annee = 2025');
    await figure(198);
    try {
      const back = await publish(folder, REVISED);
      expect(back).toMatchObject({ release: names.closed, created: false, revisions: [{ annee: 2024 }] });
      expect((await readCurrentRelease(folder)).release).toBe(names.closed);
      expect((await readLedger(folder))?.entries.at(-1)).toMatchObject({
        rang: 4,
        release: names.closed,
        motif: MOTIF,
      });
      expect((await verifyReleases(folder)).problemes).toEqual([]);
      expect(await publish(folder, {})).toMatchObject({ release: names.closed, created: false });
      expect((await readLedger(folder))?.entries).toHaveLength(4);
    } finally {
      await alter(warehouse, row(2025, 'APEX', 12));
      await figure(199);
    }
  });
});

describe('two releases', () => {
  it('are compared cell by cell, and their years', async () => {
    const { cubes, revisions, annees_closes } = await compareReleases(
      join(out, names.closed),
      join(out, names.revised),
    );
    expect(cubes.map(({ cube, audience, changees }) => [cube, audience, changees])).toEqual([
      ['essai', 'comite', 1],
      ['essai', 'recherche', 1],
    ]);
    expect(cubes[0]?.cellules).toMatchObject([
      { genre: 'changee', annee: 2024, avant: { valeur: 198 }, apres: { valeur: 199 } },
    ]);
    expect(revisions).toMatchObject([{ annee: 2024, motif: MOTIF }]);
    expect(annees_closes).toEqual({ ajoutees: [], retirees: [] });
    const added = await compareReleases(join(out, names.revised), join(out, names.added));
    expect(added.cubes.map(({ ajoutees, retirees }) => [ajoutees, retirees])).toContainEqual([1, 0]);
  });
});

describe('a withdrawn release', () => {
  it('stays, is refused to every reader, gives way to the one before, and is not published again', async () => {
    const folder = await copy('withdrawn');
    const withdrawn = await withdrawRelease(folder, names.added, MOTIF, NOON, logger);
    expect(withdrawn).toMatchObject({ release: names.added, en_vigueur: names.revised });
    expect((await readCurrentRelease(folder)).release).toBe(names.revised);
    await expect(readRelease(folder, names.added)).rejects.toMatchObject({
      code: 'publication_retiree',
      message: expect.stringContaining(MOTIF),
    });
    expect((await listReleases(folder)).map(({ release, etat }) => [release, etat])).toEqual([
      [names.closed, 'gardee'],
      [names.revised, 'en_vigueur'],
      [names.added, 'retiree'],
    ]);
    expect(await refused(folder)).toMatchObject({ code: 'publication_retiree' });
    await expect(withdrawRelease(folder, names.added, MOTIF, NOON, logger)).rejects.toMatchObject({
      code: 'publication_retiree',
    });
    expect((await verifyReleases(folder)).problemes).toEqual([]);
  });

  it('leaves nothing in force when it was the last', async () => {
    const folder = await copy('all-withdrawn');
    for (const name of [names.closed, names.revised, names.added])
      await withdrawRelease(folder, name, MOTIF, NOON, logger);
    await expect(readCurrentRelease(folder)).rejects.toMatchObject({
      code: 'aucune_publication',
      message: expect.stringContaining('retirées'),
    });
  });

  it('is in force no longer though the run was stopped before it said so', async () => {
    const folder = await copy('half-withdrawn');
    await withdrawRelease(folder, names.added, MOTIF, NOON, logger);
    await writeFile(join(folder, 'current'), `${names.added}\n`);
    await expect(readCurrentRelease(folder)).rejects.toMatchObject({ code: 'publication_retiree' });
    await withdrawRelease(folder, names.closed, MOTIF, NOON, logger);
    expect((await readCurrentRelease(folder)).release).toBe(names.revised);
  });

  it.each([
    ['a release that is not there', '2024-12-31-00000000', MOTIF, 'publication_inconnue'],
    ['no reason', undefined, ' ', 'motif_manquant'],
  ])('is refused for %s', async (_, name, motif, code) => {
    await expect(withdrawRelease(out, name ?? names.added, motif, NOON, logger)).rejects.toMatchObject({
      code,
    });
  });
});

describe('a publication folder that is not whole', () => {
  it.each([
    [
      'a release of the ledger is gone',
      (folder: string) => rm(join(folder, names.closed), { recursive: true }),
      'registre_incomplet',
    ],
    [
      'a manifest is gone',
      (folder: string) => rm(join(folder, names.closed, 'manifest.json')),
      'registre_incomplet',
    ],
    [
      'a file changed',
      (folder: string) => writeFile(join(folder, names.closed, 'comite', 'cubes', 'essai.csv'), 'x'),
      'publication_abimee',
    ],
    ['a manifest changed with its file', forge, 'publication_abimee'],
    ['the ledger is gone', (folder: string) => rm(join(folder, LEDGER_FILE)), 'registre_incomplet'],
    ['the ledger lost its first line', cutLedger, 'registre_abime'],
    ['a release came from elsewhere', foreign, 'registre_incomplet'],
  ])('refuses to publish when %s, and writes nothing', async (what, damage, code) => {
    const folder = await copy(`not-whole-${what.replaceAll(' ', '-')}`);
    await damage(folder);
    const error = await refused(folder);
    expect(error).toMatchObject({ name: 'PublicationError', code });
    // A name that the folder bears may be said; no figure, no label, no path of the machine.
    expect(String(error)).not.toMatch(/orientations|LIBELLE|\b19[89]\b|\/tmp|cpca-years/);
    const verification = verifyReleases(folder).then(({ releases, problemes }) => [
      ...releases.flatMap((one) => one.problemes),
      ...problemes,
    ]);
    if (code === 'registre_abime') await expect(verification).rejects.toMatchObject({ code });
    else if (code === 'publication_abimee') expect(await verification).toMatchObject([{ code }]);
  });

  it('shows nothing that changed, in force or by its name', async () => {
    const folder = await copy('damaged');
    await writeFile(join(folder, names.added, 'audit.json'), '{}');
    const changed = { code: 'publication_abimee', message: expect.stringContaining('audit.json a changé') };
    await expect(readCurrentRelease(folder)).rejects.toMatchObject(changed);
    await expect(readRelease(folder, names.added)).rejects.toMatchObject(changed);
    expect((await readRelease(folder, names.closed)).release).toBe(names.closed);
  });

  it('tells of a frozen year that a release changed without saying so', async () => {
    const folder = await copy('unsaid');
    const file = join(folder, names.revised, 'manifest.json');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), revisions: [] }));
    let ledger = EMPTY_LEDGER;
    for (const release of [names.closed, names.revised]) {
      const manifest = await readManifest(join(folder, release));
      const line = publicationLine(manifest, await manifestHash(join(folder, release)));
      ledger = await appendToLedger(folder, ledger, line);
    }
    await rm(join(folder, names.added), { recursive: true });
    expect((await verifyReleases(folder)).problemes).toMatchObject([
      { code: 'annee_close_changee', message: expect.stringContaining('essai (comite) : 1') },
    ]);
  });
});

describe('releases of before there was a ledger', () => {
  it('are registered once, oldest first, with nothing closed', async () => {
    const folder = join(root, 'older');
    const release = await asBefore(folder, (await publish(folder, {})).release);
    expect(await verifyReleases(folder)).toMatchObject({ registre: false, problemes: [] });
    expect((await readCurrentRelease(folder)).release).toBe(release);
    const told: string[] = [];
    const closed = await publish(folder, { clore: [2024] }, (text) => told.push(text));
    expect(told).toContain('registered 1 release(s) made before there was a ledger');
    expect(
      (await readLedger(folder))?.entries.map(({ release, annees_closes }) => [release, annees_closes]),
    ).toEqual([
      [release, []],
      [closed.release, [2024]],
    ]);
    expect((await verifyReleases(folder)).problemes).toEqual([]);
  });
});

/** Makes a folder's only release one of before the ledger, when the name also stood for the audit; gives its name. */
async function asBefore(folder: string, name: string): Promise<string> {
  const file = join(folder, name, 'manifest.json');
  const { annees_closes, revisions, registre, ...rest } = await readManifest(join(folder, name));
  expect([annees_closes, revisions, registre?.rang]).toEqual([[], [], 1]);
  const release = releaseName(rest.donnees_du, hashOfContent(rest.fichiers, []), []);
  await writeFile(file, JSON.stringify({ ...rest, release }));
  await rename(join(folder, name), join(folder, release));
  await writeFile(join(folder, 'current'), `${release}\n`);
  await rm(join(folder, LEDGER_FILE));
  return release;
}

/** Changes a file, and the manifest so that it agrees with it. */
async function forge(folder: string): Promise<void> {
  const dir = join(folder, names.closed);
  const file = join(dir, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8'));
  manifest.parametres = { ajout: 1 };
  await writeFile(file, JSON.stringify(manifest));
}

async function cutLedger(folder: string): Promise<void> {
  const file = join(folder, LEDGER_FILE);
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.slice(text.indexOf('\n') + 1));
}

async function foreign(folder: string): Promise<void> {
  const file = join(folder, LEDGER_FILE);
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n');
  await writeFile(file, `${lines.slice(0, 1).join('\n')}\n`);
}
