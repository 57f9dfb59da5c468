/** A client's question as the resolver takes it, and what it says in the end. */
import { RCODE } from '../protocol/codes.ts';
import type { RRset } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { AuthorityAnswer } from '../zone/authority.ts';
import type { AccountOptions, CacheHit, QuestionAccount } from './question.ts';
import type { Beside } from './scrub.ts';

export interface Question extends AccountOptions {
  readonly name: Name;
  readonly type: number;
  /** The client question's number in the journal. */
  readonly number: number;
}

/** What there is to say to a client. SERVFAIL is a value like the others. */
export interface Resolution {
  readonly rcode: number;
  /** The chain of aliases and what is at its end. TTLs as they are now. */
  readonly answers: readonly RRset[];
  /** A negative answer's SOA. */
  readonly soa: RRset | null;
  /** What the server that answered said beside it, as far as that is in its zone. Not with answers from the cache. */
  readonly beside?: Beside;
  /** What a zone of the server's own, in which the answer ends, has to say beside it. */
  readonly own?: Pick<AuthorityAnswer, 'authority' | 'additional'>;
  /** Nobody was asked. */
  readonly fromCache: boolean;
  /** The entries of which the answer is made, where it is made of them alone; null otherwise. */
  readonly hits: readonly CacheHit[] | null;
  readonly upstreamQuestions: number;
  /** Why it came to SERVFAIL, in words. */
  readonly failure: string | null;
  /** A limit stood in the way. `drop`: the client hears nothing; `given-up`: it made room for others. */
  readonly shed?: 'drop' | 'fail' | 'given-up';
}

/** An answer, or that there is none. */
export function found(
  account: QuestionAccount,
  rcode: number,
  answers: readonly RRset[],
  soa: RRset | null,
  beside?: Beside,
): Resolution {
  const { upstream, hits } = account;
  const fromCache = upstream === 0;
  const upstreamQuestions = upstream;
  return beside === undefined
    ? { rcode, answers, soa, fromCache, hits, upstreamQuestions, failure: null }
    : { rcode, answers, soa, fromCache, hits, upstreamQuestions, failure: null, beside };
}

export function servfail(account: QuestionAccount, failure: string): Resolution {
  return {
    rcode: RCODE.SERVFAIL,
    answers: [],
    soa: null,
    fromCache: account.upstream === 0,
    hits: null,
    upstreamQuestions: account.upstream,
    failure,
  };
}
