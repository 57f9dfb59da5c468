/**
 * What the window may ask of a lab session, and what it hears: the one door between renderer and engine.
 * Types only, all plain JSON. Electron carries these values over IPC, the browser host over a WebSocket.
 *
 * A way through it: the window says `hello` and gets a `Snapshot` of the session as it stands (a tab that was
 * closed comes back to the same session). From then on it hears `Frame`s, at most thirty a second, each with all
 * that changed since the one before. What it asks is a `Request`; every request gets one `Reply`.
 */

/** Milliseconds since 1970 on the lab clock. */
export type Instant = number;

export interface Requests {
  hello: { params: Record<string, never>; result: Snapshot };
  /** Keys as a terminal sends them (UTF-8 text with control sequences). */
  'terminal.input': { params: { terminal: string; data: string }; result: null };
  'terminal.resize': { params: { terminal: string; columns: number; rows: number }; result: null };
  /** Puts a command on the terminal's line and presses Enter, as a click on a command in a guide does. */
  'terminal.run': { params: { terminal: string; line: string }; result: null };
  'clock.run': { params: { rate: number }; result: ClockState };
  'clock.pause': { params: Record<string, never>; result: ClockState };
  /** Fires the next event, wherever it stands in time. */
  'clock.step': { params: Record<string, never>; result: ClockState };
  /** Moves on by so many milliseconds; all that falls due in between happens, in order. */
  'clock.jump': { params: { milliseconds: number }; result: ClockState };
  /** The packet's fields beside its octets. Null when the journal no longer holds it. */
  'packet.decode': { params: { packet: number }; result: DecodedPacket | null };
  /** Why the caching server answered as it did, for any packet that had a part in it; null where there is nothing to tell. */
  'answer.explain': { params: { packet: number }; result: Explanation | null };
  /** All packets that the session still holds, as a pcap file in base64. */
  'packets.capture': { params: Record<string, never>; result: { fileName: string; base64: string } };
  /** What lies in a folder of a terminal's machine, as its user sees it. */
  'files.list': { params: { terminal: string; path: string }; result: FolderState };
  /** `known`: the version that the window has; the text comes only where the disk holds another. */
  'files.read': { params: { terminal: string; path: string; known: string | null }; result: FileState };
  /** `version`: what the text was made from, null for a new file. Where the disk holds another by now, nothing is written. */
  'files.save': {
    params: { terminal: string; path: string; text: string; version: string | null };
    result: FileSaved;
  };
  /** What is wrong with a text, were it saved there. Nothing is written. */
  'files.check': { params: { terminal: string; path: string; text: string }; result: FileCheck };
  /** What is told of a place in a text, were it saved there; null: nothing. */
  'editor.tip': { params: EditorPlace; result: EditorTip | null };
  /** What may be typed at a place; null: nothing is known. */
  'editor.complete': { params: EditorPlace; result: EditorCompletions | null };
  /** Where that stands which a word names: a file, or the place where a name is made; null: it names nothing. */
  'editor.definition': { params: EditorPlace; result: EditorTarget | null };
  /** The views, zones and other named things of a configuration file, in the file's order. */
  'editor.outline': { params: EditorText; result: readonly OutlineItem[] };
  /** The text with its blanks set in one way; or why it was left as it is. */
  'editor.format': { params: EditorText; result: EditorFormatted };
  /** The next serial of a zone file; null where it has no SOA. */
  'editor.serial': { params: EditorText; result: NextSerial | null };
  /** What the machine's configuration makes of a question, with this text in the place of the file. */
  'editor.applies': { params: EditorText & AppliesAsked; result: AppliesTold };
  /** Octets of a file from `from` on, at most a mebibyte of them. */
  'files.octets': { params: { terminal: string; path: string; from: number }; result: FilePiece };
  /** All that lies below a folder, so that it can be taken out of the lab. */
  'files.tree': { params: { terminal: string; path: string }; result: TreeState };
  /**
   * A file of the person's own computer for a machine's disk, in pieces that follow each other from octet 0 on. With the
   * last one it is written, and the folders above it are made; `over` says that a file that is there may be replaced.
   */
  'files.put': {
    params: { terminal: string; path: string; base64: string; from: number; last: boolean; over: boolean };
    result: FilePut;
  };
  /** The caches of the lab that a dump can be loaded into. */
  'cache.places': { params: Record<string, never>; result: readonly CachePlace[] };
  /**
   * A dump of a cache (BIND's or Unbound's), in pieces as in `files.put`; with the last one the entries of its view
   * `dumpView` go into the cache of a server's view. `replace` empties that before.
   */
  'cache.load': {
    params: {
      host: string;
      view: string;
      dumpView: string;
      replace: boolean;
      base64: string;
      from: number;
      last: boolean;
    };
    result: CacheLoaded;
  };
  /** The caching server's counters as they are now, in the form of named.stats. */
  'statistics.now': { params: Record<string, never>; result: StatisticsText };
  /** The lab (or the free session) as it was at its start. */
  'session.reset': { params: Record<string, never>; result: Snapshot };
  /**
   * Goes over to the real Internet. `confirmed` is the person's own word: real packets leave this computer. Takes up
   * to some seconds; refused in words where no root server answers.
   */
  'internet.real': { params: { confirmed: true }; result: Snapshot };
  /** Back to the lab Internet, to the lab that was open before. While the real one is being tried, gives that up. */
  'internet.lab': { params: Record<string, never>; result: Snapshot };
  'labs.list': { params: Record<string, never>; result: LabSummary[] };
  /** A lab in a zip file, in pieces of at most 512 KiB: what it is. Nothing is added yet. */
  'labs.offer': { params: { name: string; base64: string; from: number; last: boolean }; result: LabOffered };
  /** Puts the lab that was offered last beside the course's own. */
  'labs.add': { params: Record<string, never>; result: LabAdded };
  'lab.open': { params: { lab: string }; result: Snapshot };
  /** The lab's network without its steps: free play. */
  'lab.free': { params: { lab: string }; result: Snapshot };
  /** The world as it was when this step began; stars and predictions stay. */
  'lab.back': { params: { step: string }; result: Snapshot };
  'lab.predict': { params: { step: string; prediction: string; value: string }; result: LabState };
  /** Answers a question of a check. Refused where it is no answer of that form; a wrong one costs a star. */
  'lab.answer': { params: { step: string; check: string; value: string }; result: LabState };
  /** Begins the open secret lab anew: with the secret of all who say this word, or (empty) with one of the student's own. */
  'lab.secret': { params: { word: string }; result: Snapshot };
  /** Hands in the report of a secret lab. */
  'lab.report': { params: { findings: readonly ReportFinding[] }; result: LabState };
  /** A table of all name servers on the way to a name, as far as `client` has found out by asking. In free play too. */
  'students.list': { params: Record<string, never>; result: StudentsState };
  /** It is this student's turn, who begins if there was none of that name. Their last lab opens. */
  'students.choose': { params: { name: string }; result: Snapshot };
  /** All students' progress as one file. */
  'progress.export': { params: { form: 'json' | 'csv' }; result: { fileName: string; text: string } };
  'worksheet.read': { params: { name: string; client: string }; result: WorksheetState | null };
  'lab.graph': { params: { graph: number }; result: GraphState | null };
  /** Uncovers the step's next hint. */
  'lab.hint': { params: { step: string }; result: LabState };
  /** Types the step's solution into the terminal at reading speed. */
  'lab.solve': { params: { step: string }; result: LabState };
  /** Looks back at (or returns to) a step that was reached already. */
  'lab.show': { params: { step: string }; result: LabState };
  /** Goes on to the next step. Refused until the shown step's evidence is all there. */
  'lab.next': { params: Record<string, never>; result: LabState };
}

