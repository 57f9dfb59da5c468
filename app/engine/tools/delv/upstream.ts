/**
 * Asks servers that do the walking, one after the other, until one has answered: a fetch, in BIND's word.
 *
 * Each gets nine seconds, the fetch ten in all. Who gave an error is not asked again for this question; who was silent
 * is, as long as there is time.
 */
import { CLASS, EDNS_OPTION, RCODE, rcodeText, typeText } from '../../protocol/codes.ts';
import { queryMessage } from '../../protocol/message.ts';
import type { Edns, Message } from '../../protocol/message.ts';
import type { Name } from '../../protocol/name.ts';
import { decodeMessage, encodeMessage, readHeader } from '../../protocol/wire.ts';
import { OPCODE_NAMES } from '../dig/header-names.ts';
import { problemText } from '../dig/system.ts';
import { receiveFramed, sendFramed } from '../shared/framed-message.ts';
import { isNetProblem } from '../tool.ts';
import type { LocalBinding, NetProblem, ToolTcp, ToolUdp } from '../tool.ts';
import type { Console, Stop } from './console.ts';
import { meaningOf } from './response.ts';
import type { Meaning, Unusable } from './response.ts';
import type { Settings } from './settings.ts';
import { packetText } from './trace.ts';

const FETCH_MS = 10_000;
const SERVER_MS = 9_000;
const UDP_SIZE = 1232;
const COOKIE_OCTETS = 8;
const INTERRUPTED = 130;

export interface Failure {
  readonly kind: 'failure';
  readonly words: 'failure' | 'timed out';
}

export type Fetched = Exclude<Meaning, Unusable> | Failure | Stop;

interface Question {
  readonly name: Name;
  readonly type: number;
  /** Milliseconds on the tool's clock. */
  readonly deadline: number;
}

/** How a question goes out. */
interface Manner {
  readonly tcp: boolean;
  readonly edns: boolean;
}

/** What is no message. */
const GARBLED = Symbol('garbled');

type Said = Exclude<Meaning, Unusable> | 'error' | 'silent' | Stop;

export class Upstream {
  readonly #out: Console;
  readonly #settings: Settings;
  readonly #servers: readonly string[];
  readonly #clientCookie: Uint8Array;
  /** RFC 7873 §5.2: what a server gave last is sent with the next question. */
  readonly #cookies = new Map<string, Uint8Array>();

  constructor(out: Console, settings: Settings, servers: readonly string[]) {
    const { random } = out.context;
    this.#out = out;
    this.#settings = settings;
    // BIND: of servers that it knows nothing of yet, any may be the first.
    this.#servers = servers
      .map((server) => ({ server, place: random.below(0x1_0000) }))
      .sort((a, b) => a.place - b.place)
      .map(({ server }) => server);
    this.#clientCookie = Uint8Array.from({ length: COOKIE_OCTETS }, () => random.below(256));
  }

  get hasServers(): boolean {
    return this.#servers.length > 0;
  }

  async fetch(name: Name, type: number): Promise<Fetched> {
    const question = { name, type, deadline: this.#now() + FETCH_MS };
    if (this.#settings.resolverTrace || this.#settings.debugLevel >= 1)
      this.#out.log(`fetch: ${nameWord(name)}/${typeText(type)}`);
    const failed = new Set(this.#servers.filter((server) => this.#isClosed(server)));
    while (failed.size < this.#servers.length) {
      for (const server of this.#servers) {
        if (failed.has(server)) continue;
        if (this.#now() >= question.deadline) return { kind: 'failure', words: 'timed out' };
        const said = await this.#ask(server, question);
        if (typeof said !== 'string') return said;
        if (said === 'error') failed.add(server);
      }
    }
    return { kind: 'failure', words: 'failure' };
  }

  #now(): number {
    return this.#out.context.now();
  }

  /** One server's say, over UDP or TCP, with EDNS and where that is not understood without. */
  async #ask(server: string, question: Question): Promise<Said> {
    let manner: Manner = { tcp: this.#settings.tcp, edns: true };
    for (let again = 0; ; again++) {
      const message = await this.#exchange(server, question, manner);
      if (message === GARBLED) {
        this.#complain(server, question, 'unexpected end of input');
        return 'error';
      }
      if (isNetProblem(message)) return this.#problem(server, question, message);
      // RFC 6891 §7: FORMERR without an OPT record is how a server from before EDNS answers.
      if (message.rcode === RCODE.FORMERR && message.edns === null && manner.edns)
        manner = { ...manner, edns: false };
      else if (message.tc && !manner.tcp) manner = { ...manner, tcp: true };
      // RFC 7873 §5.3: once more with the new cookie, then over TCP.
      else if (message.rcode === RCODE.BADCOOKIE && again < 2)
        manner = { ...manner, tcp: manner.tcp || again > 0 };
      else return this.#judge(server, question, message);
    }
  }

  #judge(server: string, question: Question, message: Message): Said {
    const { rcode, opcode } = message;
    if (opcode !== 0) {
      this.#complain(server, question, `${OPCODE_NAMES[opcode] ?? ''} unexpected OPCODE`);
      return 'error';
    }
    if (rcode === RCODE.FORMERR) {
      this.#formatError(server, question, 'server sent FORMERR');
      this.#complain(server, question, 'received FORMERR');
      return 'error';
    }
    if (rcode !== RCODE.NOERROR && rcode !== RCODE.NXDOMAIN) {
      // BIND: a SERVFAIL is passed over in silence.
      if (rcode !== RCODE.SERVFAIL) this.#complain(server, question, `${rcodeText(rcode)} unexpected RCODE`);
      return 'error';
    }
    const meaning = meaningOf(message, question.name, question.type);
    if (meaning.kind !== 'unusable') return meaning;
    this.#formatError(server, question, meaning.words);
    this.#complain(server, question, 'FORMERR');
    return 'error';
  }

  #problem(server: string, question: Question, problem: NetProblem): Said {
    if (problem.reason === 'aborted') return { kind: 'stop', exitCode: INTERRUPTED };
    if (problem.reason === 'timed-out') return 'silent';
    if (problem.reason === 'address-not-available' && this.#local(server).address !== undefined)
      return this.#out.giveUp(`dns_client_create: ${problemText(problem)}`);
    this.#complain(server, question, problemText(problem));
    return 'error';
  }

  #complain(server: string, { name, type }: Question, what: string): void {
    this.#out.log(
      `${what} resolving '${nameWord(name)}/${typeText(type)}/IN': ${server}#${this.#settings.port}`,
    );
  }

