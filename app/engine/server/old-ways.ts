/**
 * How older BINDs went about recursion, where that matters for what a student sees: one port for all questions, for how long a
 * lame server is left alone, how long a question is followed up and who may still answer it, whether a failure is remembered.
 *
 * A server that refers to its own zone was lame to all of them (BIND 8: `Lame server on …`), and the next one was asked: what
 * changed is how often it is asked again. None of them makes a name error of it.
 *
 * Simplified: everything else is as in 9.18; no other old default or fault is copied, nor the words of old logs. BIND 8
 * followed a referral to its own zone that came with AA, as one to another zone, up to twenty times; here it is a format
 * error, as to BIND 9.
 */
import type { Random } from '../random.ts';
import type { RecursionOptions } from './options.ts';

/**
 * `8`: as in 2002 (8.2); `9.2`: as in 2005, before ports were made random; `9.11`: as until 2021, when lame-ttl lost its
 * effect (9.16.22); `9.18`: as now.
 */
export const BIND_VERSIONS = ['8', '9.2', '9.11', '9.18'] as const;
export type BindVersion = (typeof BIND_VERSIONS)[number];

type Ways = Partial<Omit<RecursionOptions, 'hints' | 'allow'>>;

/** Seconds. BIND: lame-ttl, by default. */
const LAME_TTL = 600;
/** BIND 8: RETRYBASE, RETRY_TIMEOUT and MAXRETRY; a question is given up after twice RETRY_TIMEOUT. */
const BIND_8_PATIENCE = { firstMs: 4_000, longestMs: 45_000, rounds: 3 };
const BIND_8_TIMEOUT_MS = 90_000;
/** Seconds. BIND 8: NTTL. */
const BIND_8_DENIAL_TTL = 600;
const PORTS = { low: 1024, high: 65_535 };

const SAYS = { '8': '8.2.7-REL', '9.2': '9.2.4', '9.11': '9.11.36' } as const;

/** What `version.bind` says. */
export function versionOf(version: BindVersion): { readonly version?: string } {
  return version === '9.18' ? {} : { version: SAYS[version] };
}

/** `walk` counts beside what the version brings. */
export function waysOf(version: BindVersion, walk: RecursionOptions['walk'], random: Random): Ways {
  switch (version) {
    case '9.18':
      return walk ? { walk } : {};
    case '9.11':
      return { walk: { ...walk, lameTtl: LAME_TTL } };
    case '9.2':
      return {
        walk: { ...walk, lameTtl: LAME_TTL },
        sources: onePort(random),
        timeoutMs: 30_000,
        failureTtl: 0,
        // RFC 7873 is of 2016.
        peers: () => ({ cookie: false }),
      };
    case '8':
      return {
        // BIND 8: a denial is one without authority too.
        walk: { ...walk, lameTtl: LAME_TTL, patience: BIND_8_PATIENCE, denialsWithoutAuthority: 'kept' },
        sources: onePort(random),
        timeoutMs: BIND_8_TIMEOUT_MS,
        failureTtl: 0,
        ttlWithoutSoa: BIND_8_DENIAL_TTL,
        // EDNS came with 8.3.
        peers: () => ({ cookie: false, edns: false }),
      };
  }
}

/** One port, which the system gave when the server started (before CVE-2008-1447). */
function onePort(random: Random): NonNullable<Ways['sources']> {
  const port = PORTS.low + random.below(PORTS.high - PORTS.low + 1);
  return { v4: { port }, v6: { port } };
}
