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
import type { ResourceRecord } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { ZoneDiagnostic } from './diagnostic.ts';
import { expand, MAX_GENERATED, readRange, type GenerateRange } from './generate.ts';
import type { RecordChecks } from './record-checks.ts';
import { RecordReader, shortened, type RecordHead } from './record-reader.ts';
import { ZoneTokens, type Entry, type EntryProblem, type Word } from './tokens.ts';
import { readTtl } from './ttl.ts';

export interface ParseZoneOptions extends RecordChecks {
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
  /** For each diagnostic, how many records had been read before it. */
  readonly positions: readonly number[];
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
  const reader = new RecordReader(options);
  new ZoneReader(reader).readFile({ name: options.fileName, text }, options.origin);
  const { list, positions, errors } = reader.diagnostics;
  return { records: reader.records, diagnostics: list, positions, errors };
}
class ZoneReader {
  readonly #in: RecordReader;
  readonly #open: SourceFile[] = [];
  #includes = 0;
  #generated = 0;

  constructor(reader: RecordReader) {
    this.#in = reader;
  }

  readFile(file: SourceFile, origin: Name): void {
    const before = { file: this.#in.file, origin: this.#in.origin, owner: this.#in.owner };
    this.#in.file = file;
    this.#open.push(file);
    this.#in.setOrigin(origin);
    const tokens = new ZoneTokens(file.text);
    for (let entry = tokens.next(); entry && !this.#in.stopped; entry = tokens.next()) {
      // BIND: having met the end of a line too early, it skips to the end of a line.
      const lost = entry.line === this.#in.lostLine;
      this.#in.lostLine = 0;
      if (!lost) this.#entry(entry);
    }
    this.#atEnd(tokens.lastLine);
    this.#in.lostLine = 0;
    this.#open.pop();
    this.#in.file = before.file;
    // RFC 1035 §5.1: an included file leaves the origin (BIND: and the owner) of the including one as it was.
    this.#in.setOrigin(before.origin);
    this.#in.setOwner(before.owner);
  }

  /** BIND: a last line that is not ended is read all the same. */
  #atEnd(lastLine: number): void {
    const line = this.#in.lostLine > 0 ? 0 : lastLine;
    if (
      this.#in.options.checkNs === undefined ||
      this.#in.stopped ||
      (lastLine === 0 && this.#in.lostLine === 0)
    )
      return;
    this.#in.warning({ line, column: 1 }, 'file does not end with newline');
  }

  #entry(entry: Entry): void {
    if (entry.problem) this.#broken(entry, entry.problem);
    else this.#sound(entry);
  }

