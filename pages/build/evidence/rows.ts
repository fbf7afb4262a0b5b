import { Type } from 'apache-arrow';

/** A row as pages read it: plain values, no Arrow object. */
export type Row = Record<string, unknown>;

/** What is read of an Arrow table, whichever version of the library made it. */
export interface ArrowAnswer {
  toArray(): { toJSON(): Row }[];
  schema: { fields: { name: string; type: { typeId: number } }[] };
}

const evidenceTypes = new Map<number, string>([
  [Type.Date, 'date'],
  [Type.Float, 'number'],
  [Type.Int, 'number'],
  [Type.Bool, 'boolean'],
]);

/**
 * The rows of an Arrow table as plain objects. Evidence reads the columns' types from a hidden property of
 * the array, which is set here too.
 */
export function arrowTableToJSON(table: ArrowAnswer): Row[] {
  const rows = table.toArray().map((row) => row.toJSON());
  const dates = table.schema.fields.filter((field) => field.type.typeId === Type.Date);
  for (const row of rows) {
    for (const { name } of dates) {
      const value = row[name];
      if (typeof value === 'number') row[name] = new Date(value);
    }
  }
  Object.defineProperty(rows, '_evidenceColumnTypes', {
    enumerable: false,
    value: table.schema.fields.map((field) => ({
      name: field.name,
      evidenceType: evidenceTypes.get(field.type.typeId) ?? 'string',
      typeFidelity: 'precise',
    })),
  });
  return rows;
}
