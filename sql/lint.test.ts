import { describe, expect, it } from 'vitest';
import { LINT_RULES, lint } from './lint.ts';
import { standardMacros } from './macros.ts';
import { parseTemplate } from './template.ts';

function rulesOf(source: string): (string | null)[] {
  return lint(parseTemplate('models/core/x.sql', source)).map((problem) => problem.regle);
}

describe('lint', () => {
  it.each([
    ['select a::text', 'cast_operator'],
    ["select a SIMILAR  to 'x%'", 'similar_to'],
    ['select a from t group\n by all', 'group_by_all'],
    ['select a from t order by all', 'group_by_all'],
    ['select try_cast(a as int)', 'try_cast'],
    ['select a from t order by a', 'order_by_nulls'],
    ['select a from t order by a nulls last, b desc', 'order_by_nulls'],
    ['select row_number() over (partition by a order by b) as n', 'order_by_nulls'],
    ['select string_agg(a order by coalesce(b, c)) from t', 'order_by_nulls'],
    ["select date_trunc('month', d)", 'date_trunc'],
    ['select Year(d)', 'runner_macro'],
    ['select median(d)', 'runner_macro'],
    ['select sum(a) / count(*)', 'integer_division'],
    ['select a / cast(b as integer)', 'integer_division'],
    ['select (cast(a as double precision) + 1) / b', 'integer_division'],
  ])('refuses: %s', (source, rule) => {
    expect(rulesOf(source)).toEqual([rule]);
  });

  it.each([
    ['select \'a::b\', "c::d" -- e::f try_cast(1)\n/* order by x */'],
    ['select a from t order by a nulls first, b desc nulls last limit 3'],
    ['select row_number() over (order by a nulls last rows unbounded preceding), b / 2.0 from t'],
    [
      'select a from (select b from t order by (b) nulls last) union all select c from u order by c nulls first',
    ],
    ["select cast(date_trunc('month', d) as date)"],
    ["select {{ year('d / 2 :: x') }} from {{ ref('y') }}"],
    ['select cast(a as decimal(18, 6)) / b, a / nullif(cast(b as double precision), 0), 100.0 / a'],
    ['select calendar_year(d), a.year, median from t'],
  ])('lets pass: %s', (source) => {
    expect(rulesOf(source)).toEqual([]);
  });

  it('lets pass what its own macros write', () => {
    const [year, lastDay, median] = ['year', 'last_day', 'median'].map((name) =>
      standardMacros[name]?.expand(['d']),
    );
    expect(rulesOf(`select ${year}, ${lastDay}`)).toEqual([]);
    expect(rulesOf(`select ${median}`)).toEqual(['order_by_nulls']);
    expect(rulesOf("select {{ median('d') }}")).toEqual([]);
  });

  it('says file, line, column, what stands there and what to write', () => {
    const [problem] = lint(parseTemplate('models/core/x.sql', 'select\n  é, b::int'));
    expect(problem).toMatchObject({
      code: 'lint',
      fichier: 'models/core/x.sql',
      ligne: 2,
      colonne: 7,
      valeur: '::',
      remede: 'Write cast(x as type).',
    });
  });

  it('lets an exception stand only with a rule and a reason, on its line or the one above', () => {
    expect(rulesOf('select a from t order by a -- lint-allow: order_by_nulls (a is never null)')).toEqual([]);
    expect(rulesOf('-- lint-allow: cast_operator (engine type)\nselect a::text')).toEqual([]);
    expect(rulesOf('select a::text -- lint-allow: cast_operator')).toEqual(['cast_operator']);
    expect(rulesOf('select a::text -- lint-allow: try_cast (no)')).toEqual(['cast_operator']);
    expect(rulesOf('-- lint-allow: cast_operator (x)\n\nselect a::text')).toEqual(['cast_operator']);
    expect(LINT_RULES).toContain('integer_division');
  });
});
