/**
 * The machine that a command runs on, beyond its network and its files: what else runs there. A lab machine has one
 * (`session/machine-processes.ts`); on an ordinary command line there is none.
 */
import type { Endpoint } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';
import type { MailRelay } from '../server/mail/mail-relay.ts';

export interface Machine {
  readonly hostName: string;
  readonly bootedAt: Instant;
  /** How far its own clock is ahead of the lab's, in milliseconds; behind, where that is negative. */
  readonly clockAheadMs: number;
  /** What runs now, by process id. */
  processes(): readonly MachineProcess[];
  readonly log: MachineLog;
  services(): readonly MachineService[];
  /** Runs named in the foreground until it ends or is stopped; gives its exit status. Null where none is installed, or one is at it. */
  runNamed?(how: ForegroundNamed): Promise<number> | null;
  /** What takes mail there; null where nothing does. */
  readonly mail: MailRelay | null;
}

export interface MachineProcess {
  readonly pid: number;
  readonly parent: number;
  /** Whose it is: `bind`. */
  readonly user: string;
  /** `named` */
  readonly name: string;
  /** With its words, as `ps` shows it: `/usr/sbin/named -f -u bind`. */
  readonly line: string;
  /** `pts/0`; null where it belongs to no terminal. */
  readonly terminal: string | null;
  readonly startedAt: Instant;
  /** What it has open now, listening sockets first. */
  sockets(): readonly ProcessSocket[];
  /** What it does about a signal is its own; one that is gone does nothing. Who may send it is the caller's to know. */
  signal(signal: ProcessSignal): void;
}

/** HUP: named reads its configuration anew. TERM and INT end a process in its own way, KILL at once. */
export type ProcessSignal = 'HUP' | 'INT' | 'KILL' | 'TERM';

export interface ProcessSocket {
  readonly protocol: 'udp' | 'tcp';
  /** As `ss` calls it: a UDP socket is `UNCONN`. */
  readonly state: 'UNCONN' | 'LISTEN' | 'ESTAB' | 'SYN-SENT';
  /** `0.0.0.0`: any address. */
  readonly local: Endpoint;
  /** Null where it has none. */
  readonly remote: Endpoint | null;
  /** The number of its file descriptor. */
  readonly descriptor: number;
}

export interface ForegroundNamed {
  /** Its words, as they were typed. */
  readonly line: string;
  /** The configuration. */
  readonly file: string;
  /** Null: as the configuration says. */
  readonly port: number | null;
  readonly signal: AbortSignal;
  /** Takes its log, a line at a time. */
  say(line: string): void;
}

/** What the machine's programs have logged. */
export interface MachineLog {
  /** The newest, in their order. */
  lines(): readonly LogLine[];
  /** Gives what ends it. */
  onLine(listener: (line: LogLine) => void): () => void;
}

export interface LogLine {
  readonly at: Instant;
  readonly program: string;
  readonly pid: number;
  /** The service that it is about; null where it is about none. */
  readonly unit: string | null;
  /** 0 to 7, as syslog has it: 3 error, 4 warning, 5 notice, 6 informational. */
  readonly priority: number;
  readonly text: string;
}

/** A service of the machine, as systemd keeps it. */
export interface MachineService {
  /** `named.service` */
  readonly unit: string;
  /** Other names: `bind9.service`. */
  readonly aliases: readonly string[];
  readonly description: string;
  readonly documentation: string;
  /** Where its unit file lies. */
  readonly unitFile: string;
  readonly state: ServiceState;
  /** Whether it runs afterwards. One that runs already is left alone. */
  start(): boolean;
  stop(): void;
  /** Whether it could be done. */
  reload(): boolean;
}

export interface ServiceState {
  readonly active: 'active' | 'inactive' | 'failed';
  /** When it came to that; null: it never ran. */
  readonly since: Instant | null;
  /** Of the process that runs, or ran last; null: none did. */
  readonly pid: number | null;
  /** How that one ended; null: it runs, or none did. */
  readonly ended: { readonly code: 'exited' | 'killed'; readonly status: string } | null;
}
