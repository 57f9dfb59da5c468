/**
 * One browser tab: its messages in, the session's messages out, with bounds on both ways.
 *
 * In: each message costs a token of a bucket; when the bucket is empty the socket is not read until it fills again,
 * so that a flood slows its sender and nobody else. Nothing is dropped.
 * Out: while a slow browser has more than a few megabytes still to fetch, frames are left out. Once it has caught up
 * it is given the session's whole state as it then stands (as a frame with a snapshot), and frames go on from there.
 */
import type { ServerMessage, Snapshot } from '../../contract.ts';
import type { Attachment, Door } from '../door.ts';
import { errorReply, openText } from '../envelope.ts';

/** What this needs of a socket. */
export interface Wire {
  send(text: string): void;
  /** Octets handed over and not yet taken by the other side. */
  buffered(): number;
  pauseReading(): void;
  resumeReading(): void;
}

const MESSAGES_PER_SECOND = 300;
const BURST = 600;
const HIGH_WATER = 4 * 1024 * 1024;
const LOW_WATER = 256 * 1024;
const CATCH_UP_POLL_MS = 50;
/** The id of our own question for a snapshot; windows cannot use it (ids are not negative). */
const OWN_ID = -2;

export class Connection {
  readonly #wire: Wire;
  readonly #attachment: Attachment;
  #allowance = BURST;
  #countedAt = performance.now();
  #resumeTimer: NodeJS.Timeout | null = null;
  /** `behind`: frames are left out. `asked`: the snapshot that ends this is on its way. */
  #state: 'level' | 'behind' | 'asked' | 'closed' = 'level';
  #catchUpTimer: NodeJS.Timeout | null = null;

  constructor(door: Door, wire: Wire) {
    this.#wire = wire;
    this.#attachment = door.attach((message) => this.#out(message));
  }

  /** Takes one message as it came. */
  receive(text: string): void {
    if (this.#state === 'closed') return;
    this.#charge();
    const opened = openText(text);
    if (opened.kind === 'refused') {
      this.#out(opened.reply);
      return;
    }
    this.#hand(opened.request, opened.request.id);
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    if (this.#resumeTimer) clearTimeout(this.#resumeTimer);
    if (this.#catchUpTimer) clearInterval(this.#catchUpTimer);
    this.#attachment.close();
  }

  #hand(message: unknown, id: number): void {
    try {
      this.#attachment.receive(message);
    } catch (error) {
      console.error('rootwalk: a request failed:', error);
      this.#out(
        errorReply(
          id,
          'internal',
          'Something went wrong inside Rootwalk. The lab goes on; please try again.',
        ),
      );
    }
  }

  #charge(): void {
    const now = performance.now();
    const earned = ((now - this.#countedAt) / 1000) * MESSAGES_PER_SECOND;
    this.#countedAt = now;
    this.#allowance = Math.min(BURST, this.#allowance + earned) - 1;
    if (this.#allowance >= 0 || this.#resumeTimer) return;
    this.#wire.pauseReading();
    const debt = -this.#allowance + BURST / 10;
    this.#resumeTimer = setTimeout(
      () => {
        this.#resumeTimer = null;
        this.#wire.resumeReading();
      },
      (debt / MESSAGES_PER_SECOND) * 1000,
    );
  }

  #out(message: ServerMessage): void {
    if (this.#state === 'closed') return;
    if (message.type === 'reply' && message.id === OWN_ID) {
      this.#caughtUp(message);
      return;
    }
    if (message.type === 'frame' && this.#state !== 'level') return;
    this.#wire.send(JSON.stringify(message));
    if (this.#state === 'level' && this.#wire.buffered() > HIGH_WATER) this.#fallBehind();
  }

  #fallBehind(): void {
    this.#state = 'behind';
    this.#catchUpTimer ??= setInterval(() => {
      if (this.#state !== 'behind' || this.#wire.buffered() > LOW_WATER) return;
      this.#state = 'asked';
      this.#hand({ type: 'request', id: OWN_ID, method: 'hello', params: {} }, OWN_ID);
    }, CATCH_UP_POLL_MS);
  }

  #caughtUp(reply: Extract<ServerMessage, { type: 'reply' }>): void {
    if (!reply.ok) {
      this.#state = 'behind';
      return;
    }
    if (this.#catchUpTimer) clearInterval(this.#catchUpTimer);
    this.#catchUpTimer = null;
    this.#state = 'level';
    // The contract says what hello's result is.
    this.#out({ type: 'frame', frame: { snapshot: reply.result as Snapshot } });
  }
}
