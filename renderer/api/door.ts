import type {
  Frame,
  Method,
  Params,
  RequestError,
  Result,
  ServerMessage,
  Snapshot,
} from '../../app/contract.ts';
import type { Line, Transport } from './transport.ts';

/** A refused or failed request, with a sentence for the person at the window. */
export class DoorError extends Error {
  readonly code: RequestError['code'] | 'no-connection';

  constructor(code: DoorError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: DoorError): void;
}

export interface DoorHearers {
  snapshot(snapshot: Snapshot): void;
  frame(frame: Frame): void;
  line(state: Line): void;
}

/** Requests with replies, over any transport. */
export class Door {
  readonly #transport: Transport;
  readonly #hearers: DoorHearers;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #line: Line = 'connecting';
  /** Frames that come before the snapshot they build on are already part of it. */
  #greeted = false;

  constructor(transport: Transport, hearers: DoorHearers) {
    this.#transport = transport;
    this.#hearers = hearers;
  }

  open(): void {
    this.#transport.open(
      (message) => this.#hear(message),
      (line) => this.#lineIs(line),
    );
  }

  ask<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    if (this.#line !== 'open') {
      return Promise.reject(
        new DoorError('no-connection', 'The lab cannot be reached just now. It will work again when it is.'),
      );
    }
    const id = ++this.#lastId;
    return new Promise<Result<M>>((resolve, reject) => {
      // The contract pairs each method with its result; JSON cannot carry that pairing in a type.
      this.#waiting.set(id, { resolve: (result) => resolve(result as Result<M>), reject });
      this.#transport.send({ type: 'request', id, method, params });
    });
  }

  close(): void {
    this.#transport.close();
  }

  #hear(message: ServerMessage): void {
    if (message.type === 'frame') {
      if (this.#greeted) this.#hearers.frame(message.frame);
      return;
    }
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    this.#waiting.delete(message.id);
    if (message.ok) waiting.resolve(message.result);
    else waiting.reject(new DoorError(message.error.code, message.error.message));
  }

  #lineIs(line: Line): void {
    this.#line = line;
    if (line === 'open') this.#greet();
    else {
      this.#greeted = false;
      const lost = new DoorError(
        'no-connection',
        'The connection was lost before the answer came. Try again.',
      );
      for (const waiting of this.#waiting.values()) waiting.reject(lost);
      this.#waiting.clear();
      this.#hearers.line(line);
    }
  }

  #greet(): void {
    // The reply must be taken in the same turn as it comes: a frame right behind it builds on it.
    const id = ++this.#lastId;
    this.#waiting.set(id, {
      resolve: (result) => {
        this.#greeted = true;
        this.#hearers.snapshot(result as Snapshot);
        this.#hearers.line('open');
      },
      reject: () => this.#hearers.line('lost'),
    });
    this.#transport.send({ type: 'request', id, method: 'hello', params: {} });
  }
}
