import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/**
 * An installed browser of the Chromium family for the end-to-end tests, or null (then Playwright's own is tried).
 * @returns {string | null}
 */
export function findBrowser() {
  return (
    NAMES.map((name) => findProgram(name)).find((path) => path !== null) ??
    PLACES.find((path) => existsSync(path)) ??
    null
  );
}

/**
 * Where a program is, or null. Also looks where Debian keeps an administrator's programs, on nobody's path.
 * @param {string} name
 * @returns {string | null}
 */
export function findProgram(name) {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  if (process.platform !== 'win32') folders.push('/usr/sbin', '/sbin', '/usr/local/sbin');
  for (const folder of folders) {
    if (folder === '') continue;
    const path = join(folder, process.platform === 'win32' && !name.includes('.') ? `${name}.exe` : name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return null;
}
