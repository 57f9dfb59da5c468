/**
 * What is Unbound's own in `unbound-control dump_cache`: a comment before each RRset, and the messages, which say what
 * a question was answered with. Negative answers are messages without an answer, so that they become entries here.
 */
import { RCODE, typeNumber } from '../../protocol/codes.ts';
import { FLAG } from './columns.ts';
import type { DumpIndex } from './dump-index.ts';
import { NO_TRUST, unboundTrust } from './words.ts';

/** `;rrset [nsec_apex ]TTL RECORDS SIGNATURES TRUST SECURITY`. */
const RRSET = /^;rrset (?:nsec_apex )?-?\d+ \d+ \d+ (\d+) \d+$/;
/** `msg NAME CLASS TYPE FLAGS QUESTIONS TTL SECURITY ANSWERS AUTHORITY ADDITIONAL` and, of late, a reason. */
const MESSAGE = /^msg (\S{1,1023}) IN (\S+) (\d+) \d+ (-?\d+) \d+ (\d+) (\d+) (\d+)(?: .*)?$/;
/** An RRset that a message refers to: `NAME CLASS TYPE FLAGS`. */
const REFERENCE = /^\S+ [A-Z0-9]+ [A-Z0-9-]+ \d+$/;

export class UnboundLines {
  readonly #index: DumpIndex;
  /** RRsets that the last message still refers to. */
  #references = 0;
  /** The message's row among the entries; -1 where it stands among the lines. */
  #row = -1;

  constructor(index: DumpIndex) {
    this.#index = index;
  }

  /** The trust that a comment says; null for another comment. */
  trust(text: string): number | null {
    const [, trust] = RRSET.exec(text) ?? [];
    return trust === undefined ? null : unboundTrust(Number(trust));
  }

  /** Takes a line of the message cache; false where it is none. */
  message(text: string, start: number, length: number, line: number): boolean {
    const found = MESSAGE.exec(text);
    if (found === null) {
      if (this.#references === 0 || !REFERENCE.test(text)) return false;
      this.#references--;
      this.#extend(length);
      return true;
    }
    const [, name = '', typeWord = '', flags = '', ttl = '', ...counts] = found;
    const type = typeNumber(typeWord);
    if (type === null) return false;
    const rcode = Number(flags) & 15;
    const isNegative = rcode === RCODE.NXDOMAIN || (rcode === RCODE.NOERROR && counts[0] === '0');
    this.#references = counts.reduce((sum, count) => sum + Number(count), 0);
    if (isNegative) this.#negative(name, type, rcode === RCODE.NXDOMAIN, Number(ttl), start, line);
    else this.#index.lines.add('message', start, 0, line);
    if (!isNegative) this.#row = -1;
    this.#extend(length);
    return true;
  }

  #negative(name: string, type: number, isNxdomain: boolean, ttl: number, start: number, line: number): void {
    const { entries, names } = this.#index;
    const row = entries.add();
    const at = names.draft();
    for (let i = 0; i < name.length; i++) names.octets[at + i] = name.charCodeAt(i);
    entries.start[row] = start;
    entries.length[row] = 0;
    entries.line[row] = line;
    entries.owner[row] = names.take(at + name.length);
    entries.ttl[row] = Math.max(0, ttl);
    entries.records[row] = 0;
    entries.type[row] = type;
    entries.covered[row] = 0;
    entries.trust[row] = NO_TRUST;
    entries.flags[row] = FLAG.negative | FLAG.withClass | (isNxdomain ? FLAG.nxdomain : 0);
    this.#row = row;
  }

  #extend(length: number): void {
    const { entries, lines } = this.#index;
    if (this.#row >= 0) entries.length[this.#row] = (entries.length[this.#row] as number) + length;
    else if (lines.count > 0)
      lines.length[lines.count - 1] = (lines.length[lines.count - 1] as number) + length;
  }
}
