/** A socket that only this user reaches: a file in a folder that nobody else may enter, on Windows a named pipe. */
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { dirname } from 'node:path';

const IS_FILE = process.platform !== 'win32';

/** False where the system has no room for such a socket. What a killed program left there is taken away: the caller holds the lock. */
export function listenPrivately(server: Server, path: string): Promise<boolean> {
  if (IS_FILE) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      chmodSync(dirname(path), 0o700);
      rmSync(path, { force: true });
    } catch {
      return Promise.resolve(false);
    }
  }
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(path, () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve(true);
    });
  });
}

/** Waits until the last connection is over. */
export async function closePrivate(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (IS_FILE) rmSync(path, { force: true });
}
