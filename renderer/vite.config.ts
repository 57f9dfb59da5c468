import { lezer } from '@lezer/generator/rollup';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

/** The window's build: relative paths (Electron serves it by its own protocol), no inlined assets (the CSP). */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  // The editor reads named.conf by the engine's own grammar.
  plugins: [lezer(), svelte({ configFile: 'svelte.config.js' })],
  // The reader of files runs beside the page, with the engine's parsers.
  worker: { format: 'es' },
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    // Older targets would make the minifier take light-dark() apart.
    cssTarget: ['chrome125', 'firefox125', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
});
