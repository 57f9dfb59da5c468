/** What a fetch comes to: what the authoritative servers say about one name and type, or that they said nothing of use. */
import type { CacheEntry } from '../cache/entry.ts';
import { TYPE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import type { ResponseType } from './response-type.ts';
import type { Beside, Scrubbed } from './scrub.ts';
import type { QuotaResponse } from './zone-quota.ts';

export type FetchResult =
  | { readonly kind: 'answer'; readonly rrsets: readonly RRset[]; readonly beside?: Beside }
  | { readonly kind: 'cname'; readonly rrset: RRset; readonly target: Name }
  /** Names below the RRset's owner lie elsewhere; the name asked for is one of them. */
  | { readonly kind: 'dname'; readonly rrset: RRset }
  | { readonly kind: 'nodata'; readonly soa: RRset | null }
  | { readonly kind: 'nxdomain'; readonly soa: RRset | null }
  | {
      readonly kind: 'failed';
      readonly why: string;
      /** A limit stood in the way; `drop`: nothing is said to the client. */
      readonly shed?: QuotaResponse;
    };

/** What cache entries say, in the form that a fetch has. */
export function fromCache(
  kind: 'rrset' | 'cname' | 'dname' | 'nodata' | 'nxdomain' | 'any',
  entries: readonly CacheEntry[],
  now: number,
): FetchResult {
  const first = entries[0] as CacheEntry; // a finding has at least one
  switch (kind) {
    case 'rrset':
    case 'any':
      return { kind: 'answer', rrsets: entries.map((entry) => entry.rrset(now)) };
    case 'cname': {
      const rrset = first.rrset(now);
      const target = targetName(TYPE.CNAME, rrset.rdatas[0] as Uint8Array);
      return target === null
        ? { kind: 'failed', why: 'CNAME without a target' }
        : { kind: 'cname', rrset, target };
    }
    case 'dname':
      return { kind, rrset: first.rrset(now) };
    case 'nodata':
    case 'nxdomain':
      return { kind, soa: first.soa(first.remaining(now)) };
  }
}

/** Too much is at work in a zone, or at all of its servers. */
export function shedBy(quota: 'zone' | 'server', shed: QuotaResponse): FetchResult {
  const why =
    quota === 'zone'
      ? 'too many searches are at work in the zone (fetches-per-zone)'
      : 'all servers are busy enough (fetches-per-server)';
  return { kind: 'failed', why, shed };
}

/** What a response amounts to where it has no more than an alias to say. */
export function aliasOrNothing(type: ResponseType, { main: [alias] }: Scrubbed): FetchResult {
  return type.kind === 'cname' && alias !== undefined
    ? { kind: 'cname', rrset: alias.rrset, target: type.target }
    : { kind: 'nodata', soa: null };
}
