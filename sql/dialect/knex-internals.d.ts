/** What this room uses of knex's own files, which ship without types. */

declare module 'knex/lib/dialects/postgres/index.js' {
  import type { Knex } from 'knex';

  export interface QueryObject {
    sql: string;
    bindings?: readonly unknown[];
    response?: unknown;
  }

  export default class PostgresClient extends Knex.Client {
    protected _driver(): unknown;
    protected _query(connection: unknown, query: QueryObject): Promise<QueryObject>;
    protected _stream(
      connection: unknown,
      query: QueryObject,
      stream: NodeJS.WritableStream,
      options: unknown,
    ): Promise<unknown>;
    /** Set on the client of a transaction. */
    transacting?: boolean;
  }
}

declare module 'knex/lib/dialects/postgres/execution/pg-transaction.js' {
  export default class PostgresTransaction {
    constructor(client: unknown, container: unknown, config: unknown, outerTx: unknown);
    protected isolationLevel?: string;
    protected readOnly?: boolean;
    protected query(connection: unknown, sql: string): Promise<unknown>;
    begin(connection: unknown): Promise<unknown>;
  }
}

declare module 'knex/lib/dialects/postgres/query/pg-querycompiler.js' {
  export default class PostgresQueryCompiler {
    constructor(client: unknown, builder: unknown, formatter: unknown);
    protected tableName: string;
    truncate(): string;
  }
}

declare module 'knex/lib/dialects/postgres/schema/pg-columncompiler.js' {
  export default class PostgresColumnCompiler {
    constructor(client: unknown, tableCompiler: unknown, columnBuilder: unknown);
    protected args: unknown[];
    protected tableCompiler: { tableName(): string };
    protected formatter: { wrap(name: unknown): string };
    protected defaults(name: string): unknown;
    protected pushAdditional(push: (this: { pushQuery(sql: string): void }) => void): void;
    increments(options?: unknown): string;
    bigincrements(options?: unknown): string;
    jsonb(): string;
    comment(text: unknown): void;
  }
}

declare module 'knex/lib/dialects/postgres/schema/pg-tablecompiler.js' {
  export default class PostgresTableCompiler {
    constructor(client: unknown, tableBuilder: unknown);
    protected single: { comment?: string };
    /** What the builder is called for: `create`, `createIfNot`, `alter`. */
    protected method: string;
    protected grouped: { alterTable?: { method: string; args: unknown[] }[] };
    protected tableNameRaw: string;
    protected formatter: { wrap(name: unknown): string; columnize(names: unknown): string };
    protected tableName(): string;
    protected pushQuery(sql: string): void;
    protected _indexCommand(type: string, table: string, columns: unknown): string;
    comment(text: string): void;
    unique(columns: unknown, options?: unknown): void;
    foreign(data: unknown): void;
    primaryKeys(): string | undefined;
  }
}
