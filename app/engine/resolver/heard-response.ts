/** A response that has come in for a fetch: whether to ask the same server again, what the response is, and what of it is believed. */
import type { Endpoint } from '../network/journal.ts';
import type { Origin } from '../cache/entry.ts';
import { RCODE } from '../protocol/codes.ts';
import type { Message, Question } from '../protocol/message.ts';
import { Name } from '../protocol/name.ts';
import { askAgain } from './ask-again.ts';
import { serverText, type Heard } from './ask-server.ts';
import type { ConfiguredZone } from './configured-zones.ts';
import type { FetchNotes } from './fetch-notes.ts';
import type { Resolver } from './resolver.ts';
import { describe, responseType, TRUNCATED_TCP, type ResponseType } from './response-type.ts';
import { scrub, type Scrubbed } from './scrub.ts';
import type { Candidate } from './server-list.ts';

/** Who was asked what. */
export interface AskedOf {
  readonly candidate: Candidate;
  readonly question: Question;
  /** The zone as a server of which it was asked. */
  readonly zone: Name;
  /** Where the configuration names the servers. */
  readonly configured: ConfiguredZone | null;
}

export type Weighed =
  /** The same server is to be asked in another way; what that is the candidate knows. */
  | { readonly kind: 'again' }
  /** The next server is to be asked. */
  | { readonly kind: 'useless'; readonly why: string }
  | {
      readonly kind: 'believed';
      readonly type: ResponseType;
      readonly scrubbed: Scrubbed;
      readonly from: Origin;
    };

/** Tells what a response is good for, and notes it. */
export function weigh(
  resolver: Resolver,
  asked: AskedOf,
  { server, message, packet, cookieMatched }: Extract<Heard, { kind: 'response' }>,
  notes: FetchNotes,
): Weighed {
  const { candidate, question, zone, configured } = asked;
  const again = askAgain(candidate, message, cookieMatched);
  if (again !== null) {
    notes.heard(server, packet, again, 'asked-again');
    return { kind: 'again' };
  }
  if (candidate.plain && message.rcode === RCODE.NOERROR) candidate.server.edns = 'no';
  const believed = believedZone(resolver, asked);
  const type = typeOf(resolver, asked, believed, message);
  const hardToForge = candidate.tcp || cookieMatched;
  if (type.kind === 'dname' && !hardToForge) {
    // BIND: what would lead a whole tree astray must come over TCP or with our cookie.
    candidate.tcp = true;
    notes.heard(server, packet, 'a DNAME, easily forged; asks over TCP', 'asked-again');
    return { kind: 'again' };
  }
  const { denialsWithoutAuthority, siblingGlue } = resolver.walk;
  const scrubbed = scrub(message, question, believed, type, hardToForge, {
    trustful: configured?.kind === 'forward' || denialsWithoutAuthority === 'kept',
    siblingGlue: siblingGlue !== 'refused',
  });
  // What is only beside the question does no harm.
  resolver.counters.dropped += scrubbed.outside;
  const why = uselessness(type);
  const verdict = describe(type) + leftText(scrubbed);
  const gotCookie = !candidate.plain && !candidate.noCookie;
  notes.heard(server, packet, verdict, why === null ? 'believed' : 'useless', {
    aa: message.aa,
    ...(gotCookie && { cookie: cookieMatched }),
  });
  const lameUntil = resolver.clock.now() + (resolver.walk.lameTtl ?? 0) * 1_000;
  resolver.addresses.saidOf(zone, candidate.server, type.kind === 'lame', lameUntil);
  if (why === null) {
    return { kind: 'believed', type, scrubbed, from: { server, serverName: serverText(candidate), packet } };
  }
  complain(type, zone, server, notes);
  return { kind: 'useless', why };
}

function leftText({ dropped, outside }: Scrubbed): string {
  if (dropped === 0) return '';
  return `; ${dropped} records not taken${outside === 0 ? '' : `, ${outside} of them out of zone`}`;
}

/**
 * The zone within which the servers are believed. BIND: forwarders with `forward first` stand for the servers of the
 * deepest zone that the cache knows; with `forward only` they speak of the forward zone alone.
 */
function believedZone({ cache }: Resolver, { question, zone, configured }: AskedOf): Name {
  if (configured?.kind !== 'forward' || configured.first !== true) return zone;
  return cache.bestDelegation(question.name)?.owner ?? Name.root;
}

/** What a response amounts to; from a forwarder, which need not have authority for anything. */
function typeOf(
  resolver: Resolver,
  { candidate, question, zone, configured }: AskedOf,
  believed: Name,
  message: Message,
): ResponseType {
  // BIND: over TCP there is no reason to leave anything out.
  if (message.tc && candidate.tcp) return { kind: 'unusable', why: TRUNCATED_TCP };
  const type = responseType(message, question, believed, resolver.walk.oddResponses === 'taken');
  const empty = type.kind === 'referral' || type.kind === 'lame' || type.kind === 'sideways';
  if (!empty || !message.ra || configured?.kind !== 'forward') return type;
  // It may show the NS records that it knows beside its "nothing"; those of a zone above would be a lame server's.
  return type.zone.isAtOrBelow(zone) ? { kind: 'nodata', soa: null } : type;
}

/** Why the next server is to be asked; null where this one has said something. */
function uselessness(type: ResponseType): string | null {
  switch (type.kind) {
    case 'lame':
      return 'lame server';
    case 'sideways':
    case 'unusable':
      return 'useless response';
    case 'error':
      return describe(type);
    default:
      return null;
  }
}

function complain(type: ResponseType, zone: Name, server: Endpoint, notes: FetchNotes): void {
  if (type.kind === 'lame') notes.lame(zone, server);
  else if (type.kind === 'error') notes.unexpectedRcode(server, describe(type));
  else notes.formatError(server, describe(type));
}
