import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { RAW_TABLES } from './raw-tables.ts';

/** A source and year as raw rows name them. */
export interface Exercise {
  source: string;
  annee: number;
}

/** An instant as the engine compares it: UTC, without a zone. */
export function stamp(instant: Date): string {
  return instant.toISOString().replace('T', ' ').replace('Z', '');
}

/** Rows of a query as objects, with dates and counts as text and numbers. */
export async function rowsOf<Row>(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<Row[]> {
  const reader = await connection.runAndReadAll(sql, [...values]);
  return reader.getRowObjectsJson() as unknown[] as Row[];
}

/**
 * Moves to the archive all that stands of a file and its line of the ledger, inside the open transaction: the same file
 * is about to be loaded once more.
 */
export async function archiveFile(
  connection: DuckDBConnection,
  fichierId: string,
  now: Date,
): Promise<number> {
  const moved = await moveRows(connection, 'fichier_id = $2', [fichierId], now);
  for (const table of ['partie', 'probleme'])
    await move(connection, 'meta', table, 'fichier_id = $2', [fichierId], now);
  await connection.run(
    `insert into archive.fichier select *, cast($2 as timestamp) from meta.fichier where fichier_id = $1`,
    [fichierId, stamp(now)],
  );
  await connection.run('delete from meta.fichier where fichier_id = $1', [fichierId]);
  return moved;
}

/** Moves to the archive the parts of a source and year, whatever file brought them; gives the number of their rows. */
export async function archiveParts(
  connection: DuckDBConnection,
  { source, annee }: Exercise,
  parties: readonly string[],
  now: Date,
): Promise<number> {
  const names = parties.map((_, index) => `$${index + 4}`).join(', ');
  const values = [source, annee, ...parties];
  const moved = await moveRows(
    connection,
    `source = $2 and annee_fichier = $3 and partie in (${names})`,
    values,
    now,
  );
  const ofExercise = `fichier_id in (select fichier_id from meta.fichier where source = $2 and annee = $3)`;
  await move(connection, 'meta', 'partie', `${ofExercise} and partie in (${names})`, values, now);
  return moved;
}

/** Parts of a file whose rows are not, one for one, those that were moved to the archive at this very instant. */
export async function changedParts(
  connection: DuckDBConnection,
  fichierId: string,
  now: Date,
): Promise<Set<string>> {
  const differences = Object.keys(RAW_TABLES).map((table) => {
    const standing = `select * from raw.${table} where fichier_id = $1`;
    const moved = `select * exclude (charge_le, remplace_le) from archive.${table}
      where fichier_id = $1 and remplace_le = cast($2 as timestamp)`;
    return `select partie from (${standing} except all ${moved})
      union all select partie from (${moved} except all ${standing})`;
  });
  const rows = await rowsOf<{ partie: string }>(
    connection,
    `select distinct partie from (${differences.join(' union all ')})`,
    [fichierId, stamp(now)],
  );
  return new Set(rows.map(({ partie }) => partie));
}

/** The ledger keeps a file of which nothing stands any more; what was to correct in it no longer is. */
export async function retire(connection: DuckDBConnection, fichierId: string, now: Date): Promise<void> {
  await move(connection, 'meta', 'probleme', 'fichier_id = $2', [fichierId], now);
  await connection.run(
    `update meta.fichier set etat = 'remplace', remplace_le = cast($2 as timestamp) where fichier_id = $1`,
    [fichierId, stamp(now)],
  );
}

async function moveRows(
  connection: DuckDBConnection,
  where: string,
  values: readonly DuckDBValue[],
  now: Date,
): Promise<number> {
  let moved = 0;
  for (const table of Object.keys(RAW_TABLES))
    moved += await move(connection, 'raw', table, where, values, now);
  return moved;
}

/** `$1` is the instant; a row stood from the moment that its file was loaded. */
async function move(
  connection: DuckDBConnection,
  schema: 'raw' | 'meta',
  table: string,
  where: string,
  values: readonly DuckDBValue[],
  now: Date,
): Promise<number> {
  const { rowsChanged } = await connection.run(
    `insert into archive.${table}
      select chosen.*, fichiers.charge_le, cast($1 as timestamp)
      from (select * from ${schema}.${table} where ${where}) as chosen
      inner join (select fichier_id, charge_le from meta.fichier) as fichiers using (fichier_id)`,
    [stamp(now), ...values],
  );
  if (rowsChanged === 0) return 0;
  // The same numbering of values as above.
  await connection.run(`delete from ${schema}.${table} where ${where} and $1 is not null`, [
    stamp(now),
    ...values,
  ]);
  return rowsChanged;
}
