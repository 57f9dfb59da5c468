/**
 * `rootwalk named -g`: the engine's server on this machine's own sockets, from a real named.conf.
 *
 * The configuration is read and checked; doors are opened where it says; the server is started on them. From then on
 * SIGHUP reads it anew (where it is wrong, the old one stays), SIGINT and SIGTERM end it. Its log goes to stderr.
 *
 * Simplified: a reload begins with an empty cache; always in the foreground; no control channel.
 */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { readNamedConf, type NamedConfiguration } from '../../engine/config/named-conf.ts';
import { configLine } from '../../engine/config/syntax.ts';
import { LabClock } from '../../engine/network/clock.ts';
import { Journal, type Endpoint } from '../../engine/network/journal.ts';
import { isBindProblem } from '../../engine/network/transport.ts';
import { DEFAULT_VERSION } from '../../engine/server/options.ts';
import { startNamed, type NamedServer } from '../../engine/server/named.ts';
import { machineClock } from '../wall-clock.ts';
import { interfaceOf, placesOf } from './interfaces.ts';
import { RealHost } from './real-host.ts';
import { readText, serverOptions } from './server-options.ts';
import { systemRandom } from './system-random.ts';
import type { NamedWords } from './words.ts';

const random = systemRandom();
/** Nobody looks back: as much as its readers need at one moment. */
const JOURNAL_ENTRIES = 1000;

/** Runs until a signal ends it; gives the exit status. */
export async function runNamed(words: NamedWords): Promise<number> {
  const clock = new LabClock(machineClock, Date.now());
  clock.run();
  const named = new RunningNamed(words, clock);
  try {
    return await named.run();
  } finally {
    named.close();
    clock.pause();
  }
}

class RunningNamed {
  readonly #words: NamedWords;
  readonly #clock: LabClock;
  readonly #journal: Journal;
  readonly #host: RealHost;
  #server: NamedServer | null = null;

  constructor(words: NamedWords, clock: LabClock) {
    this.#words = words;
    this.#clock = clock;
    this.#journal = new Journal(clock, JOURNAL_ENTRIES);
    this.#host = new RealHost({ clock, random, families: words.families });
    this.#journal.subscribe((entry) => {
      if (entry.kind !== 'log' || (entry.severity === 'debug' && words.debug === 0)) return;
      // This was said before the configuration was read, as named does.
      if (!entry.text.startsWith('starting BIND')) log(entry.text);
    });
  }

  async run(): Promise<number> {
    log(`starting BIND ${DEFAULT_VERSION} <id:>`);
    log(`running as: named ${this.#words.line}`);
    log(`the initial working directory is '${process.cwd()}'`);
    const ended = new Promise<void>((end) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => end());
    });
    let reloading = Promise.resolve();
    process.on('SIGHUP', () => {
      reloading = reloading.then(() => this.#reload());
    });
    if (!(await this.#load())) {
      log('loading configuration: failure');
      log('exiting (due to fatal error)');
      return 1;
    }
    await ended;
    await reloading;
    return 0;
  }

  close(): void {
    for (const { address, port } of this.#host.listening) log(`no longer listening on ${address}#${port}`);
    this.#server?.stop();
    this.#host.close();
  }

  async #reload(): Promise<void> {
    log('received SIGHUP signal to reload zones');
    if (await this.#load()) return;
    log('reloading configuration failed: failure');
  }

  /** Reads the configuration and starts a server by it; false where it cannot be used: then what runs runs on. */
  async #load(): Promise<boolean> {
    const configuration = this.#configuration();
    if (configuration === null) return false;
    const { options, acls } = configuration;
    const folder = resolve(options.directory ?? '.');
    if (!isFolder(folder)) {
      log(`change directory to '${options.directory ?? '.'}' failed: file not found`);
      return false;
    }
    const port = this.#words.port ?? options.port ?? 53;
    // BIND: the port is also where other servers are asked.
    const next = serverOptions(configuration, folder, port, log);
    if (next === null) return false;
    const { families } = this.#words;
    const listen = (family: 4 | 6, loopback: string): readonly Endpoint[] => {
      const listens = family === 4 ? options.listenOn : options.listenOnV6;
      if (!families.includes(family)) return [];
      // Unlike named, which takes all interfaces: nobody is served beyond this machine unless it is asked for.
      return listens === undefined ? [{ address: loopback, port }] : placesOf(listens, family, port, acls);
    };
    const before = new Set(this.#host.listening.map(({ address, port: at }) => `${address}#${at}`));
    for (const { place, message } of await this.#host.listen([
      ...listen(4, '127.0.0.1'),
      ...listen(6, '::1'),
    ]))
      log(`could not listen on ${place.address}#${place.port}: ${message}; interface ignored`);
    for (const { address, port: at } of this.#host.listening) {
      const family = address.includes(':') ? 'IPv6' : 'IPv4';
      if (!before.has(`${address}#${at}`))
        log(`listening on ${family} interface ${interfaceOf(address)}, ${address}#${at}`);
    }
    if (this.#host.listening.length === 0) {
      log('unable to listen on any configured interfaces');
      return false;
    }
    this.#server?.stop();
    const started = startNamed(this.#host, {
      ...next,
      clock: this.#clock,
      journal: this.#journal,
      random,
    });
    this.#server = isBindProblem(started) ? null : started;
    return this.#server !== null;
  }

  #configuration(): NamedConfiguration | null {
    const { file } = this.#words;
    // Without a file, named's defaults.
    if (file === null) return readNamedConf('', { fileName: 'built-in' });
    const path = resolve(file);
    log(`loading configuration from '${path}'`);
    const text = readText(path);
    if (text === null) {
      log(`open: ${path}: file not found`);
      return null;
    }
    const configuration = readNamedConf(text, {
      fileName: path,
      readInclude: (included, directory) => readText(resolve(directory ?? '.', included)),
    });
    for (const diagnostic of configuration.diagnostics) log(configLine(diagnostic));
    return configuration.errors === 0 ? configuration : null;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** BIND: `21-Nov-2026 11:47:13.930 text`, in local time; with -g neither category nor severity. */
function log(text: string): void {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  const date = `${two(now.getDate())}-${MONTHS[now.getMonth()] ?? ''}-${now.getFullYear()}`;
  const time = `${two(now.getHours())}:${two(now.getMinutes())}:${two(now.getSeconds())}`;
  process.stderr.write(`${date} ${time}.${String(now.getMilliseconds()).padStart(3, '0')} ${text}\n`);
}