/** What `rndc stats` would write at this moment. */
export interface StatisticsText {
  readonly at: Instant;
  readonly text: string;
}

export type Method = keyof Requests;
export type Params<M extends Method> = Requests[M]['params'];
export type Result<M extends Method> = Requests[M]['result'];

/** What the window sends. */
export interface Request<M extends Method = Method> {
  readonly type: 'request';
  /** Chosen by the window, given back in the reply. */
  readonly id: number;
  readonly method: M;
  readonly params: Params<M>;
}

/** What the window hears. */
export type ServerMessage =
  | { readonly type: 'reply'; readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly type: 'reply'; readonly id: number; readonly ok: false; readonly error: RequestError }
  | { readonly type: 'frame'; readonly frame: Frame };

export interface RequestError {
  readonly code: 'bad-request' | 'unknown-method' | 'not-found' | 'not-now' | 'internal';
  /** A sentence for the person at the window: what happened and what to do. */
  readonly message: string;
}

export interface Snapshot {
  readonly version: string;
  readonly clock: ClockState;
  readonly status: Status;
  readonly terminals: readonly TerminalState[];
  readonly cache: readonly CacheRow[];
  /** What the caching server knows of other servers. */
  readonly servers: readonly ServerRow[];
  /** The newest, at most 2,000, the oldest first. */
  readonly packets: readonly PacketRow[];
  readonly packetsTotal: number;
  /** What programs of the lab's machines logged: the newest, at most 2,000, the oldest first. */
  readonly log: readonly LogRow[];
  /** The machines of the map that are no name servers of zones alone: they do not change. */
  readonly machines: readonly MapMachine[];
  /** The tree of zones, as far as it was found out. */
  readonly zones: readonly MapZone[];
  readonly labs: readonly LabSummary[];
  /** Null in free play. */
  readonly lab: LabState | null;
}

