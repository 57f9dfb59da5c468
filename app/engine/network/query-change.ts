/** What the journal is told of a client's question: each step of a caching server on the way to its answer. */
import type { Name } from '../protocol/name.ts';
import type { Instant } from './clock.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * The life of one question inside a caching server. `query` numbers the client's question, `fetch` the search for
 * one name and type among the authoritative servers that it led to; searches for server addresses have a parent.
 */
export type QueryChange =
  | {
      readonly step: 'received';
      readonly query: number;
      readonly client: Endpoint;
      readonly name: Name;
      readonly type: number;
      readonly packet: number | null;
    }
  | {
      readonly step: 'hit';
      readonly query: number;
      readonly name: Name;
      readonly type: number;
      readonly entry: number;
    }
  /** RFC 9520: it failed a moment ago, so nobody is asked again yet. */
  | {
      readonly step: 'failed-before';
      readonly query: number;
      readonly name: Name;
      readonly type: number;
      readonly until: Instant;
    }
  | {
      readonly step: 'fetch';
      readonly query: number;
      readonly fetch: number;
      /** The fetch that lacks this address; null for what the client asked itself. */
      readonly parent: number | null;
      readonly name: Name;
      readonly type: number;
      /** Where it begins to ask, and how it knows that zone's servers: `configured` are forwarders and stub zones, `own` a cut in its own zones. */
      readonly zone: Name;
      readonly known: 'hints' | 'cache' | 'configured' | 'own';
    }
  /** Waits for a fetch that somebody else's question had begun. */
  | {
      readonly step: 'join';
      readonly query: number;
      readonly fetch: number;
      readonly parent: number | null;
      readonly name: Name;
      readonly type: number;
    }
  | {
      readonly step: 'ask';
      readonly query: number;
      readonly fetch: number;
      readonly name: Name;
      readonly type: number;
      readonly zone: Name;
      readonly server: Endpoint;
      readonly serverName: string;
      readonly packet: number;
    }
  | {
      readonly step: 'response';
      readonly query: number;
      readonly fetch: number;
      readonly server: Endpoint;
      readonly packet: number;
      /** What the response was, in words, and what was done with it. */
      readonly verdict: string;
      readonly use: 'believed' | 'asked-again' | 'useless';
      /** Whether the AA flag is set; left out for what is no message, or is asked again. */
      readonly aa?: boolean;
      /** Whether it gave our cookie back (RFC 7873 §5.3); left out where it was sent none. */
      readonly cookie?: boolean;
    }
  | {
      readonly step: 'timeout';
      readonly query: number;
      readonly fetch: number;
      readonly server: Endpoint;
      readonly afterMs: number;
      /** How many messages came meanwhile that were no response to this question; left out where none did. */
      readonly ignored?: number;
    }
  | {
      readonly step: 'unreachable';
      readonly query: number;
      readonly fetch: number;
      readonly server: Endpoint;
      /** In named's words: `connection refused`. */
      readonly why: string;
    }
  | {
      readonly step: 'ended';
      readonly query: number;
      readonly fetch: number;
      readonly result: 'answer' | 'cname' | 'dname' | 'nodata' | 'nxdomain' | 'failed';
      /** Why it failed, in words; empty where it did not. */
      readonly why: string;
    }
  /** One of the server's own zones has the name. Unless an alias or a cut leads out of it, that is the answer. */
  | {
      readonly step: 'own-zone';
      readonly query: number;
      readonly zone: Name;
      readonly found:
        'answer' | 'cname' | 'referral' | 'nodata' | 'nxdomain' | 'not-loaded' | 'loop' | 'too-long';
      readonly rcode: number;
      readonly whole: boolean;
    }
  /** A list of clients does not have this one; in named's words: `allow-query-cache`. */
  | {
      readonly step: 'refused';
      readonly query: number;
      readonly list: string;
    }
  /** Nobody is asked on its behalf: it does not ask for that (`list` empty), or a list does not let it. */
  | {
      readonly step: 'cache-only';
      readonly query: number;
      readonly list: string;
    }
  | {
      /** A limit stood in the way, and the client hears nothing. */
      readonly step: 'dropped';
      readonly query: number;
      readonly why: string;
    }
  | {
      readonly step: 'answered';
      readonly query: number;
      readonly rcode: number;
      readonly fromCache: boolean;
      readonly upstreamQuestions: number;
      /** Why it came to SERVFAIL or a refusal, in words; empty where it did not. */
      readonly why: string;
    };
