import type { Request, ServerMessage } from '../../app/contract.ts';
import type { Line, Transport } from './transport.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

const FORBIDDEN = 403;

/**
 * The browser's transport: a WebSocket to the host that served this page, tried again until it holds.
 *
 * Browsers do not tell why a WebSocket could not be opened; so the page's own address is asked whether it lets us in.
 */
export class SocketTransport implements Transport {
  readonly #url: string;
  readonly #page: string;
  #socket: WebSocket | null = null;
  #pause = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(url: string, page: string) {
    this.#url = url;
    this.#page = page;
  }

  open(hear: (message: ServerMessage) => void, line: (state: Line) => void): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    let wasOpen = false;
    socket.addEventListener('open', () => {
      wasOpen = true;
      this.#pause = FIRST_PAUSE_MS;
      line('open');
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      const message = readMessage(event.data);
      if (message) hear(message);
    });
    socket.addEventListener('close', () => {
      if (this.#closed) return;
      if (wasOpen) line('lost');
      else void this.#whyNot().then((why) => !this.#closed && line(why));
      this.#timer = setTimeout(() => this.open(hear, line), this.#pause);
      this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
    });
  }

  async #whyNot(): Promise<'lost' | 'refused'> {
    try {
      const answer = await fetch(this.#page, { method: 'HEAD', cache: 'no-store' });
      return answer.status === FORBIDDEN ? 'refused' : 'lost';
    } catch {
      return 'lost';
    }
  }

  send(message: Request): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }
}

/** A message of the contract, or null for what is none: a broken message is dropped, never thrown. */
function readMessage(data: unknown): ServerMessage | null {
  if (typeof data !== 'string') return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null || !('type' in value)) return null;
    // The host is the only one who can speak on this socket, and it is built from the same contract.
    return value as ServerMessage;
  } catch {
    return null;
  }
}
