import type { DuckDBConnection } from '@duckdb/node-api';
import type { Warehouse } from '../sql/warehouse.ts';
import { append } from './append.ts';
import { archiveFile, archiveParts, changedParts, retire, rowsOf, stamp } from './archive.ts';
import type { Problem } from './core/problem.ts';
import { MadeTables } from './core/row-lot.ts';
import { IngestError } from './ingest-error.ts';
import { validationOf } from './ledger.ts';
import { batchesOf, type ParsedFile } from './parse-file.ts';
import { archiveDdl, rawDdl, structureOf } from './raw-tables.ts';
import { otherKey, partialReplacement, sentForAnotherYear } from './sent-before.ts';

/** What became of a file. */
export type LoadOutcome = 'charge' | 'inchange' | 'remplace' | 'refuse';

/** What became of a file, and what only the ledger could tell of it. */
export interface Loaded {
  etat: LoadOutcome;
  /** Which sending of its source and period it is, from 1; null where nothing was loaded. */
  version: number | null;
  /** Found by comparing with what was sent before; a refusal holds the reason. */
  problemes: Problem[];
  /** True when what was validated or contested no longer is: it is to be looked at again. */
  caduc: boolean;
}

type Origin = NonNullable<ParsedFile['origine']>;

/** A part that stands for a source and year. */
interface Standing {
  fichier_id: string;
  partie: string;
  version: number;
  /** Lines of it that something was loaded from. */
  lignes: number;
  /** The contract that its rows come from. */
  lu_par: string;
}

interface LedgerLine {
  etat: string;
  contrat: string | null;
  version: number | null;
}

/**
 * Makes the raw and ledger tables where they are missing. A samples' warehouse of an earlier structure is emptied: its
 * files are at hand. Throws IngestError `STRUCTURE` for one that holds real data.
 */
export async function prepareWarehouse(warehouse: Warehouse): Promise<void> {
  const connection = await warehouse.connect();
  const earlier = await earlierStructure(connection);
  if (earlier === 'reel') {
    throw new IngestError(
      'STRUCTURE',
      'Cet entrepôt a été créé par une version antérieure du logiciel.',
      'Gardez-en une copie, renommez-le, puis rechargez les fichiers des antennes dans un entrepôt neuf.',
    );
  }
  const emptied = ['raw', 'meta', 'archive'].map((schema) => `drop schema if exists ${schema} cascade`);
  const statements = [...(earlier === 'exemple' ? emptied : []), ...rawDdl(), ...archiveDdl()];
  for (const statement of statements) await connection.run(statement);
}

async function earlierStructure(connection: DuckDBConnection): Promise<'exemple' | 'reel' | undefined> {
  const columns = await rowsOf<{ column_name: string }>(
    connection,
    `select column_name from information_schema.columns where table_schema = 'meta' and table_name = 'entrepot'`,
  );
  if (columns.length === 0) return undefined;
  const versioned = columns.some(({ column_name }) => column_name === 'structure');
  const [kind] = await rowsOf<{ echantillon: boolean; structure?: string }>(
    connection,
    'select * from meta.entrepot',
  );
  if (versioned && (kind === undefined || kind.structure === structureOf())) return undefined;
  return kind?.echantillon === false ? 'reel' : 'exemple';
}

/** The parts (declared tables, sheets of rows) that a file brings: what it may replace, and nothing beside. */
export function partsOf(file: ParsedFile): string[] {
  return [...linesByPart(file).keys()].sort();
}

/** Part → lines of the file (cells of a declared table) that something was loaded from. */
function linesByPart({ tables }: ParsedFile): ReadonlyMap<string, number> {
  return tables instanceof MadeTables ? tables.linesByPart() : countLines(tables);
}

function countLines(tables: ParsedFile['tables']): ReadonlyMap<string, number> {
  const lines = new Map<string, Map<string, Set<unknown>>>();
  for (const rows of tables.values()) {
    for (const row of rows) {
      const partie = String(row.partie);
      const sheets = lines.get(partie) ?? new Map<string, Set<unknown>>();
      lines.set(partie, sheets);
      const feuille = String(row.feuille);
      const seen = sheets.get(feuille) ?? new Set();
      sheets.set(feuille, seen.add(row.ligne ?? row.cellule));
    }
  }
  return new Map(
    [...lines].map(([partie, sheets]) => [
      partie,
      [...sheets.values()].reduce((sum, seen) => sum + seen.size, 0),
    ]),
  );
}

/** The period that a file is of: the year, for every contract of today. */
export function periodOf({ annee }: Pick<Origin, 'annee'>): string {
  return String(annee);
}

/**
 * Loads one parsed file in one transaction: rows, ledger, problems, or nothing of it. The same file again changes
 * nothing. Another file of the same source and year replaces the parts that it brings, so one that holds a table never
 * erases the others; a part of which nothing could be loaded leaves what stands. What is replaced goes to the archive.
 * Throws IngestError `MELANGE` when samples would meet real data.
 */
