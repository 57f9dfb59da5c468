/** Files that a running server writes on demand, piece by piece, so that it goes on answering meanwhile. */
import { open } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Characters that are written at once. */
const CHUNK = 256 * 1024;
/** Milliseconds of work on pieces after which others have their turn. */
const TURN_MS = 10;

export class WrittenFiles {
  /** What is being written to each path. */
  readonly #writing = new Map<string, Promise<unknown>>();

  /** Writes a file, after what is being written to it already; gives what stood in the way, in BIND's words. */
  write(path: string, pieces: Iterable<string>, append: boolean): Promise<string | null> {
    const before = this.#writing.get(path) ?? Promise.resolve();
    const written = before.then(() => writePieces(path, pieces, append));
    this.#writing.set(path, written);
    return written.finally(() => {
      if (this.#writing.get(path) === written) this.#writing.delete(path);
    });
  }
}

async function writePieces(path: string, pieces: Iterable<string>, append: boolean): Promise<string | null> {
  try {
    const file = await open(path, append ? 'a' : 'w', 0o666);
    try {
      let text = '';
      let since = performance.now();
      for (const piece of pieces) {
        text += piece;
        const isFull = text.length >= CHUNK;
        if (isFull) {
          await file.writeFile(text, 'latin1');
          text = '';
        }
        if (!isFull && performance.now() - since < TURN_MS) continue;
        await nextTurn();
        since = performance.now();
      }
      await file.writeFile(text, 'latin1');
    } finally {
      await file.close();
    }
    return null;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return PROBLEMS[code] ?? 'unexpected error';
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  ENOENT: 'file not found',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'invalid file',
  ENOSPC: 'disk full',
};
