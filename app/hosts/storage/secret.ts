import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A secret as the window's address carries it: 192 random bits in base64url. */
export function freshSecret(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * The secret kept in a file that only its owner can read, made where there is none. One that others could read, or
 * that is none, is replaced. Where it cannot be kept it is fresh, and holds for this start.
 */
export function keptSecret(path: string): string {
  const kept = read(path);
  if (kept !== null) return kept;
  const secret = freshSecret();
  try {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    writeFileSync(path, `${secret}\n`, { flag: 'wx', mode: 0o600 });
    return secret;
  } catch {
    // Two first starts in the same moment: the quicker one's holds.
    return read(path) ?? secret;
  }
}

function read(path: string): string | null {
  try {
    // Windows has no such modes; there the folder is the user's own.
    if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) return null;
    return /^[\w-]{32}$/.exec(readFileSync(path, 'utf8').trim())?.[0] ?? null;
  } catch {
    return null;
  }
}
