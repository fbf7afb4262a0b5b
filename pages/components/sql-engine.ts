/// <reference types="vite/client" />
/**
 * The SQL engine of the page that runs queries: a worker of the site's own, over the release's Arrow files. It is loaded
 * when the first query is run, reads nothing else, and is ended when a query outlasts its time.
 */
import type { AsyncDuckDB, AsyncDuckDBConnection } from '@duckdb/duckdb-wasm';
import { totalMacros } from '#publish/total-macros.ts';
import {
  type EngineNames,
  engineSays,
  isDescription,
  longestQuery,
  refusalOf,
  withoutEnd,
} from './sql-guard.ts';
import { warningsOf } from './sql-sums.ts';
import { type Token, tokensOf } from './sql-token.ts';
import { plainValue, type Value } from './sql-value.ts';

/** What a query may cost at most. */
export const limits = { rows: 10_000, characters: 20_000_000, seconds: 20, memory: '512MB' } as const;

/** The answer to a query. */
export interface Answer {
  columns: { name: string; type: string }[];
  rows: Value[][];
  /** True when the limit of rows cut it. */
  cut: boolean;
  warnings: string[];
  milliseconds: number;
}

/** A query that was not answered, with why in French. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
}

interface Opened {
  database: AsyncDuckDB;
  connection: AsyncDuckDBConnection;
  names: EngineNames;
}

/** In this order: what is locked cannot be set. */
const settings = [
  'set autoinstall_known_extensions = false',
  'set autoload_known_extensions = false',
  'set allow_community_extensions = false',
  `set memory_limit = '${limits.memory}'`,
  "set temp_directory = ''",
  'set enable_external_access = false',
  'set lock_configuration = true',
];

/** Runs queries one after another over the cubes, each named with the address of its Arrow file. */
export class SqlEngine {
  readonly #cubes: readonly { nom: string; href: string }[];
  #opened: Promise<Opened> | undefined;

  constructor(cubes: readonly { nom: string; href: string }[]) {
    this.#cubes = cubes;
  }

  /** Loads the engine and the cubes, if they are not there yet. */
  async open(): Promise<void> {
    this.#opened ??= openEngine(this.#cubes);
    try {
      await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
  }

  /** Ends the engine; the next query starts another. */
  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    await (await opened?.catch(() => undefined))?.database.terminate();
  }

