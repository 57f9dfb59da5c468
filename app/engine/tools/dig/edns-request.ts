/**
 * EDNS options of the question: what +ednsopt and +subnet mean, and all options in the order in which dig sends them.
 */
import { EDNS_OPTION } from '../../protocol/codes.ts';
import type { EdnsOption } from '../../protocol/message.ts';
import { addressOctets } from '../../protocol/rdata.ts';
import { hexOctets, numberOption, parseUint } from './numbers.ts';
import type { Dig, Lookup, Stop, Subnet } from './state.ts';

/** BIND: names that +ednsopt takes in place of a number. */
const OPTION_NAMES: ReadonlyMap<string, number> = new Map([
  ['LLQ', 1],
  ['NSID', 3],
  ['DAU', 5],
  ['DHU', 6],
  ['N3U', 7],
  ['ECS', 8],
  ['EXPIRE', 9],
  ['COOKIE', 10],
  ['KEEPALIVE', 11],
  ['PADDING', 12],
  ['PAD', 12],
  ['CHAIN', 13],
  ['KEY-TAG', 14],
  ['EDE', 15],
  ['CLIENT-TAG', 16],
  ['SERVER-TAG', 17],
  ['DEVICEID', 26946],
]);

const MOST_OPTIONS = 100;

/** `+ednsopt=code[:hex]`. */
export function saveEdnsOption(dig: Dig, lookup: Lookup, value: string | null): Stop | null {
  const text = (value ?? '').replace(/^:+/, '');
  if (text === '') return dig.unreadable('ednsopt no code point specified');
  if (lookup.ednsOptions.length >= MOST_OPTIONS) return dig.fatal('too many ednsopts');
  const colon = text.indexOf(':');
  const codeText = colon < 0 ? text : text.slice(0, colon);
  const hex = colon < 0 ? '' : text.slice(colon + 1);
  const code = OPTION_NAMES.get(codeText.toUpperCase()) ?? numberOption(dig, codeText, 65535, 'ednsopt');
  if (code === null) return dig.fatal(`bad edns code point: ${codeText}`);
  const data = hexOctets(hex);
  if (data === null) return dig.fatal('isc_hex_decodestring: bad hex encoding');
  lookup.ednsOptions.push({ code, data });
  return null;
}

/** `+subnet=address[/prefix]`; `0` is the empty subnet, and `10/8` a short way to write one. */
export function readSubnet(dig: Dig, text: string): Subnet | Stop {
  if (text === '0') return { family: 0, octets: new Uint8Array(4), prefix: 0 };
  const slash = text.indexOf('/');
  let prefix = Number.POSITIVE_INFINITY;
  if (slash >= 0) {
    const read = parseUint(text.slice(slash + 1), 10);
    if (typeof read !== 'number') return dig.fatal(`invalid prefix length in '${text}': ${read}\n`);
    prefix = read;
  }
  let address = slash < 0 ? text : text.slice(0, slash);
  let octets = addressOctets(address);
  for (let i = 0; i < 3 && octets === null && slash >= 0; i++) {
    address += '.0';
    octets = addressOctets(address);
  }
  if (octets === null) return dig.fatal(`invalid address '${text}'`);
  return { family: octets.length === 4 ? 4 : 6, octets, prefix: Math.min(prefix, octets.length * 8) };
}

/** All options of the question, in dig's order. Padding comes last; its length is settled when all else is known. */
export function requestOptions(dig: Dig, lookup: Lookup): EdnsOption[] | Stop {
  const none = new Uint8Array(0);
  const options: EdnsOption[] = [];
  if (lookup.nsid) options.push({ code: EDNS_OPTION.NSID, data: none });
  if (lookup.subnet) options.push({ code: EDNS_OPTION.CLIENT_SUBNET, data: subnetOctets(lookup.subnet) });
  if (lookup.sendCookie) {
    const data = lookup.cookie === null ? dig.clientCookie : hexOctets(lookup.cookie);
    if (data === null) return dig.fatal('isc_hex_decodestring: bad hex encoding');
    options.push({ code: EDNS_OPTION.COOKIE, data });
  }
  if (lookup.expire) options.push({ code: EDNS_OPTION.EXPIRE, data: none });
  if (lookup.keepalive) options.push({ code: EDNS_OPTION.TCP_KEEPALIVE, data: none });
  options.push(...lookup.ednsOptions);
  if (lookup.padding !== 0) options.push({ code: EDNS_OPTION.PADDING, data: none });
  return options;
}

/** RFC 7871 §6: family, source prefix, scope 0, and as many octets as the prefix needs, the rest of the last one cleared. */
function subnetOctets(subnet: Subnet): Uint8Array {
  const length = Math.ceil(subnet.prefix / 8);
  const data = new Uint8Array(4 + length);
  data.set([0, subnet.family === 6 ? 2 : 1, subnet.prefix, 0]);
  data.set(subnet.octets.subarray(0, length), 4);
  const used = subnet.prefix % 8;
  if (used !== 0) data[data.length - 1] = (data[data.length - 1] ?? 0) & (0xff << (8 - used));
  return data;
}
