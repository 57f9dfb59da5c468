import { CATEGORIES } from '../../../engine/log/categories.ts';
import { LogIndex } from '../../../engine/log/log-index.ts';
import { readLine } from '../../../engine/log/log-line.ts';
import { SEVERITIES } from '../../../engine/log/messages/message.ts';
import { MESSAGES } from '../../../engine/log/messages/table.ts';
import { barsOf, countsOf, indexTest, textTest, timeMark } from '../../../engine/log/sift.ts';
import type { LogChoice, LogChosen, LogCounts, LogFileRow, LogOverview } from '../../../reader-contract.ts';
import type { Work } from '../reader.ts';

const PIECE = 1 << 20;
/** A page's entries are read as one piece of the file where they lie this close together. */
const CLOSE = 4 << 20;
const LONGEST_TEXT = 8000;
const MOST_ROWS = 1000;
/** Entries that are tested before other messages have their turn. */
const TURN = 1 << 17;

/** One log: its index, and what is chosen of it. */
export class OpenLog {
  readonly #content: Blob;
  #index = new LogIndex();
  #overview: LogOverview | null = null;
  /** Null: all entries. */
  #chosen: Uint32Array | null = null;
  #choosing = 0;

  constructor(content: Blob) {
    this.#content = content;
  }

  async read(work: Work): Promise<LogOverview> {
    if (this.#overview) return this.#overview;
    const index = new LogIndex();
    const decoder = new TextDecoder('latin1');
    const { size } = this.#content;
    for (let at = 0; at < size; at += PIECE) {
      work.signal.throwIfAborted();
      const octets = await this.#content.slice(at, at + PIECE).arrayBuffer();
      index.feed(decoder.decode(octets));
      work.progress(Math.min(size, at + PIECE), size);
    }
    index.finish(writtenAt(this.#content));
    this.#index = index;
    this.#overview = overviewOf(index);
    return this.#overview;
  }

  async choose(choice: LogChoice, bars: number, work: Work): Promise<LogChosen> {
    await this.read(work);
    const choosing = ++this.#choosing;
    const index = this.#index;
    const isAll = Object.entries(choice).every(([, value]) => value === null || value === '');
    const chosen = isAll ? null : await this.#sift(choice, work);
    // A later choice has overtaken this one: what it chose stays.
    if (choosing === this.#choosing) this.#chosen = chosen;
    return {
      choosing,
      entries: chosen?.length ?? index.length,
      counts: counted(index, chosen),
      bars: barsOf(index, chosen, Math.max(1, Math.min(1000, bars))),
    };
  }

  async #sift(choice: LogChoice, work: Work): Promise<Uint32Array> {
    const index = this.#index;
    const fits = indexTest(index, choice);
    const words = textTest(choice.text);
    const found: number[] = [];
    if (words === null) {
      for (let entry = 0; entry < index.length; entry++) {
        if (fits(entry)) found.push(entry);
        if (entry % TURN === TURN - 1) await turn(work);
      }
      return Uint32Array.from(found);
    }
    for (let first = 0; first < index.length;) {
      const end = this.#endOfPiece(first);
      const start = index.offsets.at(first);
      const text = await this.#lower(start, this.#offset(end));
      for (let entry = first; entry < end; entry++) {
        if (!fits(entry)) continue;
        if (words(text.slice(index.offsets.at(entry) - start, this.#offset(entry + 1) - start)))
          found.push(entry);
      }
      first = end;
      work.signal.throwIfAborted();
      work.progress(this.#offset(end), index.size);
    }
    return Uint32Array.from(found);
  }

  async #lower(from: number, to: number): Promise<string> {
    const octets = new Uint8Array(await this.#content.slice(from, to).arrayBuffer());
    // Capital letters of ASCII are made small: places stay what they are.
    for (let i = 0; i < octets.length; i++) {
      const octet = octets[i] ?? 0;
      if (octet >= 65 && octet <= 90) octets[i] = octet + 32;
    }
    return new TextDecoder('latin1').decode(octets);
  }

  /** The entry after the last one that begins within a piece from `first` on. */
  #endOfPiece(first: number): number {
    const { offsets, length } = this.#index;
    const limit = offsets.at(first) + PIECE;
    let low = first + 1;
    let high = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (offsets.at(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Where an entry begins; after the last one, the file's end. */
  #offset(entry: number): number {
    return entry < this.#index.length ? this.#index.offsets.at(entry) : this.#index.size;
  }

  async rows(choosing: number, first: number, count: number): Promise<LogFileRow[]> {
    if (choosing !== this.#choosing) return [];
    const total = this.#chosen?.length ?? this.#index.length;
    const end = Math.min(total, first + Math.min(count, MOST_ROWS));
    const entries: number[] = [];
    for (let at = Math.max(0, first); at < end; at++)
      entries.push(this.#chosen ? (this.#chosen[at] ?? 0) : at);
    const texts = await this.#texts(entries);
    return entries.map((entry, i) => this.#row(entry, texts[i] ?? ''));
  }

  async #texts(entries: readonly number[]): Promise<string[]> {
    const start = this.#offset(entries[0] ?? 0);
    const end = this.#offset((entries.at(-1) ?? -1) + 1);
    if (end - start > CLOSE) return Promise.all(entries.map((entry) => this.#alone(entry)));
    const utf8 = new TextDecoder();
    const octets = new Uint8Array(await this.#content.slice(start, end).arrayBuffer());
    return entries.map((entry) => {
      const from = this.#offset(entry) - start;
      return utf8.decode(
        octets.subarray(from, Math.min(this.#offset(entry + 1) - start, from + LONGEST_TEXT)),
      );
    });
  }

  async #alone(entry: number): Promise<string> {
    const from = this.#offset(entry);
    const to = Math.min(this.#offset(entry + 1), from + LONGEST_TEXT);
    return new TextDecoder().decode(await this.#content.slice(from, to).arrayBuffer());
  }

  #row(entry: number, octets: string): LogFileRow {
    const index = this.#index;
    const line = readLine(octets.replace(/\r/g, '').replace(/\n+$/, ''));
    const at = index.times.at(entry);
    const severity = index.severities.at(entry);
    return {
      entry,
      line: index.lines.at(entry) + 1,
      at: Number.isNaN(at) ? null : at,
      ...line,
      category: CATEGORIES[index.categories.at(entry)] ?? '',
      severity: severity === 0 ? '' : (SEVERITIES[severity - 1] ?? ''),
      inferred: line.category === '' || line.severity === '',
      mark: timeMark(index, entry),
    };
  }
}

/** A file's own time, where it has one. */
function writtenAt(content: Blob): number {
  const time: unknown = 'lastModified' in content ? content.lastModified : null;
  return typeof time === 'number' && time > 0 ? time : Date.now();
}

function overviewOf(index: LogIndex): LogOverview {
  let [from, to] = [Infinity, -Infinity];
  let [stepsBack, gaps] = [0, 0];
  for (let entry = 0; entry < index.length; entry++) {
    const at = index.times.at(entry);
    if (at < from) from = at;
    if (at > to) to = at;
    const mark = timeMark(index, entry);
    if (mark?.kind === 'back') stepsBack++;
    else if (mark) gaps++;
  }
  return {
    entries: index.length,
    lines: index.lineCount,
    from: from === Infinity ? null : from,
    to: to === -Infinity ? null : to,
    yearsInferred: index.isYearless,
    stepsBack,
    gaps,
    counts: counted(index, null),
  };
}

function counted(index: LogIndex, chosen: Uint32Array | null): LogCounts {
  const counts = countsOf(index, chosen);
  const messages = counts.messages.map(({ message, count }) => ({
    message,
    pattern: MESSAGES[message]?.pattern.template.replace(/\{[a-z]+\}/g, '…') ?? '',
    count,
  }));
  return { ...counts, messages };
}

/** Other messages of the window have their turn. */
async function turn(work: Work): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  work.signal.throwIfAborted();
}
