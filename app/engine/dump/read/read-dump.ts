/**
 * Reads dumps of a name server's cache: `named_dump.db` of BIND 9.11 to 9.20, the lab's own, and Unbound's `dump_cache`.
 *
 * A way through it: `readDump` takes the file in chunks and fills an index (dump-index.ts) by one pass over its octets
 * (scanner.ts, record-line.ts). The index holds where each entry stands and all that lists, filters, sorts and counts
 * need (query.ts, totals.ts, tree.ts, expiry.ts, difference.ts); the file's text is asked for again only for what is
 * looked at more closely (dump-entry.ts). So a large file is never in memory as a whole, nor ever one string.
 */
import { DumpIndex } from './dump-index.ts';
import { DumpScanner } from './scanner.ts';

export interface ReadDumpOptions {
  /** Called after each chunk with the octets read so far. */
  readonly progress?: (octets: number) => void;
  readonly signal?: AbortSignal;
  /** The file's size in octets, where it is known. */
  readonly size?: number;
}

/** Reads a dump chunk by chunk. Null: it was cancelled. */
export async function readDump(
  chunks: AsyncIterable<Uint8Array>,
  { progress, signal, size = 0 }: ReadDumpOptions = {},
): Promise<DumpIndex | null> {
  const index = new DumpIndex(size);
  const scanner = new DumpScanner(index);
  for await (const chunk of chunks) {
    if (signal?.aborted === true) return null;
    scanner.feed(chunk);
    progress?.(index.octets);
  }
  if (signal?.aborted === true) return null;
  scanner.finish();
  return index;
}

/** Reads a dump that is in memory. */
export function indexDump(octets: Uint8Array): DumpIndex {
  const index = new DumpIndex(octets.length);
  const scanner = new DumpScanner(index);
  scanner.feed(octets);
  scanner.finish();
  return index;
}
