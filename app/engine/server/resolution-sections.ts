/** What a client is told of what the resolver found: the sections of the response. */
import type { Cache } from '../cache/cache.ts';
import type { Instant } from '../network/clock.ts';
import { TYPE } from '../protocol/codes.ts';
import type { Question, ResourceRecord } from '../protocol/message.ts';
import { recordsOf, rrsetsOf } from '../protocol/rrset.ts';
import type { Resolution } from '../resolver/resolution.ts';
import type { MinimalResponses } from '../zone/authority.ts';
import { addressesBeside, type Sections } from './cache-answer.ts';
import { extendedErrorFor, TOO_MANY_ALIASES } from './extended-error.ts';

export interface Answering {
  readonly cache: Cache;
  readonly minimal: MinimalResponses;
  /** Whether what stood beside the answer that came is passed on. */
  readonly passesOn: boolean;
  /** Whether a SERVFAIL says why. */
  readonly explainsErrors: boolean;
}

/** `goesOn`: the question began in a zone of the server's own. */
export function sectionsOf(
  { cache, minimal, passesOn, explainsErrors }: Answering,
  question: Question,
  goesOn: boolean,
  resolution: Resolution,
  now: Instant,
): Sections {
  const answers: ResourceRecord[] = [];
  for (const rrset of resolution.answers) answers.push(...recordsOf(rrset));
  const authority = resolution.soa === null ? [] : recordsOf(resolution.soa);
  const { own } = resolution;
  // BIND: who asks for NS records gets the addresses too, however minimal responses are.
  const bare = (minimal === 'yes' && question.type !== TYPE.NS) || question.type === TYPE.ANY;
  if (own !== undefined) {
    const { authority } = own;
    // BIND: hosts are looked for in the cache; with `minimal-responses no` and a question that began in a zone of its own, there.
    if (goesOn && minimal === 'no') return { rcode: resolution.rcode, answers, ...own };
    const additional = bare
      ? []
      : addressesBeside([...resolution.answers, ...rrsetsOf(authority)], cache, now);
    return { rcode: resolution.rcode, answers, authority, additional };
  }
  const last = resolution.answers.at(-1);
  if (passesOn && minimal === 'no' && resolution.beside !== undefined) {
    const { authority: zone, additional: hosts } = resolution.beside;
    authority.push(...zone.flatMap((rrset) => recordsOf(rrset)));
    return {
      rcode: resolution.rcode,
      answers,
      authority,
      additional: hosts.flatMap((rrset) => recordsOf(rrset)),
    };
  }
  const beside = [];
  // BIND: with `minimal-responses no` the zone's NS records go along; by default not with recursion.
  const withZone = minimal === 'no' && question.type !== TYPE.ANY;
  if (withZone && last !== undefined && resolution.soa === null) {
    const cut = cache.bestDelegation(last.name);
    if (cut !== null && !(last.type === TYPE.NS && cut.owner.equals(last.name))) {
      beside.push(cut.rrset(now));
      authority.push(...recordsOf(cut.rrset(now)));
    }
  }
  const additional = bare ? [] : addressesBeside([...resolution.answers, ...beside], cache, now);
  const { rcode, failure } = resolution;
  if (failure === TOO_MANY_ALIASES.text) {
    return { rcode, answers, authority, additional, extendedError: TOO_MANY_ALIASES };
  }
  if (failure === null || !explainsErrors) {
    return { rcode, answers, authority, additional };
  }
  return { rcode, answers, authority, additional, extendedError: extendedErrorFor(failure) };
}
