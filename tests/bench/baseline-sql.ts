import { DuckDBInstance } from '@duckdb/node-api';

/** The baseline of a build: statements sent straight to the driver, one after another, and nothing else. */
export async function runSql(path: string, statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  try {
    const connection = await instance.connect();
    for (const statement of statements) await connection.run(statement);
    connection.closeSync();
  } finally {
    instance.closeSync();
  }
}
