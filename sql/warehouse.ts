import { existsSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import knexFactory, { type Knex } from 'knex';
import { DuckDBClient, type DuckDBConnectionSettings } from './dialect/duckdb-client.ts';
import { SqlError } from './error.ts';

export interface WarehouseOptions {
  /** The database file, or `:memory:`. A missing file is made, unless `readOnly`. */
  path: string;
  readOnly?: boolean;
  /** Nothing outside the database can be read, written or attached, and no setting changed any more. */
  locked?: boolean;
  threads?: number;
  /** As DuckDB writes it: `2GB`, `500MB`. */
  memory?: string;
  /** Where the engine puts what does not fit in memory; beside the file unless given. */
  tempDirectory?: string;
}

export interface Warehouse {
  knex: Knex;
  /** A connection of DuckDB's own, for the appender, streams and prepared statements. Closed with the warehouse. */
  connect(): Promise<DuckDBConnection>;
  close(): Promise<void>;
}

const MEMORY = ':memory:';

/** Files open in this process: the engine guards against other processes, not against us. */
const openFiles = new Map<string, { readers: number; writer: boolean }>();

/**
 * Opens a DuckDB file, or a database in memory, with knex over it. Every connection of the pool and of
 * `connect` comes from one instance. Extensions are never fetched, the time zone is UTC.
 *
 * Errors (`SqlError`): `entrepot_absent`, `entrepot_occupe`, `entrepot_illisible`, `entrepot_option`.
 */
export async function openWarehouse(options: WarehouseOptions): Promise<Warehouse> {
  const release = reserve(options);
  let instance: DuckDBInstance | undefined;
  try {
    instance = await DuckDBInstance.create(options.path, {
      access_mode: options.readOnly && options.path !== MEMORY ? 'READ_ONLY' : 'AUTOMATIC',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
    });
    await configure(instance, options);
    if (!options.readOnly && options.path !== MEMORY)
      writeFileSync(holderFile(options.path), `${process.pid}\n`);
  } catch (cause) {
    instance?.closeSync();
    release();
    throw openingError(cause, options.path);
  }
  return new OpenWarehouse(instance, options.locked === true, () => {
    if (!options.readOnly && options.path !== MEMORY) rmSync(holderFile(options.path), { force: true });
    release();
  });
}

class OpenWarehouse implements Warehouse {
  readonly knex: Knex;
  readonly #instance: DuckDBInstance;
  readonly #release: () => void;
  readonly #connections = new Set<DuckDBConnection>();
  #closed = false;

  constructor(instance: DuckDBInstance, locked: boolean, release: () => void) {
    this.#instance = instance;
    this.#release = release;
    const connection: DuckDBConnectionSettings = {
      instance,
      // A locked database refuses every setting, this one too: its errors keep the engine's own text.
      ...(locked ? {} : { prepare: speakJson }),
    };
    this.knex = knexFactory({
      client: DuckDBClient,
      connection: connection as unknown as Knex.StaticConnectionConfig,
      pool: { min: 0, max: 4 },
      compileSqlOnError: false,
    });
  }

  async connect(): Promise<DuckDBConnection> {
    if (this.#closed) {
      throw new SqlError('warehouse_closed', 'The warehouse is closed.', { remede: 'Open it again.' });
    }
    const connection = await this.#instance.connect();
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.knex.destroy();
      for (const connection of this.#connections) connection.closeSync();
      this.#instance.closeSync();
    } finally {
      this.#release();
    }
  }
}

async function speakJson(connection: DuckDBConnection): Promise<void> {
  await connection.run('set errors_as_json = true');
}

/** In this order: what is locked cannot be set. */
async function configure(instance: DuckDBInstance, options: WarehouseOptions): Promise<void> {
  const connection = await instance.connect();
  try {
    const settings = [`set global TimeZone = 'UTC'`];
    if (options.memory !== undefined) settings.push(`set memory_limit = ${literal(options.memory)}`);
    if (options.threads !== undefined) settings.push(`set threads = ${literal(String(options.threads))}`);
    if (options.tempDirectory !== undefined) {
      settings.push(`set temp_directory = ${literal(options.tempDirectory)}`);
    }
    if (options.locked) settings.push('set enable_external_access = false', 'set lock_configuration = true');
    for (const setting of settings) await connection.run(setting);
  } finally {
    connection.closeSync();
  }
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Notes the file as open in this process; two readers may share it, a writer shares it with nobody. */
function reserve(options: WarehouseOptions): () => void {
  if (options.path === MEMORY) return () => {};
  const file = canonical(options.path);
  const users = openFiles.get(file) ?? { readers: 0, writer: false };
  if (users.writer || (!options.readOnly && users.readers > 0)) throw busy(options.path, undefined);
  if (options.readOnly) users.readers += 1;
  else users.writer = true;
  openFiles.set(file, users);
  return () => {
    if (options.readOnly) users.readers -= 1;
    else users.writer = false;
    if (users.readers === 0 && !users.writer) openFiles.delete(file);
  };
}

function canonical(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const folder = dirname(resolve(path));
  return resolve(existsSync(folder) ? realpathSync(folder) : folder, basename(path));
}

function openingError(cause: unknown, path: string): SqlError {
  const detail = cause instanceof Error ? cause.message : String(cause);
  if (/Could not set lock on file/.test(detail)) return busy(path, cause);
  if (/database does not exist|No such file or directory/.test(detail)) {
    return new SqlError('entrepot_absent', `L’entrepôt n’existe pas : ${path}`, {
      fichier: path,
      detail,
      remede: 'Chargez d’abord des fichiers, ou vérifiez le chemin de l’entrepôt.',
      cause,
    });
  }
  if (/not a valid DuckDB database|corrupt|checksum|Serialization Error|version number/i.test(detail)) {
    return new SqlError('entrepot_illisible', `Ce fichier n’est pas un entrepôt lisible : ${path}`, {
      fichier: path,
      detail,
      remede: 'Remettez la dernière copie de sauvegarde, ou supprimez ce fichier et rechargez les données.',
      cause,
    });
  }
  return new SqlError('entrepot_option', `L’entrepôt ne s’ouvre pas : ${path}. ${detail}`, {
    fichier: path,
    detail,
    remede: 'Vérifiez les options d’ouverture et les droits sur le dossier.',
    cause,
  });
}

/** Beside the warehouse while a program writes in it: who does; since when is the file's own time. */
function holderFile(path: string): string {
  return `${path}.ouvert`;
}

/** Who holds the file and since when, as far as can be told: a program that was killed leaves its note behind. */
function holderOf(path: string, cause: unknown): string {
  const detail = cause instanceof Error ? cause.message : '';
  const locking = /\(PID (\d+)\)/.exec(detail)?.[1];
  const note = holderFile(path);
  const noted = existsSync(note) ? readFileSync(note, 'utf8').trim() : undefined;
  const pid = locking ?? noted;
  if (pid === undefined) return '';
  if (pid !== noted) return ` (processus ${pid})`;
  const since = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeStyle: 'medium' });
  return ` (processus ${pid}, depuis le ${since.format(statSync(note).mtime)})`;
}

function busy(path: string, cause: unknown): SqlError {
  const message = `L’entrepôt est déjà ouvert par un autre programme${holderOf(path, cause)} : ${path}`;
  return new SqlError('entrepot_occupe', message, {
    fichier: path,
    remede: 'Attendez qu’il ait fini, ou fermez-le, puis recommencez.',
    cause,
  });
}
