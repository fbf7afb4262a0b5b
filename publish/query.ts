import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nearest } from '../sql/nearest.ts';
import { openWarehouse } from '../sql/warehouse.ts';
import { arrowOf, parquetOf } from './arrow-result.ts';
import { DATABASE_FILE } from './audience-database.ts';
import { AUDIENCES, type Audience } from './catalogue.ts';
import { sha256 } from './cube-files.ts';
import { readManifest } from './manifest.ts';
import { type ProblemDraft, PublicationError } from './publication-error.ts';
import { checkQuery, emptyQuery } from './query-guard.ts';
import { DEFAULT_LIMITS, type QueryLimits, runQuery } from './query-result.ts';
import { csvOf, jsonOf, tableOf } from './query-text.ts';

/** How the answer is written. */
export const QUERY_FORMATS = ['table', 'csv', 'json', 'arrow', 'parquet'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** Plain data, so that a process of its own can be asked as well. */
export interface QueryRequest {
  /** The folder of one release. */
  releaseDir: string;
  audience: Audience;
  sql: string;
  format: QueryFormat;
  limits?: Partial<QueryLimits>;
}

/** Plain data too. */
export interface QueryAnswer {
  /** A text for `table`, `csv` and `json`; bytes for `arrow` and `parquet`. */
  contenu: string | Uint8Array;
  colonnes: string[];
  lignes: number;
  /** True when the limit of rows cut the answer: a caller must say so. */
  tronque: boolean;
}

/**
 * Answers one SELECT over the cubes of a release, as one audience sees them. The database is opened read only,
 * without access to anything outside, its settings locked; the answer is written by us, never by the engine.
 *
 * Errors (`PublicationError`, French): `publication_absente`, `publication_abimee`, `public_inconnu`,
 * `requete_vide`, `requete_trop_grande`, `requete_illisible`, `requete_refusee`, `cube_inconnu`,
 * `requete_en_erreur`, `requete_trop_longue`, `requete_trop_lourde`. None names a path of the machine.
 */
export async function queryRelease(request: QueryRequest): Promise<QueryAnswer> {
  const limits = { ...DEFAULT_LIMITS, ...request.limits };
  const { database, cubes } = await checkRelease(request);
  checkText(request.sql, limits);
  // An empty temporary folder: what does not fit in memory is refused, nothing is written beside the release.
  const opened = await openWarehouse({
    path: database,
    readOnly: true,
    locked: true,
    memory: limits.memoire,
    tempDirectory: '',
  });
  try {
    const connection = await opened.connect();
    await checkQuery(connection, request.sql, cubes);
    const result = await runQuery(connection, request.sql, limits);
    return {
      contenu: WRITERS[request.format](result),
      colonnes: result.columns.map(({ nom }) => nom),
      lignes: result.rows.length,
      tronque: result.tronque,
    };
  } finally {
    await opened.close();
  }
}

const WRITERS = { table: tableOf, csv: csvOf, json: jsonOf, arrow: arrowOf, parquet: parquetOf } as const;

/** The release is whole as far as this query goes: its manifest, and the database as it was written. */
async function checkRelease(request: QueryRequest): Promise<{ database: string; cubes: string[] }> {
  const { audience, releaseDir } = request;
  const manifest = await readManifest(releaseDir);
  const cubes = manifest.cubes[audience];
  if (cubes === undefined) throw new PublicationError([unknownAudience(audience)]);
  const name = `${audience}/${DATABASE_FILE}`;
  const database = join(releaseDir, audience, DATABASE_FILE);
  if (!existsSync(database)) throw new PublicationError([damagedDatabase(name, 'manque')]);
  if (sha256(await readFile(database)) !== manifest.fichiers[name]) {
    throw new PublicationError([damagedDatabase(name, 'a changé depuis la publication')]);
  }
  return { database, cubes: Object.keys(cubes) };
}

function checkText(sql: string, limits: QueryLimits): void {
  if (sql.trim() === '') throw emptyQuery();
  if (Buffer.byteLength(sql, 'utf8') <= limits.octetsRequete) return;
  throw new PublicationError([
    {
      code: 'requete_trop_grande',
      message: `La requête dépasse ${limits.octetsRequete} octets.`,
      regle: 'taille limitée',
      remede: 'Raccourcissez-la.',
    },
  ]);
}

function unknownAudience(audience: string): ProblemDraft {
  const meant = nearest(audience, AUDIENCES);
  return {
    code: 'public_inconnu',
    message: `« ${audience} » n’est pas un public de cette publication.`,
    regle: 'publics du catalogue',
    remede: meant === undefined ? `Publics : ${AUDIENCES.join(', ')}.` : `Vouliez-vous dire « ${meant} » ?`,
  };
}

function damagedDatabase(fichier: string, what: string): ProblemDraft {
  return {
    code: 'publication_abimee',
    message: `Publication abîmée : ${fichier} ${what}.`,
    fichier,
    regle: 'une publication ne change pas',
    remede: 'Restaurez-la depuis une sauvegarde, ou publiez de nouveau.',
  };
}
