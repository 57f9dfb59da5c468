import type { WallClock } from '../engine/network/clock.ts';

/** The machine's clock, for the lab clock to run by. */
export const machineClock: WallClock = {
  now: () => performance.now(),
  setTimer: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimer: (handle) => {
    if (handle !== null) clearTimeout(handle as NodeJS.Timeout); // Only what setTimer gave comes back.
  },
  // A turn of the event loop: every continuation that is ready has run before it.
  settle: () => new Promise((resolve) => setImmediate(resolve)),
};
