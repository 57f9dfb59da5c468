import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

const never = ['**/node_modules/**', 'dist/**', 'release/**', 'renderer/e2e/**'];

/** Tests live beside their source; whatever speaks to a real tool or socket asks for more time itself. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    pool: 'threads',
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: 'app', include: ['app/**/*.test.ts'], exclude: never } },
      {
        extends: true,
        // Runes in .svelte.ts files need Svelte's compiler, and its reactive half.
        plugins: [svelte({ configFile: 'renderer/svelte.config.js' })],
        resolve: { conditions: ['browser'] },
        test: { name: 'renderer', include: ['renderer/**/*.test.ts'], exclude: never },
      },
    ],
  },
});
