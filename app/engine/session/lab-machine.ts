/**
 * A lab machine that people sit at: its disk, what runs on it, its log, and its name server where the network file gives
 * it one. The server's files are written to the disk when the machine is made; from then on they are what counts.
 */
import { walkOf } from '../course/build-network.ts';
import type { NetworkPlan, PlannedHost, PlannedZone } from '../course/network-file.ts';
import type { Instant, LabClock } from '../network/clock.ts';
import type { LabHost } from '../network/host.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import { base64Text } from '../protocol/encodings.ts';
import type { Random } from '../random.ts';
import { KEY_FILE } from '../server/control/places.ts';
import type { MailRelay } from '../server/mail/mail-relay.ts';
import type { NamedServer } from '../server/named.ts';
import type { RecursionOptions } from '../server/options.ts';
import type { Disk } from '../shell/files.ts';
import type {
  ForegroundNamed,
  Machine,
  MachineLog,
  MachineProcess,
  MachineService,
} from '../tools/machine.ts';
import { bindFiles, localText, NAMED_CONF, NAMED_CONF_LOCAL, zoneTexts } from './bind-files.ts';
import { logStamp } from './disk-files.ts';
import { LabNamed, type LabNamedOptions } from './lab-named.ts';
import { KeptLog } from './machine-log.ts';
import { MachineProcesses } from './machine-processes.ts';
import { NamedService } from './named-service.ts';

/** Octets. BIND: rndc-confgen's for hmac-sha256. */
const SECRET_SIZE = 32;
/** As the service file of Debian has it. */
const SERVICE = { line: 'named -f -u bind', file: NAMED_CONF, port: null };

export interface LabMachineOptions {
  readonly host: LabHost;
  readonly disk: Disk;
  readonly clock: LabClock;
  readonly journal: Journal;
}

export interface ServerPart {
  readonly plan: NetworkPlan;
  readonly planned: PlannedHost;
  /** What its programs see of the host. */
  readonly place: Host;
  readonly random: Random;
  readonly walk?: RecursionOptions['walk'];
  readonly isReal: boolean;
  /** Is told of each server that begins to run. */
  onServer(server: NamedServer): void;
}

export class LabMachine implements Machine {
  readonly disk: Disk;
  /** What runs on it, to enter more. */
  readonly table: MachineProcesses;
  readonly log: MachineLog;
  mail: MailRelay | null = null;
  readonly #options: LabMachineOptions;
  readonly #log: KeptLog;
  #service: NamedService | null = null;
  #part: ServerPart | null = null;
  /** Those that the network gave its name server last. */
  #zones: readonly PlannedZone[] = [];
  /** Its words go to a terminal, not to the log. */
  #foreground: LabNamed | null = null;
  #foregrounds = 0;

