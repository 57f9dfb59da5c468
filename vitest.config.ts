import { defineConfig } from 'vitest/config';

/** Tests live beside their source; whatever speaks to a real tool or socket asks for more time itself. */
export default defineConfig({
  test: {
    include: ['app/**/*.test.ts', 'renderer/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', 'release/**', 'renderer/e2e/**'],
    testTimeout: 10_000,
    pool: 'threads',
    maxWorkers: 2,
  },
});
