import type { DuckDBConnection } from '@duckdb/node-api';
import type { Knex } from 'knex';
import type { Warehouse } from '../sql/warehouse.ts';
import { append } from './append.ts';
import { IngestError } from './ingest-error.ts';
import type { ParsedFile } from './parse-file.ts';
import { RAW_TABLES, rawDdl, structureOf } from './raw-tables.ts';

/** What became of a file. */
export type LoadOutcome = 'charge' | 'inchange' | 'remplace' | 'refuse';

const ROWS_PER_INSERT = 500;

/**
 * Makes the raw and ledger tables where they are missing. A samples' warehouse of an earlier structure is emptied: its
 * files are at hand. Throws IngestError `STRUCTURE` for one that holds real data.
 */
export async function prepareWarehouse(warehouse: Warehouse): Promise<void> {
  const connection = await warehouse.connect();
  const earlier = await earlierStructure(warehouse.knex);
  if (earlier === 'reel') {
    throw new IngestError(
      'STRUCTURE',
      'Cet entrepôt a été créé par une version antérieure du logiciel.',
      'Gardez-en une copie, renommez-le, puis rechargez les fichiers des antennes dans un entrepôt neuf.',
    );
  }
  const emptied = earlier === 'exemple' ? ['drop schema raw cascade', 'drop schema meta cascade'] : [];
  for (const statement of [...emptied, ...rawDdl()]) await connection.run(statement);
}

async function earlierStructure(knex: Knex): Promise<'exemple' | 'reel' | undefined> {
  const columns: { column_name: string }[] = await knex('information_schema.columns')
    .where({ table_schema: 'meta', table_name: 'entrepot' })
    .select('column_name');
  if (columns.length === 0) return undefined;
  const versioned = columns.some(({ column_name }) => column_name === 'structure');
  const rows: { echantillon: boolean; structure?: string }[] = await knex('meta.entrepot').select('*');
  const [kind] = rows;
  if (versioned && (kind === undefined || kind.structure === structureOf())) return undefined;
  return kind?.echantillon === false ? 'reel' : 'exemple';
}

/** The parts (declared tables, sheets of rows) that a file brings: what it may replace, and nothing beside. */
export function partsOf(file: ParsedFile): string[] {
  return [...new Set([...file.tables.values()].flat().map((row) => String(row.partie)))].sort();
}

/**
 * Loads one parsed file in one transaction: all of it or nothing. The same file again changes nothing. Another file of
 * the same source and year replaces the parts that it brings, so one that holds a table never erases the others; a
 * part of which nothing could be loaded leaves what stands.
 * Throws IngestError `MELANGE` when samples would meet real data.
 */
export async function loadFile(warehouse: Warehouse, file: ParsedFile, now: Date): Promise<LoadOutcome> {
  const { origine } = file;
  if (!origine || file.charges === 0) {
    await warehouse.knex.transaction((trx) => recordProblems(trx, file));
    return 'refuse';
  }
  await refuseMixing(warehouse.knex, file.fichier, origine.echantillon);
  const { source, annee } = origine;
  const inForce: { fichier_id: string; contrat: string }[] = await warehouse
    .knex('meta.fichier')
    .where({ source, annee, etat: 'en_vigueur' })
    .select('fichier_id', 'contrat');
  const same = inForce.find((one) => one.fichier_id === file.fichier_id);
  const connection = await warehouse.connect();
  if (same?.contrat === origine.contrat && (await holdsParts(connection, file))) return 'inchange';
  let replaced = 0;
  await inTransaction(connection, async () => {
    await forget(connection, file.fichier_id);
    for (const partie of partsOf(file)) replaced += await dropPart(connection, source, annee, partie);
    for (const [table, rows] of file.tables) await append(connection, table, rows);
    for (const { fichier_id } of inForce)
      if (!(await hasRows(connection, fichier_id))) await retire(connection, fichier_id);
    await insertLedger(connection, file, origine, now);
  });
  await warehouse.knex.transaction((trx) => recordProblems(trx, file));
  return replaced > 0 || same ? 'remplace' : 'charge';
}

async function inTransaction(connection: DuckDBConnection, work: () => Promise<void>): Promise<void> {
  await connection.run('begin transaction');
  try {
    await work();
    await connection.run('commit');
  } catch (error) {
    await connection.run('rollback');
    throw error;
  }
}

