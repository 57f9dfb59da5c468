import type { Request, ServerMessage } from '../../app/contract.ts';
import type { Line, Transport } from './transport.ts';

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4_000;

/** The browser's transport: a WebSocket to the host that served this page, tried again until it holds. */
export class SocketTransport implements Transport {
  readonly #url: string;
  #socket: WebSocket | null = null;
  #pause = FIRST_PAUSE_MS;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(url: string) {
    this.#url = url;
  }

  open(hear: (message: ServerMessage) => void, line: (state: Line) => void): void {
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#pause = FIRST_PAUSE_MS;
      line('open');
    });
    socket.addEventListener('message', (event: MessageEvent<unknown>) => {
      const message = readMessage(event.data);
      if (message) hear(message);
    });
    socket.addEventListener('close', () => {
      if (this.#closed) return;
      line('lost');
      this.#timer = setTimeout(() => this.open(hear, line), this.#pause);
      this.#pause = Math.min(LONGEST_PAUSE_MS, this.#pause * 2);
    });
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
