/**
 * How older BINDs went about recursion, where that matters for what a student sees: one port for all questions, for how long a
 * lame server is left alone, how long a question is followed up, whether a failure is remembered.
 *
 * Simplified: everything else is as in 9.18; no other old default or fault is copied.
 */
import type { Random } from '../random.ts';
import type { RecursionOptions } from './options.ts';

/**
 * `9.2`: as in 2005, before ports were made random; `9.11`: as until 2021, when lame-ttl lost its effect (9.16.22);
 * `9.18`: as now.
 */
export const BIND_VERSIONS = ['9.2', '9.11', '9.18'] as const;
export type BindVersion = (typeof BIND_VERSIONS)[number];

type Ways = Partial<Omit<RecursionOptions, 'hints' | 'allow'>>;

/** Seconds. BIND: lame-ttl, by default. */
const LAME_TTL = 600;
const PORTS = { low: 1024, high: 65_535 };

/** What `version.bind` says. */
export function versionOf(version: BindVersion): { readonly version?: string } {
  if (version === '9.18') return {};
  return { version: version === '9.2' ? '9.2.4' : '9.11.36' };
}

/** `walk` counts beside what the version brings. */
export function waysOf(version: BindVersion, walk: RecursionOptions['walk'], random: Random): Ways {
  switch (version) {
    case '9.18':
      return walk ? { walk } : {};
    case '9.11':
      return { walk: { ...walk, lameTtl: LAME_TTL } };
    case '9.2': {
      // One port, which the system gave when the server started (before CVE-2008-1447).
      const port = PORTS.low + random.below(PORTS.high - PORTS.low + 1);
      return {
        walk: { ...walk, lameTtl: LAME_TTL },
        sources: { v4: { port }, v6: { port } },
        timeoutMs: 30_000,
        failureTtl: 0,
        // RFC 7873 is of 2016.
        peers: () => ({ cookie: false }),
      };
    }
  }
}
