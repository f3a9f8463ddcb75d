import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // One Temporal and one MongoDB for the whole run (MONGODB_URI and TEMPORAL_ADDRESS use running ones).
    globalSetup: ['test/local/global-stack.ts'],
    // Native code of the Temporal SDK: threads crash, forks don't.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
