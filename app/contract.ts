/**
 * What the window may ask of a lab session, and what it hears: the one door between renderer and engine.
 * Types only, all plain JSON. Electron carries these values over IPC, the browser host over a WebSocket.
 *
 * A way through it: the window says `hello` and gets a `Snapshot` of the session as it stands (a tab that was
 * closed comes back to the same session). From then on it hears `Frame`s, at most thirty a second, each with all
 * that changed since the one before. What it asks is a `Request`; every request gets one `Reply`. What these carry
 * stands by subject in contract/; all of it is had from here.
 */
import type {
  CacheLoaded,
  CachePlace,
  CacheRow,
  CacheUpdate,
  ServerRow,
  ServerUpdate,
} from './contract/cache.ts';
import type {
  AppliesAsked,
  AppliesTold,
  EditorCompletions,
  EditorFormatted,
  EditorPlace,
  EditorTarget,
  EditorText,
  EditorTip,
  NextSerial,
  OutlineItem,
} from './contract/editor.ts';
import type {
  FileCheck,
  FilePiece,
  FilePut,
  FileSaved,
  FileState,
  FileToEdit,
  FolderState,
  ServedFile,
  TreeState,
} from './contract/files.ts';
import type {
  LabAdded,
  LabOffered,
  LabState,
  LabSummary,
  ReportFinding,
  StudentsState,
} from './contract/labs.ts';
import type { MapMachine, MapZone } from './contract/map.ts';
import type { DecodedPacket, Explanation, PacketFate, PacketRow } from './contract/packets.ts';
import type { Instant } from './contract/time.ts';
import type { GraphState, WorksheetState } from './contract/worksheets.ts';

export type * from './contract/time.ts';
export type * from './contract/cache.ts';
export type * from './contract/packets.ts';
export type * from './contract/map.ts';
export type * from './contract/files.ts';
export type * from './contract/editor.ts';
export type * from './contract/labs.ts';
export type * from './contract/worksheets.ts';

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
