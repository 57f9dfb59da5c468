/**
 * dig's command line: words in any order, several questions, .digrc and batch files.
 *
 * Read from the left, an option changes the template as long as no name has come, and the latest name's own lookup
 * afterwards. A word that is a type or a class is taken as such; any other word is a name and begins a lookup.
 */
import { CLASS, TYPE, classNumber, typeNumber } from '../../protocol/codes.ts';
import { isFileProblem } from '../tool.ts';
import { DIG_VERSION, applyDashOption, setIxfr, setType } from './dash-options.ts';
import { applyPlusOption } from './options.ts';
import type { Dig, Lookup, Stop } from './state.ts';
import { serversNamed } from './system.ts';

/** The state of reading one line of words. */
export class Reading {
  readonly dig: Dig;
  readonly words: readonly string[];
  /** The words as the greeting has them. BIND: reading them cuts off a separator that nothing follows. */
  readonly shown: string[];
  readonly inBatch: boolean;
  /** .digrc: options only. */
  readonly configOnly: boolean;
  /** What options go to. */
  lookup: Lookup;
  /** True when the next name begins a lookup of its own. */
  needClone = true;
  /** Whether a bare word may still be a type or a class (a -t or -c ends that). */
  open = true;
  #firstName = true;
  #serversGiven = false;

  constructor(dig: Dig, words: readonly string[], inBatch: boolean, configOnly: boolean) {
    this.dig = dig;
    this.words = words;
    this.shown = [...words];
    this.inBatch = inBatch;
    this.configOnly = configOnly;
    if (inBatch && !configOnly) {
      this.lookup = dig.template.clone();
      this.needClone = false;
    } else {
      this.lookup = dig.template;
    }
  }

  /** A name begins a lookup (or names the one that a batch line already has). */
  addName(name: string): Lookup {
    if (this.needClone) this.lookup = this.dig.template.clone();
    this.needClone = true;
    const lookup = this.lookup;
    lookup.text = name;
    lookup.traceRoot = lookup.trace || lookup.nsSearch;
    lookup.newSearch = true;
    if (this.#firstName) greet(this.dig, lookup, this.shown);
    this.#firstName = false;
    this.dig.queue.push(lookup);
    return lookup;
  }

  /** `@server`. */
  async server(given: string): Promise<Stop | 'skip' | null> {
    const servers = await serversNamed(this.dig, given);
    this.dig.addressCount = typeof servers === 'string' ? 0 : servers.length;
    if (typeof servers !== 'string') {
      this.lookup.servers.push(...servers);
      this.#serversGiven = true;
      return null;
    }
    const text = `couldn't get address for '${given}': ${servers}`;
    if (!this.inBatch || this.configOnly) return this.dig.fatal(text);
    this.dig.err(`${text}: skipping lookup\n`);
    const at = this.dig.queue.indexOf(this.lookup);
    if (at >= 0) this.dig.queue.splice(at, 1);
    return 'skip';
  }

  get serversGiven(): boolean {
    return this.#serversGiven;
  }
}

/** Reads one line of words; the lookups it asks for are put into the queue. */
export async function readArguments(reading: Reading): Promise<Stop | null> {
  const { dig, words } = reading;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word.startsWith('%')) break;
    if (word.startsWith('@')) {
      const stop = await reading.server(word.slice(1));
      if (stop === 'skip') return null;
      if (stop) return stop;
    } else if (word.startsWith('+')) {
      const stop = plus(reading, word.slice(1));
      if (stop) return stop;
      reading.shown[i] = word.replace(/([^=+])=$/, '$1');
    } else if (word.startsWith('-')) {
      const used = applyDashOption(reading, word.slice(1), words[i + 1]);
      if (typeof used === 'object') return used;
      if (used) i++;
      if (word.startsWith('-y')) reading.shown[i] = (words[i] ?? '').replace(/:$/, '');
    } else {
      const stop = bareWord(reading, word);
      if (stop) return stop;
    }
  }
  if (dig.batchFile !== null && !reading.inBatch) return null;
  if (dig.queue.length === 0 && !reading.configOnly) rootServers(reading);
  return null;
}

