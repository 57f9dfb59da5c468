/** Takes a statement's terms one after the other, as named's parser does, and says in its words what is wrong. */
import { addressOctets } from '../protocol/rdata.ts';
import { networkOf, type MatchElement } from './match-list.ts';
import type { ConfigDiagnostic, ConfigPlace, Statement, Term } from './syntax.ts';

export type Told = (place: ConfigPlace, message: string, severity?: ConfigDiagnostic['severity']) => void;

/** What readers share: where to say what is wrong, and the lists whose names are looked up when all are known. */
export interface Reading {
  readonly tell: Told;
  readonly lists: (readonly MatchElement[])[];
}

export interface ServerPlace {
  readonly address: string;
  readonly port?: number;
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  k: 1024,
  m: 1024 ** 2,
  g: 1024 ** 3,
};

export class StatementReader {
  readonly #statement: Statement;
  readonly #reading: Reading;
  #at: number;
  /** One complaint a statement: what follows it follows from it. */
  failed = false;

  constructor(statement: Statement, reading: Reading, at = 1) {
    this.#statement = statement;
    this.#reading = reading;
    this.#at = at;
  }

  get keyword(): string {
    return this.#statement.terms[0]?.text ?? '';
  }

  /** What stands behind the keyword, in words. */
  get words(): readonly string[] {
    return this.#statement.terms.slice(1).map(({ text }) => text);
  }

  get place(): ConfigPlace {
    return this.#statement.place;
  }

  peek(): Term | null {
    return this.#statement.terms[this.#at] ?? null;
  }

  /** Takes the next term when it is this word. */
  takeWord(word: string): boolean {
    if (this.peek()?.kind !== 'word' || this.peek()?.text.toLowerCase() !== word) return false;
    this.#at++;
    return true;
  }

  /** Takes whatever is next. */
  skip(): void {
    this.#at++;
  }

  skipAll(): void {
    this.#at = this.#statement.terms.length;
  }

  text(expected = 'expected string'): string | null {
    const term = this.peek();
    if (term === null || (term.kind !== 'word' && term.kind !== 'string'))
      return this.fail(`${expected} near ${this.#near()}`);
    this.#at++;
    return term.text;
  }

  quoted(): string | null {
    const term = this.peek();
    if (term?.kind !== 'string') return this.fail(`expected quoted string near ${this.#near()}`);
    this.#at++;
    return term.text;
  }

  boolean(): boolean | null {
    const text = this.peek()?.text.toLowerCase() ?? '';
    const value = ['yes', 'true', '1'].includes(text)
      ? true
      : ['no', 'false', '0'].includes(text)
        ? false
        : null;
    if (value === null) return this.fail(`boolean expected near ${this.#near()}`);
    this.#at++;
    return value;
  }

  /** One of these words; named says of others only that they are not expected. */
  oneOf<const T extends string>(words: readonly T[]): T | null {
    const text = this.peek()?.text.toLowerCase() ?? '';
    const found = words.find((word) => word === text);
    if (found === undefined) return this.fail(`${this.#near()} unexpected`);
    this.#at++;
    return found;
  }

  number(most = 0xffff_ffff): number | null {
    const text = this.peek()?.text ?? '';
    if (!/^\d+$/.test(text) || Number(text) > most) return this.fail(`expected number near ${this.#near()}`);
    this.#at++;
    return Number(text);
  }

  /** With at most two digits behind the point: `0.75`. */
  fixedPoint(): number | null {
    const text = this.peek()?.text ?? '';
    if (!/^\d{1,5}(\.\d{1,2})?$/.test(text))
      return this.fail(`expected fixed point number near ${this.#near()}`);
    this.#at++;
    return Number(text);
  }

  /** An address of this family, or of either. */
  address(family?: 4 | 6): string | null {
    const text = this.peek()?.text ?? '';
    const octets = addressOctets(text);
    if (octets === null || (family !== undefined && octets.length !== (family === 4 ? 4 : 16)))
      return this.fail(
        `expected ${family === undefined ? 'IP' : `IPv${family}`} address near ${this.#near()}`,
      );
    this.#at++;
    return text;
  }

  /** Takes the next term when it is an address. */
  maybeAddress(): string | null {
    const text = this.peek()?.text ?? '';
    return addressOctets(text) === null ? null : this.address();
  }

  /** `10.0.0.0/8`, or one address. */
  network(): MatchElement | null {
    const network = networkOf(this.peek()?.text ?? '');
    if (network === null || network === 'bits') return this.fail(`expected IP address near ${this.#near()}`);
    this.#at++;
    return network;
  }

  port(): number | null {
    if (this.takeWord('*')) return 0;
    const text = this.peek()?.text ?? '';
    if (!/^\d+$/.test(text)) return this.fail(`expected number near ${this.#near()}`);
    if (Number(text) > 65535) return this.fail(`port number out of range near ${this.#near()}`);
    this.#at++;
    return Number(text);
  }

  /** Seconds; `1w2d3h4m5s` or ISO 8601 (`P1DT2H`) or a number. */
  seconds(): number | null {
    const text = this.peek()?.text ?? '';
    const value = durationOf(text);
    if (value === null) return this.fail(`expected ISO 8601 duration or TTL value near ${this.#near()}`);
    this.#at++;
    return value;
  }

