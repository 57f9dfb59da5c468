/** What a server is told when it is started. Defaults are named 9.18's. */
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Random } from '../random.ts';
import type { ConfiguredZone } from '../resolver/configured-zones.ts';
import type { LimitOptions } from '../resolver/limits.ts';
import type { LastResort } from '../resolver/resolver-options.ts';
import type { Peers } from '../resolver/peers.ts';
import type { SourceOptions } from '../resolver/source-ports.ts';
import type { WalkOptions } from '../resolver/walk-options.ts';
import type { MinimalResponses, UnloadedZone } from '../zone/authority.ts';
import type { Zone } from '../zone/zone.ts';
import type { AccessOptions, AddressMatcher } from './access.ts';
import type { UdpSizes } from './edns.ts';
import type { OrderRule } from './rrset-order.ts';
import type { CookieOptions } from './server-cookie.ts';
import type { StaleOptions } from './serve-stale.ts';
import type { KeyRing } from './tsig.ts';

export interface NamedOptions extends ViewSettings {
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** Whether its start and its end are told by who starts it, and only its zones are left to tell. Default false. */
  readonly announced?: boolean;
  /**
   * Several views, in their order. Of the settings beside them then counts: `access.blackhole` for all; for class CH,
   * and where no view wants a query, `minimalResponses`, `udpSizes` and `keys`. Default: one view, `_default`, of the settings here.
   */
  readonly views?: readonly ViewOptions[];
  /** Whether each query is logged, at first. Default false; `querylog`. */
  readonly queryLog?: boolean;
  /** Questions of clients that wait for other servers, in all views; more are answered SERVFAIL. Default 1000. BIND: recursive-clients. */
  readonly recursiveClients?: number;
  /** Streams from clients at a time; more wait, and more than ten that wait are broken off. Default 150. BIND: tcp-clients. */
  readonly tcpClients?: number;
  /** Server cookies (RFC 7873). */
  readonly cookies?: CookieOptions;
  /** What `version.bind` says; null: nothing. */
  readonly version?: string | null;
  /** What `hostname.bind` says; null: nothing. Default: the host's name. */
  readonly hostName?: string | null;
  /** What `id.server` says. Default: nothing, as with `server-id none`. */
  readonly serverId?: string;
}

/** What each view has of its own. */
export interface ViewSettings {
  /** What it has authority for. A zone that failed to load makes it answer SERVFAIL for all of that zone. */
  readonly zones: Iterable<Zone | UnloadedZone>;
  /** Those of `zones` that the server has of itself (RFC 6303): no word is said of their loading. Default: none. */
  readonly automatic?: ReadonlySet<Zone | UnloadedZone>;
  /** Null: it answers from its zones only. */
  readonly recursion: RecursionOptions | null;
  /** Who may ask what. Default: everybody everything. */
  readonly access?: AccessOptions;
  /** Default `no-auth-recursive`. */
  readonly minimalResponses?: MinimalResponses;
  /** RFC 8482: whether ANY over UDP gets one RRset instead of all. Default false. BIND: minimal-any. */
  readonly minimalAny?: boolean;
  /** Whether NXDOMAIN is given with AA, whoever says so. Default false (RFC 1035 §4.1.1). BIND: auth-nxdomain. */
  readonly authNxdomain?: boolean;
  /** Whether a client that sends a cookie over UDP must send a good one. Default false. BIND: require-server-cookie. */
  readonly requireServerCookie?: boolean;
  /** In which order the records of an RRset are given. Default: as they are kept; named's is `random`. BIND: rrset-order. */
  readonly rrsetOrder?: readonly OrderRule[];
  /** How many octets a datagram may have, at the most, and to a client without a good cookie; and what is said of ours. */
  readonly udpSizes?: Partial<UdpSizes>;
  /** The keys by which requests may be signed. Default: none. BIND: key. */
  readonly keys?: KeyRing;
}

