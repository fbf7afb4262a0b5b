import type { DuckDBConnection, DuckDBDecimalValue, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { PublicationError } from './publication-error.ts';
import { engineWords } from './query-guard.ts';
import type { QueryLimits } from './query-limits.ts';

/** The rows of a query, as the engine gave them. */
export interface QueryResult {
  columns: { nom: string; type: DuckDBType }[];
  rows: DuckDBValue[][];
  /** True when the limit of rows cut the answer. */
  tronque: boolean;
}

/**
 * Runs a query that the guard let through, chunk by chunk, and stops it at its limits.
 * Errors (`PublicationError`): `requete_trop_longue`, `requete_trop_lourde`, `requete_en_erreur`.
 */
export async function runQuery(
  connection: DuckDBConnection,
  sql: string,
  limits: QueryLimits,
): Promise<QueryResult> {
  let expired = false;
  const timer = setTimeout(() => {
    expired = true;
    connection.interrupt();
  }, limits.secondes * 1000);
  try {
    return await collect(connection, sql, limits);
  } catch (error) {
    if (error instanceof PublicationError) throw error;
    throw expired ? tooLong(limits.secondes) : engineRefusal(error);
  } finally {
    clearTimeout(timer);
  }
}

async function collect(connection: DuckDBConnection, sql: string, limits: QueryLimits): Promise<QueryResult> {
  const result = await connection.stream(sql);
  const names = result.deduplicatedColumnNames();
  const columns = result
    .columnTypes()
    .map((type, index) => ({ nom: names[index] ?? `colonne_${index + 1}`, type }));
  const rows: DuckDBValue[][] = [];
  let characters = 0;
  for (
    let chunk = await result.fetchChunk();
    chunk !== null && chunk.rowCount > 0;
    chunk = await result.fetchChunk()
  ) {
    // Row by row, not the chunk at once: its texts may be larger than what JavaScript can hold.
    for (let index = 0; index < chunk.rowCount; index += 1) {
      if (rows.length === limits.lignes) return { columns, rows, tronque: true };
      const row = chunk.getRowValues(index);
      for (const value of row) characters += typeof value === 'string' ? value.length : 8;
      if (characters > limits.caracteres) throw tooHeavy();
      rows.push(row);
    }
  }
  return { columns, rows, tronque: false };
}

/** A value as text: numbers with a point, dates in ISO form; empty for a null. */
export function valueText(value: DuckDBValue): string {
  return value === null ? '' : String(value);
}

/** A decimal as a number of JavaScript, when not a digit is lost; undefined otherwise. */
export function exactNumber(value: DuckDBDecimalValue): number | undefined {
  const magnitude = value.value < 0n ? -value.value : value.value;
  return magnitude < 10n ** 15n ? Number(value.toString()) : undefined;
}

function tooLong(seconds: number): PublicationError {
  return new PublicationError([
    {
      code: 'requete_trop_longue',
      message: `Requête arrêtée : elle dépasse ${seconds} secondes.`,
      regle: 'temps limité',
      remede: 'Filtrez davantage, ou agrégez avant de joindre.',
    },
  ]);
}

function tooHeavy(): PublicationError {
  return new PublicationError([
    {
      code: 'requete_trop_lourde',
      message: 'Requête arrêtée : sa réponse ou sa mémoire dépasse la limite.',
      regle: 'taille limitée',
      remede: 'Choisissez moins de colonnes ou de lignes, ou agrégez.',
    },
  ]);
}

/** Only errors that speak of the query itself are told; others may name a file or a setting. */
function engineRefusal(cause: unknown): PublicationError {
  const detail = engineWords(cause instanceof Error ? cause.message : '');
  if (/^Out of Memory/i.test(detail)) return tooHeavy();
  const told =
    /^(Binder|Catalog|Conversion|Invalid Input|Out of Range|Parser|Syntax|Mismatch Type|Invalid Type)/i.test(
      detail,
    );
  return new PublicationError(
    [
      {
        code: 'requete_en_erreur',
        message: told ? `La requête échoue. Le moteur dit : ${detail}` : 'La requête échoue.',
        regle: 'SQL de DuckDB',
        remede: 'Vérifiez les noms de colonnes (« describe <cube> ») et les fonctions utilisées.',
      },
    ],
    { cause },
  );
}
