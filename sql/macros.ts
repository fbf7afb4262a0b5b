import type { Argument } from './template.ts';

type Kinds = { sql: string; text: string; number: number; boolean: boolean };
type Kind = keyof Kinds;
type Values<P extends readonly Kind[]> = { -readonly [K in keyof P]: Kinds[P[K]] };

/** A typed function of the runner, called in a model as `{{ name('…') }}`. */
export interface Macro {
  /** How it is called, for messages: `year(sql)`. */
  signature: string;
  /** The SQL that stands for the call. Throws a plain `Error` that says what is wrong with the arguments. */
  expand(args: readonly Argument[]): string;
}

/**
 * A macro from its parameters' kinds and a function over them. `sql` is an expression, put in as it stands;
 * `text`, `number` and `boolean` are values for the function to use.
 */
export function macro<const P extends readonly Kind[]>(
  name: string,
  parameters: P,
  expand: (...args: Values<P>) => string,
): Macro {
  const signature = `${name}(${parameters.join(', ')})`;
  return {
    signature,
    expand(args) {
      if (args.length !== parameters.length) {
        throw new Error(`${signature} takes ${parameters.length} argument(s), not ${args.length}.`);
      }
      parameters.forEach((kind, index) => {
        const wanted = kind === 'sql' || kind === 'text' ? 'string' : kind;
        const given = args[index];
        const blank = kind === 'sql' && typeof given === 'string' && given.trim() === '';
        if (typeof given !== wanted || blank) {
          throw new Error(`Argument ${index + 1} of ${signature} must be ${kind === 'sql' ? 'SQL' : kind}.`);
        }
      });
      return expand(...([...args] as Values<P>));
    },
  };
}

/**
 * What engines name differently or read differently, written once in SQL that both DuckDB and PostgreSQL
 * read alike.
 */
export const standardMacros: Readonly<Record<string, Macro>> = {
  /** The year of a date or timestamp, an integer. */
  year: macro('year', ['sql'], (date) => `cast(extract(year from ${date}) as integer)`),
  /** The last day of a date's month. */
  last_day: macro(
    'last_day',
    ['sql'],
    (date) =>
      `cast(date_trunc('month', cast(${date} as date)) + interval '1' month - interval '1' day as date)`,
  ),
  /** The median of an expression over the group, a double; nulls do not count. */
  median: macro(
    'median',
    ['sql'],
    (value) => `percentile_cont(0.5) within group (order by cast(${value} as double precision))`,
  ),
  /**
   * A number as French writes it, for a text: a narrow space by thousands, a comma, a true minus. Null gives null.
   */
  french: macro('french', ['sql', 'number'], (value, decimals) => {
    const plain = `cast(cast(abs(${value}) as decimal(38, ${decimals})) as varchar)`;
    const whole = `split_part(${plain}, '.', 1)`;
    const grouped = `reverse(rtrim(regexp_replace(reverse(${whole}), '([0-9]{3})', '\\1\u202F', 'g'), '\u202F'))`;
    const fraction = decimals > 0 ? ` || ',' || split_part(${plain}, '.', 2)` : '';
    return `(case when ${value} < 0 then '−' else '' end || ${grouped}${fraction})`;
  }),
};
