/** Which destinations packets may leave this machine for. */
import { BlockList } from 'node:net';

/** RFC 6890: addresses that are no single machine elsewhere. Private networks (RFC 1918) are: somebody’s own servers. */
const STAYS: readonly (readonly [network: string, bits: number, family: 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];

const never = new BlockList();
for (const subnet of STAYS) never.addSubnet(...subnet);

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** `toLoopback`: whether this machine itself counts as outside. An IPv4 address in IPv6's form is judged as what it is. */
export function mayLeave(address: string, toLoopback: boolean): boolean {
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  return !never.check(address, family) && (toLoopback || !loopback.check(address, family));
}
