/**
 * The machine that a command runs on, beyond its network and its files: what else runs there. A lab machine has one
 * (`session/machine-processes.ts`); on an ordinary command line there is none.
 */
import type { Endpoint } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';

export interface Machine {
  readonly hostName: string;
  readonly bootedAt: Instant;
  /** What runs now, by process id. */
  processes(): readonly MachineProcess[];
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
