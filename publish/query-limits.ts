/** What a query may cost at most. */
export interface QueryLimits {
  /** Rows given back; the rest is cut, and the answer says so. */
  lignes: number;
  /** Wall-clock seconds. */
  secondes: number;
  /** Memory of the engine, as DuckDB writes it. It never spills to disk. */
  memoire: string;
  /** Length of the query's text, in bytes. */
  octetsRequete: number;
  /** Size of the texts given back, in characters. */
  caracteres: number;
}

export const DEFAULT_LIMITS: QueryLimits = {
  lignes: 1_000_000,
  secondes: 60,
  memoire: '1GB',
  octetsRequete: 100_000,
  caracteres: 200_000_000,
};