/** All that changed since the frame before. A field is absent when nothing of its kind changed. */
export interface Frame {
  readonly clock?: ClockState;
  readonly status?: Status;
  /** The whole session was replaced (reset, another lab): take this and forget the rest. */
  readonly snapshot?: Snapshot;
  readonly terminals?: readonly { readonly terminal: string; readonly data: string }[];
  /** In order. `id` names a row. */
  readonly cache?: readonly CacheUpdate[];
  /** What was learned of other servers, each once. `id` names a row. */
  readonly servers?: readonly ServerUpdate[];
  /** New packets, the oldest first; where more came than a window can use, the newest 500 of them. */
  readonly packets?: readonly PacketRow[];
  /** Packets shown before whose fate is now known. */
  readonly fates?: readonly { readonly packet: number; readonly fate: PacketFate; readonly at: Instant }[];
  readonly packetsTotal?: number;
  /** New log lines, the oldest first; where more came than a window can use, the newest 500 of them. */
  readonly log?: readonly LogRow[];
  /** Zones that were found or have other servers now, whole. */
  readonly zones?: readonly MapZone[];
  readonly lab?: LabState;
  /** All of them, after one was added. */
  readonly labs?: readonly LabSummary[];
  /** Terminals on whose machines files changed. */
  readonly disks?: readonly string[];
  /** A command in a terminal asks for a file to be opened in the editor. */
  readonly edit?: FileToEdit;
  /** Files of this computer that the person has named to the host: `rootwalk open`. */
  readonly open?: readonly ServedFile[];
}

export interface ClockState {
  readonly now: Instant;
  /** When the session began on the lab clock: `now - start` is how far the student has travelled. */
  readonly start: Instant;
  readonly mode: 'paused' | 'running';
  /** Lab seconds to a second while running. */
  readonly rate: number;
  /** What the next step would fire; null when nothing waits. */
  readonly next: { readonly at: Instant; readonly label: string } | null;
}

export interface Status {
  /** `running` or why the caching server does not run. */
  readonly server: string;
  readonly serverName: string;
  readonly cacheEntries: number;
  readonly negativeEntries: number;
  /** Packets on links at this moment. */
  readonly inFlight: number;
  readonly gateway: GatewayStatus;
  readonly internet: InternetStatus;
  /** What the person should know and can mend: a zone file that was not loaded, progress that cannot be saved. */
  readonly notices: readonly Notice[];
}

/** Which Internet the session stands in. Each session begins in the lab's. */
export interface InternetStatus {
  readonly kind: 'lab' | 'real';
  /** Why the real one cannot be had on this host at all, in a sentence; null where it can be tried. */
  readonly unavailable: string | null;
}

export interface Notice {
  /** Stays the same while the trouble is the same. */
  readonly id: string;
  /** One sentence: what happened. */
  readonly title: string;
  /** Where and why: file, line, column and the line itself. May have several lines; to be set in a monospaced face. */
  readonly detail: string;
}

export interface GatewayStatus {
  readonly state: 'off' | 'open' | 'partly open' | 'closed';
  readonly port: number;
  /** Where the caching server can be reached by real tools: `127.53.0.53:5300`. Null when it cannot. */
  readonly resolver: string | null;
  /** Addresses that could not be bound, and why, in words. */
  readonly problems: readonly { readonly address: string; readonly why: string }[];
}

export interface TerminalState {
  readonly id: string;
  /** `student@laptop` */
  readonly title: string;
  /** Everything printed so far that is still held (the newest 256 KiB), to be written to a fresh terminal. */
  readonly scrollback: string;
}