  #formatError(server: string, { name, type }: Question, what: string): void {
    const from = `${server}#${this.#settings.port}`;
    this.#out.log(
      `DNS format error from ${from} resolving ${nameWord(name)}/${typeText(type)} for <unknown>: ${what}`,
    );
  }

  /** BIND: an address of its own for one family (-b) leaves the other without a socket, and says nothing of it. */
  #isClosed(server: string): boolean {
    const { ipv4, ipv6 } = this.#settings.sources;
    return server.includes(':') ? ipv6 === null && ipv4 !== null : ipv4 === null && ipv6 !== null;
  }

  #local(server: string): LocalBinding {
    const { sources } = this.#settings;
    const source = server.includes(':') ? sources.ipv6 : sources.ipv4;
    if (source === null) return {};
    return { address: source.address, ...(source.port === 0 ? {} : { port: source.port }) };
  }

  async #exchange(
    server: string,
    question: Question,
    manner: Manner,
  ): Promise<Message | typeof GARBLED | NetProblem> {
    const query = queryMessage({
      id: this.#out.context.random.below(0x1_0000),
      rd: true,
      cd: this.#settings.checkingDisabled,
      questions: [{ name: question.name, type: question.type, class: CLASS.IN }],
      edns: manner.edns ? this.#edns(server) : null,
    });
    const at = `${server}#${this.#settings.port}`;
    if (this.#settings.debugLevel >= 11) this.#out.err(packetText(`sending packet to ${at}`, query));
    const octets = await this.#carry(server, question, manner, query);
    if (isNetProblem(octets)) return octets;
    const decoded = decodeMessage(octets);
    if (decoded.kind !== 'message') return GARBLED;
    const { message } = decoded;
    if (this.#settings.messageTrace || this.#settings.debugLevel >= 10)
      this.#out.err(packetText(`received packet from ${at}`, message));
    const cookie = message.edns?.options.find(({ code }) => code === EDNS_OPTION.COOKIE)?.data;
    if (cookie !== undefined && cookie.length > COOKIE_OCTETS) this.#cookies.set(server, cookie);
    return message;
  }

  #edns(server: string): Edns {
    const data = this.#cookies.get(server) ?? this.#clientCookie;
    return {
      version: 0,
      udpSize: UDP_SIZE,
      dnssecOk: true,
      z: 0,
      options: [{ code: EDNS_OPTION.COOKIE, data }],
    };
  }

  /** The question there and the octets of a response back. */
  async #carry(
    server: string,
    question: Question,
    { tcp }: Manner,
    query: Message,
  ): Promise<Uint8Array | NetProblem> {
    const { net } = this.#out.context;
    const remote = { address: server, port: this.#settings.port };
    const end = Math.min(question.deadline, this.#now() + SERVER_MS);
    const leftMs = (): number => Math.max(1, end - this.#now());
    if (!tcp) {
      const socket = await net.openUdp(remote, this.#local(server));
      return isNetProblem(socket) ? socket : overDatagrams(socket, query, leftMs);
    }
    const stream = await net.openTcp(remote, this.#local(server), leftMs());
    return isNetProblem(stream) ? stream : overStream(stream, query, leftMs);
  }
}

async function overDatagrams(
  socket: ToolUdp,
  query: Message,
  leftMs: () => number,
): Promise<Uint8Array | NetProblem> {
  try {
    socket.send(encodeMessage(query));
    for (;;) {
      const received = await socket.receive(leftMs());
      if (isNetProblem(received) || answers(received.octets, query))
        return isNetProblem(received) ? received : received.octets;
    }
  } finally {
    socket.close();
  }
}

async function overStream(
  stream: ToolTcp,
  query: Message,
  leftMs: () => number,
): Promise<Uint8Array | NetProblem> {
  try {
    sendFramed(stream, encodeMessage(query));
    for (;;) {
      const octets = await receiveFramed(stream, leftMs);
      if (isNetProblem(octets) || answers(octets, query)) return octets;
    }
  } finally {
    stream.close();
  }
}

/** RFC 5452 §9.1: another id is no answer to this question. */
function answers(octets: Uint8Array, query: Message): boolean {
  const header = readHeader(octets);
  return header !== null && header.qr && header.id === query.id;
}

/** BIND: names in its log end without a dot. */
export function nameWord(name: Name): string {
  return name.isRoot ? '.' : name.toString().replace(/\.$/, '');
}
