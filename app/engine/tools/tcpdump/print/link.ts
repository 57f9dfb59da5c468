/**
 * What stands before the IP header: nothing (RAW), Ethernet, Linux's cooked headers of `-i any`, BSD's loopback.
 * Each printer prints the header with -e, says how long it is, and hands over to IP.
 */
import type { Dissection } from './dissection.ts';
import { printEthernet } from './ethernet.ts';
import { printCooked, printCooked2 } from './cooked.ts';
import { printIp } from './ip.ts';
import { printIp6 } from './ip6.ts';

export interface LinkType {
  /** `EN10MB` */
  readonly name: string;
  /** `Ethernet` */
  readonly description: string;
  /** Prints a packet of so many octets on the wire. */
  readonly print: (d: Dissection, length: number) => void;
}

const RAW: LinkType = { name: 'RAW', description: 'Raw IP', print: printRaw };

/** By their numbers in capture files. */
export const LINK_TYPES: Readonly<Record<number, LinkType>> = {
  0: { name: 'NULL', description: 'BSD loopback', print: (d, length) => printLoopback(d, length, false) },
  1: { name: 'EN10MB', description: 'Ethernet', print: printEthernet },
  12: RAW,
  14: RAW,
  101: RAW,
  108: {
    name: 'LOOP',
    description: 'OpenBSD loopback',
    print: (d, length) => printLoopback(d, length, true),
  },
  113: { name: 'LINUX_SLL', description: 'Linux cooked v1', print: printCooked },
  228: { name: 'IPV4', description: 'Raw IPv4', print: (d, length) => printIp(d, 0, length) },
  229: { name: 'IPV6', description: 'Raw IPv6', print: (d, length) => printIp6(d, 0, length) },
  276: { name: 'LINUX_SLL2', description: 'Linux cooked v2', print: printCooked2 },
};

function printRaw(d: Dissection, length: number): void {
  d.protocol = 'raw';
  if (d.settings.link) d.print('ip: ');
  const version = d.u8(0) >> 4;
  if (version === 4) printIp(d, 0, length);
  else if (version === 6) printIp6(d, 0, length);
  else d.print(`unknown ip ${version}`);
}

const FAMILY_HEADER = 4;
/** AF_INET6 differs between the BSDs. */
const FAMILY_IPV6: readonly number[] = [24, 28, 30];
const FAMILY_IPV4 = 2;

function printLoopback(d: Dissection, length: number, bigEndian: boolean): void {
  d.protocol = 'null';
  d.linkHeader = FAMILY_HEADER;
  d.needs(0, FAMILY_HEADER);
  const big = d.u32(0);
  const little = d.u8(0) + d.u8(1) * 0x100 + d.u8(2) * 0x1_0000 + d.u8(3) * 0x100_0000;
  // Without a file's own word for it, the order is the one that makes a small number.
  const family = bigEndian || (big & 0xffff_0000) === 0 ? big : little;
  const v6 = FAMILY_IPV6.includes(family);
  if (d.settings.link) {
    const word = v6 ? 'IPv6' : family === FAMILY_IPV4 ? 'IPv4' : 'unknown';
    d.print(d.settings.quiet > 0 ? word : `AF ${word} (${family})`);
    d.print(`, length ${length}: `);
  }
  const rest = length - FAMILY_HEADER;
  if (family === FAMILY_IPV4) printIp(d, FAMILY_HEADER, rest);
  else if (v6) printIp6(d, FAMILY_HEADER, rest);
}
