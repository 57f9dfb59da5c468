/** A server that runs by a configuration file (engine/server/running-named.ts) on this machine's own sockets and files. */
import { accessSync, constants, readdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { NamedConfiguration } from '../../engine/config/named-conf.ts';
import type { LabClock } from '../../engine/network/clock.ts';
import { Journal } from '../../engine/network/journal.ts';
import type { Random } from '../../engine/random.ts';
import { logListening } from '../../engine/server/configuration/listen-places.ts';
import type { LoadOutcome } from '../../engine/server/running-named.ts';
import { RunningNamed, type NamedPlace } from '../../engine/server/running-named.ts';
import type { Channels } from './channels.ts';
import { interfaceOf, localNetworks } from './interfaces.ts';
import { listenPlaces } from './listen-places.ts';
import { cacheOctets, readOctets, readText } from './machine.ts';
import { RealHost } from './real-host.ts';
import { ROOT_HINTS } from './root-hints.ts';
import type { NamedWords } from './words.ts';

export interface RealNamedOptions {
  readonly words: NamedWords;
  readonly clock: LabClock;
  readonly random: Random;
  readonly channels: Channels;
}

export class RealNamed extends RunningNamed {
  readonly channels: Channels;
  readonly journal: Journal;
  readonly #host: RealHost;

  constructor({ words, clock, random, channels }: RealNamedOptions) {
    // Nobody looks back; and what nobody hears of is not written.
    const journal = new Journal(clock, 0);
    const host = new RealHost({ clock, random, families: words.families });
    const place: NamedPlace = {
      host,
      clock,
      journal,
      random,
      file: words.file,
      port: words.port,
      files: FILES,
      cacheOctets,
      rootHints: ROOT_HINTS,
      local: localNetworks,
      get listening() {
        return host.listening;
      },
      listen: (configuration, port, done) =>
        void this.#listen(configuration, words.families, port).then(done),
      log: (severity, text, category) => channels.write(category, severity, text),
      prepare: ({ logging }, folder) => ({ problems: channels.configure(logging, folder), failed: null }),
    };
    super(place);
    this.channels = channels;
    this.journal = journal;
    this.#host = host;
    journal.subscribe(
      (entry) => {
        if (entry.kind === 'log') channels.write(entry.category, entry.severity, entry.text);
      },
      ['log'],
    );
  }

  get hostName(): string {
    return this.#host.name;
  }

  started(): Promise<boolean> {
    return new Promise((done) => this.start(done));
  }

  reloaded(newZones: boolean): Promise<LoadOutcome> {
    return new Promise((done) => this.reload(newZones, done));
  }

  /** Ends it, and closes all that it has open. */
  close(): void {
    if (this.server === null) {
      this.#host.close();
    } else {
      this.stop();
      this.#host.close();
      this.log('notice', 'exiting');
    }
    this.channels.close();
  }

  async #listen(
    configuration: NamedConfiguration,
    families: readonly (4 | 6)[],
    port: number,
  ): Promise<boolean> {
    const places = listenPlaces(configuration, families, port, (text) => this.once(text));
    const before = this.#host.listening;
    for (const { place, message } of await this.#host.listen(places)) {
      const text = `could not listen on ${place.address}#${place.port}: ${message}; interface ignored`;
      this.log('error', text, 'network');
    }
    const now = this.#host.listening;
    logListening((severity, text, category) => this.log(severity, text, category), before, now, interfaceOf);
    return now.length > 0;
  }
}

const FILES: NamedPlace['files'] = {
  resolve,
  readText,
  readOctets,
  whyUnread,
  changedAt: (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null,
  isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  list: (path) => {
    try {
      return readdirSync(path);
    } catch {
      return null;
    }
  },
};

function whyUnread(path: string): 'file not found' | 'permission denied' {
  try {
    accessSync(path, constants.R_OK);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES') return 'permission denied';
  }
  return 'file not found';
}
