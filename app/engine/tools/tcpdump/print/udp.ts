/** UDP (RFC 768). Simplified: of what travels in it, DNS and mDNS are read; anything else is told by its length. */
import { checksumOver, pseudoHeader, rightChecksum } from './checksum.ts';
import type { Dissection } from './dissection.ts';
import { printDomain } from './domain.ts';
import { PROTOCOL, type IpPlace } from './ip-place.ts';
import { printPlaces } from './places.ts';

const HEADER = 8;
const DOMAIN = 53;
const MULTICAST_DNS = 5353;

export function printUdp(d: Dissection, at: number, given: number, place: IpPlace): void {
  d.protocol = 'udp';
  if (!d.holds(at + 2, 2)) {
    printPlaces(d, place, PROTOCOL.udp, null);
    return d.cutShort();
  }
  const source = d.u16(at);
  const destination = d.u16(at + 2);
  printPlaces(d, place, PROTOCOL.udp, [source, destination]);
  if (given < HEADER) {
    d.print(`truncated-udp ${given}`);
    return;
  }
  if (!d.holds(at + 4, 2)) return d.cutShort();
  // RFC 2675 §4: zero in a jumbogram.
  const said = d.u16(at + 4) === 0 && given > 65_535 ? given : d.u16(at + 4);
  if (said < HEADER) {
    d.print(`truncated-udplength ${said}`);
    return;
  }
  const length = Math.min(said, given) - HEADER;
  if (at + HEADER > d.end) return d.cutShort();
  if (d.settings.allDomain) return printDomain(d, at + HEADER, length, false);
  if (d.settings.verbose > 0 && !d.settings.unchecked && !place.fragmented)
    printChecksum(d, at, length, place);
  if (d.settings.quiet === 0 && (source === DOMAIN || destination === DOMAIN))
    printDomain(d, at + HEADER, length, false);
  else if (d.settings.quiet === 0 && (source === MULTICAST_DNS || destination === MULTICAST_DNS))
    printDomain(d, at + HEADER, length, true);
  else if (said - HEADER > length && !place.fragmented)
    d.print(`UDP, bad length ${said - HEADER} > ${length}`);
  else d.print(`UDP, length ${said - HEADER}`);
}

function printChecksum(d: Dissection, at: number, length: number, place: IpPlace): void {
  // With a single -v only where it must be there (RFC 8200 §8.1).
  if (place.version === 4 && d.settings.verbose < 2) return;
  const found = d.u16(at + 6);
  if (place.version === 4 && found === 0) {
    d.print('[no cksum] ');
    return;
  }
  if (!d.holds(at + HEADER, length)) return;
  const size = length + HEADER;
  const sum = checksumOver(d, at, size, pseudoHeader(place.addresses(), PROTOCOL.udp, size));
  if (sum === 0) d.print('[udp sum ok] ');
  else d.print(`[bad udp cksum 0x${hex4(found)} -> 0x${hex4(rightChecksum(found, sum))}!] `);
}

function hex4(value: number): string {
  return value.toString(16).padStart(4, '0');
}