function plus(reading: Reading, text: string): Stop | null {
  const { dig } = reading;
  const { dns64Prefix } = reading.lookup;
  reading.lookup.dns64Prefix = false;
  const stop = applyPlusOption(dig, reading.lookup, text, reading.inBatch);
  const wanted = reading.lookup.dns64Prefix;
  reading.lookup.dns64Prefix = dns64Prefix;
  if (stop || !wanted) return stop;
  // +dns64prefix is a question of its own.
  if (reading.needClone) reading.lookup = dig.template.clone();
  reading.needClone = true;
  const lookup = reading.lookup;
  lookup.dns64Prefix = true;
  lookup.text = 'ipv4only.arpa';
  dig.printCommand = false;
  lookup.additional = lookup.authority = lookup.question = lookup.comments = lookup.stats = false;
  lookup.answer = true;
  lookup.recordComments = -1;
  lookup.type = TYPE.AAAA;
  lookup.typeSet = true;
  dig.queue.push(lookup);
  return null;
}

function bareWord(reading: Reading, word: string): Stop | null {
  const { dig, lookup } = reading;
  if (reading.open) {
    if (/^ixfr=/i.test(word)) {
      if (lookup.typeSet) dig.err(';; Warning, extra type option\n');
      return setIxfr(reading, word.slice(5));
    }
    const type = typeNumber(word);
    if (type === TYPE.IXFR) {
      dig.err(';; Warning, ixfr requires a serial number\n');
      return null;
    }
    if (type !== null) {
      if (lookup.typeSet) dig.err(';; Warning, extra type option\n');
      setType(reading, type);
      return null;
    }
    const number = classNumber(word);
    if (number !== null) {
      if (lookup.classSet) dig.err(';; Warning, extra class option\n');
      lookup.class = number;
      lookup.classSet = true;
      return null;
    }
  }
  if (!reading.configOnly) reading.addName(word);
  return null;
}

/** BIND: without a name, the root's name servers are asked for, whatever type was given. */
function rootServers(reading: Reading): void {
  const lookup = reading.addName('.');
  lookup.type = TYPE.NS;
  lookup.typeSet = true;
  if (!lookup.classSet) lookup.class = CLASS.IN;
}

/** The lines above the first output: version and words, servers found, global options. */
function greet(dig: Dig, lookup: Lookup, words: readonly string[]): void {
  if (!dig.printCommand) return;
  const shown = words.map((word) => ` ${word}`).join('');
  lookup.greeting = `${dig.greeted ? '' : '\n'}; <<>> DiG ${DIG_VERSION} <<>>${shown}\n`;
  if (dig.greeted) return;
  const count = dig.addressCount;
  if (count !== 0) lookup.greeting += `; (${count} server${count > 1 ? 's' : ''} found)\n`;
  lookup.greeting += `;; global options:${dig.shortForm ? ' +short' : ''}${dig.printCommand ? ' +cmd' : ''}\n`;
  dig.greeted = true;
}

/** Splits a line of a batch file or of .digrc into words. */
export function batchWords(line: string, most: number): string[] {
  return line
    .split(/[ \t\r\n]+/)
    .filter((word) => word !== '')
    .slice(0, most);
}

/** `$HOME/.digrc`: each line's options go before those of the command line. */
export async function readDigrc(dig: Dig): Promise<Stop | null> {
  const home = dig.context.env.get('HOME');
  if (home === undefined || !dig.readRc) return null;
  const octets = await dig.context.files.read(`${home}/.digrc`);
  if (isFileProblem(octets)) return null;
  for (const line of new TextDecoder().decode(octets).split('\n').slice(0, 10_000)) {
    const stop = await readArguments(new Reading(dig, batchWords(line, 61), true, true));
    if (stop) return stop;
  }
  return null;
}
