/**
 * Answers out of the cache alone, for questions without RD (RFC 1034 §4.3.1), and what stands beside an answer.
 *
 * BIND: what the cache knows is the answer; where it knows nothing, it refers to the deepest zone cut it knows,
 * and with an empty cache to the root servers of its hints, without their addresses.
 */
import type { Cache } from '../cache/cache.ts';
import type { Instant } from '../network/clock.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import type { ResourceRecord, RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import { recordsOf } from '../protocol/rrset.ts';
import { TOO_MANY_ALIASES, type ExtendedError } from './extended-error.ts';
import { redirect } from '../resolver/dname.ts';
import type { Hints } from '../resolver/hints.ts';
import type { CacheHit } from '../resolver/question.ts';

export interface Sections {
  readonly rcode: number;
  readonly answers: readonly ResourceRecord[];
  readonly authority: readonly ResourceRecord[];
  readonly additional: readonly ResourceRecord[];
  /** What there is to say beside the rcode (RFC 8914). */
  readonly extendedError?: ExtendedError;
  /** Of a SERVFAIL: the resolver's words for what went wrong. */
  readonly failure?: string;
  /** The cache entries of which it is made, where nothing else has a part in it. */
  readonly madeOf?: readonly CacheHit[];
}

const MAX_RESTARTS = 11;

/** What the cache says about a name and type at this moment. Nobody is asked. */
export function answerFromCache(
  cache: Cache,
  hints: Hints,
  name: Name,
  type: number,
  now: Instant,
  withAuthority: boolean,
): Sections {
  const answers: RRset[] = [];
  let at = name;
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts++) {
    const found = cache.lookup(at, type);
    if (found === null) return sections(RCODE.NOERROR, answers, cutFor(cache, hints, at, now), cache, now);
    switch (found.kind) {
      case 'rrset': {
        answers.push(found.entry.rrset(now));
        const cut = withAuthority ? cache.bestDelegation(at) : null;
        // The zone's NS records go along, unless they are the answer themselves.
        const beside = cut === null || (type === TYPE.NS && cut.owner.equals(at)) ? [] : [cut.rrset(now)];
        return sections(RCODE.NOERROR, answers, beside, cache, now);
      }
      case 'any':
        for (const entry of found.entries) answers.push(entry.rrset(now));
        return sections(RCODE.NOERROR, answers, [], cache, now);
      case 'nodata':
      case 'nxdomain': {
        const soa = found.entry.soa(found.entry.remaining(now));
        const rcode = found.kind === 'nxdomain' ? RCODE.NXDOMAIN : RCODE.NOERROR;
        return sections(rcode, answers, soa === null ? [] : [soa], cache, now);
      }
      case 'dname': {
        const dname = found.entry.rrset(now);
        const redirected = redirect(at, dname);
        const links = redirected === null ? [dname] : [dname, redirected.cname];
        answers.push(
          ...links.filter(({ type: t, name: n }) => !answers.some((a) => a.type === t && a.name.equals(n))),
        );
        if (redirected === null) return sections(RCODE.YXDOMAIN, answers, [], cache, now);
        if (type === TYPE.CNAME || type === TYPE.ANY) return sections(RCODE.NOERROR, answers, [], cache, now);
        at = redirected.target;
        break;
      }
      case 'cname': {
        const rrset = found.entry.rrset(now);
        if (!answers.some(({ type: t, name: n }) => t === TYPE.CNAME && n.equals(rrset.name)))
          answers.push(rrset);
        const target = targetName(TYPE.CNAME, rrset.rdatas[0] as Uint8Array);
        if (target === null) return sections(RCODE.SERVFAIL, [], [], cache, now);
        at = target;
      }
    }
  }
  // BIND: the links come along, each once.
  return {
    ...sections(RCODE.SERVFAIL, answers, [], cache, now),
    additional: [],
    extendedError: TOO_MANY_ALIASES,
  };
}

/** Addresses in the cache, of whatever trust, for the hosts that the RRsets name (RFC 1034 §4.3.2 step 6). */
export function addressesBeside(rrsets: readonly RRset[], cache: Cache, now: Instant): ResourceRecord[] {
  const records: ResourceRecord[] = [];
  const seen = new Set<string>();
  for (const rrset of rrsets) {
    if (rrset.type !== TYPE.NS && rrset.type !== TYPE.MX && rrset.type !== TYPE.SRV) continue;
    for (const rdata of rrset.rdatas) {
      const host = targetName(rrset.type, rdata);
      if (host === null || seen.has(host.key)) continue;
      seen.add(host.key);
      for (const type of [TYPE.A, TYPE.AAAA]) {
        // What stands in the response already is not said again.
        if (rrsets.some((rrset) => rrset.type === type && rrset.name.equals(host))) continue;
        const found = cache.lookup(host, type, true);
        if (found?.kind === 'rrset') records.push(...recordsOf(found.entry.rrset(now)));
      }
    }
  }
  return records;
}

function cutFor(cache: Cache, hints: Hints, name: Name, now: Instant): RRset[] {
  const cut = cache.bestDelegation(name);
  return [cut === null ? hints.rootServers : cut.rrset(now)];
}

function sections(
  rcode: number,
  answers: readonly RRset[],
  authority: readonly RRset[],
  cache: Cache,
  now: Instant,
): Sections {
  const any = answers.length > 1 && answers.every((rrset) => rrset.name.equals((answers[0] as RRset).name));
  return {
    rcode,
    answers: answers.flatMap((rrset) => recordsOf(rrset)),
    authority: authority.flatMap((rrset) => recordsOf(rrset)),
    additional: any ? [] : addressesBeside([...answers, ...authority], cache, now),
  };
}
