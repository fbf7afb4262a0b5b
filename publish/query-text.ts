import { DuckDBDecimalValue, DuckDBListValue, DuckDBStructValue, type DuckDBValue } from '@duckdb/node-api';
import { csvLine } from './csv.ts';
import { exactNumber, type QueryResult, valueText } from './query-result.ts';

/** The answer as CSV: UTF-8, comma, header, line feed; a null is an empty cell. */
export function csvOf({ columns, rows }: QueryResult): string {
  return [columns.map(({ nom }) => nom), ...rows.map((row) => row.map(valueText))].map(csvLine).join('');
}

/** The answer as a JSON list of objects. A whole number or decimal too long for JavaScript is a text. */
export function jsonOf({ columns, rows }: QueryResult): string {
  const names = columns.map(({ nom }) => JSON.stringify(nom));
  const lines = rows.map(
    (row) => `  {${row.map((value, index) => `${names[index]}:${jsonText(value)}`).join(',')}}`,
  );
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`;
}

/** The answer as columns for a terminal: numbers to the right, texts to the left. */
export function tableOf({ columns, rows }: QueryResult): string {
  const cells = rows.map((row) => row.map((value) => valueText(value).replaceAll(/[\p{Cc}]/gu, ' ')));
  const isNumber = columns.map((_, index) => rows.some((row) => isNumeric(row[index] ?? null)));
  const widths = columns.map(({ nom }, index) =>
    cells.reduce((widest, row) => Math.max(widest, length(row[index] ?? '')), length(nom)),
  );
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const blank = ' '.repeat((widths[index] ?? 0) - length(text));
        return isNumber[index] === true ? blank + text : text + blank;
      })
      .join('  ')
      .trimEnd();
  const header = line(columns.map(({ nom }) => nom));
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  return [header, rule, ...cells.map(line), ''].join('\n');
}

function length(text: string): number {
  return [...text].length;
}

function isNumeric(value: DuckDBValue): boolean {
  return typeof value === 'number' || typeof value === 'bigint' || value instanceof DuckDBDecimalValue;
}

function jsonText(value: DuckDBValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? String(value) : `"${value}"`;
  if (value instanceof DuckDBDecimalValue)
    return exactNumber(value) === undefined ? `"${value}"` : String(exactNumber(value));
  if (value instanceof DuckDBListValue) return `[${value.items.map(jsonText).join(',')}]`;
  if (value instanceof DuckDBStructValue) {
    const entries = Object.entries(value.entries).map(
      ([key, inner]) => `${JSON.stringify(key)}:${jsonText(inner)}`,
    );
    return `{${entries.join(',')}}`;
  }
  return JSON.stringify(valueText(value));
}
