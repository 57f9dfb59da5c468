/** Extended errors: what a response says beside its rcode (RFC 8914). */

export interface ExtendedError {
  readonly code: number;
  /** EXTRA-TEXT, in ASCII; may be empty. */
  readonly text: string;
}

export const EDE_STALE_ANSWER = 3;
/** RFC 8914 §4.19: the client may not ask this. */
export const PROHIBITED: ExtendedError = { code: 18, text: '' };

/** RFC 8914 §4.25: the zone is the server's own, and could not be loaded. */
export const INVALID_DATA: ExtendedError = { code: 24, text: 'the zone is not loaded' };

const OTHER = 0;
/** BIND: said whether SERVFAIL is explained or not. */
export const TOO_MANY_ALIASES: ExtendedError = { code: OTHER, text: 'max. restarts reached' };
const CACHED_ERROR = 13;
/** §4.23: nobody who should know could be reached, or they would not say. */
const NO_REACHABLE_AUTHORITY = 22;
/** §4.24: they could be reached, and something went wrong on the way or with them. */
const NETWORK_ERROR = 23;

/** By the resolver's own words for the last thing that went wrong. All else is something other. */
const CODES: readonly (readonly [words: RegExp, code: number])[] = [
  [/\(failure cache\)$/, CACHED_ERROR],
  [/^timed out$/, NO_REACHABLE_AUTHORITY],
  [/^lame server$/, NO_REACHABLE_AUTHORITY],
  [/^(REFUSED|NOTAUTH)$/, NO_REACHABLE_AUTHORITY],
  [/^no servers$|^no address for |^server addresses depend on each other$/, NO_REACHABLE_AUTHORITY],
  [/^connection refused$|^(host|network) unreachable$|^end of file$/, NETWORK_ERROR],
  [/^(malformed|useless) response$/, NETWORK_ERROR],
  // Any other RCODE of the servers asked: they are there, and fail.
  [
    /^(SERVFAIL|FORMERR|NOTIMP|BADVERS|BADCOOKIE|YXDOMAIN|YXRRSET|NXRRSET|NOTZONE|(RCODE|RESERVED)\d+)$/,
    NETWORK_ERROR,
  ],
];

/** For a search that failed: the code that fits the resolver's own words best, and those words. */
export function extendedErrorFor(failure: string): ExtendedError {
  const code = CODES.find(([words]) => words.test(failure))?.[1] ?? OTHER;
  return { code, text: failure };
}
