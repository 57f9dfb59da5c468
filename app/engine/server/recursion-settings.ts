/** What a server's options mean for its cache and its resolver. What is not given is not handed on, so that their own defaults hold. */
import type { CacheLimits } from '../cache/cache-limits.ts';
import type { ResolverOptions } from '../resolver/resolver-options.ts';
import type { RecursionOptions } from './options.ts';
import type { ServeStale } from './serve-stale.ts';

export function cacheLimits(options: RecursionOptions, stale: ServeStale | null): CacheLimits {
  return {
    ...(stale === null ? {} : { onExpire: (entry) => stale.store.keep(entry) }),
    ...(options.maxCacheOctets === undefined ? {} : { maxOctets: options.maxCacheOctets }),
    ...(options.maxRecordsPerType === undefined ? {} : { maxRecordsPerType: options.maxRecordsPerType }),
    ...(options.maxTypesPerName === undefined ? {} : { maxTypesPerName: options.maxTypesPerName }),
    ...(options.maxCacheTtl === undefined ? {} : { maxTtl: options.maxCacheTtl }),
    ...(options.maxNegativeTtl === undefined ? {} : { maxNegativeTtl: options.maxNegativeTtl }),
    ...(options.minCacheTtl === undefined ? {} : { minTtl: options.minCacheTtl }),
    ...(options.minNegativeTtl === undefined ? {} : { minNegativeTtl: options.minNegativeTtl }),
    ...(options.ttlWithoutSoa === undefined ? {} : { ttlWithoutSoa: options.ttlWithoutSoa }),
  };
}

export function resolverSettings(
  options: RecursionOptions,
): Omit<ResolverOptions, 'host' | 'clock' | 'journal' | 'random' | 'cache' | 'hints' | 'own'> {
  return {
    ...(options.upstreamPort === undefined ? {} : { port: options.upstreamPort }),
    ...(options.failureTtl === undefined ? {} : { failureTtl: options.failureTtl }),
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.maxQuestionsPerName === undefined
      ? {}
      : { maxQuestionsPerName: options.maxQuestionsPerName }),
    ...(options.maxQuestions === undefined ? {} : { maxQuestions: options.maxQuestions }),
    ...(options.maxDepth === undefined ? {} : { maxDepth: options.maxDepth }),
    ...(options.maxRestarts === undefined ? {} : { maxRestarts: options.maxRestarts }),
    ...(options.udpSize === undefined ? {} : { udpSize: options.udpSize }),
    ...(options.configured === undefined ? {} : { configured: options.configured }),
    ...(options.lastResort === undefined ? {} : { lastResort: options.lastResort }),
    ...(options.walk === undefined ? {} : { walk: options.walk }),
    ...(options.peers === undefined ? {} : { peers: options.peers }),
    ...(options.sources === undefined ? {} : { sources: options.sources }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  };
}
