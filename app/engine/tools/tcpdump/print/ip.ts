/** IPv4 (RFC 791): the header, with -v its fields, and the way to what it carries. */
import { checksumOver, rightChecksum } from './checksum.ts';
import type { Dissection } from './dissection.ts';
import { finalDestination, printIpOptions } from './ip-options.ts';
import { PROTOCOL } from './ip-place.ts';
import { printRemaining } from './remaining.ts';
import { protocolWord } from './protocol-words.ts';

const HEADER = 20;
const MORE_FRAGMENTS = 0x2000;
const OFFSET = 0x1fff;

export function printIp(d: Dissection, at: number, length: number): void {
  d.protocol = 'ip';
  const version = d.u8(at) >> 4;
  if (version !== 4) {
    d.print(version === 6 ? 'IP6, wrong link-layer encapsulation' : `IP${version}`);
    d.invalid();
    return;
  }
  if (!d.settings.link) d.print('IP ');
  d.needs(at, HEADER);
  if (length < HEADER) {
    d.print(`truncated-ip ${length}`);
    return;
  }
  const headerLength = (d.u8(at) & 15) * 4;
  if (headerLength < HEADER) {
    d.print(`bad-hlen ${headerLength}`);
    return;
  }
  const total = d.u16(at + 2);
  if (length < total) d.print(`truncated-ip - ${total - length} bytes missing! `);
  if (total < headerLength) {
    d.print(`bad-len ${total}`);
    return;
  }
  const outer = d.end;
  d.end = Math.min(outer, at + total);
  const fragment = d.u16(at + 6);
  if (d.settings.verbose > 0 && !printHeader(d, at, headerLength, fragment)) return;
  if ((fragment & OFFSET) === 0) printFirst(d, at, headerLength, total, fragment);
  else if (d.settings.quiet < 2) printLaterFragment(d, at);
  d.end = outer;
}

/** False where the packet ends in its options. */
function printHeader(d: Dissection, at: number, headerLength: number, fragment: number): boolean {
  const service = d.u8(at + 1);
  d.print(`(tos 0x${service.toString(16)}${['', ',ECT(1)', ',ECT(0)', ',CE'][service & 3] ?? ''}`);
  const hops = d.u8(at + 8);
  if (hops >= 1) d.print(`, ttl ${hops}`);
  const flags = [
    (fragment & MORE_FRAGMENTS) !== 0 ? '+' : '',
    (fragment & 0x4000) !== 0 ? 'DF' : '',
    (fragment & 0x8000) !== 0 ? 'rsvd' : '',
  ].filter((flag) => flag !== '');
  const protocol = d.u8(at + 9);
  d.print(`, id ${d.u16(at + 4)}, offset ${(fragment & OFFSET) * 8}, flags [${flags.join(', ') || 'none'}]`);
  d.print(`, proto ${protocolWord(protocol)} (${protocol}), length ${d.u16(at + 2)}`);
  if (headerLength > HEADER) {
    d.print(', options (');
    if (!printIpOptions(d, at + HEADER, headerLength - HEADER)) return false;
    d.print(')');
  }
  if (!d.settings.unchecked && d.holds(at, headerLength)) {
    const sum = checksumOver(d, at, headerLength);
    const found = d.u16(at + 10);
    if (sum !== 0)
      d.print(`, bad cksum ${found.toString(16)} (->${rightChecksum(found, sum).toString(16)})!`);
  }
  d.print(')\n    ');
  return true;
}

function printFirst(d: Dissection, at: number, headerLength: number, total: number, fragment: number): void {
  const protocol = d.u8(at + 9);
  const ports: readonly number[] = [PROTOCOL.tcp, PROTOCOL.udp, PROTOCOL.sctp, PROTOCOL.dccp];
  if (!ports.includes(protocol)) d.print(`${d.address(at + 12, 4)} > ${d.address(at + 16, 4)}: `);
  if (!d.holds(at, headerLength)) return printRemaining(d, at, headerLength);
  d.inner.transport(d, protocol, at + headerLength, total - headerLength, {
    version: 4,
    header: at,
    protocol,
    fragmented: (fragment & (MORE_FRAGMENTS | OFFSET)) !== 0,
    addresses: () => {
      const octets = new Uint8Array(8);
      octets.set(d.slice(at + 12, 4));
      octets.set(d.slice(finalDestination(d, at, headerLength), 4), 4);
      return octets;
    },
  });
}

/** The transport's header is in the first fragment alone. */
function printLaterFragment(d: Dissection, at: number): void {
  d.print(`${d.address(at + 12, 4)} > ${d.address(at + 16, 4)}:`);
  const protocol = d.u8(at + 9);
  d.print(` ${d.settings.names.protocol(protocol) ?? `ip-proto-${protocol}`}`);
}
