const WIDEST = 40;

/** Rows of a few columns as aligned text, one line each under their names; long values are cut. */
export function rowTable(rows: readonly Readonly<Record<string, unknown>>[], indent = '  '): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (names.length === 0) return '';
  const lines = [names, ...rows.map((row) => names.map((name) => cellText(row[name])))];
  const widths = names.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      `${indent}${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
    )
    .join('\n');
}

/** A null is said; everything else is as JSON would write it, text without its quotes. */
function cellText(value: unknown): string {
  if (value === null || value === undefined) return '(vide)';
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ');
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 1)}…` : text;
}
