import { afterEach, describe, expect, it } from 'vitest';
import { openWarehouse, type Warehouse } from '../sql/warehouse.ts';
import { essaiCube } from './fixture-cube.ts';
import { alter } from './fixture-warehouse.ts';
import { readMart } from './mart.ts';
import { PublicationError } from './publication-error.ts';

let warehouse: Warehouse | undefined;
afterEach(async () => warehouse?.close());

const COLUMNS = `annee integer, indicateur varchar, antenne varchar, module varchar, site varchar, valeur decimal(9, 1),
  absence varchar, unite varchar, base_valeur varchar, population varchar, contributeurs bigint`;

/** Reads a mart of these columns and rows. */
async function read(columns: string, ...rows: string[]) {
  warehouse = await openWarehouse({ path: ':memory:' });
  await alter(warehouse, `create schema marts; create table marts.essai (${columns})`);
  for (const row of rows) await alter(warehouse, `insert into marts.essai values (${row})`);
  return readMart(await warehouse.connect(), essaiCube());
}

async function refusal(columns: string, ...rows: string[]): Promise<PublicationError> {
  const outcome = await read(columns, ...rows).catch((error: unknown) => error);
  if (outcome instanceof PublicationError) return outcome;
  throw new Error('the mart was accepted', { cause: outcome });
}

const GOOD = `2024, 'orientations', 'APEX', '_T', '_T', 12.5, null, 'personne', null, null, 12`;

describe('a mart', () => {
  it('is read sorted by dimensions, in the order of the catalogue, empty attributes as empty texts', async () => {
    const rows = await read(
      COLUMNS,
      GOOD,
      GOOD.replace("'APEX'", "'AERS'").replace('12.5, null', `null, 'inconnu'`),
    );
    expect(rows).toEqual([
      {
        dimensions: [2024, 'orientations', 'AERS', '_T', '_T'],
        valeur: null,
        absence: 'inconnu',
        contributeurs: 12,
        attributs: ['personne', '', ''],
      },
      {
        dimensions: [2024, 'orientations', 'APEX', '_T', '_T'],
        valeur: 12.5,
        absence: null,
        contributeurs: 12,
        attributs: ['personne', '', ''],
      },
    ]);
  });

  it('is refused when the table is not there', async () => {
    warehouse = await openWarehouse({ path: ':memory:' });
    const connection = await warehouse.connect();
    await expect(readMart(connection, essaiCube())).rejects.toMatchObject({ code: 'mart_absent' });
  });

  it('is refused with a column that the catalogue does not name, such as a key', async () => {
    const error = await refusal(`${COLUMNS}, personne_key varchar`, `${GOOD}, 'SECRET_KEY'`);
    expect(error).toMatchObject({ code: 'mart_colonnes', problemes: [{ colonne: 'personne_key' }] });
    expect(error.message).not.toContain('SECRET_KEY');
  });

  it('is refused without a column of the catalogue', async () => {
    const error = await refusal(COLUMNS.replace(', contributeurs bigint', ''));
    expect(error.problemes).toMatchObject([{ code: 'mart_colonnes', colonne: 'contributeurs' }]);
  });

  it('is refused when a type does not fit, and quotes nothing of it', async () => {
    const error = await refusal(
      COLUMNS.replace('annee integer', 'annee varchar'),
      GOOD.replace('2024', `'Dupont'`),
    );
    expect(error.code).toBe('mart_illisible');
    expect(error.message).not.toContain('Dupont');
  });

  it.each([
    ['an empty dimension', GOOD.replace("'APEX'", 'null'), /dimension n’est jamais vide/],
    ['neither value nor absence', GOOD.replace('12.5', 'null'), /raison de son absence/],
    ['a value and an absence', GOOD.replace('null', `'inconnu'`), /raison de son absence/],
    ['an unknown absence', GOOD.replace('12.5, null', `null, 'perdu'`), /absence est l’une de/],
    ['a negative number of contributors', GOOD.replace(/12$/, '-1'), /contributeurs est un entier/],
  ])('is refused with %s', async (_, row, message) => {
    expect((await refusal(COLUMNS, row)).message).toMatch(message);
  });

  it('is refused when a combination of dimensions stands twice', async () => {
    expect((await refusal(COLUMNS, GOOD, GOOD)).message).toMatch(/une seule ligne par combinaison/);
  });

  it('is refused with a value that is no finite number', async () => {
    const columns = COLUMNS.replace('decimal(9, 1)', 'double');
    expect((await refusal(columns, GOOD.replace('12.5', `'nan'::double`))).message).toMatch(/nombre fini/);
  });
});
