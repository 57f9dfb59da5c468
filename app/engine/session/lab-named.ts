/**
 * named as a process of a lab machine: it reads /etc/bind from the machine's disk, listens on the machine's addresses,
 * is told what to do by rndc and by signals, and writes its files below its working directory.
 *
 * A walk of `rndc reload` at root@cache: rndc reads /etc/bind/rndc.key from the disk and connects to 127.0.0.1 port 953
 * of its own machine; the listener there (server/control/listener.ts) runs the command, which has the configuration
 * read anew (server/running-named.ts) from the same disk.
 */
import type { NamedConfiguration } from '../config/named-conf.ts';
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import type { Random } from '../random.ts';
import { listenPlaces, localNetworksOf, logListening } from '../server/configuration/listen-places.ts';
import type { MachineInterface } from '../server/configuration/listen-places.ts';
import { counted } from '../server/control/counted.ts';
import { ControlListener } from '../server/control/listener.ts';
import { controlPlaces } from '../server/control/places.ts';
import { QuestionCounters } from '../server/control/question-counters.ts';
import { resultWords } from '../server/control/results.ts';
import { RunningControl } from '../server/control/running-control.ts';
import type { NamedServer } from '../server/named.ts';
import { DEFAULT_VERSION, type RecursionOptions } from '../server/options.ts';
import { RunningNamed, type NamedPlace, type Prepared } from '../server/running-named.ts';
import type { LogSeverity } from '../server/server-log.ts';
import type { ServerOptions } from '../server/configuration/server-options.ts';
import type { Disk } from '../shell/files.ts';
import { writeText } from '../statistics/write/text.ts';
import type { ProcessSignal } from '../tools/machine.ts';
import { cacheOctets, diskFiles, logStamp, writeFile } from './disk-files.ts';
import { DiskLog, type Said } from './disk-log.ts';
import { LabDoors } from './lab-doors.ts';
import type { MachineProcesses, StartedProcess } from './machine-processes.ts';

/** Whom Debian has it run as. */
const USER = 'bind';

export interface LabNamedOptions {
  /** What its programs see of the host. */
  readonly host: Host;
  readonly disk: Disk;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  readonly controlRandom: Random;
  readonly processes: MachineProcesses;
  /** How it goes about its walk where no option says it. Default: as the course needs it. */
  readonly walk?: RecursionOptions['walk'];
  /** Its words. */
  readonly line: string;
  readonly file: string | null;
  readonly port: number | null;
  /** Whom it runs as. Default: `bind`. */
  readonly user?: string;
  /** Called with each start, before the first question. */
  onServer(server: NamedServer): void;
}

/** How it came to its end. */
export type NamedEnd = 'stopped' | 'failed' | 'killed';

export class LabNamed {
  /** Called when it has ended, however it came to that. */
  onEnd: (how: NamedEnd) => void = () => undefined;
  readonly running: RunningNamed;
  readonly #options: LabNamedOptions;
  readonly #doors: LabDoors;
  readonly #control: RunningControl;
  readonly #questions: QuestionCounters;
  #listeners = new Map<string, ControlListener>();
  #process: StartedProcess | null = null;
  #lastPid: number | null = null;
  /** Set when rndc has asked for its end. */
  #ending: { readonly flushing: boolean } | null = null;
  #debugLevel = 0;
  readonly #diskLog: DiskLog;

