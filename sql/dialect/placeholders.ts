import { segments } from './segments.ts';

/**
 * knex takes every `?` for a binding, even inside a string. These two functions let strings, quoted
 * identifiers and comments mean what they say: `protect` marks their question marks when text enters knex,
 * `number` takes the marks away when it leaves.
 *
 * A mark is the backslash that knex itself leaves alone; backslashes already there are doubled, so that
 * `'\?'` (a regular expression, say) comes back unchanged.
 */
export function protectQuestionMarks(sql: string): string {
  if (!sql.includes('?')) return sql;
  return segments(sql)
    .map((segment) =>
      segment.kind === 'code'
        ? segment.text
        : segment.text.replace(/(\\*)\?/g, (_, slashes: string) => `${slashes}${slashes}\\?`),
    )
    .join('');
}

/** Turns the bindings' `?` into `$1`, `$2`…; outside strings `\?` is the operator `?`, as knex documents. */
export function numberPlaceholders(sql: string): string {
  if (!sql.includes('?')) return sql;
  let count = 0;
  return segments(sql)
    .map((segment) =>
      segment.text.replace(/(\\*)\?/g, (match, slashes: string) => {
        const marked = slashes.length % 2 === 1;
        if (segment.kind !== 'code') return marked ? `${slashes.slice(0, (slashes.length - 1) / 2)}?` : match;
        if (marked) return '?';
        count += 1;
        return `$${count}`;
      }),
    )
    .join('');
}
