import { codeOf, type Segment, segments } from './dialect/segments.ts';
import { SqlError, type SqlProblem } from './error.ts';
import { excerpt, positionAt } from './position.ts';
import type { Template } from './template.ts';

/** A place that a rule refuses: offset in the code, and what stands there. */
interface Finding {
  offset: number;
  what: string;
}

interface Rule {
  name: string;
  message: string;
  remede: string;
  /** `code` holds the file with strings, comments and quoted names blanked, lower case, offsets kept. */
  find(code: string): Finding[];
}

const RULES: readonly Rule[] = [
  {
    name: 'cast_operator',
    message: '"::" is not standard SQL.',
    remede: 'Write cast(x as type).',
    find: (code) => matches(code, /::/g),
  },
  {
    name: 'similar_to',
    message: '"similar to" is read differently by each engine.',
    remede: 'Write like, or a list of accepted values.',
    find: (code) => matches(code, /\bsimilar\s+to\b/g),
  },
  {
    name: 'group_by_all',
    message: '"by all" is DuckDB\'s alone.',
    remede: 'Name the columns.',
    find: (code) => matches(code, /\b(?:group|order)\s+by\s+all\b/g),
  },
  {
    name: 'try_cast',
    message: '"try_cast" hides what cannot be read.',
    remede: 'Type the column when it is loaded, where what cannot be read is kept and counted.',
    find: (code) => matches(code, /\btry_cast\b/g),
  },
  {
    name: 'order_by_nulls',
    message: 'Engines put nulls at different ends.',
    remede: 'Add "nulls first" or "nulls last" to each term.',
    find: findOrderWithoutNulls,
  },
  {
    name: 'date_trunc',
    message: '"date_trunc" gives a date in one engine and a timestamp in another.',
    remede: 'Write cast(date_trunc(…) as date).',
    find: (code) =>
      matches(code, /\bdate_trunc\s*\(/g).filter(
        ({ offset }) => !/\bcast\s*\(\s*$/.test(code.slice(0, offset)),
      ),
  },
  {
    name: 'runner_macro',
    message: 'Engines name this differently.',
    remede: "Call the runner's own: {{ year('…') }}, {{ last_day('…') }}, {{ median('…') }}.",
    find: (code) => matches(code, /\b(?:year|last_day|median)\s*\(/g),
  },
  {
    name: 'integer_division',
    message: 'Two whole numbers divide to a fraction in one engine and to a whole number in another.',
    remede: 'Cast one side: cast(a as decimal(18, 6)) / b.',
    find: findBareDivision,
  },
];

/** The names of the rules, for the exceptions that a model may state. */
export const LINT_RULES: readonly string[] = RULES.map((rule) => rule.name);

/**
 * What a model holds that engines read differently, or that hides errors. Only code is looked at, not
 * strings, comments and quoted names. An exception stands in a comment on the line or the one above:
 * `-- lint-allow: order_by_nulls (why)`.
 */
export function lint(template: Template): SqlProblem[] {
  const parts = segments(withoutCalls(template));
  const code = codeOf(parts).toLowerCase();
  const allowed = exceptions(template, parts);
  const found = RULES.flatMap((rule) =>
    rule.find(code).map((finding) => ({ rule, ...positionAt(template.source, finding.offset), ...finding })),
  );
  return found
    .filter(
      ({ rule, line }) => !allowed.has(`${rule.name}:${line}`) && !allowed.has(`${rule.name}:${line - 1}`),
    )
    .sort((a, b) => a.offset - b.offset)
    .map(({ rule, line, column, what }) => {
      const shown = excerpt(template.source, line, column);
      return new SqlError('lint', `${template.file}:${line}:${column}: ${rule.message}\n${shown}`, {
        fichier: template.file,
        ligne: line,
        colonne: column,
        regle: rule.name,
        valeur: what,
        remede: rule.remede,
      }).toProblem();
    });
}

/** Calls become a name of the same length: `{{ ref('x') }}` must neither end a clause nor divide. */
function withoutCalls(template: Template): string {
  const { source } = template;
  const parts: string[] = [];
  let done = 0;
  for (const { start, end } of template.calls) {
    parts.push(source.slice(done, start), source.slice(start, end).replace(/[^\n]/g, '_'));
    done = end;
  }
  return [...parts, source.slice(done)].join('');
}

function exceptions(template: Template, parts: readonly Segment[]): Set<string> {
  const allowed = new Set<string>();
  for (const segment of parts) {
    if (segment.kind !== 'comment') continue;
    const stated = /lint-allow:\s*(\w+)\s*\(\s*[^)\s][^)]*\)/.exec(segment.text);
    if (stated) allowed.add(`${stated[1]}:${positionAt(template.source, segment.start).line}`);
  }
  return allowed;
}

function matches(code: string, pattern: RegExp): Finding[] {
  return [...code.matchAll(pattern)].map((match) => ({ offset: match.index, what: match[0] }));
}

/** What ends a list of order terms at its own depth. */
const AFTER_ORDER =
  /^(?:limit|offset|fetch|rows|range|groups|union|intersect|except|qualify|window|for|\)|;)/;

