/**
 * The first line of a record: owner, TTL, class, type; and where its line ends, with how many parentheses open.
 *
 * One pass over the octets. The reader keeps one of these and asks it again and again: what it found stands in its
 * fields until the next line. Every line that it is given ends with a line feed.
 */
import { CLASS } from '../../protocol/codes.ts';
import { FLAG, type NameRows } from './columns.ts';
import { escapeLength, MAX_LABEL, MAX_NAME } from './owner.ts';
import type { ProblemCode } from './problems.ts';
import { typeAt } from './words.ts';

const LINE_FEED = 10;
const OPEN = 40;
const CLOSE = 41;
const QUOTE = 34;
const SEMICOLON = 59;
const BACKSLASH = 92;
const DOT = 46;

/** Octets that RDATA may hold without any meaning for where a record ends. */
const PLAIN = new Uint8Array(256).fill(1);
for (const octet of [LINE_FEED, OPEN, CLOSE, QUOTE, SEMICOLON, BACKSLASH]) PLAIN[octet] = 0;

/** Octets of a name that stand for themselves. */
const IN_LABEL = new Uint8Array(256).fill(1, 33);
for (const octet of [BACKSLASH, DOT]) IN_LABEL[octet] = 0;
/** 255 octets, each as `\\DDD`, less what no name reaches. */
const LONGEST_TEXT = 1016;

/** BIND: `;-$NXDOMAIN`, `;-$NXRRSET`. */
const NXDOMAIN = Array.from(';-$NXDOMAIN', (c) => c.charCodeAt(0));
const NXRRSET = Array.from(';-$NXRRSET', (c) => c.charCodeAt(0));

export class RecordLine {
  readonly #names: NameRows;
  /** Whether the line begins with an owner; where it ends among the names. */
  hasOwner = false;
  ownerTo = 0;
  ttl = 0;
  /** 0 where the line names none. */
  class = 0;
  type = 0;
  /** The type that an RRSIG covers, else 0. */
  covered = 0;
  negative = false;
  reason: 'nxdomain' | 'nxrrset' | null = null;
  /** Parentheses open at the line's end. */
  depth = 0;
  /** Parentheses or quotes that do not fit each other. */
  unbalanced = false;

  constructor(names: NameRows) {
    this.#names = names;
  }

  /** Reads the line that begins at `at`. Null: it is a record; else why it is none. */
  read(b: Uint8Array, at: number): ProblemCode | null {
    let i = at;
    this.hasOwner = (b[at] as number) > 32;
    if (this.hasOwner) {
      i = this.#owner(b, at);
      if (i < 0) return 'bad-owner';
    }
    i = pastBlanks(b, i);
    let digit = (b[i] as number) - 48;
    if (digit < 0 || digit > 9) return 'no-ttl';
    let ttl = 0;
    for (; digit >= 0 && digit <= 9; digit = (b[++i] as number) - 48) ttl = ttl * 10 + digit;
    if ((b[i] as number) > 32) return 'no-ttl';
    if (ttl > 0xffff_ffff) return 'bad-ttl';
    this.ttl = ttl;
    i = pastBlanks(b, i);
    let end = wordEnd(b, i);
    this.class = classAt(b, i, end);
    if (this.class !== 0) {
      i = pastBlanks(b, end);
      end = wordEnd(b, i);
    }
    this.negative = b[i] === BACKSLASH && b[i + 1] === 45;
    if (this.negative) i += 2;
    this.type = typeAt(b, i, end);
    if (this.type < 0) return 'bad-type';
    i = pastBlanks(b, end);
    this.covered = 0;
    if (this.type === 46 && !this.negative) this.covered = Math.max(0, typeAt(b, i, wordEnd(b, i)));
    if (this.negative)
      this.reason = isAt(b, i, NXDOMAIN) ? 'nxdomain' : isAt(b, i, NXRRSET) ? 'nxrrset' : null;
    this.depth = 0;
    this.rest = i;
    return null;
  }

  /** Where RDATA begins. */
  rest = 0;

  /** What the line says of the entry that it opens. */
  get flags(): number {
    let flags = this.class === 0 ? 0 : FLAG.withClass;
    if (this.negative) flags |= this.reason === 'nxdomain' ? FLAG.negative | FLAG.nxdomain : FLAG.negative;
    if (this.class === CLASS.CH) flags |= FLAG.chaos;
    if (this.class === CLASS.HS) flags |= FLAG.hesiod;
    return flags;
  }

