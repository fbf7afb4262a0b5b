import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownAliases } from './own-alias.ts';
import { openWarehouse, type Warehouse } from './warehouse.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ path: ':memory:' });
});
afterAll(() => warehouse.close());

async function found(sql: string): Promise<string[]> {
  const { rows } = await warehouse.knex.raw('select json_serialize_sql(cast(? as varchar)) as tree', [sql]);
  return ownAliases(JSON.parse(String(rows[0]?.tree))).map(
    ({ alias, offset }) => `${alias}@${sql.slice(offset, offset + alias.length)}`,
  );
}

describe('ownAliases', () => {
  it.each([
    ['select a + 1 as b, b * 2 as c from t', ['b@b']],
    ['select b * 2 as c, a + 1 as b from t', ['b@b']],
    ['select a + 1 as b from t where b > 2', ['b@b']],
    ['select count(*) as n from t having n > 1', ['n@n']],
    ['with x as (select a as b, b as c from t) select c from x', ['b@b']],
    ['select (select max(b) from u where b = c) as m, 1 as c from t', []],
  ])('%s', async (sql, aliases) => {
    expect(await found(sql)).toEqual(aliases);
  });

  it.each([
    "select coalesce(site, '_T') as site, case when site is null then 1 else 0 end as flag from t",
    'select t.b, a as b from t',
    'select a as b from t group by b order by b',
    'select x.b as c, a as b from x',
    'with x as (select a as b from t) select b, b + 1 as c from x',
    'select a as b from t union all select b as a from u',
  ])('lets pass what both engines read alike: %s', async (sql) => {
    expect(await found(sql)).toEqual([]);
  });
});
