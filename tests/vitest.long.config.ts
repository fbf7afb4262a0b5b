import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What takes minutes: `npm run test:long`, the properties of the budget among it with thousands of cases each. */
export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['tests/long/**/*.test.ts', 'budget/*.property.test.ts'],
    // One property blocks its worker while it runs: more than a minute, and the worker is taken for dead.
    env: { CPCA_PROPERTY_RUNS: '2000' },
    environment: 'node',
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
