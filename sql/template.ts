import { endOfSegment, kindOf, OPENER } from './dialect/segments.ts';
import { SqlError } from './error.ts';
import { excerpt, positionAt } from './position.ts';

export type Argument = string | number | boolean;

/** One `{{ name(arguments) }}` of a model. */
export interface Call {
  name: string;
  args: Argument[];
  /** Offset of `{{` in the file. */
  start: number;
  /** Offset after `}}`. */
  end: number;
}

/** A SQL file cut into text that stands and calls to be replaced. */
export interface Template {
  /** The path to show in messages. */
  file: string;
  source: string;
  calls: Call[];
}

/** SQL with every call replaced, and the way back to the file from an offset in it. */
export interface RenderedSql {
  sql: string;
  sourceOffset(offset: number): number;
}

/** An error at a place of a file, with the line itself. */
export function errorAt(
  template: { file: string; source: string },
  offset: number,
  code: string,
  message: string,
  remede: string,
  cause?: unknown,
): SqlError {
  const { line, column } = positionAt(template.source, offset);
  const where = `${template.file}:${line}:${column}`;
  return new SqlError(code, `${where}: ${message}\n${excerpt(template.source, line, column)}`, {
    fichier: template.file,
    ligne: line,
    colonne: column,
    remede,
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Finds the calls of a SQL file. Comments are left as they are, so that a call in one is no dependency;
 * a call inside a string is refused, since its result would stand between two pairs of quotes.
 */
export function parseTemplate(file: string, source: string): Template {
  const template: Template = { file, source, calls: [] };
  const openers = new RegExp(`\\{\\{|${OPENER.source}`, 'g');
  for (let match = openers.exec(source); match !== null; match = openers.exec(source)) {
    const start = match.index;
    if (match[0] === '{{') {
      const call = parseCall(template, start);
      template.calls.push(call);
      openers.lastIndex = call.end;
      continue;
    }
    const end = endOfSegment(source, match[0], start);
    const inside = source.slice(start, end);
    if (kindOf(match[0]) !== 'comment' && /\{\{\s*\w+\s*\(/.test(inside)) {
      throw errorAt(
        template,
        start + inside.indexOf('{{'),
        'template',
        'A call stands inside quotes.',
        'Take the quotes away: a variable brings its own, and so do names of tables.',
      );
    }
    openers.lastIndex = end;
  }
  return template;
}

/**
 * Replaces the calls. A replacement stays on one line and a call's own line breaks are kept, so that lines
 * of the result are lines of the file.
 */
export function renderTemplate(template: Template, replace: (call: Call) => string): RenderedSql {
  const pieces: { from: number; source: number; copied: boolean; text: string }[] = [];
  let length = 0;
  const add = (source: number, copied: boolean, text: string): void => {
    pieces.push({ from: length, source, copied, text });
    length += text.length;
  };
  let at = 0;
  for (const call of template.calls) {
    add(at, true, template.source.slice(at, call.start));
    const breaks = template.source.slice(call.start, call.end).replace(/[^\n]/g, '');
    add(call.start, false, replace(call).replaceAll(/\s*\n\s*/g, ' ') + breaks);
    at = call.end;
  }
  add(at, true, template.source.slice(at));
  return {
    sql: pieces.map((piece) => piece.text).join(''),
    sourceOffset(offset) {
      const piece = pieces.findLast((candidate) => candidate.from <= offset);
      if (!piece) return offset;
      return piece.copied ? piece.source + offset - piece.from : piece.source;
    },
  };
}

/** name, string (either quote, doubled inside), number, boolean, and the marks between them. */
const TOKEN = /\s*(?:([A-Za-z_]\w*)|('(?:[^']|'')*'|"(?:[^"]|"")*")|(-?\d+(?:\.\d+)?)|([(),])|(\}\}))/y;

interface Token {
  kind: 'name' | 'string' | 'number' | 'mark' | 'end';
  text: string;
  start: number;
  end: number;
}

function parseCall(template: Template, start: number): Call {
  let at = start + 2;
  const next = (): Token => {
    const token = readToken(template, start, at);
    at = token.end;
    return token;
  };
  const expect = (token: Token, text: string): void => {
    if (token.text !== text) throw malformed(template, token.start, `"${text}" was expected here.`);
  };
  const name = next();
  if (name.kind !== 'name') throw malformed(template, name.start, 'A name was expected here.');
  expect(next(), '(');
  const args: Argument[] = [];
  let token = next();
  while (token.text !== ')') {
    args.push(argumentOf(template, token));
    token = next();
    if (token.text === ',') token = next();
    else expect(token, ')');
  }
  const end = next();
  if (end.kind !== 'end') throw malformed(template, end.start, '"}}" was expected here.');
  return { name: name.text, args, start, end: at };
}

function readToken(template: Template, callStart: number, at: number): Token {
  TOKEN.lastIndex = at;
  const match = TOKEN.exec(template.source);
  if (!match) {
    const closed = template.source.indexOf('}}', at) >= 0;
    const gap = /^\s*/.exec(template.source.slice(at))?.[0].length ?? 0;
    throw closed
      ? malformed(template, at + gap, 'This cannot be read.')
      : malformed(template, callStart, 'This call is not closed.');
  }
  const [whole, name, string, number, mark, end] = match;
  const text = name ?? string ?? number ?? mark ?? end ?? '';
  const kind = name ? 'name' : string ? 'string' : number ? 'number' : mark ? 'mark' : 'end';
  return { kind, text, start: at + whole.length - text.length, end: at + whole.length };
}

function argumentOf(template: Template, token: Token): Argument {
  switch (token.kind) {
    case 'string': {
      const quote = token.text.charAt(0);
      return token.text.slice(1, -1).replaceAll(quote + quote, quote);
    }
    case 'number':
      return Number(token.text);
    case 'name':
      if (token.text === 'true' || token.text === 'false') return token.text === 'true';
      throw malformed(template, token.start, `"${token.text}" is neither text, a number, true nor false.`);
    default:
      throw malformed(template, token.start, 'An argument was expected here.');
  }
}

function malformed(template: Template, offset: number, message: string): SqlError {
  return errorAt(template, offset, 'template', message, "Write {{ name('argument', …) }}.");
}
