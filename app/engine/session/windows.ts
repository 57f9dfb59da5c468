/** The windows that look at the session. What is new comes to them in frames, at most thirty a second. */
import type { Frame, ServerMessage } from '../../contract.ts';
import type { WallClock } from '../network/clock.ts';

export type Send = (message: ServerMessage) => void;

const FRAME_MS = 33;

export class Windows {
  readonly #wall: WallClock;
  readonly #onFrame: () => void;
  readonly #windows = new Set<Send>();
  #timer: unknown = null;

  /** `onFrame` is called when the next frame is due. */
  constructor(wall: WallClock, onFrame: () => void) {
    this.#wall = wall;
    this.#onFrame = onFrame;
  }

  /** Whether anybody looks. */
  get watched(): boolean {
    return this.#windows.size > 0;
  }

  add(send: Send): void {
    this.#windows.add(send);
  }

  remove(send: Send): void {
    this.#windows.delete(send);
  }

  /** There is something for the next frame. */
  news(): void {
    this.#timer ??= this.#wall.setTimer(() => {
      this.#timer = null;
      this.#onFrame();
    }, FRAME_MS);
  }

  /** The frame that is due is made now. */
  notDue(): void {
    if (this.#timer !== null) this.#wall.clearTimer(this.#timer);
    this.#timer = null;
  }

  broadcast(frame: Frame): void {
    for (const send of this.#windows) send({ type: 'frame', frame });
  }

  close(): void {
    this.notDue();
    this.#windows.clear();
  }
}
