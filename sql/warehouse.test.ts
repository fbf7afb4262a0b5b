import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decimalValue } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { SqlError } from './error.ts';
import { openWarehouse, type Warehouse, type WarehouseOptions } from './warehouse.ts';

const folder = mkdtempSync(join(tmpdir(), 'warehouse-'));
const opened: Warehouse[] = [];

async function open(options: WarehouseOptions): Promise<Warehouse> {
  const warehouse = await openWarehouse(options);
  opened.push(warehouse);
  return warehouse;
}

async function refusal(work: () => unknown): Promise<SqlError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

afterEach(async () => {
  for (const warehouse of opened.splice(0)) await warehouse.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('results', () => {
  it('gives counts and sums as numbers, and what is beyond safe integers as text', async () => {
    const { knex } = await open({ path: ':memory:' });
    const { rows } = await knex.raw(`
      select count(*) as n, sum(x) as s, cast(9007199254740993 as bigint) as large,
             sum(cast(9007199254740993 as bigint)) as huge
      from range(3) as t(x)`);
    expect(rows).toEqual([{ n: 3, s: 3, large: '9007199254740993', huge: '27021597764222979' }]);
    expect(() => JSON.stringify(rows)).not.toThrow();
  });

  it('never makes a float of a decimal', async () => {
    const { knex } = await open({ path: ':memory:' });
    const { rows } = await knex.raw(
      'select cast(0.10 as decimal(18,2)) as d, [cast(1.50 as decimal(5,2))] as l',
    );
    expect(rows).toEqual([{ d: '0.10', l: ['1.50'] }]);
  });

  it('gives dates as ISO text, those with a zone in UTC', async () => {
    const { knex } = await open({ path: ':memory:' });
    const { rows } = await knex.raw(`
      select date '2024-02-29' as jour, timestamp '2024-02-29 10:00:00.5' as instant,
             timestamptz '2024-07-01 10:00:00+02' as zone, cast(null as date) as rien`);
    expect(rows).toEqual([
      { jour: '2024-02-29', instant: '2024-02-29T10:00:00.5', zone: '2024-07-01T08:00:00Z', rien: null },
    ]);
  });

  it('gives any 64-bit integer back exactly', async () => {
    const { knex } = await open({ path: ':memory:' });
    await knex.raw('create table t (n bigint)');
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), async (n) => {
        await knex('t').insert({ n });
        const row = await knex('t').where({ n }).first();
        expect(BigInt(row.n)).toBe(n);
      }),
      { numRuns: 60 },
    );
  });
});

describe('bindings', () => {
  it('binds text, numbers, booleans, dates, bytes, lists and exact decimals', async () => {
    const { knex } = await open({ path: ':memory:' });
    await knex.schema.createTable('t', (table) => {
      table.text('texte');
      table.integer('entier');
      table.double('reel');
      table.boolean('oui');
      table.timestamp('instant', { useTz: false });
      table.decimal('montant', 18, 2);
      table.date('jour');
    });
    await knex('t').insert({
      texte: "l'été ?",
      entier: 3,
      reel: 1e300,
      oui: true,
      instant: new Date('2024-01-02T03:04:05Z'),
      montant: '19.99',
      jour: '2024-02-29',
    });
    const expected = {
      texte: "l'été ?",
      entier: 3,
      reel: 1e300,
      oui: true,
      instant: '2024-01-02T03:04:05',
      montant: '19.99',
      jour: '2024-02-29',
    };
    expect(await knex('t').where('jour', '>=', '2024-02-29').where('montant', '>', '3')).toEqual([expected]);
    expect(
      await knex('t')
        .where('montant', decimalValue(1999n, 18, 2))
        .first(),
    ).toEqual(expected);
    const bytes = Buffer.from([0, 255]);
    const { rows } = await knex.raw('select list_contains(?, 3) as l, octet_length(?) as o', [[1, 3], bytes]);
    expect(rows).toEqual([{ l: true, o: 2 }]);
  });

  it('returns any text as it was given', async () => {
    const { knex } = await open({ path: ':memory:' });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 20 }).filter((s) => !s.includes('\0')),
        async (text) => {
          const { rows } = await knex.raw(`select ? as bound, '${text.replaceAll("'", "''")}' as literal`, [
            text,
          ]);
          expect(rows).toEqual([{ bound: text, literal: text }]);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leaves question marks in strings, identifiers and comments alone', async () => {
    const { knex } = await open({ path: ':memory:' });
    const { rows } = await knex.raw(
      `select 'qui ?' as "a?", regexp_replace('a?b', '\\?', ?) as b -- quoi ?\n /* où ? */, $$?$$ as c`,
      ['-'],
    );
    expect(rows).toEqual([{ 'a?': 'qui ?', b: 'a-b', c: '?' }]);
  });
});

