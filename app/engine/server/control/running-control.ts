/**
 * What a server that runs by a configuration file (running-named.ts) does when it is told to by rndc. What is the
 * machine's own business, its `ControlMachine` does.
 */
import type { Instant, LabClock } from '../../network/clock.ts';
import type { Name } from '../../protocol/name.ts';
import { isUnloaded } from '../../zone/zone-set.ts';
import type { NamedServer } from '../named.ts';
import { DEFAULT_VERSION } from '../options.ts';
import type { LoadOutcome, RunningNamed } from '../running-named.ts';
import type { Controlled, ControlFile, ServerFacts, ZoneFacts, ZoneReload } from './controlled.ts';
import type { QuestionCounters } from './question-counters.ts';

export interface ControlMachine extends Pick<ServerFacts, 'runningOn' | 'cpus' | 'processId' | 'stamp'> {
  debugLevel: number;
  /** Has a configuration read anew (`RunningNamed.reload`), in its turn. */
  reload(newZones: boolean, done: (outcome: LoadOutcome) => void): void;
  /** Does something soon, after the reply. */
  soon(act: () => void): void;
  /** Writes a file; `done` gets what stood in the way, in BIND's words. */
  write(
    path: string,
    pieces: Iterable<string>,
    append: boolean,
    done: (problem: string | null) => void,
  ): void;
  /** Ends the server, once the reply has gone. `flushing`: stop, not halt. */
  end(flushing: boolean): void;
}

/** BIND's names, where the configuration gives none. */
const FILES = {
  dump: ['dump-file', 'named_dump.db'],
  statistics: ['statistics-file', 'named.stats'],
  recursing: ['recursing-file', 'named.recursing'],
  secroots: ['secroots-file', 'named.secroots'],
} as const;

export class RunningControl implements Controlled {
  readonly questions: QuestionCounters;
  readonly #running: RunningNamed;
  readonly #machine: ControlMachine;
  /** When single zones were read last; the others came with the configuration. */
  readonly #loadedAt = new Map<string, Instant>();
  #reloadFailed = false;

  constructor(running: RunningNamed, machine: ControlMachine, questions: QuestionCounters) {
    this.#running = running;
    this.#machine = machine;
    this.questions = questions;
  }

  get clock(): LabClock {
    return this.#running.clock;
  }

  get named(): NamedServer {
    const { server } = this.#running;
    if (server === null) throw new Error('controlled before it runs');
    return server;
  }

  get facts(): ServerFacts {
    const { startedAt, configuredAt, configuration, place } = this.#running;
    const { runningOn, cpus, processId, stamp } = this.#machine;
    const own = configuration?.options.version;
    return {
      version: `BIND ${DEFAULT_VERSION} <id:>${typeof own === 'string' ? ` (${own})` : ''}`,
      runningOn,
      startedAt,
      configuredAt,
      configurationFile: place.file === null ? 'built-in' : place.files.resolve('.', place.file),
      reloadFailed: this.#reloadFailed,
      cpus,
      processId,
      keys: [...(configuration?.keys.keys() ?? [])],
      stamp,
    };
  }

  get debugLevel(): number {
    return this.#machine.debugLevel;
  }

  set debugLevel(level: number) {
    this.#machine.debugLevel = level;
  }

  log(severity: 'info' | 'notice' | 'warning' | 'error', text: string): void {
    this.#running.log(severity, text);
  }

  reload(zones: boolean, done: (outcome: LoadOutcome) => void): void {
    // BIND: reconfig reads the files of new zones alone.
    this.#machine.reload(!zones, (outcome) => {
      this.#reloadFailed = outcome !== null;
      if (outcome === null) this.#loadedAt.clear();
      done(outcome);
    });
  }

  reloadZone(view: string, origin: Name, done: (outcome: ZoneReload) => void): void {
    const zone = this.named.views.find(({ name }) => name === view)?.zones.get(origin) ?? null;
    const isLoaded = zone !== null && !isUnloaded(zone);
    const changedAt = this.#fileTime(view, origin);
    // The lab's clock may stand still: what was changed in the instant of reading is read again.
    if (isLoaded && changedAt !== null && changedAt < this.#loadTime(view, origin)) return done('up-to-date');
    const load = (): ZoneReload => {
      const outcome = this.#running.reloadZone(view, origin);
      if (outcome === 'loaded') this.#loadedAt.set(keyOf(view, origin), this.clock.now());
      return outcome;
    };
    if (!isLoaded) return done(load());
    this.#machine.soon(load);
    done('queued');
  }

  zoneFacts(view: string, origin: Name): ZoneFacts {
    const clause = this.#running.zoneClause(view, origin);
    return {
      type: clause?.type === 'secondary' ? 'secondary' : 'primary',
      file: clause?.file ?? null,
      loadedAt: this.#loadTime(view, origin),
      automatic: clause === null,
    };
  }

  write(file: ControlFile, pieces: Iterable<string>, done: (written: boolean) => void): void {
    const [option, usual] = FILES[file];
    const { configuration, folder, place } = this.#running;
    const name = configuration?.options[option] ?? usual;
    const path = place.files.resolve(folder, name);
    this.#machine.write(path, pieces, file === 'statistics', (problem) => {
      if (problem !== null)
        this.log('error', `could not open ${option.replace('-', ' ')} '${name}': ${problem}`);
      done(problem === null);
    });
  }

  end(flushing: boolean): void {
    this.#machine.end(flushing);
  }

  #loadTime(view: string, origin: Name): Instant {
    return this.#loadedAt.get(keyOf(view, origin)) ?? this.#running.configuredAt;
  }

  /** When the zone's file was changed last; null where it cannot be seen. */
  #fileTime(view: string, origin: Name): Instant | null {
    const file = this.#running.zoneClause(view, origin)?.file;
    if (file === undefined) return null;
    const { files } = this.#running.place;
    return files.changedAt(files.resolve(this.#running.folder, file));
  }
}

function keyOf(view: string, origin: Name): string {
  return `${view}/${origin.key}`;
}
