import { describe, expect, it } from 'vitest';
import { openWarehouse } from '../sql/warehouse.ts';
import { append } from './append.ts';
import { type Batch, batchOf, type LoadValue } from './batch.ts';
import { rawDdl } from './raw-tables.ts';

/** What a raw table holds after loading batches into it, in one transaction. */
async function loadedBatches(table: 'figure' | 'seance', batches: Batch[], columns: string) {
  const warehouse = await openWarehouse({ path: ':memory:' });
  try {
    const connection = await warehouse.connect();
    for (const statement of rawDdl()) await connection.run(statement);
    await connection.run('begin transaction');
    for (const batch of batches) await append(connection, table, batch);
    await connection.run('commit');
    const reader = await connection.runAndReadAll(`select ${columns} from raw.${table}`);
    return reader.getRowsJson();
  } finally {
    await warehouse.close();
  }
}

const loaded = (table: 'figure' | 'seance', batches: Record<string, LoadValue>[][], columns: string) =>
  loadedBatches(table, batches.map(batchOf), columns);
const loadedBatch = (table: 'figure' | 'seance', batch: Batch, columns: string) =>
  loadedBatches(table, [batch], columns);

const line = (ligne: number, more: Record<string, LoadValue>) => ({
  fichier_id: 'f',
  annee: 2024,
  ligne,
  ...more,
});

describe('rows into a raw table', () => {
  it('keep their order, their types and their blanks, where rows differ and where they are alike', async () => {
    const rows = [
      line(2, { seance: 'S1', date_seance: '2024-02-29', duree_heures: 1.5, capacite: 12 }),
      line(3, { seance: 'S2', date_seance: '2024-03-07', duree_heures: null, capacite: 12 }),
      line(4, { seance: null, date_seance: null, duree_heures: 0.1, capacite: 12, public: null }),
    ];
    expect(
      await loaded(
        'seance',
        [rows],
        'fichier_id, annee, ligne, seance, date_seance, duree_heures, capacite, public',
      ),
    ).toEqual([
      ['f', 2024, 2, 'S1', '2024-02-29', '1.5000', 12, null],
      ['f', 2024, 3, 'S2', '2024-03-07', null, 12, null],
      ['f', 2024, 4, null, null, '0.1000', 12, null],
    ]);
  });

  it('of which there is one only', async () => {
    const figure = { cellule: 'B2', valeur: 1234.5678, valeur_max: 0.00005, approche: true, annee: 2024 };
    expect(
      await loaded('figure', [[figure]], 'cellule, valeur, valeur_max, approche, annee, absence'),
    ).toEqual([['B2', '1234.5678', '0.0001', true, 2024, null]]);
  });

  it('in several goes, and none at all', async () => {
    const batches = [[], [line(2, {})], [line(3, { duree_heures: 2 }), line(4, { duree_heures: 2 })], []];
    expect(await loaded('seance', batches, 'ligne, duree_heures, annee')).toEqual([
      [2, null, 2024],
      [3, '2.0000', 2024],
      [4, '2.0000', 2024],
    ]);
  });

  it('of which a column is said once, or not at all', async () => {
    const columns = new Map<string, LoadValue | LoadValue[]>([
      ['ligne', [2, 3]],
      ['annee', 2024],
      ['date_seance', '2024-03-07'],
      ['duree_heures', [1.5, null]],
    ]);
    const read = 'ligne, annee, date_seance, duree_heures, public';
    expect(await loadedBatch('seance', { length: 2, columns }, read)).toEqual([
      [2, 2024, '2024-03-07', '1.5000', null],
      [3, 2024, '2024-03-07', null, null],
    ]);
  });

  it('more than are handed over at once, each once and in order', async () => {
    const lignes = Array.from({ length: 250_000 }, (_, at) => at);
    const columns = new Map<string, LoadValue | LoadValue[]>([
      ['ligne', lignes],
      ['seance', lignes.map((at) => `S${at}`)],
    ]);
    const sums =
      "count(*)::integer, count(*) filter (seance = concat('S', ligne))::integer, min(ligne), max(ligne), bool_and(ligne = rowid)";
    expect(await loadedBatch('seance', { length: lignes.length, columns }, sums)).toEqual([
      [250_000, 250_000, 0, 249_999, true],
    ]);
  });

  it('whose every column is alike', async () => {
    expect(await loaded('seance', [[line(2, {}), line(2, {})]], 'ligne, fichier_id')).toEqual([
      [2, 'f'],
      [2, 'f'],
    ]);
  });
});
