/**
 * Archives of folders: a tar or zip of the lab's files for the person's own computer, and one of theirs taken apart.
 *
 * Nothing is ever written to a disk here: a name in an archive can point where it likes. Still, what would lie outside
 * (an absolute path, `..`) is left and told, so that nobody puts it into the lab by mistake.
 */
import { createTarDecoder, packTar, type ParsedTarEntry } from 'modern-tar';
import type { ArchiveForm, PackedEntry, Unpacked } from '../../../reader-contract.ts';
import { isZip } from '../document-kind.ts';
import type { Work } from '../reader.ts';
import { ReaderError } from '../reader-error.ts';
import { Gathered } from './gathered.ts';
import { unzipInto, zipOf } from './zip.ts';

export async function pack(entries: readonly PackedEntry[], form: ArchiveForm): Promise<Blob> {
  return form === 'zip' ? zipOf(entries) : tarOf(entries);
}

async function tarOf(entries: readonly PackedEntry[]): Promise<Blob> {
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
  const gathered = new Gathered(name);
  const head = new Uint8Array(await content.slice(0, 4).arrayBuffer());
  if (isZip(head)) await unzipInto(gathered, content, work);
  else await untarInto(gathered, name, content, work);
  return gathered.unpacked;
}

async function untarInto(gathered: Gathered, name: string, content: Blob, work: Work): Promise<void> {
  try {
    for await (const { header, body } of await entriesOf(content)) {
      if (work.signal.aborted) break;
      // Folders follow from the files in them.
      const path =
        header.type === 'directory' ? null : gathered.pathFor(header.name, whyLeft(header.type), header.size);
      if (path === null) {
        await body.cancel();
        continue;
      }
      gathered.add({ path, content: await new Response(body).blob() });
      work.progress(gathered.octets, Math.max(content.size, gathered.octets));
    }
  } catch (error) {
    if (error instanceof ReaderError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ReaderError('unreadable', `${name} cannot be taken apart as a tar archive: ${why}`);
  }
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
