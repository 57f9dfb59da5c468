/**
 * A name server as named is one: authoritative for its zones, recursive where it is allowed to be, or both.
 *
 * A query's way: a datagram comes to port 53 (or a message on a TCP stream, `tcp-session.ts`). What is no query is
 * dropped. The octets become a message; `respond.ts` answers it from the OPT record (`edns.ts`) or the CH class
 * (`chaos.ts`), or finds the view that wants it (`view.ts`), which answers from its zones (zone/authority.ts) or its
 * recursive half (`recursion.ts`: cache and resolver), perhaps later; the response is encoded within the client's size
 * and goes back from the address that was asked.
 */
import type { Cache } from '../cache/cache.ts';
import type { Failure } from '../cache/failures.ts';
import type { Endpoint } from '../network/journal.ts';
import type { BindProblem, Host, TcpListener, UdpSocket } from '../network/transport.ts';
import { isBindProblem } from '../network/transport.ts';
import { RCODE, TYPE } from '../protocol/codes.ts';
import { queryMessage, responseTo, type Message } from '../protocol/message.ts';
import type { Name } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import type { ZoneSet } from '../zone/authority.ts';
import type { Resolver } from '../resolver/resolver.ts';
import { DEFAULT_UDP_SIZES } from './edns.ts';
import { DEFAULT_VERSION, type NamedOptions } from './options.ts';
import { Recursion, type QuestionNumbers } from './recursion.ts';
import { ClientQuota } from './client-quota.ts';
import { RequestCounters } from './request-counters.ts';
import { answerAgain, respond, type Responder } from './respond.ts';
import { ServerCookies } from './server-cookie.ts';
import { DEFAULT_VIEW, ServerLog } from './server-log.ts';
import { logStart, logStop, logZones } from './startup-log.ts';
import { TcpClients } from './tcp-clients.ts';
import { SignedRequest } from './tsig.ts';
import { viewsOf, type View } from './view.ts';

export type { NamedOptions, RecursionOptions, ViewOptions } from './options.ts';
export type { View } from './view.ts';

const PORT = 53;
/** RFC 1035 §4.2.2 */
const MAX_MESSAGE = 65_535;
/** BIND: a query from a port of a service that would answer the answer is dropped: echo, daytime, chargen, time. */
const LOOP_PORTS: ReadonlySet<number> = new Set([0, 7, 13, 19, 37]);

/** Starts a server on a host's port 53, UDP and TCP; gives the problem where that port cannot be had. */
export function startNamed(host: Host, options: NamedOptions): NamedServer | BindProblem {
  const server = new NamedServer(host, options);
  return server.start() ?? server;
}

export class NamedServer {
  readonly name: string;
  readonly #host: Host;
  #options: NamedOptions;
  #views: readonly View[];
  readonly #log: ServerLog;
  #cookies: ServerCookies;
  #clients: ClientQuota;
  #numbers: QuestionNumbers = { query: 0, fetch: 0 };
  /** Of views that a new configuration replaced: they still answer what had been asked before. */
  #retiring: Recursion[] = [];
  #responder: Responder | null = null;
  /** Counts the stops. */
  #run = 0;
  #queryLog: boolean;
  #udp: UdpSocket | null = null;
  #tcp: TcpListener | null = null;
  /** What came in and went out. */
  readonly requests = new RequestCounters();
  readonly #streams: TcpClients;

