/**
 * A name server as named is one: authoritative for its zones, recursive where it is allowed to be, or both.
 *
 * A query's way: a datagram comes to port 53 (or a message on a TCP stream, `tcp-session.ts`). What is no query is
 * dropped. The octets become a message; `respond.ts` answers it from the OPT record (`edns.ts`), the CH class
 * (`chaos.ts`), the server's zones (zone/authority.ts) or the recursive half (`recursion.ts`: cache and resolver),
 * perhaps later; the response is encoded within the client's size and goes back from the address that was asked.
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
import { ZoneSet } from '../zone/authority.ts';
import type { Resolver } from '../resolver/resolver.ts';
import { Access } from './access.ts';
import { DEFAULT_VERSION, type NamedOptions } from './options.ts';
import { Recursion } from './recursion.ts';
import { respond, type Responder } from './respond.ts';
import { ServerCookies } from './server-cookie.ts';
import { ServerLog } from './server-log.ts';
import { logStart, logStop } from './startup-log.ts';
import { TcpSession } from './tcp-session.ts';

export type { NamedOptions, RecursionOptions } from './options.ts';

const PORT = 53;
/** BIND: tcp-clients. */
const MAX_TCP_SESSIONS = 150;
/** BIND: a query from a port of a service that would answer the answer is dropped: echo, daytime, chargen, time. */
const LOOP_PORTS: ReadonlySet<number> = new Set([0, 7, 13, 19, 37]);

/** Starts a server on a host's port 53, UDP and TCP; gives the problem where that port cannot be had. */
export function startNamed(host: Host, options: NamedOptions): NamedServer | BindProblem {
  const server = new NamedServer(host, options);
  return server.start() ?? server;
}

export class NamedServer {
  readonly name: string;
  readonly zones: ZoneSet;
  readonly #host: Host;
  readonly #options: NamedOptions;
  readonly #log: ServerLog;
  readonly #cookies: ServerCookies;
  #responder: Responder | null = null;
  #queryLog: boolean;
  #udp: UdpSocket | null = null;
  #tcp: TcpListener | null = null;
  readonly #sessions = new Set<TcpSession>();

  constructor(host: Host, options: NamedOptions) {
    this.name = host.name;
    this.zones = new ZoneSet(options.zones);
    this.#host = host;
    this.#options = options;
    this.#log = new ServerLog(options.journal, host.name);
    this.#queryLog = options.queryLog ?? false;
    this.#cookies = new ServerCookies(options.random.fork('server cookies'));
  }

  get running(): boolean {
    return this.#responder !== null;
  }

  /** Null while it does not run, and for a server without recursion. */
  get cache(): Cache | null {
    return this.#responder?.recursion?.cache ?? null;
  }

  /** Questions that came to SERVFAIL a moment ago (RFC 9520). */
  get failures(): readonly Failure[] {
    return this.resolver?.failures.entries() ?? [];
  }

  get resolver(): Resolver | null {
    return this.#responder?.recursion?.resolver ?? null;
  }

  /** Opens the ports with an empty cache. Null when it runs; else why it does not. */
  start(): BindProblem | null {
    if (this.#responder !== null) return null;
    const udp = this.#host.openUdp({ port: PORT, privileged: true });
    if (isBindProblem(udp)) return udp;
    const tcp = this.#host.listenTcp({ port: PORT, privileged: true }, (stream) => {
      if (this.#sessions.size >= MAX_TCP_SESSIONS) return stream.reset();
      const session = new TcpSession(
        stream,
        this.#options.clock,
        (message, packet, reply) =>
          this.#receive(message, stream.remote, stream.local.address, 'tcp', packet, reply),
        (ended) => this.#sessions.delete(ended),
      );
      this.#sessions.add(session);
    });
    if (isBindProblem(tcp)) {
      udp.close();
      return tcp;
    }
    this.#udp = udp;
    this.#tcp = tcp;
    this.#responder = this.#makeResponder();
    udp.onDatagram = (payload, from, to, packet) => {
      this.#receive(payload, from, to.address, 'udp', packet, (octets) => {
        this.#udp?.send(octets, from, to.address);
      });
    };
    logStart(this.#log, this.#host, this.#options, this.zones);
    return null;
  }

  /** Closes the ports: what comes now is answered with "port unreachable". All that was under way is forgotten. */
  stop(): void {
    if (this.#responder === null) return;
    this.#udp?.close();
    this.#tcp?.close();
    for (const session of [...this.#sessions]) session.reset();
    this.#responder.recursion?.close();
    this.#responder = null;
    this.#udp = null;
    this.#tcp = null;
    logStop(this.#log, this.#host);
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

  /** BIND: rndc flush. Gives how many entries went. */
  flush(): number {
    return this.#responder?.recursion?.flush() ?? 0;
  }

  /** BIND: rndc flushname. */
  flushName(name: Name): number {
    return this.#responder?.recursion?.flushName(name) ?? 0;
  }

  /** BIND: rndc flushtree. */
  flushTree(name: Name): number {
    return this.#responder?.recursion?.flushTree(name) ?? 0;
  }

  #makeResponder(): Responder {
    const { clock, journal, random, recursion, minimalResponses, minimalAny, version, serverId, access } =
      this.#options;
    const allowed = recursion?.allow === undefined ? {} : { allowRecursion: recursion.allow };
    const minimal = minimalResponses ?? 'no-auth-recursive';
    return {
      zones: this.zones,
      recursion:
        recursion === null
          ? null
          : new Recursion(
              this.#host,
              clock,
              journal,
              random.fork('recursion'),
              recursion,
              minimal,
              this.#log,
            ),
      access: new Access({ ...allowed, ...access }),
      minimal,
      identity: {
        version: version ?? DEFAULT_VERSION,
        hostName: this.#host.name,
        serverId: serverId ?? null,
      },
      cookies: this.#cookies,
      clock,
      log: this.#log,
      minimalAny: minimalAny ?? false,
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
    send: (octets: Uint8Array) => void,
  ): boolean {
    const responder = this.#responder;
    if (responder === null) return false;
    if (transport === 'udp' && LOOP_PORTS.has(client.port)) return false;
    if (responder.access.drops(client)) return false;
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
    respond(responder, { query, client, to, transport, packet }, (response, udpLimit) => {
      // A server that was stopped meanwhile says nothing more.
      if (this.#responder !== responder) return;
      send(transport === 'udp' ? datagram(response, udpLimit) : encodeMessage(response));
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
