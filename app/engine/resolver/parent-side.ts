/**
 * What parents say of their children: NS records and glue as referrals gave them.
 *
 * The cache keeps the child's own word in their place (RFC 2181 §5.4.1). Where that leads nowhere, the parent's
 * may still. It is no knowledge to answer from, only where else to ask, and lives no longer than its TTL.
 */
import type { Instant, LabClock } from '../network/clock.ts';
import { TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';

interface Remembered {
  readonly rrset: RRset;
  readonly until: Instant;
}

export class ParentSide {
  readonly #clock: LabClock;
  readonly #limit: number;
  readonly #known = new Map<string, Remembered>();

  constructor(clock: LabClock, limit = 5_000) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** RRsets that are remembered. */
  get size(): number {
    return this.#known.size;
  }

  /** Remembers a referral's records. */
  add(ns: RRset, glue: readonly RRset[]): void {
    for (const rrset of [ns, ...glue]) {
      const key = keyOf(rrset.name, rrset.type);
      this.#known.delete(key);
      this.#known.set(key, { rrset, until: this.#clock.now() + rrset.ttl * 1000 });
    }
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#limit) return;
      this.#known.delete(oldest);
    }
  }

  /** The NS records that the zone's parent last gave. */
  servers(zone: Name): RRset | null {
    return this.#find(zone, TYPE.NS);
  }

  /** The addresses that came as glue for a server. */
  addresses(server: Name): RRset[] {
    return [this.#find(server, TYPE.A), this.#find(server, TYPE.AAAA)].filter((rrset) => rrset !== null);
  }

  flush(): void {
    this.#known.clear();
  }

  flushTree(name: Name): void {
    for (const [key, { rrset }] of this.#known) {
      if (rrset.name.isAtOrBelow(name)) this.#known.delete(key);
    }
  }

  #find(name: Name, type: number): RRset | null {
    const found = this.#known.get(keyOf(name, type));
    return found === undefined || found.until <= this.#clock.now() ? null : found.rrset;
  }
}

function keyOf(name: Name, type: number): string {
  return `${type}/${name.key}`;
}
