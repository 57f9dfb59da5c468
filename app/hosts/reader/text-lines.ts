import type { DocumentLines } from '../../reader-contract.ts';
import type { Work } from './reader.ts';

const LINE_FEED = 10;
/** A mark for the place of each such line: a page of lines is read from the mark before it. */
const LINES_A_MARK = 1000;
/** Octets after which a line is taken to end though nothing ends it: so that a file of one line can be shown too. */
const LONGEST_OCTETS = 8_192;
const PIECE = 4 << 20;

/** The lines of a file, found by one pass over it and then read where they are wanted. */
export class TextLines {
  readonly #content: Blob;
  /** Where line 0, 1,000, 2,000 … begins. */
  readonly #marks: number[] = [0];
  #total: number | null = null;

  constructor(content: Blob) {
    this.#content = content;
  }

  async read(first: number, count: number, work: Work): Promise<DocumentLines> {
    const total = this.#total ?? (await this.#count(work));
    const last = Math.min(total, first + count);
    if (first >= last || work.signal.aborted) return { lines: [], total };
    const lines: string[] = [];
    for (let page = Math.floor(first / LINES_A_MARK); page * LINES_A_MARK < last; page++) {
      const begin = page * LINES_A_MARK;
      lines.push(...(await this.#page(page)).slice(Math.max(0, first - begin), last - begin));
    }
    return { lines, total };
  }

  /** The next line with the text, whatever its case; null where there is none, or it was cancelled. */
  async find(text: string, from: number, backwards: boolean, work: Work): Promise<number | null> {
    const total = this.#total ?? (await this.#count(work));
    const wanted = text.toLowerCase();
    const pages = Math.ceil(total / LINES_A_MARK);
    const start = Math.max(0, Math.min(from, total - 1));
    const step = backwards ? -1 : 1;
    for (let page = Math.floor(start / LINES_A_MARK); page >= 0 && page < pages;) {
      if (work.signal.aborted) return null;
      const last = this.#lastOfBlock(page, step, pages);
      if (await this.#blockHas(Math.min(page, last), Math.max(page, last), wanted))
        for (let one = page; one !== last + step; one += step) {
          const line = await this.#findInPage(one, wanted, start, backwards);
          if (line !== null) return line;
        }
      page = last + step;
      work.progress(backwards ? pages - page : page, pages);
    }
    return null;
  }

  /** The page that, from this one on, makes about one piece. */
  #lastOfBlock(page: number, step: number, pages: number): number {
    const begin = this.#marks[page] ?? 0;
    let last = page;
    while (last + step >= 0 && last + step < pages) {
      const at = this.#marks[step > 0 ? last + 2 : last - 1] ?? this.#content.size;
      if (Math.abs(at - begin) > PIECE) break;
      last += step;
    }
    return last;
  }

  /** Whether the text stands anywhere in these pages: line ends do not matter yet. */
  async #blockHas(first: number, last: number, wanted: string): Promise<boolean> {
    const blob = this.#content.slice(this.#marks[first], this.#marks[last + 1] ?? this.#content.size);
    return (await blob.text()).toLowerCase().includes(wanted);
  }

  async #findInPage(page: number, wanted: string, start: number, backwards: boolean): Promise<number | null> {
    const begin = page * LINES_A_MARK;
    const lines = await this.#page(page);
    const has = (line: string, at: number): boolean =>
      (backwards ? begin + at <= start : begin + at >= start) && line.toLowerCase().includes(wanted);
    const found = backwards ? lines.findLastIndex(has) : lines.findIndex(has);
    return found < 0 ? null : begin + found;
  }

  async #page(page: number): Promise<string[]> {
    const from = this.#marks[page];
    if (from === undefined) return [];
    const blob = this.#content.slice(from, this.#marks[page + 1] ?? this.#content.size);
    const octets = new Uint8Array(await blob.arrayBuffer());
    const decoder = new TextDecoder();
    const lines: string[] = [];
    const begin = new LineEnds().each(octets, (start, end) => {
      lines.push(decoder.decode(octets.subarray(start, end)).replace(/\r?\n?$/, ''));
    });
    if (begin < octets.length) lines.push(decoder.decode(octets.subarray(begin)).replace(/\r$/, ''));
    return lines;
  }

  async #count(work: Work): Promise<number> {
    const { size } = this.#content;
    const marks = [0];
    const ends = new LineEnds();
    let lines = 0;
    let at = 0;
    let lineBegin = 0;
    while (at < size && !work.signal.aborted) {
      const piece = new Uint8Array(await this.#content.slice(at, at + PIECE).arrayBuffer());
      // What it gives is where a line goes on in the next piece.
      lineBegin =
        at +
        ends.each(piece, (_start, end) => {
          lines++;
          if (lines % LINES_A_MARK === 0) marks.push(at + end);
        });
      at += piece.length;
      work.progress(at, size);
    }
    if (work.signal.aborted) return lines;
    // A last line without its end is a line too.
    if (lineBegin < size) lines++;
    this.#marks.splice(0, this.#marks.length, ...marks);
    this.#total = lines;
    return lines;
  }
}

/** Finds where lines end, over pieces that follow each other. */
class LineEnds {
  /** Octets of a line that the pieces before held. */
  #before = 0;

  /** Calls with the octets of each line that ends in this piece, its end included; gives where the next one begins. */
  each(piece: Uint8Array, tell: (start: number, end: number) => void): number {
    let begin = 0;
    let feed = piece.indexOf(LINE_FEED);
    while (begin < piece.length) {
      const soft = begin + LONGEST_OCTETS - this.#before;
      const end = feed >= 0 && feed < soft ? feed + 1 : soft;
      if (end > piece.length) break;
      tell(begin, end);
      this.#before = 0;
      begin = end;
      if (feed >= 0 && feed < begin) feed = piece.indexOf(LINE_FEED, begin);
    }
    this.#before += piece.length - begin;
    return begin;
  }
}
