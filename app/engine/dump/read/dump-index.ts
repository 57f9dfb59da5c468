/** What is known of a dump once it has been read through: its parts, a row for each set, and where each stands. */
import { EntryRows, LineRows, NameRows } from './columns.ts';
import { DumpProblems } from './problems.ts';

export interface DumpView {
  readonly name: string;
  /** No line named it: a piece of a dump, or Unbound's. */
  readonly isImplied: boolean;
  /** How many lines' rows come before it. */
  readonly firstLine: number;
}

export type SectionKind = 'cache' | 'shared' | 'addresses' | 'bad' | 'failures' | 'zone' | 'messages';

/** A part of a dump. Its entries and lines are rows from `first…` up to and without `end…`. */
export interface DumpSection {
  readonly kind: SectionKind;
  /** Place in the views. */
  readonly view: number;
  /** The cache's name, or the zone's with its class: `example.com/IN`. */
  readonly name: string;
  /** BIND: with -all, some parts come again after each zone. They are the same entries and count once. */
  readonly repeat: boolean;
  /** From 1. */
  readonly line: number;
  readonly start: number;
  /** Seconds; null where the dump does not say. */
  staleTtl: number | null;
  /** `$DATE`, milliseconds since 1970: TTLs count from there. */
  date: number | null;
  /** `not implemented`, `zone not loaded`: why a zone has no records. */
  statement: string | null;
  /** The address database's heading of addresses without a name was there. */
  hasUnassociated: boolean;
  readonly firstEntry: number;
  endEntry: number;
  readonly firstLine: number;
  endLine: number;
}

/** What an entry takes in a dump, at least most of the time. */
const OCTETS_AN_ENTRY = 80;
const MOST_FORESEEN = 2 ** 31;

export type DumpFormat = 'bind' | 'unbound' | 'unknown';

export class DumpIndex {
  format: DumpFormat = 'unknown';
  /** The line that ends a dump was there. */
  complete = false;
  octets = 0;
  lineCount = 0;
  readonly views: DumpView[] = [];
  readonly sections: DumpSection[] = [];
  readonly entries: EntryRows;
  readonly lines = new LineRows();
  readonly names: NameRows;
  readonly problems = new DumpProblems();
  /** Each name's place among all in the canonical order; null until it is first asked for. */
  nameRanks: Uint32Array | null = null;

  /** `expected` is the file's size in octets, if it is known: then the rows need not grow. */
  constructor(expected = 0) {
    const size = Math.min(expected, MOST_FORESEEN);
    this.entries = new EntryRows(Math.ceil(size / OCTETS_AN_ENTRY));
    this.names = new NameRows(Math.ceil(size / OCTETS_AN_ENTRY), Math.ceil(size / 3));
  }

  /** A part that begins behind all that there is so far. */
  beginSection(part: Pick<DumpSection, 'kind' | 'view' | 'name' | 'repeat' | 'line' | 'start'>): DumpSection {
    const [entry, line] = [this.entries.count, this.lines.count];
    const section: DumpSection = {
      ...part,
      staleTtl: null,
      date: null,
      statement: null,
      hasUnassociated: false,
      firstEntry: entry,
      endEntry: entry,
      firstLine: line,
      endLine: line,
    };
    this.sections.push(section);
    return section;
  }

  /** The part that an entry stands in. */
  sectionOf(entry: number): DumpSection {
    let [low, high] = [0, this.sections.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.sections[middle] as DumpSection).firstEntry <= entry) low = middle;
      else high = middle - 1;
    }
    return this.sections[low] as DumpSection;
  }

  viewOf(section: DumpSection): string {
    return this.views[section.view]?.name ?? '';
  }
}

/** The octets of the dump's file, wherever they are: `from` up to and without `to`. */
export interface DumpText {
  octets(from: number, to: number): Uint8Array;
}
