/** Ethernet frames, and what their types lead to. Simplified: of IEEE 802.3 only the length is told. */
import { hexLines } from '../hex-dump.ts';
import { printArp } from './arp.ts';
import type { Dissection } from './dissection.ts';
import { printIp } from './ip.ts';
import { printIp6 } from './ip6.ts';

const HEADER = 14;
const IPV4 = 0x0800;
const ARP = 0x0806;
const VLAN = 0x8100;
const IPV6 = 0x86dd;
/** Below it the field is a length (IEEE 802.3). */
const SMALLEST_TYPE = 0x0600;

const TYPES: Readonly<Record<number, string>> = {
  [IPV4]: 'IPv4',
  [ARP]: 'ARP',
  [VLAN]: '802.1Q',
  [IPV6]: 'IPv6',
};

export function printEthernet(d: Dissection, length: number): void {
  d.protocol = 'ether';
  if (!d.holds(0, HEADER) || length < HEADER) {
    d.linkHeader = d.end;
    return d.cutShort();
  }
  const type = d.u16(12);
  if (d.settings.link) printHeader(d, type, length);
  d.linkHeader = HEADER;
  printFrame(d, type, HEADER, length - HEADER, length);
}

function printFrame(d: Dissection, type: number, at: number, length: number, whole: number): void {
  if (type === VLAN) return printVlan(d, at, length, whole);
  if (printPayload(d, type, at, length)) return;
  if (!d.settings.link) printHeader(d, type, whole);
  if (type < SMALLEST_TYPE) d.print(`802.3, length ${type}: `);
  printUnknown(d, at, length);
}

function printVlan(d: Dissection, at: number, length: number, whole: number): void {
  d.protocol = 'vlan';
  d.needs(at, 4);
  d.linkHeader += 4;
  const tag = d.u16(at);
  const type = d.u16(at + 2);
  if (d.settings.link) {
    d.print(`vlan ${tag & 0xfff}, p ${tag >> 13}${(tag & 0x1000) !== 0 ? ', DEI' : ''}, `);
    d.print(`${typeText(d, type)}, `);
  }
  printFrame(d, type, at + 4, length - 4, whole);
}

/** False where nobody here knows the type. */
export function printPayload(d: Dissection, type: number, at: number, length: number): boolean {
  if (type === IPV4) printIp(d, at, length);
  else if (type === IPV6) printIp6(d, at, length);
  else if (type === ARP) printArp(d, at, length);
  else return false;
  return true;
}

export function printUnknown(d: Dissection, at: number, length: number): void {
  if (d.settings.quiet > 0 || !d.settings.dumpUnknown) return;
  const octets = d.octets.subarray(at, Math.min(at + length, d.end));
  d.print(`\n${hexLines(octets, { ascii: true }).replace(/\n$/, '')}`);
}

function printHeader(d: Dissection, type: number, length: number): void {
  d.print(`${macText(d, 6)} > ${macText(d, 0)}, `);
  if (type >= SMALLEST_TYPE) d.print(`${typeText(d, type)}, length ${length}: `);
}

export function typeText(d: Dissection, type: number): string {
  const word = TYPES[type];
  if (d.settings.quiet > 0) return word ?? `Unknown Ethertype (0x${type.toString(16).padStart(4, '0')})`;
  return `ethertype ${word ?? 'Unknown'} (0x${type.toString(16).padStart(4, '0')})`;
}

export function macText(d: Dissection, at: number): string {
  const text = Array.from({ length: 6 }, (_, i) => d.hex(at + i, 1)).join(':');
  return d.settings.names.hardware(text);
}
