/** A place in a text file, both counted from 1; columns count UTF-16 units, as editors do. */
export interface Position {
  line: number;
  column: number;
}

export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

export function offsetAt(text: string, { line, column }: Position): number {
  let start = 0;
  for (let i = 1; i < line; i += 1) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  return Math.min(text.length, start + column - 1);
}

const WIDTH = 100;

/** The line itself, cut when long, with a mark under the place when the column is known. */
export function excerpt(text: string, line: number, column: number | undefined): string {
  const content = (text.split('\n')[line - 1] ?? '').replaceAll('\t', ' ').replace(/\r$/, '');
  const from = column === undefined ? 0 : Math.max(0, column - 1 - WIDTH / 2);
  const label = `line ${line}: ${from > 0 ? '…' : ''}`;
  const shown = `${label}${content.slice(from, from + WIDTH)}`;
  return column === undefined ? shown : `${shown}\n${' '.repeat(label.length + column - 1 - from)}^`;
}
