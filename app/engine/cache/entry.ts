/**
 * One thing that the cache knows: an RRset, or that there is none (RFC 2308).
 *
 * An entry's knowledge never changes: a replacement is a new entry with the old one's id. So the entry itself
 * is the snapshot that the journal keeps, and a journal line costs no copy. Names and RDATA are kept packed
 * (octet-text.ts) and become values again when somebody reads `content`.
 */
import type { CacheContent, CacheEntrySnapshot, Trust } from '../network/journal.ts';
import { TRUST_ORDER } from '../network/journal.ts';
import type { Instant } from '../network/clock.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { countList, packList, packOctets, unpackList } from './octet-text.ts';

export type EntryKind = CacheContent['kind'];

/** From whom something was learned, and in which packet; null for what no server said. */
export type Origin = CacheEntrySnapshot['from'];

export interface EntryFields {
  readonly id: number;
  readonly kind: EntryKind;
  readonly owner: Name;
  /** The RRset's type, or the one that does not exist. ANY for NXDOMAIN. */
  readonly type: number;
  readonly trust: number;
  readonly ttl: number;
  readonly storedAt: Instant;
  /** Seconds since 1970. */
  readonly endsAt: number;
  readonly from: Origin;
  /** As packed by `packData`. */
  readonly data: string;
}

export class CacheEntry implements CacheEntrySnapshot {
  readonly id: number;
  readonly kind: EntryKind;
  /** The owner's key in the cache's table. */
  readonly key: string;
  readonly type: number;
  /** The place in TRUST_ORDER, for comparing. */
  readonly rank: number;
  readonly originalTtl: number;
  readonly storedAt: Instant;
  /** Seconds since 1970: BIND's entries end on whole seconds. */
  readonly endsAt: number;
  readonly from: Origin;
  readonly data: string;
  readonly #owner: string;

  // Where the entry stands in the cache's structures. Only the cache writes these; they say nothing about the data.
  /** The next entry of the same owner, and the one before. */
  sibling: CacheEntry | null = null;
  before: CacheEntry | null = null;
  newer: CacheEntry | null = null;
  older: CacheEntry | null = null;
  /** Its neighbours among those that end in the same second. */
  next: CacheEntry | null = null;
  previous: CacheEntry | null = null;
  queued = false;
  /** How often something has come or gone at its owner, itself too: what was found there once may be found no more. */
  changes = 0;
  /** A client asked for it shortly before its end: the same data may take its place with a new time. BIND: prefetch. */
  renewable = false;

  constructor(fields: EntryFields) {
    this.id = fields.id;
    this.kind = fields.kind;
    this.type = fields.type;
    this.rank = fields.trust;
    this.originalTtl = fields.ttl;
    this.storedAt = fields.storedAt;
    this.endsAt = fields.endsAt;
    this.from = fields.from;
    this.data = fields.data;
    this.key = fields.owner.key;
    // Most owners come in lower case, and then the key spells them.
    this.#owner = hasCapitals(fields.owner.wire) ? packName(fields.owner.wire) : this.key;
  }

  get expiresAt(): Instant {
    return this.endsAt * 1000;
  }

  get trust(): Trust {
    return TRUST_ORDER[this.rank] as Trust; // ranks are made from that table
  }

  /** The owner, spelt as the server that taught it spelt it. */
  get owner(): Name {
    return nameFrom(this.#owner);
  }

  get content(): CacheContent {
    const name = this.owner;
    if (this.kind === 'rrset') return { kind: 'rrset', rrset: this.#rrset(name, this.originalTtl) };
    const soa = this.soa(this.originalTtl);
    if (this.kind === 'nodata') return { kind: 'nodata', name, type: this.type, soa };
    return { kind: 'nxdomain', name, soa };
  }

  /** Seconds left. BIND: counts whole seconds of the clock, so that this is at least 1 while the entry lives. */
  remaining(now: Instant): number {
    return Math.max(0, this.endsAt - Math.floor(now / 1000));
  }

  /** The RRset with the TTL that it has now. Only for `kind` 'rrset'. */
  rrset(now: Instant): RRset {
    return this.#rrset(this.owner, this.remaining(now));
  }

  /** The RDATA of the RRset, without the rest of it. Only for `kind` 'rrset'. */
  get rdatas(): Uint8Array[] {
    return unpackList(this.data);
  }

  /** The SOA that came with a negative answer, with the given TTL. */
  soa(ttl: number): RRset | null {
    if (this.kind === 'rrset' || this.data === '') return null;
    const [owner, rdata] = unpackList(this.data) as [Uint8Array, Uint8Array];
    return {
      name: Name.fromTrustedWire(owner, labelsIn(owner)),
      type: TYPE.SOA,
      class: CLASS.IN,
      ttl,
      rdatas: [rdata],
    };
  }

  /** How many records of an answer it stands for: those of its RRset, or a negative answer's SOA. */
  get recordCount(): number {
    return this.kind === 'rrset' ? countList(this.data) : this.data === '' ? 0 : 1;
  }

  /** What it weighs, in octets, near enough for a limit: the object, its place in the tables, its strings. */
  get weight(): number {
    return (
      240 + this.key.length + this.data.length + (this.#owner === this.key ? 0 : this.#owner.length + 16)
    );
  }

  #rrset(name: Name, ttl: number): RRset {
    return { name, type: this.type, class: CLASS.IN, ttl, rdatas: unpackList(this.data) };
  }
}

/** An RRset's RDATA, or a negative answer's SOA, as an entry keeps it. */
export function packData(kind: EntryKind, rrset: RRset | null): string {
  if (rrset === null) return '';
  return kind === 'rrset'
    ? packList(rrset.rdatas)
    : packList([rrset.name.wire, rrset.rdatas[0] as Uint8Array]);
}

/** The order of trust as a number: a place in TRUST_ORDER. */
export function rankOf(trust: Trust): number {
  return TRUST_ORDER.indexOf(trust);
}

function hasCapitals(wire: Uint8Array): boolean {
  for (let i = 0; i < wire.length; i++)
    if ((wire[i] as number) >= 0x41 && (wire[i] as number) <= 0x5a) return true;
  return false;
}

/** A name as its key would be, but spelt as it is: the wire form without the closing zero. */
function packName(wire: Uint8Array): string {
  return packOctets(wire.slice(0, wire.length - 1));
}

function nameFrom(packed: string): Name {
  const wire = new Uint8Array(packed.length + 1);
  for (let i = 0; i < packed.length; i++) wire[i] = packed.charCodeAt(i);
  return Name.fromTrustedWire(wire, labelsIn(wire));
}

function labelsIn(wire: Uint8Array): number {
  let count = 0;
  for (let at = 0; wire[at] !== 0 && at < wire.length; at += (wire[at] as number) + 1) count++;
  return count;
}
