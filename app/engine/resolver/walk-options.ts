/** How the resolver goes about its walk, where there is more than one right way. Defaults are named 9.18's, but where the word Default says otherwise. */

/**
 * How much of a name a server is told (RFC 9156). BIND's words: `strict` believes what the servers say about each name
 * on the way; `relaxed` asks with the whole name where that leads nowhere; `off` and `disabled` always do.
 */
export type QnameMinimization = 'strict' | 'relaxed' | 'disabled' | 'off';

export interface WalkOptions {
  /** Default `off`; BIND: qname-minimization, `relaxed` by default. */
  readonly qnameMinimization?: QnameMinimization;
  /**
   * Whether the root servers are asked for their own NS records and addresses before anything else is asked with the
   * hints (RFC 8109). Default false; named always does.
   */
  readonly priming?: boolean;
  /**
   * Whether letters of names are sent in random case, and have to come back in that ("0x20"): one more thing that a
   * forger must guess. Default false; named has no such thing.
   */
  readonly randomCase?: boolean;
  /**
   * What a negative answer without the AA flag is good for: `once`, as BIND has it, the question at hand; `kept`, for
   * its TTL. Default `once`.
   */
  readonly denialsWithoutAuthority?: 'once' | 'kept';
  /**
   * What a response is worth that breaks a rule and can be understood all the same: a denial with NS records instead of
   * the SOA (RFC 2308 §2.2, type 3), with the SOA of another zone or with two zones at once; several aliases at one
   * name. `refused`, as BIND has it: a format error, and the next server is asked; `taken`: what of it makes sense
   * counts, of several aliases the first. Default `refused`.
   */
  readonly oddResponses?: 'refused' | 'taken';
  /**
   * Glue for a server that lies outside the zone that is delegated (com's in gtld-servers.net): `used`, or `refused` as
   * by BIND, which then looks for such a server's address itself. Default `used`: the walks of the labs show one
   * question a level.
   */
  readonly siblingGlue?: 'used' | 'refused';
  /**
   * When the addresses of servers that come without any are looked up: `when-needed`, one after the other and only
   * while no other server of the zone can be asked; or `at-once`, as by BIND, for all of them (of a large set, for five).
   * Default `when-needed`: the walks of the labs show no question that nobody waits for.
   */
  readonly addressLookups?: 'when-needed' | 'at-once';
  /**
   * Seconds for which a server that referred to its own zone, or upwards, is not asked about that zone again. Default 0.
   * BIND: lame-ttl, 600 by default until 9.16.21; since then it has no effect (CVE-2021-25219).
   */
  readonly lameTtl?: number;
  /**
   * As BIND 8 waited for answers: long for each server, and for those of the servers that it had asked before as well.
   * Default: as BIND 9.18, shortly, and from one at a time (wait.ts).
   */
  readonly patience?: Patience;
}

export interface Patience {
  /** Milliseconds for which each server is waited for in the first round; twice that in the next. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** How often each server is asked. */
  readonly rounds: number;
}
