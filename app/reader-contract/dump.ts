/** Dumps of caches: all of one by filters, as a tree, by expiry, beside another one. */

/** A cache dump: read once through, then asked for pages. Times are milliseconds since 1970, spans are seconds. */
export interface DumpRequests {
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

export interface DumpPage {
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
