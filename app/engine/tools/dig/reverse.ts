/**
 * The names of `dig -x`.
 */
import { addressOctets } from '../../protocol/rdata.ts';

/**
 * An IPv6 address becomes its 32 nibbles under `ip6.arpa.` (RFC 3596 §2.5). Anything else is turned around at its
 * dots under `in-addr.arpa.`, numbers or not, which serves for RFC 2317 names too.
 *
 * @example reverseName('212.74.101.10') // 10.101.74.212.in-addr.arpa.
 */
export function reverseName(text: string): string {
  const octets = text.includes(':') ? addressOctets(text) : null;
  if (octets === null || octets.length !== 16) return `${text.split('.').reverse().join('.')}.in-addr.arpa.`;
  const nibbles = Array.from(octets, (octet) => [octet >> 4, octet & 15]).flat();
  return `${nibbles
    .reverse()
    .map((nibble) => nibble.toString(16))
    .join('.')}.ip6.arpa.`;
}
