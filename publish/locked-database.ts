import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** A database that answers and does nothing else. */
export interface LockedDatabase {
  connect(): Promise<DuckDBConnection>;
  close(): void;
}

/**
 * Opens a DuckDB file read only: nothing outside it is read, written or attached, no extension is loaded, no setting
 * changes any more, and what does not fit in memory is refused, not put in a temporary file. The time zone is UTC.
 */
export async function openLocked(path: string, memory: string): Promise<LockedDatabase> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: 'READ_ONLY',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
  });
  const connections: DuckDBConnection[] = [];
  const connect = async (): Promise<DuckDBConnection> => {
    const connection = await instance.connect();
    connections.push(connection);
    return connection;
  };
  const first = await connect();
  // In this order: what is locked cannot be set.
  for (const setting of [
    `set global TimeZone = 'UTC'`,
    `set memory_limit = '${memory.replaceAll("'", "''")}'`,
    `set temp_directory = ''`,
    'set enable_external_access = false',
    'set lock_configuration = true',
  ])
    await first.run(setting);
  return {
    connect,
    close: () => {
      for (const connection of connections) connection.closeSync();
      instance.closeSync();
    },
  };
}
