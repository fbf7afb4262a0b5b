/** A value of an answer as a page shows it; lists and structures are texts. */
export type Value = string | number | boolean | null;

/** An Arrow value as a plain one: a whole number that JavaScript cannot hold exactly stays a text, a day is in ISO form. */
export function plainValue(value: unknown, type = ''): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  if (typeof value === 'number') {
    if (type === 'DATE') return isoOf(value).slice(0, 10);
    return type.startsWith('TIMESTAMP') ? isoOf(value) : value;
  }
  if (typeof value === 'string') return value;
  return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? plainValue(inner) : inner)) ?? null;
}

function isoOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? String(milliseconds) : date.toISOString().replace('.000Z', 'Z');
}

/** As a table shows it: a decimal comma, no grouping, since a year is a number too. */
export function valueText(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'vrai' : 'faux';
  return typeof value === 'number' ? String(value).replace('.', ',') : value;
}
