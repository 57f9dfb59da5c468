/**
 * The zones that a recursive server has of itself: of addresses that mean nothing beyond a site, so that questions
 * about them do not go out (RFC 6303). BIND: `empty-zones-enable`, `disable-empty-zone`, `empty-server`, `empty-contact`.
 */
import { isNameProblem, Name, nameOf } from '../../protocol/name.ts';
import type { ClauseValues } from '../../config/clauses.ts';
import { CLASS, TYPE } from '../../protocol/codes.ts';
import { parseZone } from '../../zone/parse-zone.ts';
import { nodesOf, rrsetOf, Zone } from '../../zone/zone.ts';

const zeros = (count: number): string => '0.'.repeat(count);

/** In named's order, spelt as it does. */
const ORIGINS: readonly string[] = [
  '10.IN-ADDR.ARPA',
  ...range(16, 31).map((octet) => `${octet}.172.IN-ADDR.ARPA`),
  '168.192.IN-ADDR.ARPA',
  ...range(64, 127).map((octet) => `${octet}.100.IN-ADDR.ARPA`),
  '0.IN-ADDR.ARPA',
  '127.IN-ADDR.ARPA',
  '254.169.IN-ADDR.ARPA',
  '2.0.192.IN-ADDR.ARPA',
  '100.51.198.IN-ADDR.ARPA',
  '113.0.203.IN-ADDR.ARPA',
  '255.255.255.255.IN-ADDR.ARPA',
  `${zeros(32)}IP6.ARPA`,
  `1.${zeros(31)}IP6.ARPA`,
  'D.F.IP6.ARPA',
  '8.E.F.IP6.ARPA',
  '9.E.F.IP6.ARPA',
  'A.E.F.IP6.ARPA',
  'B.E.F.IP6.ARPA',
  '8.B.D.0.1.0.0.2.IP6.ARPA',
  'EMPTY.AS112.ARPA',
  'HOME.ARPA',
  'RESOLVER.ARPA',
];

/** Those of a view that has `taken` zones of its own. `forwardedOnly`: whether all questions about a name go to forwarders, and to nobody else. */
export function emptyZones(
  value: <W extends keyof ClauseValues>(word: W) => ClauseValues[W],
  taken: ReadonlySet<string>,
  forwardedOnly: (name: Name) => boolean,
): Zone[] {
  if (value('empty-zones-enable') === false) return [];
  const disabled = new Set<string>();
  for (const text of value('disable-empty-zone') ?? []) {
    const name = Name.parse(text);
    if (!isNameProblem(name)) disabled.add(name.key);
  }
  const zones: Zone[] = [];
  for (const text of ORIGINS) {
    const origin = nameOf(`${text}.`);
    if (taken.has(origin.key) || disabled.has(origin.key) || forwardedOnly(origin)) continue;
    const zone = emptyZone(origin, value('empty-server'), value('empty-contact'));
    if (zone !== null) zones.push(zone);
  }
  return zones;
}

/** Its name server has no address, on purpose: so it is not checked as zones of files are. */
function emptyZone(origin: Name, server = '@', contact = '.'): Zone | null {
  const absolute = (name: string): string => (name === '@' || name.endsWith('.') ? name : `${name}.`);
  const numbers = '0 28800 7200 604800 86400';
  const text = `@ 86400 IN SOA ${absolute(server)} ${absolute(contact)} ${numbers}\n@ 86400 IN NS ${absolute(server)}\n`;
  const { records, errors } = parseZone(text, { origin, fileName: 'empty zone' });
  const nodes = nodesOf(origin, CLASS.IN, records);
  const apex = nodes.get(origin.key);
  const soa = apex === undefined ? null : rrsetOf(apex, TYPE.SOA);
  return errors > 0 || soa === null ? null : new Zone(origin, CLASS.IN, nodes, soa);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