  constructor(host: Host, options: NamedOptions) {
    this.name = host.name;
    this.#host = host;
    this.#options = options;
    this.#log = new ServerLog(options.journal, host.name);
    this.#views = viewsOf(options, this.#log);
    this.#queryLog = options.queryLog ?? false;
    this.#cookies = new ServerCookies(options.random.fork('server cookies'), options.cookies);
    this.#clients = new ClientQuota(options.clock, options.recursiveClients);
    this.#streams = new TcpClients(
      options.clock,
      options.tcpClients,
      ({ remote, local }, message, packet, reply) =>
        this.#receive(message, remote, local.address, 'tcp', packet, reply),
      (text) => this.#log.write('general', 'info', text),
    );
  }

  get running(): boolean {
    return this.#responder !== null;
  }

  /** In the order in which they are tried; never none. The built-in view `_bind` (class CH) is not among them. */
  get views(): readonly View[] {
    return this.#views;
  }

  /** Of the first view. */
  get zones(): ZoneSet {
    return (this.#views[0] as View).zones;
  }

  /** Of the first view with recursion; null while the server does not run. */
  get cache(): Cache | null {
    return this.#recursion?.cache ?? null;
  }

  /** Streams from clients: now, at most at a time, and how many there may be. */
  get tcpClients(): Readonly<Pick<TcpClients, 'now' | 'highWater' | 'most'>> {
    return this.#streams;
  }

  /** The clients' questions that wait for other servers. */
  get recursiveClients(): Readonly<Pick<ClientQuota, 'used' | 'soft' | 'most' | 'givenUp'>> {
    return this.#clients;
  }

  /** Questions that came to SERVFAIL a moment ago (RFC 9520). */
  get failures(): readonly Failure[] {
    return this.resolver?.failures.entries() ?? [];
  }

  /** Of the first view with recursion. */
  get resolver(): Resolver | null {
    return this.#recursion?.resolver ?? null;
  }

  get #recursion(): Recursion | null {
    return this.#views.find(({ recursion }) => recursion !== null)?.recursion ?? null;
  }

  /** Opens the ports with an empty cache. Null when it runs; else why it does not. */
  start(): BindProblem | null {
    if (this.#responder !== null) return null;
    const udp = this.#host.openUdp({ port: PORT, privileged: true });
    if (isBindProblem(udp)) return udp;
    const tcp = this.#host.listenTcp({ port: PORT, privileged: true }, (stream) =>
      this.#streams.accept(stream),
    );
    if (isBindProblem(tcp)) {
      udp.close();
      return tcp;
    }
    this.#udp = udp;
    this.#tcp = tcp;
    this.#numbers = { query: 0, fetch: this.#options.journal.last };
    this.#openViews([]);
    this.#responder = this.#makeResponder();
    udp.onDatagram = (payload, from, to, packet) => {
      this.#receive(payload, from, to.address, 'udp', packet, (octets) => {
        if (octets !== null) this.#udp?.send(octets, from, to.address, to.port);
      });
    };
    if (this.#options.announced === true) logZones(this.#log, this.#views);
    else logStart(this.#log, this.#host, this.#options, this.#views);
    return null;
  }

  /**
   * Goes on with other options. A view keeps the cache of the one with its name; questions under way are answered as
   * they were begun. BIND: rndc reconfig.
   */
  reconfigure(options: NamedOptions): void {
    const before = this.#views;
    this.#options = options;
    this.#cookies = new ServerCookies(options.random.fork('server cookies'), options.cookies);
    this.#clients = new ClientQuota(options.clock, options.recursiveClients, this.#clients.givenUp);
    this.#streams.most = options.tcpClients;
    this.#views = viewsOf(options, this.#log);
    if (this.#responder === null) return;
    this.#openViews(before);
    const gone = before.flatMap(({ recursion }) => recursion ?? []);
    const kept = new Set(this.#views.map(({ recursion }) => recursion?.cache));
    // Readers of the journal see the entries go that no view has any more.
    for (const { cache } of gone) if (!kept.has(cache)) cache.flush();
    this.#retiring = [...this.#retiring, ...gone].filter(({ waiting }) => waiting > 0);
    this.#responder = this.#makeResponder();
    logZones(this.#log, this.#views, before);
  }

  /** Goes on with the options that it has, read anew. */
  reload(): void {
    this.reconfigure(this.#options);
  }

  /** Closes the ports: what comes now is answered with "port unreachable". All that was under way is forgotten. */
  stop(): void {
    if (this.#responder === null) return;
    this.#udp?.close();
    this.#tcp?.close();
    this.#streams.reset();
    for (const recursion of this.#retiring.splice(0)) recursion.retire();
    for (const view of this.#views) {
      view.recursion?.close();
      view.recursion = null;
    }
    this.#responder = null;
    this.#run++;
    this.#udp = null;
    this.#tcp = null;
    if (this.#options.announced !== true) logStop(this.#log, this.#host);
  }

  restart(): BindProblem | null {
    this.stop();
    return this.start();
  }

  /** Whether each query is logged. BIND: rndc querylog on, off. */
  get queryLog(): boolean {
    return this.#queryLog;
  }

  set queryLog(on: boolean) {
    this.#queryLog = on;
    if (this.#responder === null) return;
    this.#responder.queryLog = on;
    this.#log.write('general', 'info', `query logging is now ${on ? 'on' : 'off'}`);
  }

  /** Empties the cache of one view, or of all. Gives how many entries went. BIND: rndc flush. */
  flush(view?: string): number {
    return this.#inCaches(view, (recursion) => recursion.flush());
  }

  /** BIND: rndc flushname. */
  flushName(name: Name, view?: string): number {
    return this.#inCaches(view, (recursion) => recursion.flushName(name));
  }

  /** BIND: rndc flushtree. */
  flushTree(name: Name, view?: string): number {
    return this.#inCaches(view, (recursion) => recursion.flushTree(name));
  }

  #inCaches(view: string | undefined, flush: (recursion: Recursion) => number): number {
    let flushed = 0;
    for (const { name, recursion } of this.#views)
      if (recursion !== null && (view === undefined || view === name)) flushed += flush(recursion);
    return flushed;
  }

  /** Gives each view with recursion its cache: an empty one, or that of the view which had its name before. */
  #openViews(before: readonly View[]): void {
    const { clock, journal, random, views = [] } = this.#options;
    const caches = new Map<string, Recursion>();
    for (const view of this.#views) {
      const { recursion: options } = view.settings;
      if (options === null) continue;
      const cacheName = views.find(({ name }) => name === view.name)?.attachCache ?? view.name;
      const old = before.find(({ name }) => name === cacheName)?.recursion ?? null;
      const { name, minimal, log } = view;
      view.recursion = new Recursion({
        host: this.#host,
        clock,
        journal,
        // The only view draws what a server without views always drew.
        random: random.fork(name === DEFAULT_VIEW ? 'recursion' : `recursion of view ${name}`),
        view: cacheName,
        options,
        zones: view.zones,
        minimal,
        log,
        numbers: this.#numbers,
        clients: this.#clients,
        refused: this.#options.access?.blackhole ?? (() => false),
        before: caches.get(cacheName) ?? old,
      });
      caches.set(cacheName, view.recursion);
    }
  }

  #makeResponder(): Responder {
    const { clock, version, hostName, serverId, minimalResponses, udpSizes, keys } = this.#options;
    return {
      views: this.#views,
      identity: {
        version: version === undefined ? DEFAULT_VERSION : version,
        hostName: hostName === undefined ? this.#host.name : hostName,
        serverId: serverId ?? null,
      },
      minimal: minimalResponses ?? 'no-auth-recursive',
      udpSizes: { ...DEFAULT_UDP_SIZES, ...udpSizes },
      keys: keys ?? new Map(),
      cookies: this.#cookies,
      clock,
      log: this.#log,
      queryLog: this.#queryLog,
    };
  }

  /** Gives whether an answer goes out, now or later. */
  #receive(
    payload: Uint8Array,
    client: Endpoint,
    to: string,
    transport: 'udp' | 'tcp',
    packet: number,
    reply: (octets: Uint8Array | null, more?: boolean) => void,
  ): boolean {
    const responder = this.#responder;
    if (responder === null) return false;
    if (transport === 'udp' && LOOP_PORTS.has(client.port)) return false;
    if (this.#options.access?.blackhole?.(client.address) === true) return false;
    this.requests.request(payload, client.address, transport);
    const send = (octets: Uint8Array | null, more = false): number => {
      this.requests.response(octets);
      reply(octets, more);
      return octets?.length ?? 0;
    };
    const again = transport === 'udp' ? answerAgain(responder, payload, client, to, packet) : null;
    if (again !== null) {
      send(again);
      return true;
    }
    const run = this.#run;
    const decoded = decodeMessage(payload);
    if (decoded.kind === 'malformed') {
      // Too short for a header, or itself a response: nothing is said, lest two servers talk for ever.
      if (decoded.header === null || decoded.header.qr) return false;
      const query =
        decoded.partial ?? queryMessage({ id: decoded.header.id, questions: [], rd: decoded.header.rd });
      send(encodeMessage(responseTo(query, { rcode: RCODE.FORMERR }), { limit: 512 }));
      return true;
    }
    const query = decoded.message;
    if (query.qr) return false;
    const signed = SignedRequest.of(payload, query);
    if (signed === 'malformed') {
      send(encodeMessage(responseTo(query, { rcode: RCODE.FORMERR }), { limit: 512 }));
      return true;
    }
    respond(responder, { query, client, signed, to, transport, packet }, (response, udpLimit, keep, more) => {
      // A server that was stopped meanwhile says nothing more.
      if (this.#run !== run) return 0;
      if (response === null) return send(null);
      if (signed !== null) {
        const { room } = signed;
        const unsigned =
          transport === 'tcp'
            ? encodeMessage(response, { limit: MAX_MESSAGE - room })
            : datagram(response, udpLimit - room);
        return send(signed.sign(unsigned, responder.clock.now()), more);
      }
      if (transport === 'tcp') return send(encodeMessage(response), more);
      const octets = datagram(response, udpLimit);
      send(octets);
      keep?.(payload, octets);
      return octets.length;
    });
    return true;
  }
}

/** BIND: of a response that does not fit, and has an OPT or TSIG record to go with it, only the question is sent. */
function datagram(response: Message, limit: number): Uint8Array {
  const octets = encodeMessage(response, { limit });
  const truncated = ((octets[2] ?? 0) & 2) !== 0;
  const signed = response.additional.filter(({ type }) => type === TYPE.TSIG);
  if (!truncated || (response.edns === null && signed.length === 0)) return octets;
  return encodeMessage({ ...response, tc: true, answers: [], authority: [], additional: signed }, { limit });
}
