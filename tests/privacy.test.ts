import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPublish } from '../cli/pipeline.ts';
import { SAMPLES_DIR } from '../cli/places.ts';
import { type SampleRun, sampleRun } from './known/sample-run.ts';

let run: SampleRun;
let names: string[] = [];
let births: string[] = [];

beforeAll(async () => {
  run = await sampleRun();
  await runPublish(
    run.places,
    () => new Date('2025-02-01T12:00:00Z'),
    () => {},
  );
  const book = XLSX.read(await readFile(join(SAMPLES_DIR, 'extraits', 'via-voltaire-2024.xlsx')));
  const sheet = book.Sheets['Suivi individuel'];
  const rows: Record<string, string>[] = sheet
    ? XLSX.utils.sheet_to_json(sheet, { range: 2, raw: false, dateNF: 'dd/mm/yyyy' })
    : [];
  const persons = rows.filter((row) => row['N° dossier'] !== 'Total');
  names = [...new Set(persons.flatMap((row) => [row.Nom ?? '', row['N° dossier'] ?? '']))];
  births = [...new Set(persons.map((row) => row['Né(e) le'] ?? ''))];
});
afterAll(() => run.remove());

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

describe('names stay at the antenne', () => {
  it('has names to look for', () => {
    expect(names.length).toBeGreaterThan(600);
    expect(births.every((day) => /^\d{2}\/\d{2}\/\d{4}$/.test(day))).toBe(true);
  });

  it('no name, file number or day of birth stands in the bytes of the warehouse or of a release', async () => {
    const days = births.flatMap((day) => [day, day.split('/').reverse().join('-')]);
    const latin = [...names, ...days].map((text) => Buffer.from(text, 'utf8').toString('latin1'));
    const any = new RegExp(latin.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|'));
    for (const file of await filesBelow(run.folder)) {
      const found = any.exec((await readFile(file)).toString('latin1'))?.[0];
      expect({ file: file.replace(run.folder, ''), found }).toEqual({
        file: file.replace(run.folder, ''),
        found: undefined,
      });
    }
  });

  it('nor in any text column of the warehouse, whatever its compression', async () => {
    const warehouse = await run.open();
    const columns: { table_schema: string; table_name: string; column_name: string }[] = await warehouse
      .knex('information_schema.columns')
      .whereIn('data_type', ['VARCHAR'])
      .whereIn('table_schema', ['raw', 'meta', 'staging', 'core', 'marts', 'seeds'])
      .select('table_schema', 'table_name', 'column_name');
    const wanted = new Set([...names, ...births]);
    for (const { table_schema, table_name, column_name } of columns) {
      const values: Record<string, string | null>[] = await warehouse
        .knex(`${table_schema}.${table_name}`)
        .distinct(column_name);
      const found = values.filter((row) => wanted.has(row[column_name] ?? ''));
      expect({ table_name, column_name, found }).toEqual({ table_name, column_name, found: [] });
    }
    await warehouse.close();
  });

  it('tables about persons stay inside: a release holds no characteristic of persons', async () => {
    const folder = join(
      run.places.publication,
      (await readFile(join(run.places.publication, 'current'), 'utf8')).trim(),
    );
    const words = [
      'situation_conjugale',
      'celibataire',
      'aah_invalidite',
      'sans_ressources',
      'personne_key',
      'tranche_age',
      '26_34_ans',
      'sortie_concertee',
      'autres_partenaires',
      'incarceration',
    ];
    for (const file of (await filesBelow(folder)).filter((name) =>
      /cubes|(catalogue|audit|datapackage)\.json$/.test(name),
    )) {
      const content = (await readFile(file)).toString('latin1');
      expect({
        file: file.replace(folder, ''),
        found: words.filter((word) => content.includes(word)),
      }).toEqual({ file: file.replace(folder, ''), found: [] });
    }
  });
});
