/** Names of reverse lookups, for tools that turn around addresses only. */
import { addressOctets } from '../../protocol/address.ts';
import { reverseName } from '../dig/reverse.ts';

/**
 * The name under `in-addr.arpa` or `ip6.arpa` that belongs to an address; null for what is none.
 *
 * @example strictReverse('192.0.2.1') // 1.2.0.192.in-addr.arpa.
 */
export function strictReverse(text: string): string | null {
  const octets = addressOctets(text);
  if (octets === null) return null;
  // BIND: only the name of an IPv4 address gets its final dot, which is seen where the name is told.
  return octets.length === 16 ? reverseName(text).slice(0, -1) : reverseName(text);
}
