/**
 * From a query to a response: what named 9.18 says, and in which order it looks.
 *
 * OPT record → class → view → opcode → question → the query types that are no questions → the view's own zones → its
 * cache and other servers. The first that has something to say, says it.
 */
import type { LabClock } from '../network/clock.ts';
import type { Endpoint } from '../network/journal.ts';
import { CLASS, OPCODE, RCODE, TYPE } from '../protocol/codes.ts';
import type { Edns, Message, Question } from '../protocol/message.ts';
import { responseTo } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { targetName } from '../protocol/rdata.ts';
import type { Asker } from '../resolver/question.ts';
import { answerFrom, type AuthorityAnswer, type MinimalResponses } from '../zone/authority.ts';
import type { Client } from './access.ts';
import type { Sections } from './cache-answer.ts';
import { chaosAnswer, type Identity } from './chaos.ts';
import {
  ednsSize,
  readEdns,
  udpLimit,
  withExpire,
  withExtendedError,
  withOffer,
  type EdnsReading,
  type UdpSizes,
} from './edns.ts';
import { INVALID_DATA, PROHIBITED, TOO_MANY_ALIASES, type ExtendedError } from './extended-error.ts';
import { metaType, otherOpcode, withoutView } from './no-question.ts';
import type { ServerCookies } from './server-cookie.ts';
import { failureReason, type FailureReason, type ServerLog } from './server-log.ts';
import { transfer } from './transfer.ts';
import { TSIG_ERROR, type KeyRing, type SignedRequest, type TsigCheck } from './tsig.ts';
import type { View } from './view.ts';

export interface Incoming {
  readonly query: Message;
  readonly client: Client;
  /** Null: it is not signed. */
  readonly signed: SignedRequest | null;
  /** The server's address that it was sent to. */
  readonly to: string;
  readonly transport: 'udp' | 'tcp';
  readonly packet: number;
}

export interface Responder {
  readonly views: readonly View[];
  readonly identity: Identity;
  /** For class CH, and for those whom no view wants. */
  readonly keys: KeyRing;
  readonly minimal: MinimalResponses;
  readonly udpSizes: UdpSizes;
  readonly cookies: ServerCookies;
  readonly clock: LabClock;
  readonly log: ServerLog;
  /** May change while the server runs. */
  queryLog: boolean;
}

/**
 * Called once with the response, perhaps later, or with null where nothing is said; and how many octets of it a datagram
 * may have. `keep` takes the octets that went out, where the same question may be answered with them again. With
 * `more` it is called again, on the same stream (RFC 5936 §2.2). Gives how many octets went out.
 */
export type Reply = (response: Message | null, udpLimit: number, keep?: Keep, more?: boolean) => number;

/** Leaves word in the log of an error that is the answer. */
type Failed = (reason: FailureReason) => void;

type Keep = (question: Uint8Array, response: Uint8Array) => void;

/**
 * The answer to a question whose octets, but for the id, were answered from the cache before; null where it has to be
 * looked at. Nothing is read of it here: to octets that are no plain question no answer is ever kept.
 */
export function answerAgain(
  server: Responder,
  question: Uint8Array,
  client: Endpoint,
  to: string,
  packet: number,
): Uint8Array | null {
  // Each query is logged from what it says.
  if (server.queryLog) return null;
  for (const view of server.views) {
    if (!view.wants(client, to, true)) continue;
    const { recursion, access } = view;
    return recursion !== null && access.recursion(client, to)
      ? recursion.again(question, client, packet)
      : null;
  }
  return null;
}

