import { existsSync, readFileSync } from 'node:fs';
import type { Audience } from './catalogue.ts';
import { type LockedDatabase, openLocked } from './locked-database.ts';
import { type ProblemDraft, PublicationError } from './publication-error.ts';
import { checkQuery, emptyQuery } from './query-guard.ts';
import { DEFAULT_LIMITS, type QueryLimits } from './query-limits.ts';
import { type QueryResult, runQuery } from './query-result.ts';
import { csvOf, jsonOf, tableOf } from './query-text.ts';
import { sumWarnings } from './query-warnings.ts';
import { sha256 } from './sha256.ts';

/** How the answer is written. */
export const QUERY_FORMATS = ['table', 'csv', 'json', 'arrow', 'parquet'] as const;
export type QueryFormat = (typeof QUERY_FORMATS)[number];

/** All that answering takes: plain data, so that it can be sent to a process of its own. */
export interface QueryTask {
  /** The database of one audience, and what it is called in messages. */
  database: { path: string; nom: string; sha256: string };
  audience: Audience;
  cubes: readonly string[];
  sql: string;
  format: QueryFormat;
  /** The engine's plan in place of the rows. */
  explain?: boolean;
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
  /** Sums that are not what they seem: French, for whoever asked. */
  avertissements: string[];
}

/**
 * Answers one SELECT over the cubes of an audience. Errors (`PublicationError`): those of `queryRelease`, but for what
 * only the release's folder can tell.
 */
export async function answerQuery(task: QueryTask): Promise<QueryAnswer> {
  const limits = { ...DEFAULT_LIMITS, ...task.limits };
  checkText(task.sql, limits);
  checkDatabase(task.database);
  const opened = await openLocked(task.database.path, limits.memoire);
  try {
    return await answer(opened, task, limits);
  } finally {
    opened.close();
  }
}

async function answer(opened: LockedDatabase, task: QueryTask, limits: QueryLimits): Promise<QueryAnswer> {
  const connection = await opened.connect();
  const tree = await checkQuery(connection, task.sql, task.cubes);
  if (task.explain === true) return plan(await runQuery(connection, `explain ${task.sql}`, limits));
  // Beside the query, on a connection of its own; neither waits for the other.
  const [result, avertissements] = await Promise.all([
    runQuery(connection, task.sql, limits),
    opened.connect().then((beside) => sumWarnings(beside, tree, limits)),
  ]);
  return {
    contenu: await written(result, task.format),
    colonnes: result.columns.map(({ nom }) => nom),
    lignes: result.rows.length,
    tronque: result.tronque,
    avertissements,
  };
}

/** Arrow and Parquet are loaded where they are asked for: most answers are texts. */
async function written(result: QueryResult, format: QueryFormat): Promise<string | Uint8Array> {
  switch (format) {
    case 'table':
      return tableOf(result);
    case 'csv':
      return csvOf(result);
    case 'json':
      return jsonOf(result);
    case 'arrow':
      return (await import('./arrow-result.ts')).arrowOf(result);
    case 'parquet':
      return (await import('./arrow-result.ts')).parquetOf(result);
  }
}

function plan(result: QueryResult): QueryAnswer {
  const text = result.rows.map((row) => String(row.at(-1))).join('\n');
  return { contenu: `${text}\n`, colonnes: ['plan'], lignes: 1, tronque: false, avertissements: [] };
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

function checkDatabase({ path, nom, sha256: digest }: QueryTask['database']): void {
  if (!existsSync(path)) throw new PublicationError([damagedDatabase(nom, 'manque')]);
  if (sha256(readFileSync(path)) !== digest)
    throw new PublicationError([damagedDatabase(nom, 'a changé depuis la publication')]);
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
