/**
 * Faults in the words of the network files: `refuses`, `late 20s`, `silent for sbs-music.com to 127.53.0.0/24`, `loss 30%`.
 *
 * There are three kinds. What a name server does wrong (`faults.ts`) can be narrowed to a zone (`for`) and to clients
 * (`to`). What is wrong with a host's line (`down`, `slow`, `loss` …) and what a firewall does (`drop …`, `reject …`)
 * are the host's as a whole.
 */
import { addressMatcher, readAddressNetwork } from '../network/address-match.ts';
import { readPacketRule, type PacketRule } from '../network/packet-rule.ts';
import { PORT_WAYS, type PortWay } from '../network/translation.ts';
import { isNameProblem, Name } from '../protocol/name.ts';
import { FAULT_WORDS, type Fault } from './faults.ts';

/** What is wrong with a host's line, or with the host. */
export type LineFault =
  /** It answers nothing, not even that it is down. */
  | { readonly kind: 'down' }
  /** So many milliseconds more for each packet, in each direction. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Up to so many more, at random. */
  | { readonly kind: 'jitter'; readonly milliseconds: number }
  /** The share of packets lost: 0 to 1. */
  | { readonly kind: 'loss'; readonly share: number }
  /** Its clock is ahead by so many milliseconds; behind, where that is negative. */
  | { readonly kind: 'clock'; readonly milliseconds: number };

export type HostFault =
  | { readonly of: 'server'; readonly text: string; readonly fault: Fault }
  | { readonly of: 'line'; readonly text: string; readonly fault: LineFault }
  | { readonly of: 'firewall'; readonly text: string; readonly rule: PacketRule }
  | { readonly of: 'nat'; readonly text: string; readonly ports: PortWay };

/** Words and examples, for messages. */
export const KNOWN_FAULTS: readonly string[] = [
  ...FAULT_WORDS,
  'late 20s',
  'ttl 5s',
  'down',
  'slow 300ms',
  'jitter 50ms',
  'loss 30%',
  'clock +1h',
  'drop in udp to port 512-1023',
  'reject out tcp',
  ...PORT_WAYS.map((way) => `nat ${way}`),
];

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Null for what is no fault. */
export function readHostFault(given: string): HostFault | null {
  const text = given.trim().replace(/\s+/g, ' ');
  const rule = readPacketRule(text);
  if (rule) return { of: 'firewall', text, rule };
  const way = PORT_WAYS.find((known) => text === `nat ${known}`);
  if (way) return { of: 'nat', text, ports: way };
  const line = readLineFault(text);
  if (line) return { of: 'line', text, fault: line };
  const fault = readFault(text);
  return fault && { of: 'server', text, fault };
}

/** What a name server does wrong: `refuses`, `late 400ms for example.com`. Null for anything else. */
export function readFault(given: string): Fault | null {
  const match = /^(.+?)(?: for (\S+))?(?: to (\S+))?$/.exec(given.trim().replace(/\s+/g, ' '));
  if (!match) return null;
  const [, what = '', zoneText, clients] = match;
  const zone = zoneText === undefined ? null : Name.parse(zoneText);
  if (zone !== null && isNameProblem(zone)) return null;
  if (clients !== undefined && readAddressNetwork(clients) === null) return null;
  const kind = readKind(what);
  if (kind === null || (zone === null && clients === undefined)) return kind;
  return { ...kind, only: { zone, serves: clients === undefined ? null : addressMatcher([clients]) } };
}

function readKind(text: string): Fault | null {
  const word = FAULT_WORDS.find((known) => known === text);
  if (word) return { kind: word };
  const [, name, amount = ''] = /^(late|ttl) (\S+)$/.exec(text) ?? [];
  const milliseconds = durationOf(amount);
  if (milliseconds === null) return null;
  if (name === 'late') return { kind: 'late', milliseconds };
  return { kind: 'ttl', seconds: Math.floor(milliseconds / 1_000) };
}

function readLineFault(text: string): LineFault | null {
  if (text === 'down') return { kind: 'down' };
  const [, name, sign = '', amount = ''] = /^(slow|jitter|loss|clock) ([+-]?)(\S+)$/.exec(text) ?? [];
  if (name === 'loss') {
    const percent = /^(\d{1,3}(?:\.\d+)?)%$/.exec(amount)?.[1];
    if (percent === undefined || sign !== '' || Number(percent) > 100) return null;
    return { kind: 'loss', share: Number(percent) / 100 };
  }
  const milliseconds = durationOf(amount);
  if (milliseconds === null) return null;
  if (name === 'clock')
    return sign === '' ? null : { kind: 'clock', milliseconds: sign === '-' ? -milliseconds : milliseconds };
  if (sign !== '') return null;
  return name === 'slow' || name === 'jitter' ? { kind: name, milliseconds } : null;
}

/** Milliseconds of `400ms`, `20s`, `1h30m`, `30d`. */
function durationOf(text: string): number | null {
  if (!/^(\d{1,5}(ms|s|m|h|d))+$/.test(text)) return null;
  let sum = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g))
    sum += Number(count) * (UNITS[unit as string] as number);
  return sum;
}