export function respond(server: Responder, asked: Incoming, reply: Reply): void {
  const { query } = asked;
  const { cookies, identity, clock } = server;
  let reading = readEdns(
    query,
    asked.client.address,
    asked.transport,
    cookies,
    identity.serverId,
    clock.now(),
  );
  // BIND: what no view says, `options` say.
  reading = withOffer(reading, server.udpSizes);
  let limit = udpLimit(reading, server.udpSizes);
  const refuse = (rcode: number, fields: Partial<Message> = {}): void =>
    void reply(responseTo(query, { rcode, edns: reading.edns, ...fields }), limit);

  if (reading.rcode !== RCODE.NOERROR) return refuse(reading.rcode);
  const question = query.questions[0];
  const isQuery = query.opcode === OPCODE.QUERY;
  // BIND: RD and CD are repeated for questions only.
  const bare = { rd: false, cd: false };
  // RFC 7873 §5.4: a query with a cookie and no question asks for a cookie.
  if (question === undefined && isQuery) return refuse(reading.hasCookie ? RCODE.NOERROR : RCODE.FORMERR);
  // BIND: class ANY is for agreeing on keys (TKEY) alone, and class NONE for updates.
  if (question?.class === CLASS.ANY || (question?.class === CLASS.NONE && isQuery))
    return refuse(RCODE.FORMERR, isQuery ? {} : bare);
  if (question?.class === CLASS.CH && isQuery) return chaos(server, asked, question, reading, reply);
  const { view, signature } = viewFor(server, asked, question);
  const client = clientOf(asked.client, signature);
  const incoming = client === asked.client ? asked : { ...asked, client };
  if (view === null) {
    // BIND: no view, no key.
    asked.signed?.settle({ key: null, error: TSIG_ERROR.BADKEY });
    server.log.noView(query, client);
    const prohibited = { edns: withExtendedError(reading.edns, PROHIBITED) };
    if (isQuery) return refuse(RCODE.REFUSED, prohibited);
    const [rcode, fields] = withoutView(query);
    return refuse(rcode, { ...bare, ...prohibited, ...fields });
  }
  reading = withOffer(reading, view.udpSizes);
  limit = udpLimit(reading, view.udpSizes);
  if (signature !== null) {
    asked.signed?.settle(signature);
    if (signature.error !== TSIG_ERROR.NONE) {
      view.log.badSignature(query, client, signature);
      // RFC 8945 §5.2
      return refuse(RCODE.NOTAUTH, isQuery ? {} : bare);
    }
  }
  if (question === undefined || !isQuery) {
    const [rcode, fields] = otherOpcode(view, query);
    return refuse(rcode, { ...bare, ...fields });
  }
  if (query.questions.length > 1) return refuse(RCODE.FORMERR);
  if (server.queryLog) view.log.query(query, client, incoming.to, incoming.transport, reading.goodCookie);

  const ra = view.recursion !== null && view.access.recursion(client, incoming.to);
  const meta = metaType(question.type);
  if (meta !== null) {
    view.log.queryFailed(query, client, meta === RCODE.NOTIMP ? 'NOTIMP' : 'FORMERR', server.queryLog);
    return refuse(meta, { ra });
  }
  if (question.type === TYPE.AXFR || question.type === TYPE.IXFR) {
    const { transport } = incoming;
    const room = (reading.edns === null ? 0 : ednsSize(reading.edns)) + (asked.signed?.room ?? 0);
    return transfer(
      { view, clock, query, question, client, transport, edns: reading.edns, room, ra },
      (response, last) => reply(response, limit, undefined, !last),
    );
  }
  // RFC 7873 §5.2.3: whoever sends a cookie can send a good one, once it has been given one.
  if (view.requireServerCookie && incoming.transport === 'udp' && reading.hasCookie && !reading.goodCookie)
    return refuse(RCODE.BADCOOKIE, { ra });
  const onlyOne = view.minimalAny && question.type === TYPE.ANY && incoming.transport === 'udp';
  const failed: Failed = (reason) => view.log.queryFailed(query, client, reason, server.queryLog);
  answer(view, incoming, question, reading.edns, ra, failed, (response, keep) => {
    if (response === null) return void reply(null, limit);
    const flagged =
      view.authNxdomain && response.rcode === RCODE.NXDOMAIN ? { ...response, aa: true } : response;
    const ordered = view.orders?.apply(flagged) ?? flagged;
    // What another client gets in another order cannot be given again as it is.
    reply(onlyOne ? withFirstRRset(ordered) : ordered, limit, ordered === flagged ? keep : undefined);
  });
}

/** BIND: the built-in view `_bind` is for all clients. */
function chaos(
  server: Responder,
  { query, client, to, transport, signed }: Incoming,
  question: Question,
  reading: EdnsReading,
  reply: Reply,
): void {
  const { edns, goodCookie } = reading;
  const limit = udpLimit(reading, server.udpSizes);
  const signature = signed?.check(server.keys, server.clock.now()) ?? null;
  if (signature !== null) {
    signed?.settle(signature);
    if (signature.error !== TSIG_ERROR.NONE)
      return void reply(responseTo(query, { rcode: RCODE.NOTAUTH, edns }), limit);
  }
  if (query.questions.length > 1) return void reply(responseTo(query, { rcode: RCODE.FORMERR, edns }), limit);
  if (server.queryLog) server.log.query(query, clientOf(client, signature), to, transport, goodCookie);
  const { identity, minimal } = server;
  const withServers = minimal === 'no' || (minimal === 'no-auth-recursive' && !query.rd);
  reply(responseTo(query, { ...chaosAnswer(question, identity, withServers), edns }), limit);
}