describe('queries', () => {
  it('counts what an update and a delete changed, and returns what was asked for', async () => {
    const { knex } = await open({ path: ':memory:' });
    await knex.raw('create table t (id integer primary key, nom text)');
    expect(
      await knex('t')
        .insert([{ id: 1, nom: 'a' }, { id: 2 }])
        .returning('id'),
    ).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await knex('t').where('id', 1).update({ nom: 'b' })).toBe(1);
    await knex('t').insert({ id: 1, nom: 'c' }).onConflict('id').merge();
    expect(await knex('t').pluck('nom').orderBy('id')).toEqual(['c', null]);
    expect(await knex('t').del()).toBe(2);
    await knex('t').insert({ id: 1 });
    await knex('t').truncate();
    expect(await knex('t').count({ n: '*' })).toEqual([{ n: 0 }]);
  });

  it('makes tables with keys, unique columns and comments that hold quotes', async () => {
    const { knex } = await open({ path: ':memory:' });
    await knex.schema.createSchema('core');
    await knex.schema.withSchema('core').createTable('t', (table) => {
      table.integer('id').primary();
      table.text('code').comment("l'« antenne » d'origine ''?").unique();
      table.comment("d'un an");
    });
    await knex.raw("insert into core.t values (1, 'a')");
    expect((await refusal(() => knex.raw("insert into core.t values (2, 'a')"))).details.detail).toMatch(
      /unique/i,
    );
    expect(await knex.schema.withSchema('core').hasTable('t')).toBe(true);
    const { rows } = await knex.raw(
      "select comment from duckdb_columns() where column_name = 'code' union all select comment from duckdb_tables()",
    );
    expect(rows).toEqual([{ comment: "l'« antenne » d'origine ''?" }, { comment: "d'un an" }]);
    expect(Object.keys(await knex('t').withSchema('core').columnInfo())).toEqual(['id', 'code']);
  });

  it('holds a foreign key stated when a table is made', async () => {
    const { knex } = await open({ path: ':memory:' });
    await knex.schema.createSchema('core');
    await knex.schema.withSchema('core').createTable('antenne', (table) => table.text('code').primary());
    await knex.schema.withSchema('core').createTable('site', (table) => {
      table.text('antenne').references('code').inTable('core.antenne');
      table.text('nom');
      table.primary(['antenne', 'nom']);
    });
    await knex('antenne').withSchema('core').insert({ code: 'APEX' });
    await knex('site').withSchema('core').insert({ antenne: 'APEX', nom: 'Perpignan' });
    const stranger = await refusal(() =>
      knex('site').withSchema('core').insert({ antenne: 'AILLEURS', nom: 'x' }),
    );
    expect(stranger.details.detail).toMatch(/foreign key/i);
  });

  it('refuses serial columns and keys that the engine cannot hold, with what to do instead', async () => {
    const { knex } = await open({ path: ':memory:' });
    const serial = await refusal(() => knex.schema.createTable('a', (table) => table.increments('id')));
    expect(serial.code).toBe('increments');
    await knex.schema.createTable('a', (table) => table.integer('id').primary());
    await knex.schema.createTable('b', (table) => table.integer('x'));
    const later = await refusal(() =>
      knex.schema.alterTable('b', (table) => table.foreign('x').references('id').inTable('a')),
    );
    expect(later.remede).toMatch(/relationships/);
    const cascade = await refusal(() =>
      knex.schema.createTable('c', (table) =>
        table.integer('x').references('id').inTable('a').onDelete('cascade'),
      ),
    );
    expect(cascade.remede).toMatch(/onDelete/);
  });

  it('streams rows, and tells of an error in the midst', async () => {
    const { knex } = await open({ path: ':memory:' });
    let n = 0;
    for await (const row of knex.raw('select x from range(5000) t(x)').stream()) n += row.x === n ? 1 : 0;
    expect(n).toBe(5000);
    const error = await refusal(async () => {
      for await (const _ of knex
        .raw("select cast(if(x = 4000, 'a', '1') as int) from range(5000) t(x)")
        .stream());
    });
    expect(error.details.detail).toMatch(/Could not convert string 'a'/);
    expect((await knex.raw('select 1 as un')).rows).toEqual([{ un: 1 }]);
  });

  it('cancels a statement that takes too long and goes on with the same connection', async () => {
    const { knex } = await open({ path: ':memory:' });
    const slow = knex
      .raw('select count(*) from range(100000000) a, range(1000) b')
      .timeout(100, { cancel: true });
    await expect(slow).rejects.toThrow(/timeout of 100ms/);
    expect((await knex.raw('select 1 as un')).rows).toEqual([{ un: 1 }]);
  });

  it('shows one database in memory to every slot of the pool', async () => {
    const { knex, connect } = await openWarehouse({ path: ':memory:' }).then((w) => {
      opened.push(w);
      return { knex: w.knex, connect: () => w.connect() };
    });
    await knex.raw('create table t as select 1 as x');
    const many = await Promise.all(Array.from({ length: 12 }, () => knex('t').first()));
    expect(many).toEqual(Array.from({ length: 12 }, () => ({ x: 1 })));
    const own = await connect();
    expect((await own.runAndReadAll('select x from t')).getRows()).toEqual([[1]]);
  });
});

