/** The places where one of named's channels listens: opened, closed and changed as the configuration says. */
import type { Server } from 'node:net';
import type { Controlled } from '../../../engine/server/control/controlled.ts';

/** What the newest configuration says of a place. */
export interface Listen {
  readonly address: string;
  readonly port: number;
}

/** What listens at a place. */
export interface Channel<L extends Listen> {
  listen: L;
  readonly server: Server;
  /** Ends the connections that there are. */
  readonly endAll: () => void;
}

/** How named speaks of such a channel. */
export interface ChannelWords {
  /** `command channel` */
  readonly channel: string;
  /** `couldn't add` */
  readonly failure: string;
  readonly severity: 'warning' | 'error';
}

export class ChannelPlaces<L extends Listen> {
  readonly #controlled: Controlled;
  readonly #words: ChannelWords;
  readonly #make: (listen: L) => Channel<L>;
  readonly #channels = new Map<string, Channel<L>>();

  constructor(controlled: Controlled, words: ChannelWords, make: (listen: L) => Channel<L>) {
    this.#controlled = controlled;
    this.#words = words;
    this.#make = make;
  }

  /** Opens these places, closes all others, and takes over what is new at those that stay. */
  async configure(listens: Iterable<L>): Promise<void> {
    const wanted = new Set<string>();
    for (const listen of listens) {
      const at = `${listen.address}#${listen.port}`;
      const channel = this.#channels.get(at);
      wanted.add(at);
      if (channel === undefined) await this.#open(at, listen);
      else channel.listen = listen;
    }
    for (const at of [...this.#channels.keys()]) if (!wanted.has(at)) this.#close(at);
  }

  close(): void {
    for (const at of [...this.#channels.keys()]) this.#close(at);
  }

  async #open(at: string, listen: L): Promise<void> {
    const channel = this.#make(listen);
    const problem = await listening(channel.server, listen);
    const { channel: what, failure, severity } = this.#words;
    if (problem !== null) return this.#controlled.log(severity, `${failure} ${what} ${at}: ${problem}`);
    this.#channels.set(at, channel);
    this.#controlled.log('notice', `${what} listening on ${at}`);
  }

  #close(at: string): void {
    const channel = this.#channels.get(at);
    this.#channels.delete(at);
    channel?.server.close();
    channel?.endAll();
    this.#controlled.log('notice', `stopping ${this.#words.channel} on ${at}`);
  }
}

/** Null once the server listens; else why it does not, in BIND's words. */
async function listening(server: Server, { address: host, port }: Listen): Promise<string | null> {
  const problem = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    server.once('error', resolve);
    server.listen({ host, port, ipv6Only: host.includes(':') }, () => resolve(null));
  });
  // A connection that cannot be accepted is the other side's trouble.
  server.on('error', () => undefined);
  return problem === null ? null : (PROBLEMS[problem.code ?? ''] ?? 'unexpected error');
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'address in use',
  EADDRNOTAVAIL: 'address not available',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
};
