import { readFileSync } from 'node:fs';

export const HELP = `rootwalk: a lab for learning DNS

  rootwalk start [--no-open] [--port N]   open the lab, as npm start does
  rootwalk dig [words]                    dig over this machine's own network; words and output as BIND's
  rootwalk labs check [path …]            play labs by machine: their checks fail before and hold after
  rootwalk version
  rootwalk help
`;

/** The version in package.json, beside or above the built command. */
export function version(): string {
  for (const place of ['../package.json', '../../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(place, import.meta.url), 'utf8'));
      if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
        return String(manifest.version);
    } catch {
      // Not here: the sources lie deeper than the built file.
    }
  }
  return 'unknown';
}
