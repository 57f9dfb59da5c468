/**
 * What is in a zip file, by its central directory (PKWARE's APPNOTE 6.3, §4.3): names, sizes, and where the octets lie.
 *
 * The directory is at the end of the file, and alone says what is a link. Nothing that it says is trusted: each place and
 * size is held against the file, and entries that share octets are refused, for by such a small file stands for a huge one.
 */
import { ReaderError } from '../reader-error.ts';

export interface ZipEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly isEncrypted: boolean;
  /** 0: as it is; 8: deflated. */
  readonly method: number;
  /** Octets, packed and not. */
  readonly packed: number;
  readonly size: number;
  readonly crc: number;
  /** Where its octets begin. */
  readonly at: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_OCTETS = 22;
/** A comment may stand behind the end. */
const LONGEST_END = END_OCTETS + 0xffff;
const LARGEST_DIRECTORY = 32 * 1024 * 1024;

class Damaged extends ReaderError {
  constructor(why: string) {
    super('unreadable', `It cannot be read as a zip file: ${why}.`);
  }
}

/** Throws a ReaderError where it is no zip file, or one that lies. */
export async function zipEntries(content: Blob): Promise<readonly ZipEntry[]> {
  const { count, size, at } = await directoryOf(content);
  if (size > LARGEST_DIRECTORY) throw new Damaged('its directory is too large');
  if (at + size > content.size) throw new Damaged('its directory is not all there');
  const octets = await viewOf(content, at, at + size);
  const entries: Omit<ZipEntry, 'at'>[] = [];
  const headers: number[] = [];
  for (let next = 0; entries.length < count;) {
    if (next + 46 > size || octets.getUint32(next, true) !== ENTRY)
      throw new Damaged('its directory is damaged');
    const read = entryAt(octets, next);
    entries.push(read.entry);
    headers.push(read.header);
    next = read.end;
  }
  return withPlaces(content, entries, headers);
}

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly at: number;
}

async function directoryOf(content: Blob): Promise<Directory> {
  const from = Math.max(0, content.size - LONGEST_END);
  const tail = await viewOf(content, from, content.size);
  for (let at = tail.byteLength - END_OCTETS; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END) continue;
    if (at + END_OCTETS + tail.getUint16(at + 20, true) > tail.byteLength) continue;
    const plain = {
      count: tail.getUint16(at + 10, true),
      size: tail.getUint32(at + 12, true),
      at: tail.getUint32(at + 16, true),
    };
    const isLarge = plain.count === 0xffff || plain.size === 0xffffffff || plain.at === 0xffffffff;
    return isLarge ? ((await largeDirectory(content, from + at)) ?? plain) : plain;
  }
  throw new Damaged('it has no end, so a part of it is missing');
}

/** APPNOTE §4.3.14: where numbers are too large for the end, they stand before it. */
async function largeDirectory(content: Blob, end: number): Promise<Directory | null> {
  if (end < 20) return null;
  const locator = await viewOf(content, end - 20, end);
  if (locator.getUint32(0, true) !== LOCATOR_64) return null;
  const at = large(locator, 8);
  if (at + 56 > content.size) throw new Damaged('its directory is not all there');
  const found = await viewOf(content, at, at + 56);
  if (found.getUint32(0, true) !== END_64) throw new Damaged('its directory is damaged');
  return { count: large(found, 32), size: large(found, 40), at: large(found, 48) };
}

interface ReadEntry {
  readonly entry: Omit<ZipEntry, 'at'>;
  /** Where its own header stands. */
  readonly header: number;
  /** Where the next one begins. */
  readonly end: number;
}

function entryAt(octets: DataView, at: number): ReadEntry {
  const u16 = (offset: number): number => octets.getUint16(at + offset, true);
  const u32 = (offset: number): number => octets.getUint32(at + offset, true);
  const [nameLength, extraLength] = [u16(28), u16(30)];
  const end = at + 46 + nameLength + extraLength + u16(32);
  if (end > octets.byteLength) throw new Damaged('its directory is damaged');
  const [flags, host] = [u16(8), u16(4) >> 8];
  const name = nameOf(new Uint8Array(octets.buffer, octets.byteOffset + at + 46, nameLength), flags, host);
  const wide = wideSizes(octets, at + 46 + nameLength, extraLength, [u32(24), u32(20), u32(42)]);
  const [size = 0, packed = 0, header = 0] = wide;
  const entry = {
    ...{ name, size, packed, crc: u32(16), method: u16(10) },
    kind: kindOf(name, host, u32(38)),
    isEncrypted: (flags & 1) !== 0,
  };
  return { entry, header, end };
}

/** APPNOTE §4.4.4: bit 11 says UTF-8; many say nothing and mean it. */
function nameOf(octets: Uint8Array, flags: number, host: number): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: (flags & 0x800) === 0 }).decode(octets);
  } catch {
    name = new TextDecoder('latin1').decode(octets);
  }
  // §4.4.17.1 wants `/`; old programs of Windows write `\`.
  return host === 0 && !name.includes('/') ? name.replaceAll('\\', '/') : name;
}

/** Systems whose attributes are those of Unix: itself, and macOS. */
const UNIX = [3, 19];

function kindOf(name: string, host: number, attributes: number): ZipEntry['kind'] {
  const type = UNIX.includes(host) ? (attributes >>> 28) & 0xf : 0;
  if (name.endsWith('/') || type === 4) return 'folder';
  if (type === 10) return 'link';
  return type === 0 || type === 8 ? 'file' : 'other';
}

/** APPNOTE §4.5.3: those of these numbers that are too large stand in an extra field, in this order. */
function wideSizes(octets: DataView, from: number, length: number, plain: readonly number[]): number[] {
  const wide = [...plain];
  for (let at = from; at + 4 <= from + length;) {
    const [id, size] = [octets.getUint16(at, true), octets.getUint16(at + 2, true)];
    const end = Math.min(at + 4 + size, from + length);
    let next = at + 4;
    if (id === 1)
      for (const [i, value] of plain.entries())
        if (value === 0xffffffff && next + 8 <= end) {
          wide[i] = large(octets, next);
          next += 8;
        }
    at = end;
  }
  return wide;
}

async function withPlaces(
  content: Blob,
  entries: readonly Omit<ZipEntry, 'at'>[],
  headers: readonly number[],
): Promise<readonly ZipEntry[]> {
  const placed: ZipEntry[] = [];
  for (const [i, entry] of entries.entries()) {
    const header = headers[i] ?? 0;
    if (header + 30 > content.size) throw new Damaged(`${quoted(entry.name)} is not all there`);
    const local = await viewOf(content, header, header + 30);
    if (local.getUint32(0, true) !== LOCAL) throw new Damaged(`${quoted(entry.name)} is not where it says`);
    const at = header + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    if (at + entry.packed > content.size) throw new Damaged(`${quoted(entry.name)} is not all there`);
    placed.push({ ...entry, at });
  }
  let end = 0;
  const spans = placed.map(({ at, packed }, i) => ({ from: headers[i] ?? 0, to: at + packed }));
  for (const { from, to } of spans.sort((one, other) => one.from - other.from)) {
    if (from < end) throw new Damaged('parts of it lie over each other');
    end = to;
  }
  return placed;
}

async function viewOf(content: Blob, from: number, to: number): Promise<DataView> {
  return new DataView(await content.slice(from, to).arrayBuffer());
}

/** Beyond what a number holds exactly nothing lies in any file: it is refused by its size. */
function large(octets: DataView, at: number): number {
  return Number(octets.getBigUint64(at, true));
}

function quoted(name: string): string {
  return `“${name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�').slice(0, 80)}”`;
}
