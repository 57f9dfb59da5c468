/**
 * The statistics channels of a running named: HTTP on the places that the configuration has (statistics-channels), with
 * what the server counted as XML (version 3) and JSON (version 1), each whole or by subtrees.
 *
 * It only tells; nothing can be changed by it. An address that `allow` does not name is not heard at all; there are
 * never more connections than a few, nor do they last long. A web page of another site does not get it either.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { matcherOf } from '../../../engine/config/match-list.ts';
import type { NamedConfiguration } from '../../../engine/config/named-conf.ts';
import type { Controlled } from '../../../engine/server/control/controlled.ts';
import { counted } from '../../../engine/server/control/counted.ts';
import { channelPath } from '../../../engine/statistics/write/channel.ts';
import { writeJson } from '../../../engine/statistics/write/json.ts';
import { writeXml } from '../../../engine/statistics/write/xml.ts';
import { localNetworks } from '../interfaces.ts';
import { ChannelPlaces, type Channel, type Listen } from './channel-places.ts';

/** BIND: where no port is named. */
const HTTP_PORT = 80;
/** At one place; more are closed at once. */
const MAX_CONNECTIONS = 32;
/** Milliseconds for a whole request, and between two of one connection. */
const PATIENCE = 10_000;

interface StatisticsListen extends Listen {
  readonly allows: (address: string) => boolean;
}

type Configured = Pick<NamedConfiguration, 'statisticsChannels' | 'acls'>;

export class StatisticsChannels {
  readonly #controlled: Controlled;
  readonly #places: ChannelPlaces<StatisticsListen>;

  constructor(controlled: Controlled) {
    this.#controlled = controlled;
    const words = { channel: 'statistics channel', failure: "couldn't allocate", severity: 'error' } as const;
    this.#places = new ChannelPlaces(controlled, words, (listen) => this.#channel(listen));
  }

  configure({ statisticsChannels, acls }: Configured): Promise<void> {
    return this.#places.configure(
      statisticsChannels.map(({ address, port, allow }) => ({
        address: address === '*' ? '0.0.0.0' : address,
        port: port ?? HTTP_PORT,
        allows: allow === null ? () => true : matcherOf(allow, acls, localNetworks()),
      })),
    );
  }

  close(): void {
    this.#places.close();
  }

  #channel(listen: StatisticsListen): Channel<StatisticsListen> {
    const limits = { headersTimeout: PATIENCE, requestTimeout: PATIENCE, keepAliveTimeout: PATIENCE };
    const server = createServer(limits, (request, response) => this.#answer(request, response));
    server.maxConnections = MAX_CONNECTIONS;
    const channel = { listen, server, endAll: () => server.closeAllConnections() };
    server.on('connection', (socket) => {
      if (socket.remoteAddress !== undefined && channel.listen.allows(socket.remoteAddress)) return;
      this.#controlled.log('error', 'Accepting TCP connection failed: failure');
      socket.destroy();
    });
    return channel;
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
