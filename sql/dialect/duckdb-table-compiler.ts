import PostgresTableCompiler from 'knex/lib/dialects/postgres/schema/pg-tablecompiler.js';
import { SqlError } from '../error.ts';

/** PostgreSQL's tables, save the constraints that DuckDB cannot add after a table is made. */
export class DuckDBTableCompiler extends PostgresTableCompiler {
  override comment(text: string): void {
    this.pushQuery(`comment on table ${this.tableName()} is '${text.replaceAll("'", "''")}'`);
  }

  /** A unique index: the engine has no `add constraint … unique`. */
  override unique(columns: unknown, options?: unknown): void {
    const name = typeof options === 'string' ? options : indexNameOf(options);
    const index = name ? this.formatter.wrap(name) : this._indexCommand('unique', this.tableNameRaw, columns);
    this.pushQuery(
      `create unique index ${index} on ${this.tableName()} (${this.formatter.columnize(columns)})`,
    );
  }

  override foreign(): void {
    throw new SqlError('foreign_key', 'DuckDB cannot add a foreign key to a table.', {
      remede: 'State a "relationships" test on the column: it is run at every build.',
    });
  }
}

function indexNameOf(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('indexName' in options)) return undefined;
  return typeof options.indexName === 'string' ? options.indexName : undefined;
}
