import { copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Field, RecordBatch, Schema, Table, tableFromIPC, tableToIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse } from '../../sql/warehouse.ts';
import { alter } from '../fixture-warehouse.ts';
import { readPublicationRules } from '../publication-rules.ts';
import { publishRelease } from '../release.ts';
import { readOtherFormats } from './other-formats.ts';

/** Large counts that are hidden for the sake of a small one: of all sexes, and of men. */
const HIDDEN = [8329, 9211, 7919, 8821];
const TABLES = `
create schema marts; create schema core;
create table marts.groupe_profil as select 2024 as annee, * from (values
  ('AERS', '34', 'homme', 'sexe', 'homme', 16767), ('AERS', '34', 'homme', 'emploi', 'en_emploi', 7919),
  ('AERS', '34', 'homme', 'emploi', 'sans_emploi', 8821), ('AERS', '34', 'homme', 'emploi', 'en_formation', 3),
  ('AERS', '34', 'homme', 'emploi', 'retraite_ou_invalidite', 24), ('AERS', '34', 'femme', 'sexe', 'femme', 830),
  ('AERS', '34', 'femme', 'emploi', 'en_emploi', 410), ('AERS', '34', 'femme', 'emploi', 'sans_emploi', 390),
  ('AERS', '34', 'femme', 'emploi', 'retraite_ou_invalidite', 30), ('APEX', '66', 'homme', 'sexe', 'homme', 780),
  ('APEX', '66', 'homme', 'emploi', 'en_emploi', 300), ('APEX', '66', 'homme', 'emploi', 'sans_emploi', 380),
  ('APEX', '66', 'homme', 'emploi', 'en_formation', 60), ('APEX', '66', 'homme', 'emploi', 'retraite_ou_invalidite', 40),
  ('APEX', '66', 'femme', 'sexe', 'femme', 225), ('APEX', '66', 'femme', 'emploi', 'en_emploi', 90),
  ('APEX', '66', 'femme', 'emploi', 'sans_emploi', 80), ('APEX', '66', 'femme', 'emploi', 'en_formation', 30),
  ('APEX', '66', 'femme', 'emploi', 'retraite_ou_invalidite', 25), ('UDAF11', '11', 'homme', 'sexe', 'homme', 665),
  ('UDAF11', '11', 'homme', 'emploi', 'en_emploi', 290), ('UDAF11', '11', 'homme', 'emploi', 'sans_emploi', 280),
  ('UDAF11', '11', 'homme', 'emploi', 'en_formation', 50), ('UDAF11', '11', 'homme', 'emploi', 'retraite_ou_invalidite', 45),
  ('UDAF11', '11', 'femme', 'sexe', 'femme', 228), ('UDAF11', '11', 'femme', 'emploi', 'en_emploi', 70),
  ('UDAF11', '11', 'femme', 'emploi', 'sans_emploi', 95), ('UDAF11', '11', 'femme', 'emploi', 'en_formation', 35),
  ('UDAF11', '11', 'femme', 'emploi', 'retraite_ou_invalidite', 28)
) as groupe(antenne, departement, sexe, caracteristique, modalite, personnes);
create table marts.groupe_sortie as from marts.groupe_profil limit 0;
create table core.regroupement (caracteristique varchar, niveau integer, code varchar, code_large varchar,
  libelle_large varchar);
create table core.source_de_genre (annee integer, antenne varchar, genre varchar, source varchar);
`;
const CUBE = 'profil_antennes';

let root: string;
let release: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'cpca-formats-'));
  const warehouse = await openWarehouse({ path: ':memory:' });
  await alter(warehouse, TABLES);
  const { catalogue, thresholds } = await readPublicationRules();
  const cubes = catalogue.cubes.filter(({ nom }) => nom === CUBE || nom === 'profil_region');
  const entree = { fichier: 'a.xlsx', sha256: 'ab'.repeat(32), source: 's', antenne: 'AERS', annee: 2024 };
  const written = await publishRelease({
    ...{ warehouse, out: root, catalogue: { ...catalogue, cubes }, thresholds, annees: { clore: [2024] } },
    ...{ donneesDu: '2024-12-31', sample: false, modeles: {}, parametres: {} },
    ...{ entrees: [{ ...entree, lus: 1, charges: 1, a_corriger: 0 }] },
    ...{ clock: () => new Date('2025-03-01T12:00:00Z'), logger: { info: () => undefined } },
  });
  release = join(root, written.release);
  await warehouse.close();
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** The release with one file of the comité's cube put otherwise. */
async function altered(change: (file: (extension: string) => string) => Promise<unknown>) {
  const dir = await mkdtemp(join(root, 'altered-'));
  await cp(release, dir, { recursive: true });
  await change((extension) => join(dir, 'comite', 'cubes', `${CUBE}.${extension}`));
  return readOtherFormats(dir);
}

