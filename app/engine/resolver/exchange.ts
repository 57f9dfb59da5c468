/**
 * One question to one server, and what came back of it.
 *
 * Each question leaves from a socket of its own with a random port and carries a random id (RFC 5452 §9); a
 * datagram is taken for its response only when it comes from the address and port asked, to that socket, with
 * that id, the same question and, where it has a cookie, ours. All else is counted and ignored: it neither ends
 * the waiting nor changes anything.
 */
import type { LabClock, Timer } from '../network/clock.ts';
import type { Endpoint } from '../network/journal.ts';
import type { Host } from '../network/transport.ts';
import { isBindProblem } from '../network/transport.ts';
import { EDNS_OPTION, RCODE, TYPE } from '../protocol/codes.ts';
import type { EdnsOption, Message, Question } from '../protocol/message.ts';
import { queryMessage } from '../protocol/message.ts';
import { rdataEquals } from '../protocol/rdata.ts';
import type { SourcePorts } from './source-ports.ts';
import { framed, StreamMessages } from '../protocol/stream-messages.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import type { Name } from '../protocol/name.ts';
import type { Random } from '../random.ts';
import { respelt } from './random-case.ts';

export interface ExchangeRequest {
  readonly server: Endpoint;
  readonly question: Question;
  readonly transport: 'udp' | 'tcp';
  /** The RD flag: forwarders are asked to do the work. */
  readonly recursionDesired: boolean;
  /** The CD flag: the response need not have been validated. Default false. */
  readonly checkingDisabled?: boolean;
  /** Null: a question without EDNS (RFC 6891 §6.2.2). */
  readonly edns: { readonly udpSize: number; readonly cookie: Uint8Array | null } | null;
  /** Whether a response over UDP with another client cookie than ours is one all the same. Default false. */
  readonly anyCookie?: boolean;
  readonly waitMs: number;
  /** The question's name as it is sent, where its letters have to come back in the same case; null where they need not. */
  readonly spelling: Name | null;
}

export type ExchangeOutcome =
  | {
      readonly kind: 'response';
      readonly message: Message;
      readonly packet: number;
      /** How long it was, in octets. */
      readonly size: number;
      /** RFC 7873 §5.3: it carried our client cookie. */
      readonly cookieMatched: boolean;
    }
  /** From the right server with the right id, but no message. `hopeless`: nor is it worth asking anybody else. */
  | {
      readonly kind: 'malformed';
      readonly reason: string;
      readonly packet: number;
      readonly hopeless?: boolean;
    }
  /** From the right server with the right id, but the question's letters came in another case. */
  | { readonly kind: 'other-case'; readonly packet: number }
  /** `ignored`: messages that came meanwhile and were no response to this. */
  | { readonly kind: 'timeout'; readonly ignored: number }
  /** The network said that it cannot be, or no socket could be had. */
  | { readonly kind: 'unreachable'; readonly why: Unreachable };

export type Unreachable =
  | 'refused'
  | 'closed'
  | 'host'
  | 'network'
  | 'address-in-use'
  | 'address-not-available'
  | 'permission-denied';

export interface ExchangeCounters {
  /** Datagrams that were no response to what was asked: wrong sender, id, question or cookie. */
  ignored: number;
}

export interface ExchangeTools {
  readonly host: Host;
  readonly clock: LabClock;
  readonly sources: SourcePorts;
  readonly random: Random;
  readonly counters: ExchangeCounters;
  /** Whether several aliases at one name are let through. Default false: such a response is no message, as by BIND. */
  readonly takesOdd?: boolean;
  /** Called at an exchange's end, once, where something was ignored: a flood leaves one line, not thousands. */
  readonly ignored?: (request: ExchangeRequest, count: number) => void;
}

/**
 * Asks. `sent` is called with the packet's id when the question has left; `done` exactly once, unless the
 * returned function was called before: it gives up and closes the socket.
 */
export function exchange(
  tools: ExchangeTools,
  request: ExchangeRequest,
  sent: (packet: number) => void,
  done: (outcome: ExchangeOutcome) => void,
): () => void {
  return request.transport === 'udp'
    ? exchangeByUdp(tools, request, sent, done)
    : exchangeByTcp(tools, request, sent, done);
}

