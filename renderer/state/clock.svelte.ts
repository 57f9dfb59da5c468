import type { ClockState } from '../../app/contract.ts';
import { travelledWords } from './words.ts';

const EMPTY: ClockState = { now: 0, start: 0, mode: 'paused', rate: 1, next: null };

/**
 * The lab clock as the window shows it: the last word from the engine, carried on at its rate in between.
 * `now` is reactive and moves a few times a second while the clock runs, and not at all while it is paused.
 */
export class LabClockView {
  state = $state.raw<ClockState>(EMPTY);
  now = $state(0);
  readonly travelled = $derived(travelledWords(this.now - this.state.start));
  readonly paused = $derived(this.state.mode === 'paused');
  readonly #wallClock: () => number;
  #heardAt = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `wallClock`: milliseconds that never run backwards. */
  constructor(wallClock: () => number = () => performance.now()) {
    this.#wallClock = wallClock;
  }

  take(state: ClockState): void {
    const before = this.now;
    const carriedOn =
      this.state.mode === 'running' && state.mode === 'running' && this.state.start === state.start;
    this.state = state;
    this.#heardAt = this.#wallClock();
    // A word that lags a little behind what is shown must not make the seconds run backwards.
    const lag = before - state.now;
    this.now = carriedOn && lag > 0 && lag < 500 * state.rate ? before : state.now;
    this.#beat();
  }

  /** The lab's time at this very moment. */
  exact(): number {
    const { now, mode, rate } = this.state;
    return mode === 'paused' ? now : now + (this.#wallClock() - this.#heardAt) * rate;
  }

  tick(): void {
    this.now = this.state.mode === 'paused' ? this.state.now : Math.max(this.now, this.exact());
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #beat(): void {
    this.stop();
    if (this.state.mode === 'paused') return;
    // At the lab's own pace four looks a second are smooth; a fast clock is looked at more often.
    const every = this.state.rate > 1 ? 66 : 250;
    this.#timer = setInterval(() => {
      if (typeof document === 'undefined' || !document.hidden) this.tick();
    }, every);
  }
}
