/// <reference types="vite/client" />
/**
 * Stands in for Evidence's SQL client in the browser while pages are edited: queries change with each edit, so the engine
 * (34 MB) and the tables are loaded, at the first query. A built site has `sql-browser.ts` in its place.
 */
import { addBasePath } from '@evidence-dev/sdk/utils/svelte';
import { arrowTableToJSON, type Row } from './rows.ts';

export { tableFromIPC } from 'apache-arrow';
export { arrowTableToJSON };

type Manifest = { renderedFiles: Record<string, string[]> };
type Connection = Awaited<ReturnType<typeof startEngine>>;

let engine: Promise<Connection> | undefined;

async function bytes(path: string): Promise<Uint8Array> {
  const response = await fetch(addBasePath(path));
  if (!response.ok) throw new Error(`Le fichier ${path} manque dans ce site (code ${response.status}).`);
  return new Uint8Array(await response.arrayBuffer());
}

async function startEngine() {
  const { AsyncDuckDB, VoidLogger } = await import('@duckdb/duckdb-wasm');
  const { default: module } = await import('@duckdb/duckdb-wasm/dist/duckdb-eh.wasm?url');
  const { default: EngineWorker } = await import(
    '@duckdb/duckdb-wasm/dist/duckdb-browser-eh.worker.js?worker'
  );
  const database = new AsyncDuckDB(new VoidLogger(), new EngineWorker());
  await database.instantiate(module);
  await database.open({ query: { castBigIntToDouble: true, castDecimalToDouble: true } });
  const connection = await database.connect();
  const manifest = JSON.parse(new TextDecoder().decode(await bytes('/data/manifest.json'))) as Manifest;
  for (const [schema, files] of Object.entries(manifest.renderedFiles)) {
    await connection.query(`create schema if not exists "${schema}"`);
    for (const file of files) {
      const name = file.slice(file.lastIndexOf('/') + 1, -'.arrow'.length);
      const content = await bytes(file.replace(/^static/, ''));
      await connection.insertArrowFromIPCStream(content, { name, schema, create: true });
    }
  }
  return connection;
}

/** Does nothing: the engine starts with the first query. */
export async function initDB(): Promise<void> {}

/** The rows that answer `sql`, while pages are edited. The first call starts the engine. */
export async function query(sql: string): Promise<Row[]> {
  engine ??= startEngine();
  const connection = await engine;
  return arrowTableToJSON(await connection.query(sql));
}
