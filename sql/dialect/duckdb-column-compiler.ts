import PostgresColumnCompiler from 'knex/lib/dialects/postgres/schema/pg-columncompiler.js';
import { SqlError } from '../error.ts';

/** PostgreSQL's columns, save serial numbers (refused) and comments (escaped whatever they hold). */
export class DuckDBColumnCompiler extends PostgresColumnCompiler {
  override increments(): string {
    return refuseIncrements();
  }

  override bigincrements(): string {
    return refuseIncrements();
  }

  override jsonb(): string {
    return 'json';
  }

  override comment(text: unknown): void {
    const column = this.args[0] ?? this.defaults('columnName');
    const literal = text ? `'${String(text).replaceAll("'", "''")}'` : 'null';
    const statement = `comment on column ${this.tableCompiler.tableName()}.${this.formatter.wrap(column)} is ${literal}`;
    this.pushAdditional(function () {
      this.pushQuery(statement);
    });
  }
}

function refuseIncrements(): never {
  throw new SqlError('increments', 'DuckDB has no serial columns.', {
    remede: 'Use a key that the data gives: it is the same in every build.',
  });
}