function exchangeByUdp(
  tools: ExchangeTools,
  request: ExchangeRequest,
  sent: (packet: number) => void,
  done: (outcome: ExchangeOutcome) => void,
): () => void {
  const opened = tools.sources.open(request.server.address);
  let timer: Timer | null = null;
  let over = false;
  let ignored = 0;
  const stop = (): void => {
    if (over) return;
    over = true;
    timer?.cancel();
    if (!isBindProblem(opened)) opened.close();
    if (ignored > 0) tools.ignored?.(request, ignored);
  };
  const finish = (outcome: ExchangeOutcome): void => {
    if (over) return;
    stop();
    done(outcome);
  };
  if (isBindProblem(opened)) {
    timer = later(tools, () => finish({ kind: 'unreachable', why: opened.reason }));
    return stop;
  }
  const id = tools.random.below(0x1_0000);
  opened.onDatagram = (payload, from, _to, packet) => {
    const outcome =
      from.address === request.server.address && from.port === request.server.port
        ? judge(tools, payload, id, request, packet)
        : null;
    if (outcome !== null) return finish(outcome);
    tools.counters.ignored++;
    ignored++;
  };
  opened.onUnreachable = (remote, reason) => {
    if (remote.address !== request.server.address || remote.port !== request.server.port) return;
    finish({ kind: 'unreachable', why: reason === 'port-unreachable' ? 'refused' : 'host' });
  };
  const packet = opened.send(encodeQuery(id, request), request.server);
  if (packet === null) {
    timer = later(tools, () => finish({ kind: 'unreachable', why: 'network' }));
    return stop;
  }
  sent(packet);
  timer = tools.clock.after(request.waitMs, `${tools.host.name} gives up on ${request.server.address}`, () =>
    finish({ kind: 'timeout', ignored }),
  );
  return stop;
}

function exchangeByTcp(
  tools: ExchangeTools,
  request: ExchangeRequest,
  sent: (packet: number) => void,
  done: (outcome: ExchangeOutcome) => void,
): () => void {
  const stream = tools.host.connectTcp(request.server, tools.sources.tcp(request.server.address));
  let timer: Timer | null = null;
  let over = false;
  let ignored = 0;
  const stop = (): void => {
    if (over) return;
    over = true;
    timer?.cancel();
    if (!isBindProblem(stream)) {
      stream.onData = stream.onEnd = stream.onFailure = stream.onOpen = null;
      stream.end();
    }
    if (ignored > 0) tools.ignored?.(request, ignored);
  };
  const finish = (outcome: ExchangeOutcome): void => {
    if (over) return;
    stop();
    done(outcome);
  };
  if (isBindProblem(stream)) {
    timer = later(tools, () => finish({ kind: 'unreachable', why: stream.reason }));
    return stop;
  }
  const id = tools.random.below(0x1_0000);
  const held = new StreamMessages();
  stream.onOpen = () => {
    const packet = stream.send(framed(encodeQuery(id, request)));
    if (packet !== null) sent(packet);
  };
  stream.onData = (octets, packet) => {
    held.push(octets);
    for (let message = held.next(); message !== null; message = held.next()) {
      const outcome = judge(tools, message, id, request, packet);
      if (outcome !== null) return finish(outcome);
      tools.counters.ignored++;
      ignored++;
    }
  };
  stream.onEnd = () => finish({ kind: 'unreachable', why: 'closed' });
  stream.onFailure = (why) => {
    finish(
      why === 'timed-out'
        ? { kind: 'timeout', ignored }
        : { kind: 'unreachable', why: why === 'unreachable' ? 'host' : 'refused' },
    );
  };
  timer = tools.clock.after(request.waitMs, `${tools.host.name} gives up on ${request.server.address}`, () =>
    finish({ kind: 'timeout', ignored }),
  );
  return stop;
}

