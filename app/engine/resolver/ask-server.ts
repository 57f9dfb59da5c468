/** One question of a fetch to one server: how it is put, how long it is waited for, and what the answer teaches of the server. */
import type { Endpoint } from '../network/journal.ts';
import type { Message, Question } from '../protocol/message.ts';
import { cookieFor } from './ask-again.ts';
import { exchange, type ExchangeOutcome, type ExchangeRequest } from './exchange.ts';
import type { FetchNotes } from './fetch-notes.ts';
import { exchangeThatStaysOpen } from './open-questions.ts';
import type { QuestionAccount } from './question.ts';
import { inRandomCase } from './random-case.ts';
import type { Resolver } from './resolver.ts';
import type { Candidate, ServerList } from './server-list.ts';
import { waitFor, waitWith } from './wait.ts';

export interface Asking {
  readonly account: QuestionAccount;
  readonly question: Question;
  readonly servers: ServerList;
  /** How often all of them have been asked before. */
  readonly round: number;
  /** The RD and CD flags. */
  readonly recursionDesired: boolean;
  readonly checkingDisabled: boolean;
}

/** What came of it. */
export type Heard =
  | {
      readonly kind: 'response';
      readonly server: Endpoint;
      readonly message: Message;
      readonly packet: number;
      readonly cookieMatched: boolean;
    }
  /** It made no sense of the way in which it was asked. */
  | { readonly kind: 'again' }
  /** It is of no use to ask anybody. */
  | { readonly kind: 'hopeless'; readonly why: string }
  | { readonly kind: 'nothing'; readonly why: string };

/**
 * Asks `candidate`; `done` is called once, unless the function that is returned was called before. With a `patience` a
 * response may come after that `done`, to `late`.
 */
export function askServer(
  resolver: Resolver,
  candidate: Candidate,
  { account, question, servers, round, recursionDesired, checkingDisabled }: Asking,
  notes: FetchNotes,
  done: (heard: Heard) => void,
  late: (heard: Extract<Heard, { kind: 'response' }>) => void,
): () => void {
  const { addresses, clock } = resolver;
  const { patience } = resolver.walk;
  const quota = candidate.tcp ? null : resolver.limits.servers;
  const { server } = candidate;
  const now = clock.now();
  const remote: Endpoint = { address: server.address, port: candidate.port };
  const withEdns = !candidate.plain;
  candidate.tried = true;
  quota?.begins(server);
  addresses.asks(server, now);
  const ended = (heard: Heard): void => {
    done(heard);
    addresses.tell(clock.now());
  };
  const plainlySpelt = resolver.walk.randomCase !== true || candidate.tcp;
  const left = Math.max(1, account.deadline - now);
  const request: ExchangeRequest = {
    server: remote,
    question,
    transport: candidate.tcp ? 'tcp' : 'udp',
    recursionDesired,
    checkingDisabled,
    edns: candidate.plain ? null : { udpSize: udpSize(candidate, resolver), cookie: cookieFor(candidate) },
    // BIND: who was silent, or no match, twice is believed the third time whatever its cookie.
    anyCookie: candidate.silences >= 2,
    spelling: plainlySpelt ? null : inRandomCase(question.name, resolver.exchangeTools.random),
    waitMs: patience === undefined ? Math.min(waitFor(round, candidate.srtt), left) : left,
  };
  const sent = (packet: number): void => notes.asks(servers.zone, remote, serverText(candidate), packet);
  /** What the outcome says of how quick the servers are. */
  const learn = (outcome: ExchangeOutcome, tookMs: number): void => {
    const heard = outcome.kind !== 'timeout' && outcome.kind !== 'unreachable';
    if (outcome.kind === 'response') addresses.answered(server, tookMs, withEdns);
    else if (heard) addresses.answeredOddly(server, tookMs);
    else if (countsAsSilence(outcome)) addresses.silent(server, candidate.srtt, withEdns);
    candidate.srtt = server.srtt;
    if (heard) servers.passOthersOver(clock.now());
  };
  let waiting = true;
  const finish = (outcome: ExchangeOutcome): void => {
    waiting = false;
    const tookMs = clock.now() - now;
    quota?.ends(server, ENDS[outcome.kind]);
    learn(outcome, tookMs);
    if (outcome.kind === 'malformed' && outcome.hopeless === true) {
      notes.heard(remote, outcome.packet, `malformed: ${outcome.reason}`, 'useless');
      return ended({ kind: 'hopeless', why: 'malformed response' });
    }
    if (outcome.kind === 'malformed' && !candidate.plain) {
      // BIND: it may be EDNS that led the server astray.
      candidate.plain = true;
      notes.heard(remote, outcome.packet, `malformed: ${outcome.reason}; asks without EDNS`, 'asked-again');
      return ended({ kind: 'again' });
    }
    if (outcome.kind === 'other-case') {
      candidate.tcp = true;
      const verdict = 'the letters of the question came back in another case; asks over TCP';
      notes.heard(remote, outcome.packet, verdict, 'asked-again');
      return ended({ kind: 'again' });
    }
    if (outcome.kind !== 'response') {
      if (outcome.kind === 'timeout') candidate.silences++;
      // BIND: a server that the network calls unreachable is not asked again for this question.
      else candidate.bad = true;
      return ended({ kind: 'nothing', why: notes.heardNothing(remote, outcome, tookMs) });
    }
    if (!candidate.tcp) server.longest = Math.max(server.longest, outcome.size);
    const { message, packet, cookieMatched } = outcome;
    ended({ kind: 'response', server: remote, message, packet, cookieMatched });
  };
  const { exchangeTools: tools } = resolver;
  const stop =
    patience === undefined
      ? exchange(tools, request, sent, finish)
      : exchangeThatStaysOpen(
          tools,
          request,
          waitWith(patience, round, candidate.srtt),
          sent,
          finish,
          (response) => {
            addresses.answered(server, clock.now() - now, withEdns);
            const { message, packet, cookieMatched } = response;
            late({ kind: 'response', server: remote, message, packet, cookieMatched });
          },
        );
  return () => {
    if (waiting) quota?.ends(server, 'given-up');
    stop();
  };
}

/** BIND: whatever the network says against it; a lack of ports here says nothing of the server. */
function countsAsSilence(outcome: Extract<ExchangeOutcome, { kind: 'timeout' | 'unreachable' }>): boolean {
  return outcome.kind === 'timeout' || outcome.why !== 'address-in-use';
}

/** What the end of an exchange says of the server's load. */
const ENDS = {
  response: 'answered',
  malformed: 'answered',
  'other-case': 'answered',
  timeout: 'timed-out',
  unreachable: 'given-up',
} as const;

/**
 * BIND: the first time that a server is silent, it is asked for no more than it has managed before, and 512 octets at
 * least: something on the way may drop what is long.
 */
function udpSize({ silences, server, tcp, udpSize: own }: Candidate, resolver: Resolver): number {
  const offered = own ?? resolver.udpSize;
  return silences === 1 && server.longest > 0 && !tcp
    ? Math.min(offered, Math.max(512, server.longest))
    : offered;
}

export function serverText(candidate: Candidate): string {
  return (candidate.text ??= candidate.serverName.toRelaxedString());
}
