/**
 * Files of this computer that the person has named (`rootwalk open`, a double click), for the host's own window: each
 * has an address that nobody can guess. It is good for one request of the whole file; or, for a long one, for as many
 * requests of parts as the window likes, as long as the file stays what it was at the first of them.
 */
import { createReadStream, statSync, type Stats } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Readable } from 'node:stream';
import type { ServedFile } from '../../contract.ts';
import { freshSecret } from '../storage/secret.ts';

const FOLDER = '/open/';
const LIFE_MS = 10 * 60_000;
/** Since the last request of a part: somebody looks at the file. */
const LIFE_IN_PARTS_MS = 24 * 60 * 60_000;
const MOST = 100;
const LARGEST_PART = 64 * 1024 * 1024;

export type Served =
  | { readonly kind: 'file'; readonly size: number; readonly stream: Readable }
  /** Octets `from` up to but without `to`. */
  | {
      readonly kind: 'part';
      readonly size: number;
      readonly from: number;
      readonly to: number;
      readonly stream: Readable;
    }
  /** In a sentence. */
  | { readonly kind: 'problem'; readonly status: 404 | 410 | 412 | 416; readonly why: string };

interface Offered {
  readonly path: string;
  readonly end: number;
  /** What the file was when its first part was asked for; null before. */
  readonly seen: string | null;
}

export class ServedFiles {
  readonly #offered = new Map<string, Offered>();

  /** An address for a file's absolute path. */
  offer(path: string, now = Date.now()): ServedFile {
    const address = `${FOLDER}${freshSecret()}`;
    const [oldest] = this.#offered.keys();
    if (this.#offered.size >= MOST && oldest !== undefined) this.#offered.delete(oldest);
    this.#offered.set(address, { path, end: now + LIFE_MS, seen: null });
    return { name: basename(path), address, from: dirname(path), size: sizeOf(path) };
  }

  /**
   * What is at a URL path; null for one that is none of these. `range`: an HTTP `Range` header; without one the address
   * is used up by this.
   */
  async take(address: string, range: string | null = null, now = Date.now()): Promise<Served | null> {
    if (!address.startsWith(FOLDER)) return null;
    const offered = this.#offered.get(address);
    // Parts are asked for several at a time.
    if (range === null) this.#offered.delete(address);
    if (offered === undefined || now >= offered.end)
      return { kind: 'problem', status: 410, why: 'Name it again: rootwalk open FILE.' };
    try {
      const handle = await open(offered.path);
      const served = await servedFrom(handle, range, offered.seen);
      if (served.kind !== 'file' && served.kind !== 'part') await handle.close();
      if (served.kind === 'part')
        this.#offered.set(address, { ...offered, end: now + LIFE_IN_PARTS_MS, seen: served.seen });
      return served;
    } catch (error) {
      return { kind: 'problem', status: 404, why: whyUnread(error) };
    }
  }
}

async function servedFrom(
  handle: FileHandle,
  range: string | null,
  seen: string | null,
): Promise<Exclude<Served, { kind: 'part' }> | (Extract<Served, { kind: 'part' }> & { seen: string })> {
  const info = await handle.stat();
  if (!info.isFile()) return { kind: 'problem', status: 404, why: 'It is no ordinary file.' };
  const { size } = info;
  if (range === null) return { kind: 'file', size, stream: streamOf(handle, 0, size) };
  const identity = identityOf(info);
  // Parts of two files would be read as one.
  if (seen !== null && seen !== identity)
    return { kind: 'problem', status: 412, why: 'The file changed since it was opened. Open it again.' };
  const part = partOf(range, size);
  if (part === null) return { kind: 'problem', status: 416, why: 'The file has no such part.' };
  const { from, to } = part;
  return { kind: 'part', size, from, to, stream: streamOf(handle, from, to), seen: identity };
}

/** The headers that say how much is there, and of a part which. */
export function lengthOf(served: Exclude<Served, { kind: 'problem' }>): Record<string, string> {
  if (served.kind === 'file') return { 'Content-Length': String(served.size) };
  const { from, to, size } = served;
  return { 'Content-Length': String(to - from), 'Content-Range': `bytes ${from}-${to - 1}/${size}` };
}

/** The stream closes the file. */
function streamOf(handle: FileHandle, from: number, to: number): Readable {
  return createReadStream('', { fd: handle, start: from, end: Math.max(from, to - 1) });
}

function identityOf({ dev, ino, size, mtimeMs }: Stats): string {
  return [dev, ino, size, mtimeMs].join(' ');
}

/** RFC 9110 §14.1.2: one range of octets with a beginning and an end; of other forms the window has no need. */
function partOf(range: string, size: number): { readonly from: number; readonly to: number } | null {
  const [, first = '', last = ''] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(range) ?? [];
  if (first === '') return null;
  const from = Number(first);
  const to = Math.min(size, Number(last) + 1);
  return from < to && to - from <= LARGEST_PART ? { from, to } : null;
}

/** 0 where it cannot be told: who asks for the file hears why. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
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
