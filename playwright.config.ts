import { existsSync } from 'node:fs';
import { chromium, defineConfig } from '@playwright/test';
import { findBrowser } from './app/hosts/launch/browser-runtime.mjs';
import { findRuntime, windowProblem } from './app/hosts/launch/electron-runtime.mjs';

/**
 * The same specs for both hosts. `web` drives an installed Chromium or Chrome (else Playwright's own, where that was
 * downloaded); `electron` exists only where its runtime is here and a window can be shown.
 */
const browser = findBrowser() ?? (existsSync(chromium.executablePath()) ? chromium.executablePath() : null);
const electron = windowProblem({ ...process.env, CI: '' }) === null ? findRuntime() : null;

export default defineConfig({
  testDir: 'renderer/e2e',
  outputDir: 'test-results/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 900 },
    // Pictures of every step cost more than the steps do.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(browser !== null && { executablePath: browser }),
      args: ['--no-sandbox', '--disable-dev-shm-usage'],
    },
  },
  projects: [{ name: 'web' }, ...(electron === null ? [] : [{ name: 'electron' }])],
});
