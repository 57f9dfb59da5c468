/**
 * A forwarder as dnsmasq is one: it has no zones and walks nowhere; it asks other caching servers and keeps what they say.
 *
 * A question's way: it comes to port 53; what was kept (kept-replies.ts) answers it, else it goes to one server or to all
 * of them (forwarding.ts), each time from a socket and with an id of its own; a reply is passed on with the client's id,
 * or dropped for a better one. Nothing is asked a second time before the client asks again. Over TCP the servers are
 * asked over TCP, one after another.
 */
import type { LabClock, Timer } from '../../network/clock.ts';
import type { Journal } from '../../network/journal.ts';
import {
  isBindProblem,
  type BindProblem,
  type Endpoint,
  type Host,
  type TcpListener,
  type UdpSocket,
} from '../../network/transport.ts';
import { RCODE, rcodeText, TYPE, typeText } from '../../protocol/codes.ts';
import { responseTo, type Message } from '../../protocol/message.ts';
import { rdataText } from '../../protocol/rdata-text.ts';
import { framed, StreamMessages } from '../../protocol/stream-messages.ts';
import { decodeMessage, encodeMessage } from '../../protocol/wire.ts';
import type { Random } from '../../random.ts';
import { TcpSession } from '../tcp-session.ts';
import { Forwarding, type Forwarded, type ForwardingPolicy } from './forwarding.ts';
import { KeptReplies } from './kept-replies.ts';

export interface DnsmasqOptions {
  readonly clock: LabClock;
  readonly journal: Journal;
  readonly random: Random;
  /** Addresses, in order. */
  readonly servers: readonly string[];
  readonly policy: ForwardingPolicy;
  /** Entries kept. Default 150. */
  readonly cacheSize?: number;
}

const PORT = 53;
const CACHE_SIZE = 150;
/** dnsmasq: --dns-forward-max. */
const MOST_UNDER_WAY = 150;
/** dnsmasq: TIMEOUT: how long a reply is waited for. */
const WAIT_MS = 10_000;
export const DNSMASQ_VERSION = '2.90';

/** Where an answer goes. */
interface Client {
  readonly from: Endpoint;
  readonly to: string;
  readonly id: number;
}

/** A question that waits for a reply. */
interface Pending {
  readonly key: string;
  readonly payload: Uint8Array;
  readonly name: string;
  readonly clients: Client[];
  readonly forwarded: Forwarded;
  readonly sockets: UdpSocket[];
  readonly end: Timer;
}

export class Dnsmasq {
  readonly #host: Host;
  readonly #options: DnsmasqOptions;
  readonly #cache: KeptReplies;
  readonly #pending = new Map<string, Pending>();
  #forwarding: Forwarding;
  #udp: UdpSocket | null = null;
  #tcp: TcpListener | null = null;

  constructor(host: Host, options: DnsmasqOptions) {
    this.#host = host;
    this.#options = options;
    this.#cache = new KeptReplies(options.clock, options.cacheSize ?? CACHE_SIZE);
    this.#forwarding = new Forwarding(options.policy, options.servers.length);
  }

  /** How many answers it keeps. */
  get kept(): number {
    return this.#cache.size;
  }

  /** Opens the ports with an empty cache. Null when it runs; else why it does not. */
  start(): BindProblem | null {
    if (this.#udp !== null) return null;
    const udp = this.#host.openUdp({ port: PORT, privileged: true });
    if (isBindProblem(udp)) return udp;
    const tcp = this.#host.listenTcp({ port: PORT, privileged: true }, (stream) => {
      const { clock } = this.#options;
      new TcpSession(
        stream,
        clock,
        (message, _, reply) => this.#overTcp(message, stream.remote.address, reply),
        () => undefined,
      );
    });
    if (isBindProblem(tcp)) {
      udp.close();
      return tcp;
    }
    [this.#udp, this.#tcp] = [udp, tcp];
    this.#cache.clear();
    this.#forwarding = new Forwarding(this.#options.policy, this.#options.servers.length);
    udp.onDatagram = (payload, from, to) => this.#query(payload, from, to.address);
    const { servers, cacheSize = CACHE_SIZE } = this.#options;
    this.#log(`started, version ${DNSMASQ_VERSION} cachesize ${cacheSize}`);
    for (const server of servers) this.#log(`using nameserver ${server}#${PORT}`);
    return null;
  }

