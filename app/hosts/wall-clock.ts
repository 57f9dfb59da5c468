import type { WallClock } from '../engine/network/clock.ts';

interface Waiting {
  timeout: NodeJS.Timeout;
  immediate: NodeJS.Immediate | null;
}

/** The machine's clock, for the lab clock to run by. */
export const machineClock: WallClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => {
    // Node fires timers before it reads its sockets. What has come meanwhile counts first: when the program has stood still,
    // an answer that waits to be read is not one that never came.
    const fire = (): void => {
      waiting.immediate = setImmediate(callback);
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