  constructor(options: LabNamedOptions) {
    this.#options = options;
    this.#doors = new LabDoors(options.host);
    this.#diskLog = new DiskLog(options.disk, options.user ?? USER);
    this.running = new RunningNamed(this.#place());
    this.#questions = new QuestionCounters(options.journal, options.host.name);
    this.#control = this.#makeControl();
  }

  /** The number that it has, or had when it ran. */
  get lastPid(): number | null {
    return this.#lastPid;
  }

  /** Null while it does not run. */
  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** What it has counted, as `rndc stats` would write it; null while it does not run. */
  statistics(): string | null {
    return this.running.server === null ? null : writeText(counted(this.#control));
  }

  /** Whether it runs afterwards. */
  start(): boolean {
    const { processes, line, user = USER } = this.#options;
    const process = processes.start({
      name: 'named',
      line: `/usr/sbin/${line}`,
      user,
      isServer: true,
      onSignal: (signal) => this.signal(signal),
    });
    this.#process = process;
    this.#lastPid = process.pid;
    this.#ending = null;
    this.#log('notice', `starting BIND ${DEFAULT_VERSION} <id:>`);
    this.#log('notice', `running on ${RUNNING_ON}`);
    this.#log('notice', `running as: ${line}`);
    this.#log('info', 'found 1 CPU, using 1 worker thread');
    this.#log('info', 'using 1 UDP listener per interface');
    let runs = false;
    this.running.start((began) => (runs = began));
    if (runs) return true;
    this.#log('critical', 'exiting (due to fatal error)');
    this.#gone('failed');
    return false;
  }

  /** Whether the configuration on the disk is used now. BIND: rndc reload. */
  reload(): boolean {
    if (this.#process === null) return false;
    let used = false;
    this.#control.reload(true, (outcome) => (used = outcome === null));
    return used;
  }

  stop(flushing = false): void {
    if (this.#process === null) return;
    this.running.stop(flushing);
    this.#closeControl();
    this.#log('notice', 'exiting');
    this.#gone('stopped');
  }

  signal(signal: ProcessSignal): void {
    if (signal === 'HUP') {
      this.#log('info', 'received SIGHUP signal to reload zones');
      this.reload();
    } else if (signal === 'KILL') {
      this.running.server?.stop();
      this.#gone('killed');
    } else this.stop();
  }

  /** Takes it off the machine without a word. */
  dispose(): void {
    this.running.server?.stop();
    for (const listener of this.#listeners.values()) listener.dispose();
    this.#questions.close();
  }

  #gone(how: NamedEnd): void {
    this.#doors.listen([]);
    for (const listener of this.#listeners.values()) listener.dispose();
    this.#listeners.clear();
    this.#process?.end();
    this.#process = null;
    this.onEnd(how);
  }

  #log(severity: LogSeverity, text: string, category = 'general'): void {
    const { journal, host } = this.#options;
    journal.write({ kind: 'log', host: host.name, program: 'named', category, severity, text });
  }

  #place(): NamedPlace {
    const { host, disk, clock, journal, random, file, port, user = USER } = this.#options;
    const doors = this.#doors;
    const interfaces = interfacesOf(host);
    return {
      host: doors,
      clock,
      journal,
      random,
      file,
      port,
      files: diskFiles(disk, user),
      cacheOctets,
      // Where no hints are named: those that came with the program.
      rootHints: diskFiles(disk, 'root').readText('/usr/share/dns/root.hints') ?? '',
      local: () => localNetworksOf(interfaces),
      get listening() {
        return doors.listening;
      },
      listen: (configuration, at, done) => done(this.#listen(configuration, at, interfaces)),
      log: (severity, text, category) => this.#log(severity, text, category),
      prepare: (configuration, folder) => this.#prepare(configuration, folder),
      adjust: (next) => this.#adjusted(next),
      begins: (server) => this.#options.onServer(server),
    };
  }

  #listen(configuration: NamedConfiguration, port: number, interfaces: readonly MachineInterface[]): boolean {
    const families = interfaces.some(({ address }) => address.includes(':'))
      ? ([4, 6] as const)
      : ([4] as const);
    const places = listenPlaces(configuration, {
      families,
      port,
      interfaces,
      // BIND: without a list, all that the machine has.
      otherwise: (family) =>
        interfaces
          .filter(({ address }) => address.includes(':') === (family === 6))
          .map(({ address }) => ({ address, port })),
      refuse: (text) => this.running.once(text),
    });
    const nameOf = (address: string): string =>
      interfaces.find((one) => one.address === address)?.name ?? 'lo';
    const before = this.#doors.listening;
    for (const { place, reason } of this.#doors.listen(places)) {
      const family = place.address.includes(':') ? 'IPv6' : 'IPv4';
      const at = `${family} interface ${nameOf(place.address)}, ${place.address}#${place.port}`;
      // BIND: where another has the port, it goes on without.
      this.#log('info', `listening on ${at}`, 'network');
      this.#log('error', `creating TCP socket: ${reason.replaceAll('-', ' ')}`, 'network');
    }
    const now = this.#doors.listening;
    logListening((severity, text, category) => this.#log(severity, text, category), before, now, nameOf);
    return true;
  }

  /** What no option of BIND's says: the course's walk asks no more than one question a level. */
  #adjusted(next: ServerOptions): ServerOptions {
    const { walk = COURSE_WALK } = this.#options;
    const views = next.views?.map((view) => {
      const { recursion } = view;
      if (recursion === null) return view;
      const { qnameMinimization } = recursion.walk ?? {};
      return {
        ...view,
        recursion: { ...recursion, walk: { ...walk, ...(qnameMinimization && { qnameMinimization }) } },
      };
    });
    return { ...next, ...(views && { views }) };
  }

  #makeControl(): RunningControl {
    const { clock, disk, host, user = USER } = this.#options;
    const pid = (): number => this.pid ?? 0;
    const level = { get: () => this.#debugLevel, set: (to: number) => (this.#debugLevel = to) };
    return new RunningControl(
      this.running,
      {
        runningOn: `${host.name}: ${RUNNING_ON}`,
        cpus: 1,
        get processId() {
          return pid();
        },
        stamp: logStamp,
        get debugLevel() {
          return level.get();
        },
        set debugLevel(to: number) {
          level.set(to);
        },
        reload: (newZones, done) => this.running.reload(newZones, done),
        soon: (act) => void clock.after(0, 'a zone is read anew', act),
        write: (path, pieces, append, done) => done(writeFile(disk, user, path, pieces, append)),
        end: (flushing) => (this.#ending = { flushing }),
      },
      this.#questions,
    );
  }

  #prepare(configuration: NamedConfiguration, folder: string): Prepared {
    const failed = this.#diskLog.take(configuration.logging, folder);
    // Simplified: nothing in the lab reads HTTP. The window shows the same counters.
    if (configuration.statisticsChannels.length > 0)
      this.#log('warning', 'statistics-channels are not opened in the lab: see Statistics in the status bar');
    if (failed === null) this.#openControl(configuration);
    else this.#log('error', `configuring logging: ${resultWords(failed)}`);
    return { problems: [], failed };
  }

  /** Writes a line of the journal's to the files that the configuration has for it; gives whether it is for syslog. */
  route(said: Said): boolean {
    return this.#diskLog.write(said, this.#debugLevel);
  }

  /** Opens the control channel as a configuration says, closes what it no longer has; takes the keys as they are now. */
  #openControl(configuration: NamedConfiguration): void {
    const { host, controlRandom, disk } = this.#options;
    const wanted = new Map<string, ControlListener>();
    const interfaces = interfacesOf(host);
    const ipv6 = interfaces.some(({ address }) => address.includes(':'));
    const files = diskFiles(disk, 'root');
    const around = {
      readText: (path: string) => files.readText(path),
      local: localNetworksOf(interfaces),
      tell: (severity: 'info' | 'error', text: string) => this.#log(severity, text),
      ipv6,
    };
    for (const listen of controlPlaces(configuration, around)) {
      const at = `${listen.address}#${listen.port}`;
      const known = this.#listeners.get(at);
      if (known !== undefined) known.listen = listen;
      const listener =
        known ??
        new ControlListener({
          host,
          listen,
          controlled: this.#control,
          random: controlRandom.fork(`control channel ${listen.address}`),
          onReplied: () => this.#replied(),
        });
      if (known === undefined) listener.open();
      wanted.set(at, listener);
    }
    for (const [at, listener] of this.#listeners) if (!wanted.has(at)) listener.close();
    this.#listeners = wanted;
  }

  #closeControl(): void {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
  }

  #replied(): void {
    const ending = this.#ending;
    this.#ending = null;
    if (ending !== null) this.stop(ending.flushing);
  }
}

const RUNNING_ON = 'Rootwalk lab machine';
/** The course's walk is the resolver's own. */
const COURSE_WALK: RecursionOptions['walk'] = {};

/** Simplified: one network card. */
export function interfacesOf({ addresses }: Pick<Host, 'addresses'>): MachineInterface[] {
  const bits = (address: string): number => (address.includes(':') ? 16 : 16);
  const loopback = [{ name: 'lo', address: '127.0.0.1', length: 8 }];
  if (addresses.some((address) => address.includes(':')))
    loopback.push({ name: 'lo', address: '::1', length: 128 });
  return [...loopback, ...addresses.map((address) => ({ name: 'eth0', address, length: bits(address) }))];
}
