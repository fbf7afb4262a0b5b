import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { arrowOf, parquetOf } from './arrow-result.ts';
import { DEFAULT_LIMITS } from './query-limits.ts';
import { runQuery } from './query-result.ts';

const VALUES = `select * from (values
  (1::tinyint, 2::integer, 9007199254740993::bigint, 170141183460469231731687303715884105727::hugeint / 10,
   -12345678.9012::decimal(18, 4), 0.1::double, true, date '2024-12-31', 'é "x", y', [1, 2], timestamp '2024-01-01 10:00:00'),
  (null, null, null, null, null, null, null, null, null, null, null)
) as t(tiny, entier, grand, geant, decimale, reel, vrai, jour, texte, liste, instant)`;

let connection: DuckDBConnection;
let root: string;
beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  root = await mkdtemp(join(tmpdir(), 'cpca-arrow-'));
});
afterAll(async () => {
  connection.closeSync();
  await rm(root, { recursive: true, force: true });
});

describe('an answer in columns', () => {
  it('opens with apache-arrow, with types and nulls', async () => {
    const table = tableFromIPC(arrowOf(await runQuery(connection, VALUES, DEFAULT_LIMITS)));
    expect(table.schema.fields.map((field) => `${field.name} ${field.type}`)).toEqual([
      'tiny Int32',
      'entier Int32',
      'grand Int64',
      'geant Float64',
      'decimale Decimal[18e+4]',
      'reel Float64',
      'vrai Bool',
      'jour Date32<DAY>',
      'texte Utf8',
      'liste Utf8',
      'instant Utf8',
    ]);
    expect(table.get(0)?.toJSON()).toMatchObject({
      grand: 9007199254740993n,
      texte: 'é "x", y',
      liste: '[1, 2]',
      vrai: true,
      jour: Date.parse('2024-12-31'),
    });
    expect(Object.values(table.get(1)?.toJSON() ?? {}).filter((cell) => cell !== null)).toEqual([]);
  });

  it('is read back by the engine from Parquet as it was', async () => {
    const sql = `select entier, grand, decimale, reel, vrai, jour, texte, sum(grand) over () as somme from (${VALUES})`;
    const file = join(root, 'answer.parquet');
    await writeFile(file, parquetOf(await runQuery(connection, sql, DEFAULT_LIMITS)));
    const before = await connection.runAndReadAll(sql);
    const after = await connection.runAndReadAll(`select * from read_parquet('${file}')`);
    expect(after.getRowObjectsJson()).toEqual(before.getRowObjectsJson());
  });

  it('keeps its columns when it has no row', async () => {
    const result = await runQuery(connection, `select * from (${VALUES}) where false`, DEFAULT_LIMITS);
    const table = tableFromIPC(arrowOf(result));
    expect({ rows: table.numRows, columns: table.numCols }).toEqual({ rows: 0, columns: 11 });
    expect(parquetOf(result).length).toBeGreaterThan(0);
  });
});