/** Trust words as BIND prints them in a dump, the weakest first. */
export type Trust =
  | 'pending-additional'
  | 'pending-answer'
  | 'additional'
  | 'glue'
  | 'answer'
  | 'authauthority'
  | 'authanswer'
  | 'secure'
  | 'ultimate';

export interface CacheRow {
  readonly id: number;
  /** With the closing dot. */
  readonly name: string;
  /** `A`; for a negative answer the type that does not exist; `ANY` for a name that does not. */
  readonly type: string;
  readonly kind: 'rrset' | 'nodata' | 'nxdomain';
  /** One line a record, in zone-file form; for a negative answer its SOA. */
  readonly data: readonly string[];
  readonly trust: Trust;
  readonly originalTtl: number;
  readonly storedAt: Instant;
  readonly expiresAt: Instant;
  /** `a.root-servers.net (127.53.1.1)`; empty when it came from no server. */
  readonly from: string;
  readonly fromAddress: string;
  /** The packet that taught it. */
  readonly packet: number | null;
  readonly host: string;
  readonly view: string;
}

export type CacheUpdate =
  | { readonly change: 'put'; readonly row: CacheRow; readonly what: 'added' | 'replaced' | 'refreshed' }
  | { readonly change: 'gone'; readonly id: number; readonly why: 'expired' | 'flushed' | 'evicted' };

/** What a caching server knows of another server, by its address (BIND: an entry of the address database). Times in milliseconds. */
export interface ServerRow {
  readonly id: number;
  readonly address: string;
  /** The host names under which NS records brought it, the newest few, with the closing dot; none for a configured one. */
  readonly names: readonly string[];
  /** The zones as whose server it was considered, the newest few. */
  readonly zones: readonly string[];
  /** Smoothed round-trip time, what it was before it last moved, and what moved it. */
  readonly srtt: number;
  readonly srttBefore: number;
  readonly moved: 'made-up' | 'answer' | 'silence' | 'age';
  /** The round-trip time measured last; null before any answer. */
  readonly rtt: number | null;
  readonly edns: 'unknown' | 'yes' | 'no';
  /** The longest UDP message that it says it takes, in octets; null before it said. */
  readonly udpSize: number | null;
  /** The longest response that came from it over UDP, in octets. */
  readonly longest: number;
  readonly cookie: boolean;
  /** Silences in a row. */
  readonly silences: number;
  /** The zones for which it was lame when last asked. */
  readonly lame: readonly string[];
  /** When it was last asked; null before. */
  readonly askedAt: Instant | null;
  /** Then it is forgotten, if it is not used again before. */
  readonly keptUntil: Instant;
  readonly host: string;
  readonly view: string;
}

export type ServerUpdate =
  | { readonly change: 'put'; readonly row: ServerRow; readonly isNew: boolean }
  | { readonly change: 'gone'; readonly id: number; readonly why: 'dropped' | 'flushed' };

export type PacketFate =
  | 'in-flight'
  | 'delivered'
  /** Sent into the real Internet, and nothing came back: whether it arrived nobody can tell. */
  | 'no-reply'
  | 'loss'
  | 'no-host'
  | 'no-listener'
  | 'firewall'
  | 'host-down'
  | 'network-unreachable'
  | 'closed'
  | 'reset';

export interface PacketRow {
  readonly id: number;
  readonly at: Instant;
  readonly protocol: 'udp' | 'tcp' | 'icmp';
  readonly sourceHost: string;
  readonly sourceAddress: string;
  readonly sourcePort: number;
  readonly destinationHost: string;
  readonly destinationAddress: string;
  readonly destinationPort: number;
  readonly length: number;
  /** As tcpdump writes it after the addresses: `2561+ [1au] A? www.tiscali.co.uk. (58)`. */
  readonly summary: string;
  /** What a DNS message is, for shape and colour. `other` for TCP's own segments and for ICMP. */
  readonly meaning:
    | 'query'
    | 'answer'
    | 'nodata'
    | 'nxdomain'
    | 'referral'
    | 'servfail'
    | 'refused'
    | 'error'
    | 'malformed'
    | 'other';
  readonly qname: string;
  readonly qtype: string;
  readonly aa: boolean;
  readonly fate: PacketFate;
}

