/**
 * Zone files (RFC 1035 §5, RFC 2308 §4, RFC 3597 §5), read as BIND reads them.
 *
 * A way through the folder: a zone file's text → `tokens.ts` cuts it into entries of words → here an entry
 * becomes a record or changes what holds for those that follow ($ORIGIN, $TTL, the current owner), while
 * $INCLUDE and $GENERATE (`generate.ts`) bring entries of their own → `zone.ts` makes a tree of nodes of the
 * records → `check-zone.ts` says what is wrong with it as a zone. From then on `authority.ts` answers questions
 * from it: it finds the closest zone, walks down from its top, meets the name, a zone cut, a DNAME, a wildcard
 * or nothing, and puts the sections of a response together.
 *
 * Reading never stops at an error: what is wrong is told, and the next line is read.
 */
import { CLASS, TYPE, classNumber, classText, isMetaType, typeNumber } from '../protocol/codes.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { isNameProblem, Name, type NameProblem } from '../protocol/name.ts';
import { rdataFromText, readSoa } from '../protocol/rdata.ts';
import { ZoneDiagnostics, type Place, type ZoneDiagnostic } from './diagnostic.ts';
import { expand, MAX_GENERATED, readRange } from './generate.ts';
import { ZoneTokens, type Entry, type Word } from './tokens.ts';
import { MAX_TTL, readTtl, TtlRules } from './ttl.ts';

export interface ParseZoneOptions {
  /** The zone's name: what a relative name is completed with, and what every owner must lie in. */
  readonly origin: Name;
  /** Named in diagnostics. */
  readonly fileName: string;
  /** Default: IN. */
  readonly class?: number;
  /**
   * The text of a file that `$INCLUDE` names, or null where there is none. `from` is the file that asks. Without
   * this no file is found.
   */
  readonly readInclude?: (file: string, from: string) => string | null;
}

/** A record and where it was written. */
export interface ZoneFileRecord extends ResourceRecord {
  readonly file: SourceFile;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface SourceFile {
  readonly name: string;
  readonly text: string;
}

export interface ParsedZone {
  readonly records: readonly ZoneFileRecord[];
  /** At most two hundred, in the order of the file. */
  readonly diagnostics: readonly ZoneDiagnostic[];
  /** How many errors there were; a zone with one is not loaded. */
  readonly errors: number;
}

/** Files within files within files: as deep as this, and no further. */
const MAX_INCLUDE_DEPTH = 16;
const MAX_INCLUDES = 1000;

/**
 * Reads a zone file.
 *
 * @example parseZone('$TTL 1h\n@ SOA ns hostmaster 1 1d 2h 4w 1h\n', { origin: nameOf('example.com'), fileName: 'example.com.zone' })
 */
export function parseZone(text: string, options: ParseZoneOptions): ParsedZone {
  const reader = new ZoneReader(options);
  reader.readFile({ name: options.fileName, text }, options.origin);
  return { records: reader.records, diagnostics: reader.diagnostics.list, errors: reader.diagnostics.errors };
}

class ZoneReader {
  readonly records: ZoneFileRecord[] = [];
  readonly diagnostics = new ZoneDiagnostics();
  readonly #options: ParseZoneOptions;
  readonly #class: number;
  readonly #types = new Map<string, number | null>();
  readonly #ttls = new TtlRules();
  readonly #open: SourceFile[] = [];
  #includes = 0;
  #generated = 0;
  #origin: Name;
  #owner: Name | null = null;
  #ownerText = '';
  /** TTLs of the current owner's types, while it stays the same. */
  readonly #ownerTtls = new Map<number, number>();
  #file: SourceFile = { name: '', text: '' };

  constructor(options: ParseZoneOptions) {
    this.#options = options;
    this.#class = options.class ?? CLASS.IN;
    this.#origin = options.origin;
  }

