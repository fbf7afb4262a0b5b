import { Readable, type Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Knex } from 'knex';
import PostgresClient, { type QueryObject } from 'knex/lib/dialects/postgres/index.js';
import { SqlError } from '../error.ts';
import { bindValues } from './bindings.ts';
import { DuckDBColumnCompiler } from './duckdb-column-compiler.ts';
import { DuckDBQueryCompiler } from './duckdb-query-compiler.ts';
import { DuckDBTableCompiler } from './duckdb-table-compiler.ts';
import { DuckDBTransaction } from './duckdb-transaction.ts';
import { engineError } from './engine-error.ts';
import { numberPlaceholders, protectQuestionMarks } from './placeholders.ts';
import { jsonValue, readResponse } from './result.ts';

/** What `knex({ connection })` is given: one instance, shared by every slot of the pool. */
export interface DuckDBConnectionSettings {
  instance: DuckDBInstance;
  /** Prepares each new connection of the pool. */
  prepare?: (connection: DuckDBConnection) => Promise<void>;
}

/** knex writes the query's text into the message of what `_query` throws: this takes it in the error's place. */
class QueryFailure extends Error {
  readonly failure: SqlError;

  constructor(failure: SqlError) {
    super(failure.message, { cause: failure });
    this.failure = failure;
  }
}

/**
 * knex over DuckDB: PostgreSQL's client, which writes nearly the same SQL, over DuckDB's own connections.
 * A raw query answers `{ command, rows, rowCount, fields }`, as PostgreSQL's does.
 */
export class DuckDBClient extends PostgresClient {
  /** The statement each connection is running, so that a cancelled one is over before its slot is given away. */
  static readonly #running = new WeakMap<DuckDBConnection, Promise<unknown>>();

  override transaction(container: unknown, config: unknown, outerTx: unknown): Knex.Transaction {
    if (this.transacting || outerTx) {
      throw new SqlError(
        'nested_transaction',
        'DuckDB has no savepoints: a transaction cannot hold another.',
        {
          remede: 'Pass the transaction you have to the code that asks for one.',
        },
      );
    }
    return new DuckDBTransaction(this, container, config, outerTx) as unknown as Knex.Transaction;
  }

  override queryCompiler(builder: unknown, formatter?: unknown): DuckDBQueryCompiler {
    return new DuckDBQueryCompiler(this, builder, formatter);
  }

  override columnCompiler(tableCompiler: unknown, columnBuilder: unknown): DuckDBColumnCompiler {
    return new DuckDBColumnCompiler(this, tableCompiler, columnBuilder);
  }

  override tableCompiler(tableBuilder: unknown): DuckDBTableCompiler {
    return new DuckDBTableCompiler(this, tableBuilder);
  }

  /** Text in strings and comments keeps its question marks. */
  override raw(...args: unknown[]): unknown {
    const [sql, ...rest] = args;
    return super.raw(typeof sql === 'string' ? protectQuestionMarks(sql) : sql, ...rest);
  }

  override positionBindings(sql: string): string {
    return numberPlaceholders(sql);
  }

  /** The error carries the engine's words and the place, not the whole text of the query before them. */
  override async query(connection: unknown, queryParam: unknown): Promise<unknown> {
    try {
      return await super.query(connection, queryParam);
    } catch (error) {
      throw error instanceof QueryFailure ? error.failure : error;
    }
  }

  override async acquireRawConnection(): Promise<DuckDBConnection> {
    const { instance, prepare } = this.connectionSettings as DuckDBConnectionSettings;
    const connection = await instance.connect();
    await prepare?.(connection);
    return connection;
  }

  override async destroyRawConnection(connection: DuckDBConnection): Promise<void> {
    connection.closeSync();
  }

  protected override _driver(): object {
    return {};
  }

  protected override async _query(connection: DuckDBConnection, query: QueryObject): Promise<QueryObject> {
    try {
      const bound = query.bindings?.length ? bindValues(query.bindings) : undefined;
      const work = connection.run(query.sql, bound?.values, bound?.types).then(readResponse);
      DuckDBClient.#running.set(connection, work);
      query.response = await work;
      return query;
    } catch (cause) {
      throw new QueryFailure(engineError(cause, query.sql));
    }
  }

  protected override async _stream(
    connection: DuckDBConnection,
    query: QueryObject,
    stream: Writable,
  ): Promise<void> {
    const bound = query.bindings?.length ? bindValues(query.bindings) : undefined;
    const rows = async function* () {
      try {
        const result = await connection.stream(query.sql, bound?.values, bound?.types);
        for await (const chunk of result.yieldConvertedRowObjects(jsonValue)) yield* chunk;
      } catch (cause) {
        throw engineError(cause, query.sql);
      }
    };
    const source = Readable.from(rows());
    source.on('error', (error) => stream.destroy(error));
    source.pipe(stream);
    await finished(source);
  }

  /** Interrupts the statement and waits until it is over. */
  override async cancelQuery(connection?: DuckDBConnection): Promise<void> {
    if (!connection) return;
    connection.interrupt();
    await DuckDBClient.#running.get(connection)?.catch(() => {
      // The interruption itself: whoever ran the statement hears of it there.
    });
  }
}

Object.assign(DuckDBClient.prototype, { dialect: 'duckdb', driverName: 'duckdb', canCancelQuery: true });
