import { afterEach, describe, expect, it } from 'vitest';
import { loadSeed, parseSeed } from './seed.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('seed', () => {
  let warehouse: Warehouse | undefined;
  afterEach(() => warehouse?.close());

  it('keeps every cell as text, an empty one null, a leading zero kept, the byte order mark left out', async () => {
    const seed = parseSeed(
      'commune',
      'x/commune.csv',
      bytes('\uFEFFcode,nom\r\n01004,"Ambérieu ""?"""\r\n\r\n,\r\n'),
    );
    warehouse = await openWarehouse({ path: ':memory:' });
    await warehouse.knex.transaction(async (trx) => {
      await trx.schema.createSchema('seeds');
      await loadSeed(trx, seed, seed);
    });
    expect(await warehouse.knex('commune').withSchema('seeds')).toEqual([
      { code: '01004', nom: 'Ambérieu "?"' },
      { code: null, nom: null },
    ]);
  });

  it('loads tens of thousands of lines in their order', async () => {
    const lines = Array.from({ length: 35_000 }, (_, n) => `${n},nom ${n},${n % 7}`);
    const seed = parseSeed('grand', 'grand.csv', bytes(`n,nom,reste\n${lines.join('\n')}`));
    warehouse = await openWarehouse({ path: ':memory:' });
    await warehouse.knex.transaction(async (trx) => {
      await trx.schema.createSchema('seeds');
      await loadSeed(trx, seed, seed);
    });
    const rows = await warehouse.knex('grand').withSchema('seeds').pluck('n');
    expect(rows).toEqual(lines.map((_, n) => String(n)));
  });

  it('refuses bytes that are no UTF-8, naming the file', () => {
    const latin = new Uint8Array([...bytes('nom\nB'), 0xe9, ...bytes('ziers\n')]);
    expect(() => parseSeed('a', 'nomenclatures/a.csv', latin)).toThrow(
      'nomenclatures/a.csv:1: This file is not UTF-8.',
    );
  });
});