export async function loadFile(warehouse: Warehouse, file: ParsedFile, now: Date): Promise<Loaded> {
  const connection = await warehouse.connect();
  try {
    const { origine } = file;
    if (origine) await refuseMixing(connection, file.fichier, origine.echantillon);
    if (!origine || file.charges === 0) return await refuse(connection, file, [], now);
    return await load(connection, file, origine, now);
  } finally {
    connection.closeSync();
  }
}

/** Writes down in the ledger that a file was received and refused, and why; nothing of it is loaded. */
export async function refuseFile(
  warehouse: Warehouse,
  file: ParsedFile,
  reason: Problem,
  now: Date,
): Promise<void> {
  const connection = await warehouse.connect();
  try {
    await refuse(connection, file, [reason], now);
  } finally {
    connection.closeSync();
  }
}

async function load(
  connection: DuckDBConnection,
  file: ParsedFile,
  origine: Origin,
  now: Date,
): Promise<Loaded> {
  const { source, annee } = origine;
  const lines = linesByPart(file);
  const standing = await standingParts(connection, origine);
  const own = standing.filter((part) => part.fichier_id === file.fichier_id);
  const known = await ledgerLine(connection, file.fichier_id);
  const whole = [...lines.keys()].every((partie) => own.some((part) => part.partie === partie));
  if (whole && known?.etat === 'en_vigueur' && known.contrat === origine.contrat)
    return { etat: 'inchange', version: known.version, problemes: [], caduc: false };

  const wrongKey = await otherKey(connection, file);
  if (wrongKey) return refuse(connection, file, [wrongKey], now);
  const alike = await sentForAnotherYear(connection, file, origine, lines);
  if (alike?.refusal) return refuse(connection, file, [alike.problem], now);
  const problemes = alike ? [alike.problem] : [];

  const before = await validationOf(connection, source, periodOf(origine));
  const touched = standing.filter((part) => lines.has(part.partie) || own.includes(part));
  // The same file read again by another contract is no other sending.
  const again = whole && known?.etat === 'en_vigueur' ? known.version : null;
  const version = again ?? 1 + Math.max(0, ...touched.map((part) => part.version));
  await inTransaction(connection, async () => {
    await declareKind(connection, origine.echantillon, file.cles[0] ?? null);
    if (known) await archiveFile(connection, file.fichier_id, now);
    if (touched.length > 0) await archiveParts(connection, { source, annee }, [...lines.keys()], now);
    for (const table of file.tables.keys())
      for (const batch of batchesOf(file.tables, table)) await append(connection, table, batch);
    const replaced = standing.filter(({ partie }) => lines.has(partie)).filter((part) => !own.includes(part));
    const partial = await partialReplacement(connection, file, origine, { lines, replaced, now });
    if (partial) problemes.push(partial);
    const kept = await withOwnName(connection, file);
    await insertLedger(connection, kept, 'en_vigueur', version, now);
    const changed = again === null ? undefined : await changedParts(connection, file.fichier_id, now);
    const readBy = ({ partie, lu_par }: Standing) =>
      changed && !changed.has(partie) ? ([[partie, lu_par]] as const) : [];
    await insertParts(connection, file, origine, lines, new Map(own.flatMap(readBy)));
    await recordProblems(connection, kept, problemes);
    for (const emptied of await withoutParts(connection, origine))
      if (emptied !== file.fichier_id) await retire(connection, emptied, now);
  });
  return {
    etat: touched.length > 0 ? 'remplace' : 'charge',
    version,
    problemes,
    caduc: before?.avis != null && (await validationOf(connection, source, periodOf(origine)))?.avis == null,
  };
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

async function refuseMixing(
  connection: DuckDBConnection,
  fichier: string,
  echantillon: boolean,
): Promise<void> {
  const [kind] = await rowsOf<{ echantillon: boolean }>(connection, 'select echantillon from meta.entrepot');
  if (!kind || kind.echantillon === echantillon) return;
  const held = kind.echantillon ? 'des données d’exemple' : 'des données réelles';
  throw new IngestError(
    'MELANGE',
    `« ${fichier} » ${echantillon ? 'est un exemple' : 'est un fichier réel'} et l’entrepôt contient ${held} : rien n’en a été chargé.`,
    'Indiquez un autre entrepôt par la variable CPCA_WAREHOUSE.',
  );
}

/** The first file loaded says what the warehouse holds from then on, and the first one with persons, by which key. */
async function declareKind(
  connection: DuckDBConnection,
  echantillon: boolean,
  cle: string | null,
): Promise<void> {
  await connection.run(
    'insert into meta.entrepot select $1, $2, null where not exists (select 1 from meta.entrepot)',
    [echantillon, structureOf()],
  );
  if (cle !== null) await connection.run('update meta.entrepot set cle = $1 where cle is null', [cle]);
}

function standingParts(connection: DuckDBConnection, { source, annee }: Origin): Promise<Standing[]> {
  return rowsOf<Standing>(
    connection,
    `select parts.fichier_id, parts.partie, parts.lignes, parts.lu_par, files.version
      from meta.partie as parts inner join meta.fichier as files using (fichier_id)
      where files.source = $1 and files.annee = $2 order by files.version desc`,
    [source, annee],
  );
}

async function ledgerLine(connection: DuckDBConnection, fichierId: string): Promise<LedgerLine | undefined> {
  const [line] = await rowsOf<LedgerLine>(
    connection,
    'select etat, contrat, version from meta.fichier where fichier_id = $1',
    [fichierId],
  );
  return line;
}

/** A line of a file is found again by the file's name: no two files that stand have the same. */
async function withOwnName(connection: DuckDBConnection, file: ParsedFile): Promise<ParsedFile> {
  const taken = await rowsOf(
    connection,
    `select 1 from meta.fichier
      where fichier = $1 and fichier_id <> $2 and etat = 'en_vigueur'
        and fichier_id in (select fichier_id from meta.partie)`,
    [file.nom_conserve, file.fichier_id],
  );
  if (taken.length === 0) return file;
  const mark = ` (${file.fichier_id.slice(0, 8)})`;
  return {
    ...file,
    nom_conserve: file.nom_conserve.replace(/(\.[^./]*)?$/, (extension) => `${mark}${extension}`),
  };
}

/** Files in force of a source and year of which no part stands. */
async function withoutParts(connection: DuckDBConnection, { source, annee }: Origin): Promise<string[]> {
  const files = await rowsOf<{ fichier_id: string }>(
    connection,
    `select fichier_id from meta.fichier
      where source = $1 and annee = $2 and etat = 'en_vigueur'
        and fichier_id not in (select fichier_id from meta.partie) order by fichier_id`,
    [source, annee],
  );
  return files.map(({ fichier_id }) => fichier_id);
}

/**
 * A file of which nothing is loaded. One that was refused already keeps its line; one whose rows stand, from when it
 * could be read, keeps them.
 */
async function refuse(
  connection: DuckDBConnection,
  file: ParsedFile,
  reasons: readonly Problem[],
  now: Date,
): Promise<Loaded> {
  await inTransaction(connection, async () => {
    // What was not even looked at, because of the reason, counts no line.
    const told =
      reasons.length === 0 ? file : { ...file, problemes: [], lus: 0, charges: 0, a_corriger: 0, totaux: 0 };
    if (!(await ledgerLine(connection, file.fichier_id)))
      await insertLedger(connection, told, 'refuse', null, now);
    await connection.run('delete from meta.probleme where fichier_id = $1', [file.fichier_id]);
    await recordProblems(connection, told, reasons);
  });
  return { etat: 'refuse', version: null, problemes: [...reasons], caduc: false };
}

async function insertLedger(
  connection: DuckDBConnection,
  file: ParsedFile,
  etat: 'en_vigueur' | 'refuse',
  version: number | null,
  now: Date,
): Promise<void> {
  const { origine } = file;
  await connection.run(
    `insert into meta.fichier (fichier_id, sha256, fichier, source, antenne, annee, echantillon, contrat, lus, charges,
        a_corriger, charge_le, etat, periode, version, totaux)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, cast($12 as timestamp), $13, $14, $15, $16)`,
    [
      file.fichier_id,
      file.sha256,
      file.nom_conserve,
      origine?.source ?? null,
      origine?.antenne ?? null,
      origine?.annee ?? null,
      origine?.echantillon ?? null,
      origine?.contrat ?? null,
      file.lus,
      file.charges,
      file.a_corriger,
      stamp(now),
      etat,
      origine ? periodOf(origine) : null,
      version,
      file.totaux,
    ],
  );
}

/** `readBy`: part → contract, for the parts whose rows are those that an earlier contract gave. */
async function insertParts(
  connection: DuckDBConnection,
  file: ParsedFile,
  { contrat }: Origin,
  lines: ReadonlyMap<string, number>,
  readBy: ReadonlyMap<string, string>,
): Promise<void> {
  const prints = file.empreintes;
  for (const [partie, count] of [...lines].sort(([a], [b]) => (a < b ? -1 : 1)))
    await connection.run('insert into meta.partie values ($1, $2, $3, $4, $5)', [
      file.fichier_id,
      partie,
      prints.get(partie) ?? null,
      count,
      readBy.get(partie) ?? contrat,
    ]);
}

/**
 * The problems of a file. What was written in a cell is shown to the sender only, and files and sheets go by names that
 * may be kept: a name that slipped in must not reach the warehouse.
 */
async function recordProblems(
  connection: DuckDBConnection,
  file: ParsedFile,
  more: readonly Problem[],
): Promise<void> {
  const appender = await connection.createAppender('probleme', 'meta');
  const text = (value: string | null) =>
    value === null ? appender.appendNull() : appender.appendVarchar(value);
  for (const found of [...file.problemes, ...more]) {
    text(file.fichier_id);
    text(found.code);
    text(file.nom_conserve);
    text(found.feuille === null ? null : (file.feuilles.get(found.feuille) ?? null));
    text(found.cellule);
    if (found.ligne === null) appender.appendNull();
    else appender.appendInteger(found.ligne);
    text(found.colonne);
    text(found.regle);
    text(found.remede);
    appender.endRow();
  }
  appender.closeSync();
}
