/** ARP (RFC 826) for IPv4 over Ethernet. Simplified: requests and replies. */
import type { Dissection } from './dissection.ts';

const HEADER = 8;

export function printArp(d: Dissection, at: number, length: number): void {
  d.protocol = 'arp';
  d.needs(at, HEADER + 20);
  if (!d.settings.link) d.print('ARP, ');
  if (d.settings.verbose > 0) d.print(`Ethernet (len ${d.u8(at + 4)}), IPv4 (len ${d.u8(at + 5)}), `);
  const operation = d.u16(at + 6);
  const sender = d.address(at + HEADER + 6, 4);
  const target = d.address(at + HEADER + 16, 4);
  const hardware = d.hex(at + HEADER, 6).replace(/(..)(?=.)/g, '$1:');
  if (operation === 1) d.print(`Request who-has ${target} tell ${sender}`);
  else if (operation === 2) d.print(`Reply ${sender} is-at ${hardware}`);
  else d.print(`Unknown (${operation})`);
  d.print(`, length ${length}`);
}