/** A machine that asks, or that is asked on behalf of others. */
export interface MapMachine {
  readonly host: string;
  readonly addresses: readonly string[];
  /** In a word or two: `caching server`. */
  readonly role: string;
}

/** A zone that a response told of. */
export interface MapZone {
  /** With the closing dot. */
  readonly name: string;
  /** Those that the parent delegates to first. */
  readonly servers: readonly MapServer[];
  /** The packet that told of it, or of other servers, last; null for what the hints say. */
  readonly packet: number | null;
}

export interface MapServer {
  /** With the closing dot. */
  readonly name: string;
  /** As far as they were told; the newest last. */
  readonly addresses: readonly string[];
  /** Whether the parent delegates to it. */
  readonly delegated: boolean;
  /** Whether the zone's own NS RRset has it; null before that was seen. */
  readonly own: boolean | null;
}

/** A line that a program of a lab machine logged, whether or not its configuration keeps it. */
export interface LogRow {
  readonly id: number;
  readonly at: Instant;
  readonly host: string;
  readonly program: string;
  /** named's category; `general` of other programs. */
  readonly category: string;
  readonly severity: 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical';
  readonly text: string;
}

export interface DecodedPacket {
  readonly row: PacketRow;
  /** All octets of the payload, in hexadecimal, two digits each, nothing between. */
  readonly hex: string;
  readonly fields: readonly DecodedField[];
}

/** One field; a tree. Octets `start` up to, not including, `end` of the payload. */
export interface DecodedField {
  readonly label: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
  /** A sentence for learners; empty where nothing needs saying. */
  readonly note: string;
  readonly children: readonly DecodedField[];
}

/** Why a caching server answered one question as it did: where it looked, whom it asked, what it believed and why. */
export interface Explanation {
  readonly host: string;
  readonly name: string;
  readonly type: string;
  readonly clientAddress: string;
  readonly receivedAt: Instant;
  /** Null while the question is under way. */
  readonly answeredAt: Instant | null;
  /** `NOERROR`; empty while the question is under way. */
  readonly rcode: string;
  /** What came of it, in a sentence. */
  readonly summary: string;
  readonly upstreamQuestions: number;
  /** The client's question and its answer; null where the journal does not hold the packet. */
  readonly queryPacket: number | null;
  readonly responsePacket: number | null;
  readonly steps: readonly ExplanationStep[];
}

/** One step of an explanation; a tree. */
export interface ExplanationStep {
  readonly kind:
    | 'cache'
    | 'failed-before'
    | 'search'
    | 'joined'
    | 'exchange'
    /** The server's own zone has the name; a list of clients decides; a limit stands in the way. */
    | 'own-zone'
    | 'access'
    | 'limit';
  readonly outcome: 'good' | 'bad' | 'neutral' | 'waiting';
  readonly title: string;
  /** What came of it and why, in a sentence or two; empty where the title says it all. */
  readonly detail: string;
  readonly at: Instant;
  /** Null while it is under way, and for what takes no time. */
  readonly tookMs: number | null;
  /** The packets of an exchange: the question, and the response where one came. */
  readonly packets: readonly number[];
  /** What was found in the cache, or learned. */
  readonly entries: readonly ExplainedEntry[];
  readonly children: readonly ExplanationStep[];
}

export interface ExplainedEntry {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly kind: CacheRow['kind'];
  readonly trust: Trust;
}

/** A folder of a lab machine. */
export type FolderState =
  | {
      readonly kind: 'folder';
      /** Folders first, each kind by name; the first 2,000. */
      readonly entries: readonly FolderEntry[];
      /** How many more there are. */
      readonly more: number;
    }
  /** Why it cannot be shown, in the operating system's words. */
  | { readonly kind: 'refused'; readonly why: string };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Octets of a file. */
  readonly size: number;
  /** Where a link points; null for what is none. */
  readonly target: string | null;
}

/** A file of a lab machine, for the editor. */
export type FileState =
  | {
      readonly kind: 'text';
      readonly text: string;
      /** The same for the same octets. */
      readonly version: string;
      readonly size: number;
      /** With whose rights it is read and saved. */
      readonly user: string;
      /** Why it cannot be changed here, in a sentence; null where it can. */
      readonly readOnly: string | null;
      readonly language: FileLanguage;
    }
  | { readonly kind: 'same' }
  /** It is not there. `readOnly`: why it cannot be made either. */
  | {
      readonly kind: 'missing';
      readonly user: string;
      readonly readOnly: string | null;
      readonly language: FileLanguage;
    }
  /** In a sentence: a folder, octets that are no text, no right to read it. */
  | { readonly kind: 'refused'; readonly why: string };

