import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names of the components that a page or component writes as `<Name …>`. */
function tags(text: string): string[] {
  return [...text.matchAll(/<([A-Z]\w*)/g)].map((match) => `${match[1]}.svelte`);
}

/** Files of the components' folder that a layout, component or module imports. */
function imports(text: string): string[] {
  return [
    ...text.matchAll(/(?:from|import)\s*\(?\s*'(?:\.|[./]+\/components|#components)\/([\w.-]+)'/g),
  ].flatMap((match) => match[1] ?? []);
}

/**
 * The files of `componentsDir` that these texts use, and those that these use in turn, so that a site
 * contains no component of another audience's pages. `QueryViewer` is always in: Evidence writes it itself.
 */
export async function usedComponents(componentsDir: string, texts: string[]): Promise<Map<string, string>> {
  const existing = new Set(await readdir(componentsDir));
  const used = new Map<string, string>();
  const waiting = ['QueryViewer.svelte', ...texts.flatMap(tags), ...texts.flatMap(imports)];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (used.has(name) || !existing.has(name)) continue;
    const text = await readFile(join(componentsDir, name), 'utf8');
    used.set(name, text);
    waiting.push(...imports(text), ...tags(text));
  }
  return new Map([...used].sort(([a], [b]) => (a < b ? -1 : 1)));
}
