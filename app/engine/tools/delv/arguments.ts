/**
 * delv's command line: words in any order, and unlike dig's one question only.
 *
 * A word that is a type or a class is taken as such until a -t or -c has come; of the others the first is the name,
 * and those behind it are passed over without a word (BIND).
 */
import { CLASS, TYPE, classNumber, typeNumber } from '../../protocol/codes.ts';
import { addressOctets } from '../../protocol/address.ts';
import { parseUint } from '../dig/numbers.ts';
import { reverseName } from '../dig/reverse.ts';
import { DIG_VERSION } from '../dig/dash-options.ts';
import type { Console, Stop } from './console.ts';
import { applyPlusOption } from './plus-options.ts';
import type { Settings } from './settings.ts';

const WITHOUT_VALUE = '46himv';
const WITH_VALUE = 'abcdpqtx';
const MOST_DEBUG = 99;

/** Reads all words into the settings. */
export function readWords(out: Console, settings: Settings, words: readonly string[]): Stop | null {
  return preview(out, words) ?? new WordReader(out, settings).read(words);
}

/** The first look: -4 with -6, and an option at the end that lacks its value. */
function preview(out: Console, words: readonly string[]): Stop | null {
  const families = new Set<string>();
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) continue;
    const letters = /^[46himv]*/.exec(word.slice(1))?.[0] ?? '';
    for (const letter of letters) if (letter === '4' || letter === '6') families.add(letter);
    if (families.size === 2) return out.fatal('only one of -4 and -6 allowed');
    const rest = word.slice(1 + letters.length);
    if (rest.length !== 1 || !WITH_VALUE.includes(rest)) continue;
    if (++i >= words.length) return out.invalid(`-${rest}`);
  }
  return null;
}

class WordReader {
  readonly #out: Console;
  readonly #settings: Settings;
  #typeSet = false;
  #classSet = false;
  /** The last that -c gave. */
  #latestClass: number | null = null;
  /** Whether a bare word may be a type or a class. */
  #open = true;
  #bareName: string | null = null;

  constructor(out: Console, settings: Settings) {
    this.#out = out;
    this.#settings = settings;
  }

  read(words: readonly string[]): Stop | null {
    const settings = this.#settings;
    for (let i = 0; i < words.length; i++) {
      const word = words[i] ?? '';
      if (word.startsWith('@')) settings.server = word.slice(1);
      else if (word.startsWith('+')) {
        const stop = applyPlusOption(this.#out, settings, word.slice(1));
        if (stop) return stop;
      } else if (word.startsWith('-')) {
        const outcome = this.#dash(word.slice(1), words[i + 1]);
        if (typeof outcome !== 'boolean') return outcome;
        if (outcome) i++;
      } else {
        const stop = this.#bare(word);
        if (stop) return stop;
      }
    }
    settings.name ??= this.#bareName;
    if (settings.name === null && !this.#typeSet) settings.type = TYPE.NS;
    settings.name ??= '.';
    return null;
  }

  #bare(word: string): Stop | null {
    const type = this.#open ? typeNumber(word) : null;
    if (type !== null) return this.#type(type);
    const klass = this.#open ? classNumber(word) : null;
    if (klass !== null) {
      if (this.#classSet) this.#out.warning('extra query class');
      else if (klass !== CLASS.IN) this.#out.warning('ignoring non-IN query class');
      return null;
    }
    this.#bareName ??= word;
    return null;
  }

  /** True: the next word was the value. */
  #dash(text: string, next: string | undefined): boolean | Stop {
    let rest = text;
    while (rest !== '' && WITHOUT_VALUE.includes(rest.charAt(0))) {
      const stop = this.#withoutValue(rest.charAt(0));
      if (stop) return stop;
      rest = rest.slice(1);
      if (rest === '') return false;
    }
    const value = rest.length > 1 ? rest.slice(1) : next;
    const letter = rest.charAt(0);
    if (value === undefined || letter === '' || !WITH_VALUE.includes(letter))
      return this.#out.invalid(`-${rest}`);
    return this.#withValue(letter, value) ?? rest.length === 1;
  }

  #withoutValue(letter: string): Stop | null {
    const settings = this.#settings;
    switch (letter) {
      case '4':
      case '6': {
        const there = letter === '4' ? settings.ipv4 : settings.ipv6;
        if (!there) return this.#out.fatal(`IPv${letter} networking not available`);
        if (letter === '4') settings.ipv6 = false;
        else settings.ipv4 = false;
        return null;
      }
      case 'h':
        return this.#out.usage();
      case 'i':
        settings.insecure = true;
        settings.validate = false;
        return null;
      case 'v':
        this.#out.err(`delv ${DIG_VERSION}\n`);
        return { kind: 'stop', exitCode: 0 };
      default:
        // -m: what the program's memory does is no matter here.
        return null;
    }
  }

