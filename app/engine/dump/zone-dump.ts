/** A zone's part of a dump: its records, each on a line of its own. */
import { classText, TYPE } from '../protocol/codes.ts';
import type { Name } from '../protocol/name.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import { canonicalRdata } from '../protocol/rdata.ts';
import { recordText } from '../protocol/record-text.ts';
import { timeText } from '../protocol/times.ts';
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
  const nodes = [...zone.nodes].sort((a, b) => a.name.compare(b.name));
  for (const node of nodes) yield nodeText(node, false);
  // BIND: proofs with hashed names are kept apart, behind all other names.
  for (const node of nodes) if (node.rrsets.some(isHashProof)) yield nodeText(node, true);
}

function isHashProof({ type, rdatas }: ZoneRRset): boolean {
  return type === TYPE.NSEC3 || (type === TYPE.RRSIG && rdatas.some(([, low]) => low === TYPE.NSEC3));
}

function nodeText({ rrsets }: ZoneNode, hashProofs: boolean): string {
  return rrsets
    .flatMap(setsOf)
    .filter(({ place }) => (place >> 1 === placeOf(TYPE.NSEC3) >> 1) === hashProofs)
    .sort((a, b) => a.place - b.place)
    .map(setText)
    .join('');
}

interface DumpedSet {
  /** BIND: SOA, NS, then by type; signatures behind what they cover. */
  readonly place: number;
  readonly type: number;
  readonly records: readonly ResourceRecord[];
}

/** Signatures are a set for each type that they cover. */
function setsOf({ type, records }: ZoneRRset): DumpedSet[] {
  if (type !== TYPE.RRSIG) return [{ place: placeOf(type), type, records }];
  const covered = new Map<number, ResourceRecord[]>();
  for (const record of records) {
    const [high = 0, low = 0] = record.rdata;
    const place = placeOf((high << 8) | low) + 1;
    covered.set(place, [...(covered.get(place) ?? []), record]);
  }
  return [...covered].map(([place, of]) => ({ place, type, records: of }));
}

function placeOf(type: number): number {
  return 2 * (type === TYPE.SOA ? 0 : type === TYPE.NS ? 1 : type + 2);
}

function setText({ type, records }: DumpedSet): string {
  const lines = inOrder(type, records)
    .map((record) => `${recordText(record, { columns: COLUMNS })}\n`)
    .join('');
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
