/**
 * A server that runs by a configuration file: read, checked and used; read anew while it runs. Where the file is
 * wrong, what runs runs on. A new configuration keeps the caches of its views, the sockets that it still wants, and
 * the answers to what was asked before.
 *
 * A start: the file and what it includes become a configuration (config/named-conf.ts), that becomes options
 * (`configuration/`), the place where it runs opens its ports, and the server (`named.ts`) answers there. The place is
 * a real machine (hosts/named) or a lab machine with a disk (session); it may open ports later, so that whoever asks
 * for a start is called back.
 */
import { readNamedConf, type NamedConfiguration, type ZoneClause } from '../config/named-conf.ts';
import { configLine } from '../config/syntax.ts';
import type { Instant, LabClock } from '../network/clock.ts';
import type { Endpoint, Journal } from '../network/journal.ts';
import { isBindProblem, type Host } from '../network/transport.ts';
import type { Name } from '../protocol/name.ts';
import type { Random } from '../random.ts';
import { isUnloaded } from '../zone/zone-set.ts';
import type { Zone } from '../zone/zone.ts';
import { readingResult } from './configuration/reading-result.ts';
import { serverOptions, type ServerOptions } from './configuration/server-options.ts';
import type { Surroundings } from './configuration/surroundings.ts';
import { zoneFromFile } from './configuration/zone-files.ts';
import { resultWords, type ResultName } from './control/results.ts';
import { startNamed, type NamedServer } from './named.ts';
import type { LogSeverity } from './server-log.ts';

/** What the server needs of where it runs. */
export interface NamedPlace extends Pick<Surroundings, 'cacheOctets' | 'rootHints'> {
  readonly host: Host;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** The configuration's path; null: none, named's defaults. */
  readonly file: string | null;
  /** Where it listens and asks where the configuration does not say; null: 53. */
  readonly port: number | null;
  readonly files: NamedFiles;
  /** What `localhost` and `localnets` mean now. */
  local(): Surroundings['local'];
  /** Opens the ports that a configuration wants and closes the others, and logs that; `done` says whether any is open. */
  listen(configuration: NamedConfiguration, port: number, done: (listens: boolean) => void): void;
  readonly listening: readonly Endpoint[];
  log(severity: LogSeverity, text: string, category: string): void;
  /** Takes what a configuration says of the place itself, such as log channels, before the server does. */
  prepare(configuration: NamedConfiguration, folder: string): Prepared;
  /** What no configuration can say. Default: nothing. */
  adjust?(options: ServerOptions): ServerOptions;
  /** Is told of the server that begins to run, each time. */
  begins?(server: NamedServer): void;
}

export interface Prepared {
  /** What cannot be had, in words. */
  readonly problems: readonly string[];
  /** Null: it goes on; else the configuration cannot be used for it. */
  readonly failed: ResultName | null;
}

/** Paths are absolute. */
export interface NamedFiles {
  /** A path that a file gives, seen from a folder. */
  resolve(folder: string, path: string): string;
  /** Null where it cannot be read. */
  readText(path: string): string | null;
  /** The same, of a file that is no text. */
  readOctets(path: string): Uint8Array | null;
  /** Why it cannot be read that way. */
  whyUnread(path: string): 'file not found' | 'permission denied';
  /** When it was changed last; null where it cannot be seen. */
  changedAt(path: string): Instant | null;
  isFolder(path: string): boolean;
  /** The names in a folder; null where it cannot be read. */
  list(path: string): readonly string[] | null;
}

/** Null: it is used; else how the attempt ended. */
export type LoadOutcome = ResultName | null;

export class RunningNamed {
  readonly place: NamedPlace;
  #startedAt: Instant;
  #configuredAt: Instant;
  #server: NamedServer | null = null;
  #configuration: NamedConfiguration | null = null;
  #folder: string;
  /** Told already; what is not supported is said once. */
  readonly #told = new Set<string>();

  constructor(place: NamedPlace) {
    this.place = place;
    this.#startedAt = place.clock.now();
    this.#configuredAt = this.#startedAt;
    this.#folder = place.files.resolve('.', '.');
  }

  get clock(): LabClock {
    return this.place.clock;
  }

  get startedAt(): Instant {
    return this.#startedAt;
  }

  get configuredAt(): Instant {
    return this.#configuredAt;
  }

  /** Null until it runs for the first time. */
  get server(): NamedServer | null {
    return this.#server;
  }

  get running(): boolean {
    return this.#server?.running ?? false;
  }

  /** The one that is used. */
  get configuration(): NamedConfiguration | null {
    return this.#configuration;
  }

  /** Its working directory: BIND's `directory`. */
  get folder(): string {
    return this.#folder;
  }

