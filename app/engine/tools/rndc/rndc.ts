/**
 * rndc, as BIND 9.18 has it: sends named a command over its control channel, signed with a shared key.
 *
 * A walk of `rndc flush`: the words are read (arguments.ts), then rndc.conf, or rndc.key where that is not there
 * (configuration.ts), for the server, its port and the key; a connection is made and the empty command `null` sent,
 * whose reply brings a nonce; then `flush` goes with that nonce, and its reply is printed (exchange.ts, and
 * server/control/ for the messages).
 */
import type { KeyClause } from '../../config/key-clause.ts';
import type { Endpoint } from '../../network/journal.ts';
import { addressOctets } from '../../protocol/address.ts';
import { base64Octets } from '../../protocol/encodings.ts';
import { controlAlgorithm, type ControlKey } from '../../server/control/keys.ts';
import { resultNamed } from '../../server/control/results.ts';
import { utf8Octets } from '../dig/idn.ts';
import { problemText } from '../dig/system.ts';
import { isFileProblem, isNetProblem, type Tool, type ToolContext } from '../tool.ts';
import { readRndcWords, type RndcWords } from './arguments.ts';
import { readRndcConfiguration, type RndcConfiguration, type RndcServer } from './configuration.ts';
import { ControlConnection } from './exchange.ts';
import { RNDC_USAGE } from './usage.ts';

/** Where Debian's BIND has its configuration. */
const CONFIG_FILE = '/etc/bind/rndc.conf';
const KEY_FILE = '/etc/bind/rndc.key';
const DEFAULT_PORT = 953;
/** BIND: addresses of one server that are tried. */
const MOST_ADDRESSES = 10;

export const rndc: Tool = async (context) => {
  const words = readRndcWords(context.args);
  if ('kind' in words) {
    if (words.words !== '') context.err(`rndc: ${utf8Octets(words.words)}\n`);
    if (words.usage) context.err(RNDC_USAGE);
    return words.status;
  }
  if (words.command === null) {
    context.err(RNDC_USAGE);
    return 1;
  }
  const run = new Rndc(context, words, words.command);
  try {
    return await run.run();
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    context.err(utf8Octets(`rndc: ${error.message}\n`));
    return 1;
  }
};

/** What ends rndc with exit status 1; its message is the words on standard error. Thrown and caught in this file only. */
class Fatal extends Error {}

class Rndc {
  readonly #context: ToolContext;
  readonly #words: RndcWords;
  readonly #command: string;

  constructor(context: ToolContext, words: RndcWords, command: string) {
    this.#context = context;
    this.#words = words;
    this.#command = command;
  }

  async run(): Promise<number> {
    this.#notify(this.#command);
    for (const step of ['create task', 'enabling log channel']) this.#notify(step);
    const keyFileOnly = await this.#keyFileOnly();
    this.#notify('create parser');
    const configuration = await this.#configuration(keyFileOnly);
    const { options, servers } = configuration;
    const name = this.#words.server ?? (keyFileOnly ? '127.0.0.1' : options.defaultServer);
    if (name === undefined) throw new Fatal('no server specified and no default');
    const server = servers.find((each) => each.name.toLowerCase() === name.toLowerCase()) ?? null;
    const key = this.#key(configuration, server, keyFileOnly);
    const port = this.#words.port ?? server?.port ?? options.defaultPort ?? DEFAULT_PORT;
    if (port < 1 || port > 65_535) throw new Fatal(`port ${port} out of range`);
    const places = await this.#places(name, server, port);
    this.#notify('post event');
    const local = [...this.#words.sources, ...(server?.sources ?? []), ...options.sources];
    return this.#ask(name, places, local, key);
  }

  /** Whether there is no rndc.conf and the key file is to be read in its place. */
  async #keyFileOnly(): Promise<boolean> {
    const { configFile, keyFile } = this.#words;
    const isThere = async (path: string): Promise<boolean> => {
      const octets = await this.#context.files.read(path);
      return !isFileProblem(octets) || octets.reason !== 'not-found';
    };
    if (configFile !== null) {
      if (await isThere(configFile)) return false;
      throw new Fatal(`${configFile} does not exist`);
    }
    if (await isThere(CONFIG_FILE)) return false;
    if (await isThere(keyFile ?? KEY_FILE)) return true;
    throw new Fatal(`neither ${CONFIG_FILE} nor ${keyFile ?? KEY_FILE} was found`);
  }

  async #configuration(keyFileOnly: boolean): Promise<RndcConfiguration> {
    const { configFile, keyFile } = this.#words;
    const path = keyFileOnly ? (keyFile ?? KEY_FILE) : (configFile ?? CONFIG_FILE);
    const read = await readRndcConfiguration(this.#context.files, path, keyFileOnly);
    if (!('kind' in read)) return read;
    this.#context.err(utf8Octets(`rndc: error: ${read.words}\n`));
    throw new Fatal('could not load rndc configuration');
  }

