import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse } from '../sql/warehouse.ts';
import { PLANTED_MARKS } from './known/planted.ts';
import { type PlantedRun, plantedRun } from './known/planted-run.ts';
import { finder } from './known/search.ts';

let run: PlantedRun;

beforeAll(async () => {
  run = await plantedRun();
}, 600_000);
afterAll(() => run.remove());

async function filesBelow(at: string): Promise<string[]> {
  const entries = await readdir(at, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('names, births, telephones and addresses', () => {
  it('are there to be looked for, in the samples and where they were planted', () => {
    expect(run.identities.names.length).toBeGreaterThan(1500);
    expect(run.identities.births.length).toBeGreaterThan(1500);
    expect(run.counts.fichiers).toBeGreaterThan(70);
    expect(run.counts.charges).toBeGreaterThan(4000);
    expect(run.counts.a_corriger).toBeGreaterThan(300);
    expect(run.counts.lus).toBe(run.counts.charges + run.counts.a_corriger);
  });

  it('stand in no byte of the warehouse, of its log or of a release', async () => {
    const days = run.identities.births.flatMap((day) => [day, day.split('-').reverse().join('/')]);
    const find = finder([...run.identities.names, ...days, ...PLANTED_MARKS]);
    const files = await filesBelow(run.kept);
    expect(files.length).toBeGreaterThan(10);
    const leaks: string[] = [];
    for (const file of files) {
      const found = find(await readFile(file));
      if (found !== undefined) leaks.push(`${file.slice(run.kept.length)}: ${found}`);
    }
    expect(leaks).toEqual([]);
  });

  it('stand in no text of the warehouse, whatever its compression: rows, ledger, problems, archive', async () => {
    const find = finder([...run.identities.names, ...run.identities.births, ...PLANTED_MARKS]);
    const warehouse = await openWarehouse({ path: run.places.warehouse, readOnly: true });
    const columns: { table_schema: string; table_name: string; column_name: string }[] = await warehouse
      .knex('information_schema.columns')
      .where('data_type', 'VARCHAR')
      .whereNotIn('table_schema', ['information_schema', 'pg_catalog'])
      .select('table_schema', 'table_name', 'column_name');
    expect(columns.some(({ table_schema }) => table_schema === 'archive')).toBe(true);
    const leaks: string[] = [];
    for (const { table_schema, table_name, column_name } of columns) {
      const values: Record<string, string | null>[] = await warehouse
        .knex(`${table_schema}.${table_name}`)
        .distinct(column_name);
      const found = find(Buffer.from(values.map((row) => row[column_name] ?? '').join('\n')));
      if (found !== undefined) leaks.push(`${table_schema}.${table_name}.${column_name}: ${found}`);
    }
    await warehouse.close();
    expect(leaks).toEqual([]);
  });

  it('stand in nothing that the commands say, but for the names that a sender gave files and sheets', () => {
    const ownNames = run.said
      .split('\n')
      .filter((line) => !/"(fichier|feuille)": /.test(line))
      .map((line) => line.replace(/« [^»]*\.xlsx »/g, '').replace(/^[^:]*\.xlsx[^:]*:/, ''))
      .join('\n');
    expect(ownNames.length).toBeGreaterThan(100_000);
    const find = finder([...run.identities.names, ...run.identities.births, ...PLANTED_MARKS]);
    expect(find(Buffer.from(ownNames))).toBeUndefined();
    expect(find(Buffer.from(run.said))).toBeDefined();
  });
});
