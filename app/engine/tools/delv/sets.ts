/** RRsets in the orders that BIND's cache gives them. */
import { TYPE } from '../../protocol/codes.ts';
import type { ResourceRecord, RRset } from '../../protocol/message.ts';
import { canonicalRdata } from '../../protocol/rdata.ts';
import { rrsetsOf } from '../../protocol/rrset.ts';

/** BIND: the types that are put in front where a name has many, as their signatures are. */
const FOREMOST: ReadonlySet<number> = new Set([
  TYPE.A,
  TYPE.NS,
  TYPE.CNAME,
  TYPE.SOA,
  TYPE.PTR,
  TYPE.MX,
  TYPE.TXT,
  TYPE.AAAA,
  TYPE.SRV,
  TYPE.NAPTR,
  TYPE.DNAME,
  TYPE.DS,
  TYPE.NSEC,
  TYPE.NSEC3,
  TYPE.DNSKEY,
  TYPE.SVCB,
  TYPE.HTTPS,
]);

/** Groups records by owner, then by type, in the order in which each begins; the records of a set in canonical order. */
export function setsOf(records: readonly ResourceRecord[]): RRset[] {
  const owners = new Map<string, RRset[]>();
  for (const set of rrsetsOf(records)) {
    const known = owners.get(set.name.key);
    if (known) known.push(set);
    else owners.set(set.name.key, [set]);
  }
  return [...owners.values()].flat().map(sorted);
}

/** RFC 4034 §6.3: BIND keeps a set so, and gives it back so. */
function sorted(set: RRset): RRset {
  const keyed = set.rdatas.map((rdata) => ({ rdata, key: canonicalRdata(set.type, rdata) }));
  keyed.sort((a, b) => compareOctets(a.key, b.key));
  return { ...set, rdatas: keyed.map(({ rdata }) => rdata) };
}

function compareOctets(a: Uint8Array, b: Uint8Array): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const difference = (a[i] as number) - (b[i] as number);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** All sets of a name: the latest first, those that are put in front before the others. */
export function inCacheOrder(sets: readonly RRset[]): RRset[] {
  const latestFirst = [...sets].reverse();
  const isForemost = (set: RRset): boolean =>
    FOREMOST.has(set.type === TYPE.RRSIG ? coveredType(set) : set.type);
  return [...latestFirst.filter(isForemost), ...latestFirst.filter((set) => !isForemost(set))];
}

/** BIND: what proves that there is nothing is kept as one set, whose records hold owner, type and data, and are sorted. */
export function inProofOrder(sets: readonly RRset[]): RRset[] {
  const keyed = sets.map((set) => {
    const [first = new Uint8Array()] = set.rdatas;
    const numbers = [set.type, set.rdatas.length, first.length].flatMap((n) => [n >> 8, n & 255]);
    return { set, key: Uint8Array.from([...set.name.wire, ...numbers, ...first]) };
  });
  return keyed.sort((a, b) => compareOctets(a.key, b.key)).map(({ set }) => set);
}

/** The type that a set of signatures covers (RFC 4034 §3.1.1). */
export function coveredType({ rdatas }: RRset): number {
  const [first] = rdatas;
  return ((first?.[0] ?? 0) << 8) | (first?.[1] ?? 0);
}
