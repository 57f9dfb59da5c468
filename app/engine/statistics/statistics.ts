/**
 * What a BIND name server counts, as it writes it: `named.stats` (rndc stats) and the answers of statistics-channels
 * (XML version 3, JSON version 1). Read, written, compared and explained.
 *
 * A file's way: pieces of it go to a reader (`read/`), which makes a `Statistics` for each time that the file holds and
 * tells of every line that it did not understand. Names are those of statistics-channels, so that all three forms are
 * one (`counters/`, `groups.ts`). `difference.ts` sets two times beside each other; `write/` is the way back.
 */

/** What was counted up to one moment. */
export interface Statistics {
  /** Milliseconds since 1970; null where the file does not say. */
  readonly at: number | null;
  readonly bootAt: number | null;
  readonly configuredAt: number | null;
  readonly version: string | null;
  /** From 1: where it begins in the file. */
  readonly line: number;
  readonly sections: readonly Section[];
  readonly zones: readonly ZoneFacts[];
}

/** Counters that stand together: one group of one view, zone or part. */
export interface Section {
  readonly group: GroupId;
  /** The heading of a section that is not known; else empty. */
  readonly title: string;
  /** Null where it is the whole server’s. */
  readonly view: string | null;
  /** Views may share a cache; null where none is named. */
  readonly cache: string | null;
  readonly zone: string | null;
  /** `UDP/IPv4 requests` of traffic, a memory context’s or task’s name. */
  readonly part: string | null;
  readonly counters: ReadonlyMap<string, number>;
}

export type GroupId =
  | 'opcode'
  | 'qtype'
  | 'rcode'
  | 'nsstat'
  | 'zonestat'
  | 'resqtype'
  | 'resstat'
  | 'cachestats'
  | 'cachedb'
  | 'adbstat'
  | 'sockstat'
  | 'dnstap'
  | 'zonequery'
  | 'zoneqtype'
  | 'gluecache'
  | 'dnssec-sign'
  | 'dnssec-refresh'
  | 'dnssec'
  | 'traffic'
  | 'memory'
  | 'task'
  | 'other';

/** What statistics-channels tell of a zone beside its counters. */
export interface ZoneFacts {
  readonly name: string;
  readonly view: string;
  readonly class: string;
  readonly type: string | null;
  readonly serial: number | null;
  /** As written: `2026-11-21T19:29:19Z`. */
  readonly loaded: string | null;
  readonly expires: string | null;
  readonly refresh: string | null;
}

/** What was not understood. It was left out; the rest holds. */
export interface StatisticsProblem {
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface StatisticsReading {
  readonly format: StatisticsFormat;
  readonly times: readonly Statistics[];
  /** The first thousand. */
  readonly problems: readonly StatisticsProblem[];
  readonly problemsTotal: number;
}

export type StatisticsFormat = 'text' | 'xml' | 'json';

export const MOST_PROBLEMS = 1000;
