/**
 * The statistics channels of a running named: HTTP on the places that the configuration has (statistics-channels), with
 * what the server counted as XML (version 3) and JSON (version 1), each whole or by subtrees.
 *
 * It only tells; nothing can be changed by it. An address that `allow` does not name is not heard at all; there are
 * never more connections than a few, nor do they last long. A web page of another site does not get it either.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { matcherOf } from '../../../engine/config/match-list.ts';
import type { NamedConfiguration } from '../../../engine/config/named-conf.ts';
import type { Controlled } from '../../../engine/server/control/controlled.ts';
import { counted } from '../../../engine/server/control/counted.ts';
import { channelPath } from '../../../engine/statistics/write/channel.ts';
import { writeJson } from '../../../engine/statistics/write/json.ts';
import { writeXml } from '../../../engine/statistics/write/xml.ts';
import { localNetworks } from '../interfaces.ts';

/** BIND: where no port is named. */
const HTTP_PORT = 80;
/** At one place; more are closed at once. */
const MAX_CONNECTIONS = 32;
/** Milliseconds for a whole request, and between two of one connection. */
const PATIENCE = 10_000;

interface Listen {
  readonly address: string;
  readonly port: number;
  readonly allows: (address: string) => boolean;
}

interface Place {
  /** What the newest configuration says of it. */
  listen: Listen;
  readonly server: Server;
}

type Configured = Pick<NamedConfiguration, 'statisticsChannels' | 'acls'>;

export class StatisticsChannels {
  readonly #controlled: Controlled;
  readonly #places = new Map<string, Place>();

  constructor(controlled: Controlled) {
    this.#controlled = controlled;
  }

  /** Opens these places, closes all others, and takes over what is new at those that stay. */
  async configure({ statisticsChannels, acls }: Configured): Promise<void> {
    const wanted = new Set<string>();
    for (const { address, port, allow } of statisticsChannels) {
      const listen: Listen = {
        address: address === '*' ? '0.0.0.0' : address,
        port: port ?? HTTP_PORT,
        allows: allow === null ? () => true : matcherOf(allow, acls, localNetworks()),
      };
      const at = `${listen.address}#${listen.port}`;
      const place = this.#places.get(at);
      wanted.add(at);
      if (place === undefined) await this.#open(at, listen);
      else place.listen = listen;
    }
    for (const at of [...this.#places.keys()]) if (!wanted.has(at)) this.#close(at);
  }

  close(): void {
    for (const at of [...this.#places.keys()]) this.#close(at);
  }

  async #open(at: string, listen: Listen): Promise<void> {
    const limits = { headersTimeout: PATIENCE, requestTimeout: PATIENCE, keepAliveTimeout: PATIENCE };
    const server = createServer(limits, (request, response) => this.#answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    const place: Place = { listen, server };
    const { address: host, port } = listen;
    const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen({ host, port, ipv6Only: host.includes(':') }, () => resolve(null));
    });
    if (problem !== null) {
      const why = PROBLEMS[problem.code ?? ''] ?? 'unexpected error';
      return this.#controlled.log('error', `couldn't allocate statistics channel ${at}: ${why}`);
    }
    // A connection that cannot be accepted is the other side's trouble.
    server.on('error', () => undefined);
    server.on('connection', (socket) => {
      if (socket.remoteAddress !== undefined && place.listen.allows(socket.remoteAddress)) return;
      this.#controlled.log('error', 'Accepting TCP connection failed: failure');
      socket.destroy();
    });
    this.#places.set(at, place);
    this.#controlled.log('info', `statistics channel listening on ${at}`);
  }

  #close(at: string): void {
    const place = this.#places.get(at);
    this.#places.delete(at);
    place?.server.close();
    place?.server.closeAllConnections();
    this.#controlled.log('info', `stopping statistics channel on ${at}`);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    // What it may send with it is not looked at.
    request.resume();
    if (request.method !== 'GET' && request.method !== 'POST' && request.method !== 'HEAD')
      return say(response, 405, 'text/plain', 'Method not allowed.\r\n');
    if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] === 'cross-site')
      return say(response, 403, 'text/plain', 'Not for pages of other sites.\r\n');
    const path = channelPath((request.url ?? '').split('?', 1)[0] ?? '');
    if (path === null) return say(response, 404, 'text/plain', 'No such URL.\r\n');
    this.#controlled.clock.sync();
    const statistics = counted(this.#controlled);
    if (path.form === 'json')
      return say(response, 200, 'application/json', writeJson(statistics, path.subtree));
    say(response, 200, 'text/xml', writeXml(statistics, path.subtree));
  }
}

/** BIND: nothing of it is to be kept by anybody. */
function say(response: ServerResponse, status: number, type: string, body: string): void {
  const octets = Buffer.from(body);
  response.writeHead(status, {
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'Content-Length': octets.length,
  });
  response.end(octets);
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address in use',
  EADDRNOTAVAIL: 'address not available',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};
