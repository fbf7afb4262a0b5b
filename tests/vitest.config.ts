import { availableParallelism } from 'node:os';
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
    // By default one core is left free, which on two cores is half of them.
    maxWorkers: availableParallelism(),
    minWorkers: 1,
    testTimeout: 90_000,
    hookTimeout: 180_000,
  },
});
