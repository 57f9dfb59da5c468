/**
 * Files of this computer that the person has named (`rootwalk open`, a double click), for the host's own window: each
 * has an address that nobody can guess and that is good for one request.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { ServedFile } from '../../contract.ts';
import { freshSecret } from '../storage/secret.ts';

const FOLDER = '/open/';
const LIFE_MS = 10 * 60_000;
const MOST = 100;

export type Served =
  | { readonly kind: 'file'; readonly size: number; readonly stream: Readable }
  /** In a sentence. */
  | { readonly kind: 'problem'; readonly status: 404 | 410; readonly why: string };

export class ServedFiles {
  readonly #offered = new Map<string, { readonly path: string; readonly end: number }>();

  /** An address for a file's absolute path. */
  offer(path: string, now = Date.now()): ServedFile {
    const address = `${FOLDER}${freshSecret()}`;
    const [oldest] = this.#offered.keys();
    if (this.#offered.size >= MOST && oldest !== undefined) this.#offered.delete(oldest);
    this.#offered.set(address, { path, end: now + LIFE_MS });
    return { name: basename(path), address, from: dirname(path) };
  }

  /** What is at a URL path; null for one that is none of these. The address is used up by this. */
  async take(address: string, now = Date.now()): Promise<Served | null> {
    if (!address.startsWith(FOLDER)) return null;
    const offered = this.#offered.get(address);
    this.#offered.delete(address);
    if (offered === undefined || now >= offered.end)
      return { kind: 'problem', status: 410, why: 'Name it again: rootwalk open FILE.' };
    try {
      const handle = await open(offered.path);
      const info = await handle.stat();
      if (info.isFile()) {
        const stream = createReadStream('', { fd: handle, start: 0, end: Math.max(0, info.size - 1) });
        return { kind: 'file', size: info.size, stream };
      }
      await handle.close();
      return { kind: 'problem', status: 404, why: 'It is no ordinary file.' };
    } catch (error) {
      return { kind: 'problem', status: 404, why: whyUnread(error) };
    }
  }
}

/** Why a file cannot be read, as a sentence. */
export function whyUnread(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'There is no such file.';
  if (code === 'EACCES' || code === 'EPERM') return 'You have no right to read it.';
  if (code === 'EISDIR') return 'It is a folder.';
  return error instanceof Error ? `${error.message}.` : 'It cannot be read.';
}
