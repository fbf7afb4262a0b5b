import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Warehouse } from '../sql/warehouse.ts';
import { AUDIENCES } from './catalogue.ts';
import { readCurrentRelease } from './current-release.ts';
import { alter, fixtureWarehouse, PLANTED } from './fixture-warehouse.ts';
import { hashTree, verifyRelease } from './manifest.ts';
import { readPublicationRules } from './publication-rules.ts';
import { type PublishOptions, publishRelease } from './release.ts';

let root: string;
let warehouse: Warehouse;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-release-'));
  warehouse = await fixtureWarehouse();
});
afterEach(async () => {
  await warehouse.close();
  await rm(root, { recursive: true, force: true });
});

async function publish(change: Partial<PublishOptions> = {}) {
  const rules = await readPublicationRules();
  return publishRelease({
    warehouse,
    out: join(root, 'publication'),
    ...rules,
    donneesDu: '2024-12-31',
    sample: true,
    entrees: [
      {
        fichier: 'aers.xlsx',
        sha256: 'ab'.repeat(32),
        source: 'declares',
        antenne: 'AERS',
        annee: 2024,
        lus: 3,
        charges: 2,
        a_corriger: 1,
      },
    ],
    modeles: { chiffres_cles: 'f00d' },
    parametres: { annee: 2024 },
    clock: () => new Date('2025-03-01T10:00:00Z'),
    logger: { info: () => undefined },
    ...change,
  });
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

/** All rows of what DuckDB reads from an expression, as plain values. */
async function readWithEngine(from: string, database = ':memory:') {
  const instance = await DuckDBInstance.create(database);
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(`select * from ${from}`)).getRowObjectsJson();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('a release', () => {
  it('is a folder of its name, verified by its manifest, and in force', async () => {
    const { release, dir, created, manifest } = await publish();
    expect(created).toBe(true);
    expect(release).toMatch(/^2024-12-31-[0-9a-f]{8}$/);
    expect(await verifyRelease(dir)).toEqual(manifest);
    expect(await readCurrentRelease(join(root, 'publication'))).toEqual({ release, dir, manifest });
    expect(await readdir(join(root, 'publication'))).toEqual([release, 'current', 'registre.jsonl']);
    expect(manifest).toMatchObject({
      version: 1,
      release,
      donnees_du: '2024-12-31',
      echantillon: true,
      cree_le: '2025-03-01T10:00:00.000Z',
    });
    const { catalogue } = await readPublicationRules();
    expect(Object.keys(manifest.cubes.comite)).toEqual(catalogue.cubes.map(({ nom }) => nom));
    expect(Object.keys(manifest.cubes.drdfe)).not.toContain('budget_entrees');
    expect(Object.keys(manifest.cubes.recherche)).toEqual([
      ...['chiffres_cles', 'activite', 'antennes', 'offre'],
      ...['profil_region', 'profil_departements', 'sensibles_region', 'sorties_classes', 'sorties_motifs'],
    ]);
  });

  it('gives research the cubes of the golden folder', async () => {
    const { dir } = await publish();
    for (const cube of ['chiffres_cles', 'activite', 'antennes', 'offre']) {
      const csv = await readFile(join(dir, 'recherche', 'cubes', `${cube}.csv`), 'utf8');
      await expect(csv).toMatchFileSnapshot(`golden/recherche/${cube}.csv`);
    }
    await expect(await readFile(join(dir, 'audit.json'), 'utf8')).toMatchFileSnapshot('golden/audit.txt');
  });

  it('states in the audience’s catalogue the breakdowns she does not get, and counts nobody there', async () => {
    const { dir } = await publish();
    const { cubes } = JSON.parse(await readFile(join(dir, 'recherche', 'catalogue.json'), 'utf8'));
    const activite = cubes.find((cube: { nom: string }) => cube.nom === 'activite');
    expect(activite.ventilations_retirees).toEqual([
      { bloc: {}, ventilations: ['site'], cause: 'niveau_non_prevu' },
      {
        bloc: { annee: [2024], indicateur: ['personnes_accompagnees'] },
        ventilations: ['module'],
        cause: 'seuil',
      },
    ]);
    const comite = JSON.parse(await readFile(join(dir, 'comite', 'catalogue.json'), 'utf8'));
    expect(
      comite.cubes.flatMap((cube: { ventilations_retirees: unknown[] }) => cube.ventilations_retirees),
    ).toEqual([]);
  });

  it('has the same bytes and the same name from the same data, whatever the time and the place', async () => {
    const first = await publish();
    const second = await publish({
      out: join(root, 'elsewhere'),
      clock: () => new Date('2026-01-01T00:00:00Z'),
    });
    expect(second).toMatchObject({ release: first.release, created: true });
    const stable = (hashes: Record<string, string>) =>
      Object.fromEntries(Object.entries(hashes).filter(([path]) => !path.endsWith('.duckdb')));
    expect(stable(await hashTree(second.dir))).toEqual(stable(await hashTree(first.dir)));
    for (const audience of AUDIENCES) {
      for (const cube of Object.keys(first.manifest.cubes[audience])) {
        const [one, other] = await Promise.all(
          [first, second].map(({ dir }) => readWithEngine(cube, join(dir, audience, 'cpca.duckdb'))),
        );
        expect(one).toEqual(other);
      }
    }
  });

  it('is not written again when nothing changed', async () => {
    const first = await publish();
    const before = await hashTree(first.dir);
    const again = await publish({ clock: () => new Date('2026-01-01T00:00:00Z') });
    expect(again).toMatchObject({ release: first.release, created: false });
    expect(again.manifest.cree_le).toBe('2025-03-01T10:00:00.000Z');
    expect(await hashTree(first.dir)).toEqual(before);
  });

  it('leaves the release before it as it was when the data change, and takes its place', async () => {
    const first = await publish();
    const before = await hashTree(first.dir);
    await alter(warehouse, `update marts.offre set valeur = 1 where departement = '48'`);
    const second = await publish();
    expect(second.release).not.toBe(first.release);
    expect(await hashTree(first.dir)).toEqual(before);
    expect((await readCurrentRelease(join(root, 'publication'))).release).toBe(second.release);
  });

  it('goes back into force when the data go back', async () => {
    const first = await publish();
    await alter(warehouse, `update marts.offre set valeur = 1 where departement = '48'`);
    await publish();
    await alter(warehouse, `update marts.offre set valeur = 0 where departement = '48'`);
    expect(await publish()).toMatchObject({ release: first.release, created: false });
    expect((await readCurrentRelease(join(root, 'publication'))).release).toBe(first.release);
  });

  it('is another one for real data than for samples', async () => {
    const sample = await publish();
    const real = await publish({ out: join(root, 'real'), sample: false });
    expect(real.release).not.toBe(sample.release);
    expect(real.manifest.echantillon).toBe(false);
  });

  it('reads the warehouse from its file, read only', async () => {
    const path = join(root, 'warehouse.duckdb');
    await (await fixtureWarehouse(path)).close();
    const fromFile = await publish({ warehouse: { path } });
    expect((await publish({ out: join(root, 'elsewhere') })).release).toBe(fromFile.release);
  });
});

describe('the files of a cube', () => {
  it('hold the same rows in CSV, Parquet, Arrow and the database, and Arrow opens with apache-arrow', async () => {
    const { dir, manifest } = await publish();
    for (const audience of AUDIENCES) {
      for (const [cube, { lignes }] of Object.entries(manifest.cubes[audience])) {
        const file = (ext: string) => join(dir, audience, 'cubes', `${cube}.${ext}`);
        const csv: Record<string, string>[] = parse(await readFile(file('csv')), { columns: true });
        const arrow = tableFromIPC(await readFile(file('arrow')));
        const parquet = await readWithEngine(`read_parquet('${file('parquet')}')`);
        const database = await readWithEngine(cube, join(dir, audience, 'cpca.duckdb'));
        expect(arrow.numRows).toBe(lignes);
        expect(arrow.toArray().map((row) => row.toJSON())).toEqual(parquet);
        expect(database).toEqual(parquet);
        const texts = parquet.map((row) =>
          Object.fromEntries(
            Object.entries(row).map(([key, cell]) => [key, cell === null ? '' : String(cell)]),
          ),
        );
        expect(csv).toEqual(texts);
      }
    }
  });

  it('are what the data package says: columns, sizes, digests', async () => {
    const { dir, manifest } = await publish();
    const text = await readFile(join(dir, 'recherche', 'datapackage.json'), 'utf8');
    const { resources }: { resources: Record<string, unknown>[] } = JSON.parse(text);
    expect(resources).toHaveLength(3 * Object.keys(manifest.cubes.recherche).length);
    for (const { path, bytes, hash, schema } of resources) {
      const content = await readFile(join(dir, 'recherche', String(path)));
      expect(content.length).toBe(bytes);
      expect(`sha256:${manifest.fichiers[`recherche/${path}`]}`).toBe(hash);
      if (schema === undefined) continue;
      const header = content.toString('utf8').split('\n', 1)[0]?.split(',');
      expect(Object(schema).fields.map((field: { name: string }) => field.name)).toEqual(header);
    }
  });

  it('bear comments in the database', async () => {
    const { dir } = await publish();
    const comments = await readWithEngine(
      `duckdb_columns() where table_name = 'offre' and column_name = 'departement'`,
      join(dir, 'drdfe', 'cpca.duckdb'),
    );
    expect(comments).toMatchObject([{ comment: 'Département' }]);
  });
});

describe('the wall around persons', () => {
  it('lets not a byte of the tables about persons into a release, in any file, read raw or by its format', async () => {
    const { dir } = await publish();
    const files = await filesOf(dir);
    expect(files.length).toBeGreaterThan(40);
    const leaks: string[] = [];
    const look = (where: string, text: string) => {
      const planted = [...PLANTED.texts, ...PLANTED.numbers.map(String), 'personne_key', 'contributeurs'];
      for (const marker of planted) if (text.includes(marker)) leaks.push(`${where}: ${marker}`);
    };
    for (const path of files) {
      const bytes = await readFile(path);
      // The catalogues say in words how persons are counted; the files of data may not even name the column.
      look(path, bytes.toString('latin1').replaceAll('"contributeurs"', ''));
      if (path.endsWith('.parquet'))
        look(path, JSON.stringify(await readWithEngine(`read_parquet('${path}')`)));
      if (path.endsWith('.arrow')) look(path, JSON.stringify(tableFromIPC(bytes).toArray().map(String)));
      if (!path.endsWith('.duckdb')) continue;
      const tables = await readWithEngine('duckdb_tables()', path);
      for (const { table_name } of tables)
        look(path, JSON.stringify(await readWithEngine(String(table_name), path)));
      for (const { view_name } of await readWithEngine('duckdb_views() where not internal', path))
        leaks.push(`${view_name}`);
    }
    expect(leaks).toEqual([]);
  });

  it('would see a marker: one planted in a cube is found', async () => {
    await alter(warehouse, `update marts.offre set libelle = 'MARQUEUR_FAIT'`);
    const { dir } = await publish();
    const csv = await readFile(join(dir, 'comite', 'cubes', 'offre.csv'), 'utf8');
    expect(csv).toContain('MARQUEUR_FAIT');
  });

  it.each([
    [
      'a mart that carries a key',
      `alter table marts.activite add column personne_key varchar`,
      'mart_colonnes',
    ],
    [
      'a characteristic as a modality',
      `update marts.chiffres_cles set modalite = 'sexe_femme' where modalite = 'hotel'`,
      'contenu_retenu',
    ],
    [
      'a characteristic as an indicator',
      `update marts.activite set indicateur = 'age_18_25' where indicateur = 'seances'`,
      'contenu_retenu',
    ],
    ['a mart that is not there', `drop table marts.offre`, 'mart_absent'],
  ])('writes nothing at all for %s', async (_, sql, code) => {
    await alter(warehouse, sql);
    await expect(publish()).rejects.toMatchObject({ name: 'PublicationError', code });
    expect(await readdir(join(root, 'publication'))).toEqual([]);
  });

  it('refuses a catalogue that labels the table of all figures V, before reading it', async () => {
    const { catalogue, thresholds } = await readPublicationRules();
    const cubes = catalogue.cubes.map((cube) =>
      cube.nom === 'activite' ? { ...cube, mart: 'indicateur' } : cube,
    );
    const attempt = publish({ catalogue: { ...catalogue, cubes }, thresholds });
    await expect(attempt).rejects.toMatchObject({ code: 'mart_interieur' });
  });

  it('tells the problems of all cubes at once', async () => {
    await alter(warehouse, 'drop table marts.offre; drop table marts.antennes');
    await expect(publish()).rejects.toMatchObject({
      problemes: [{ code: 'mart_absent' }, { code: 'mart_absent' }],
    });
  });
});

describe('a publication folder', () => {
  it('is cleared of what a killed run left, and of nothing else', async () => {
    await publish();
    const out = join(root, 'publication');
    // No process has this number: the highest that any system gives is far below.
    await writeFile(join(out, '.tmp-2147483646-1'), 'left over');
    await writeFile(join(out, '.tmp-notes'), 'kept');
    await publish();
    expect((await readdir(out)).filter((name) => name.startsWith('.'))).toEqual(['.tmp-notes']);
  });

  it('never holds both samples and real data', async () => {
    const sample = await publish();
    await expect(publish({ sample: false })).rejects.toMatchObject({ code: 'echantillon_et_reel' });
    expect((await readCurrentRelease(join(root, 'publication'))).release).toBe(sample.release);
  });

  it.each([
    [
      'changed',
      (dir: string) => writeFile(join(dir, 'comite', 'cubes', 'offre.csv'), 'x'),
      /offre\.csv a changé/,
    ],
    ['lost', (dir: string) => rm(join(dir, 'audit.json')), /audit\.json manque/],
    ['added', (dir: string) => writeFile(join(dir, 'notes.txt'), 'x'), /notes\.txt n’appartient pas/],
  ])('says of a release of the same content that a file was %s', async (_, damage, message) => {
    const { dir } = await publish();
    await damage(dir);
    await expect(publish()).rejects.toMatchObject({
      code: 'publication_abimee',
      message: expect.stringMatching(message),
    });
  });

  it('says that nothing was published yet', async () => {
    await expect(readCurrentRelease(root)).rejects.toMatchObject({ code: 'aucune_publication' });
  });

  it.each(['../../etc', '', '2024-12-31-ABCDEFGH'])('refuses a current release named %j', async (name) => {
    await writeFile(join(root, 'current'), name);
    await expect(readCurrentRelease(root)).rejects.toMatchObject({ code: 'publication_abimee' });
  });
});