  #withValue(letter: string, value: string): Stop | null {
    const settings = this.#settings;
    switch (letter) {
      case 'a':
        settings.anchorFile = value;
        return null;
      case 'b':
        return this.#source(value);
      case 'c':
        if (this.#classSet) this.#out.warning('extra query class');
        this.#open = false;
        this.#class(value);
        return null;
      case 'd':
        return this.#number(value, MOST_DEBUG, 'debug level', (level) => (settings.debugLevel = level));
      case 'p':
        return this.#number(value, 0xffff, 'port', (port) => (settings.port = port));
      case 'q':
        this.#name(value);
        return null;
      case 't': {
        this.#open = false;
        const type = typeNumber(value);
        if (type !== null) return this.#type(type);
        this.#out.warning('ignoring invalid type');
        return null;
      }
      default:
        this.#name(reverseName(value));
        if (this.#typeSet) this.#out.warning('extra query type');
        settings.type = TYPE.PTR;
        this.#typeSet = true;
        return null;
    }
  }

  /** BIND: a class that is known passes without a word, whatever it is, and IN is asked for anyhow. */
  #class(value: string): void {
    const klass = classNumber(value);
    // BIND: of one that is not known it says what holds for the one before, if there was one.
    if (klass === null && this.#latestClass === CLASS.IN) this.#out.warning('ignoring invalid class');
    else if (klass === null) this.#out.warning('ignoring non-IN query class');
    else this.#classSet = true;
    this.#latestClass = klass ?? this.#latestClass;
  }

  #name(name: string): void {
    if (this.#settings.name !== null) this.#out.warning('extra query name');
    this.#settings.name = name;
  }

  #type(type: number): Stop | null {
    if (this.#typeSet) this.#out.warning('extra query type');
    if (type === TYPE.AXFR || type === TYPE.IXFR) return this.#out.fatal('Transfer not supported');
    this.#settings.type = type;
    this.#typeSet = true;
    return null;
  }

  #number(text: string, most: number, what: string, keep: (value: number) => void): Stop | null {
    let value = parseUint(text, 10);
    if (typeof value === 'number' && value > most) value = 'out of range';
    if (typeof value === 'number') {
      keep(value);
      return null;
    }
    this.#out.out(`invalid ${what} '${text}': ${value}\n`);
    return this.#out.fatal(`Couldn't parse ${what === 'port' ? 'port number' : what}`);
  }

  /** -b ADDRESS#PORT, one of each family. */
  #source(value: string): Stop | null {
    const hash = value.indexOf('#');
    let port = 0;
    if (hash >= 0) {
      const stop = this.#number(value.slice(hash + 1), 0xffff, 'port', (number) => (port = number));
      if (stop) return stop;
    }
    const address = hash < 0 ? value : value.slice(0, hash);
    const octets = addressOctets(address);
    if (octets === null) return this.#out.fatal(`Invalid address ${value}`);
    const family = octets.length === 4 ? 'ipv4' : 'ipv6';
    if (this.#settings.sources[family] !== null)
      // BIND: with an empty line behind it.
      return this.#out.fatal('Only one local address per family can be specified\n');
    this.#settings.sources[family] = { address, port };
    return null;
  }
}
