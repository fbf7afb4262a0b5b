import type { FilterName } from '../components/filter.ts';

/** Parts of a page whose `%annee%` is the release's year: front matter, SQL and other code, scripts. */
const fixed = /(^---\n[\s\S]*?\n---\n|```[\s\S]*?```|<script\b[\s\S]*?<\/script>)/g;
const years = new Map([
  ['%annee%', '$choice.annee'],
  ['%annee_precedente%', '$choice.annee_precedente'],
]);

/**
 * A page with its filters: the form under its lead, and `%annee%` outside of SQL as the year that is chosen. A page
 * without filters stays as it is.
 */
export function withFilters(page: string, filters: readonly FilterName[]): string {
  if (filters.length === 0) return page;
  const cubes = [...new Set([...page.matchAll(/\b(?:from|join)\s+cubes\.(\w+)/g)].map((match) => match[1]))];
  const list = (values: readonly unknown[]) => `{[${values.map((value) => `'${value}'`).join(', ')}]}`;
  const form = `<Filters filters=${list(filters)} cubes=${list(cubes)} />`;
  const script = "<script>\n\timport { choice, chosen } from '#components/choice.ts';\n</script>";
  const parts = page.split(fixed).map((part, index) => (index % 2 === 1 ? part : chosenYears(part)));
  return `${underLead(parts.join(''), form)}\n\n${script}\n`;
}

/** Puts `form` under the page's lead, or, without one, before its text. */
function underLead(page: string, form: string): string {
  const lead = /<p class="chapeau">[\s\S]*?<\/p>\n/.exec(page);
  const at = lead ? lead.index + lead[0].length : (/^---\n[\s\S]*?\n---\n/.exec(page)?.[0].length ?? 0);
  return `${page.slice(0, at)}\n${form}\n${page.slice(at)}`;
}

/** The year as Svelte writes it where it stands: in text, in an expression, or in a string of one. */
function chosenYears(text: string): string {
  let written = '';
  let depth = 0;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const year = [...years].find(([word]) => text.startsWith(word, at));
    if (year) {
      written += inPlace(year[1], depth, quote);
      at += year[0].length - 1;
      continue;
    }
    const letter = text.charAt(at);
    written += letter;
    if (quote !== '') {
      if (letter === '\\') written += text.charAt(++at);
      else if (letter === quote) quote = '';
    } else if (depth > 0 && /['"`]/.test(letter)) quote = letter;
    else if (letter === '{') depth++;
    else if (letter === '}') depth--;
  }
  return written;
}

function inPlace(expression: string, depth: number, quote: string): string {
  if (depth === 0) return `{${expression}}`;
  if (quote === '') return expression;
  return quote === '`' ? `\${${expression}}` : `${quote} + ${expression} + ${quote}`;
}
