/** The address database's part of a dump: servers by name, and what is known of each address. */
import type { Instant } from '../network/clock.ts';
import { hexText } from '../protocol/encodings.ts';
import type { Name } from '../protocol/name.ts';

export interface DumpedAddresses {
  readonly names: readonly DumpedServerName[];
  /** Addresses that no name has. */
  readonly unassociated: readonly DumpedAddress[];
}

/** `unexpected` is what a family has that was not looked up. */
export type FamilyState = 'success' | 'failure' | 'nxdomain' | 'nxrrset' | 'not_found' | 'unexpected';

export interface DumpedServerName {
  readonly name: Name;
  /** Seconds left; null: no time. */
  readonly v4Ttl: number | null;
  readonly v6Ttl: number | null;
  readonly v4: FamilyState;
  readonly v6: FamilyState;
  readonly addresses: readonly DumpedAddress[];
}

export interface DumpedAddress {
  readonly address: string;
  /** Microseconds. */
  readonly srtt: number;
  /** Answers and silences, with EDNS and without. */
  readonly edns: readonly [answers: number, silences: number];
  readonly plain: readonly [answers: number, silences: number];
  /** The longest response so far, 512 octets at least; null before any. */
  readonly udpSize: number | null;
  /** Both halves; null where the server has sent none. */
  readonly cookie: Uint8Array | null;
  readonly expiresAt: Instant;
  /** BIND: with fetches-per-server, the share of silences and what is allowed. */
  readonly quota: { readonly rate: number; readonly most: number } | null;
}

/** BIND: the flag of a server that has shown a cookie. */
const SAW_COOKIE = 4;

export function* addressLines(
  { names, unassociated }: DumpedAddresses,
  now: Instant,
): IterableIterator<string> {
  yield ';\n; Address database dump\n;\n; [edns success/timeout]\n; [plain success/timeout]\n;\n';
  for (const server of names)
    yield nameLine(server) + server.addresses.map((each) => addressLine(each, now)).join('');
  yield ';\n; Unassociated entries\n;\n';
  for (const address of unassociated) yield addressLine(address, now);
}

function nameLine({ name, v4Ttl, v6Ttl, v4, v6 }: DumpedServerName): string {
  const ttls = (v4Ttl === null ? '' : ` [v4 TTL ${v4Ttl}]`) + (v6Ttl === null ? '' : ` [v6 TTL ${v6Ttl}]`);
  return `; ${name.toRelaxedString()}${ttls} [v4 ${v4}] [v6 ${v6}]\n`;
}

function addressLine(known: DumpedAddress, now: Instant): string {
  const { address, srtt, edns, plain, udpSize, cookie, expiresAt, quota } = known;
  const flags = (cookie === null ? 0 : SAW_COOKIE).toString(16).padStart(8, '0');
  let text = `;\t${address} [srtt ${srtt}] [flags ${flags}] [edns ${edns.join('/')}] [plain ${plain.join('/')}]`;
  if (udpSize !== null) text += ` [udpsize ${udpSize}]`;
  if (cookie !== null) text += ` [cookie=${hexText(cookie).toLowerCase()}]`;
  text += ` [ttl ${Math.floor((expiresAt - now) / 1000)}]`;
  if (quota !== null) text += ` [atr ${quota.rate.toFixed(2)}] [quota ${quota.most}]`;
  return `${text}\n`;
}