/** Each term of each `order by` must say where nulls go; windows and aggregates included. */
function findOrderWithoutNulls(code: string): Finding[] {
  const findings: Finding[] = [];
  for (const match of code.matchAll(/\border\s+by\b/g)) {
    for (const term of orderTerms(code, match.index + match[0].length)) {
      const said = /\bnulls\s+(?:first|last)\b/.test(term.text);
      if (!said && term.text.trim() !== '' && term.text.trim() !== 'all') {
        findings.push({ offset: term.offset, what: term.text.trim() });
      }
    }
  }
  return findings;
}

function orderTerms(code: string, from: number): { offset: number; text: string }[] {
  const terms: { offset: number; text: string }[] = [];
  let depth = 0;
  let start = from;
  let at = from;
  const close = (): void => {
    const text = code.slice(start, at);
    terms.push({ offset: start + (text.length - text.trimStart().length), text });
    start = at + 1;
  };
  for (; at < code.length; at += 1) {
    const char = code.charAt(at);
    const wordStart = !/\w/.test(code.charAt(at - 1));
    if (depth === 0 && (wordStart || char === ')') && isOrderEnd(code.slice(at, at + 12))) break;
    if (char === '(') depth += 1;
    else if (char === ')') depth -= 1;
    else if (char === ',' && depth === 0) close();
  }
  close();
  return terms;
}

function isOrderEnd(text: string): boolean {
  const match = AFTER_ORDER.exec(text);
  return match !== null && !(/\w$/.test(match[0]) && /^\w/.test(text.slice(match[0].length)));
}

const FRACTION_TYPE = /\bas\s+(?:decimal|numeric|double|real|float)\b[^()]*(?:\([^()]*\))?\s*$/;

/** A division is safe when one side is a cast to a fraction or a number with a point. */
function findBareDivision(code: string): Finding[] {
  return matches(code, /\//g).filter(({ offset }) => {
    const left = code.slice(0, offset).trimEnd();
    const right = code.slice(offset + 1).trimStart();
    return !(endsFractional(left) || startsFractional(right));
  });
}

function endsFractional(left: string): boolean {
  if (/(?:^|[^\w.])\d+\.\d*$/.test(left)) return true;
  if (!left.endsWith(')')) return false;
  const open = matchingOpen(left);
  return /\bcast\s*$/.test(left.slice(0, open)) && FRACTION_TYPE.test(left.slice(open + 1, -1));
}

function startsFractional(right: string): boolean {
  if (/^\d+\.\d*/.test(right)) return true;
  const cast = /^(?:nullif\s*\(\s*)?cast\s*\(/.exec(right);
  if (!cast) return false;
  return FRACTION_TYPE.test(right.slice(cast[0].length, matchingClose(right, cast[0].length)));
}

function matchingOpen(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ')') depth += 1;
    else if (text[at] === '(') depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}

function matchingClose(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '(') depth += 1;
    else if (text[at] === ')') depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