async function refuseMixing(knex: Knex, fichier: string, echantillon: boolean): Promise<void> {
  const kinds: { echantillon: boolean }[] = await knex('meta.entrepot').select('echantillon');
  const kind = kinds[0];
  if (!kind) {
    await knex('meta.entrepot').insert({ echantillon, structure: structureOf() });
  } else if (kind.echantillon !== echantillon) {
    const held = kind.echantillon ? 'des données d’exemple' : 'des données réelles';
    throw new IngestError(
      'MELANGE',
      `« ${fichier} » ${echantillon ? 'est un exemple' : 'est un fichier réel'} et l’entrepôt contient ${held} : rien n’en a été chargé.`,
      'Indiquez un autre entrepôt par la variable CPCA_WAREHOUSE.',
    );
  }
}

async function forget(connection: DuckDBConnection, fichierId: string): Promise<void> {
  for (const table of Object.keys(RAW_TABLES))
    await connection.run(`delete from raw.${table} where fichier_id = $1`, [fichierId]);
  await connection.run('delete from meta.fichier where fichier_id = $1', [fichierId]);
}

/** Rows of a part that stood, whatever file brought them; gives their number. */
async function dropPart(
  connection: DuckDBConnection,
  source: string,
  annee: number,
  partie: string,
): Promise<number> {
  let dropped = 0;
  for (const table of Object.keys(RAW_TABLES)) {
    const result = await connection.run(
      `delete from raw.${table} where source = $1 and annee_fichier = $2 and partie = $3`,
      [source, annee, partie],
    );
    dropped += result.rowsChanged;
  }
  return dropped;
}

/** False when a later file took the place of one of its parts: then it is sent again to have it back. */
async function holdsParts(connection: DuckDBConnection, file: ParsedFile): Promise<boolean> {
  const standing = new Set<string>();
  for (const table of Object.keys(RAW_TABLES)) {
    const reader = await connection.runAndReadAll(
      `select distinct partie from raw.${table} where fichier_id = $1`,
      [file.fichier_id],
    );
    for (const [partie] of reader.getRowsJS()) standing.add(String(partie));
  }
  return partsOf(file).every((partie) => standing.has(partie));
}

async function hasRows(connection: DuckDBConnection, fichierId: string): Promise<boolean> {
  for (const table of Object.keys(RAW_TABLES)) {
    const reader = await connection.runAndReadAll(
      `select 1 from raw.${table} where fichier_id = $1 limit 1`,
      [fichierId],
    );
    if (reader.currentRowCount > 0) return true;
  }
  return false;
}

/** The ledger keeps a file whose every part was replaced; what was to correct in it no longer is. */
async function retire(connection: DuckDBConnection, fichierId: string): Promise<void> {
  await connection.run(`update meta.fichier set etat = 'remplace' where fichier_id = $1`, [fichierId]);
  await connection.run('delete from meta.probleme where fichier_id = $1', [fichierId]);
}

async function insertLedger(
  connection: DuckDBConnection,
  file: ParsedFile,
  origine: NonNullable<ParsedFile['origine']>,
  now: Date,
): Promise<void> {
  await connection.run(
    `insert into meta.fichier values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, cast($12 as timestamp), 'en_vigueur')`,
    [
      file.fichier_id,
      file.sha256,
      file.nom_conserve,
      origine.source,
      origine.antenne,
      origine.annee,
      origine.echantillon,
      origine.contrat,
      file.lus,
      file.charges,
      file.a_corriger,
      now.toISOString().replace('T', ' ').replace('Z', ''),
    ],
  );
}

/**
 * The problems of a file, those of its last sending gone. What was written in a cell is shown to the sender only, and
 * files and sheets go by names that may be kept: a name that slipped in must not reach the warehouse.
 */
async function recordProblems(trx: Knex.Transaction, file: ParsedFile): Promise<void> {
  await trx('meta.probleme').where({ fichier_id: file.fichier_id }).delete();
  for (let at = 0; at < file.problemes.length; at += ROWS_PER_INSERT) {
    const rows = file.problemes
      .slice(at, at + ROWS_PER_INSERT)
      .map(({ valeur: _shown, message: _said, ...found }) => ({
        ...found,
        fichier_id: file.fichier_id,
        fichier: file.nom_conserve,
        feuille: found.feuille === null ? null : (file.feuilles.get(found.feuille) ?? null),
      }));
    await trx('meta.probleme').insert(rows);
  }
}
