/**
 * What the window may ask of its reader: the worker that reads files of the person's own computer (a cache dump, a
 * log, statistics). The files stay in the window: nothing of them goes to the lab or to any network unless the person
 * says so. Types only, all values that a page can post to its worker.
 *
 * A way through it: a file is dropped on the window; `open` gives the worker the file itself (a `Blob`, of which it
 * reads a piece at a time), and tells what it is. Then the viewer of its kind asks for what it shows.
 */

export interface ReaderRequests extends DocumentRequests {}

/** What each kind of document has in common. */
interface DocumentRequests {
  /** Recognises a file by what it begins with (and its name, where that does not tell). Reads no more than a piece. */
  open: { params: { name: string; content: Blob }; result: DocumentInfo };
  /** Forgets all of it. */
  close: { params: { document: number }; result: null };
  /** Lines `first` (from 0) and on, as text; long lines are cut. Tells how many lines there are in all. */
  lines: { params: { document: number; first: number; count: number }; result: DocumentLines };
}

export type ReaderMethod = keyof ReaderRequests;
export type ReaderParams<M extends ReaderMethod> = ReaderRequests[M]['params'];
export type ReaderResult<M extends ReaderMethod> = ReaderRequests[M]['result'];

export type DocumentKind = 'dump' | 'statistics' | 'log' | 'named.conf' | 'zone' | 'text' | 'binary';

export interface DocumentInfo {
  /** The worker's number for it. */
  readonly document: number;
  readonly kind: DocumentKind;
  /** What it is, in words: `Cache dump of BIND`, `Cache dump of Unbound`, `Text`. */
  readonly title: string;
  /** Octets. */
  readonly size: number;
}

export interface DocumentLines {
  readonly lines: readonly string[];
  readonly total: number;
}

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