  /**
   * Answers one query.
   * @throws QueryError when it is refused, fails, or outlasts its time
   */
  async run(sql: string, seconds: number = limits.seconds): Promise<Answer> {
    if (new TextEncoder().encode(sql).length > longestQuery) {
      throw new QueryError(`La requête dépasse ${longestQuery} octets. Raccourcissez-la.`);
    }
    await this.open();
    const opened = await this.#opened;
    if (opened === undefined) throw new QueryError('Le moteur a été arrêté.');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        void this.close();
        reject(
          new QueryError(
            `Requête arrêtée : elle dépasse ${seconds} secondes. Filtrez davantage, ou agrégez avant de joindre.`,
          ),
        );
      }, seconds * 1000);
    });
    try {
      return await Promise.race([answer(opened, sql, this.#cubes), late]);
    } catch (error) {
      if (error instanceof QueryError) throw error;
      throw new QueryError(await this.#failed(error));
    } finally {
      clearTimeout(timer);
    }
  }

  /** An engine that no longer answers after a failure is ended. */
  async #failed(error: unknown): Promise<string> {
    const message = error instanceof Error ? error.message : String(error);
    const opened = await this.#opened?.catch(() => undefined);
    const alive = await opened?.connection.query('select 1').then(
      () => true,
      () => false,
    );
    if (alive !== true) await this.close();
    return engineSays(message);
  }
}

async function bytes(href: string): Promise<Uint8Array> {
  const response = await fetch(href);
  if (!response.ok) throw new QueryError(`Le fichier ${href} manque dans ce site.`);
  return new Uint8Array(await response.arrayBuffer());
}

async function openEngine(cubes: readonly { nom: string; href: string }[]): Promise<Opened> {
  const { AsyncDuckDB, VoidLogger } = await import('@duckdb/duckdb-wasm');
  const worker = new Worker('/moteur/duckdb-browser-eh.worker.js');
  const database = new AsyncDuckDB(new VoidLogger(), worker);
  const files = cubes.map(async ({ nom, href }) => ({ nom, content: await bytes(href) }));
  await database.instantiate(new URL('/moteur/duckdb-eh.wasm', location.href).href);
  await database.open({ query: { castDecimalToDouble: true } });
  const connection = await database.connect();
  for (const { nom, content } of await Promise.all(files)) {
    await connection.insertArrowFromIPCStream(content, { name: nom, schema: 'main', create: true });
  }
  for (const macro of totalMacros('main')) await connection.query(macro);
  const names = await engineNames(connection);
  for (const setting of settings) await connection.query(setting);
  return { database, connection, names };
}

async function engineNames(connection: AsyncDuckDBConnection): Promise<EngineNames> {
  const set = async (sql: string) => new Set((await ask(connection, sql)).map(([name]) => String(name)));
  const functions = (kinds: string) =>
    set(`select distinct lower(function_name) from duckdb_functions() where function_type in (${kinds})`);
  return {
    tableFunctions: await functions("'table', 'table_macro', 'pragma'"),
    scalarFunctions: await functions("'scalar', 'aggregate', 'macro'"),
    views: await set('select distinct lower(view_name) from duckdb_views() where internal'),
  };
}

async function ask(connection: AsyncDuckDBConnection, sql: string): Promise<Value[][]> {
  const table = await connection.query(sql);
  const columns = table.schema.fields.map((_, index) => table.getChildAt(index));
  return Array.from({ length: table.numRows }, (_, at) =>
    columns.map((column) => plainValue(column?.get(at))),
  );
}

async function answer(
  { database, connection, names }: Opened,
  sql: string,
  cubes: readonly { nom: string }[],
): Promise<Answer> {
  const tokens = tokensOf(sql, await database.tokenize(sql));
  const known = cubes.map(({ nom }) => nom);
  const why = refusalOf(sql, tokens, names, known);
  if (why !== undefined) throw new QueryError(`Requête refusée : ${why}.`);
  const text = withoutEnd(sql, tokens);
  const query = isDescription(tokens) ? `from (\n${text}\n)` : text;
  const began = performance.now();
  await connection.query('begin transaction read only');
  try {
    // Only what is one SELECT can be described: the engine's parser says so, whatever the text looks like.
    const described = await ask(connection, `describe ${query}`);
    const columns = described.map(([name, type]) => ({ name: String(name), type: String(type) }));
    const { rows, cut } = await read(connection, query, columns);
    const milliseconds = performance.now() - began;
    return { columns, rows, cut, warnings: await warnings(connection, text, tokens), milliseconds };
  } finally {
    await connection.query('rollback').catch(() => undefined);
  }
}

function warnings(connection: AsyncDuckDBConnection, text: string, tokens: readonly Token[]) {
  return warningsOf(
    (sql) => ask(connection, sql),
    text,
    tokens.filter(({ word }) => word !== ';'),
  );
}

async function read(
  connection: AsyncDuckDBConnection,
  query: string,
  columns: readonly { type: string }[],
): Promise<{ rows: Value[][]; cut: boolean }> {
  const rows: Value[][] = [];
  let characters = 0;
  const batches = await connection.send(query, true);
  for await (const batch of batches) {
    const vectors = columns.map((_, index) => batch.getChildAt(index));
    for (let at = 0; at < batch.numRows; at += 1) {
      if (rows.length === limits.rows) {
        await connection.cancelSent();
        return { rows, cut: true };
      }
      const row = vectors.map((vector, index) => plainValue(vector?.get(at), columns[index]?.type));
      for (const value of row) characters += typeof value === 'string' ? value.length : 8;
      if (characters > limits.characters) {
        await connection.cancelSent();
        throw new QueryError(
          'Requête arrêtée : sa réponse dépasse la limite. Choisissez moins de colonnes ou agrégez.',
        );
      }
      rows.push(row);
    }
  }
  return { rows, cut: false };
}
