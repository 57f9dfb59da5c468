/** Numbers out of a packet. All are of 32 bits without a sign, as the kernel's filters have them. */
import type { Arithmetic, Operator } from './expression.ts';
import type { LinkLayout } from './link-layout.ts';
import { load, OutOfPacket, type FilteredPacket } from './test.ts';

const IPV6_HEADER = 40;

export function arithmeticValue(layout: LinkLayout, of: Arithmetic): (packet: FilteredPacket) => number {
  switch (of.kind) {
    case 'number':
      return () => of.number >>> 0;
    case 'length':
      return (packet) => packet.length;
    case 'minus': {
      const value = arithmeticValue(layout, of.of);
      return (packet) => -value(packet) >>> 0;
    }
    case 'operation': {
      const left = arithmeticValue(layout, of.left);
      const right = arithmeticValue(layout, of.right);
      return (packet) => calculate(of.operator, left(packet), right(packet));
    }
    case 'octets': {
      const at = arithmeticValue(layout, of.at);
      const base = baseOf(layout, of.protocol);
      return (packet) => load(packet, base(packet) + at(packet), of.size);
    }
  }
}

/** Where a protocol's own octets begin. */
function baseOf(layout: LinkLayout, protocol: string): (packet: FilteredPacket) => number {
  const { network } = layout;
  switch (protocol) {
    case 'link':
    case 'ether':
      return () => 0;
    case 'ip':
    case 'ip6':
    case 'arp':
    case 'rarp':
      return () => network;
    case 'icmp6':
      return () => network + IPV6_HEADER;
    default:
      return (packet) => network + (load(packet, network, 1) & 15) * 4;
  }
}

function calculate(operator: Operator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return (left + right) >>> 0;
    case '-':
      return (left - right) >>> 0;
    case '*':
      return Math.imul(left, right) >>> 0;
    case '/':
    case '%':
      // The kernel ends the filter there.
      if (right === 0) throw new OutOfPacket();
      return operator === '/' ? Math.floor(left / right) : left % right;
    case '&':
      return (left & right) >>> 0;
    case '|':
      return (left | right) >>> 0;
    case '^':
      return (left ^ right) >>> 0;
    case '<<':
      return right > 31 ? 0 : (left << right) >>> 0;
    case '>>':
      return right > 31 ? 0 : left >>> right;
  }
}

/** The protocols whose octets are read: a comparison holds for their packets only. */
export function protocolsOf(of: Arithmetic): readonly string[] {
  switch (of.kind) {
    case 'octets':
      return [...protocolsOf(of.at), of.protocol];
    case 'minus':
      return protocolsOf(of.of);
    case 'operation':
      return [...protocolsOf(of.left), ...protocolsOf(of.right)];
    default:
      return [];
  }
}
