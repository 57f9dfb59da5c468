import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder: everything in launch/ works from here, wherever it was called. */
export const HOME = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

/** @param {...string} parts */
export const at = (...parts) => join(HOME, ...parts);

const LEAST_NODE = [20, 19];

/**
 * A sentence when this Node is too old for the build tools, else null.
 * @param {string} version `20.19.0`
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = LEAST_NODE;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null;
  return `Rootwalk needs Node ${LEAST_NODE.join('.')} or newer; this is ${version}. Newer ones are at https://nodejs.org/.`;
}
