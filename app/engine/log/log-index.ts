/**
 * An index of a log: where each entry begins, when it was written, by whom, how severe it is and what it says.
 *
 * A way through it: the file comes in pieces (`feed`), each octet one character, so that places in the text are places
 * in the file. Each line's head is read (line-head.ts) and its message looked up (known-message.ts). A line without a
 * time, in a log that has times, belongs to the entry before it. At the end (`finish`) times get their years.
 * 24 octets an entry are kept, and none of the text.
 */
import { categoryPlace } from './categories.ts';
import { Column } from './growing.ts';
import { HeadReader } from './line-head.ts';
import { knownMessage } from './known-message.ts';
import { SEVERITIES } from './messages/message.ts';
import { YearGiver, Years } from './years.ts';

/** A line is looked at so far, and no further. */
const LONGEST_LOOK = 4096;
const LONGEST_CARRY = 1 << 20;
const MOST_PROGRAMS = 255;
/** In a log that has times among its first lines, a line without one is part of the entry before it. */
const LINES_TO_JUDGE = 50;

export class LogIndex {
  /** Octets. */
  readonly offsets = new Column((length) => new Float64Array(length));
  /** Milliseconds since 1970; not a number where none is written. */
  readonly times = new Column((length) => new Float64Array(length));
  /** From 0. */
  readonly lines = new Column((length) => new Uint32Array(length));
  /** Places in `MESSAGES`, counted from 1; 0: unknown. */
  readonly messages = new Column((length) => new Uint16Array(length));
  /** Places in `SEVERITIES`, counted from 1; 0: unknown. Where none is written, as named has it for the message. */
  readonly severities = new Column((length) => new Uint8Array(length));
  /** Places in `CATEGORIES`; 0: unknown. */
  readonly categories = new Column((length) => new Uint8Array(length));
  /** Places in `programs`; 0: none is named. */
  readonly senders = new Column((length) => new Uint8Array(length));
  readonly programs: string[] = [''];
  /** Octets in all. */
  size = 0;
  lineCount = 0;
  readonly #head = new HeadReader();
  readonly #turns = new Column((length) => new Uint8Array(length));
  readonly #years = new Years();
  /** Whether times had no year, and were given one. */
  isYearless = false;
  #timed = 0;
  #carry = '';
  #inLong = false;

  get length(): number {
    return this.offsets.length;
  }

  /** The next piece of the file, a character an octet. */
  feed(piece: string): void {
    const text = this.#carry === '' ? piece : this.#carry + piece;
    const base = this.size - this.#carry.length;
    this.size += piece.length;
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      if (this.#inLong) this.#inLong = false;
      else this.#line(text, from, end, base);
      from = end + 1;
    }
    this.#carry = from === text.length ? '' : text.slice(from);
    if (this.#inLong) this.#carry = '';
    else if (this.#carry.length > LONGEST_CARRY) {
      this.#line(this.#carry, 0, this.#carry.length, this.size - this.#carry.length);
      this.#inLong = true;
      this.#carry = '';
    }
  }

  /** The file is at its end. `latest`: when it was written last, in milliseconds since 1970. */
  finish(latest: number): void {
    if (this.#carry !== '' && !this.#inLong)
      this.#line(this.#carry, 0, this.#carry.length, this.size - this.#carry.length);
    this.#carry = '';
    if (!this.isYearless) return;
    const giver = new YearGiver(this.#years, latest);
    for (let i = 0; i < this.length; i++) {
      const turns = this.#turns.at(i);
      if (turns > 0) this.times.set(i, giver.give(this.times.at(i), turns - 1));
    }
  }

  #line(text: string, from: number, end: number, base: number): void {
    const number = this.lineCount++;
    let to = end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
    if (to === from) return;
    if (to - from > LONGEST_LOOK) to = from + LONGEST_LOOK;
    const head = this.#head;
    head.read(text, from, to);
    const isJudged = this.#timed > 0 || number >= LINES_TO_JUDGE;
    if (!head.hasTime && isJudged && this.#timed * 2 > this.length && this.length > 0) return;
    this.#entry(text, from, to, base, number);
  }

  #entry(text: string, from: number, to: number, base: number, number: number): void {
    const head = this.#head;
    this.offsets.push(base + from);
    this.lines.push(number);
    this.#time();
    const known = knownMessage(text.slice(head.message, to));
    const sender = this.#sender(text);
    this.messages.push(known === null ? 0 : known.id + 1);
    this.severities.push(head.severity || (known === null ? 0 : SEVERITIES.indexOf(known.severity) + 1));
    this.categories.push(head.category || (known === null ? 0 : categoryPlace(known.category)));
    this.senders.push(sender);
  }

  #time(): void {
    const { hasTime, time } = this.#head;
    this.times.push(hasTime ? time.at : Number.NaN);
    if (hasTime) this.#timed++;
    const isYearless = hasTime && time.form === 'syslog';
    if (isYearless) this.isYearless = true;
    this.#turns.push(isYearless ? Math.min(254, this.#years.turnsAt(time.at)) + 1 : 0);
  }

  #sender(text: string): number {
    const { programStart, programEnd } = this.#head;
    if (programEnd === programStart) return 0;
    const program = text.slice(programStart, programEnd);
    const known = this.programs.indexOf(program);
    if (known >= 0) return known;
    if (this.programs.length > MOST_PROGRAMS) return 0;
    return this.programs.push(program) - 1;
  }
}