  /** BIND: the words before the fault are read; what is wrong with them is told instead of it. */
  #broken(entry: Entry, problem: EntryProblem): void {
    const { errors } = this.#in.diagnostics;
    const { length } = this.#in.records;
    const { reason } = problem;
    const isHead = entry.words.length < 2;
    if (entry.words.length > 0 && reason !== 'entry too long' && !isHead) {
      this.#in.unended = reason === 'unbalanced quotes' ? 'quote' : 'parenthesis';
      const word = entry.words.at(-1) as Word;
      const mark: Word = { text: '', quoted: true, line: word.line, column: problem.column };
      this.#sound(reason === 'unbalanced quotes' ? { ...entry, words: [...entry.words, mark] } : entry);
      this.#in.unended = null;
      this.#in.records.length = length;
      this.#in.diagnostics.position = length;
    }
    if (this.#in.diagnostics.errors > errors) return;
    this.#in.error(
      problem,
      isHead && reason !== 'entry too long' ? `isc_lex_gettoken() failed: ${reason}` : reason,
      reason === 'entry too long' || isHead ? 'dns_master_load' : 'dns_rdata_fromtext',
    );
  }

  #sound(entry: Entry): void {
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
    const owner = this.#in.owner;
    if (!owner) {
      this.#in.error(first, 'no current owner name');
      return;
    }
    this.#in.read(owner, entry.words, next, first);
  }

  /** Takes the word for the owner of this entry and those after it. */
  #ownerFrom(word: Word): boolean {
    if (word.text === this.#in.ownerText && this.#in.owner) return true;
    const name = this.#in.name(word);
    if (!name) return false;
    this.#in.newOwner(name, word);
    this.#in.ownerText = word.text;
    return true;
  }

  #directive(words: readonly Word[], directive: Word): void {
    switch (directive.text.toUpperCase()) {
      case '$ORIGIN': {
        const name = this.#arguments(words, 1, 1) && this.#in.name(words[1] as Word);
        if (name) this.#in.setOrigin(name);
        return;
      }
      case '$TTL': {
        if (!this.#arguments(words, 1, 1)) return;
        const word = words[1] as Word;
        const ttl = readTtl(word.text);
        if (ttl === null) this.#in.error(word, `near '${shortened(word.text)}': bad ttl`, 'dns_master_load');
        else this.#in.ttls.default = this.#in.limited(ttl, word);
        return;
      }
      case '$INCLUDE':
        if (this.#arguments(words, 1, 2)) this.#include(words[1] as Word, words[2]);
        return;
      case '$DATE':
        // BIND: the date of a cache dump, by which its TTLs are shortened. Simplified: they stay.
        this.#arguments(words, 1, 1);
        return;
      case '$GENERATE':
        if (this.#arguments(words, 4, Infinity)) this.#generate(words);
        return;
      default:
        this.#in.error(directive, `unknown $ directive '${shortened(directive.text)}'`, 'dns_master_load');
    }
  }

  #arguments(words: readonly Word[], least: number, most: number): boolean {
    if (words.length - 1 < least) {
      this.#in.missing(words);
      return false;
    }
    const extra = words[most + 1];
    if (extra) this.#in.error(extra, 'extra input text', 'dns_master_load');
    return !extra;
  }

  #include(file: Word, originWord: Word | undefined): void {
    const origin = originWord ? this.#in.name(originWord) : this.#in.origin;
    if (!origin) return;
    const say = (why: string): void =>
      this.#in.error(file, `${shortened(file.text)}: ${why}`, 'dns_master_load');
    if (this.#open.length >= MAX_INCLUDE_DEPTH || ++this.#includes > MAX_INCLUDES) {
      say('too many open files');
      return;
    }
    const text = this.#in.options.readInclude?.(file.text, this.#in.file.name) ?? null;
    if (text === null) say('file not found');
    // A file that includes itself would do so until the depth ends; the first time tells it.
    else if (this.#open.some((open) => open.text === text)) say('too many open files');
    else this.readFile({ name: file.text, text }, origin);
  }

  #generate(words: readonly Word[]): void {
    const [directive, rangeWord, left] = words as [Word, Word, Word];
    const range = readRange(rangeWord.text);
    if (!range) {
      this.#in.error(rangeWord, `invalid range '${shortened(rangeWord.text)}'`, '$GENERATE');
      return;
    }
    const head = this.#in.readHead(words, 3, directive, true);
    if (head === null) return;
    const right = words[head.typeAt + 1];
    const extra = words[head.typeAt + 2];
    if (right === undefined) return this.#in.missing(words);
    if (extra) return this.#in.error(extra, 'extra input text', 'dns_master_load');
    for (let number = range.start; number <= range.stop; number += range.step) {
      // What is wrong with one is wrong with all that follow.
      if (!this.#generateOne(words, head, left, right, number)) return;
      // Told at once, and not when so many have been made.
      if (number === range.start && !this.#takeGenerated(range, rangeWord)) return;
    }
  }

  /** Whether as many records as that may still be made. */
  #takeGenerated(range: GenerateRange, rangeWord: Word): boolean {
    this.#generated += Math.floor((range.stop - range.start) / range.step) + 1;
    if (this.#generated <= MAX_GENERATED) return true;
    this.#in.error(rangeWord, `more than ${MAX_GENERATED} records generated`, '$GENERATE');
    return false;
  }

  #generateOne(words: readonly Word[], head: RecordHead, left: Word, right: Word, number: number): boolean {
    const errorsBefore = this.#in.diagnostics.errors;
    const ownerText = this.#expanded(left, number);
    const rdataText = ownerText === null ? null : this.#expanded(right, number);
    if (ownerText === null || rdataText === null) return false;
    const owner = this.#in.name({ ...left, text: ownerText }, '$GENERATE');
    if (!owner) return false;
    // The right side is text of its own: `"10 mail$"` gives an MX its two words.
    const rdata = new ZoneTokens(rdataText).next()?.words ?? [];
    const { line, column } = right;
    this.#in.newOwner(owner, words[0] as Word);
    const generated = [
      ...words.slice(0, head.typeAt + 1),
      ...rdata.map((word) => ({ ...word, line, column })),
    ];
    this.#in.readTyped(owner, head, generated, words[0] as Word);
    return this.#in.diagnostics.errors === errorsBefore;
  }

  #expanded(template: Word, number: number): string | null {
    const text = expand(template.text, number);
    if (typeof text === 'string') return text;
    this.#in.error(template, text.message, '$GENERATE');
    return null;
  }
}
