import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, inject, it } from 'vitest';
import { englishWords, quotedTexts, shownTexts } from './shown-words.ts';

const pages = fileURLToPath(new URL('../../pages/', import.meta.url));

/** What these quote is SQL of their own, for the engine alone. */
const ownSql = new Set(['sql-engine.ts', 'sql-sums.ts']);

describe.each(inject('sites'))('the built pages of $audience', ({ folder, pages: paths }) => {
  it.each(paths)('%s shows and says no English word', async (path) => {
    const texts = shownTexts(await readFile(join(folder, path, 'index.html'), 'utf8'));
    expect(texts.length).toBeGreaterThan(20);
    expect(texts.flatMap(englishWords)).toEqual([]);
  });
});

describe('the search for English words', () => {
  it('finds one in a text, in a name for who does not see, in a title', () => {
    const html = (inside: string) => `<html lang="fr"><body><main>${inside}</main></body></html>`;
    const found = (inside: string) => shownTexts(html(inside)).flatMap(englishWords).length;
    expect(found('<p>Aucun chiffre reçu, page 2 sur 3, total du site.</p>')).toBe(0);
    expect(found('<p>No results</p>')).toBe(2);
    expect(found('<svg aria-label="bar"></svg>')).toBe(1);
    expect(found('<input placeholder="Search">')).toBe(1);
    expect(found('<p title="Download">Total</p>')).toBe(1);
    expect(found('<p lang="en">One row per year.</p><code>row</code><script>the</script>')).toBe(0);
  });

  it('finds none in what components and layout may show later', async () => {
    const found: string[] = [];
    for (const room of ['components', 'layout']) {
      for (const name of await readdir(join(pages, room))) {
        if (!/\.(svelte|ts)$/.test(name) || name.endsWith('.test.ts') || ownSql.has(name)) continue;
        const texts = quotedTexts(await readFile(join(pages, room, name), 'utf8'));
        found.push(...texts.flatMap(englishWords).map((words) => `${name}: ${words}`));
      }
    }
    expect(found).toEqual([]);
  });

  it('finds one in what a component may show', () => {
    const source = "const a = 'No rows found'; // the comment\nconst b = 'dessin-large';";
    expect(quotedTexts(source).flatMap(englishWords)).toHaveLength(3);
  });
});
