/**
 * What a server of the lab does when rndc tells it to: the machine that it runs on has a disk for its files, and its
 * configuration is the network file's.
 *
 * A walk of `rndc dumpdb` at root@cache: rndc reads /etc/bind/rndc.key from the disk and connects to 127.0.0.1 port
 * 953 of its own machine; the listener there (server/control/listener.ts) runs the command, which writes
 * /var/cache/bind/named_dump.db on the same disk.
 */
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import { base64Text } from '../protocol/encodings.ts';
import type { Random } from '../random.ts';
import type { Controlled, ControlFile, ServerFacts, ZoneFacts } from '../server/control/controlled.ts';
import { keysInFile } from '../server/control/key-file.ts';
import { ControlListener } from '../server/control/listener.ts';
import { QuestionCounters } from '../server/control/question-counters.ts';
import type { NamedServer } from '../server/named.ts';
import { DEFAULT_VERSION } from '../server/options.ts';
import { dateText } from '../shell/date.ts';
import { isDiskProblem, type Disk, type DiskCode } from '../shell/files.ts';
import { octetsOfLatin1 } from '../shell/octets.ts';
import { keepSyslog, NAMED_PROCESS } from './syslog.ts';

/** Where Debian's BIND has them. */
const KEY_FILE = '/etc/bind/rndc.key';
const FOLDER = '/var/cache/bind';
const OWNER = 'bind';
/** Octets. BIND: rndc-confgen's for hmac-sha256. */
const SECRET_SIZE = 32;

/** BIND's names; of the file, and of the option that could give another. */
const FILES: Readonly<Record<ControlFile, readonly [name: string, what: string]>> = {
  dump: ['named_dump.db', 'dump file'],
  statistics: ['named.stats', 'statistics file'],
  recursing: ['named.recursing', 'recursing file'],
  secroots: ['named.secroots', 'secroots file'],
};

const PROBLEMS: Partial<Readonly<Record<DiskCode, string>>> = {
  ENOENT: 'file not found',
  EISDIR: 'invalid file',
  ENOSPC: 'disk full',
};

export interface ServerControlOptions {
  readonly named: NamedServer;
  readonly host: Host;
  readonly disk: Disk;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
}

export class ServerControl implements Controlled {
  readonly named: NamedServer;
  readonly clock: LabClock;
  readonly questions: QuestionCounters;
  debugLevel = 0;
  readonly #options: ServerControlOptions;
  readonly #startedAt: number;
  #configuredAt: number;
  readonly #listeners: readonly ControlListener[];
  readonly #endSyslog: () => void;
  #ending = false;

  /** Opens the channel of a server that has just been started. */
  constructor(options: ServerControlOptions) {
    const { named, host, disk, clock, journal, random } = options;
    this.#options = options;
    this.named = named;
    this.clock = clock;
    this.#startedAt = clock.now();
    this.#configuredAt = this.#startedAt;
    this.questions = new QuestionCounters(journal, host.name);
    disk.makeDirectory(FOLDER, { parents: true });
    disk.chown(FOLDER, OWNER);
    this.#endSyslog = keepSyslog({ host: host.name, disk, journal });
    writeKey(disk, random.fork('rndc key'));
    const ipv6 = host.addresses.some((address) => address.includes(':'));
    this.#listeners = ['127.0.0.1', ...(ipv6 ? ['::1'] : [])].map(
      (address) =>
        new ControlListener({
          host,
          address,
          controlled: this,
          random: random.fork(`control channel ${address}`),
          onReplied: () => this.#replied(),
        }),
    );
    for (const listener of this.#listeners) {
      this.#takeKeys(listener);
      listener.open();
    }
  }

  /** Ends the channel; the server goes on. */
  close(): void {
    for (const listener of this.#listeners) listener.close();
    this.questions.close();
    this.#endSyslog();
  }

  get facts(): ServerFacts {
    return {
      version: `BIND ${DEFAULT_VERSION} <id:>`,
      runningOn: `${this.named.name}: Rootwalk lab machine`,
      startedAt: this.#startedAt,
      configuredAt: this.#configuredAt,
      configurationFile: 'built-in',
      reloadFailed: false,
      cpus: 1,
      processId: NAMED_PROCESS,
      keys: [],
      stamp,
    };
  }

  log(severity: 'info' | 'notice' | 'warning' | 'error', text: string): void {
    const { journal } = this.#options;
    journal.write({
      kind: 'log',
      host: this.named.name,
      program: 'named',
      category: 'general',
      severity,
      text,
    });
  }

  /** The configuration and the zones are the network file's, which does not change; the key may have been changed. */
  reload(zones: boolean, done: (used: boolean) => void): void {
    this.log('info', 'reloading configuration succeeded');
    this.log('info', zones ? 'reloading zones succeeded' : 'scheduled loading new zones');
    this.named.reload();
    for (const listener of this.#listeners) this.#takeKeys(listener);
    this.#configuredAt = this.clock.now();
    this.log('notice', zones ? 'all zones loaded' : 'any newly configured zones are now loaded');
    this.log('notice', 'running');
    done(true);
  }

  reloadZone(_view: string, _origin: unknown, done: (outcome: 'up-to-date') => void): void {
    done('up-to-date');
  }

  zoneFacts(): ZoneFacts {
    return { type: 'primary', file: null, loadedAt: this.#startedAt, automatic: false };
  }

  write(file: ControlFile, pieces: Iterable<string>, done: (written: boolean) => void): void {
    const { disk } = this.#options;
    const [name, what] = FILES[file];
    const path = `${FOLDER}/${name}`;
    const octets = octetsOfLatin1([...pieces].join(''));
    const isNew = isDiskProblem(disk.stat(path));
    const problem = file === 'statistics' ? disk.append(path, octets) : disk.write(path, octets);
    if (problem !== null)
      this.log('error', `could not open ${what} '${name}': ${PROBLEMS[problem.code] ?? 'unexpected error'}`);
    else if (isNew) disk.chown(path, OWNER);
    done(problem === null);
  }

  /** With the reply to it, so that who asked for it hears that it is done. */
  end(): void {
    this.#ending = true;
  }

  #replied(): void {
    if (!this.#ending) return;
    for (const listener of this.#listeners) listener.close();
    this.named.stop();
    this.#ending = false;
  }

  #takeKeys(listener: ControlListener): void {
    const octets = this.#options.disk.read(KEY_FILE);
    const text = isDiskProblem(octets) ? null : new TextDecoder().decode(octets);
    listener.keys = keysInFile(KEY_FILE, text, (severity, words) => this.log(severity, words));
  }
}

/** As rndc-confgen -a makes it when BIND is installed. */
function writeKey(disk: Disk, random: Random): void {
  const secret = base64Text(Uint8Array.from({ length: SECRET_SIZE }, () => random.below(256)));
  const text = `key "rndc-key" {\n\talgorithm hmac-sha256;\n\tsecret "${secret}";\n};\n`;
  disk.makeDirectory('/etc/bind', { parents: true });
  disk.write(KEY_FILE, new TextEncoder().encode(text));
  disk.chmod(KEY_FILE, 0o640);
  disk.chown(KEY_FILE, OWNER);
}

/** The log's form, in UTC: the lab's machines have no other time. */
function stamp(at: number): string {
  const milliseconds = String(Math.floor(at % 1000)).padStart(3, '0');
  return `${dateText('%d-%b-%Y %H:%M:%S', at, { offsetMinutes: 0, abbreviation: 'UTC' })}.${milliseconds}`;
}
