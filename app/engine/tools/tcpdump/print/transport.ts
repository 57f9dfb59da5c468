/** From IP to what it carries. Simplified: protocols that no machine here speaks are told by number and length. */
import type { Dissection } from './dissection.ts';
import { printIcmp } from './icmp.ts';
import { printIcmp6 } from './icmp6.ts';
import { printIp } from './ip.ts';
import { printIp6 } from './ip6.ts';
import { PROTOCOL, type IpPlace } from './ip-place.ts';
import { printTcp } from './tcp.ts';
import { printUdp } from './udp.ts';

export function printTransport(
  d: Dissection,
  protocol: number,
  at: number,
  length: number,
  place: IpPlace,
): void {
  switch (protocol) {
    case PROTOCOL.tcp:
      return printTcp(d, at, length, place);
    case PROTOCOL.udp:
      return printUdp(d, at, length, place);
    case PROTOCOL.icmp:
      if (place.version === 4) return printIcmp(d, at, length, place);
      return misplaced(d, '[ICMP requires IPv4]');
    case PROTOCOL.icmp6:
      if (place.version === 6) return printIcmp6(d, at, length, place);
      return misplaced(d, '[ICMPv6 requires IPv6]');
    case PROTOCOL.ipv4:
      printIp(d, at, length);
      return;
    case PROTOCOL.ipv6:
      printIp6(d, at, length);
      return;
    case PROTOCOL.none:
      d.print('no next header');
      return;
  }
  const name = d.settings.names.protocol(protocol);
  d.print(name === null ? ` ip-proto-${protocol} ${length}` : ` ${name} ${length}`);
}

function misplaced(d: Dissection, text: string): void {
  d.print(text);
  d.invalid();
}
