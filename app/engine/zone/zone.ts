/**
 * A zone as a tree of names (RFC 1034 §4.2): nodes with RRsets, the empty ones in between, and the cuts.
 *
 * Nodes are found by the key of their name (`Name.key`); the key of a parent is the key of its child with the
 * first label taken off, so that walking up or down costs no new names.
 */
import { TYPE } from '../protocol/codes.ts';
import type { ResourceRecord, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { canonicalRdata, rdataEquals, readSoa } from '../protocol/rdata.ts';

/** An RRset of a zone, with its records ready to go into a message. */
export interface ZoneRRset extends RRset {
  readonly records: readonly ResourceRecord[];
}

/** A name of a zone. Without RRsets it is an empty non-terminal: something exists below it (RFC 4592 §2.2.2). */
export interface ZoneNode {
  readonly name: Name;
  readonly rrsets: readonly ZoneRRset[];
  /** A delegation begins here: NS records at a name that is not the zone's top (RFC 1034 §4.2.1). */
  readonly isCut: boolean;
  /** Everything below is found elsewhere (RFC 6672 §2.2). */
  readonly dname: ZoneRRset | null;
}

/** A node with addresses of a host that a delegation names. */
export interface Glue {
  readonly node: ZoneNode;
  readonly host: Name;
}

/** What a walk down from the top of a zone to a name meets first. */
export type ZoneWalk =
  | { readonly kind: 'node'; readonly node: ZoneNode }
  /** The name lies at or below a delegation, which `node` begins. */
  | { readonly kind: 'cut'; readonly node: ZoneNode }
  | { readonly kind: 'dname'; readonly node: ZoneNode; readonly dname: ZoneRRset }
  /** No such node: `encloser` is its closest encloser (RFC 4592 §3.3.1), `wildcard` the `*` below that, if any. */
  | { readonly kind: 'missing'; readonly encloser: ZoneNode; readonly wildcard: ZoneNode | null };

export class Zone {
  readonly origin: Name;
  readonly class: number;
  readonly soa: ZoneRRset;
  /** The SOA as a negative answer carries it: TTL = min(its TTL, its last field) (RFC 2308 §3). */
  readonly negativeSoa: ResourceRecord;
  readonly serial: number;
  /** The octets of its journal, whose last version this is; null where it has none. */
  readonly journal: Uint8Array | null;
  readonly #nodes: ReadonlyMap<string, ZoneNode>;
  readonly apex: ZoneNode;
  /** By cut, once it was asked for. */
  readonly #glue = new Map<ZoneNode, readonly Glue[]>();

  /** For `makeZone` (check-zone.ts), which checks what it makes, and for zones that the server has of itself. */
  constructor(
    origin: Name,
    rrClass: number,
    nodes: ReadonlyMap<string, ZoneNode>,
    soa: ZoneRRset,
    journal: Uint8Array | null = null,
  ) {
    this.journal = journal;
    this.origin = origin;
    this.class = rrClass;
    this.#nodes = nodes;
    this.soa = soa;
    this.apex = nodes.get(origin.key) as ZoneNode;
    const record = soa.records[0] as ResourceRecord;
    const fields = readSoa(record.rdata);
    this.serial = fields?.serial ?? 0;
    this.negativeSoa = { ...record, ttl: Math.min(record.ttl, fields?.minimum ?? record.ttl) };
  }

  /** The same zone, with what has led to it. */
  withJournal(journal: Uint8Array): Zone {
    return new Zone(this.origin, this.class, this.#nodes, this.soa, journal);
  }

  get nodes(): Iterable<ZoneNode> {
    return this.#nodes.values();
  }

  get nodeCount(): number {
    return this.#nodes.size;
  }

  /** What `find` gives for a cut, which is looked for once: a zone never changes. */
  glueOf(cut: ZoneNode, find: (zone: Zone, cut: ZoneNode) => readonly Glue[]): readonly Glue[] {
    let glue = this.#glue.get(cut);
    if (glue === undefined) {
      glue = find(this, cut);
      this.#glue.set(cut, glue);
    }
    return glue;
  }

  /** The node of exactly this name, cuts or not. */
  node(name: Name): ZoneNode | null {
    return this.#nodes.get(name.key) ?? null;
  }

  /**
   * Walks from the zone's top down to `name`, which lies in the zone (RFC 1034 §4.3.2 step 3). `throughCut` finds
   * what stands below a delegation (glue) or a DNAME, as if there were none; `atCut` finds the node that begins one (for DS,
   * which belongs to the parent's side: RFC 4035 §3.1.4.1).
   */
  walk(name: Name, how: { readonly throughCut?: boolean; readonly atCut?: boolean } = {}): ZoneWalk {
    const keys = keysDown(name, this.origin);
    let node = this.apex;
    for (const key of keys) {
      if (node.dname && !how.throughCut) return { kind: 'dname', node, dname: node.dname };
      const next = this.#nodes.get(key);
      if (!next) {
        const wildcard = this.#nodes.get(`\x01*${node.name.key}`) ?? null;
        return { kind: 'missing', encloser: node, wildcard };
      }
      node = next;
      if (node.isCut && !how.throughCut && !(how.atCut && key === keys.at(-1))) return { kind: 'cut', node };
    }
    return { kind: 'node', node };
  }
}

export function rrsetOf(node: ZoneNode, type: number): ZoneRRset | null {
  for (const rrset of node.rrsets) if (rrset.type === type) return rrset;
  return null;
}

/** The keys of the names below `origin` down to `name`, the shortest first. */
function keysDown(name: Name, origin: Name): string[] {
  const keys: string[] = [];
  let key = name.key;
  for (let count = name.labelCount; count > origin.labelCount; count--) {
    keys.push(key);
    key = key.slice(key.charCodeAt(0) + 1);
  }
  return keys.reverse();
}

/**
 * Builds nodes of records. Records of other classes and outside `origin` are left out; duplicates are dropped
 * (RFC 2181 §5); of different TTLs in one RRset the lowest holds, as in BIND.
 */
export function nodesOf(
  origin: Name,
  rrClass: number,
  records: readonly ResourceRecord[],
): Map<string, ZoneNode> {
  const building = new Map<string, NodeBuilder>();
  const at = (name: Name): NodeBuilder => {
    let builder = building.get(name.key);
    if (!builder) {
      builder = { name, sets: [] };
      building.set(name.key, builder);
    }
    return builder;
  };
  let last = at(origin);
  for (const record of records) {
    if (record.class !== rrClass) continue;
    if (record.name !== last.name) {
      if (!record.name.isAtOrBelow(origin)) continue;
      last = at(record.name);
    }
    const set = last.sets.find((records) => (records[0] as ResourceRecord).type === record.type);
    if (!set) last.sets.push([record]);
    else set.push(record);
  }
  addEmptyNonTerminals(building, origin);
  const nodes = new Map<string, ZoneNode>();
  for (const [key, { name, sets }] of building) {
    const rrsets = sets.map((set) => rrsetFrom(name, set));
    const dname = rrsets.find(({ type }) => type === TYPE.DNAME) ?? null;
    const isCut = key !== origin.key && rrsets.some(({ type }) => type === TYPE.NS);
    nodes.set(key, { name, rrsets, isCut, dname });
  }
  return nodes;
}

interface NodeBuilder {
  readonly name: Name;
  /** Records of one type each. */
  readonly sets: ResourceRecord[][];
}

function addEmptyNonTerminals(building: Map<string, NodeBuilder>, origin: Name): void {
  for (const { name } of [...building.values()]) {
    for (let up = name; up.labelCount > origin.labelCount + 1;) {
      up = up.parent;
      if (building.has(up.key)) break;
      building.set(up.key, { name: up, sets: [] });
    }
  }
}

function rrsetFrom(name: Name, given: ResourceRecord[]): ZoneRRset {
  const { type, class: rrClass, ttl: firstTtl } = given[0] as ResourceRecord;
  const ttl = given.reduce((lowest, record) => Math.min(lowest, record.ttl), firstTtl);
  // RFC 4034 §3: a signature has the TTL of what it covers.
  const own = type === TYPE.RRSIG ? ttlsByCovered(given) : null;
  const records = (given.length === 1 ? given : distinct(type, given)).map((record) => {
    const used = own?.get(covered(record)) ?? ttl;
    return record.ttl === used && record.name === name ? record : { ...record, name, ttl: used };
  });
  return { name, type, class: rrClass, ttl, rdatas: records.map(({ rdata }) => rdata), records };
}

function ttlsByCovered(records: readonly ResourceRecord[]): Map<number, number> {
  const ttls = new Map<number, number>();
  for (const record of records)
    ttls.set(covered(record), Math.min(record.ttl, ttls.get(covered(record)) ?? record.ttl));
  return ttls;
}

/** The type that a signature covers. */
function covered({ rdata }: ResourceRecord): number {
  return ((rdata[0] ?? 0) << 8) | (rdata[1] ?? 0);
}

/** Comparing each with each is for small sets; large ones go by keys, so that their size costs no square of itself. */
const COMPARED_ONE_BY_ONE = 64;

/** BIND: records of these types differ where names in them differ in case. */
const CASE_COUNTS: ReadonlySet<number> = new Set([
  TYPE.NSEC,
  TYPE.HIP,
  TYPE.IPSECKEY,
  TYPE.LP,
  TYPE.AMTRELAY,
  TYPE.SVCB,
  TYPE.HTTPS,
  TYPE.TALINK,
]);

function distinct(type: number, records: ResourceRecord[]): ResourceRecord[] {
  const folds = !CASE_COUNTS.has(type);
  if (records.length > COMPARED_ONE_BY_ONE) {
    const keyOf = ({ rdata }: ResourceRecord): string =>
      octetKey(folds ? canonicalRdata(type, rdata) : rdata);
    return [...new Map(records.map((record) => [keyOf(record), record])).values()];
  }
  const kept: ResourceRecord[] = [];
  for (const record of records) {
    const isSame = ({ rdata }: ResourceRecord): boolean =>
      folds ? rdataEquals(type, rdata, record.rdata) : isSameOctets(rdata, record.rdata);
    const known = kept.findIndex(isSame);
    // BIND: of two that differ in case only, the one that came last.
    if (known < 0) kept.push(record);
    else kept[known] = record;
  }
  return kept;
}

function isSameOctets(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((octet, i) => octet === other[i]);
}

function octetKey(octets: Uint8Array): string {
  let key = '';
  for (const octet of octets) key += String.fromCharCode(octet);
  return key;
}
