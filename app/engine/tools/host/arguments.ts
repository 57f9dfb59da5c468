/** host's command line. */
import { CLASS, TYPE, classNumber, typeNumber } from '../../protocol/codes.ts';
import type { Dig, Lookup, Stop } from '../dig/state.ts';
import { serversNamed } from '../dig/system.ts';
import type { Letter } from '../shared/letters.ts';
import { leadingInteger } from '../shared/number-words.ts';
import { strictReverse } from '../shared/strict-reverse.ts';
import type { HostSettings } from './settings.ts';
import { USAGE } from './usage.ts';

/** What isc_commandline_parse is told: letters, a colon behind those with a value. */
export const KNOWN_LETTERS = '46aAc:dilnm:p:rst:vVwCDN:R:TUW:';
/** Seconds: as long as a timer can be set. */
const FOREVER = 2_147_483;

export function usage(dig: Dig): Stop {
  dig.err(USAGE);
  return { kind: 'stop', exitCode: 1 };
}

/** Makes options and words into the first lookup, and queues it. */
export async function readHostWords(
  dig: Dig,
  settings: HostSettings,
  options: readonly Letter[],
  rest: readonly string[],
): Promise<Stop | null> {
  const lookup = dig.template.clone();
  for (const option of options) {
    const stop = apply(dig, settings, lookup, option);
    if (stop) return stop;
  }
  settings.tries = dig.tries;
  lookup.retries = dig.tries;
  const [name, server] = rest;
  if (name === undefined) return usage(dig);
  if (server === undefined) {
    dig.checkRecursion = true;
  } else {
    const servers = await serversNamed(dig, server);
    if (typeof servers === 'string') return dig.fatal(`couldn't get address for '${server}': ${servers}`);
    dig.systemServers = servers;
    settings.serverGiven = true;
  }
  const reverse = strictReverse(name);
  lookup.text = reverse ?? name;
  if (reverse === null) {
    dig.useSearch = true;
  } else {
    lookup.type = TYPE.PTR;
    settings.defaultTypes = false;
  }
  lookup.newSearch = true;
  dig.queue.push(lookup);
  return null;
}

function apply(dig: Dig, settings: HostSettings, lookup: Lookup, { letter, value }: Letter): Stop | null {
  switch (letter) {
    case 'l':
      lookup.tcp = true;
      lookup.type = TYPE.AXFR;
      lookup.typeSet = true;
      dig.fatalExit = 3;
      return null;
    case 'v':
    case 'd':
      settings.verbose = true;
      return null;
    case 'r':
      lookup.recurse = false;
      return null;
    case 't':
      return setType(dig, settings, lookup, value);
    case 'c':
      return setClass(dig, settings, lookup, value);
    case 'A':
    case 'a':
      if (letter === 'A') settings.withoutDnssec = true;
      if (!lookup.typeSet || lookup.type !== TYPE.AXFR) lookup.type = TYPE.ANY;
      lookup.typeSet = true;
      settings.listAddresses = false;
      settings.listType = TYPE.ANY;
      settings.verbose = true;
      settings.defaultTypes = false;
      return null;
    case 'C':
      searchNameServers(settings, lookup);
      return null;
    case 's':
      lookup.servfailStops = true;
      return null;
    case 'T':
    case 'U':
      lookup.tcp = letter === 'T';
      lookup.tcpSet = true;
      return null;
    default:
      setNumber(dig, letter, value);
      return null;
  }
}

/** Numbers are taken as atoi takes them, mistakes and all. -D, -i, -m and -n change nothing that can be seen here. */
function setNumber(dig: Dig, letter: string, value: string): void {
  if (letter === 'w') dig.timeout = FOREVER;
  else if (letter === 'W') dig.timeout = Math.min(FOREVER, Math.max(1, leadingInteger(value)));
  else if (letter === 'R') dig.tries = Math.max(2, leadingInteger(value) + 1);
  else if (letter === 'N') dig.ndots = leadingInteger(value);
  else if (letter === 'p') dig.port = leadingInteger(value) & 0xffff;
}

function setType(dig: Dig, settings: HostSettings, lookup: Lookup, value: string): Stop | null {
  const incremental = /^ixfr=/i.test(value);
  const type = incremental ? TYPE.IXFR : typeNumber(value);
  if (type === null) {
    dig.fatalExit = 2;
    return dig.fatal(`invalid type: ${value}\n`);
  }
  if (!lookup.typeSet || lookup.type !== TYPE.AXFR) lookup.type = type;
  lookup.typeSet = true;
  settings.defaultTypes = settings.listAddresses = false;
  if (type === TYPE.AXFR) {
    settings.listType = TYPE.ANY;
    settings.verbose = true;
    lookup.tcp = true;
  } else if (type === TYPE.IXFR) {
    lookup.ixfrSerial = incremental ? leadingInteger(value.slice(5)) >>> 0 : 0;
    lookup.tcp = true;
    settings.listType = type;
  } else if (type === TYPE.ANY) {
    // BIND: `-l -t any` shows what was shown before, addresses of IPv4 if nothing was said.
    if (!lookup.tcpSet) lookup.tcp = true;
  } else {
    settings.listType = type;
  }
  return null;
}

function setClass(dig: Dig, settings: HostSettings, lookup: Lookup, value: string): Stop | null {
  const number = classNumber(value);
  if (number === null) {
    dig.fatalExit = 2;
    return dig.fatal(`invalid class: ${value}\n`);
  }
  lookup.class = number;
  settings.defaultTypes = false;
  return null;
}

/** -C: the zone's name servers, and the SOA record that each of them has. */
function searchNameServers(settings: HostSettings, lookup: Lookup): void {
  lookup.type = TYPE.NS;
  lookup.typeSet = true;
  lookup.class = CLASS.IN;
  lookup.nsSearch = lookup.traceRoot = true;
  settings.everyServer = true;
  settings.defaultTypes = false;
}
