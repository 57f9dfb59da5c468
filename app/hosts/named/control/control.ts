/**
 * What a running named does when it is told to by rndc: its configuration, its zone files and its own files are this
 * machine's; the commands themselves are the engine's (engine/server/control/).
 */
import { statSync } from 'node:fs';
import { cpus, hostname, machine, release, type, version } from 'node:os';
import { resolve } from 'node:path';
import type { LabClock } from '../../../engine/network/clock.ts';
import type { Name } from '../../../engine/protocol/name.ts';
import type { Random } from '../../../engine/random.ts';
import type {
  Controlled,
  ControlFile,
  ServerFacts,
  ZoneFacts,
  ZoneReload,
} from '../../../engine/server/control/controlled.ts';
import { QuestionCounters } from '../../../engine/server/control/question-counters.ts';
import { DEFAULT_VERSION } from '../../../engine/server/options.ts';
import type { NamedServer } from '../../../engine/server/named.ts';
import { isUnloaded } from '../../../engine/zone/zone-set.ts';
import { localTime } from '../channels.ts';
import type { RunningNamed } from '../running-named.ts';
import { ControlChannels } from './channels.ts';
import { controlPlaces } from './places.ts';
import { WrittenFiles } from './written-files.ts';

/** Where named of Debian has it. */
const KEY_FILE = '/etc/bind/rndc.key';
/** Milliseconds that a last reply may take on its way. */
const LAST_REPLY = 1000;

/** BIND's names, where the configuration gives none. */
const FILES = {
  dump: ['dump-file', 'named_dump.db'],
  statistics: ['statistics-file', 'named.stats'],
  recursing: ['recursing-file', 'named.recursing'],
  secroots: ['secroots-file', 'named.secroots'],
} as const;

export interface ControlOptions {
  readonly running: RunningNamed;
  readonly random: Random;
  readonly configurationFile: string | null;
  /** Ends the server. */
  end(): void;
}

export class NamedControl implements Controlled {
  readonly clock: LabClock;
  readonly questions: QuestionCounters;
  readonly #options: ControlOptions;
  readonly #running: RunningNamed;
  readonly #channels: ControlChannels;
  readonly #written = new WrittenFiles();
  /** When single zones were read last; the others came with the configuration. */
  readonly #loadedAt = new Map<string, number>();
  #reloading: Promise<unknown> = Promise.resolve();
  #reloadFailed = false;
  #ending = false;

  constructor(options: ControlOptions) {
    const { running, random } = options;
    this.#options = options;
    this.#running = running;
    this.clock = running.clock;
    this.questions = new QuestionCounters(running.journal, running.hostName);
    this.#channels = new ControlChannels(this, random);
    this.#channels.onReplied = () => {
      if (this.#ending) options.end();
    };
  }

  /** Opens the channel as the configuration says; again after each new one. */
  async configure(): Promise<void> {
    const { configuration } = this.#running;
    if (configuration === null) return;
    await this.#channels.configure(
      controlPlaces(configuration, KEY_FILE, (severity, text) => this.log(severity, text)),
    );
  }

  close(): void {
    this.#channels.close();
    this.questions.close();
  }

  /** Reads the configuration anew, after what is being read already; gives whether it is used now. `newZones`: of the zones' files only those of new ones. */
  reloadAll(newZones = false): Promise<boolean> {
    const reloaded = this.#reloading.then(async () => {
      const used = await this.#running.reload(newZones);
      this.#reloadFailed = !used;
      if (used) {
        this.#loadedAt.clear();
        await this.configure();
      }
      return used;
    });
    this.#reloading = reloaded;
    return reloaded;
  }

  get named(): NamedServer {
    const { server } = this.#running;
    if (server === null) throw new Error('controlled before it runs');
    return server;
  }

  get facts(): ServerFacts {
    const { startedAt, configuredAt, configuration } = this.#running;
    const own = configuration?.options.version;
    return {
      version: `BIND ${DEFAULT_VERSION} <id:>${typeof own === 'string' ? ` (${own})` : ''}`,
      runningOn: `${hostname()}: ${type()} ${machine()} ${release()} ${version()}`,
      startedAt,
      configuredAt,
      configurationFile: this.#options.configurationFile ?? 'built-in',
      reloadFailed: this.#reloadFailed,
      cpus: cpus().length,
      processId: process.pid,
      keys: [...(configuration?.keys.keys() ?? [])],
      stamp: (at) => localTime(new Date(at)),
    };
  }

  get debugLevel(): number {
    return this.#running.channels.debug;
  }

  set debugLevel(level: number) {
    this.#running.channels.debug = level;
  }

  log(severity: 'info' | 'warning' | 'error', text: string): void {
    this.#running.log(severity, text);
  }

  reload(zones: boolean, done: (used: boolean) => void): void {
    // BIND: reconfig reads the files of new zones alone.
    void this.reloadAll(!zones).then(done);
  }

  reloadZone(view: string, origin: Name, done: (outcome: ZoneReload) => void): void {
    const zone = this.#zoneOf(view, origin);
    const isLoaded = zone !== null && !isUnloaded(zone);
    const changedAt = this.#fileTime(view, origin);
    const { loadedAt } = this.#timesOf(view, origin);
    if (isLoaded && changedAt !== null && changedAt <= loadedAt) return done('up-to-date');
    const load = (): ZoneReload => {
      const outcome = this.#running.reloadZone(view, origin);
      if (outcome === 'loaded') this.#loadedAt.set(keyOf(view, origin), this.clock.now());
      return outcome;
    };
    if (!isLoaded) return done(load());
    setImmediate(load);
    done('queued');
  }

  zoneFacts(view: string, origin: Name): ZoneFacts {
    const clause = this.#running.zoneClause(view, origin);
    const { loadedAt } = this.#timesOf(view, origin);
    return {
      type: clause?.type === 'secondary' ? 'secondary' : 'primary',
      file: clause?.file ?? null,
      loadedAt,
      automatic: clause === null,
    };
  }

  write(file: ControlFile, pieces: Iterable<string>, done: (written: boolean) => void): void {
    const [option, usual] = FILES[file];
    const path = resolve(this.#running.folder, this.#running.configuration?.options[option] ?? usual);
    void this.#written.write(path, pieces, file === 'statistics').then((problem) => {
      if (problem !== null)
        this.log('error', `could not open ${option.replace('-', ' ')} '${path}': ${problem}`);
      done(problem === null);
    });
  }

  end(): void {
    this.#ending = true;
    setTimeout(() => this.#options.end(), LAST_REPLY).unref();
  }

  #zoneOf(view: string, origin: Name) {
    return this.named.views.find(({ name }) => name === view)?.zones.get(origin) ?? null;
  }

  #timesOf(view: string, origin: Name): { readonly loadedAt: number } {
    return { loadedAt: this.#loadedAt.get(keyOf(view, origin)) ?? this.#running.configuredAt };
  }

  /** When the zone's file was changed last; null where it cannot be seen. */
  #fileTime(view: string, origin: Name): number | null {
    const file = this.#running.zoneClause(view, origin)?.file;
    if (file === undefined) return null;
    return statSync(resolve(this.#running.folder, file), { throwIfNoEntry: false })?.mtimeMs ?? null;
  }
}

function keyOf(view: string, origin: Name): string {
  return `${view}/${origin.key}`;
}
