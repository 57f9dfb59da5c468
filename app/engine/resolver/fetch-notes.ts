/** What the journal and the log are told of one fetch. */
import type { Endpoint, Journal } from '../network/journal.ts';
import type { QueryChange } from '../network/query-change.ts';
import { typeText } from '../protocol/codes.ts';
import type { Question } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import type { ExchangeOutcome } from './exchange.ts';
import type { FetchResult } from './fetch-result.ts';
import { TRUNCATED_TCP, UNEXPECTED_OPCODE } from './response-type.ts';
import { failureLine, formatErrorLine, lameLine } from './log-lines.ts';

/** What the notes need to know of the resolver. */
interface Notebook {
  readonly host: { readonly name: string };
  readonly journal: Journal;
  readonly log: (category: 'lame-servers' | 'resolver', text: string, severity?: 'notice') => void;
}

type Step<S extends QueryChange['step']> = Extract<QueryChange, { step: S }>;

/** In named's words. */
const UNREACHABLE = {
  refused: 'connection refused',
  closed: 'end of file',
  host: 'host unreachable',
  network: 'network unreachable',
  'address-in-use': 'address in use',
  'address-not-available': 'address not available',
  'permission-denied': 'permission denied',
} as const;

export class FetchNotes {
  readonly #notebook: Notebook;
  #question: Question;
  /** What it is all for; the questions for parts of the name are named's own (RFC 9156). */
  readonly #whole: Question;
  readonly #client: () => Endpoint | null;
  readonly #query: number;
  readonly #fetch: number;

  /** `query` is the client question's number, `fetch` the fetch's own; `client` gives who waits for it. */
  constructor(
    notebook: Notebook,
    question: Question,
    query: number,
    fetch: number,
    client: () => Endpoint | null,
  ) {
    this.#notebook = notebook;
    this.#question = question;
    this.#whole = question;
    this.#client = client;
    this.#query = query;
    this.#fetch = fetch;
  }

  /** The servers are asked another question from now on. */
  about(question: Question): void {
    this.#question = question;
  }

  begins(parent: number | null, zone: Name, known: Step<'fetch'>['known']): void {
    const { name, type } = this.#question;
    this.#note({ step: 'fetch', query: this.#query, fetch: this.#fetch, parent, name, type, zone, known });
  }

  asks(zone: Name, server: Endpoint, serverName: string, packet: number): void {
    const { name, type } = this.#question;
    const [query, fetch] = [this.#query, this.#fetch];
    this.#note({ step: 'ask', query, fetch, name, type, zone, server, serverName, packet });
  }

  heard(
    server: Endpoint,
    packet: number,
    verdict: string,
    use: Step<'response'>['use'],
    signs: Pick<Step<'response'>, 'aa' | 'cookie'> = {},
  ): void {
    const [query, fetch] = [this.#query, this.#fetch];
    this.#note({ step: 'response', query, fetch, server, packet, verdict, use, ...signs });
  }

  /** A question that got no response. Gives why, in named's words. */
  heardNothing(
    server: Endpoint,
    outcome: Exclude<ExchangeOutcome, { kind: 'response' | 'other-case' }>,
    afterMs: number,
  ): string {
    const [query, fetch] = [this.#query, this.#fetch];
    switch (outcome.kind) {
      case 'timeout':
        this.#note({
          step: 'timeout',
          query,
          fetch,
          server,
          afterMs,
          ...(outcome.ignored > 0 && { ignored: outcome.ignored }),
        });
        this.#failure('timed out', server);
        return 'timed out';
      case 'unreachable': {
        const why = UNREACHABLE[outcome.why];
        this.#note({ step: 'unreachable', query, fetch, server, why });
        this.#failure(why, server);
        return why;
      }
      case 'malformed':
        this.heard(server, outcome.packet, `malformed: ${outcome.reason}`, 'useless');
        this.formatError(server, outcome.reason);
        return 'malformed response';
    }
  }

  lame(zone: Name, server: Endpoint): void {
    this.#notebook.log('lame-servers', lameLine(this.#question, zone, server));
  }

  /** BIND: what is wrong with it, and then in one word. */
  formatError(server: Endpoint, why: string): void {
    // These have a line of their own.
    if (why === TRUNCATED_TCP || why === UNEXPECTED_OPCODE) return this.#failure(why, server);
    this.#formatError(server, why);
    this.#failure('FORMERR', server);
  }

  unexpectedRcode(server: Endpoint, rcode: string): void {
    if (rcode !== 'FORMERR') return this.#failure(`${rcode} unexpected RCODE`, server);
    // BIND: that one is a format error too, on the server's side.
    this.#formatError(server, 'server sent FORMERR');
    this.#failure('received FORMERR', server);
  }

  /** A server is broken: it answers the whole question, and not that for a part of the name. */
  wholeNameHelped({ name, type }: Question, why: string): void {
    const what = `${name.toRelaxedString()}/${typeText(type)}`;
    const line = `success resolving '${what}' after disabling qname minimization due to '${why}'`;
    this.#notebook.log('lame-servers', line);
  }

  ends(result: FetchResult): void {
    const why = result.kind === 'failed' ? result.why : '';
    this.#note({ step: 'ended', query: this.#query, fetch: this.#fetch, result: result.kind, why });
  }

  #formatError(server: Endpoint, why: string): void {
    const client = this.#question === this.#whole ? this.#client() : null;
    this.#notebook.log('resolver', formatErrorLine(this.#question, server, client, why), 'notice');
  }

  #failure(what: string, server: Endpoint): void {
    this.#notebook.log('lame-servers', failureLine(what, this.#question, server));
  }

  #note(change: QueryChange): void {
    this.#notebook.journal.write({ kind: 'query', host: this.#notebook.host.name, change });
  }
}
