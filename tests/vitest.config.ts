import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Everything `npm test` runs in Node. What needs a browser or minutes stands in `tests/browser/` and `tests/long/`. */
export default defineConfig({
  root,
  test: {
    include: ['{ingest,sql,publish,budget,pages,cli,tests,data-samples}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '.site/**', 'tests/browser/**', 'tests/long/**', 'tests/bench/**'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