export type FileLanguage = 'named.conf' | 'zone' | 'plain';

export type FileSaved =
  | { readonly kind: 'saved'; readonly version: string }
  /** The disk holds another text than the one this was made from; `files.read` gives it. */
  | { readonly kind: 'changed' }
  | { readonly kind: 'refused'; readonly why: string };

/** Octets of a file of a lab machine. */
export type FilePiece =
  | {
      readonly kind: 'piece';
      readonly base64: string;
      /** Octets of the whole file. */
      readonly size: number;
      /** The same for the same octets of the whole. */
      readonly version: string;
    }
  | { readonly kind: 'refused'; readonly why: string };

export type TreeState =
  | {
      readonly kind: 'tree';
      /** A folder before what lies in it. */
      readonly entries: readonly TreeEntry[];
      /** What is not among them, in words: there are too many, or no right to read. */
      readonly left: readonly string[];
    }
  | { readonly kind: 'refused'; readonly why: string };

export interface TreeEntry {
  /** Below the folder that was asked for: `zones/db.example`. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'link';
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  readonly modified: Instant;
  /** Where a link points; empty otherwise. */
  readonly target: string;
}

export type FilePut =
  /** More is to come. */
  | { readonly kind: 'part' }
  | { readonly kind: 'put' }
  /** A file is there, and it may not be replaced. */
  | { readonly kind: 'exists' }
  | { readonly kind: 'refused'; readonly why: string };

export interface CachePlace {
  readonly host: string;
  /** Those with a cache. */
  readonly views: readonly string[];
}

export type CacheLoaded =
  | { readonly kind: 'part' }
  | {
      readonly kind: 'loaded';
      readonly loaded: number;
      /** Why others stayed behind, in words, and how many each time. */
      readonly left: readonly { readonly why: string; readonly count: number }[];
    }
  | { readonly kind: 'refused'; readonly why: string };

export interface FileCheck {
  /** In the file's order. */
  readonly problems: readonly FileProblem[];
  /** What keeps the whole from being used, though it stands in another file: `/etc/bind/named.conf:3: …`. Null: nothing. */
  readonly elsewhere: string | null;
}

export interface FileProblem {
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning';
  /** In the real tool's words. */
  readonly message: string;
}

/** A text as it stands in the editor. */
export interface EditorText {
  readonly terminal: string;
  readonly path: string;
  readonly text: string;
}

export interface EditorPlace extends EditorText {
  /** Characters before it. */
  readonly offset: number;
}

export interface EditorTip {
  /** What it is about, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly title: string;
  /** Its form, or its text; empty for none. */
  readonly form: string;
  readonly about: string;
  readonly facts: readonly { readonly label: string; readonly text: string }[];
}

export interface EditorCompletions {
  /** From where on the text is replaced. */
  readonly from: number;
  readonly options: readonly EditorCompletion[];
}

export interface EditorCompletion {
  readonly label: string;
  /** What is typed for it. */
  readonly insert: string;
  readonly kind: 'clause' | 'word' | 'name' | 'file' | 'folder';
  readonly detail: string;
  readonly about: string;
}

export interface EditorTarget {
  readonly path: string;
  /** From 1. */
  readonly line: number;
}

export interface OutlineItem {
  /** The keyword: `view`, `zone`, `acl`. */
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
  /** From 1. */
  readonly line: number;
  /** 0: on the top level. */
  readonly level: number;
}

export type EditorFormatted =
  | { readonly text: string }
  /** Line from 1. */
  | { readonly problem: string; readonly line: number };

export interface NextSerial {
  /** Where the serial stands, from one offset to another. */
  readonly from: number;
  readonly to: number;
  readonly serial: number;
  readonly next: number;
  /** `date`: year, month, day and two digits; `plain`: a number that is counted up. */
  readonly form: 'date' | 'plain';
}

export interface AppliesAsked {
  /** An address. */
  readonly client: string;
  readonly name: string;
  /** A mnemonic. */
  readonly type: string;
  /** The name of the key that signs the question; null: none does. */
  readonly key: string | null;
}

