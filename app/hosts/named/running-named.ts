/**
 * A server that runs by a configuration file: read, checked and used; read anew while it runs. Where the file is
 * wrong, what runs runs on. A new configuration keeps the caches of its views, the sockets that it still wants, and
 * the answers to what was asked before.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readNamedConf, type NamedConfiguration, type ZoneClause } from '../../engine/config/named-conf.ts';
import { configLine } from '../../engine/config/syntax.ts';
import type { LabClock } from '../../engine/network/clock.ts';
import { Journal, type Endpoint } from '../../engine/network/journal.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import type { Name } from '../../engine/protocol/name.ts';
import type { Random } from '../../engine/random.ts';
import { serverOptions } from '../../engine/server/configuration/server-options.ts';
import type { Surroundings } from '../../engine/server/configuration/surroundings.ts';
import { zoneFromFile } from '../../engine/server/configuration/zone-files.ts';
import { startNamed, type NamedServer } from '../../engine/server/named.ts';
import type { LogSeverity } from '../../engine/server/server-log.ts';
import { isUnloaded } from '../../engine/zone/zone-set.ts';
import type { Zone } from '../../engine/zone/zone.ts';
import type { Channels } from './channels.ts';
import { interfaceOf, localNetworks } from './interfaces.ts';
import { listenPlaces } from './listen-places.ts';
import { RealHost } from './real-host.ts';
import { ROOT_HINTS } from './root-hints.ts';
import { cacheOctets, readText } from './machine.ts';
import type { NamedWords } from './words.ts';

const LOG = ['log'] as const;

export interface RunningOptions {
  readonly words: NamedWords;
  readonly clock: LabClock;
  readonly random: Random;
  readonly channels: Channels;
}

export class RunningNamed {
  readonly clock: LabClock;
  readonly channels: Channels;
  readonly startedAt: number;
  configuredAt: number;
  readonly #words: NamedWords;
  readonly #random: Random;
  readonly #journal: Journal;
  readonly #host: RealHost;
  #server: NamedServer | null = null;
  #configuration: NamedConfiguration | null = null;
  #folder = '.';
  /** Told already; what is not supported is said once. */
  readonly #told = new Set<string>();

  constructor({ words, clock, random, channels }: RunningOptions) {
    this.clock = clock;
    this.channels = channels;
    this.startedAt = clock.now();
    this.configuredAt = this.startedAt;
    this.#words = words;
    this.#random = random;
    // Nobody looks back.
    this.#journal = new Journal(clock, 0);
    this.#host = new RealHost({ clock, random, families: words.families });
    this.#journal.subscribe((entry) => {
      // That one was said before the configuration was read, as named does.
      if (entry.kind !== 'log' || entry.text.startsWith('starting BIND')) return;
      channels.write(entry.category, entry.severity, entry.text);
    }, LOG);
  }

  /** Null until it runs. */
  get server(): NamedServer | null {
    return this.#server;
  }

  /** What happens, for who counts it; and the name under which it happens. */
  get journal(): Journal {
    return this.#journal;
  }

  get hostName(): string {
    return this.#host.name;
  }

  /** The one that is used. */
  get configuration(): NamedConfiguration | null {
    return this.#configuration;
  }

  /** Its working directory: BIND's `directory`. */
  get folder(): string {
    return this.#folder;
  }

  get listening(): readonly Endpoint[] {
    return this.#host.listening;
  }

  log(severity: LogSeverity, text: string, category = 'general'): void {
    this.channels.write(category, severity, text);
  }

  /** Reads the configuration and begins to serve by it; false where it cannot be used. */
  async start(): Promise<boolean> {
    if (await this.#load()) return true;
    this.log('critical', 'loading configuration: failure');
    return false;
  }

  /**
   * Reads the configuration anew, and the zones whose files have changed, or with `newZones` none but those that it had
   * not before; false where it cannot be used: then what runs runs on. BIND: rndc reload, and rndc reconfig.
   */
  async reload(newZones = false): Promise<boolean> {
    if (!(await this.#load((view, clause) => this.#keptZone(view, clause, newZones), newZones))) {
      this.log('error', 'reloading configuration failed: failure');
      return false;
    }
    this.log('notice', newZones ? 'any newly configured zones are now loaded' : 'all zones loaded');
    this.log('notice', 'running');
    return true;
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
    if (clause?.file === undefined || readText(resolve(this.#folder, clause.file)) === null)
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
    this.#server?.views.find((one) => one.name === view)?.zones.put(zone);
    this.log('info', `zone ${name}: loaded serial ${zone.serial}`, 'zoneload');
    return 'loaded';
  }

  close(): void {
    for (const { address, port } of this.#host.listening)
      this.log('info', `no longer listening on ${address}#${port}`, 'network');
    this.#server?.stop();
    this.#host.close();
    this.channels.close();
  }

  /** A zone as it was, where its file is the same and was not changed since, or need not have been looked at. */
  #keptZone(view: string, clause: ZoneClause, unseen: boolean): Zone | null {
    const before = this.zoneClause(view, clause.name);
    if (before === null || before.file === undefined || before.file !== clause.file) return null;
    const zone = this.#server?.views.find(({ name }) => name === view)?.zones.get(clause.name) ?? null;
    if (zone === null || isUnloaded(zone) || before.type !== clause.type) return null;
    const changedAt = fileTime(resolve(this.#folder, before.file));
    return unseen || (changedAt !== null && changedAt <= this.configuredAt) ? zone : null;
  }

  async #load(kept?: Surroundings['kept'], newZones = false): Promise<boolean> {
    const configuration = this.#read();
    if (configuration === null) return false;
    const { options } = configuration;
    const readAt = this.clock.now();
    const folder = resolve(options.directory ?? '.');
    if (!isFolder(folder)) {
      this.log('error', `change directory to '${options.directory ?? '.'}' failed: file not found`);
      return false;
    }
    const port = this.#words.port ?? options.port ?? 53;
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
    const next = serverOptions(configuration, { ...around, ...(kept === undefined ? {} : { kept }) });
    const listens = next !== null && (await this.#listen(configuration, port));
    for (const [category, severity, text] of said) this.log(severity, text, category);
    if (next === null || !listens) {
      this.#folder = before;
      return false;
    }
    for (const problem of this.channels.configure(configuration.logging, folder)) this.#once(problem);
    const all = { ...next, clock: this.clock, journal: this.#journal, random: this.#random };
    if (this.#server === null) {
      const started = startNamed(this.#host, all);
      if (isBindProblem(started)) return false;
      this.#server = started;
    } else {
      this.log('info', 'reloading configuration succeeded');
      this.log('info', newZones ? 'scheduled loading new zones' : 'reloading zones succeeded');
      this.#server.reconfigure(all);
    }
    this.#configuration = configuration;
    this.configuredAt = readAt;
    return true;
  }

  async #listen(configuration: NamedConfiguration, port: number): Promise<boolean> {
    const places = listenPlaces(configuration, this.#words.families, port, (text) => this.#once(text));
    const before = this.#host.listening.map(({ address, port: at }) => `${address}#${at}`);
    for (const { place, message } of await this.#host.listen(places)) {
      const text = `could not listen on ${place.address}#${place.port}: ${message}; interface ignored`;
      this.log('error', text, 'network');
    }
    const now = this.#host.listening.map(({ address, port: at }) => `${address}#${at}`);
    for (const gone of before.filter((one) => !now.includes(one)))
      this.log('info', `no longer listening on ${gone}`, 'network');
    for (const { address, port: at } of this.#host.listening) {
      const family = address.includes(':') ? 'IPv6' : 'IPv4';
      if (!before.includes(`${address}#${at}`))
        this.log(
          'info',
          `listening on ${family} interface ${interfaceOf(address)}, ${address}#${at}`,
          'network',
        );
    }
    if (now.length > 0) return true;
    this.log('warning', 'not listening on any interfaces', 'network');
    return false;
  }

  #read(): NamedConfiguration | null {
    const { file } = this.#words;
    // Without a file, named's defaults.
    if (file === null) return readNamedConf('', { fileName: 'built-in' });
    const path = resolve(file);
    this.log('info', `loading configuration from '${path}'`);
    const text = readText(path);
    if (text === null) {
      this.log('error', `open: ${path}: file not found`);
      return null;
    }
    const configuration = readNamedConf(text, {
      fileName: path,
      readInclude: (included, directory) => readText(resolve(directory ?? '.', included)),
    });
    for (const diagnostic of configuration.diagnostics) {
      if (diagnostic.severity === 'error') this.log('error', configLine(diagnostic), 'config');
      else this.#once(configLine(diagnostic), 'config');
    }
    return configuration.errors === 0 ? configuration : null;
  }

  #surroundings(upstreamPort: number): Surroundings {
    return {
      readText: (file) => readText(resolve(this.#folder, file)),
      local: localNetworks(),
      upstreamPort,
      cacheOctets,
      rootHints: ROOT_HINTS,
      hostName: this.#host.name,
      log: (category, severity, text) => this.log(severity, text, category),
    };
  }

  #once(text: string, category = 'general'): void {
    if (this.#told.has(text)) return;
    this.#told.add(text);
    this.log('warning', text, category);
  }
}

/** When a file was changed last; null where it cannot be seen. */
function fileTime(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