export interface ViewOptions extends ViewSettings {
  readonly name: string;
  /** Whose queries are for this view, by the client's address. Default: everybody's. BIND: match-clients. */
  readonly matchClients?: AddressMatcher;
  /** By the server's address that was asked. Default: all. BIND: match-destinations. */
  readonly matchDestinations?: AddressMatcher;
  /** Only queries with RD. Default false. BIND: match-recursive-only. */
  readonly matchRecursiveOnly?: boolean;
  /** The name of the view whose cache this one uses too; that view comes before it. BIND: attach-cache. */
  readonly attachCache?: string;
}

export interface RecursionOptions {
  /** The records of the root hints file. */
  readonly hints: readonly ResourceRecord[];
  /** `access.allowRecursion`, where that is not given. */
  readonly allow?: (clientAddress: string) => boolean;
  /** Where other servers listen. Default 53. */
  readonly upstreamPort?: number;
  /** What is settled of single servers. Default: nothing. BIND: server, send-cookie. */
  readonly peers?: Peers;
  /** Octets. BIND: max-cache-size. */
  readonly maxCacheOctets?: number;
  /** Seconds. BIND: max-cache-ttl, max-ncache-ttl. */
  readonly maxCacheTtl?: number;
  readonly maxNegativeTtl?: number;
  /** Seconds. BIND: min-cache-ttl, min-ncache-ttl. */
  readonly minCacheTtl?: number;
  readonly minNegativeTtl?: number;
  /** Seconds for which a denial without an SOA is kept. Default 0, as with BIND 9. */
  readonly ttlWithoutSoa?: number;
  /** Records of one type, and types, at one name in the cache; 0: any number. Default 100 each. BIND: max-records-per-type, max-types-per-name. */
  readonly maxRecordsPerType?: number;
  readonly maxTypesPerName?: number;
  /** Forward, stub and static-stub zones. */
  readonly configured?: readonly ConfiguredZone[];
  /**
   * Where, with `minimal-responses no`, the NS records and addresses beside an answer come from: the `cache`, as in
   * BIND, or the `response` that gave it, as in Unbound. Default `cache`.
   */
  readonly beside?: 'cache' | 'response';
  /** What the resolver does when all servers of a zone have failed. Default `give-up`, as BIND. */
  readonly lastResort?: LastResort;
  /** How the resolver goes about its walk. */
  readonly walk?: WalkOptions;
  /** Milliseconds until a question is given up. Default 10,000. BIND: resolver-query-timeout. */
  readonly timeoutMs?: number;
  /** Questions to other servers for one name of a chain, and for all of a client's question. Defaults 50, 200. BIND: max-recursion-queries, max-query-count. */
  readonly maxQuestionsPerName?: number;
  readonly maxQuestions?: number;
  /** Searches for servers' addresses within searches, and links of a chain. Defaults 7, 11. BIND: max-recursion-depth, max-query-restarts. */
  readonly maxDepth?: number;
  readonly maxRestarts?: number;
  /** The UDP payload size offered to other servers. Default 1232. BIND: edns-udp-size. */
  readonly udpSize?: number;
  /** Seconds for which a failure is remembered, at most 30; 0: not at all. Default 1. BIND: servfail-ttl. */
  readonly failureTtl?: number;
  /** Old answers where nobody can be asked (RFC 8767). Default: none, as with `stale-answer-enable no`. */
  readonly stale?: StaleOptions;
  /** Seconds left at which an RRset that is asked for is looked up again, and the TTL it must have had. Default 2 and 9; trigger 0: never. BIND: prefetch. */
  readonly prefetch?: { readonly trigger: number; readonly eligibility: number };
  /** Whether a SERVFAIL says why in an extended error (RFC 8914). Default false: BIND 9.18 says nothing. */
  readonly explainErrors?: boolean;
  /** Where questions to other servers leave from. Default: any address, a random port for each. BIND: query-source, use-v4-udp-ports. */
  readonly sources?: SourceOptions;
  /** How many clients may wait for the same answer, and how much other servers are asked. */
  readonly limits?: LimitOptions;
}

export const DEFAULT_VERSION = '9.18.49-rootwalk';