export type AppliesTold =
  /** What was asked cannot be understood, or the configuration cannot be used. */
  | { readonly kind: 'problem'; readonly why: string }
  | {
      readonly kind: 'applies';
      readonly view: string | null;
      readonly outcome:
        'dropped' | 'refused' | 'not-authorised' | 'failure' | 'zone' | 'referral' | 'recursion';
      readonly summary: string;
      readonly steps: readonly AppliesStep[];
    };

export interface AppliesStep {
  readonly title: string;
  readonly verdict: 'yes' | 'no' | 'note';
  readonly text: string;
  /** Where the clause stands that decides; null where none is given. */
  readonly place: EditorTarget | null;
  /** A list's elements up to the one that decides. */
  readonly elements: readonly { readonly text: string; readonly matched: boolean }[];
}

export interface FileToEdit {
  readonly terminal: string;
  readonly path: string;
  /** From 1; null where none was named. */
  readonly line: number | null;
}

/** A file of this computer that the window's host hands to its window. */
export interface ServedFile {
  readonly name: string;
  /** Below the window's own address; good for one request of the whole, or for requests of parts (HTTP `Range`). */
  readonly address: string;
  /** Octets. */
  readonly size: number;
  /** The folder that it lies in. */
  readonly from: string;
}

export interface LabSummary {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly minutes: number;
  readonly level: string;
  readonly summary: string;
  readonly state: 'new' | 'begun' | 'done' | 'broken' | 'coming';
  /** For a broken lab: file, line and what is wrong; for one that is coming: what it waits for. */
  readonly problem: string | null;
}

export type LabOffered =
  | { readonly kind: 'part' }
  /** In sentences; of a lab with mistakes file, line and what is wrong. */
  | { readonly kind: 'refused'; readonly why: string }
  | {
      readonly kind: 'offered';
      readonly id: string;
      readonly number: number;
      readonly title: string;
      readonly minutes: number;
      readonly level: string;
      readonly summary: string;
      readonly steps: number;
      /** A lab of this name was added before: this one takes its place. */
      readonly again: boolean;
    };

export type LabAdded =
  { readonly kind: 'added'; readonly lab: string } | { readonly kind: 'refused'; readonly why: string };

export interface LabState {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly minutes: number;
  readonly goals: readonly string[];
  readonly steps: readonly LabStepState[];
  /** Index of the step that is shown, and of the furthest one reached. */
  readonly shown: number;
  readonly reached: number;
  readonly done: boolean;
  /** 3 less one for each hint and each solution looked at in a step, never below 0; summed. */
  readonly stars: number;
  readonly starsPossible: number;
  /** Null where the lab has no secret. */
  readonly report: ReportState | null;
  /** The name whose worksheet the lab is about. */
  readonly worksheet: { readonly name: string; readonly client: string } | null;
  readonly graphs: readonly { readonly title: string; readonly of: 'astray' | 'load' }[];
}

/** How an answer is given and compared. */
export type AnswerForm =
  | 'choice'
  | 'number'
  | 'count'
  | 'ttl'
  | 'rcode'
  | 'flags'
  | 'name'
  | 'names'
  | 'server'
  | 'servers'
  | 'address'
  | 'text';

export interface QuestionState {
  readonly question: string;
  readonly form: AnswerForm;
  /** Empty where the answer is written. */
  readonly choices: readonly string[];
  /** The right answer that was given; null before. */
  readonly value: string | null;
  readonly wrong: readonly string[];
}

export interface ReportState {
  /** The word by which a class has this secret together; null where it is the student's own. */
  readonly word: string | null;
  /** So many lines it has. */
  readonly count: number;
  /** What may be chosen from; no cures: none is asked for. */
  readonly servers: readonly string[];
  readonly kinds: readonly ReportChoice[];
  readonly cures: readonly ReportChoice[];
  /** What was right of the report that was handed in last, line by line; empty before. */
  readonly grades: readonly ReportGrade[];
}

export interface ReportChoice {
  readonly id: string;
  readonly title: string;
}

export interface ReportGrade {
  readonly server: boolean;
  readonly kind: boolean;
  readonly evidence: boolean;
  readonly cure: boolean;
  /** What to look at again, in a sentence or two; empty when all of it is right. */
  readonly word: string;
}

export interface ReportFinding {
  readonly server: string;
  readonly kind: string;
  /** A packet's number, or a cache entry's. */
  readonly evidence: { readonly of: 'packet' | 'cache' | 'log'; readonly id: number };
  readonly cure: string;
}

