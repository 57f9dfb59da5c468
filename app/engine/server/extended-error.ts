/** Extended errors: what a response says beside its rcode (RFC 8914). */

export interface ExtendedError {
  readonly code: number;
  /** EXTRA-TEXT, in ASCII; may be empty. */
  readonly text: string;
}

export const EDE_STALE_ANSWER = 3;
/** RFC 8914 §4.19: the client may not ask this. */
export const PROHIBITED: ExtendedError = { code: 18, text: '' };

const OTHER = 0;
const CACHED_ERROR = 13;
const NO_REACHABLE_AUTHORITY = 22;
const NETWORK_ERROR = 23;

/** For a search that failed: the code that fits the resolver's own words best, and those words. */
export function extendedErrorFor(failure: string): ExtendedError {
  if (failure.includes('failure cache')) return { code: CACHED_ERROR, text: failure };
  if (/timed out|lame|useless|malformed|no address|no servers|depend on each other/.test(failure)) {
    return { code: NO_REACHABLE_AUTHORITY, text: failure };
  }
  if (/refused$|unreachable|end of file/.test(failure)) return { code: NETWORK_ERROR, text: failure };
  return { code: OTHER, text: failure };
}
