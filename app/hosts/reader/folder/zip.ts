/** Zip files: a folder's files taken out of one in memory, and one made of the lab's files. */
import { Inflate, zipSync, type Zippable } from 'fflate';
import type { FolderFile, PackedEntry } from '../../../reader-contract.ts';
import type { Work } from '../reader.ts';
import { ReaderError } from '../reader-error.ts';
import type { Gathered } from './gathered.ts';
import { zipEntries, type ZipEntry } from './zip-entries.ts';

const PIECE = 1 << 20;
/** More entries than that are looked at by nobody. */
const MOST_ENTRIES = 100_000;

/** Throws a ReaderError where it is no zip file, is damaged, or holds too much. */
export async function unzipInto(gathered: Gathered, content: Blob, work: Work): Promise<void> {
  const entries = await zipEntries(content);
  if (entries.length > MOST_ENTRIES) throw new ReaderError('unreadable', 'It has more than 100,000 entries.');
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  for (const entry of entries) {
    if (work.signal.aborted) return;
    if (entry.kind !== 'folder' && !isOfTheSystem(entry.name)) {
      const path = gathered.pathFor(entry.name, whyLeft(entry), entry.size);
      if (path !== null) gathered.add(await fileOf(content, entry, path));
    }
    done += entry.size;
    work.progress(done, total);
  }
}

/** What macOS puts beside each file, and nobody means. */
function isOfTheSystem(name: string): boolean {
  return /^__MACOSX\/|(^|\/)\.DS_Store$/.test(name);
}

function whyLeft({ kind, isEncrypted, method }: ZipEntry): string | null {
  if (kind === 'link') return 'it is a link';
  if (kind === 'other') return 'it is no file';
  if (isEncrypted) return 'it is encrypted';
  return method === 0 || method === 8 ? null : `it is packed by method ${method}, which is not known here`;
}

async function fileOf(content: Blob, entry: ZipEntry, path: string): Promise<FolderFile> {
  const { at, packed, size, method, crc } = entry;
  const damaged = (why: string): ReaderError => new ReaderError('unreadable', `${path} is damaged: ${why}.`);
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let octets = 0;
  let sum = 0;
  const take = (part: Uint8Array): void => {
    octets += part.length;
    // What the directory says was counted; what is more would not have been.
    if (octets > size) throw damaged('it is longer than the directory says');
    sum = crc32(part, sum);
    parts.push(new Uint8Array(part));
  };
  const inflate = method === 8 ? new Inflate(take) : null;
  for (let from = 0; from < packed; from += PIECE) {
    const end = Math.min(packed, from + PIECE);
    const part = new Uint8Array(await content.slice(at + from, at + end).arrayBuffer());
    if (inflate === null) take(part);
    else
      try {
        inflate.push(part, end === packed);
      } catch (error) {
        throw error instanceof ReaderError ? error : damaged('it cannot be unpacked');
      }
  }
  if (octets !== size) throw damaged('a part of it is missing');
  if (sum !== crc) throw damaged('its checksum is another');
  return { path, content: new Blob(parts) };
}

const CRC = Uint32Array.from({ length: 256 }, (_, octet) => {
  let value = octet;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** ISO 3309's, as in gzip (RFC 1952 §8); `before`: that of the octets before these. */
function crc32(octets: Uint8Array, before: number): number {
  let value = ~before;
  for (const octet of octets) value = (CRC[(value ^ octet) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
}

/** Links are kept as Info-ZIP keeps them. */
export async function zipOf(entries: readonly PackedEntry[]): Promise<Blob> {
  const zipped: Zippable = {};
  for (const { path, kind, mode, modified, target, content } of entries) {
    const octets =
      kind === 'link'
        ? new TextEncoder().encode(target)
        : new Uint8Array((await content?.arrayBuffer()) ?? new ArrayBuffer(0));
    const attrs = ((TYPES[kind] | (mode & 0o7777)) << 16) >>> 0;
    const mtime = new Date(Math.min(LAST, Math.max(FIRST, modified)));
    const extra = { [UNIX_TIME]: unixTime(modified) };
    zipped[kind === 'folder' ? `${path}/` : path] = [octets, { os: 3, attrs, mtime, extra }];
  }
  return new Blob([new Uint8Array(zipSync(zipped))], { type: 'application/zip' });
}

/** Unix's types of files. */
const TYPES = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const;

/** The years that a zip file's own times have room for; and a day, for they are of no time zone. */
const FIRST = Date.UTC(1980, 0, 2);
const LAST = Date.UTC(2099, 11, 30);

/** Info-ZIP's extra field with a time of Unix: `UT`. */
const UNIX_TIME = 0x5455;

function unixTime(modified: number): Uint8Array {
  const field = new DataView(new ArrayBuffer(5));
  // The time of the last change is there, and no other.
  field.setUint8(0, 1);
  field.setInt32(1, Math.max(0, Math.min(0x7fffffff, Math.floor(modified / 1000))), true);
  return new Uint8Array(field.buffer);
}
