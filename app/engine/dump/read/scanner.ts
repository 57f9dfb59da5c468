/**
 * Reads a dump's lines once and fills the index.
 *
 * A way through it: octets come in chunks of any size; what follows a chunk's last line feed waits for the next. A
 * line within parentheses goes on with the record before it. A comment is a heading, a trust word, a mark, what proves a
 * negative entry, or a line of the address database. Anything else is a record. What is none of these is kept as a raw
 * line with the problem that it has, and reading goes on with the next.
 */
import { FLAG, type LineKind } from './columns.ts';
import type { DumpIndex, DumpSection, SectionKind } from './dump-index.ts';
import { addressLineKind, dateIn, headingIn, isFailureLine, mayBeHeading, type Heading } from './headings.ts';
import type { ProblemCode } from './problems.ts';
import { lineFeedAt, RecordLine } from './record-line.ts';
import { UnboundLines } from './unbound.ts';
import { WholeLines } from './whole-lines.ts';
import { hasDotted, NO_TRUST, octetText, trustAt } from './words.ts';

const LINE_FEED = 10;
const SEMICOLON = 59;
/** An entry's length must fit its column. */
const MAX_ENTRY = 0x7fff_ffff;
const MAX_COMMENT = 1 << 16;
/** BIND: with -all, these come again after each zone that has records. */
const REPEATED: ReadonlySet<SectionKind> = new Set(['shared', 'addresses', 'bad', 'failures']);

