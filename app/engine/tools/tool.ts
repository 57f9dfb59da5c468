/**
 * What a tool (dig, host, …) gets from where it runs. The lab's shell gives it the lab network, files and
 * clock; an ordinary command line gives it real sockets, real files and the machine's clock. A tool never
 * knows which.
 */
import type { Endpoint } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';
import type { Random } from '../random.ts';
import type { Machine } from './machine.ts';

export interface ToolContext {
  /** The words after the command's name. */
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly stdin: string;
  /** Standard input line by line, as it comes; without it a tool takes `stdin`. */
  readonly input?: ToolInput;
  /** Prints as it goes. Text; what stands for an octet above 127 is its code point (latin1). */
  out(text: string): void;
  err(text: string): void;
  readonly net: ToolNet;
  readonly files: ToolFiles;
  /** Milliseconds since 1970; fractions allowed. */
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
  /** Minutes east of UTC at an instant, and the zone's short name, for the dates that tools print. */
  localTime(at: Instant): { readonly offsetMinutes: number; readonly abbreviation: string };
  readonly random: Random;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** True under `sudo`: ports below 1024 may be bound. */
  readonly privileged: boolean;
  /** Whether standard output is a terminal (some tools then show names as people write them). Default: false. */
  readonly terminal?: boolean;
  /** How wide that terminal is, in characters. */
  readonly columns?: number;
  /** Who runs it. Default: nobody asks. */
  readonly user?: string;
  /** What else runs on the machine. Default: nobody can say. */
  readonly machine?: Machine;
}

export interface ToolInput {
  /** Whether somebody types it: then there is a prompt. */
  readonly interactive: boolean;
  /** The next line without its end, as octets; null at the end (Ctrl-D). A prompt is shown to who types only. */
  readLine(prompt: string): Promise<string | null>;
  /** No more lines will be asked for. */
  close(): void;
}

/** A tool gives its exit status, as the real one's. It never throws for bad input. */
export type Tool = (context: ToolContext) => Promise<number>;

export interface ToolFiles {
  /** The file's octets, or why there are none. Relative paths count from the working directory. */
  read(path: string): Promise<Uint8Array | FileProblem>;
  write(path: string, octets: Uint8Array): Promise<FileProblem | null>;
  /** At the file's end; makes the file where there is none. */
  append(path: string, octets: Uint8Array): Promise<FileProblem | null>;
  /** The names in a folder. Absent: no tool asks. */
  list?(path: string): Promise<readonly string[] | FileProblem>;
  /** A file that is read piece by piece, for those that may be larger than the memory. Absent: `read` does. */
  open?(path: string): Promise<OpenFile | FileProblem>;
}

export interface OpenFile {
  /** Octets, when it was opened. */
  readonly size: number;
  /** From an octet up to and without another; fewer where the file ends before. */
  read(from: number, to: number): Uint8Array;
  close(): void;
}

export interface FileProblem {
  readonly kind: 'file-problem';
  readonly reason: 'not-found' | 'is-directory' | 'permission-denied' | 'no-space' | 'other';
  /** As the operating system words it: `No such file or directory`. */
  readonly message: string;
}

/** A stub resolver's view of the network. */
export interface ToolNet {
  /** Which protocols the machine speaks at all. */
  readonly ipv4: boolean;
  readonly ipv6: boolean;
  /** Addresses of a server given by name, through the system's own resolver (getaddrinfo), in its order. */
  lookup(host: string, family: 0 | 4 | 6): Promise<readonly string[] | NetProblem>;
  /** A UDP socket that talks to one server. */
  openUdp(remote: Endpoint, local: LocalBinding): Promise<ToolUdp | NetProblem>;
  openTcp(remote: Endpoint, local: LocalBinding, timeoutMs: number): Promise<ToolTcp | NetProblem>;
  /** A stream of framed messages as over TCP, with TLS or HTTP/2 beneath; a network without them leaves it out. */
  readonly openSecure?: (
    remote: Endpoint,
    local: LocalBinding,
    how: SecureStream,
    timeoutMs: number,
  ) => Promise<ToolTcp | NetProblem>;
  /** The machine's own addresses but loopback's, IPv4 first. Absent, as what follows, where no tool asks. */
  readonly addresses?: readonly string[];
  /** As `lookup`, with the name that the addresses belong to at the end of all aliases (getaddrinfo's canonical name). */
  resolve?(host: string, family: 0 | 4 | 6): Promise<ResolvedHost | NetProblem>;
  /** The name of an address (getnameinfo); null where it has none. */
  nameOf?(address: string): Promise<string | null>;
  /** A socket for ICMP echo requests, from an address of the machine's own. */
  openEcho?(local?: string): ToolEcho | NetProblem;
}

export interface ResolvedHost {
  /** Without a dot at its end. */
  readonly name: string;
  readonly addresses: readonly string[];
}

export interface ToolEcho {
  /** The address that requests to `to` come from; null where no route leads there. */
  sourceFor(to: string): string | null;
  /** False where no route leads there. */
  send(payload: Uint8Array, to: string, sequence: number): boolean;
  /** What comes back next, for any request; or why nothing did. */
  receive(timeoutMs: number): Promise<EchoEvent | NetProblem>;
  close(): void;
}

export type EchoEvent =
  | {
      readonly kind: 'reply';
      readonly from: string;
      readonly sequence: number;
      readonly octets: Uint8Array;
      /** When it came in. */
      readonly at: Instant;
    }
  | {
      readonly kind: 'unreachable';
      /** Who says so. */
      readonly from: string;
      readonly sequence: number;
      readonly reason: 'port-unreachable' | 'host-unreachable' | 'admin-prohibited';
    };

export interface LocalBinding {
  readonly address?: string;
  readonly port?: number;
}

/** How messages go over TLS (RFC 7858) or over HTTP/2, with or without TLS (RFC 8484). */
export interface SecureStream {
  readonly protocol: 'tls' | 'https' | 'http';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Null: whoever answers is believed. Else authorities from a file (null: the system's), and the name to be found. */
  readonly verify: { readonly authorities: string | null; readonly name: string | null } | null;
  /** Files of the asker's own certificate. */
  readonly identity: { readonly certificate: string; readonly key: string } | null;
}

export interface ToolUdp {
  readonly local: Endpoint;
  send(payload: Uint8Array): void;
  /** The next datagram from anybody, with its sender; or why none came. */
  receive(timeoutMs: number): Promise<{ readonly octets: Uint8Array; readonly from: Endpoint } | NetProblem>;
  close(): void;
}

export interface ToolTcp {
  readonly local: Endpoint;
  send(octets: Uint8Array): void;
  /** The next octets, however many; `closed` when the server has ended the stream. */
  receive(timeoutMs: number): Promise<Uint8Array | NetProblem>;
  close(): void;
}

export interface NetProblem {
  readonly kind: 'net-problem';
  readonly reason:
    | 'timed-out'
    | 'refused'
    | 'unreachable'
    | 'network-unreachable'
    | 'address-not-available'
    | 'address-in-use'
    | 'permission-denied'
    | 'closed'
    | 'reset'
    | 'not-found'
    | 'try-again'
    | 'aborted'
    | 'tls-failed'
    | 'tls-untrusted'
    | 'tls-setup'
    | 'http-failed'
    | 'other';
  /** The system's words, where there are any. */
  readonly message: string;
}

export function isNetProblem(value: object): value is NetProblem {
  return 'kind' in value && value.kind === 'net-problem';
}

export function isFileProblem(value: object): value is FileProblem {
  return 'kind' in value && value.kind === 'file-problem';
}
