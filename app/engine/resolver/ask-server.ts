/** One question of a fetch to one server: how it is put, how long it is waited for, and what the answer teaches of the server. */
import type { Endpoint } from '../network/journal.ts';
import type { Message, Question } from '../protocol/message.ts';
import { cookieFor } from './ask-again.ts';
import { exchange } from './exchange.ts';
import type { FetchNotes } from './fetch-notes.ts';
import type { QuestionAccount } from './question.ts';
import type { Resolver } from './resolver.ts';
import type { Candidate, ServerList } from './server-list.ts';
import { waitFor } from './wait.ts';

export interface Asking {
  readonly account: QuestionAccount;
  readonly question: Question;
  readonly servers: ServerList;
  /** How often all of them have been asked before. */
  readonly round: number;
  /** The RD flag. */
  readonly recursionDesired: boolean;
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
  | { readonly kind: 'nothing'; readonly why: string };

/** Asks `candidate`; `done` is called once, unless the function that is returned was called before. */
export function askServer(
  resolver: Resolver,
  candidate: Candidate,
  { account, question, servers, round, recursionDesired }: Asking,
  notes: FetchNotes,
  done: (heard: Heard) => void,
): () => void {
  const { addresses, clock } = resolver;
  const { server } = candidate;
  const now = clock.now();
  const remote: Endpoint = { address: server.address, port: candidate.port };
  candidate.tried = true;
  return exchange(
    resolver.exchangeTools,
    {
      server: remote,
      question,
      transport: candidate.tcp ? 'tcp' : 'udp',
      recursionDesired,
      edns: candidate.plain ? null : { udpSize: resolver.udpSize, cookie: cookieFor(server) },
      waitMs: Math.min(waitFor(round, server.srtt), Math.max(1, account.deadline - now)),
    },
    (packet) => notes.asks(servers.zone, remote, serverText(candidate), packet),
    (outcome) => {
      const tookMs = clock.now() - now;
      if (outcome.kind !== 'response') {
        if (outcome.kind === 'timeout') addresses.silent(server);
        // BIND: a server that the network calls unreachable is not asked again for this question.
        else candidate.bad = true;
        return done({ kind: 'nothing', why: notes.heardNothing(remote, outcome, tookMs) });
      }
      addresses.answered(server, tookMs);
      for (const other of servers.candidates) {
        if (!other.tried) addresses.passedOver(other.server, clock.now());
      }
      const { message, packet, cookieMatched } = outcome;
      done({ kind: 'response', server: remote, message, packet, cookieMatched });
    },
  );
}

export function serverText(candidate: Candidate): string {
  return (candidate.text ??= candidate.serverName.toRelaxedString());
}
