import PostgresTableCompiler from 'knex/lib/dialects/postgres/schema/pg-tablecompiler.js';
import { SqlError } from '../error.ts';

/** A foreign key as knex's builder states it. */
interface ForeignKey {
  column: string | string[];
  references: string | string[];
  inTable: string;
  onDelete?: string;
  onUpdate?: string;
}

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

  /** Written inside `create table`: the engine adds none to a table that stands. */
  override foreign(): void {
    if (this.method === 'create' || this.method === 'createIfNot') return;
    throw new SqlError('foreign_key', 'DuckDB cannot add a foreign key to a table that stands.', {
      remede:
        'State it when the table is made, or a "relationships" test on the column: it is run at every build.',
    });
  }

  override primaryKeys(): string {
    return `${super.primaryKeys() ?? ''}${this.#foreignKeys()}`;
  }

  #foreignKeys(): string {
    const stated = (this.grouped.alterTable ?? []).filter(({ method }) => method === 'foreign');
    return stated.map(({ args: [key] }) => this.#foreignKey(key as ForeignKey)).join('');
  }

  #foreignKey({ column, references, inTable, onDelete, onUpdate }: ForeignKey): string {
    if (onDelete !== undefined || onUpdate !== undefined) {
      throw new SqlError('foreign_key', 'DuckDB deletes and updates nothing through a foreign key.', {
        remede: 'Leave out onDelete and onUpdate.',
      });
    }
    const [own, theirs] = [[column].flat(), [references].flat()].map((names) =>
      this.formatter.columnize(names),
    );
    return `, foreign key (${own}) references ${this.formatter.wrap(inTable)} (${theirs})`;
  }
}

function indexNameOf(options: unknown): string | undefined {
  if (typeof options !== 'object' || options === null || !('indexName' in options)) return undefined;
  return typeof options.indexName === 'string' ? options.indexName : undefined;
}
