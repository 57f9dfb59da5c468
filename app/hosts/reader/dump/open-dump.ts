/**
 * One dump that is open in the window: its index, and what of it is looked at now.
 *
 * The file is read through once, piece by piece; then only what is looked at is read again. One selection and one
 * comparison are kept: the window asks for pages of these.
 */
import { explainEntry } from '../../../engine/dump/explain.ts';
import { entryText, readEntry } from '../../../engine/dump/read/dump-entry.ts';
import { expiryBars } from '../../../engine/dump/read/expiry.ts';
import type { DumpIndex } from '../../../engine/dump/read/dump-index.ts';
import { branchesBelow } from '../../../engine/dump/read/name-tree.ts';
import { selecting, type DumpFilter } from '../../../engine/dump/read/query.ts';
import { readDump } from '../../../engine/dump/read/read-dump.ts';
import { sorting } from '../../../engine/dump/read/sort.ts';
import { trustOf } from '../../../engine/dump/read/words.ts';
import { typeNumber } from '../../../engine/protocol/codes.ts';
import type {
  DumpBar,
  DumpBranches,
  DumpChoice,
  DumpedEntry,
  DumpOrdering,
  DumpRow,
  DumpSelection,
} from '../../../reader-contract.ts';
import { ReaderError } from '../reader-error.ts';
import type { Work } from '../reader.ts';
import { entriesText } from './blob-text.ts';
import { rowOf, rowOfEntry } from './row.ts';
import { Turns } from './turns.ts';

const PIECE = 1 << 22;
/** More of an entry's text is of no use in a window. */
const LONGEST_TEXT = 1 << 16;

/** Nobody looks through more; and a page would stop for as long as it takes to post them. */
const MOST_BRANCHES = 2000;

interface Selected {
  readonly number: number;
  readonly places: Uint32Array;
  readonly now: number | null;
}

export class OpenDump {
  readonly index: DumpIndex;
  readonly content: Blob;
  #selected: Selected = { number: 0, places: new Uint32Array(0), now: null };
  #last = 0;

  constructor(index: DumpIndex, content: Blob) {
    this.index = index;
    this.content = content;
  }

  /** Reads the file through. Throws `cancelled`. */
  static async read(content: Blob, { signal, progress }: Work): Promise<OpenDump> {
    const index = await readDump(piecesOf(content), {
      signal,
      size: content.size,
      progress: (octets) => progress(octets, content.size),
    });
    if (index === null) throw new ReaderError('cancelled', 'Stopped.');
    return new OpenDump(index, content);
  }

  async select(choice: DumpChoice, order: DumpOrdering, { signal }: Work): Promise<DumpSelection> {
    const turns = new Turns(signal);
    const number = ++this.#last;
    const found = await turns.run(selecting(this.index, filterOf(choice)));
    const isAsIs = order.by === 'file' && !order.descending;
    const places = isAsIs
      ? found
      : await turns.run(
          sorting(this.index, found, order.by, {
            descending: order.descending,
            ...(choice.now === null ? {} : { now: choice.now }),
          }),
        );
    turns.check();
    // A later one may have been quicker.
    if (number > this.#selected.number) this.#selected = { number, places, now: choice.now };
    return { selection: number, count: places.length };
  }

  /** The places of a selection. Throws `cancelled` where another has taken its place. */
  selected(selection: number): Selected {
    if (this.#selected.number !== selection)
      throw new ReaderError('cancelled', 'Something else is looked at now.');
    return this.#selected;
  }

  async rows(selection: number, first: number, count: number): Promise<readonly DumpRow[]> {
    const places = this.selected(selection).places.subarray(first, first + count);
    const text = await entriesText(this.index, this.content, places);
    return Array.from(places, (place) => rowOf(this.index, text, place));
  }

  async entry(place: number, now: number | null): Promise<DumpedEntry> {
    const { index } = this;
    const text = await entriesText(index, this.content, [place]);
    const entry = readEntry(index, text, place);
    return {
      row: rowOfEntry(index, place, entry),
      line: entry.line,
      text: entryText(index, text, place).slice(0, LONGEST_TEXT),
      explanations: explainEntry(entry, index.format, now),
    };
  }

  tree(selection: number, above: string): DumpBranches {
    const branches = branchesBelow(this.index, this.selected(selection).places, above);
    return { branches: branches.slice(0, MOST_BRANCHES), more: Math.max(0, branches.length - MOST_BRANCHES) };
  }

  expiry(selection: number): readonly DumpBar[] {
    const { places, now } = this.selected(selection);
    return expiryBars(this.index, places, now === null ? {} : { now }).map((bar) => ({
      ...bar,
      to: bar.to === Infinity ? null : bar.to,
    }));
  }
}

/** The next piece is on its way while one is looked at. */
async function* piecesOf(content: Blob): AsyncGenerator<Uint8Array, void> {
  const pieceAt = (at: number): Promise<ArrayBuffer> => content.slice(at, at + PIECE).arrayBuffer();
  let next = pieceAt(0);
  for (let at = 0; at < content.size; at += PIECE) {
    const piece = await next;
    if (at + PIECE < content.size) next = pieceAt(at + PIECE);
    yield new Uint8Array(piece);
  }
}

function filterOf(choice: DumpChoice): DumpFilter {
  const { name, type, trust, view, least, most, kind, state, zone, now } = choice;
  const trustNumber = trust === '' ? null : trustOf(trust);
  return {
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(type === '' ? {} : { types: [typeNumber(type) ?? -1] }),
    ...(trustNumber === null ? {} : { trusts: [trustNumber] }),
    ...(view === null ? {} : { view }),
    ...(least === null && most === null ? {} : { ttl: { least: least ?? 0, most: most ?? Infinity } }),
    ...(kind === null ? {} : { kinds: kind === 'negative' ? ['nodata', 'nxdomain'] : [kind] }),
    ...(state === null ? {} : { state }),
    ...(zone === null ? {} : { section: zone }),
    ...(now === null ? {} : { now }),
  };
}
