import PostgresTransaction from 'knex/lib/dialects/postgres/execution/pg-transaction.js';
import { SqlError } from '../error.ts';

/** DuckDB has one isolation level, snapshot, and no savepoints; a transaction may be read only. */
export class DuckDBTransaction extends PostgresTransaction {
  override begin(connection: unknown): Promise<unknown> {
    if (this.isolationLevel !== undefined && this.isolationLevel !== 'snapshot') {
      const error = new SqlError(
        'isolation',
        `DuckDB has no isolation level "${this.isolationLevel}": every transaction is a snapshot.`,
        { remede: 'Leave isolationLevel out.' },
      );
      return Promise.reject(error);
    }
    return this.query(connection, this.readOnly ? 'BEGIN TRANSACTION READ ONLY;' : 'BEGIN TRANSACTION;');
  }
}