  /** What comes now is answered with "port unreachable". */
  stop(): void {
    if (this.#udp === null) return;
    this.#udp.close();
    this.#tcp?.close();
    [this.#udp, this.#tcp] = [null, null];
    for (const pending of [...this.#pending.values()]) this.#forget(pending);
    this.#log('exiting on receipt of SIGTERM');
  }

  #query(payload: Uint8Array, from: Endpoint, to: string): void {
    const query = readQuery(payload);
    if (query === null) return;
    const client = { from, to, id: query.id };
    this.#logQuery(query, from.address);
    const known = this.#cached(query);
    if (known) return this.#answer(client, known);
    const key = keyOf(query);
    const pending = this.#pending.get(key);
    if (pending) return this.#join(pending, client);
    if (this.#pending.size >= MOST_UNDER_WAY) {
      this.#log(`Maximum number of concurrent DNS queries reached (max: ${MOST_UNDER_WAY})`);
      return this.#answer(client, encodeMessage(responseTo(query, { ra: true, rcode: RCODE.REFUSED })));
    }
    this.#begin(key, payload, query, client);
  }

  #begin(key: string, payload: Uint8Array, query: Message, client: Client): void {
    const { clock } = this.#options;
    const { servers, forwarded } = this.#forwarding.begin(clock.now(), (query.edns?.options.length ?? 0) > 0);
    const name = query.questions[0]?.name.toRelaxedString() ?? '';
    const end = clock.after(WAIT_MS, `dnsmasq waits for ${name}`, () => this.#forget(pending));
    const pending: Pending = { key, payload, name, clients: [client], forwarded, sockets: [], end };
    this.#pending.set(key, pending);
    this.#ask(pending, servers);
  }

  /** A client that asks again has others asked; another client that asks the same waits with it. */
  #join(pending: Pending, client: Client): void {
    const { clients, forwarded } = pending;
    const isSame = ({ from, id }: Client): boolean =>
      from.address === client.from.address && from.port === client.from.port && id === client.id;
    if (!clients.some(isSame)) clients.push(client);
    else this.#ask(pending, this.#forwarding.again(forwarded));
  }

  #ask(pending: Pending, servers: readonly number[]): void {
    for (const index of servers) {
      const address = this.#options.servers[index];
      const socket = address === undefined ? null : this.#host.openUdp();
      if (address === undefined || socket === null || isBindProblem(socket)) continue;
      pending.sockets.push(socket);
      const id = this.#options.random.below(0x1_0000);
      socket.onDatagram = (payload, from) => {
        if (from.address === address && from.port === PORT) this.#reply(pending, index, id, payload);
      };
      this.#log(`forwarded ${pending.name} to ${address}`);
      socket.send(withId(pending.payload, id), { address, port: PORT });
    }
  }

  #reply(pending: Pending, server: number, id: number, payload: Uint8Array): void {
    const decoded = decodeMessage(payload);
    if (decoded.kind !== 'message' || this.#pending.get(pending.key) !== pending) return;
    const reply = decoded.message;
    if (!reply.qr || reply.id !== id || !pending.key.startsWith(questionKey(reply))) return;
    const verdict = this.#forwarding.replied(pending.forwarded, server, reply.rcode);
    if (verdict.kind === 'ask') this.#ask(pending, verdict.servers);
    if (verdict.kind !== 'pass-on') return;
    this.#forget(pending);
    const passed = this.#taken(reply, payload);
    for (const client of pending.clients) this.#answer(client, passed);
  }

  /** Logged and kept; gives what is passed on. */
  #taken(reply: Message, payload: Uint8Array): Uint8Array {
    this.#logReply('reply', reply);
    this.#cache.take(reply);
    const passed = Uint8Array.from(payload);
    // RFC 1035 §4.1.1: RA, in the fourth octet: whoever asks here is served.
    passed[3] = (passed[3] ?? 0) | 0x80;
    return passed;
  }