/** The first view that wants the query, and what its keys say of the signature; none in classes other than IN. */
function viewFor(
  { views, clock }: Responder,
  { query, client, to, signed }: Incoming,
  question: Question | undefined,
): { readonly view: View | null; readonly signature: TsigCheck | null } {
  if (question !== undefined && question.class !== CLASS.IN) return { view: null, signature: null };
  for (const view of views) {
    const signature = signed?.check(view.keys, clock.now()) ?? null;
    if (view.wants(clientOf(client, signature), to, query.rd)) return { view, signature };
  }
  return { view: null, signature: null };
}

/** BIND: a key counts in lists where the signature is good. */
function clientOf(client: Client, signature: TsigCheck | null): Client {
  if (signature === null || signature.key === null || signature.error !== TSIG_ERROR.NONE) return client;
  return { ...client, signer: signature.key.name.toRelaxedString().toLowerCase() };
}

/** RFC 8482 §4.1: a subset of what there is. BIND: the first RRset. */
function withFirstRRset(response: Message): Message {
  const first = response.answers[0];
  if (first === undefined) return response;
  return { ...response, answers: response.answers.filter(({ type }) => type === first.type) };
}

function answer(
  view: View,
  incoming: Incoming,
  question: Question,
  edns: Edns | null,
  ra: boolean,
  failed: Failed,
  reply: (response: Message | null, keep?: Keep) => void,
): void {
  const { query, client, packet, to } = incoming;
  const { recursion, access, log } = view;
  // BIND: each zone that an alias leads to has its own allow-query.
  let partial = false;
  const maySee = (zone: Name, name: Name): boolean => {
    const refusal = access.queryRefusal(client, to, zone);
    if (refusal === null) return true;
    log.queryDenied(query, client, { ...question, name }, refusal.by);
    partial = true;
    return false;
  };
  const ednsWith = (error: ExtendedError | undefined): Edns | null =>
    withError(edns, partial ? PROHIBITED : error);
  const asker = (): Asker => ({ address: client.address, port: client.port, id: query.id, maySee });
  const prohibited = (): Edns | null => withExtendedError(edns, PROHIBITED);
  const own = answerFrom(view.zones, question, {
    recursionDesired: query.rd,
    minimal: view.minimal,
    parentHasDs: recursion !== null && query.rd && ra,
  });
  if (own.kind === 'not-authoritative') {
    // BIND: without recursion there is no cache, and no word about who may see it.
    if (recursion === null) {
      failed('REFUSED');
      return reply(responseTo(query, { rcode: RCODE.REFUSED, edns }));
    }
    const refusal = access.cacheRefusal(client, to);
    if (refusal !== null) {
      log.cacheDenied(query, client, question, refusal.by);
      failed('REFUSED');
      refused(view, incoming, question, refusal.list);
      return reply(responseTo(query, { rcode: RCODE.REFUSED, ra, edns: prohibited() }));
    }
    // BIND: who may see the cache and not have others asked is answered from the cache alone.
    if (!query.rd || !ra) {
      const number = recursion.received(question, client, packet);
      recursion.note({
        step: 'cache-only',
        query: number,
        list: query.rd ? access.recursionList(client) : '',
      });
      const known = recursion.fromCache(question, client, packet, query.rd, number);
      const { rcode, answers, authority, additional, extendedError } = known;
      if (extendedError === TOO_MANY_ALIASES) log.tooManyAliases(query, client);
      const told = withError(edns, extendedError);
      return reply(responseTo(query, { rcode, ra, answers, authority, additional, edns: told }));
    }
    return recursion.resolve(question, asker(), packet, query.cd, (found) => {
      if (found === null) return reply(null);
      const { rcode, answers, authority, additional, extendedError, madeOf, failure } = found;
      if (failure !== undefined) failed(failureReason(failure));
      if (extendedError === TOO_MANY_ALIASES) log.tooManyAliases(query, client);
      const told = ednsWith(extendedError);
      const response = responseTo(query, { rcode, ra, answers, authority, additional, edns: told });
      if (madeOf === undefined || !isPlain(query, response)) return reply(response);
      reply(response, (octets, sent) => recursion.keep(octets, sent, madeOf));
    });
  }
  const zone = view.zones.closest(question.name)?.origin ?? question.name;
  const refusal = access.queryRefusal(client, to, zone);
  if (refusal !== null) {
    log.queryDenied(query, client, question, refusal.by);
    failed('REFUSED');
    refused(view, incoming, question, refusal.list);
    return reply(responseTo(query, { rcode: RCODE.REFUSED, ra, edns: prohibited() }));
  }
  const { rcode, aa, answers, authority, additional } = own;
  // RFC 7314 §3.2: a client that asks is told for how long the zone is good.
  const told = own.kind === 'answer' && question.type === TYPE.SOA ? withExpire(edns, query, answers) : edns;
  if (own.kind === 'not-loaded') failed('zone not loaded');
  const unloaded = own.kind === 'not-loaded' && recursion?.explainsErrors === true;
  const why = unloaded ? INVALID_DATA : own.kind === 'loop' ? TOO_MANY_ALIASES : undefined;
  const withWhy = withError(told, why);
  if (own.kind === 'loop') log.tooManyAliases(query, client);
  const asItIs = { rcode, aa, ra, answers, authority, additional, edns: withWhy };
  if (recursion === null) return reply(responseTo(query, asItIs));
  const recursive = query.rd && ra;
  const rest = restOf(own, question);
  // BIND: who has nobody else asked does not come into another zone by an alias.
  const stays = own.kind === 'cname' && !recursive && view.zones.closest(rest.name) !== null;
  const outside = leadsOutside(own) && !stays;
  const number = recursion.received(question, client, packet);
  const whole = !outside || (own.kind === 'referral' && !recursive);
  recursion.note({ step: 'own-zone', query: number, zone, found: own.kind, rcode, whole });
  if (whole) return reply(responseTo(query, asItIs));
  // An alias out of its zones, or a cut below them: what cache and other servers know of the rest goes along.
  const toRest = own.kind === 'cname' ? access.cacheRefusal(client, to) : null;
  if (toRest !== null) {
    log.cacheDenied(query, client, rest, toRest.by);
    return reply(responseTo(query, { ...asItIs, edns: prohibited() }));
  }
  const together = ({ extendedError, failure, ...found }: Sections): Message => {
    if (failure !== undefined) failed(failureReason(failure));
    if (extendedError === TOO_MANY_ALIASES) log.tooManyAliases(query, client);
    return responseTo(query, {
      ...found,
      aa,
      ra,
      answers: [...answers, ...found.answers],
      edns: ednsWith(extendedError),
    });
  };
  if (recursive) {
    return recursion.resolve(
      rest,
      { ...asker(), goesOn: true },
      packet,
      query.cd,
      (found) => reply(found === null ? null : together(found)),
      number,
    );
  }
  reply(together(recursion.fromCache(rest, client, packet, query.rd, number)));
}

/** Leaves word of which list refused a client. */
function refused(view: View, { client, packet }: Incoming, question: Question, list: string): void {
  const { recursion } = view;
  if (recursion === null) return;
  recursion.note({ step: 'refused', query: recursion.received(question, client, packet), list });
}

/** Whether nothing in query and response but time makes the one differ from client to client, as cookies do. */
function isPlain(query: Message, response: Message): boolean {
  const records = query.answers.length + query.authority.length + query.additional.length;
  const options = (query.edns?.options.length ?? 0) + (response.edns?.options.length ?? 0);
  return records === 0 && options === 0;
}

function withError(edns: Edns | null, error: ExtendedError | undefined): Edns | null {
  return error === undefined ? edns : withExtendedError(edns, error);
}

function leadsOutside(own: AuthorityAnswer): boolean {
  if (own.rcode !== RCODE.NOERROR) return false;
  return own.kind === 'referral' || own.kind === 'cname';
}

/** The question that is left when the server's own zones have said what they know. */
function restOf(own: AuthorityAnswer, question: Question): Question {
  const last = own.answers.at(-1);
  const target = last?.type === TYPE.CNAME ? targetName(TYPE.CNAME, last.rdata) : null;
  return target === null ? question : { ...question, name: target };
}
