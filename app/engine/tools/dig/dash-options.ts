/**
 * dig's options with one dash. Several without a value may share a dash (`-4r`), and a value may follow its letter
 * at once (`-p5300`) or as the next word.
 */
import { CLASS, TYPE, classNumber, typeNumber } from '../../protocol/codes.ts';
import { addressOctets } from '../../protocol/rdata.ts';
import type { Reading } from './arguments.ts';
import { helpText } from './help.ts';
import { readAlgorithm } from './key-algorithm.ts';
import { numberOption } from './numbers.ts';
import { usage } from './options.ts';
import { reverseName } from './reverse.ts';
import type { Dig, Lookup, Stop } from './state.ts';

const WITHOUT_VALUE = '46dhimnruv';
const ALL = '46bcdfhikmnpqrtvyx';
export const DIG_VERSION = '9.18.49-rootwalk';

/** The first look at the words: bad letters, -r, and -4 with -6, before .digrc is read or anything is done. */
export function preview(dig: Dig, words: readonly string[]): Stop | null {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-')) continue;
    let rest = word.slice(1);
    while (rest !== '' && WITHOUT_VALUE.includes(rest.charAt(0))) {
      const letter = rest.charAt(0);
      if (letter === 'r') dig.readRc = false;
      if (letter === '4') dig.onlyIpv4 = true;
      if (letter === '6') dig.onlyIpv6 = true;
      if (dig.onlyIpv4 && dig.onlyIpv6) return dig.fatal('only one of -4 and -6 allowed');
      rest = rest.slice(1);
    }
    if (rest === '') continue;
    if (!ALL.includes(rest.charAt(0))) return invalid(dig, rest);
    if (rest.length > 1) continue;
    i++;
    if (i >= words.length) return invalid(dig, rest);
  }
  return null;
}

function invalid(dig: Dig, option: string): Stop {
  dig.err(`Invalid option: -${option}\n`);
  return usage(dig);
}

/** Applies one word that begins with a dash. `true`: the next word was its value. */
export function applyDashOption(reading: Reading, text: string, next: string | undefined): boolean | Stop {
  const { dig } = reading;
  let rest = text;
  while (rest !== '' && WITHOUT_VALUE.includes(rest.charAt(0))) {
    const stop = withoutValue(dig, reading.lookup, rest.charAt(0));
    if (stop) return stop;
    rest = rest.slice(1);
    if (rest === '') return false;
  }
  const fromNext = rest.length <= 1;
  const value = fromNext ? next : rest.slice(1);
  if (value === undefined || rest === '') return invalid(dig, rest);
  const stop = withValue(reading, rest.charAt(0), value);
  if (stop === 'unknown') return invalid(dig, rest);
  return stop ?? fromNext;
}

function withoutValue(dig: Dig, lookup: Lookup, letter: string): Stop | null {
  switch (letter) {
    case '4':
      if (!dig.ipv4) return dig.fatal("can't find IPv4 networking");
      dig.ipv6 = false;
      return null;
    case '6':
      if (!dig.ipv6) return dig.fatal("can't find IPv6 networking");
      dig.ipv4 = false;
      return null;
    case 'h':
      dig.out(helpText());
      return { kind: 'stop', exitCode: 0 };
    case 'v':
      // BIND: on standard error.
      dig.err(`DiG ${DIG_VERSION}\n`);
      return { kind: 'stop', exitCode: 0 };
    case 'u':
      lookup.microseconds = true;
      return null;
    default:
      // -r was seen before; -d and -m tell about BIND's own insides, -i and -n have no effect any more.
      return null;
  }
}