/** What octets from the server asked amount to; null when they are no response to this question. */
function judge(
  tools: ExchangeTools,
  payload: Uint8Array,
  id: number,
  request: ExchangeRequest,
  packet: number,
): ExchangeOutcome | null {
  // What a web client is told of ports and protocols is the client's to read, right or wrong (RFC 3597 §5).
  const { spelling, question } = request;
  const exact = spelling === null ? payload : respelt(payload, spelling, question.name);
  const decoded = decodeMessage(exact ?? payload, true);
  if (decoded.kind === 'malformed') {
    if (decoded.id !== id || decoded.header?.qr !== true) return null;
    return { kind: 'malformed', reason: decoded.reason, packet };
  }
  const message = decoded.message;
  if (message.id !== id || !message.qr) return null;
  // BIND: whatever the questions are.
  if (message.questions.length > 1) return { kind: 'malformed', reason: 'more than one question', packet };
  if (!sameQuestion(message, question)) return null;
  if (exact === null && message.questions.length > 0) return { kind: 'other-case', packet };
  const reason = tools.takesOdd === true ? null : nonsense(message, question);
  if (reason !== null) return { kind: 'malformed', reason, packet };
  const cookie = message.edns?.options.find((option) => option.code === EDNS_OPTION.COOKIE);
  // BIND: a cookie that is too short or too long (RFC 7873 §4) ends the whole search.
  if (cookie !== undefined && !isCookieLength(cookie.data.length))
    return { kind: 'malformed', reason: 'a cookie of a wrong length', packet, hopeless: true };
  const ours = request.edns?.cookie ?? null;
  const cookieMatched = cookie !== undefined && ours !== null && isSameClient(cookie.data, ours);
  // RFC 7873 §5.3: a response with another client cookie is none of ours. BIND: over TCP it is.
  const mayDiffer = request.transport === 'tcp' || request.anyCookie === true;
  if (cookie !== undefined && ours !== null && !cookieMatched && !mayDiffer) return null;
  return { kind: 'response', message, packet, size: payload.length, cookieMatched };
}

/** RFC 7873 §4: the client's 8 octets, alone or with 8 to 32 of the server's. */
function isCookieLength(length: number): boolean {
  return length === 8 || (length >= 16 && length <= 40);
}

function isSameClient(theirs: Uint8Array, ours: Uint8Array): boolean {
  for (let i = 0; i < 8; i++) if (theirs[i] !== ours[i]) return false;
  return true;
}

function sameQuestion(message: Message, asked: Question): boolean {
  const question = message.questions[0];
  // A server that could not read the question may leave it out.
  if (question === undefined) return message.rcode === RCODE.FORMERR || message.rcode === RCODE.NOTIMP;
  return question.type === asked.type && question.class === asked.class && question.name.equals(asked.name);
}

/** BIND: two records where there can be one (RFC 2181 §10.1, RFC 6672 §2.4), or another class: no message at all. */
function nonsense(message: Message, asked: Question): string | null {
  let only: Map<string, Uint8Array> | null = null;
  for (const { name, type, class: theClass, rdata } of message.answers) {
    if (theClass !== asked.class) return 'another class than that of the question';
    if (type !== TYPE.CNAME && type !== TYPE.DNAME) continue;
    only ??= new Map();
    const key = `${type}/${name.key}`;
    const other = only.get(key);
    if (other === undefined) only.set(key, rdata);
    else if (!rdataEquals(type, other, rdata)) return 'more than one record of a type of which there is one';
  }
  return null;
}

function encodeQuery(id: number, request: ExchangeRequest): Uint8Array {
  const { question, spelling } = request;
  const options: EdnsOption[] = [];
  if (request.edns !== null && request.edns.cookie !== null) {
    options.push({ code: EDNS_OPTION.COOKIE, data: request.edns.cookie });
  }
  // BIND: an EDNS question always has DO set, whether it validates or not.
  const edns =
    request.edns === null
      ? null
      : { version: 0, udpSize: request.edns.udpSize, dnssecOk: true, z: 0, options };
  return encodeMessage(
    queryMessage({
      id,
      rd: request.recursionDesired,
      // BIND: who knows no EDNS knows no CD either.
      cd: request.checkingDisabled === true && edns !== null,
      questions: [spelling === null ? question : { ...question, name: spelling }],
      edns,
    }),
  );
}

/** Not in this call, but at this instant: a caller never hears back before it has been told how to give up. */
function later(tools: ExchangeTools, work: () => void): Timer {
  return tools.clock.after(0, `${tools.host.name} cannot send`, work);
}