  constructor(options: LabMachineOptions) {
    const { host, disk, clock, journal } = options;
    this.#options = options;
    this.disk = disk;
    this.table = new MachineProcesses(host, clock);
    this.#log = new KeptLog({
      host: host.name,
      disk,
      journal,
      pidOf: (program) => this.#pidOf(program),
      aheadMs: () => host.clockAheadMs,
      route: (said) => this.#service?.route(said) ?? true,
      unitOf: (program) => (program === 'named' || program === 'systemd' ? 'named.service' : null),
    });
    this.log = this.#log;
  }

  get hostName(): string {
    return this.table.hostName;
  }

  get clockAheadMs(): number {
    return this.#options.host.clockAheadMs;
  }

  get bootedAt(): Instant {
    return this.table.bootedAt;
  }

  processes(): readonly MachineProcess[] {
    return this.table.processes();
  }

  services(): readonly MachineService[] {
    return this.#service === null ? [] : [this.#service];
  }

  /** Installs a name server as Debian does, and starts it. Gives the server; null where its files do not let it run. */
  installNamed(part: ServerPart): NamedServer | null {
    this.#writeFiles(part);
    this.#part = part;
    this.#zones = part.plan.zones.filter(({ servers }) => servers.includes(part.planned.name));
    const { clock, journal } = this.#options;
    let server: NamedServer | null = null;
    const onServer = (begun: NamedServer): void => {
      server = begun;
      part.onServer(begun);
    };
    this.#service = new NamedService({
      host: this.hostName,
      clock,
      journal,
      make: (run) => this.#makeNamed({ ...part, onServer }, `run ${run}`, SERVICE),
    });
    this.#service.start();
    return server;
  }

  /** What its name server has counted, as `rndc stats` would write it; null where none runs. */
  statistics(): string | null {
    return this.#service?.statistics() ?? null;
  }

  /** Gives its name server other zones: writes their files, and has them read. What else is in its configuration stays. */
  putZones(zones: readonly PlannedZone[]): void {
    const { disk } = this;
    const before = this.#zones;
    this.#zones = zones;
    const known = new Set(zoneTexts(before).map(([path, text]) => path + text));
    for (const [path, text] of zoneTexts(zones)) {
      if (!known.has(path + text)) disk.write(path, new TextEncoder().encode(text));
    }
    // The statements are written anew only where zones came or went: they may be the student's by now.
    if (originsOf(before) !== originsOf(zones))
      disk.write(NAMED_CONF_LOCAL, new TextEncoder().encode(localText(zones)));
    // A zone that is served goes on as it was when its file breaks; one that cannot be loaded comes with a new start.
    const wereBroken = new Set(before.flatMap(({ origin, broken }) => (broken === null ? [] : [origin.key])));
    const service = this.#service;
    const breaks = zones.some(({ origin, broken }) => broken !== null && !wereBroken.has(origin.key));
    if (breaks && service !== null && service.pid !== null) {
      service.stop();
      service.start();
    } else service?.reload();
  }

  close(): void {
    this.#service?.dispose();
    this.#foreground?.dispose();
    this.#log.close();
  }

  runNamed({ line, file, port, signal, say }: ForegroundNamed): Promise<number> | null {
    const part = this.#part;
    if (part === null || this.#foreground !== null) return null;
    // The window shows the service's cache, where that runs.
    const onServer = (server: NamedServer): void => {
      if (this.#service?.pid === null) part.onServer(server);
    };
    const named = this.#makeNamed({ ...part, onServer }, `foreground ${++this.#foregrounds}`, {
      line,
      file,
      port,
      user: 'root',
    });
    const { journal } = this.#options;
    this.#foreground = named;
    return new Promise((resolve) => {
      const unheard = journal.subscribe(
        (entry) => {
          if (entry.kind === 'log' && entry.host === this.hostName && entry.program === 'named')
            say(`${logStamp(entry.at)} ${entry.text}`);
        },
        ['log'],
      );
      const stop = (): void => named.stop();
      named.onEnd = (how) => {
        unheard();
        signal.removeEventListener('abort', stop);
        this.#foreground = null;
        this.#options.clock.woke();
        resolve(how === 'stopped' ? 0 : 1);
      };
      signal.addEventListener('abort', stop, { once: true });
      named.start();
    });
  }

  #makeNamed(
    part: ServerPart,
    run: string,
    how: Pick<LabNamedOptions, 'line' | 'file' | 'port' | 'user'>,
  ): LabNamed {
    const { disk, clock, journal } = this.#options;
    const walk = walkOf(part.planned.recursion, part.walk);
    // Each run draws numbers of its own; the first those that the lab's server always drew.
    const again = run === 'run 1' ? '' : ` ${run}`;
    return new LabNamed({
      host: part.place,
      disk,
      clock,
      journal,
      random: part.random.fork(`named ${this.hostName}${again}`),
      controlRandom: part.random.fork(`control of ${this.hostName}${again}`),
      processes: this.table,
      ...how,
      onServer: part.onServer,
      ...(walk && { walk }),
    });
  }

  #writeFiles({ plan, planned, isReal, random }: ServerPart): void {
    const { disk } = this;
    const put = (path: string, text: string): void => {
      disk.makeDirectory(path.slice(0, path.lastIndexOf('/')), { parents: true });
      disk.write(path, new TextEncoder().encode(text));
    };
    for (const [path, text] of bindFiles(plan, planned, isReal)) put(path, text);
    for (const name of ['named', 'bind9']) {
      put(`/etc/init.d/${name}`, `#!/bin/sh\n# Debian: systemd does the work.\nservice ${name} "$@"\n`);
      disk.chmod(`/etc/init.d/${name}`, 0o755);
    }
    put(KEY_FILE, keyText(random.fork(`control of ${planned.name}`).fork('rndc key')));
    disk.chmod(KEY_FILE, 0o640);
    disk.chown(KEY_FILE, 'bind');
    disk.makeDirectory('/var/cache/bind', { parents: true });
    disk.chown('/var/cache/bind', 'bind');
  }

  #pidOf(program: string): number | null {
    if (program === 'systemd') return 1;
    return this.#foreground === null ? (this.#service?.pid ?? null) : null;
  }
}

/** What tells two lists of zones apart, whatever is in them. */
function originsOf(zones: readonly PlannedZone[]): string {
  return zones.map(({ origin }) => origin.key).join(' ');
}

/** As rndc-confgen -a makes it when BIND is installed. */
function keyText(random: Random): string {
  const secret = base64Text(Uint8Array.from({ length: SECRET_SIZE }, () => random.below(256)));
  return `key "rndc-key" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`;
}
