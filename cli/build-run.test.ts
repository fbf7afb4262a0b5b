import { expect, it } from 'vitest';
import { rawDdl } from '../ingest/raw-tables.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { sourceData } from './build-run.ts';

it('an opinion on a send, or on a finding, changes the print of its own source alone', async () => {
  const warehouse = await openWarehouse({ path: ':memory:', threads: 1 });
  try {
    for (const statement of rawDdl()) await warehouse.knex.raw(statement);
    const before = await sourceData(warehouse);
    expect(await sourceData(warehouse)).toEqual(before);
    await warehouse.knex('meta.validation').insert({
      numero: 1,
      source: 'aers_annuel',
      periode: '2024',
      fichiers: 'a',
      etat: 'valide',
      le: '2025-03-01',
      par: 'direction',
    });
    const validated = await sourceData(warehouse);
    expect(changed(before, validated)).toEqual(['meta.validation']);
    await warehouse.knex.raw('create table if not exists meta.constat_reconnu (numero integer, id varchar)');
    await warehouse.knex('meta.constat_reconnu').insert({ numero: 1, id: 'c' });
    expect(changed(validated, await sourceData(warehouse))).toEqual(['meta.constat_reconnu']);
  } finally {
    await warehouse.close();
  }
});

function changed(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  return Object.keys(after).filter((id) => before[id] !== after[id]);
}
