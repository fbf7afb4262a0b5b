import { rawDdl } from '../ingest/raw-tables.ts';
import type { SourceTable } from '../sql/lineage.ts';
import { openWarehouse } from '../sql/warehouse.ts';

/** The tables that loading makes, as the engine has them: made empty, in memory, and read back. */
export async function sourceTables(): Promise<SourceTable[]> {
  const warehouse = await openWarehouse({ path: ':memory:', threads: 1 });
  try {
    for (const statement of rawDdl()) await warehouse.knex.raw(statement);
    const rows: { schema: string; table: string; name: string; type: string }[] = await warehouse
      .knex('columns')
      .withSchema('information_schema')
      .whereIn('table_schema', ['raw', 'meta'])
      .orderBy(['table_schema', 'table_name', 'ordinal_position'])
      .select({ schema: 'table_schema', table: 'table_name', name: 'column_name', type: 'data_type' });
    const tables = new Map<string, SourceTable & { columns: { name: string; type: string }[] }>();
    for (const { schema, table, name, type } of rows) {
      const key = `${schema}.${table}`;
      const found = tables.get(key) ?? { schema, table, columns: [] };
      found.columns.push({ name, type });
      tables.set(key, found);
    }
    return [...tables.values()];
  } finally {
    await warehouse.close();
  }
}
