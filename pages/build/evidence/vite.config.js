import { fileURLToPath } from 'node:url';
import evidence from './vite.evidence.config.js';

const client = '@evidence-dev/universal-sql/client-duckdb';
const file = (name) => fileURLToPath(new URL(`./src/evidence/${name}`, import.meta.url));

let editing = false;

/** Puts this site's SQL client in the place of Evidence's: in the browser, while pages are edited, while prerendering. */
const sqlClient = {
  name: 'cpca:sql-client',
  enforce: 'pre',
  configResolved({ command }) {
    editing = command === 'serve';
  },
  resolveId(id, _importer, options) {
    if (id !== client) return null;
    if (options?.ssr) return file('sql-node.ts');
    return file(editing ? 'sql-editing.ts' : 'sql-browser.ts');
  },
};

/** Evidence excludes or pre-bundles its own client for the dev server; ours must be seen as source. */
const optimizeDeps = {
  ...evidence.optimizeDeps,
  exclude: [...(evidence.optimizeDeps?.exclude ?? []), client],
};

export default {
  ...evidence,
  // Beside the template, and kept from one day of editing to the next.
  cacheDir: '../../.vite',
  plugins: [sqlClient, ...evidence.plugins],
  optimizeDeps,
  ssr: {
    ...evidence.ssr,
    // What imports the SQL client must pass through Vite, or Node would find Evidence's own.
    noExternal: [/^@evidence-dev\/(component-utilities|sdk|core-components)/],
    external: [...(evidence.ssr?.external ?? []), '@evidence-dev/universal-sql'],
  },
};