  /** Writes the owner behind the names, and sees that it is one (RFC 1035 §2.3.4). Gives its end; -1 for no name. */
  #owner(b: Uint8Array, at: number): number {
    const from = this.#names.draft();
    const { octets } = this.#names;
    if (b[at] === DOT && (b[at + 1] as number) <= 32) {
      octets[from] = DOT;
      this.ownerTo = from + 1;
      return at + 1;
    }
    const shift = from - at;
    // What is too long must not run out of its room: nothing that is a name is longer.
    const most = at + LONGEST_TEXT;
    /** Where the label begins, and octets of escapes that stand for one. */
    let label = at;
    let escapes = 0;
    let total = 1;
    let i = at;
    for (; i < most; i++) {
      const c = b[i] as number;
      if (IN_LABEL[c] === 1) octets[i + shift] = c;
      else if (c === DOT) {
        const length = i - label - escapes;
        if (length === 0 || length > MAX_LABEL) return -1;
        octets[i + shift] = c;
        total += length + 1;
        label = i + 1;
        escapes = 0;
      } else if (c <= 32) break;
      else {
        const escaped = escapeLength(b, i + 1);
        if (escaped === 0) return -1;
        octets[i + shift] = c;
        for (let n = 0; n < escaped; n++) octets[++i + shift] = b[i] as number;
        escapes += escaped;
      }
    }
    const length = i - label - escapes;
    if (length > MAX_LABEL) return -1;
    if (length > 0) total += length + 1;
    if (i >= most || total > MAX_NAME) return -1;
    this.ownerTo = i + shift;
    return i;
  }

  /** Where the line's end is, from a place within it on; counts parentheses. */
  lineEnd(b: Uint8Array, from: number): number {
    this.unbalanced = false;
    let i = from;
    for (;;) {
      const c = b[i] as number;
      if (PLAIN[c] === 1) i++;
      else if (c === LINE_FEED) return i;
      else if (c === OPEN) {
        this.depth++;
        i++;
      } else if (c === CLOSE) {
        if (this.depth === 0) this.unbalanced = true;
        else this.depth--;
        i++;
      } else if (c === QUOTE) i = this.#pastQuoted(b, i + 1);
      else if (c === SEMICOLON) return lineFeedAt(b, i);
      // BIND: a backslash takes the meaning of what follows it; a line ends all the same.
      else i += b[i + 1] === LINE_FEED ? 1 : 2;
    }
  }

  #pastQuoted(b: Uint8Array, from: number): number {
    for (let i = from; ; i++) {
      const c = b[i];
      if (c === QUOTE) return i + 1;
      if (c === BACKSLASH && b[i + 1] !== LINE_FEED) i++;
      else if (c === LINE_FEED) {
        this.unbalanced = true;
        return i;
      }
    }
  }
}

/** Behind blanks and tabs; a carriage return counts as one. */
export function pastBlanks(b: Uint8Array, from: number): number {
  let i = from;
  while (b[i] === 9 || b[i] === 32 || b[i] === 13) i++;
  return i;
}

/** The next line feed: most are near, and then a loop is quicker than a search. */
export function lineFeedAt(b: Uint8Array, from: number): number {
  const near = Math.min(b.length, from + 48);
  for (let i = from; i < near; i++) if (b[i] === LINE_FEED) return i;
  return b.indexOf(LINE_FEED, near);
}

function wordEnd(b: Uint8Array, from: number): number {
  let i = from;
  while ((b[i] as number) > 32) i++;
  return i;
}

function classAt(b: Uint8Array, from: number, to: number): number {
  if (to - from !== 2) return 0;
  const word = ((b[from] as number) << 8) | (b[from + 1] as number);
  return word === 0x494e ? CLASS.IN : word === 0x4348 ? CLASS.CH : word === 0x4853 ? CLASS.HS : 0;
}

function isAt(b: Uint8Array, at: number, word: readonly number[]): boolean {
  for (let i = 0; i < word.length; i++) if (b[at + i] !== word[i]) return false;
  return true;
}
