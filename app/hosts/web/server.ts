/**
 * The browser host's server: the window's files over HTTP and the contract over a WebSocket, on 127.0.0.1 alone.
 *
 * The way of a tab: GET / with the lab's token → judged → index.html and a cookie; its scripts and fonts come
 * with the cookie; the window opens a WebSocket → judged again, Origin included → a Connection on the session.
 * A tab that goes away takes only its Connection with it.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Door } from '../door.ts';
import { lengthOf, type ServedFiles } from '../open/served-files.ts';
import { WindowFiles, contentPolicy } from '../window-files.ts';
import { Access } from './access.ts';
import type { Verdict } from './access.ts';
import { Connection } from './connection.ts';

const LOOPBACK = '127.0.0.1';
const MAX_MESSAGE_OCTETS = 1024 * 1024;
const MAX_TABS = 32;
const PING_MS = 30_000;

export type Listening =
  | { readonly kind: 'listening'; readonly server: WebHostServer }
  | { readonly kind: 'failed'; readonly code: string };

interface WebHostParts {
  readonly door: Door;
  /** The built window. */
  readonly folder: string;
  /** What `rootwalk open` named. */
  readonly served?: ServedFiles;
}

export class WebHostServer {
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #files: WindowFiles;
  readonly #door: Door;
  readonly #served: ServedFiles | null;
  readonly #policy: string;
  readonly #pings: NodeJS.Timeout;
  readonly access: Access;
  readonly port: number;

  /** Listens on a port (0: any), for whoever has the secret. A port that cannot be had is a value, with the system's code for why. */
  static listen(options: WebHostParts & { port: number; secret: string }): Promise<Listening> {
    const files = new WindowFiles(options.folder);
    const http = createServer({ requestTimeout: 10_000 });
    http.maxConnections = 8 * MAX_TABS;
    return new Promise((resolve) => {
      http.once('error', (error: NodeJS.ErrnoException) =>
        resolve({ kind: 'failed', code: error.code ?? error.message }),
      );
      http.listen(options.port, LOOPBACK, () => {
        const address = http.address();
        const port = typeof address === 'object' && address !== null ? address.port : options.port;
        resolve({
          kind: 'listening',
          server: new WebHostServer(http, port, files, options),
        });
      });
    });
  }

  private constructor(
    http: Server,
    port: number,
    files: WindowFiles,
    { door, served, secret }: WebHostParts & { secret: string },
  ) {
    this.#http = http;
    this.#files = files;
    this.#door = door;
    this.#served = served ?? null;
    this.port = port;
    this.access = new Access(port, secret);
    // Safari's 'self' does not cover ws: of the same origin.
    this.#policy = contentPolicy([`ws://${LOOPBACK}:${port}`, `ws://localhost:${port}`]);
    this.#sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_MESSAGE_OCTETS,
      clientTracking: true,
    });
    http.on('error', (error) => console.error('rootwalk: web server:', error.message));
    http.on('request', (request, response) => void this.#answer(request, response));
    http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
    http.on('clientError', (_error, socket) => socket.destroy());
    this.#pings = setInterval(() => this.#pingAll(), PING_MS);
    this.#pings.unref();
  }

  /** Says goodbye to every tab and stops listening. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const socket of this.#sockets.clients) socket.close(1001, 'Rootwalk was stopped');
    await new Promise<void>((resolve) => {
      this.#http.close(() => resolve());
      // A tab that does not answer the goodbye is not waited for.
      setTimeout(() => {
        for (const socket of this.#sockets.clients) socket.terminate();
        this.#http.closeAllConnections();
      }, 200).unref();
      this.#http.closeIdleConnections();
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#serve(request, response);
    } catch (error) {
      console.error('rootwalk: web server:', error);
      if (!response.headersSent) this.#reply(response, 500, 'The window could not be read.');
      else response.destroy();
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const verdict = this.access.judge(request);
    if (verdict.kind === 'refused') {
      this.#reply(response, 403, refusal(verdict.why));
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      this.#reply(response, 405, 'This address only serves the lab window.');
      return;
    }
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (request.method === 'GET' && (await this.#serveNamed(path, request.headers.range ?? null, response)))
      return;
    const file = await this.#files.get(path);
    if (!file) {
      this.#reply(response, 404, 'There is nothing here. The lab window is at /.');
      return;
    }
    this.#guard(response);
    if (verdict.setCookie !== null) response.setHeader('Set-Cookie', verdict.setCookie);
    response.setHeader('Cache-Control', file.immutable ? 'private, max-age=31536000, immutable' : 'no-store');
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  /** A file that the person has named, or a part of it. False: the path is none of those. */
  async #serveNamed(path: string, range: string | null, response: ServerResponse): Promise<boolean> {
    const served = (await this.#served?.take(path, range)) ?? null;
    if (served === null) return false;
    if (served.kind === 'problem') {
      this.#reply(response, served.status, served.why);
      return true;
    }
    this.#guard(response);
    response.writeHead(served.kind === 'part' ? 206 : 200, {
      'Content-Type': 'application/octet-stream',
      // Should anybody follow the address: it is kept as a file, and never shown as a page of ours.
      'Content-Disposition': 'attachment',
      ...lengthOf(served),
      'Cache-Control': 'no-store',
    });
    await pipeline(served.stream, response);
    return true;
  }

  #reply(response: ServerResponse, status: number, text: string): void {
    this.#guard(response);
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(`${text}\n`);
  }

  #guard(response: ServerResponse): void {
    response.setHeader('Content-Security-Policy', this.#policy);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('X-Frame-Options', 'DENY');
    response.setHeader('Referrer-Policy', 'no-referrer');
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
    response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const verdict = this.access.judgeSocket(request);
    if (verdict.kind === 'refused') {
      socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    if (this.#sockets.clients.size >= MAX_TABS) {
      socket.end(`HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (opened) => this.#connect(opened));
  }

  #connect(socket: WebSocket): void {
    const connection = new Connection(this.#door, {
      send: (text) => {
        if (socket.readyState === socket.OPEN) socket.send(text);
      },
      buffered: () => socket.bufferedAmount,
      pauseReading: () => socket.pause(),
      resumeReading: () => socket.resume(),
    });
    socket.on('message', (data, isBinary) => {
      // The contract is JSON in text messages; octets are handed on as what they are, no request.
      connection.receive(isBinary ? '' : String(data));
    });
    alive.add(socket);
    socket.on('pong', () => alive.add(socket));
    socket.on('close', () => connection.close());
    // Too large, not UTF-8, against the protocol: ws closes the socket itself.
    socket.on('error', () => connection.close());
  }

  #pingAll(): void {
    for (const socket of this.#sockets.clients) {
      if (!alive.delete(socket)) socket.terminate();
      else socket.ping();
    }
  }
}

/** Sockets that answered the last ping. */
const alive = new WeakSet<WebSocket>();

function refusal(why: Extract<Verdict, { kind: 'refused' }>['why']): string {
  if (why === 'secret')
    return 'This lab is private. Open the whole address that Rootwalk printed when it started, with its token.';
  return 'This lab answers only pages of its own, at the address that Rootwalk printed when it started.';
}