  log(severity: LogSeverity, text: string, category = 'general'): void {
    this.place.log(severity, text, category);
  }

  /** Reads the configuration and begins to serve by it, with empty caches; `done` says whether it does. */
  start(done: (runs: boolean) => void): void {
    this.#startedAt = this.clock.now();
    this.#load({}, (outcome) => {
      if (outcome === null) {
        this.log('notice', 'all zones loaded');
        this.log('notice', 'running');
      } else this.log('critical', `loading configuration: ${resultWords(outcome)}`);
      done(outcome === null);
    });
  }

  /**
   * Reads the configuration anew, and the zones whose files have changed, or with `newZones` none but those that it had
   * not before. Where it cannot be used, what runs runs on. BIND: rndc reload, and rndc reconfig.
   */
  reload(newZones: boolean, done: (outcome: LoadOutcome) => void): void {
    const kept: Surroundings['kept'] = (view, clause) => this.#keptZone(view, clause, newZones);
    const served: Surroundings['served'] = (view, clause) => this.#servedZone(view, clause);
    this.#load({ kept, served, newZones }, (outcome) => {
      if (outcome === null) {
        if (newZones) this.log('info', 'any newly configured zones are now loaded');
        else this.log('notice', 'all zones loaded');
        this.log('notice', 'running');
      } else this.log('error', `reloading configuration failed: ${resultWords(outcome)}`);
      done(outcome);
    });
  }

  /** What the configuration says of a zone; null where it has none of this name. */
  zoneClause(view: string, origin: Name): ZoneClause | null {
    const configuration = this.#configuration;
    const zones = configuration?.views.find(({ name }) => name === view)?.zones ?? configuration?.zones ?? [];
    return zones.find(({ name }) => name.equals(origin)) ?? null;
  }

  /** Reads one zone's file anew. What is wrong with it is logged, and what it had before stays. */
  reloadZone(view: string, origin: Name): 'loaded' | 'bad-zone' | 'file-not-found' {
    const clause = this.zoneClause(view, origin);
    const { files } = this.place;
    if (clause?.file === undefined || files.readText(files.resolve(this.#folder, clause.file)) === null)
      return 'file-not-found';
    const { options, views } = this.#configuration ?? {};
    const ofView = views?.find(({ name }) => name === view)?.values;
    const zone = zoneFromFile(
      clause,
      this.#surroundings(0),
      (word) => clause.values[word] ?? ofView?.[word] ?? options?.[word],
    );
    const name = `${origin.toRelaxedString()}/IN${view === '_default' ? '' : `/${view}`}`;
    if (isUnloaded(zone)) {
      this.log('error', `zone ${name}: ${zone.reason}`, 'zoneload');
      this.log('error', `zone ${name}: not loaded due to errors.`, 'zoneload');
      return 'bad-zone';
    }
    const zones = this.#server?.views.find((one) => one.name === view)?.zones;
    const before = zones?.get(origin) ?? null;
    if (before !== null && !isUnloaded(before) && before.serial === zone.serial)
      this.log(
        'error',
        `zone ${name}: zone serial (${zone.serial}) unchanged. zone may fail to transfer to secondaries.`,
      );
    zones?.put(zone);
    this.log('info', `zone ${name}: loaded serial ${zone.serial}`, 'zoneload');
    return 'loaded';
  }

  /** Ends it: the ports are closed, what it knew is forgotten. `flushing`: as rndc stop says it. */
  stop(flushing = false): void {
    for (const { address, port } of this.place.listening)
      this.log('info', `no longer listening on ${address}#${port}`, 'network');
    this.#server?.stop();
    this.log('info', `shutting down${flushing ? ': flushing changes' : ''}`);
  }

  /** A zone as it was, where its file is the same and was not changed since, or need not have been looked at. */
  #keptZone(view: string, clause: ZoneClause, unseen: boolean): Zone | null {
    const zone = this.#servedZone(view, clause);
    if (zone === null || clause.file === undefined) return null;
    const { files } = this.place;
    const changedAt = files.changedAt(files.resolve(this.#folder, clause.file));
    // The lab's clock may stand still: what was changed in the instant of reading is read again.
    return unseen || (changedAt !== null && changedAt < this.#configuredAt) ? zone : null;
  }

  /** A zone as it is served now, where it came from the same file. */
  #servedZone(view: string, clause: ZoneClause): Zone | null {
    const before = this.zoneClause(view, clause.name);
    if (before?.file === undefined || before.file !== clause.file || before.type !== clause.type) return null;
    const zone = this.#server?.views.find(({ name }) => name === view)?.zones.get(clause.name) ?? null;
    return zone === null || isUnloaded(zone) ? null : zone;
  }

  #load(
    how: Pick<Surroundings, 'kept' | 'served'> & { readonly newZones?: boolean },
    done: (outcome: LoadOutcome) => void,
  ): void {
    const { files, port: chosenPort } = this.place;
    const configuration = this.#read();
    if (typeof configuration === 'string') return done(configuration);
    const { options } = configuration;
    const readAt = this.clock.now();
    const folder = files.resolve('.', options.directory ?? '.');
    if (!files.isFolder(folder)) {
      this.log('error', `change directory to '${options.directory ?? '.'}' failed: file not found`);
      return done('ISC_R_FILENOTFOUND');
    }
    const port = chosenPort ?? options.port ?? 53;
    const before = this.#folder;
    this.#folder = folder;
    if (options.directory !== undefined) this.log('info', `the working directory is now '${folder}'`);
    // BIND: where it listens comes first in the log.
    const said: Parameters<Surroundings['log']>[] = [];
    const around = {
      ...this.#surroundings(port),
      log: (...line: (typeof said)[number]) => void said.push(line),
    };
    // BIND: the port is also where other servers are asked.
    const { kept, served } = how;
    const next = serverOptions(configuration, {
      ...around,
      ...(kept && { kept }),
      ...(served && { served }),
    });
    const use = (listens: boolean): void => {
      for (const [category, severity, text] of said) this.log(severity, text, category);
      const outcome =
        next === null || !listens ? 'ISC_R_FAILURE' : this.#use(configuration, next, how.newZones ?? false);
      if (outcome === null) this.#configuredAt = readAt;
      else this.#folder = before;
      done(outcome);
    };
    if (next === null) use(false);
    else this.place.listen(configuration, port, use);
  }

  #use(configuration: NamedConfiguration, next: ServerOptions, newZones: boolean): LoadOutcome {
    const { place } = this;
    const { problems, failed } = place.prepare(configuration, this.#folder);
    for (const problem of problems) this.once(problem);
    if (failed !== null) return failed;
    const { clock, journal, random } = place;
    const all = { ...(place.adjust?.(next) ?? next), clock, journal, random, announced: true };
    const server = this.#server;
    if (server === null) {
      const started = startNamed(place.host, all);
      if (isBindProblem(started)) return 'ISC_R_FAILURE';
      this.#server = started;
      place.begins?.(started);
    } else {
      const again = server.running;
      if (again) {
        this.log('info', 'reloading configuration succeeded');
        this.log('info', newZones ? 'scheduled loading new zones' : 'reloading zones succeeded');
      }
      server.reconfigure(all);
      if (!again) {
        if (server.start() !== null) return 'ISC_R_FAILURE';
        place.begins?.(server);
      }
    }
    this.#configuration = configuration;
    return null;
  }

  #read(): NamedConfiguration | ResultName {
    const { file, files } = this.place;
    // Without a file, named's defaults.
    if (file === null) return readNamedConf('', { fileName: 'built-in' });
    const path = files.resolve('.', file);
    this.log('info', `loading configuration from '${path}'`);
    const text = files.readText(path);
    if (text === null) {
      const why = files.whyUnread(path);
      this.log('error', `open: ${path}: ${why}`);
      return why === 'permission denied' ? 'ISC_R_NOPERM' : 'ISC_R_FILENOTFOUND';
    }
    const configuration = readNamedConf(text, {
      fileName: path,
      readInclude: (included, directory) => {
        const at = files.resolve(directory ?? '.', included);
        const found = files.readText(at);
        return found === null ? { problem: files.whyUnread(at) } : { text: found };
      },
      listFolder: (folder, directory) => files.list(files.resolve(directory ?? '.', folder)),
    });
    for (const diagnostic of configuration.diagnostics) {
      if (diagnostic.severity === 'error') this.log('error', configLine(diagnostic), 'config');
      else this.once(configLine(diagnostic), 'config');
    }
    return configuration.errors === 0 ? configuration : readingResult(configuration.diagnostics);
  }

  #surroundings(upstreamPort: number): Surroundings {
    const { files, cacheOctets, rootHints, host } = this.place;
    return {
      readText: (file) => files.readText(files.resolve(this.#folder, file)),
      readOctets: (file) => files.readOctets(files.resolve(this.#folder, file)),
      local: this.place.local(),
      upstreamPort,
      cacheOctets,
      rootHints,
      hostName: host.name,
      log: (category, severity, text) => this.log(severity, text, category),
    };
  }

  /** A warning that is given once, however often it is found. */
  once(text: string, category = 'general'): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.log('warning', text, category);
  }
}