/** Who works at this machine, each with progress of their own. */
export interface StudentsState {
  readonly current: string;
  readonly names: readonly string[];
}

/** All name servers on the way from the root to a name, as far as they are known, and what each of them said. */
export interface WorksheetState {
  readonly name: string;
  readonly client: string;
  /** The root first. */
  readonly levels: readonly WorksheetLevel[];
  /** Whether every line is filled, and the last level answers for the name. */
  readonly complete: boolean;
}

export interface WorksheetLevel {
  /** With the closing dot. */
  readonly zone: string;
  /** Name servers as the servers above say, and as the zone itself says; null where nobody has been asked. */
  readonly delegation: readonly string[] | null;
  readonly own: readonly string[] | null;
  /** Whether the two are the same; null where one is not known. */
  readonly sameServers: boolean | null;
  /** Whether all servers that were asked said the same. */
  readonly sameAnswers: boolean | null;
  /** Whether addresses lie in two networks (of 24 bits) at least; null while fewer than two are known. */
  readonly twoNetworks: boolean | null;
  /** The least and the greatest TTL of the NS records, in seconds. */
  readonly ttls: { readonly least: number; readonly most: number } | null;
  readonly servers: readonly WorksheetServer[];
}

export interface WorksheetServer {
  readonly name: string;
  readonly addresses: readonly string[];
  /** How the address came to be known: beside a delegation, or asked for. */
  readonly addressFrom: 'unknown' | 'glue' | 'answer';
  readonly reply:
    | 'not-asked'
    | 'waiting'
    | 'silence'
    | 'answer'
    | 'nodata'
    | 'nxdomain'
    | 'referral'
    | 'servfail'
    | 'refused'
    | 'error';
  readonly aa: boolean | null;
  /** The zone that it refers to; empty where it does not. */
  readonly refersTo: string;
  readonly data: readonly string[];
  readonly ttl: number | null;
  /** The packet of its reply, else of the question. */
  readonly packet: number | null;
  readonly complete: boolean;
}

export type GraphState =
  | {
      readonly of: 'astray';
      readonly title: string;
      readonly from: Instant;
      readonly to: Instant;
      /** Of the clients that asked in each slice of time: how many went to the address that holds, and how many elsewhere. */
      readonly slices: readonly { readonly at: Instant; readonly right: number; readonly astray: number }[];
      /** When the servers' data changed, and to what; lookups that went astray from then on until the next change. */
      readonly changes: readonly {
        readonly at: Instant;
        readonly data: string;
        readonly ttl: number;
        readonly astray: number;
      }[];
      readonly astrayInAll: number;
    }
  | {
      readonly of: 'load';
      readonly title: string;
      readonly points: readonly {
        readonly ttl: number;
        /** Questions an hour that reach the zone's servers. */
        readonly questions: number;
        /** The share of answers that are no longer true, 0 to 1. */
        readonly stale: number;
        /** Seconds for which an answer that is no longer true may go on, in the mean. */
        readonly age: number;
      }[];
      /** The TTL that the zone has now. */
      readonly now: number | null;
    };

export interface LabStepState {
  readonly id: string;
  readonly title: string;
  /** Markdown, safe: no HTML. Commands in ``` ```run ``` blocks can be clicked into the terminal. */
  readonly text: string;
  readonly predictions: readonly PredictionState[];
  readonly checks: readonly {
    readonly id: string;
    readonly title: string;
    readonly holds: boolean;
    readonly detail: string;
    /** Present where the check is a question that is answered in the guide. */
    readonly question: QuestionState | null;
  }[];
  readonly hintsShown: readonly string[];
  readonly hintsLeft: number;
  readonly solutionShown: boolean;
  /** The commands of the solution; empty until it is shown. */
  readonly solution: readonly string[];
  /** Whether the report of a secret lab is asked for here. */
  readonly reports: boolean;
  /** What is left of three. */
  readonly stars: number;
  readonly done: boolean;
  /** Shown when the step is done: what it meant. */
  readonly closing: string;
}

export interface PredictionState {
  readonly id: string;
  readonly question: string;
  readonly form: AnswerForm;
  /** Empty: a free text or number is asked. */
  readonly choices: readonly string[];
  /** The student's, null before. A prediction cannot be changed once made. */
  readonly value: string | null;
  /** Known once the evidence is there. */
  readonly outcome: 'open' | 'right' | 'wrong';
  readonly truth: string | null;
}
