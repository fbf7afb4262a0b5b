/** The parts of Evidence's packages that the site calls, which they do not describe themselves. */

declare module '@evidence-dev/universal-sql' {
  interface QueryCache {
    route_hash: string;
    additional_hash: string;
    query_name: string | undefined;
    prerendering: boolean;
  }
  /** Keeps the answer of a query for the browser. */
  export function cache_for_hash(sql: string, answer: unknown, cache: QueryCache): void;
  /** The answer of the same query on an earlier page, or null. */
  export function get_arrow_if_sql_already_run(sql: string): import('./rows.ts').ArrowAnswer | null;
}

declare module '@evidence-dev/universal-sql/client-duckdb' {
  type Row = import('./rows.ts').Row;
  type QueryCache = import('@evidence-dev/universal-sql').QueryCache;
  export function initDB(): Promise<void>;
  /** In the browser. */
  export function query(sql: string): Promise<Row[]>;
  /** While prerendering. */
  export function query(sql: string, cache: QueryCache): Row[];
  export function tableFromIPC(bytes: Uint8Array): import('./rows.ts').ArrowAnswer;
  export function arrowTableToJSON(answer: import('./rows.ts').ArrowAnswer): Row[];
}

declare module '@evidence-dev/sdk/utils/svelte' {
  export function addBasePath(path: string): string;
}

declare module 'blueimp-md5' {
  export default function md5(text: string): string;
}

declare module '@duckdb/duckdb-wasm/dist/duckdb-node-blocking' {
  interface EngineFiles {
    mainModule: string;
    mainWorker: string;
  }
  export interface DuckDBConnection {
    query(sql: string): import('./rows.ts').ArrowAnswer;
    insertArrowFromIPCStream(
      bytes: Uint8Array,
      options: { name: string; schema: string; create: boolean },
    ): void;
  }
  interface Engine {
    instantiate(onProgress?: () => void): Promise<unknown>;
    open(options: { query: Record<string, boolean> }): void;
    connect(): DuckDBConnection;
    tokenize(text: string): import('../../components/sql-token.ts').ScriptTokens;
  }
  export class VoidLogger {}
  export const NODE_RUNTIME: unknown;
  export function createDuckDB(
    bundles: { mvp: EngineFiles; eh: EngineFiles },
    logger: VoidLogger,
    runtime: unknown,
  ): Promise<Engine>;
}

/** What layout and components know of the site; written by `compose.ts`. */
declare module '#site' {
  const site: {
    annee: number;
    antennes: { code: string; nom: string; departement: string; href: string }[];
    filtres: import('../filter-list.ts').FilterLists;
  };
  export default site;
}
