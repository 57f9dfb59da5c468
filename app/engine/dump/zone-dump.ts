/** A zone's part of a dump: its records, each on a line of its own. */
import { classText, TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { canonicalRdata } from '../protocol/rdata.ts';
import { recordText } from '../protocol/record-text.ts';
import { timeText } from '../protocol/times.ts';
import type { RawSet } from '../zone/raw-zone.ts';
import type { Zone, ZoneNode, ZoneRRset } from '../zone/zone.ts';
import { heading } from './heading.ts';

export interface DumpedZone {
  readonly origin: Name;
  readonly class: number;
  /** Null in a configuration without views. */
  readonly view: string | null;
  /** `not implemented` for what named makes itself. */
  readonly content: Zone | readonly ResourceRecord[] | 'not implemented' | 'zone not loaded';
}

const COLUMNS = { ttl: 46, class: 46, type: 46, rdata: 64 } as const;

export function* zoneLines({ origin, class: rrClass, view, content }: DumpedZone): IterableIterator<string> {
  const where = view === null ? '' : `/${view}`;
  yield heading(`Zone dump of '${origin.toRelaxedString()}/${classText(rrClass)}${where}'`);
  if (typeof content === 'string') {
    yield `; ${content}\n`;
    return;
  }
  if (!('origin' in content)) {
    yield content.map((record) => `${recordText(record, { columns: COLUMNS })}\n`).join('');
    return;
  }
  yield* zoneRecords(content);
}

/** The records of a zone, in its order and named's columns; a name's at a time. */
export function* zoneRecords(zone: Zone): IterableIterator<string> {
  for (const sets of zoneSets(zone)) yield sets.map(setText).join('');
}

/**
 * The sets of a zone in the order in which named writes them, a name's at a time. `raw`: as it does in its raw format,
 * where nobody looks for them.
 */
export function* zoneSets(zone: Zone, raw = false): IterableIterator<readonly RawSet[]> {
  const placeOf = raw ? rawPlaceOf : textPlaceOf;
  const nodes = [...zone.nodes].sort((a, b) => a.name.compare(b.name));
  for (const node of nodes) yield nodeSets(node, placeOf, false);
  // BIND: proofs with hashed names are kept apart, behind all other names.
  for (const node of nodes) if (node.rrsets.some(isHashProof)) yield nodeSets(node, placeOf, true);
}

function isHashProof({ type, rdatas }: ZoneRRset): boolean {
  return type === TYPE.NSEC3 || (type === TYPE.RRSIG && rdatas.some(([, low]) => low === TYPE.NSEC3));
}

function nodeSets(
  { rrsets }: ZoneNode,
  placeOf: (set: RawSet) => number,
  hashProofs: boolean,
): readonly RawSet[] {
  return rrsets
    .flatMap(setsOf)
    .sort((a, b) => readPlaceOf(a, rrsets) - readPlaceOf(b, rrsets))
    .filter(({ type, covers }) => (type === TYPE.NSEC3 || covers === TYPE.NSEC3) === hashProofs)
    .sort((a, b) => placeOf(a) - placeOf(b))
    .map((set) => ({ ...set, records: inOrder(set.type, set.records) }));
}

/** Signatures are a set for each type that they cover. */
function setsOf({ type, records }: ZoneRRset): RawSet[] {
  if (type !== TYPE.RRSIG) return [{ covers: 0, type, records }];
  const covered = new Map<number, ResourceRecord[]>();
  for (const record of records) {
    const [high = 0, low = 0] = record.rdata;
    const covers = (high << 8) | low;
    covered.set(covers, [...(covered.get(covers) ?? []), record]);
  }
  return [...covered].map(([covers, of]) => ({ covers, type, records: of }));
}

/** Signatures stand behind what they cover, as nearly every file has them. */
function readPlaceOf({ type, covers }: RawSet, rrsets: readonly ZoneRRset[]): number {
  if (type !== TYPE.RRSIG) return 2 * rrsets.findIndex((rrset) => rrset.type === type);
  const covered = rrsets.findIndex((rrset) => rrset.type === covers);
  return 2 * (covered < 0 ? rrsets.findIndex((rrset) => rrset.type === type) : covered) + 1;
}

/** BIND: SOA, NS, then by type; signatures behind what they cover. */
function textPlaceOf({ type, covers }: RawSet): number {
  const of = type === TYPE.RRSIG ? covers : type;
  return 2 * (of === TYPE.SOA ? 0 : of === TYPE.NS ? 1 : of + 2) + (type === TYPE.RRSIG ? 1 : 0);
}

/** BIND: what is asked for most lies in front; else as it was read. */
function rawPlaceOf({ type, covers }: RawSet): number {
  return IN_FRONT.has(type === TYPE.RRSIG ? covers : type) ? 0 : 1;
}

const IN_FRONT: ReadonlySet<number> = new Set([
  ...[TYPE.SOA, TYPE.NS, TYPE.A, TYPE.AAAA, TYPE.MX, TYPE.TXT, TYPE.SRV, TYPE.NAPTR, TYPE.PTR, TYPE.CNAME],
  ...[TYPE.DNAME, TYPE.SVCB, TYPE.HTTPS, TYPE.DS, TYPE.DNSKEY, TYPE.NSEC, TYPE.NSEC3],
]);

function setText({ type, records }: RawSet): string {
  const lines = records.map((record) => `${recordText(record, { columns: COLUMNS })}\n`).join('');
  if (type !== TYPE.RRSIG) return lines;
  // RFC 4034 §3.1: the end of a signature stands in octets 8 to 11. BIND: the earliest of the set.
  const ends = records.map(({ rdata }) => u32(rdata, 8));
  return `${lines}; resign=${timeText(Math.min(...ends))}\n`;
}

/** BIND keeps the records of a set in canonical order (RFC 4034 §6.3). */
function inOrder(type: number, records: readonly ResourceRecord[]): readonly ResourceRecord[] {
  if (records.length < 2) return records;
  const keyed = records.map((record) => ({ record, key: canonicalRdata(type, record.rdata) }));
  return keyed.sort((one, other) => compareOctets(one.key, other.key)).map(({ record }) => record);
}

function compareOctets(one: Uint8Array, other: Uint8Array): number {
  const shared = Math.min(one.length, other.length);
  for (let i = 0; i < shared; i++) {
    if (one[i] !== other[i]) return (one[i] as number) - (other[i] as number);
  }
  return one.length - other.length;
}

function u32(octets: Uint8Array, at: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = octets.subarray(at, at + 4);
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}