describe('transactions', () => {
  it('undoes everything, tables too, when the work fails', async () => {
    const { knex } = await open({ path: ':memory:' });
    await knex.raw('create table t as select 1 as x');
    await expect(
      knex.transaction(async (trx) => {
        await trx.raw('drop table t');
        await trx.raw('create table t as select 2 as x');
        throw new Error('stop');
      }),
    ).rejects.toThrow('stop');
    expect(await knex('t')).toEqual([{ x: 1 }]);
  });

  it('refuses a transaction in a transaction', async () => {
    const { knex } = await open({ path: ':memory:' });
    const error = await refusal(() => knex.transaction((outer) => outer.transaction(async () => 1)));
    expect(error.code).toBe('nested_transaction');
    expect(error.message).toMatch(/no savepoints/);
    expect((await knex.raw('select 1 as un')).rows).toEqual([{ un: 1 }]);
  });

  it('refuses an isolation level that does not exist, and holds a read-only one', async () => {
    const { knex } = await open({ path: ':memory:' });
    const level = await refusal(() =>
      knex.transaction(async (trx) => trx.raw('select 1'), { isolationLevel: 'serializable' }),
    );
    expect(level.code).toBe('isolation');
    const write = await refusal(() =>
      knex.transaction(async (trx) => trx.raw('create table t (x int)'), { readOnly: true }),
    );
    expect(write.details.detail).toMatch(/read-only/);
  });
});

