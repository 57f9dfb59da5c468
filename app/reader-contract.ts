/**
 * What the window may ask of its reader: the worker that reads files of the person's own computer (a cache dump, a
 * log, statistics). The files stay in the window: nothing of them goes to the lab or to any network unless the person
 * says so. Types only, all values that a page can post to its worker.
 *
 * A way through it: a file is dropped on the window; `open` gives the worker the file itself (a `Blob`, of which it
 * reads a piece at a time), and tells what it is. Then the viewer of its kind asks for what it shows: each kind's
 * requests stand in reader-contract/; all of it is had from here.
 */
import type { ArchiveRequests, CheckRequests, DocumentRequests } from './reader-contract/documents.ts';
import type { DumpRequests } from './reader-contract/dump.ts';
import type { LogRequests } from './reader-contract/log.ts';
import type { StatisticsRequests } from './reader-contract/statistics.ts';

export type * from './reader-contract/documents.ts';
export type * from './reader-contract/statistics.ts';
export type * from './reader-contract/dump.ts';
export type * from './reader-contract/log.ts';

export interface ReaderRequests
  extends DocumentRequests, CheckRequests, ArchiveRequests, DumpRequests, StatisticsRequests, LogRequests {}

export type ReaderMethod = keyof ReaderRequests;

export type ReaderParams<M extends ReaderMethod> = ReaderRequests[M]['params'];

export type ReaderResult<M extends ReaderMethod> = ReaderRequests[M]['result'];

/** What the window posts. */
export type ToReader =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: ReaderMethod;
      readonly params: ReaderParams<ReaderMethod>;
    }
  /** The window does not wait for it any more; its reply says `cancelled`. */
  | { readonly type: 'cancel'; readonly id: number };

/** What the window hears. `done` and `total` are octets, or whatever the method says. */
export type FromReader =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: ReaderFailure }
  | { readonly type: 'progress'; readonly id: number; readonly done: number; readonly total: number };

export interface ReaderFailure {
  readonly code: 'cancelled' | 'unreadable' | 'unknown-document' | 'internal';
  /** A sentence for the person: what happened and what to do. */
  readonly message: string;
}
