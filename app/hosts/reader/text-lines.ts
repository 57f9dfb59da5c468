import type { DocumentLines } from '../../reader-contract.ts';
import type { Work } from './reader.ts';

const LINE_FEED = 10;
/** A mark for the place of each such line: a page of lines is read from the mark before it. */
const LINES_A_MARK = 1000;
const LONGEST_LINE = 4000;
const PIECE = 1 << 20;

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
    const mark = Math.min(Math.floor(first / LINES_A_MARK), this.#marks.length - 1);
    const last = Math.min(total, first + count);
    const endMark = Math.ceil(last / LINES_A_MARK);
    const octets = this.#content.slice(this.#marks[mark], this.#marks[endMark] ?? this.#content.size);
    const lines = (await octets.text()).split('\n');
    const skipped = first - mark * LINES_A_MARK;
    const wanted = lines.slice(skipped, skipped + Math.max(0, last - first));
    return { lines: wanted.map((line) => line.replace(/\r$/, '').slice(0, LONGEST_LINE)), total };
  }

  async #count(work: Work): Promise<number> {
    const { size } = this.#content;
    const marks = [0];
    let lines = 0;
    let at = 0;
    let last = LINE_FEED;
    while (at < size && !work.signal.aborted) {
      const piece = new Uint8Array(await this.#content.slice(at, at + PIECE).arrayBuffer());
      for (let found = piece.indexOf(LINE_FEED); found >= 0; found = piece.indexOf(LINE_FEED, found + 1)) {
        lines++;
        if (lines % LINES_A_MARK === 0) marks.push(at + found + 1);
      }
      last = piece.at(-1) ?? last;
      at += piece.length;
      work.progress(at, size);
    }
    // A last line without its end is a line too.
    if (last !== LINE_FEED) lines++;
    if (work.signal.aborted) return lines;
    this.#marks.splice(0, this.#marks.length, ...marks);
    this.#total = lines;
    return lines;
  }
}
