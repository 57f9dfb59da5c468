/** The octets of a dump's file where they are looked at: fetched beforehand, since a page can wait and the reader cannot. */
import type { DumpIndex, DumpText } from '../../../engine/dump/read/dump-index.ts';

/** Places nearer than this are fetched together. */
const GAP = 1 << 14;
/** RDATA of 65,535 octets, written at its longest; what is longer is no entry that anybody reads. */
const LONGEST = 1 << 20;

interface Piece {
  readonly from: number;
  readonly to: number;
}

/** The text of these entries, and of no others. */
export async function entriesText(
  { entries }: DumpIndex,
  content: Blob,
  wanted: ArrayLike<number>,
): Promise<DumpText> {
  return fetched(content, wanted, entries);
}

/** The text of these rows of the index's lines. */
export async function linesText(
  { lines }: DumpIndex,
  content: Blob,
  wanted: ArrayLike<number>,
): Promise<DumpText> {
  return fetched(content, wanted, lines);
}

interface Places {
  readonly start: ArrayLike<number>;
  readonly length: ArrayLike<number>;
}

async function fetched(
  content: Blob,
  wanted: ArrayLike<number>,
  { start, length }: Places,
): Promise<DumpText> {
  const spans = Array.from(wanted, (row): Piece => {
    const from = start[row] ?? 0;
    return { from, to: from + Math.min(LONGEST, length[row] ?? 0) };
  });
  const pieces = joined(spans);
  const octets = await Promise.all(
    pieces.map(async ({ from, to }) => new Uint8Array(await content.slice(from, to).arrayBuffer())),
  );
  return {
    octets(from, to) {
      const place = pieceAt(pieces, from);
      const base = pieces[place]?.from ?? 0;
      return octets[place]?.subarray(from - base, to - base) ?? new Uint8Array(0);
    },
  };
}

/** As few pieces as it takes, in the order of the file. */
function joined(spans: readonly Piece[]): readonly Piece[] {
  const pieces: Piece[] = [];
  for (const span of spans.toSorted((a, b) => a.from - b.from)) {
    const last = pieces.at(-1);
    if (last === undefined || span.from - last.to > GAP) pieces.push(span);
    else pieces[pieces.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
  }
  return pieces;
}

/** The last piece that does not begin behind this place. */
function pieceAt(pieces: readonly Piece[], at: number): number {
  let [low, high] = [0, pieces.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle]?.from ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}