/** The cube's Arrow file, changed. */
const withArrow = (change: (table: Table) => Table) =>
  altered(async (file) =>
    writeFile(file('arrow'), tableToIPC(change(tableFromIPC(await readFile(file('arrow')))), 'stream')),
  );

/** Every place of a file where a number stands, as text, as a real or as a whole number. */
function holds(bytes: Buffer, value: number): boolean {
  const real = Buffer.alloc(8);
  real.writeDoubleLE(value);
  const whole = Buffer.alloc(4);
  whole.writeInt32LE(value);
  return [real, whole, Buffer.from(String(value))].some((one) => bytes.includes(one));
}

async function filesOf(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

describe('the other formats of a cube', () => {
  it('tell what its CSV tells, and nothing else', async () => {
    expect(await readOtherFormats(release)).toEqual([]);
    const csv = await readFile(join(release, 'comite', 'cubes', `${CUBE}.csv`), 'utf8');
    expect(csv).toContain(',secret,');
  });

  it('hold a hidden count in none of their bytes, where told ones are found', async () => {
    for (const audience of ['comite', 'drdfe', 'recherche'])
      for (const file of await filesOf(join(release, audience)))
        for (const value of HIDDEN) expect([file, holds(await readFile(file), value)]).toEqual([file, false]);
    const arrow = await readFile(join(release, 'comite', 'cubes', `${CUBE}.arrow`));
    expect(holds(arrow, 16_767)).toBe(true);
  });

  it('are refused with a number under an empty cell', async () => {
    const found = await withArrow((table) => {
      for (const data of table.getChild('valeur')?.data ?? [])
        for (let row = 0; row < data.length; row++) if (!data.getValid(row)) data.values[row] = 3;
      return table;
    });
    expect(found).toEqual([
      {
        audience: 'comite',
        fichier: `${CUBE}.arrow`,
        pourquoi: 'colonne « valeur » : un nombre sous une case vide',
      },
    ]);
  });

  it.each([
    ['after its end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('3')])],
    [
      'that fills up a text',
      (bytes: Buffer) => {
        const table = tableFromIPC(bytes);
        const texts = table.schema.names.flatMap((name) => table.getChild(String(name))?.data ?? []);
        const [filled] = texts.flatMap(({ values, valueOffsets, length }) => {
          const end = valueOffsets?.[length] ?? 0;
          return values instanceof Uint8Array && end < values.length ? [values.subarray(end)] : [];
        });
        if (filled) bytes[filled.byteOffset - bytes.byteOffset] = 3;
        return bytes;
      },
    ],
  ])('are refused with a byte %s', async (_, change) => {
    const found = await altered(async (file) =>
      writeFile(file('arrow'), change(await readFile(file('arrow')))),
    );
    expect(found.map(({ pourquoi }) => pourquoi)).toEqual(['des octets d’aucune case']);
  });

  it('are refused with a note in the schema', async () => {
    const found = await withArrow((table) => {
      const fields = table.schema.fields.map((one) =>
        one.name === 'valeur' ? new Field(one.name, one.type, one.nullable, new Map([['avant', '3']])) : one,
      );
      const schema = new Schema(fields);
      return new Table(
        schema,
        table.batches.map((one) => new RecordBatch(schema, one.data)),
      );
    });
    expect(found.map(({ pourquoi }) => pourquoi)).toEqual(['des métadonnées']);
  });

  it.each(['arrow', 'parquet'])(
    'are refused when the %s file is another cube’s, or has no CSV',
    async (one) => {
      const other = await altered((file) => copyFile(file(one).replace(CUBE, 'profil_region'), file(one)));
      expect(other).toMatchObject([{ fichier: `${CUBE}.${one}`, pourquoi: 'd’autres colonnes' }]);
      const alone = await altered((file) => rm(file('csv')));
      expect(alone).toContainEqual({
        audience: 'comite',
        fichier: `${CUBE}.${one}`,
        pourquoi: 'pas de CSV du même nom',
      });
    },
  );

  it('are refused when the CSV hides a cell that they tell', async () => {
    const found = await altered(async (file) => {
      const [told, hidden] = ['16767,publie', ',secret'];
      const text = await readFile(file('csv'), 'utf8');
      expect(text).toContain(told);
      await writeFile(file('csv'), text.replace(told, hidden));
    });
    expect(found.map(({ fichier, pourquoi }) => [fichier, pourquoi])).toEqual([
      [`${CUBE}.arrow`, 'colonne « valeur » : d’autres cellules'],
      [`${CUBE}.parquet`, 'colonne « valeur » : d’autres cellules'],
    ]);
  });
});
