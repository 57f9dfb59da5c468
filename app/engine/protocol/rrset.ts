/** RRsets out of records, and records out of RRsets (RFC 2181 §5). */
import type { ResourceRecord, RRset } from './message.ts';
import { rdataEquals } from './rdata.ts';
import { TYPE } from './codes.ts';

interface GrowingSet {
  readonly name: RRset['name'];
  readonly type: number;
  readonly class: number;
  ttl: number;
  readonly rdatas: Uint8Array[];
}

/**
 * Groups records by owner, class and type, in the order in which each group begins. Duplicates go (RFC 2181 §5);
 * differing TTLs become the lowest (RFC 2181 §5.2). An RRSIG belongs to the set it covers, so those that cover
 * different types are different sets.
 */
export function rrsetsOf(records: readonly ResourceRecord[]): RRset[] {
  const sets = new Map<string, GrowingSet>();
  for (const record of records) {
    const { rdata, ...rest } = record;
    const covered =
      record.type === TYPE.RRSIG && rdata.length > 1 ? ((rdata[0] ?? 0) << 8) | (rdata[1] ?? 0) : 0;
    const key = `${record.type}/${record.class}/${covered}/${record.name.key}`;
    const set = sets.get(key);
    if (set === undefined) {
      sets.set(key, { name: rest.name, type: rest.type, class: rest.class, ttl: rest.ttl, rdatas: [rdata] });
      continue;
    }
    set.ttl = Math.min(set.ttl, record.ttl);
    if (!set.rdatas.some((known) => rdataEquals(record.type, known, rdata))) set.rdatas.push(rdata);
  }
  return [...sets.values()];
}

/** The records of an RRset, in its order; `ttl` in place of its own where given. */
export function recordsOf(rrset: RRset, ttl: number = rrset.ttl): ResourceRecord[] {
  return rrset.rdatas.map((rdata) => ({
    name: rrset.name,
    type: rrset.type,
    class: rrset.class,
    ttl,
    rdata,
  }));
}
