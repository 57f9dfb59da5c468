/** What a resolver is made of and told. Defaults are named 9.18's. */
import type { Cache } from '../cache/cache.ts';
import type { LabClock } from '../network/clock.ts';
import type { Journal } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import type { ResourceRecord } from '../protocol/message.ts';
import type { Random } from '../random.ts';
import type { ConfiguredZone } from './configured-zones.ts';
import type { LimitLog, LimitOptions } from './limits.ts';
import type { OwnZones } from './own-zones.ts';
import type { Peers } from './peers.ts';
import type { SourceOptions } from './source-ports.ts';
import type { WalkOptions } from './walk-options.ts';

/**
 * What is done when all servers of a zone have failed. `give-up`: SERVFAIL. `parent-side`: the names and addresses
 * that the parent gave, where the child's own took their place, are tried too.
 */
export type LastResort = 'give-up' | 'parent-side';

export interface ResolverOptions {
  readonly host: Host;
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  readonly cache: Cache;
  /** The records of the root hints. */
  readonly hints: readonly ResourceRecord[];
  /** Where other servers listen. Default 53. */
  readonly port?: number;
  /** The UDP payload size offered to other servers. Default 1232. BIND: edns-udp-size. */
  readonly udpSize?: number;
  /** Seconds for which a failure is remembered. Default 1. BIND: servfail-ttl. */
  readonly failureTtl?: number;
  /** Milliseconds until a question is given up. Default 10,000. BIND: resolver-query-timeout. */
  readonly timeoutMs?: number;
  /** Default 50. BIND: max-recursion-queries. */
  readonly maxQuestionsPerName?: number;
  /** Default 200. BIND: max-query-count. */
  readonly maxQuestions?: number;
  /** Default 7. BIND: max-recursion-depth. */
  readonly maxDepth?: number;
  /** Default 11. BIND: max-query-restarts. */
  readonly maxRestarts?: number;
  /** Forward, stub and static-stub zones. */
  readonly configured?: readonly ConfiguredZone[];
  /** The zones that the server itself has. Default: none. */
  readonly own?: OwnZones;
  /** Default `give-up`, as BIND. */
  readonly lastResort?: LastResort;
  readonly walk?: WalkOptions;
  /** Where questions leave from. Default: any address, a random port for each. */
  readonly sources?: SourceOptions;
  /** Addresses of servers that are never asked. Default: none. BIND: blackhole. */
  readonly refused?: (address: string) => boolean;
  /** What is settled of single servers. Default: nothing. */
  readonly peers?: Peers;
  /** How many may wait for what, and ask whom. */
  readonly limits?: LimitOptions;
  readonly log?: ResolverLog;
  /** The last number given to a fetch, where several resolvers of one host count together. */
  readonly numbers?: { fetch: number };
}

export type ResolverLog = (
  category: 'lame-servers' | 'dispatch' | 'general' | 'cname' | Parameters<LimitLog>[0],
  text: string,
  severity?: 'info' | 'notice' | 'warning' | 'error',
) => void;