  /** Octets, or the machine's memory in per cent. */
  size(): { readonly octets: number } | { readonly percent: number } | 'unlimited' | 'default' | null {
    const text = this.peek()?.text.toLowerCase() ?? '';
    const size = /^(\d{1,15})([kmg]?)$/.exec(text);
    const percent = /^(\d{1,9})%$/.exec(text);
    if (size === null && percent === null && text !== 'unlimited' && text !== 'default')
      return this.fail(`expected integer and optional unit or percent near ${this.#near()}`);
    this.#at++;
    if (size !== null) return { octets: Number(size[1]) * (UNITS[size[2] ?? ''] ?? 1) };
    if (percent !== null) return { percent: Math.min(100, Number(percent[1])) };
    return text === 'unlimited' ? 'unlimited' : 'default';
  }

  block(): readonly Statement[] | null {
    const term = this.peek();
    if (term?.kind !== 'block') return this.fail(`'{' expected near ${this.#near()}`);
    this.#at++;
    return term.statements;
  }

  /** `{ 10.0.0.0/8; !trusted; }` */
  matchList(depth = 0): MatchElement[] | null {
    const statements = this.block();
    if (statements === null) return null;
    const list: MatchElement[] = [];
    for (const statement of statements) {
      const element = new StatementReader(statement, this.#reading, 0);
      const read = element.#matchElement(depth);
      if (read === null) return this.#failedWithin();
      if (!element.done()) return this.#failedWithin();
      list.push(read);
    }
    return list;
  }

  /** A list whose names are looked up when the whole configuration is known. */
  listInUse(): readonly MatchElement[] | null {
    const list = this.matchList();
    if (list !== null) this.#reading.lists.push(list);
    return list;
  }

  /** The clauses of a block, each to be read behind its keyword. */
  clauses(): readonly StatementReader[] | null {
    return this.block()?.map((statement) => new StatementReader(statement, this.#reading)) ?? null;
  }

  /** `{ entry; entry; }`, each entry read to its end. */
  each<T>(read: (entry: StatementReader) => T | null): readonly T[] | null {
    const statements = this.block();
    if (statements === null) return null;
    const values: T[] = [];
    for (const statement of statements) {
      const entry = new StatementReader(statement, this.#reading, 0);
      const value = read(entry);
      if (value === null || !entry.done()) return this.#failedWithin();
      values.push(value);
    }
    return values;
  }

  /** `{ 192.0.2.1; 192.0.2.2 port 5300; }` */
  servers(): readonly ServerPlace[] | null {
    return this.each((entry): ServerPlace | null => {
      const address = entry.address();
      if (address === null) return null;
      const port = entry.takeWord('port') ? entry.port() : undefined;
      if (port === null) return null;
      return port === undefined ? { address } : { address, port };
    });
  }

  /** Says what stands where the semicolon should. True when nothing does. */
  done(): boolean {
    if (this.failed) return false;
    const term = this.peek();
    if (term === null) return true;
    this.#reading.tell(term.place, `missing ';' before '${term.text}'`);
    this.failed = true;
    return false;
  }

  fail(message: string): null {
    if (!this.failed) this.#reading.tell(this.peek()?.place ?? this.#statement.end, message);
    this.failed = true;
    return null;
  }

  /** Says that something is wrong with what stands at `place`. */
  failAt(place: ConfigPlace, message: string): null {
    if (!this.failed) this.#reading.tell(place, message);
    this.failed = true;
    return null;
  }

  unexpected(): false {
    this.fail(`${this.#near()} unexpected`);
    return false;
  }

  #failedWithin(): null {
    this.failed = true;
    return null;
  }

  #near(): string {
    return `'${this.peek()?.text ?? ';'}'`;
  }

  #matchElement(depth: number): MatchElement | null {
    let not = false;
    if (this.peek()?.kind === 'not') {
      not = true;
      this.#at++;
    }
    const term = this.peek();
    if (term === null) return this.fail(`expected IP match list element near ${this.#near()}`);
    if (term.kind === 'block') {
      if (depth > 30) return this.fail('blocks nested too deep');
      const list = this.matchList(depth + 1);
      return list === null ? null : { kind: 'list', not, list };
    }
    if (this.takeWord('key')) {
      const name = this.text();
      return name === null ? null : { kind: 'key', not, name };
    }
    this.#at++;
    const network = networkOf(term.text, not);
    if (network === 'bits') {
      const bits = term.text.split('/')[1] ?? '';
      this.#at--;
      return this.fail(`'${term.text}': address/prefix length mismatch '${bits}'`);
    }
    return network ?? { kind: 'name', not, name: term.text, place: term.place };
  }
}

const SECONDS: Readonly<Record<string, number>> = { w: 604800, d: 86400, h: 3600, m: 60, s: 1, '': 1 };

function durationOf(text: string): number | null {
  const lower = text.toLowerCase();
  const iso =
    /^p(?=.)(?:(\d{1,9})w)?(?:(\d{1,9})d)?(?:t(?=.)(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s)?)?$/.exec(
      lower,
    );
  let total = 0;
  if (iso !== null) {
    const units = [604800, 86400, 3600, 60, 1];
    for (const [i, unit] of units.entries()) total += Number(iso[i + 1] ?? 0) * unit;
  } else {
    if (!/^(?:\d{1,10}|(?:\d{1,10}[wdhms])+)$/.test(lower)) return null;
    for (const [, count, unit] of lower.matchAll(/(\d+)([wdhms]?)/g))
      total += Number(count) * (SECONDS[unit ?? ''] ?? 1);
  }
  return total <= 0xffff_ffff ? total : null;
}
