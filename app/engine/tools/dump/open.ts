/** A dump's file, read through once and kept open for what is looked at more closely. */
import type { OpenDump } from '../../dump/read/difference.ts';
import type { DumpText } from '../../dump/read/dump-index.ts';
import { indexDump, readDump } from '../../dump/read/read-dump.ts';
import { isFileProblem, type FileProblem, type OpenFile, type ToolContext } from '../tool.ts';

export interface OpenedDump extends OpenDump {
  close(): void;
}

const CHUNK = 1 << 20;

/** Null: it was cancelled. */
export async function openDump(context: ToolContext, path: string): Promise<OpenedDump | FileProblem | null> {
  const { files, signal } = context;
  if (files.open === undefined) {
    const whole = await files.read(path);
    if (isFileProblem(whole)) return whole;
    const text = { octets: (from: number, to: number): Uint8Array => whole.subarray(from, to) };
    return { index: indexDump(whole), text, close: () => undefined };
  }
  const file = await files.open(path);
  if (isFileProblem(file)) return file;
  const index = await readDump(chunksOf(file, context), { signal, size: file.size });
  if (index !== null) return { index, text: textOf(file), close: () => file.close() };
  file.close();
  return null;
}

async function* chunksOf(file: OpenFile, { sleep }: ToolContext): AsyncGenerator<Uint8Array, void> {
  for (let at = 0, count = 0; ; count++) {
    const chunk = file.read(at, at + CHUNK);
    if (chunk.length === 0) return;
    at += chunk.length;
    yield chunk;
    // Ctrl-C is heard only between.
    if (count % 16 === 15) await sleep(0);
  }
}

/** Entries are looked at one after the other: what stands around one is kept for the next. */
function textOf(file: OpenFile): DumpText {
  let block: Uint8Array = new Uint8Array(0);
  let start = 0;
  return {
    octets(from, to) {
      if (from < start || to > start + block.length) {
        start = from;
        block = file.read(from, Math.max(to, from + CHUNK));
      }
      return block.subarray(from - start, to - start);
    },
  };
}