  #key({ keys, options }: RndcConfiguration, server: RndcServer | null, keyFileOnly: boolean): ControlKey {
    let clause: KeyClause | undefined;
    if (keyFileOnly) {
      this.#notify('get key');
      [clause] = keys;
      if (clause === undefined) throw new Fatal('get key: not found');
    } else {
      const name = this.#words.keyName ?? this.#keyName(options, server);
      this.#notify('get config key list');
      if (keys.length === 0) throw new Fatal('get config key list: not found');
      clause = keys.find((key) => key.name.toLowerCase() === name.toLowerCase());
      if (clause === undefined) throw new Fatal(`no key definition for name ${name}`);
    }
    if (clause.algorithm === null || clause.secret === null)
      throw new Fatal('key must have algorithm and secret');
    const algorithm = controlAlgorithm(clause.algorithm);
    if (algorithm === null) throw new Fatal(`unsupported algorithm: ${clause.algorithm}`);
    this.#notify('decode base64 secret');
    const secret = base64Octets(clause.secret.replace(/\s/g, ''));
    if (secret === null) throw new Fatal('decode base64 secret: bad base64 encoding');
    return { name: clause.name, algorithm, secret };
  }

  #keyName({ given, defaultKey }: RndcConfiguration['options'], server: RndcServer | null): string {
    if (server !== null) {
      this.#notify('get key for server');
      if (server.key === undefined) throw new Fatal('get key for server: not found');
      return server.key;
    }
    if (!given) throw new Fatal('no key for server and no default');
    this.#notify('get default key');
    if (defaultKey === undefined) throw new Fatal('get default key: not found');
    return defaultKey;
  }

  async #places(name: string, server: RndcServer | null, port: number): Promise<Endpoint[]> {
    const given = server?.addresses ?? [{ host: name, port: null }];
    const places: Endpoint[] = [];
    for (const { host, port: own } of given) {
      for (const address of await this.#addressesOf(host)) places.push({ address, port: own ?? port });
    }
    return places.slice(0, MOST_ADDRESSES);
  }

  async #addressesOf(host: string): Promise<readonly string[]> {
    if (addressOctets(host) !== null) return [host];
    const found = host === '' ? [] : await this.#context.net.lookup(host, this.#words.family);
    if (isNetProblem(found) || found.length === 0)
      throw new Fatal(`couldn't get address for '${host}': not found`);
    return found;
  }

  async #ask(
    name: string,
    places: readonly Endpoint[],
    sources: readonly string[],
    key: ControlKey,
  ): Promise<number> {
    for (const [i, place] of places.entries()) {
      const at = `${place.address}#${place.port}`;
      this.#notify(`using server ${name} (${at})`);
      const octets = addressOctets(place.address)?.length;
      const address = sources.find((source) => addressOctets(source)?.length === octets);
      const local = address === undefined ? {} : { address };
      const connection = await ControlConnection.open(this.#context, place, local, key);
      if (connection instanceof ControlConnection) {
        try {
          return await this.#converse(connection);
        } finally {
          connection.close();
        }
      }
      const why = problemText(connection);
      if (i === places.length - 1) throw new Fatal(`connect failed: ${at}: ${why}`);
      this.#notify(`connection failed: ${at}: ${why}`);
    }
    throw new Fatal('connect failed');
  }

  async #converse(connection: ControlConnection): Promise<number> {
    const notify = (what: string): void => this.#notify(what);
    const greeting = await connection.ask('null', notify);
    if ('kind' in greeting) throw new Fatal(greeting.words);
    const reply = await connection.ask(this.#command, notify);
    if ('kind' in reply) throw new Fatal(reply.words);
    return this.#print(reply.data);
  }

  #print(data: ReadonlyMap<string, string>): number {
    const { out, err } = this.#context;
    const { printResult, quiet } = this.#words;
    const error = data.get('err');
    const failed = error !== undefined;
    const [command = ''] = this.#command.split(' ');
    if (failed) err(utf8Octets(`rndc: '${command}' failed: ${error}\n`));
    const text = data.get('text') ?? '';
    if (text !== '' && (!quiet || failed)) (failed ? err : out)(utf8Octets(`${text}\n`));
    const number = Number(data.get('result') ?? 0);
    if (printResult) out(`${resultNamed(number)} ${number}\n`);
    return failed ? 1 : 0;
  }

  #notify(what: string): void {
    if (this.#words.verbose) this.#context.err(utf8Octets(`${what}\n`));
  }
}
