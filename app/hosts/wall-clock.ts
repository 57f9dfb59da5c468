import type { WallClock } from '../engine/network/clock.ts';

/** Milliseconds. A timer that fires so much too late has had the program stand still, not the network. */
const LATE_MS = 5;

interface Waiting {
  timeout: NodeJS.Timeout;
  immediate: NodeJS.Immediate | null;
}

/** The machine's clock, for the lab clock to run by. */
export const machineClock: WallClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => {
    const due = performance.now() + milliseconds;
    const fire = (): void => {
      // Node fires timers before it reads its sockets. After a pause, what has come meanwhile counts first: an answer that
      // waits to be read is not one that never came.
      if (performance.now() - due < LATE_MS) callback();
      else waiting.immediate = setImmediate(callback);
    };
    const waiting: Waiting = { timeout: setTimeout(fire, milliseconds), immediate: null };
    return waiting;
  },
  clearTimer: (handle) => {
    if (handle === null) return;
    const { timeout, immediate } = handle as Waiting; // Only what setTimer gave comes back.
    clearTimeout(timeout);
    if (immediate !== null) clearImmediate(immediate);
  },
  // A turn of the event loop: every continuation that is ready has run before it.
  settle: () => new Promise((resolve) => setImmediate(resolve)),
};