export class DumpScanner {
  readonly #index: DumpIndex;
  readonly #record: RecordLine;
  readonly #unbound: UnboundLines;
  readonly #whole = new WholeLines({
    lines: (octets, base) => this.#lines(octets, base),
    longLine: (base, length) => this.#longLine(base, length),
  });
  #line = 0;
  #section: DumpSection | null = null;
  #view = -1;
  /** The parts that the view has had. */
  readonly #seen = new Set<SectionKind>();
  #inUnassociated = false;
  /** The entry that lines still belong to; -1: none. */
  #entry = -1;
  #depth = 0;
  /** A trust word whose first record has not come: where it stands; -1: none. */
  #pending = -1;
  #pendingLine = 0;
  /** With the marks that follow it. */
  #pendingLength = 0;
  /** What followed the trust word was not understood; the set may go on behind it. */
  #isResumed = false;
  #trust = NO_TRUST;
  #marks = 0;
  #owner = -1;
  /** Lines: of "; Dump complete", and the last on which something else began. */
  #endLine = 0;
  #lastLine = 0;

  constructor(index: DumpIndex) {
    this.#index = index;
    this.#record = new RecordLine(index.names);
    this.#unbound = new UnboundLines(index);
  }

  /** Takes the next octets of the file; they may change afterwards. */
  feed(chunk: Uint8Array): void {
    this.#whole.feed(chunk);
    this.#index.octets = this.#whole.octets;
  }

  /** The file has ended. */
  finish(): void {
    const index = this.#index;
    this.#whole.finish();
    this.#endEntries();
    this.#endSection();
    index.lineCount = this.#line;
    if (index.format === 'unknown') index.problems.add(1, 'not-a-dump');
    else if (!index.complete) index.problems.add(Math.max(1, this.#line), 'no-end');
    else if (this.#lastLine > this.#endLine) index.problems.add(this.#endLine, 'early-end');
  }

  #longLine(base: number, length: number): void {
    this.#line++;
    this.#endEntries();
    this.#raw(base, length, 'long-line');
  }

  /** Whole lines. */
  #lines(b: Uint8Array, base: number): void {
    const end = b.length;
    for (let at = 0; at < end;) {
      this.#line++;
      const c = b[at] as number;
      if (this.#depth > 0 && (c <= 32 || c === 41)) at = this.#continued(b, at, base);
      else {
        if (this.#depth > 0) this.#unclosed();
        if (c === SEMICOLON) at = this.#comment(b, at, base);
        else if (c > 36 || c === 9 || c === 32) at = this.#recordLine(b, at, base);
        else at = this.#other(b, at, base);
      }
    }
  }

  #continued(b: Uint8Array, at: number, base: number): number {
    const record = this.#record;
    record.depth = this.#depth;
    const end = record.lineEnd(b, at) + 1;
    this.#depth = record.depth;
    if (record.unbalanced) this.#problem('unbalanced');
    this.#extend(base + end);
    return end;
  }

  /** Another line begins while parentheses are open: BIND's continuation lines begin with tabs. */
  #unclosed(): void {
    this.#problem('unbalanced', this.#line - 1);
    this.#depth = 0;
  }

  #recordLine(b: Uint8Array, at: number, base: number): number {
    const kind = this.#section?.kind;
    if (kind === 'messages') {
      const end = b.indexOf(LINE_FEED, at) + 1;
      const text = octetText(b, at, Math.min(end - 1, at + MAX_COMMENT * 16));
      if (this.#marker(text)) return end;
      if (!this.#unbound.message(text, base + at, end - at, this.#line))
        this.#raw(base + at, end - at, 'stray');
      return end;
    }
    if (kind !== 'cache' && kind !== 'zone') return this.#other(b, at, base);
    const record = this.#record;
    const problem = record.read(b, at) ?? this.#ownerProblem(kind);
    if (problem !== null) return this.#other(b, at, base, problem);
    const end = record.lineEnd(b, record.rest) + 1;
    this.#depth = record.depth;
    if (record.unbalanced) this.#problem('unbalanced');
    this.#put(base + at, kind);
    this.#extend(base + end);
    return end;
  }

  /** Sees to the owner; tells why there is none. */
  #ownerProblem(kind: SectionKind): ProblemCode | null {
    if (kind === 'cache' && this.#trust === NO_TRUST) return 'no-trust';
    if (this.#record.hasOwner) this.#owner = this.#index.names.take(this.#record.ownerTo);
    return this.#owner < 0 ? 'no-owner' : null;
  }

  /** The record opens a set, or belongs to the open one. */
  #put(start: number, kind: SectionKind): void {
    const record = this.#record;
    const rows = this.#index.entries;
    const open = this.#entry;
    if (open >= 0 && this.#pending < 0 && this.#belongs(open, start)) {
      rows.records[open] = (rows.records[open] as number) + 1;
      return;
    }
    const fresh = this.#pending >= 0;
    if (!fresh && !this.#isResumed && kind === 'cache' && this.#index.format === 'bind')
      this.#problem('mixed-set');
    this.#isResumed = false;
    const row = rows.add();
    rows.start[row] = fresh ? this.#pending : start;
    rows.line[row] = fresh ? this.#pendingLine : this.#line;
    rows.length[row] = 0;
    rows.owner[row] = this.#owner;
    rows.ttl[row] = record.ttl;
    rows.type[row] = record.type;
    rows.covered[row] = record.covered;
    rows.trust[row] = this.#trust;
    rows.records[row] = record.negative ? 0 : 1;
    rows.flags[row] = this.#marks | record.flags;
    if (record.negative && record.reason === null) this.#problem('no-reason');
    this.#entry = row;
    this.#pending = -1;
    this.#marks = 0;
  }

  #belongs(open: number, start: number): boolean {
    const record = this.#record;
    const rows = this.#index.entries;
    return (
      rows.type[open] === record.type &&
      rows.ttl[open] === record.ttl &&
      rows.owner[open] === this.#owner &&
      rows.covered[open] === record.covered &&
      !record.negative &&
      ((rows.flags[open] as number) & FLAG.negative) === 0 &&
      start - (rows.start[open] as number) < MAX_ENTRY
    );
  }

  /** The open entry reaches up to here. */
  #extend(to: number): void {
    const { start, length } = this.#index.entries;
    if (this.#entry >= 0) length[this.#entry] = Math.min(to - (start[this.#entry] as number), 0xffff_ffff);
  }

  #comment(b: Uint8Array, at: number, base: number): number {
    const newline = lineFeedAt(b, at);
    const end = newline + 1;
    let to = newline;
    if (b[to - 1] === 13) to--;
    if (to === at + 1) return end;
    const section = this.#section;
    const isSpaced = b[at + 1] === 32;
    const isUnbound = this.#index.format === 'unbound';
    if (section?.kind === 'cache' && isSpaced && !isUnbound) {
      const trust = trustAt(b, at + 2, to);
      if (trust >= 0) {
        this.#opened(trust, base + at, end - at);
        return end;
      }
      // What proves that there is nothing stands in comments behind the negative entry; names end with a dot.
      if (
        this.#pending < 0 &&
        this.#entry >= 0 &&
        this.#index.entries.isNegative(this.#entry) &&
        hasDotted(b, at + 2)
      ) {
        this.#extend(base + end);
        return end;
      }
    }
    if (isSpaced && !isUnbound && mayBeHeading(b[at + 2] as number)) {
      const heading = headingIn(octetText(b, at, Math.min(to, at + MAX_COMMENT)));
      if (heading !== null) {
        this.#endEntries();
        this.#head(heading, base + at);
        return end;
      }
    }
    const text = octetText(b, at, Math.min(to, at + MAX_COMMENT));
    if (!this.#said(text, base + at, end - at)) this.#raw(base + at, end - at, 'stray');
    return end;
  }

  /** A trust word begins a set. */
  #opened(trust: number, start: number, length: number): void {
    this.#endEntries();
    this.#lastLine = this.#line;
    this.#trust = trust;
    this.#pending = start;
    this.#pendingLength = length;
    this.#pendingLine = this.#line;
  }

  /** A comment inside a part; false where it is not understood. */
  #said(text: string, start: number, length: number): boolean {
    const section = this.#section;
    switch (section?.kind) {
      case 'cache':
        return this.#saidInCache(section, text, start, length);
      case 'zone':
        if (/^; resign=\d+$/.test(text) && this.#entry >= 0) this.#extend(start + length);
        else if (/^; (?:not implemented|zone not loaded|failed|.* not loaded)$/.test(text)) {
          section.statement = text.slice(2);
          this.#addLine('state', start, length);
        } else return false;
        return true;
      case 'addresses':
        return this.#saidOfAddresses(text, start, length);
      case 'bad':
      case 'failures':
        if (isFailureLine(text)) this.#addLine('failure', start, length);
        else this.#raw(start, length, 'bad-failure');
        return true;
      default:
        return false;
    }
  }

  #saidInCache(section: DumpSection, text: string, start: number, length: number): boolean {
    const [, seconds] = /^; using a (\d+) second stale ttl$/.exec(text) ?? [];
    const [, mark] = /^; (stale|expired)(?: |$)/.exec(text) ?? [];
    const isUnbound = this.#index.format === 'unbound';
    const unbound = isUnbound && text.startsWith(';rrset ') ? this.#unbound.trust(text) : null;
    if (unbound !== null) this.#opened(unbound, start, length);
    else if (mark !== undefined && this.#pending + this.#pendingLength === start && this.#pending >= 0) {
      this.#marks |= mark === 'stale' ? FLAG.stale : FLAG.expired;
      this.#pendingLength += length;
    } else if (seconds !== undefined && this.#entry < 0) section.staleTtl = Number(seconds);
    else if (mark !== undefined) this.#raw(start, length, 'bare-mark');
    else return false;
    return true;
  }

  #saidOfAddresses(text: string, start: number, length: number): boolean {
    const kind = addressLineKind(text);
    if (kind === 'legend') this.#addLine('state', start, length);
    else if (kind === null) this.#raw(start, length, 'bad-address');
    else this.#addLine(kind === 'address' && this.#inUnassociated ? 'unassociated' : kind, start, length);
    return true;
  }

  #addLine(kind: LineKind, start: number, length: number): void {
    this.#index.lines.add(kind, start, length, this.#line);
  }

  #head(heading: Heading, start: number): void {
    const index = this.#index;
    if (heading.kind === 'unassociated') {
      this.#inUnassociated = this.#section?.kind === 'addresses';
      if (this.#section !== null) this.#section.hasUnassociated ||= this.#inUnassociated;
      return;
    }
    if (heading.kind === 'complete') {
      index.complete = true;
      this.#endLine = this.#line;
      return;
    }
    if (index.format === 'unknown') index.format = 'bind';
    this.#lastLine = this.#line;
    if (heading.kind === 'view') {
      this.#endSection();
      this.#view =
        index.views.push({ name: heading.name, isImplied: false, firstLine: index.lines.count }) - 1;
      this.#seen.clear();
    } else {
      this.#begin(heading.section, heading.name, start);
      const view = index.views[this.#view];
      if (heading.view !== undefined && view?.isImplied === false && heading.view !== view.name)
        this.#problem('other-view');
    }
  }

  #begin(kind: SectionKind, name: string, start: number): void {
    this.#endSection();
    const { views, lines } = this.#index;
    // BIND: every dump names its views; a piece of one may not.
    if (this.#view < 0) this.#view = views.push({ name: '', isImplied: true, firstLine: lines.count }) - 1;
    const repeat = REPEATED.has(kind) && this.#seen.has(kind);
    this.#seen.add(kind);
    const part = { kind, view: this.#view, name, repeat, line: this.#line, start };
    this.#section = this.#index.beginSection(part);
  }

  /** Nothing belongs to the open set any more; a trust word that waits for a record gets none. */
  #endEntries(): void {
    if (this.#pending >= 0) {
      this.#problem('bare-trust', this.#pendingLine);
      this.#keepRaw(this.#pending, this.#pendingLength, this.#pendingLine);
    }
    this.#isResumed = false;
    this.#entry = -1;
    this.#pending = -1;
    this.#marks = 0;
    this.#depth = 0;
  }

  #endSection(): void {
    const { entries, lines } = this.#index;
    if (this.#section !== null) {
      this.#section.endEntry = entries.count;
      this.#section.endLine = lines.count;
    }
    this.#section = null;
    this.#inUnassociated = false;
    this.#owner = -1;
    this.#trust = NO_TRUST;
  }

  /** Neither a comment nor a record. */
  #other(b: Uint8Array, at: number, base: number, problem: ProblemCode = 'stray'): number {
    const end = b.indexOf(LINE_FEED, at) + 1;
    const text = octetText(b, at, Math.min(end - 1, at + MAX_COMMENT)).replace(/\r$/, '');
    if (/^\s*$/.test(text) && end - at <= MAX_COMMENT) return end;
    if (this.#marker(text)) return end;
    const date = dateIn(text);
    if (date !== null && this.#section?.kind === 'cache') this.#section.date ??= date;
    else {
      // Sets that leave their owner out may be this line's.
      if ((b[at] as number) > 32) this.#owner = this.#entry = -1;
      this.#raw(base + at, end - at, problem);
    }
    return end;
  }

  /** Unbound's lines in capitals; they begin and end its parts. */
  #marker(text: string): boolean {
    const index = this.#index;
    if (index.format === 'bind' || !/^(?:START|END)_(?:RRSET|MSG)_CACHE$|^EOF$/.test(text)) return false;
    this.#endEntries();
    if (text.startsWith('START_')) {
      if (index.format === 'unknown') index.format = 'unbound';
      this.#begin(text === 'START_RRSET_CACHE' ? 'cache' : 'messages', 'unbound', 0);
    } else if (text === 'EOF') {
      index.complete = true;
      this.#endLine = this.#line;
    } else this.#endSection();
    return true;
  }

  #problem(code: ProblemCode, line = this.#line): void {
    this.#index.problems.add(line, code);
  }

  #raw(start: number, length: number, code: ProblemCode): void {
    // The trust word before it stays in its place too; records that follow still have that trust.
    if (this.#pending >= 0) {
      this.#keepRaw(this.#pending, this.#pendingLength, this.#pendingLine);
      this.#pending = -1;
      this.#marks = 0;
      this.#isResumed = true;
    }
    this.#problem(code);
    this.#lastLine = this.#line;
    this.#keepRaw(start, length, this.#line);
  }

  #keepRaw(start: number, length: number, line: number): void {
    this.#index.lines.addRaw(start, length, line, this.#section?.firstLine ?? 0);
  }
}