describe('errors', () => {
  it.each([
    ['after accents (bytes)', "select 'été',\n  'où' , inconnue", 2, 10],
    ['in the parser (characters)', "select '😀é' , )", 1, 16],
    ['after tabs', 'select\t\t1,\tinconnue', 1, 12],
  ])('say where: %s', async (_, sql, ligne, colonne) => {
    const { knex } = await open({ path: ':memory:' });
    const error = await refusal(() => knex.raw(sql));
    const line = sql.split('\n')[ligne - 1] ?? '';
    expect(error.toProblem()).toMatchObject({ code: 'sql', ligne, colonne });
    const [excerpt, mark] = error.message.split('\n').slice(-2);
    expect(excerpt).toBe(`line ${ligne}: ${line.replaceAll('\t', ' ')}`);
    expect(mark?.indexOf('^')).toBe(`line ${ligne}: `.length + colonne - 1);
  });

  it('keep bound values out of the message', async () => {
    const { knex } = await open({ path: ':memory:' });
    const error = await refusal(() => knex.raw('select ? from nulle_part', ['Prénom Nom']));
    expect(error.message).not.toContain('Prénom');
    expect(error.details.detail).toMatch(/nulle_part does not exist/);
  });
});

describe('opening', () => {
  const file = join(folder, 'entrepot.duckdb');
  beforeAll(async () => {
    const warehouse = await openWarehouse({ path: file });
    await warehouse.knex.raw('create table t as select 1 as x');
    await warehouse.close();
  });

  it('reads only, when so asked', async () => {
    const { knex } = await open({ path: file, readOnly: true });
    expect(await knex('t')).toEqual([{ x: 1 }]);
    expect((await refusal(() => knex.raw('create table u (x int)'))).details.detail).toMatch(/read-only/);
  });

  it('locked: nothing outside can be read, written, attached or set', async () => {
    const { knex } = await open({ path: file, readOnly: true, locked: true, threads: 1, memory: '300MB' });
    const target = join(folder, 'fuite.csv');
    const forbidden = [
      `select * from read_csv('${file}')`,
      `select * from read_text('/etc/hostname')`,
      `copy t to '${target}'`,
      `attach '${join(folder, 'autre.duckdb')}' as autre`,
      'set enable_external_access = true',
      'set lock_configuration = false',
      'set threads = 4',
      'create table u (x int)',
      'install httpfs',
      'load httpfs',
    ];
    for (const sql of forbidden) await expect(knex.raw(sql), sql).rejects.toThrow(SqlError);
    const { rows } = await knex.raw("select current_setting('threads') as n, (select x from t) as x");
    expect(rows).toEqual([{ n: 1, x: 1 }]);
    expect((await refusal(() => knex.raw('select 1,\n rien'))).toProblem().ligne).toBe(2);
  });

  it('says in French what is missing, busy or unreadable', async () => {
    const absent = await refusal(() =>
      openWarehouse({ path: join(folder, 'absent.duckdb'), readOnly: true }),
    );
    expect(absent).toMatchObject({ code: 'entrepot_absent', message: expect.stringMatching(/n’existe pas/) });

    const broken = join(folder, 'casse.duckdb');
    writeFileSync(broken, 'x'.repeat(9000));
    expect((await refusal(() => openWarehouse({ path: broken }))).code).toBe('entrepot_illisible');

    await open({ path: file });
    const again = await refusal(() => openWarehouse({ path: file, readOnly: true }));
    expect(again).toMatchObject({ code: 'entrepot_occupe', remede: expect.stringMatching(/recommencez/) });
  });

  it('tells another process that the file is in use', async () => {
    await open({ path: file });
    const module = new URL('./warehouse.ts', import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then((m) => m.openWarehouse({ path: ${JSON.stringify(file)} }))
      .then(() => console.log('open'), (e) => console.log(e.code, e.message))`;
    const run = spawnSync(process.execPath, ['--import', 'tsx', '-e', script], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(run.stdout).toMatch(/^entrepot_occupe /);
    expect(run.stdout).toMatch(new RegExp(`\\(processus ${process.pid}, depuis le .+\\)`));
  });

  it('refuses an option that the engine refuses, and leaves the file free', async () => {
    const error = await refusal(() => openWarehouse({ path: file, memory: 'beaucoup' }));
    expect(error.code).toBe('entrepot_option');
    expect(await (await open({ path: file })).knex('t')).toEqual([{ x: 1 }]);
  });
});
