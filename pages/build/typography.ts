import { frenchText } from '../components/typography.ts';

/** Parts that are code: fenced blocks, scripts, inline code. Front matter is text: titles are read. */
const code = /(```[\s\S]*?```|<script\b[\s\S]*?<\/script>|<code>[\s\S]*?<\/code>)/g;

/**
 * Puts the no-break spaces of French typography into a page or component, whose author wrote plain ones. Code
 * blocks and scripts stay as they are; an expression in braces may change, in which these spaces mean the
 * same as plain ones.
 */
export function frenchSpaces(source: string): string {
  return source
    .split(code)
    .map((part, index) => (index % 2 === 1 ? part : frenchText(part)))
    .join('');
}
