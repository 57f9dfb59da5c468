import type { LabClock } from '../network/clock.ts';
import type { CheckedRequest } from './requests.ts';

/** Does what a window asks of the clock. A step pauses it first. */
export async function moveClock(
  clock: LabClock,
  request: Extract<CheckedRequest, { method: `clock.${string}` }>,
): Promise<void> {
  switch (request.method) {
    case 'clock.run':
      return clock.run(request.params.rate);
    case 'clock.pause':
      return clock.pause();
    case 'clock.step':
      if (clock.mode.kind === 'running') clock.pause();
      await clock.step();
      return;
    case 'clock.jump':
      await clock.jump(request.params.milliseconds);
  }
}
