import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { macro, standardMacros } from './macros.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

describe('macros', () => {
  let warehouse: Warehouse;
  beforeAll(async () => {
    warehouse = await openWarehouse({ path: ':memory:' });
  });
  afterAll(() => warehouse.close());

  async function value(name: string, expression: string, from = ''): Promise<unknown> {
    const sql = standardMacros[name]?.expand([expression]);
    const { rows } = await warehouse.knex.raw(`select ${sql} as v ${from}`);
    return rows[0].v;
  }

  it('give the year as a whole number', async () => {
    expect(await value('year', "timestamp '2024-12-31 23:59:59'")).toBe(2024);
    expect(await value('year', 'cast(null as date)')).toBeNull();
  });

  it.each([
    ['2024-02-01', '2024-02-29'],
    ['2023-02-28', '2023-02-28'],
    ['2024-12-31', '2024-12-31'],
  ])('give the last day of the month of %s', async (day, last) => {
    expect(await value('last_day', `date '${day}'`)).toBe(last);
    expect(await value('last_day', `timestamp '${day} 23:00:00'`)).toBe(last);
  });

  it('give the median, between two when even, nulls left out', async () => {
    expect(await value('median', 'x', 'from (values (1), (2), (null), (9), (4)) as t(x)')).toBe(3);
    expect(await value('median', 'x', 'from (values (cast(1.1 as decimal(4, 2))), (2.2), (9)) as t(x)')).toBe(
      2.2,
    );
  });

  it.each([
    ['1098', 0, '1\u202f098'],
    ['2954218.6', 0, '2\u202f954\u202f219'],
    ['999', 0, '999'],
    ['100000', 0, '100\u202f000'],
    ['53.7341', 1, '53,7'],
    ['0', 1, '0,0'],
    ['-1549.45', 2, '−1\u202f549,45'],
    ['cast(null as integer)', 0, null],
  ])('write %s as French does, to %i decimals', async (expression, decimals, text) => {
    const sql = standardMacros.french?.expand([expression, decimals]);
    const { rows } = await warehouse.knex.raw(`select ${sql} as v`);
    expect(rows[0].v).toBe(text);
  });

  it('check the number and the kind of their arguments', () => {
    const both = macro('pair', ['sql', 'number'], (sql, n) => `${sql} + ${n.toFixed(1)}`);
    expect(both.expand(['a', 2])).toBe('a + 2.0');
    expect(() => both.expand(['a'])).toThrow('pair(sql, number) takes 2 argument(s), not 1.');
    expect(() => both.expand(['a', 'b'])).toThrow('Argument 2 of pair(sql, number) must be number.');
    expect(() => both.expand([' ', 2])).toThrow('Argument 1 of pair(sql, number) must be SQL.');
  });
});
