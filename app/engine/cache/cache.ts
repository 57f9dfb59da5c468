/**
 * The cache of one view of one server.
 *
 * A way through it: the resolver has scrubbed a response and says `store` for each RRset it believes, with BIND's
 * word for how far (`glue`, `authanswer`, …), and `storeNodata` or `storeNxdomain` for a negative answer. What
 * was known before decides with `replacement.ts` whether the news goes in; a timer of the lab clock waits for the
 * earliest end. The next question comes in: `lookup` finds the RRset, a CNAME, a negative answer or nothing;
 * for nothing, `bestDelegation` gives the deepest zone cut known, where the resolver starts to ask. Every change
 * goes into the journal with the entry as it is then.
 */
import type { Instant, LabClock, Timer } from '../network/clock.ts';
import type { CacheChange, Journal, Trust } from '../network/journal.ts';
import { TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import {
  negativeTtl,
  positiveTtl,
  wholeLimits,
  type CacheLimits,
  type WholeCacheLimits,
} from './cache-limits.ts';
import type { EntryKind, Origin } from './entry.ts';
import { CacheEntry, packData, rankOf } from './entry.ts';
import { EntryStore } from './entry-store.ts';
import { deepestCut, dnameAbove } from './names-above.ts';
import { decide, sameRecords } from './replacement.ts';
import { surplusOf } from './type-limit.ts';

export interface CacheOptions extends CacheLimits {
  readonly clock: LabClock;
  readonly journal: Journal;
  /** The host's name, for the journal. */
  readonly host: string;
  /** Default: `_default`, BIND's name for the only view. */
  readonly view?: string;
}

export type Finding =
  | { readonly kind: 'rrset'; readonly entry: CacheEntry }
  /** There is a CNAME at the name, and the type asked for is another. */
  | { readonly kind: 'cname'; readonly entry: CacheEntry }
  /** There is a DNAME at a name above, which has all names below it elsewhere (RFC 6672). */
  | { readonly kind: 'dname'; readonly entry: CacheEntry }
  | { readonly kind: 'nodata'; readonly entry: CacheEntry }
  | { readonly kind: 'nxdomain'; readonly entry: CacheEntry }
  /** For QTYPE ANY: all RRsets known at the name. */
  | { readonly kind: 'any'; readonly entries: readonly CacheEntry[] };

const ANSWER = rankOf('answer');

export class Cache {
  readonly view: string;
  readonly #clock: LabClock;
  readonly #journal: Journal;
  readonly #host: string;
  /** What the clock says of the timer. */
  readonly #label: string;
  #limits: WholeCacheLimits;
  readonly #entries = new EntryStore();
  #timer: Timer | null = null;

  constructor(options: CacheOptions) {
    this.view = options.view ?? '_default';
    this.#clock = options.clock;
    this.#journal = options.journal;
    this.#host = options.host;
    this.#label = `cache entry expires on ${options.host}`;
    this.#limits = wholeLimits(options);
  }

  /** Takes limits for what comes from now on; what is too much for the new size goes at once. Entries keep the TTLs they have. */
  limit(limits: CacheLimits): void {
    this.#limits = wholeLimits(limits);
    this.#makeRoom(null);
  }

  /** The most records that an RRset may have; infinity where there is no such limit. */
  get maxRecordsPerType(): number {
    return this.#limits.maxRecordsPerType || Infinity;
  }

  /** Entries, positive and negative. */
  get size(): number {
    return this.#entries.size;
  }

  get negativeSize(): number {
    return this.#entries.negativeSize;
  }

  /** What the entries weigh together, near enough. */
  get octets(): number {
    return this.#entries.octets;
  }

  /** The most that they may weigh. */
  get maxOctets(): number {
    return this.#limits.maxOctets;
  }

  /** How often a DNAME has come or gone: each may change what there is to say of any name below it. */
  get dnameChanges(): number {
    return this.#entries.dnameChanges;
  }

  /** An answer was made of this entry without looking it up. */
  use(entry: CacheEntry): void {
    this.#entries.use(entry);
  }

  /** All live entries, in the order in which their owners came. */
  *entries(): IterableIterator<CacheEntry> {
    const now = this.#clock.now();
    for (const first of this.#entries.owners.values()) {
      for (let entry: CacheEntry | null = first; entry !== null; entry = entry.sibling) {
        if (entry.expiresAt > now) yield entry;
      }
    }
  }

  /** Believes an RRset for its TTL, at least `minTtl` and at most `maxTtl`. Gives the entry that then stands; null when none does (TTL 0). */
  store(rrset: RRset, trust: Trust, from: Origin): CacheEntry | null {
    return this.#put('rrset', rrset.name, rrset.type, rrset, positiveTtl(this.#limits, rrset), trust, from);
  }

  /** Remembers that the name has no records of the type. Without an SOA its time is `ttlWithoutSoa`, or `minNegativeTtl` (RFC 2308 §5). */
  storeNodata(name: Name, type: number, soa: RRset | null, trust: Trust, from: Origin): CacheEntry | null {
    return this.#put('nodata', name, type, soa, negativeTtl(this.#limits, soa), trust, from);
  }

  /** Remembers that the name does not exist: whatever the type (RFC 2308 §5). */
  storeNxdomain(name: Name, soa: RRset | null, trust: Trust, from: Origin): CacheEntry | null {
    return this.#put('nxdomain', name, TYPE.ANY, soa, negativeTtl(this.#limits, soa), trust, from);
  }

  /** The live entry for exactly this name and type, positive or NODATA, of whatever trust. It does not count as use. */
  find(name: Name, type: number): CacheEntry | null {
    const now = this.#clock.now();
    for (let entry = this.#entries.first(name.key); entry !== null; entry = entry.sibling) {
      if (entry.type === type && entry.kind !== 'nxdomain' && entry.expiresAt > now) return entry;
    }
    return null;
  }

  /**
   * What can be answered about a name and type. Glue and additional data are no answer to a question
   * (RFC 2181 §5.4.1); `anyTrust` lets them through, for finding a server's address.
   */
  lookup(name: Name, type: number, anyTrust = false): Finding | null {
    const now = this.#clock.now();
    const dname = this.#entries.dnames === 0 ? null : dnameAbove(this.#entries, name, now);
    if (dname !== null) {
      this.#entries.use(dname);
      return { kind: 'dname', entry: dname };
    }
    const least = anyTrust ? 0 : ANSWER;
    let cname: CacheEntry | null = null;
    let all: CacheEntry[] | null = null;
    for (let entry = this.#entries.first(name.key); entry !== null; entry = entry.sibling) {
      if (entry.expiresAt <= now) continue;
      if (entry.rank < least) {
        continue;
      } else if (entry.kind !== 'rrset') {
        if (entry.kind === 'nxdomain' || entry.type === type) {
          this.#entries.use(entry);
          return { kind: entry.kind, entry };
        }
      } else if (entry.type === type) {
        this.#entries.use(entry);
        return { kind: 'rrset', entry };
      } else if (type === TYPE.ANY) {
        (all ??= []).push(entry);
      } else if (entry.type === TYPE.CNAME) {
        cname = entry;
      }
    }
    if (all !== null) return { kind: 'any', entries: all };
    if (cname === null) return null;
    this.#entries.use(cname);
    return { kind: 'cname', entry: cname };
  }

  /**
   * The NS entry of the deepest zone cut known at or above `name`; null when not even the root's is known. A cut
   * counts as long as the cuts above it from which it was learned do: a zone that its parent has let go takes
   * those below it along (no "ghost" or "phoenix" domains).
   */
  bestDelegation(name: Name): CacheEntry | null {
    const cut = deepestCut(this.#entries, name, this.#clock.now());
    if (cut !== null) this.#entries.use(cut);
    return cut;
  }

  /** Forgets everything. Gives how many entries went. */
  flush(): number {
    return this.#flushWhere(() => true);
  }

  /** Forgets everything that is known of one name, negative answers included. */
  flushName(name: Name): number {
    let flushed = 0;
    for (let entry = this.#entries.first(name.key); entry !== null; flushed++) {
      const next: CacheEntry | null = entry.sibling;
      this.#remove(entry, 'flushed');
      entry = next;
    }
    return flushed;
  }

  /** Forgets a name and everything below it. */
  flushTree(name: Name): number {
    const tail = name.key;
    return this.#flushWhere((key) => key.endsWith(tail) && onLabelBoundary(key, key.length - tail.length));
  }

  #put(
    kind: EntryKind,
    name: Name,
    type: number,
    content: RRset | null,
    ttl: number,
    trust: Trust,
    from: Origin,
  ): CacheEntry | null {
    const now = this.#clock.now();
    const key = name.key;
    const rank = rankOf(trust);
    const data = packData(kind, content);
    // BIND: an entry ends on a whole second, the one in which it came counted as begun.
    let expiresAt = (Math.floor(now / 1000) + ttl) * 1000;
    let old: CacheEntry | null = null;
    let denial: CacheEntry | null = null;
    for (let entry = this.#entries.first(key); entry !== null; entry = entry.sibling) {
      if (entry.expiresAt <= now) continue;
      if (entry.kind === 'nxdomain') denial = entry;
      else if (entry.type === type) old = entry;
    }
    if (kind === 'nxdomain') {
      // BIND: that the name does not exist ends all else that was known of it.
      old = denial;
      this.#supersede(key, denial);
    } else if (denial !== null) {
      if (rank < denial.rank) return denial;
      this.#remove(denial, 'expired');
    }
    let change: CacheChange = 'added';
    let id = 0;
    if (old !== null) {
      const same = old.kind === kind && sameRecords(type, old.data, data);
      const decision = decide(old, { kind, type, rank, expiresAt, data }, same);
      if (decision.do === 'keep') return old;
      expiresAt = decision.expiresAt;
      change = same ? 'refreshed' : 'replaced';
      id = old.id;
      if (decision.do === 'shorten') {
        return this.#insert(this.#shortened(old, expiresAt), old, change);
      }
    }
    // RFC 1035 §3.2.1: TTL 0 is for the question at hand and is not kept.
    if (expiresAt <= now) {
      if (old !== null) this.#remove(old, 'expired');
      return null;
    }
    const entry = new CacheEntry({
      id: id === 0 ? this.#journal.nextEntryId() : id,
      kind,
      owner: name,
      type,
      trust: rank,
      ttl: expiresAt / 1000 - Math.floor(now / 1000),
      storedAt: now,
      endsAt: expiresAt / 1000,
      from,
      data,
    });
    return this.#insert(entry, old, change);
  }

  #shortened(old: CacheEntry, expiresAt: Instant): CacheEntry {
    return new CacheEntry({
      id: old.id,
      kind: old.kind,
      owner: old.owner,
      type: old.type,
      trust: old.rank,
      ttl: Math.max(0, expiresAt / 1000 - Math.floor(old.storedAt / 1000)),
      storedAt: old.storedAt,
      endsAt: expiresAt / 1000,
      from: old.from,
      data: old.data,
    });
  }

  #insert(entry: CacheEntry, old: CacheEntry | null, change: CacheChange): CacheEntry | null {
    if (old !== null) this.#entries.remove(old);
    if (entry.expiresAt <= this.#clock.now()) {
      this.#note('expired', entry);
      this.#arm();
      return null;
    }
    const first = this.#entries.first(entry.key);
    this.#entries.add(entry);
    this.#note(change, entry);
    const surplus = first === null ? null : surplusOf(first, entry, this.#limits.maxTypesPerName);
    if (surplus !== null) this.#remove(surplus, 'evicted');
    this.#makeRoom(entry);
    this.#arm();
    return entry;
  }

  /** Ends all entries of an owner but one. */
  #supersede(key: string, but: CacheEntry | null): void {
    for (let entry = this.#entries.first(key); entry !== null;) {
      const next: CacheEntry | null = entry.sibling;
      if (entry !== but) this.#remove(entry, 'expired');
      entry = next;
    }
  }

  #makeRoom(justAdded: CacheEntry | null): void {
    while (this.#entries.octets > this.#limits.maxOctets) {
      const { oldest } = this.#entries;
      if (oldest === null || oldest === justAdded) return;
      this.#remove(oldest, 'evicted');
    }
  }

  #flushWhere(matches: (key: string) => boolean): number {
    let flushed = 0;
    for (const [key, first] of this.#entries.owners) {
      if (!matches(key)) continue;
      for (let entry: CacheEntry | null = first; entry !== null; flushed++) {
        const next: CacheEntry | null = entry.sibling;
        this.#remove(entry, 'flushed', false);
        entry = next;
      }
    }
    this.#arm();
    return flushed;
  }

  #remove(entry: CacheEntry, why: CacheChange, rearm = true): void {
    this.#entries.remove(entry);
    this.#note(why, entry);
    if (rearm) this.#arm();
  }

  #note(change: CacheChange, entry: CacheEntry): void {
    if (!this.#journal.isRead('cache')) return;
    this.#journal.write({ kind: 'cache', host: this.#host, view: this.view, change, entry });
  }

  /** Keeps one timer, for the earliest end. */
  #arm(): void {
    const second = this.#entries.earliest;
    const earliest = second === null ? null : second * 1000;
    if (this.#timer !== null) {
      if (this.#timer.at === earliest) return;
      this.#timer.cancel();
      this.#timer = null;
    }
    if (earliest === null) return;
    this.#timer = this.#clock.at(earliest, this.#label, this.#expire);
  }

  readonly #expire = (): void => {
    this.#timer = null;
    for (const entry of this.#entries.takeDue(Math.floor(this.#clock.now() / 1000))) {
      this.#entries.remove(entry);
      this.#note('expired', entry);
      this.#limits.onExpire(entry);
    }
    this.#arm();
  };
}

/** Whether `offset` in a key is where a label begins, so that `tail` is a name's end and not a part of a label. */
function onLabelBoundary(key: string, offset: number): boolean {
  let at = 0;
  while (at < offset) at += 1 + key.charCodeAt(at);
  return at === offset;
}
