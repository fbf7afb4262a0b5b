import PostgresQueryCompiler from 'knex/lib/dialects/postgres/query/pg-querycompiler.js';

/** PostgreSQL's queries, save what DuckDB does not read. */
export class DuckDBQueryCompiler extends PostgresQueryCompiler {
  /** DuckDB has no identity to restart. */
  override truncate(): string {
    return `truncate ${this.tableName}`;
  }
}