function withValue(reading: Reading, letter: string, value: string): Stop | 'unknown' | null {
  const { dig, lookup } = reading;
  switch (letter) {
    case 'b':
      return bind(dig, value);
    case 'c': {
      if (lookup.classSet) dig.err(';; Warning, extra class option\n');
      reading.open = false;
      const number = classNumber(value);
      if (number === null) {
        dig.err(`;; Warning, ignoring invalid class ${value}\n`);
        return null;
      }
      lookup.class = number;
      lookup.classSet = true;
      return null;
    }
    case 'f':
      dig.batchFile = value;
      return null;
    case 'k':
      dig.keyFile = value;
      return null;
    case 'p': {
      const port = numberOption(dig, value, 0xffff, 'port number');
      if (port === null) return dig.fatal("Couldn't parse port number");
      dig.port = port;
      dig.portSet = true;
      return null;
    }
    case 'q':
      if (!reading.configOnly) reading.addName(value);
      return null;
    case 't':
      return dashType(reading, value);
    case 'x': {
      const added = reading.addName(reverseName(value));
      if (!added.typeSet) added.type = TYPE.PTR;
      if (!added.classSet) added.class = CLASS.IN;
      return null;
    }
    case 'y':
      return key(dig, value);
    default:
      return 'unknown';
  }
}

function bind(dig: Dig, value: string): Stop | null {
  const hash = value.indexOf('#');
  let port = 0;
  if (hash >= 0) {
    const read = numberOption(dig, value.slice(hash + 1), 0xffff, 'port number');
    if (read === null) return dig.fatal("Couldn't parse port number");
    port = read;
  }
  const address = hash >= 0 ? value.slice(0, hash) : value;
  const octets = addressOctets(address);
  if (octets?.length === 16 && dig.ipv6) dig.ipv4 = false;
  else if (octets?.length === 4 && dig.ipv4) dig.ipv6 = false;
  else return dig.fatal(`invalid address ${value}`);
  dig.source = { address, port };
  return null;
}

function dashType(reading: Reading, value: string): Stop | null {
  const { dig, lookup } = reading;
  reading.open = false;
  if (/^ixfr=/i.test(value)) {
    if (lookup.typeSet) dig.err(';; Warning, extra type option\n');
    return setIxfr(reading, value.slice(5));
  }
  const type = typeNumber(value);
  if (type === null || type === TYPE.IXFR) {
    dig.err(`;; Warning, ignoring invalid type ${value}\n`);
    return null;
  }
  if (lookup.typeSet) dig.err(';; Warning, extra type option\n');
  setType(reading, type);
  if (reading.configOnly) lookup.typeSet = false;
  return null;
}

/** A type was named. BIND: transfers hide question and comments unless asked for, and ANY goes over TCP. */
export function setType({ dig, lookup }: Reading, type: number): void {
  lookup.type = type;
  lookup.typeSet = true;
  if (type === TYPE.AXFR) {
    lookup.question = dig.plusQuestion;
    lookup.comments = dig.plusComments;
  } else if (type === TYPE.ANY && !lookup.tcpSet) {
    lookup.tcp = true;
  }
  lookup.ixfrSerial = 0;
}

export function setIxfr({ dig, lookup }: Reading, serialText: string): Stop | null {
  lookup.type = TYPE.IXFR;
  lookup.typeSet = true;
  const serial = numberOption(dig, serialText, 0xffffffff, 'serial number');
  if (serial === null) return dig.fatal("Couldn't parse serial number");
  lookup.ixfrSerial = serial;
  lookup.question = dig.plusQuestion;
  lookup.comments = dig.plusComments;
  if (!lookup.tcpSet) lookup.tcp = true;
  return null;
}

/** `[algorithm:]name:secret`; the key itself is made when all words are read. */
function key(dig: Dig, value: string): Stop | null {
  const [first = '', second, third] = value.split(':').filter((part) => part !== '');
  if (second === undefined) return usage(dig);
  if (third === undefined) {
    dig.keyAlgorithm = { name: 'hmac-md5', bits: 0 };
  } else {
    const algorithm = readAlgorithm(dig, first);
    if (algorithm !== null && 'kind' in algorithm) return algorithm;
    dig.keyAlgorithm = algorithm ?? dig.keyAlgorithm;
  }
  dig.keyName = third === undefined ? first : second;
  dig.keySecret = third ?? second;
  return null;
}
