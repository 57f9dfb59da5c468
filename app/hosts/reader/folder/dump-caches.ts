import type { DumpCaches } from '../../../reader-contract.ts';
import { readDump } from '../../../engine/dump/read/read-dump.ts';
import type { OpenDocument, Work } from '../reader.ts';

const PIECE = 4 << 20;

/** The views of a dump whose entries could go into a cache, and the instant that their TTLs count from. */
export async function dumpCaches({ content }: OpenDocument, work: Work): Promise<DumpCaches> {
  const { size } = content;
  const index = await readDump(piecesOf(content), {
    size,
    signal: work.signal,
    progress: (octets) => work.progress(octets, size),
  });
  const counts = new Map<string, number>();
  let date: number | null = null;
  for (const section of index?.sections ?? []) {
    if (index === null || section.kind !== 'cache' || section.repeat) continue;
    const view = index.viewOf(section);
    counts.set(view, (counts.get(view) ?? 0) + section.endEntry - section.firstEntry);
    date ??= section.date;
  }
  return { views: [...counts].map(([name, entries]) => ({ name, entries })), date };
}

async function* piecesOf(content: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.size; at += PIECE)
    yield new Uint8Array(await content.slice(at, at + PIECE).arrayBuffer());
}
