/** The words that mean something of their own in a filter expression. */

/** Protocols, with their numbers above IP; null for those that do not stand above IP. */
export const PROTOCOLS: Readonly<Record<string, number | null>> = {
  link: null,
  ether: null,
  ip: null,
  ip6: null,
  arp: null,
  rarp: null,
  icmp: 1,
  igmp: 2,
  tcp: 6,
  igrp: 9,
  udp: 17,
  esp: 50,
  ah: 51,
  icmp6: 58,
  pim: 103,
  vrrp: 112,
  carp: 112,
  sctp: 132,
};

export const SYNONYMS: Readonly<Record<string, string>> = {
  ppp: 'link',
  slip: 'link',
  fddi: 'link',
  icmpv6: 'icmp6',
};

/** Protocols for `ip proto NAME`, as getprotobyname knows them. */
export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  ipencap: 4,
  tcp: 6,
  egp: 8,
  igp: 9,
  udp: 17,
  ipv6: 41,
  'ipv6-route': 43,
  'ipv6-frag': 44,
  rsvp: 46,
  gre: 47,
  esp: 50,
  ah: 51,
  'ipv6-icmp': 58,
  'ipv6-nonxt': 59,
  'ipv6-opts': 60,
  ospf: 89,
  pim: 103,
  vrrp: 112,
  sctp: 132,
};

/** Ethernet's types for `ether proto NAME`. */
export const ETHER_TYPES: Readonly<Record<string, number>> = {
  ip: 0x0800,
  arp: 0x0806,
  rarp: 0x8035,
  ip6: 0x86dd,
};

/** Names for numbers. */
export const CONSTANTS: Readonly<Record<string, number>> = {
  icmptype: 0,
  icmpcode: 1,
  'icmp-echoreply': 0,
  'icmp-unreach': 3,
  'icmp-sourcequench': 4,
  'icmp-redirect': 5,
  'icmp-echo': 8,
  'icmp-routeradvert': 9,
  'icmp-routersolicit': 10,
  'icmp-timxceed': 11,
  'icmp-paramprob': 12,
  'icmp-tstamp': 13,
  'icmp-tstampreply': 14,
  'icmp-ireq': 15,
  'icmp-ireqreply': 16,
  'icmp-maskreq': 17,
  'icmp-maskreply': 18,
  icmp6type: 0,
  icmp6code: 1,
  'icmp6-destinationunreach': 1,
  'icmp6-packettoobig': 2,
  'icmp6-timeexceeded': 3,
  'icmp6-parameterproblem': 4,
  'icmp6-echo': 128,
  'icmp6-echoreply': 129,
  tcpflags: 13,
  'tcp-fin': 1,
  'tcp-syn': 2,
  'tcp-rst': 4,
  'tcp-push': 8,
  'tcp-ack': 16,
  'tcp-urg': 32,
  'tcp-ece': 64,
  'tcp-cwr': 128,
};

/** Words that are no names, besides protocols and constants. */
const OTHERS: ReadonlySet<string> = new Set([
  'and',
  'or',
  'not',
  'src',
  'dst',
  'host',
  'net',
  'mask',
  'port',
  'portrange',
  'proto',
  'protochain',
  'gateway',
  'less',
  'greater',
  'len',
  'length',
  'byte',
  'broadcast',
  'multicast',
  'inbound',
  'outbound',
  'ifindex',
  'vlan',
  'mpls',
]);

export function isKeyword(word: string): boolean {
  return (
    OTHERS.has(word) ||
    Object.hasOwn(PROTOCOLS, word) ||
    Object.hasOwn(SYNONYMS, word) ||
    Object.hasOwn(CONSTANTS, word)
  );
}
