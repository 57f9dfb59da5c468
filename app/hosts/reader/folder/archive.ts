/**
 * Archives of folders: a tar of the lab's files for the person's own computer, and one of theirs taken apart.
 *
 * Nothing is ever written to a disk here: a name in an archive can point where it likes. Still, what would lie outside
 * (an absolute path, `..`) is left and told, so that nobody puts it into the lab by mistake.
 */
import { createTarDecoder, packTar, type ParsedTarEntry } from 'modern-tar';
import type { FolderFile, PackedEntry, Unpacked } from '../../../reader-contract.ts';
import type { Work } from '../reader.ts';
import { ReaderError } from '../reader-error.ts';

const MOST_FILES = 20_000;
/** Octets of all files together: a small archive may hold very much. */
const MOST_OCTETS = 512 * 1024 * 1024;

export async function pack(entries: readonly PackedEntry[]): Promise<Blob> {
  const packed = entries.map(({ path, kind, mode, modified, target, content }) => ({
    header: {
      name: kind === 'folder' ? `${path}/` : path,
      type:
        kind === 'folder'
          ? ('directory' as const)
          : kind === 'link'
            ? ('symlink' as const)
            : ('file' as const),
      size: content?.size ?? 0,
      mode,
      mtime: new Date(modified),
      ...(kind === 'link' && { linkname: target }),
    },
    ...(content !== null && { body: content }),
  }));
  const tar = await packTar(packed);
  return new Blob([new Uint8Array(tar)], { type: 'application/x-tar' });
}

export async function unpack(name: string, content: Blob, work: Work): Promise<Unpacked> {
  const files: FolderFile[] = [];
  const left: string[] = [];
  let octets = 0;
  try {
    for await (const { header, body } of await entriesOf(content)) {
      if (work.signal.aborted) break;
      const path = safePath(header.name);
      const why = path === null ? 'it would lie outside the folder' : whyLeft(header.type);
      if (path === null || why !== null || header.type === 'directory') {
        if (why !== null) left.push(`${shown(header.name)}: ${why}`);
        await body.cancel();
        continue;
      }
      octets += header.size;
      if (octets > MOST_OCTETS || files.length >= MOST_FILES)
        throw new ReaderError(
          'unreadable',
          `${name} holds more than 512 MiB or 20,000 files. Unpack it yourself.`,
        );
      files.push({ path, content: await new Response(body).blob() });
      work.progress(octets, MOST_OCTETS);
    }
  } catch (error) {
    if (error instanceof ReaderError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ReaderError('unreadable', `${name} cannot be taken apart as a tar archive: ${why}`);
  }
  return { files, left };
}

/** modern-tar reads streams of octets; a gzipped tar begins with 1f 8b (RFC 1952 §2.3.1). */
async function entriesOf(content: Blob): Promise<AsyncIterable<ParsedTarEntry>> {
  const [first, second] = new Uint8Array(await content.slice(0, 2).arrayBuffer());
  const stream = content.stream() as unknown as ReadableStream<Uint8Array>;
  const plain =
    first === 0x1f && second === 0x8b
      ? stream.pipeThrough(
          new DecompressionStream('gzip') as unknown as TransformStream<Uint8Array, Uint8Array>,
        )
      : stream;
  const entries = plain.pipeThrough(createTarDecoder({ strict: true }));
  return { [Symbol.asyncIterator]: () => eachOf(entries.getReader()) };
}

/** Not every browser can iterate a stream. */
async function* eachOf<T>(reader: ReadableStreamDefaultReader<T>): AsyncGenerator<T> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

function whyLeft(type: string | undefined): string | null {
  if (type === undefined || type === 'file' || type === 'directory') return null;
  return type === 'symlink' || type === 'link' ? 'it is a link' : 'it is no file';
}

/** The path below the archive's folder; null for one that leads out of it. */
export function safePath(name: string): string | null {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');

  const odd = /[\u0000-\u001f\u007f\\]/.test(name) || /^[A-Za-z]:/.test(name);
  return name.startsWith('/') || odd || parts.includes('..') || parts.length === 0 ? null : parts.join('/');
}

/** Without what could move a cursor or end a line. */
function shown(name: string): string {
  return name.replace(/[\u0000-\u001f\u007f-\u009f]/g, '�').slice(0, 200);
}