  readFile(file: SourceFile, origin: Name): void {
    const before = { file: this.#file, origin: this.#origin, owner: this.#owner };
    this.#file = file;
    this.#open.push(file);
    this.#setOrigin(origin);
    const tokens = new ZoneTokens(file.text);
    for (let entry = tokens.next(); entry; entry = tokens.next()) this.#entry(entry);
    this.#open.pop();
    this.#file = before.file;
    // RFC 1035 §5.1: an included file leaves the origin (BIND: and the owner) of the including one as it was.
    this.#setOrigin(before.origin);
    this.#setOwner(before.owner);
  }

  #entry(entry: Entry): void {
    if (entry.problem) {
      const reporter = entry.problem.reason === 'entry too long' ? 'dns_master_load' : 'dns_rdata_fromtext';
      this.#error(entry.problem, entry.problem.reason, reporter);
      return;
    }
    const first = entry.words[0] as Word;
    if (!entry.startsBlank && !first.quoted && first.text.startsWith('$')) {
      this.#directive(entry.words, first);
      return;
    }
    let next = 0;
    if (!entry.startsBlank) {
      next = 1;
      if (!this.#ownerFrom(first)) return;
    }
    const owner = this.#owner;
    if (!owner) {
      this.#error(first, 'no current owner name');
      return;
    }
    this.#record(owner, entry.words, next, first);
  }

  /** Takes the word for the owner of this entry and those after it. */
  #ownerFrom(word: Word): boolean {
    if (word.text === this.#ownerText && this.#owner) return true;
    const name = this.#name(word);
    if (!name) return false;
    this.#setOwner(name);
    this.#ownerText = word.text;
    return true;
  }

  #setOwner(owner: Name | null): void {
    if (!(owner && this.#owner?.equals(owner))) this.#ownerTtls.clear();
    this.#owner = owner;
    this.#ownerText = '';
  }

  #setOrigin(origin: Name): void {
    this.#origin = origin;
    this.#ownerText = '';
  }

  /** `[ttl] [class] type rdata` or `[class] [ttl] type rdata`. */
  #record(owner: Name, words: readonly Word[], from: number, place: Place): void {
    let next = from;
    let ttl: number | null = null;
    let classSeen = false;
    let word = words[next];
    for (; word; word = words[++next]) {
      const code = word.text.charCodeAt(0);
      if (ttl === null && code >= 0x30 && code <= 0x39) {
        const read = readTtl(word.text);
        if (read === null) break;
        ttl = this.#limited(read, word);
      } else if (!classSeen && this.#type(word.text) === null) {
        const number = classNumber(word.text);
        if (number === null) break;
        if (number !== this.#class) {
          this.#error(word, `class '${classText(number)}' != zone class '${classText(this.#class)}'`);
          return;
        }
        classSeen = true;
      } else break;
    }
    if (!word) {
      this.#missing(words);
      return;
    }
    const type = this.#type(word.text);
    if (type === null) {
      this.#error(word, `unknown RR type '${shortened(word.text)}'`);
      return;
    }
    if (type === 0 || isMetaType(type)) {
      this.#error(word, `type '${word.text.toUpperCase()}': invalid use of a meta type`);
      return;
    }
    const rdata = rdataFromText(type, words.slice(next + 1), this.#origin, this.#class);
    if ('kind' in rdata) {
      const wrong = words[next + 1 + rdata.word];
      const near = wrong ? `near '${shortened(wrong.text)}'` : 'near eol';
      this.#error(wrong ?? endOf(words), `${near}: ${rdata.message}`, 'dns_rdata_fromtext');
      return;
    }
    if (!owner.isAtOrBelow(this.#options.origin)) {
      this.#warning(place, `ignoring out-of-zone data (${owner.toRelaxedString()})`);
      return;
    }
    if (type === TYPE.SOA && !owner.equals(this.#options.origin)) {
      this.#error(place, `SOA record not at top of zone (${owner.toRelaxedString()})`);
      return;
    }
    if (type === TYPE.DS && owner.equals(this.#options.origin)) {
      // RFC 4035 §2.4: the parent has it.
      this.#error(place, `DS record at top of zone (${owner.toRelaxedString()})`);
      return;
    }
    const used = this.#ttl(ttl, type, rdata, place);
    if (used === null) return;
    const prior = this.#ownerTtls.get(type);
    if (prior === undefined) this.#ownerTtls.set(type, used);
    else if (prior !== used) this.#warning(place, `TTL set to prior TTL (${prior})`);
    this.records.push({
      name: owner,
      type,
      class: this.#class,
      ttl: prior ?? used,
      rdata,
      file: this.#file,
      line: place.line,
      column: place.column,
    });
  }

  /** The TTL that holds for a record which states `stated` (null: nothing). Null where there is none to be had. */
  #ttl(stated: number | null, type: number, rdata: Uint8Array, place: Place): number | null {
    const minimum = type === TYPE.SOA ? (readSoa(rdata)?.minimum ?? null) : null;
    const { ttl, says } = this.#ttls.of(stated, minimum);
    if (ttl === null) this.#error(place, says);
    else if (says !== '') this.#warning(place, says);
    return ttl;
  }

  #limited(ttl: number | 'too-large', place: Place): number {
    if (ttl !== 'too-large' && ttl <= MAX_TTL) return ttl;
    // RFC 2181 §8: a TTL whose highest bit is set counts as zero.
    this.#warning(place, 'TTL > MAXTTL, setting TTL to 0', 'dns_master_load');
    return 0;
  }

  #directive(words: readonly Word[], directive: Word): void {
    switch (directive.text.toUpperCase()) {
      case '$ORIGIN': {
        const name = this.#arguments(words, 1, 1) && this.#name(words[1] as Word);
        if (name) this.#setOrigin(name);
        return;
      }
      case '$TTL': {
        if (!this.#arguments(words, 1, 1)) return;
        const word = words[1] as Word;
        const ttl = readTtl(word.text);
        if (ttl === null) this.#error(word, `near '${shortened(word.text)}': bad ttl`, 'dns_master_load');
        else this.#ttls.default = this.#limited(ttl, word);
        return;
      }
      case '$INCLUDE':
        if (this.#arguments(words, 1, 2)) this.#include(words[1] as Word, words[2]);
        return;
      case '$GENERATE':
        if (this.#arguments(words, 4, 6)) this.#generate(words);
        return;
      default:
        this.#error(directive, `unknown $ directive '${shortened(directive.text)}'`, 'dns_master_load');
    }
  }

  #arguments(words: readonly Word[], least: number, most: number): boolean {
    if (words.length - 1 < least) {
      this.#missing(words);
      return false;
    }
    const extra = words[most + 1];
    if (extra) this.#error(extra, 'extra input text', 'dns_master_load');
    return !extra;
  }

  #include(file: Word, originWord: Word | undefined): void {
    const origin = originWord ? this.#name(originWord) : this.#origin;
    if (!origin) return;
    const say = (why: string): void =>
      this.#error(file, `${shortened(file.text)}: ${why}`, 'dns_master_load');
    if (this.#open.length >= MAX_INCLUDE_DEPTH || ++this.#includes > MAX_INCLUDES) {
      say('too many open files');
      return;
    }
    const text = this.#options.readInclude?.(file.text, this.#file.name) ?? null;
    if (text === null) say('file not found');
    // A file that includes itself would do so until the depth ends; the first time tells it.
    else if (this.#open.some((open) => open.text === text)) say('too many open files');
    else this.readFile({ name: file.text, text }, origin);
  }

  #generate(words: readonly Word[]): void {
    const [directive, rangeWord, left] = words as [Word, Word, Word];
    const right = words.at(-1) as Word;
    const range = readRange(rangeWord.text);
    if (!range) {
      this.#error(rangeWord, `invalid range '${shortened(rangeWord.text)}'`, '$GENERATE');
      return;
    }
    for (let number = range.start; number <= range.stop; number += range.step) {
      if (++this.#generated > MAX_GENERATED) {
        this.#error(rangeWord, `more than ${MAX_GENERATED} records generated`, '$GENERATE');
        return;
      }
      const errorsBefore = this.diagnostics.errors;
      const ownerText = expand(left.text, number);
      const rdataText = expand(right.text, number);
      if (typeof ownerText !== 'string') {
        this.#error(left, ownerText.message, '$GENERATE');
        return;
      }
      if (typeof rdataText !== 'string') {
        this.#error(right, rdataText.message, '$GENERATE');
        return;
      }
      const owner = this.#name({ ...left, text: ownerText }, '$GENERATE');
      if (!owner) return;
      // The right side is text of its own: `"10 mail$"` gives an MX its two words.
      const rdata = new ZoneTokens(rdataText).next()?.words ?? [];
      const place = { line: right.line, column: right.column };
      this.#setOwner(owner);
      this.#record(
        owner,
        [...words.slice(3, -1), ...rdata.map((word) => ({ ...word, ...place }))],
        0,
        directive,
      );
      // What is wrong with one is wrong with all that follow.
      if (this.diagnostics.errors > errorsBefore) return;
    }
  }

  #type(text: string): number | null {
    let type = this.#types.get(text);
    if (type === undefined) {
      type = typeNumber(text);
      if (this.#types.size < 1000) this.#types.set(text, type);
    }
    return type;
  }

  #name(word: Word, reporter: ZoneDiagnostic['reporter'] = 'dns_master_load'): Name | null {
    if (word.text === '@') return this.#origin;
    const name = Name.parse(word.text, this.#origin);
    if (!isNameProblem(name)) return name;
    this.#error(
      { line: word.line, column: word.column + name.column - 1 },
      NAME_PROBLEMS[name.reason],
      reporter,
    );
    return null;
  }

  #missing(words: readonly Word[]): void {
    this.#error(endOf(words), 'unexpected end of line', 'dns_master_load');
  }

  #error(place: Place, message: string, reporter: ZoneDiagnostic['reporter'] = ''): void {
    this.diagnostics.add(this.#file, place, 'error', message, reporter);
  }

  #warning(place: Place, message: string, reporter: ZoneDiagnostic['reporter'] = ''): void {
    this.diagnostics.add(this.#file, place, 'warning', message, reporter);
  }
}

const NAME_PROBLEMS: Readonly<Record<NameProblem['reason'], string>> = {
  'empty-label': 'empty label',
  'label-too-long': 'label too long',
  'name-too-long': 'ran out of space',
  'bad-escape': 'bad escape',
  'empty-name': 'unexpected end of input',
};

/** Where the next word would have to stand. */
function endOf(words: readonly Word[]): Place {
  const last = words.at(-1) as Word;
  return { line: last.line, column: last.column + last.text.length + (last.quoted ? 2 : 0) };
}

function shortened(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
