import { SqlError } from '../error.ts';
import { excerpt, positionAt } from '../position.ts';

interface EnginePosition {
  line: number;
  column: number | undefined;
  /** The line of SQL, and a mark under the place when it is known. */
  excerpt: string;
}

/**
 * DuckDB's error as ours: its own message, and where in the SQL text it points. Bound values never stand in
 * it; a value that the engine itself quotes (a cast that fails) does.
 *
 * Connections of the pool speak JSON (`errors_as_json`), which gives an exact offset; others give text with
 * the number of the line.
 */
export function engineError(cause: unknown, sql: string): SqlError {
  if (cause instanceof SqlError) return cause;
  const raw = cause instanceof Error ? cause.message : String(cause);
  const structured = parseStructured(raw);
  const detail = structured?.message ?? raw;
  const position = structured ? positionFromOffset(sql, structured) : positionFromText(raw);
  const shown = structured && position ? `\n${position.excerpt}` : '';
  return new SqlError('sql', `${detail}${shown}`, {
    detail,
    ...(position ? { ligne: position.line } : {}),
    ...(position?.column === undefined ? {} : { colonne: position.column }),
    remede: structured?.candidates
      ? `Known names that are near: ${structured.candidates}.`
      : 'Mend the SQL at the place shown.',
    cause,
  });
}

interface StructuredError {
  type: string;
  message: string;
  /** Counted in characters by the parser, in bytes of UTF-8 by everything after it. */
  offset: number | undefined;
  candidates: string | undefined;
}

function parseStructured(raw: string): StructuredError | undefined {
  const start = raw.indexOf('{"exception_type"');
  if (start < 0) return undefined;
  let parsed: Record<string, string>;
  try {
    parsed = JSON.parse(raw.slice(start)) as Record<string, string>;
  } catch {
    // Not the engine's JSON after all, only text that starts like it: it is shown as it came.
    return undefined;
  }
  const type = parsed.exception_type ?? 'Unknown';
  return {
    type,
    message: `${type} Error: ${parsed.exception_message ?? raw}`,
    offset: parsed.position === undefined ? undefined : Number(parsed.position),
    candidates: parsed.candidates,
  };
}

function positionFromOffset(sql: string, error: StructuredError): EnginePosition | undefined {
  if (error.offset === undefined) return undefined;
  const before =
    error.type === 'Parser'
      ? Array.from(sql).slice(0, error.offset).join('')
      : Buffer.from(sql, 'utf8').subarray(0, error.offset).toString('utf8');
  const { line, column } = positionAt(sql, before.length);
  return { line, column, excerpt: excerpt(sql, line, column) };
}

function positionFromText(raw: string): EnginePosition | undefined {
  const match = /^LINE (\d+): /m.exec(raw);
  return match ? { line: Number(match[1]), column: undefined, excerpt: '' } : undefined;
}
