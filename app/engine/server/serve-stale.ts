/**
 * Old answers for the hour when nobody can be asked (RFC 8767). BIND: stale-answer-enable and what belongs to it.
 *
 * A question whose search fails is answered with what was known last, with a short TTL and the extended error
 * "Stale Answer". For a while after that nobody is asked again; and where a client timeout is set, the old answer
 * goes out when the search takes longer than that, or at once with 0, while the search goes on.
 */
import type { Cache } from '../cache/cache.ts';
import { StaleStore } from '../cache/stale-store.ts';
import type { LabClock } from '../network/clock.ts';
import { TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import { redirect } from '../resolver/dname.ts';

export interface StaleOptions {
  /** Seconds beyond its TTL for which an RRset is kept. Default: a day. BIND: max-stale-ttl. */
  readonly maxStaleTtl?: number;
  /** The TTL of a stale RRset in an answer, in seconds. Default 30. BIND: stale-answer-ttl. */
  readonly answerTtl?: number;
  /** Seconds after a failure during which nobody is asked. Default 30; 0: none. BIND: stale-refresh-time. */
  readonly refreshTime?: number;
  /** Milliseconds for which a client waits before it gets the old answer. Default null: for ever. BIND: stale-answer-client-timeout. */
  readonly clientTimeoutMs?: number | null;
  /** Whether what is kept is given, and not merely kept. Default true. BIND: stale-answer-enable. */
  readonly answers?: boolean;
}

export interface StaleAnswer {
  readonly rrsets: readonly RRset[];
  /** Of a denial at the end. */
  readonly soa: RRset | null;
  /** The names whose RRsets are old, each with the type that was wanted there. */
  readonly old: readonly { readonly name: Name; readonly type: number }[];
}

/** What named logs behind the name, for each reason. */
export const STALE_LOG: Readonly<Record<StaleReason, string>> = {
  'resolver failure': 'resolver failure, stale answer used',
  'query within stale refresh time window': 'query within stale refresh time, stale answer used',
  'stale data prioritized over lookup':
    'stale answer used, an attempt to refresh the RRset will still be made',
  'client timeout': 'client timeout, stale answer used',
};

/** In named's words, as the extended error's text has them. */
export type StaleReason =
  | 'resolver failure'
  | 'query within stale refresh time window'
  | 'stale data prioritized over lookup'
  | 'client timeout';

const MAX_ALIASES = 11;

export class ServeStale {
  readonly store: StaleStore;
  readonly clientTimeoutMs: number | null;
  /** Seconds. */
  readonly answerTtl: number;
  readonly maxStaleTtl: number;
  readonly refreshTime: number;
  /** Whether old answers are given, whatever the configuration says; null: as it says. BIND: rndc serve-stale. */
  answers: boolean | null = null;
  readonly #clock: LabClock;
  readonly #configured: boolean;

  /** `kept`: what is known already, when a configuration is read anew. */
  constructor(clock: LabClock, options: StaleOptions, kept?: StaleStore) {
    this.#clock = clock;
    this.store = kept ?? new StaleStore(clock);
    this.maxStaleTtl = options.maxStaleTtl ?? 86_400;
    this.refreshTime = options.refreshTime ?? 30;
    this.store.limit(this.maxStaleTtl, this.refreshTime);
    this.answerTtl = options.answerTtl ?? 30;
    this.#configured = options.answers ?? true;
    this.clientTimeoutMs = options.clientTimeoutMs ?? null;
  }

  get gives(): boolean {
    return this.answers ?? this.#configured;
  }

  /** The answer that cache and old entries make together; null where there is none, or nothing old in it. */
  answer(cache: Cache, name: Name, type: number): StaleAnswer | null {
    if (!this.gives) return null;
    const rrsets: RRset[] = [];
    const old: { name: Name; type: number }[] = [];
    let at = name;
    for (let aliases = 0; aliases <= MAX_ALIASES; aliases++) {
      const found = cache.lookup(at, type);
      // What is known to be denied now is no case for old answers.
      if (found !== null && found.kind !== 'rrset' && found.kind !== 'cname' && found.kind !== 'dname')
        return null;
      const stale = found === null ? (this.store.dnameAbove(at) ?? this.store.lookup(at, type)) : null;
      const now = this.#clock.now();
      if (stale?.kind === 'nodata')
        return { rrsets, soa: stale.soa(this.answerTtl), old: [...old, { name: at, type }] };
      const rrset = found?.entry.rrset(now) ?? stale?.rrset(now) ?? null;
      if (rrset === null) return null;
      const given = stale === null ? rrset : { ...rrset, ttl: this.answerTtl };
      if (stale !== null) old.push({ name: at, type });
      // RFC 6672 §3.1: the alias that it stands for goes along.
      const redirected = rrset.type === TYPE.DNAME && at.isBelow(rrset.name) ? redirect(at, given) : null;
      if (redirected !== null) {
        rrsets.push(
          ...(rrsets.some((one) => one.type === TYPE.DNAME && one.name.equals(given.name)) ? [] : [given]),
          redirected.cname,
        );
        if (type === TYPE.CNAME) return old.length === 0 ? null : { rrsets, soa: null, old };
        at = redirected.target;
        continue;
      }
      rrsets.push(given);
      if (rrset.type !== TYPE.CNAME || type === TYPE.CNAME)
        return old.length === 0 ? null : { rrsets, soa: null, old };
      const target = targetName(TYPE.CNAME, rrset.rdatas[0] as Uint8Array);
      if (target === null) return null;
      at = target;
    }
    return null;
  }

  rests({ old }: StaleAnswer): boolean {
    return old.some(({ name, type }) => this.store.rests(name, type));
  }

  failed({ old }: StaleAnswer): void {
    for (const { name, type } of old) this.store.failed(name, type);
  }
}
