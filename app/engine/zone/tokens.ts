/**
 * Cuts a zone file into entries and entries into words (RFC 1035 §5.1): one entry a line, except that parentheses
 * join lines; `;` begins a comment; quotes hold spaces. Escapes stay in the words as they were written, for
 * whoever reads the word knows whether it is a name, a string or a number.
 */

export interface Word {
  /** As written, without the quotes. */
  readonly text: string;
  readonly quoted: boolean;
  /** An octet 0 outside of quotes. */
  readonly isZero?: true;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface Entry {
  readonly words: Word[];
  /** The entry begins with a space or tab: it belongs to the owner of the one before (RFC 1035 §5.1). */
  readonly startsBlank: boolean;
  readonly line: number;
  readonly problem: EntryProblem | null;
}

export interface EntryProblem {
  readonly reason: 'unbalanced parentheses' | 'unbalanced quotes' | 'entry too long';
  readonly line: number;
  readonly column: number;
}

/** The longest RDATA (65,535 octets) written as `\DDD` takes a quarter of this. */
const MAX_ENTRY_CHARACTERS = 1 << 20;
/** How often the text after a parenthesis that is never closed is read again, to find what else is wrong. */
const MAX_UNCLOSED = 16;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const OPEN = 0x28;
const CLOSE = 0x29;
const SEMICOLON = 0x3b;
const BACKSLASH = 0x5c;

export class ZoneTokens {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #lineStart = 0;
  #unclosed = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.charCodeAt(0) === 0xfeff) this.#at = this.#lineStart = 1;
  }

  /** The next entry that has words or a problem; null at the end. */
  next(): Entry | null {
    while (this.#at < this.#text.length) {
      const entry = this.#entry();
      if (entry.words.length > 0 || entry.problem) return entry;
    }
    return null;
  }

  /** The number of a last line of words that no newline ends; 0: there is none. */
  get lastLine(): number {
    const text = this.#text;
    const ended =
      text === '' || text.endsWith('\n') || /^[ \t]*(;.*)?$/.test(text.slice(text.lastIndexOf('\n') + 1));
    return ended ? 0 : this.#line;
  }

  /** A line as it stands in the file, cut to a length that can be shown. */
  static line(text: string, line: number): string {
    let start = 0;
    for (let n = 1; n < line; n++) {
      start = text.indexOf('\n', start) + 1;
      if (start === 0) return '';
    }
    const end = text.indexOf('\n', start);
    return text.slice(start, Math.min(end < 0 ? text.length : end, start + 240)).replace(/\r$/, '');
  }

  #entry(): Entry {
    const text = this.#text;
    const start = this.#at;
    const startLine = this.#line;
    const first = text.charCodeAt(start);
    const words: Word[] = [];
    const startsBlank = first === SPACE || first === TAB;
    const done = (problem: EntryProblem | null = null): Entry => ({
      words,
      startsBlank,
      line: startLine,
      problem,
    });
    let depth = 0;
    // Where the outermost open parenthesis stands, and where its line ends.
    let open: EntryProblem | null = null;
    let openLineEnd = 0;
    while (this.#at < text.length) {
      if (this.#at - start > MAX_ENTRY_CHARACTERS) {
        if (open) break;
        const problem = this.#problem('entry too long');
        this.#skipLine();
        return done(problem);
      }
      const code = text.charCodeAt(this.#at);
      if (code === SPACE || code === TAB) {
        this.#at++;
      } else if (code === CR) {
        this.#at++;
        // BIND: it ends a line as well, though that is not counted.
        if (depth === 0 && text.charCodeAt(this.#at) !== LF) return done();
      } else if (code === LF) {
        this.#newLine();
        if (depth === 0) return done();
      } else if (code === SEMICOLON) {
        const end = text.indexOf('\n', this.#at);
        this.#at = end < 0 ? text.length : end;
      } else if (code === OPEN) {
        if (depth++ === 0) {
          open = this.#problem('unbalanced parentheses');
          const end = text.indexOf('\n', this.#at);
          openLineEnd = end < 0 ? text.length : end;
        }
        this.#at++;
      } else if (code === CLOSE) {
        if (depth === 0) {
          const problem = this.#problem('unbalanced parentheses');
          this.#skipLine();
          return done(problem);
        }
        if (--depth === 0) open = null;
        this.#at++;
      } else if (code === 0) {
        // BIND: an octet 0 is a word that fits nowhere.
        const column = this.#at - this.#lineStart + 1;
        words.push({ text: '\0', quoted: true, line: this.#line, column, isZero: true });
        this.#at++;
      } else if (code === QUOTE) {
        const problem = this.#quoted(words);
        if (problem) {
          this.#skipLine();
          return done(problem);
        }
      } else {
        this.#bare(words);
      }
    }
    if (!open) return done();
    // Goes on below the line of the parenthesis: the records that it swallowed are read after all.
    if (++this.#unclosed > MAX_UNCLOSED) {
      this.#at = text.length;
    } else {
      this.#at = openLineEnd;
      this.#line = open.line;
      if (this.#at < text.length) this.#newLine();
    }
    return done(open);
  }

  #bare(words: Word[]): void {
    const text = this.#text;
    const start = this.#at;
    let at = start;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code > BACKSLASH) continue;
      if (code === BACKSLASH) {
        const next = at + 1 < text.length ? text.charCodeAt(at + 1) : LF;
        if (next !== LF && next !== CR) at++;
        continue;
      }
      if (code === SPACE || code === LF || code === TAB || code === CR || code === 0) break;
      if (code === SEMICOLON || code === OPEN || code === CLOSE || code === QUOTE) break;
    }
    this.#at = at;
    words.push({
      text: text.slice(start, at),
      quoted: false,
      line: this.#line,
      column: start - this.#lineStart + 1,
    });
  }

  #quoted(words: Word[]): EntryProblem | null {
    const text = this.#text;
    const start = this.#at;
    let at = start + 1;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === LF) break;
      if (code === BACKSLASH && text.charCodeAt(at + 1) !== LF) {
        at++;
      } else if (code === QUOTE) {
        words.push({
          text: text.slice(start + 1, at),
          quoted: true,
          line: this.#line,
          column: start - this.#lineStart + 1,
        });
        this.#at = at + 1;
        return null;
      }
    }
    return this.#problem('unbalanced quotes');
  }

  #problem(reason: EntryProblem['reason']): EntryProblem {
    return { reason, line: this.#line, column: this.#at - this.#lineStart + 1 };
  }

  #newLine(): void {
    this.#at++;
    this.#line++;
    this.#lineStart = this.#at;
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    if (end < 0) this.#at = this.#text.length;
    else {
      this.#at = end;
      this.#newLine();
    }
  }
}