  #answer({ from, to, id }: Client, octets: Uint8Array): void {
    this.#udp?.send(withId(octets, id), from, to);
  }

  #forget(pending: Pending): void {
    pending.end.cancel();
    for (const socket of pending.sockets.splice(0)) socket.close();
    if (this.#pending.get(pending.key) === pending) this.#pending.delete(pending.key);
  }

  #cached(query: Message): Uint8Array | null {
    const known = this.#cache.find(query);
    if (known === null) return null;
    this.#logReply('cached', known);
    return encodeMessage(known, { limit: Math.max(512, query.edns?.udpSize ?? 512) });
  }

  #overTcp(payload: Uint8Array, from: string, reply: (octets: Uint8Array | null) => void): boolean {
    const query = readQuery(payload);
    if (query === null) return false;
    this.#logQuery(query, from);
    const known = this.#cached(query);
    if (known) reply(known);
    else this.#askOverTcp(Uint8Array.from(payload), query, 0, reply);
    return true;
  }

  /** One server after another, until one of them says something. */
  #askOverTcp(
    payload: Uint8Array,
    query: Message,
    index: number,
    reply: (octets: Uint8Array | null) => void,
  ): void {
    const address = this.#options.servers[index];
    const stream = address === undefined ? null : this.#host.connectTcp({ address, port: PORT });
    if (address === undefined || stream === null || isBindProblem(stream)) return reply(null);
    this.#log(`forwarded ${query.questions[0]?.name.toRelaxedString() ?? ''} to ${address}`);
    const heard = new StreamMessages();
    let over = false;
    const next = (): void => {
      if (over) return;
      over = true;
      this.#askOverTcp(payload, query, index + 1, reply);
    };
    stream.onOpen = () => void stream.send(framed(payload));
    stream.onFailure = next;
    stream.onEnd = next;
    stream.onData = (octets) => {
      heard.push(octets);
      const message = over ? null : heard.next();
      if (message === null) return;
      stream.end();
      const decoded = decodeMessage(message);
      if (decoded.kind !== 'message') return next();
      over = true;
      reply(this.#taken(decoded.message, message));
    };
  }

  #logQuery({ questions }: Message, from: string): void {
    const [question] = questions;
    if (question)
      this.#log(`query[${typeText(question.type)}] ${question.name.toRelaxedString()} from ${from}`);
  }

  #logReply(how: 'reply' | 'cached', { rcode, questions, answers }: Message): void {
    const name = questions[0]?.name.toRelaxedString() ?? '';
    if (rcode === RCODE.NXDOMAIN) this.#log(`${how} ${name} is NXDOMAIN`);
    else if (rcode !== RCODE.NOERROR) this.#log(`${how} error is ${rcodeText(rcode)}`);
    else if (answers.length === 0) this.#log(`${how} ${name} is ${nodata(questions[0]?.type ?? 0)}`);
    for (const record of answers) {
      const owner = record.name.toRelaxedString();
      if (record.type === TYPE.CNAME) this.#log(`${how} ${owner} is <CNAME>`);
      else if (record.type === TYPE.A || record.type === TYPE.AAAA)
        this.#log(`${how} ${owner} is ${rdataText(record.type, record.rdata)}`);
    }
  }

  #log(text: string): void {
    const { journal } = this.#options;
    journal.write({
      kind: 'log',
      host: this.#host.name,
      program: 'dnsmasq',
      category: 'general',
      severity: 'info',
      text,
    });
  }
}

function nodata(type: number): string {
  if (type === TYPE.A) return 'NODATA-IPv4';
  return type === TYPE.AAAA ? 'NODATA-IPv6' : 'NODATA';
}

/** Null for what is no query with a question. */
function readQuery(payload: Uint8Array): Message | null {
  const decoded = decodeMessage(payload);
  if (decoded.kind !== 'message' || decoded.message.qr || decoded.message.questions.length !== 1) return null;
  return decoded.message;
}

/** What makes two queries one: the question, and what else shapes the answer. */
function keyOf(query: Message): string {
  return `${questionKey(query)}${query.cd} ${query.edns?.dnssecOk ?? false}`;
}

function questionKey({ questions: [question] }: Message): string {
  return `${question?.name.key} ${question?.type} ${question?.class} `;
}

function withId(octets: Uint8Array, id: number): Uint8Array {
  const copy = Uint8Array.from(octets);
  copy.set([id >> 8, id & 255]);
  return copy;
}
