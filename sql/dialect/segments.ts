/** What a stretch of SQL text is: code, or something whose characters mean only themselves. */
export type SegmentKind = 'code' | 'string' | 'identifier' | 'comment';

export interface Segment {
  kind: SegmentKind;
  /** Offset of the first character in the text. */
  start: number;
  text: string;
}

/** What opens a stretch that is not code. */
export const OPENER = /'|"|--|\/\*|\$(?:[A-Za-z_]\w*)?\$/;

/**
 * Cuts SQL text into code, strings (`'…'`, `E'…'`, `$tag$…$tag$`), quoted identifiers and comments.
 * The segments joined give the text back. An unterminated one runs to the end: the engine names the error.
 */
export function segments(sql: string): Segment[] {
  const found: Segment[] = [];
  const openers = new RegExp(OPENER, 'g');
  let codeStart = 0;
  for (let match = openers.exec(sql); match !== null; match = openers.exec(sql)) {
    const opener = match[0];
    const start = match.index;
    const end = endOfSegment(sql, opener, start);
    if (start > codeStart) found.push({ kind: 'code', start: codeStart, text: sql.slice(codeStart, start) });
    found.push({ kind: kindOf(opener), start, text: sql.slice(start, end) });
    codeStart = end;
    openers.lastIndex = end;
  }
  if (codeStart < sql.length) found.push({ kind: 'code', start: codeStart, text: sql.slice(codeStart) });
  return found;
}

export function kindOf(opener: string): SegmentKind {
  if (opener === '"') return 'identifier';
  return opener === '--' || opener === '/*' ? 'comment' : 'string';
}

/** Where the stretch that `opener` opens at `start` is over: the offset after its last character. */
export function endOfSegment(sql: string, opener: string, start: number): number {
  if (opener === '--') return endAfter(sql, '\n', start);
  if (opener === '/*') return endAfter(sql, '*/', start + 2);
  if (opener.startsWith('$')) return endAfter(sql, opener, start + opener.length);
  const backslashEscapes = opener === "'" && /(^|[^\w$])[eE]$/.test(sql.slice(Math.max(0, start - 2), start));
  return endOfQuoted(sql, opener, start + 1, backslashEscapes);
}

function endAfter(sql: string, closer: string, from: number): number {
  const at = sql.indexOf(closer, from);
  return at < 0 ? sql.length : at + closer.length;
}

/** A doubled quote stands for one and does not close; in `E'…'` a backslash hides the next character too. */
function endOfQuoted(sql: string, quote: string, from: number, backslashEscapes: boolean): number {
  for (let i = from; i < sql.length; i += 1) {
    if (backslashEscapes && sql[i] === '\\') i += 1;
    else if (sql[i] === quote) {
      if (sql[i + 1] !== quote) return i + 1;
      i += 1;
    }
  }
  return sql.length;
}

/**
 * The text with strings, quoted identifiers and comments replaced by spaces, same length and same lines, so
 * that a rule can look at the code alone and still say where.
 */
export function codeOnly(sql: string): string {
  return codeOf(segments(sql));
}

/** The same of a text that has been cut already. */
export function codeOf(parts: readonly Segment[]): string {
  return parts.map((part) => (part.kind === 'code' ? part.text : part.text.replace(/[^\n]/g, ' '))).join('');
}
