/** What a transport protocol's printer must know of the IP packet around it. */
export interface IpPlace {
  readonly version: 4 | 6;
  /** Where the IP header begins. */
  readonly header: number;
  /** The protocol that the IP header names; another one than the printer's own where extension headers stand between. */
  readonly protocol: number;
  /** A part of a packet; its checksum cannot be checked. */
  readonly fragmented: boolean;
  /** Both addresses as octets, the destination where a route leads in the end. */
  addresses(): Uint8Array;
}

export const PROTOCOL = {
  hopByHop: 0,
  icmp: 1,
  ipv4: 4,
  tcp: 6,
  udp: 17,
  ipv6: 41,
  routing: 43,
  fragment: 44,
  icmp6: 58,
  none: 59,
  destination: 60,
  dccp: 33,
  sctp: 132,
} as const;
