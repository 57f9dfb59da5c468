/**
 * +dns64prefix: the prefixes by which a network maps IPv4 into IPv6 (RFC 7050 §3), found in the AAAA records of
 * ipv4only.arpa.
 */
import { TYPE } from '../../protocol/codes.ts';
import type { ResourceRecord } from '../../protocol/message.ts';
import { addressText } from '../../protocol/rdata.ts';

/** 192.0.0.170 and 192.0.0.171, the well-known addresses. */
const WELL_KNOWN = [170, 171];

/** Where the four octets of the IPv4 address stand for each prefix length (RFC 6052 §2.2; octet 8 is skipped). */
const PLACES: readonly (readonly [length: number, places: readonly [number, number, number, number]])[] = [
  [32, [4, 5, 6, 7]],
  [40, [5, 6, 7, 9]],
  [48, [6, 7, 9, 10]],
  [56, [7, 9, 10, 11]],
  [64, [9, 10, 11, 12]],
  [96, [12, 13, 14, 15]],
];

/** A prefix counts where both well-known addresses stand behind it. BIND: in the order of the first of the two. */
export function prefixLines(records: readonly ResourceRecord[]): string[] {
  const halves = new Map<string, Set<number>>();
  for (const { type, rdata } of records) {
    if (type !== TYPE.AAAA || rdata.length !== 16) continue;
    for (const [length, [a, b, c, d]] of PLACES) {
      const last = rdata[d] ?? 0;
      if (rdata[a] !== 192 || rdata[b] !== 0 || rdata[c] !== 0 || !WELL_KNOWN.includes(last)) continue;
      const prefix = new Uint8Array(16);
      prefix.set(rdata.subarray(0, length / 8));
      const line = `${addressText(prefix)}/${length}\n`;
      halves.set(line, (halves.get(line) ?? new Set()).add(last));
    }
  }
  return [...halves].filter(([, found]) => found.size === WELL_KNOWN.length).map(([line]) => line);
}
