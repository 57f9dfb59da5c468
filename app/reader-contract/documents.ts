/** Files and folders of the person's own computer: what they are, their text, what is wrong in them. */

/** What each kind of document has in common. */
export interface DocumentRequests {
  /** Recognises a file by what it begins with (and its name, where that does not tell). Reads no more than a piece. */
  open: { params: { name: string; content: Blob | ServedPlace }; result: DocumentInfo };
  /** A folder with all that lies in it; `open` takes none of its files, they are opened one by one. */
  openFolder: { params: { name: string; files: readonly FolderFile[] }; result: DocumentInfo };
  /** More files of it: a page stops while many are posted. Gives the octets of all by now. */
  addToFolder: {
    params: { document: number; files: readonly FolderFile[] };
    result: { readonly size: number };
  };
  /** Forgets all of it. */
  close: { params: { document: number }; result: null };
  /** Lines `first` (from 0) and on, as text; a very long one counts as several. Tells how many lines there are in all. */
  lines: { params: { document: number; first: number; count: number }; result: DocumentLines };
  /** The next line from `from` on (or, backwards, before and with it) that has the text, in whatever case. */
  find: {
    params: { document: number; text: string; from: number; backwards: boolean };
    result: { readonly line: number | null };
  };
}

/** Configurations and zone files, checked as named's own checkers do. */
export interface CheckRequests {
  /**
   * What is wrong with a named.conf or a zone file. `folder` and `path`: the open folder that it lies in, and where;
   * its includes are sought there. `origin`: the zone's name, null to have it guessed.
   */
  check: {
    params: { document: number; folder: number | null; path: string; origin: string | null };
    result: DocumentCheck;
  };
  /** What is told of the word at an offset of the text; null: nothing. */
  tip: { params: DocumentPlace; result: TextTip | null };
  /** Where a word leads: to a file of the folder, or to where a name is made; null: nowhere that is known. */
  target: { params: DocumentPlace; result: TextTarget | null };
  /**
   * The views, zones and other named things of a named.conf; of a folder (no document) those of its whole
   * configuration, includes where they stand.
   */
  outline: {
    params: { document: number | null; folder: number | null };
    result: readonly OutlinePlace[];
  };
  /** What the configuration makes of a client's question. No document: of the folder's main file. */
  applies: {
    params: { document: number | null; folder: number | null; path: string; asked: ClientAsked };
    result: ClientTold;
  };
  /** What `named-checkconf -z` says of the whole folder, from its main file on. */
  checkFolder: { params: { document: number; main: string | null }; result: FolderReport };
}

/** Archives, and what a dump is loaded into a cache with. */
export interface ArchiveRequests {
  /** A tar (also gzipped) or zip taken apart in memory. What would lie outside is left, and told. */
  unpack: { params: { name: string; content: Blob | ServedPlace }; result: Unpacked };
  /** A tar or zip of files, folders and links. */
  pack: { params: { entries: readonly PackedEntry[]; form: ArchiveForm }; result: Blob };
  /** The views of a dump that have a cache, and when it was written. */
  dumpCaches: { params: { document: number }; result: DumpCaches };
}

export type DocumentKind =
  'dump' | 'statistics' | 'log' | 'named.conf' | 'zone' | 'text' | 'binary' | 'folder' | 'archive';

export interface DocumentInfo {
  /** The worker's number for it. */
  readonly document: number;
  readonly kind: DocumentKind;
  /** What it is, in words: `Cache dump of BIND`, `Cache dump of Unbound`, `Text`. */
  readonly title: string;
  /** Octets. */
  readonly size: number;
}

/** A file that the window's host reads out in parts: below the window's own address, and how many octets it has. */
export interface ServedPlace {
  readonly address: string;
  readonly size: number;
}

export interface FolderFile {
  /** Below the folder: `zones/db.example`. */
  readonly path: string;
  readonly content: Blob;
}

/** A place in the text of a document, which may lie in an open folder. */
export interface DocumentPlace {
  readonly document: number;
  readonly folder: number | null;
  readonly path: string;
  /** The zone's name; null to have it guessed. */
  readonly origin: string | null;
  /** In characters. */
  readonly offset: number;
}

export interface TextTip {
  /** What it is about, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** Its form, or its text; empty for none. */
  readonly form: string;
  readonly about: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

export interface TextTarget {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export interface OutlinePlace extends TextTarget {
  /** The keyword: `view`, `zone`, `acl`, `include`. */
  readonly kind: string;
  readonly name: string;
  /** Of a zone its type and file. */
  readonly detail: string;
  /** 0: on the top level. */
  readonly level: number;
}

export interface ClientAsked {
  /** An address. */
  readonly client: string;
  readonly name: string;
  /** A mnemonic. */
  readonly type: string;
  /** The name of the key that signs the question; null: none does. */
  readonly key: string | null;
  /** The server's address that the client asks, perhaps with its network's length: `192.0.2.53/24`. */
  readonly server: string;
}

export type ClientTold =
  /** What was asked cannot be understood, or the configuration cannot be used. */
  | { readonly kind: 'problem'; readonly why: string }
  | {
      readonly kind: 'applies';
      readonly view: string | null;
      readonly summary: string;
      readonly steps: readonly ClientStep[];
      /** Files that the configuration includes and that are not here. */
      readonly missing: readonly string[];
    };

export interface ClientStep {
  readonly title: string;
  readonly verdict: 'yes' | 'no' | 'note';
  readonly text: string;
  /** Where the clause stands that decides; null where none is given. */
  readonly place: TextTarget | null;
  /** A list's elements up to the one that decides. */
  readonly elements: readonly { readonly text: string; readonly matched: boolean }[];
}

export interface DocumentCheck {
  readonly problems: readonly DocumentProblem[];
  /** What else is to be said of the whole: `zone example.com/IN: loaded serial 7`. */
  readonly said: readonly string[];
  /** Files that it includes and that are not here. */
  readonly missing: readonly string[];
  /** The zone's name, and where it was taken from; null for a configuration. */
  readonly origin: {
    readonly name: string;
    readonly from: 'asked' | '$ORIGIN' | 'SOA' | 'name' | 'configuration' | 'nothing';
  } | null;
}

export interface DocumentProblem {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** In named's words. */
  readonly message: string;
  /** The file that it stands in, where it is another; else empty. */
  readonly file: string;
}

export interface FolderReport {
  /** Where the reading began, below the folder; null where it has no such file. */
  readonly main: string | null;
  /** named-checkconf's lines. */
  readonly lines: readonly ReportLine[];
  readonly status: number;
  readonly missing: readonly string[];
  /** Files of the system, not in the folder, that were taken to be there. */
  readonly supposed: readonly string[];
}

export interface ReportLine {
  readonly text: string;
  /** The file below the folder and the line that it speaks of; null where it speaks of none. */
  readonly place: { readonly path: string; readonly line: number } | null;
}

export type ArchiveForm = 'tar' | 'zip';

export interface Unpacked {
  readonly files: readonly FolderFile[];
  /** What was left out, and why, in words. */
  readonly left: readonly string[];
}

export interface PackedEntry {
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  /** Permission bits. */
  readonly mode: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where a link points; else empty. */
  readonly target: string;
  /** Null for what is no file. */
  readonly content: Blob | null;
}

export interface DumpCaches {
  readonly views: readonly { readonly name: string; readonly entries: number }[];
  /** Milliseconds since 1970; null where it does not say. */
  readonly date: number | null;
}

export interface DocumentLines {
  readonly lines: readonly string[];
  readonly total: number;
}
