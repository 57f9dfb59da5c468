/**
 * What runs on a lab machine: a few processes that every machine has, its servers, and the commands that are being run
 * in its terminals. `ps`, `ss`, `kill` and `service` look here.
 *
 * A server or a command is entered when it begins (`start`), under the next free number, and goes when it ends (`end`),
 * so that a server which was restarted has another number. Which sockets are whose is known by their ports: a command
 * opens its own on a host that notes them; all others are those of the machine's server.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import type { LabHost } from '../network/host.ts';
import { isBindProblem, type Host, type OpenSocket } from '../network/transport.ts';
import type { MachineProcess, ProcessSignal, ProcessSocket } from '../tools/machine.ts';

export interface ProcessStart {
  /** Default: the next number that is free. */
  readonly pid?: number;
  readonly name: string;
  readonly line: string;
  readonly user: string;
  /** Default: process 1. */
  readonly parent?: number;
  /** Default: none. */
  readonly terminal?: string;
  /** Whether the sockets that nobody else has are its own. Default false. */
  readonly isServer?: boolean;
  /** Default: signals do nothing. */
  readonly onSignal?: (signal: ProcessSignal) => void;
}

export interface StartedProcess {
  readonly pid: number;
  /** What the process sees of the host: sockets that it opens here are listed as its own. */
  onHost(host: Host): Host;
  /** It is gone. */
  end(): void;
}

/** The number of the first server of a machine. */
const FIRST_SERVER = 655;
/** Descriptors 0 to 2 are taken; named has others before its sockets. */
const FIRST_DESCRIPTOR = 5;
const SERVER_DESCRIPTOR = 21;

/** What runs on every Debian, in short. */
const SYSTEM: readonly (readonly [pid: number, name: string, line: string])[] = [
  [1, 'systemd', '/sbin/init'],
  [231, 'systemd-journal', '/lib/systemd/systemd-journald'],
  [254, 'systemd-udevd', '/lib/systemd/systemd-udevd'],
  [512, 'cron', '/usr/sbin/cron -f'],
  [521, 'rsyslogd', '/usr/sbin/rsyslogd -n -iNONE'],
];

const STATES = {
  unconnected: 'UNCONN',
  listening: 'LISTEN',
  open: 'ESTAB',
  opening: 'SYN-SENT',
} as const satisfies Record<OpenSocket['state'], ProcessSocket['state']>;

export class MachineProcesses {
  readonly hostName: string;
  readonly bootedAt: Instant;
  readonly #host: LabHost;
  readonly #clock: LabClock;
  readonly #running = new Map<number, Entry>();
  #next = FIRST_SERVER;

  constructor(host: LabHost, clock: LabClock) {
    this.hostName = host.name;
    this.bootedAt = clock.now();
    this.#host = host;
    this.#clock = clock;
    for (const [pid, name, line] of SYSTEM) this.#enter(pid, { name, line, user: 'root' });
  }

  processes(): readonly MachineProcess[] {
    return [...this.#running.values()].sort((a, b) => a.pid - b.pid);
  }

  start(what: ProcessStart): StartedProcess {
    const pid = what.pid ?? this.#next;
    this.#next = Math.max(this.#next, pid + 1);
    return this.#enter(pid, what);
  }

  #enter(pid: number, what: ProcessStart): StartedProcess {
    const entry = new Entry(pid, what, this.#clock.now(), (one) => this.#socketsOf(one));
    this.#running.set(pid, entry);
    return {
      pid,
      onHost: (host) => notingHost(host, entry.own),
      end: () => {
        entry.gone = true;
        this.#running.delete(pid);
      },
    };
  }

  #socketsOf(entry: Entry): ProcessSocket[] {
    const others = new Set<string>();
    for (const { own } of this.#running.values())
      if (own !== entry.own) for (const key of own) others.add(key);
    let descriptor = entry.isServer ? SERVER_DESCRIPTOR : FIRST_DESCRIPTOR;
    return this.#host
      .sockets()
      .filter((socket) => (entry.isServer ? !others.has(keyOf(socket)) : entry.own.has(keyOf(socket))))
      .map(({ protocol, local, remote, state }) => ({
        protocol,
        local,
        remote,
        state: STATES[state],
        descriptor: descriptor++,
      }));
  }
}

class Entry implements MachineProcess {
  readonly pid: number;
  readonly startedAt: Instant;
  readonly parent: number;
  readonly name: string;
  readonly line: string;
  readonly user: string;
  readonly terminal: string | null;
  readonly isServer: boolean;
  /** Protocols and ports of its sockets; some of them may be closed. */
  readonly own = new Set<string>();
  gone = false;
  readonly #onSignal: (signal: ProcessSignal) => void;
  readonly #sockets: (entry: Entry) => ProcessSocket[];

  constructor(
    pid: number,
    what: ProcessStart,
    startedAt: Instant,
    sockets: (entry: Entry) => ProcessSocket[],
  ) {
    this.pid = pid;
    this.startedAt = startedAt;
    this.parent = what.parent ?? (pid === 1 ? 0 : 1);
    this.name = what.name;
    this.line = what.line;
    this.user = what.user;
    this.terminal = what.terminal ?? null;
    this.isServer = what.isServer ?? false;
    this.#onSignal = what.onSignal ?? (() => undefined);
    this.#sockets = sockets;
  }

  sockets(): readonly ProcessSocket[] {
    return this.gone ? [] : this.#sockets(this);
  }

  signal(signal: ProcessSignal): void {
    if (!this.gone) this.#onSignal(signal);
  }
}

function keyOf({ protocol, local }: Pick<OpenSocket, 'protocol' | 'local'>): string {
  return `${protocol} ${local.port}`;
}

/** The host, with a note taken of each port that is opened on it. */
function notingHost(host: Host, own: Set<string>): Host {
  return {
    name: host.name,
    addresses: host.addresses,
    ...(host.openEcho && { openEcho: host.openEcho.bind(host) }),
    openUdp(options) {
      const socket = host.openUdp(options);
      if (!isBindProblem(socket)) own.add(keyOf({ protocol: 'udp', local: socket.local }));
      return socket;
    },
    listenTcp(options, onStream) {
      const listener = host.listenTcp(options, onStream);
      if (!isBindProblem(listener)) own.add(keyOf({ protocol: 'tcp', local: listener.local }));
      return listener;
    },
    connectTcp(remote, options) {
      const stream = host.connectTcp(remote, options);
      if (!isBindProblem(stream)) own.add(keyOf({ protocol: 'tcp', local: stream.local }));
      return stream;
    },
  };
}
