/** A value on its way to a raw column. */
export type LoadValue = string | number | boolean | null;

/** Rows by column: what each row says, in order, or what all say alike. A column that is not there is null. */
export interface Batch {
  length: number;
  columns: ReadonlyMap<string, LoadValue | readonly LoadValue[]>;
}

/** Rows as a batch. */
export function batchOf(rows: readonly Readonly<Record<string, LoadValue>>[]): Batch {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return {
    length: rows.length,
    columns: new Map([...names].map((nom) => [nom, rows.map((row) => row[nom] ?? null)])),
  };
}
