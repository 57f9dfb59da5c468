/** What a fetch comes to: what the authoritative servers say about one name and type, or that they said nothing of use. */
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { Beside } from './scrub.ts';
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
