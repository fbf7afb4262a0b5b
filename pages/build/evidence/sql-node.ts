/**
 * Stands in for Evidence's SQL client while pages are prerendered. Evidence's own reads Parquet, for which
 * the WebAssembly engine fetches an extension from outside; this one inserts the Arrow files of the site.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  createDuckDB,
  type DuckDBConnection,
  NODE_RUNTIME,
  VoidLogger,
} from '@duckdb/duckdb-wasm/dist/duckdb-node-blocking';
import { cache_for_hash, get_arrow_if_sql_already_run, type QueryCache } from '@evidence-dev/universal-sql';
import { arrowTableToJSON, type Row } from './rows.ts';

export { tableFromIPC } from 'apache-arrow';
export { arrowTableToJSON };

type Manifest = { renderedFiles: Record<string, string[]> };

let connection: DuckDBConnection | undefined;

/** Starts the engine and inserts every table that the site's data manifest lists. Later calls do nothing. */
export async function initDB(): Promise<void> {
  if (connection) return;
  const dist = dirname(createRequire(import.meta.url).resolve('@duckdb/duckdb-wasm'));
  const bundle = (name: string) => ({
    mainModule: join(dist, `duckdb-${name}.wasm`),
    mainWorker: join(dist, `duckdb-node-${name}.worker.cjs`),
  });
  const database = await createDuckDB(
    { mvp: bundle('mvp'), eh: bundle('eh') },
    new VoidLogger(),
    NODE_RUNTIME,
  );
  await database.instantiate();
  database.open({ query: { castBigIntToDouble: true, castDecimalToDouble: true } });
  const opened = database.connect();
  const manifest = JSON.parse(readFileSync('static/data/manifest.json', 'utf8')) as Manifest;
  for (const [schema, files] of Object.entries(manifest.renderedFiles)) {
    opened.query(`create schema if not exists "${schema}"`);
    for (const file of files) {
      const name = file.slice(file.lastIndexOf('/') + 1, -'.arrow'.length);
      opened.insertArrowFromIPCStream(readFileSync(file), { name, schema, create: true });
    }
  }
  connection = opened;
}

/**
 * The rows that answer `sql`, at once; with `cache`, the answer is also kept for the browser.
 * Evidence shows an empty page for a query that fails; the failure is noted here, and fails the build.
 */
export function query(sql: string, cache?: QueryCache): Row[] {
  if (!connection) throw new Error('initDB must have finished before the first query.');
  try {
    const known = cache?.prerendering ? get_arrow_if_sql_already_run(sql) : null;
    const answer = known ?? connection.query(sql);
    if (cache) cache_for_hash(sql, answer, cache);
    return arrowTableToJSON(answer);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    appendFileSync('query-errors.jsonl', `${JSON.stringify({ query: cache?.query_name, sql, message })}\n`);
    throw error;
  }
}
