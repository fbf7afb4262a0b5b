import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { SiteError } from './error.ts';

/** The engine of DuckDB-WASM, served by the site itself: a page that runs SQL loads it when a query is first run. */
const names = ['duckdb-eh.wasm', 'duckdb-browser-eh.worker.js'];

/** The engine's files by name, from the packages of `root`. */
export async function engineFiles(root: string): Promise<Map<string, Uint8Array>> {
  const folder = dirname(createRequire(join(root, 'package.json')).resolve('@duckdb/duckdb-wasm'));
  const files = new Map<string, Uint8Array>();
  for (const name of names) files.set(name, await readFile(join(folder, name)));
  return files;
}

const policy = /<meta http-equiv="content-security-policy" content="[^"]*">/;

/**
 * A page whose policy lets it start the site's own worker, and that run its own WebAssembly, and nothing else.
 * @throws SiteError when the page has no policy, or one of another form
 */
export function enginePolicy(page: string): string {
  const written = policy.exec(page)?.[0] ?? '';
  const widened = written
    .replace("worker-src 'none'", "worker-src 'self'")
    .replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'");
  if (!widened.includes("worker-src 'self'") || !widened.includes("'wasm-unsafe-eval'")) {
    throw new SiteError('site.politique', 'La page des requêtes n’a pas la politique attendue.', {
      regle: 'seule une page qui exécute du SQL peut lancer un moteur',
      remede: 'Rétablissez les directives script-src et worker-src de pages/build/evidence/svelte.config.js.',
    });
  }
  return page.replace(written, widened);
}
