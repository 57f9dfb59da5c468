/**
 * What the window may ask of its reader: the worker that reads files of the person's own computer (a cache dump, a
 * log, statistics). The files stay in the window: nothing of them goes to the lab or to any network unless the person
 * says so. Types only, all values that a page can post to its worker.
 *
 * A way through it: a file is dropped on the window; `open` gives the worker the file itself (a `Blob`, of which it
 * reads a piece at a time), and tells what it is. Then the viewer of its kind asks for what it shows.
 */

export interface ReaderRequests
  extends DocumentRequests, CheckRequests, ArchiveRequests, DumpRequests, StatisticsRequests, LogRequests {}

/** What each kind of document has in common. */
interface DocumentRequests {
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
interface CheckRequests {
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
interface ArchiveRequests {
  /** A tar (also gzipped) or zip taken apart in memory. What would lie outside is left, and told. */
  unpack: { params: { name: string; content: Blob | ServedPlace }; result: Unpacked };
  /** A tar or zip of files, folders and links. */
  pack: { params: { entries: readonly PackedEntry[]; form: ArchiveForm }; result: Blob };
  /** The views of a dump that have a cache, and when it was written. */
  dumpCaches: { params: { document: number }; result: DumpCaches };
}

/** Statistics of a name server: named.stats, or what a statistics channel said. */
interface StatisticsRequests {
  /** Reads the whole file, once. Progress in octets. */
  readStatistics: { params: { document: number }; result: StatisticsSummary };
  /** The counters of one time (of one zone, or of all but zones), beside those of an earlier one. */
  statisticsAt: {
    params: StatisticsPlace & {
      since: StatisticsPlace | null;
      zone: { readonly name: string; readonly view: string } | null;
    };
    result: StatisticsNow;
  };
  /** Zones whose name has `filter` in it, a page of them. */
  statisticsZones: {
    params: StatisticsPlace & {
      since: StatisticsPlace | null;
      filter: string;
      sort: 'name' | 'queries' | 'rate';
      first: number;
      count: number;
    };
    result: { readonly total: number; readonly zones: readonly StatisticsZone[] };
  };
  /** Counters at all times of the file. */
  statisticsSeries: {
    params: { document: number; counters: readonly CounterPlace[] };
    result: CounterSeries;
  };
}

export type ReaderMethod = keyof ReaderRequests;
export type ReaderParams<M extends ReaderMethod> = ReaderRequests[M]['params'];
export type ReaderResult<M extends ReaderMethod> = ReaderRequests[M]['result'];

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

/** One time of a file; `time` is its place in the summary's list. */
export interface StatisticsPlace {
  readonly document: number;
  readonly time: number;
}

export interface StatisticsSummary {
  readonly format: 'text' | 'xml' | 'json';
  readonly times: readonly StatisticsTime[];
  /** All groups of counters, in their order. */
  readonly groups: readonly StatisticsGroup[];
  /** The first thousand lines (or places) that were not understood. */
  readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly problemsTotal: number;
}

/** Instants in milliseconds since 1970; null where the file does not tell. */
export interface StatisticsTime {
  readonly at: number | null;
  readonly bootAt: number | null;
  readonly configuredAt: number | null;
  readonly version: string | null;
  /** From 1: where it begins. */
  readonly line: number;
  /** Since the time before, the server was started anew: its counters began at 0. */
  readonly restarted: boolean;
  readonly hasZones: boolean;
}

export interface StatisticsGroup {
  readonly id: string;
  readonly title: string;
  readonly help: string;
  /** The chapter of BIND's manual. */
  readonly manual: string;
}

export interface StatisticsNow {
  /** Null where nothing earlier was asked for. `seconds` is null where it cannot be told. */
  readonly span: { readonly seconds: number | null; readonly restarted: boolean } | null;
  readonly sections: readonly StatisticsSection[];
}

export interface StatisticsSection {
  readonly group: string;
  readonly title: string;
  /** The heading in the file, of a group that is not known; else empty. */
  readonly heading: string;
  readonly view: string | null;
  readonly cache: string | null;
  readonly part: string | null;
  readonly counters: readonly CounterRow[];
}

export interface CounterRow {
  /** As in a statistics channel: `QryNXDOMAIN`. */
  readonly name: string;
  /** As in named.stats. */
  readonly words: string;
  readonly value: number;
  /** At the earlier time; null where none was asked for. */
  readonly before: number | null;
  /** Null, as the kind and the help, where the counter is not known. */
  readonly unit: string | null;
  /** `count` only grows; `now` is as it stands; `peak` is the highest ever. */
  readonly kind: 'count' | 'now' | 'peak' | null;
  readonly help: string | null;
}

export interface StatisticsZone {
  readonly name: string;
  readonly view: string;
  readonly class: string | null;
  readonly type: string | null;
  readonly serial: number | null;
  /** As written: `2026-11-21T19:29:19Z`. */
  readonly loaded: string | null;
  readonly expires: string | null;
  readonly refresh: string | null;
  readonly queries: number;
  readonly success: number;
  readonly nxdomain: number;
  readonly nodata: number;
  readonly failed: number;
  /** Its queries at the earlier time; null where none was asked for. */
  readonly before: number | null;
}

export interface CounterPlace {
  readonly group: string;
  /** The section's heading. */
  readonly title: string;
  readonly view: string | null;
  readonly part: string | null;
  readonly name: string;
}

/** One place for each time of the file. */
export interface CounterSeries {
  readonly at: readonly (number | null)[];
  readonly restarted: readonly boolean[];
  /** One list for each counter that was asked for; null where nothing was counted. */
  readonly values: readonly (readonly (number | null)[])[];
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

/** A cache dump: read once through, then asked for pages. Times are milliseconds since 1970, spans are seconds. */
interface DumpRequests {
  /** Reads the dump through; tells octets as it goes. Asked again, it has the answer. */
  'dump.read': { params: { document: number }; result: DumpSummary };
  /** Which entries are looked at, in which order. It takes the place of the selection before. */
  'dump.select': {
    params: { document: number; choice: DumpChoice; order: DumpOrdering };
    result: DumpSelection;
  };
  'dump.rows': {
    params: { document: number; selection: number; first: number; count: number };
    result: readonly DumpRow[];
  };
  /** One entry with its own lines, explained as of `now` (null: the dump's own time). */
  'dump.entry': { params: { document: number; entry: number; now: number | null }; result: DumpedEntry };
  /** The branches right below a name (`.`: the root), of the selection alone. */
  'dump.tree': {
    params: { document: number; selection: number; above: string };
    result: DumpBranches;
  };
  'dump.expiry': { params: { document: number; selection: number }; result: readonly DumpBar[] };
  'dump.servers': { params: DumpPage; result: readonly DumpServer[] };
  'dump.failures': { params: DumpPage; result: readonly DumpFailure[] };
  'dump.messages': { params: DumpPage; result: readonly DumpMessage[] };
  'dump.zones': { params: DumpPage; result: readonly DumpZone[] };
  'dump.problems': { params: DumpPage; result: readonly DumpLineProblem[] };
  /** What lies between two open dumps. It takes the place of the comparison before. */
  'dump.compare': { params: { document: number; earlier: number }; result: DumpComparison };
  /** Changes of these kinds (none: of all), of names that fit. `total` is how many fit. */
  'dump.changes': {
    params: DumpPage & { comparison: number; kinds: readonly DumpChangeKind[]; name: string };
    result: { readonly rows: readonly DumpChangeRow[]; readonly total: number };
  };
  /** The selection as a file's content; tells entries as it goes. */
  'dump.export': { params: { document: number; selection: number; form: 'csv' | 'json' }; result: Blob };
}

interface DumpPage {
  readonly document: number;
  readonly first: number;
  readonly count: number;
}

export interface DumpSummary {
  readonly format: 'bind' | 'unbound' | 'unknown';
  /** The line that ends a dump was there. */
  readonly complete: boolean;
  readonly lines: number;
  /** Null where the dump does not say. */
  readonly written: number | null;
  readonly views: readonly DumpViewSummary[];
  readonly entries: number;
  readonly records: number;
  readonly nxdomain: number;
  readonly nodata: number;
  readonly stale: number;
  readonly expired: number;
  /** Most frequent first. */
  readonly types: readonly DumpCount[];
  /** Weakest first. */
  readonly trusts: readonly DumpCount[];
  /** Names and addresses of the address database, a row each. */
  readonly servers: number;
  readonly failures: number;
  readonly messages: number;
  readonly zones: number;
  readonly problems: number;
}

export interface DumpViewSummary {
  readonly name: string;
  /** Entries of its cache; null where it has none of its own. */
  readonly entries: number | null;
  /** The cache that it shares with another view. */
  readonly sharedAs: string | null;
  readonly staleTtl: number | null;
}

export interface DumpCount {
  readonly word: string;
  readonly count: number;
}

/** What is empty or null is not asked. */
export interface DumpChoice {
  /** A name (it and all below it), or a pattern with `*` and `?`. */
  readonly name: string;
  readonly type: string;
  readonly trust: string;
  readonly view: string | null;
  /** Seconds left, both included; null: no bound. */
  readonly least: number | null;
  readonly most: number | null;
  readonly kind: 'rrset' | 'negative' | 'nodata' | 'nxdomain' | null;
  readonly state: 'live' | 'stale' | 'expired' | null;
  /** A zone's records instead of the caches: its place in `dump.zones`. */
  readonly zone: number | null;
  /** Null: the dump's own time. */
  readonly now: number | null;
}

export interface DumpOrdering {
  readonly by: 'file' | 'name' | 'type' | 'trust' | 'ttl';
  readonly descending: boolean;
}

export interface DumpSelection {
  readonly selection: number;
  readonly count: number;
}

export interface DumpRow {
  /** Its place in the dump. */
  readonly entry: number;
  readonly view: string;
  readonly owner: string;
  readonly type: string;
  readonly kind: 'rrset' | 'nodata' | 'nxdomain';
  readonly trust: string;
  /** Left when the dump was written. */
  readonly ttl: number;
  readonly written: number | null;
  readonly state: 'live' | 'stale' | 'expired';
  /** The first record; more are counted. */
  readonly data: string;
  readonly more: number;
}

export interface DumpExplanation {
  readonly about: string;
  readonly text: string;
  readonly reference: string;
}

export interface DumpedEntry {
  readonly row: DumpRow;
  readonly line: number;
  /** Its own lines, as they stand in the file; very long ones are cut. */
  readonly text: string;
  readonly explanations: readonly DumpExplanation[];
}

export interface DumpBranches {
  /** By name; the first of them where there are very many. */
  readonly branches: readonly DumpBranch[];
  /** How many are left out. */
  readonly more: number;
}

export interface DumpBranch {
  readonly label: string;
  readonly name: string;
  /** Entries at the name itself; at it and below it. */
  readonly own: number;
  readonly entries: number;
  readonly names: number;
}

export interface DumpBar {
  /** Seconds left, from and up to but without; null: no end. */
  readonly from: number;
  readonly to: number | null;
  readonly entries: number;
}

export interface DumpServer {
  readonly line: number;
  readonly view: string;
  /** Empty for an address that no name has. */
  readonly name: string;
  /** Null for the line of a name. */
  readonly address: string | null;
  /** Of the name: what is known of IPv4 and IPv6. */
  readonly families: string;
  /** Microseconds. */
  readonly srtt: number | null;
  /** `41/0`: answers and silences. */
  readonly edns: string;
  readonly plain: string;
  readonly udpSize: number | null;
  readonly cookie: boolean;
  readonly ttl: number | null;
  readonly text: string;
  readonly explanations: readonly DumpExplanation[];
}

export interface DumpFailure {
  readonly line: number;
  readonly view: string;
  readonly cache: 'bad' | 'failures';
  readonly name: string;
  readonly type: string;
  /** Milliseconds left. */
  readonly left: number;
  readonly explanation: DumpExplanation;
}

/** Unbound's answers. */
export interface DumpMessage {
  readonly line: number;
  readonly name: string;
  readonly type: string;
  readonly rcode: string;
  readonly ttl: number;
  /** RRsets of answer, authority and additional section. */
  readonly counts: readonly number[];
}

export interface DumpZone {
  readonly zone: number;
  readonly line: number;
  readonly view: string;
  /** `example.com/IN` */
  readonly name: string;
  readonly entries: number;
  /** Why it has no records; empty where it has. */
  readonly statement: string;
}

export interface DumpLineProblem {
  readonly line: number;
  readonly message: string;
  readonly hint: string;
}

export type DumpChangeKind = 'appeared' | 'over' | 'gone' | 'refreshed' | 'trust' | 'data' | 'state';

export interface DumpComparison {
  readonly comparison: number;
  readonly counts: Readonly<Record<DumpChangeKind, number>>;
  readonly unchanged: number;
  /** Seconds between the two; null where one does not say when it was written. */
  readonly apart: number | null;
}

export interface DumpChangeRow {
  readonly change: number;
  readonly kinds: readonly DumpChangeKind[];
  readonly before: DumpRow | null;
  readonly after: DumpRow | null;
}

/** Logs of named and of systems that it runs on: read once into an index, then looked at by pages. */
interface LogRequests {
  /** Reads it through, once. Progress in octets. */
  'log.read': { params: { document: number }; result: LogOverview };
  /** Chooses entries; what was chosen before is forgotten. Progress in octets, where the text must be looked at. */
  'log.choose': { params: { document: number; choice: LogChoice; bars: number }; result: LogChosen };
  /** Entries of what is chosen. `choosing`: which choice is meant; of another one nothing is told. */
  'log.rows': {
    params: { document: number; choosing: number; first: number; count: number };
    result: readonly LogFileRow[];
  };
  /** What a message means. It need not be of an open file. */
  'log.explain': { params: { text: string }; result: LogExplanation };
}

export interface LogOverview {
  readonly entries: number;
  readonly lines: number;
  /** Milliseconds since 1970; null where no time is written. */
  readonly from: number | null;
  readonly to: number | null;
  /** Years were not written, and are inferred from the order of the lines and the file's own time. */
  readonly yearsInferred: boolean;
  /** Places where the clock was set back, and unusual silences. */
  readonly stepsBack: number;
  readonly gaps: number;
  /** Of all entries. */
  readonly counts: LogCounts;
}

/** Which entries are wanted; null: whatever they are. An empty word stands for entries that do not tell. */
export interface LogChoice {
  readonly severities: readonly string[] | null;
  readonly categories: readonly string[] | null;
  readonly programs: readonly string[] | null;
  /** Numbers of messages as `LogCounts` has them; -1: unknown ones. */
  readonly messages: readonly number[] | null;
  /** Milliseconds since 1970: from, and before. */
  readonly from: number | null;
  readonly before: number | null;
  /** Words that all occur, in whatever case. */
  readonly text: string;
}

export interface LogCounts {
  readonly severities: Readonly<Record<string, number>>;
  readonly categories: Readonly<Record<string, number>>;
  readonly programs: Readonly<Record<string, number>>;
  /** The most frequent first. */
  readonly messages: readonly {
    readonly message: number;
    readonly pattern: string;
    readonly count: number;
  }[];
}

export interface LogChosen {
  readonly choosing: number;
  readonly entries: number;
  readonly counts: LogCounts;
  /** Null where nothing that is chosen has a time. */
  readonly bars: LogBars | null;
}

/** Entries in equal stretches of time, by severity. */
export interface LogBars {
  /** Milliseconds since 1970, and of one bar. */
  readonly start: number;
  readonly width: number;
  readonly bars: number;
  /** For each bar seven counts: unknown severity, debug, info, notice, warning, error, critical. */
  readonly counts: Uint32Array;
}

export interface LogFileRow {
  /** Its place in the file, from 0. */
  readonly entry: number;
  /** From 1. */
  readonly line: number;
  /** Milliseconds since 1970; null where none is written. */
  readonly at: number | null;
  /** As it is written. */
  readonly time: string;
  readonly host: string;
  readonly program: string;
  readonly category: string;
  readonly severity: string;
  /** Category and severity are not written, but are those that named has for this message. */
  readonly inferred: boolean;
  /** Further lines of it after line feeds; a very long one is cut. */
  readonly text: string;
  /** Of what happened to the clock since the entry before it in the file. */
  readonly mark: { readonly kind: 'gap' | 'back'; readonly milliseconds: number } | null;
}

export interface LogExplanation {
  /** Whether the message is one of those that are known. */
  readonly known: boolean;
  /** The message with its parts left out. */
  readonly pattern: string;
  readonly category: string;
  readonly severity: string;
  readonly means: string;
  /** Empty where nothing need be done. */
  readonly todo: string;
  readonly reference: string;
  readonly parts: readonly LogPart[];
}

export interface LogPart {
  readonly kind: string;
  readonly label: string;
  readonly value: string;
  /** Of a client or server its address; empty else. */
  readonly address: string;
  readonly note: string;
  /** Places in the message. */
  readonly start: number;
  readonly end: number;
}
