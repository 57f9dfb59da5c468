import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ClockState } from '../../app/contract.ts';
import { LabClockView } from './clock.svelte.ts';

const START = Date.UTC(2026, 2, 7, 14);
const running = (now: number, rate = 1): ClockState => ({
  now,
  start: START,
  mode: 'running',
  rate,
  next: null,
});
const paused = (now: number): ClockState => ({ ...running(now), mode: 'paused' });

let wall = 0;
function clock(): LabClockView {
  wall = 0;
  return new LabClockView(() => wall);
}
afterEach(() => vi.useRealTimers());

describe('the lab clock in the window', () => {
  it('is carried on at the lab’s pace between two words from the engine', () => {
    const view = clock();
    view.take(running(START, 60));
    wall = 500;
    view.tick();
    expect(view.now).toBe(START + 30_000);
    view.stop();
  });

  it('stands still while paused', () => {
    const view = clock();
    view.take(paused(START + 5));
    wall = 10_000;
    view.tick();
    expect(view.now).toBe(START + 5);
    expect(view.paused).toBe(true);
  });

  it('never runs back by a little when the engine’s word lags', () => {
    const view = clock();
    view.take(running(START, 10));
    wall = 1_000;
    view.tick();
    view.take(running(START + 9_000, 10));
    expect(view.now).toBe(START + 10_000);
    view.stop();
  });

  it('takes a reset’s earlier time at once', () => {
    const view = clock();
    view.take(running(START + 172_800_000));
    view.take({ ...running(START - 1_000), start: START - 1_000 });
    expect(view.now).toBe(START - 1_000);
    expect(view.travelled).toBe('');
    view.stop();
  });

  it('says how far the student has travelled', () => {
    const view = clock();
    view.take(paused(START + 172_800_000));
    expect(view.travelled).toBe('+2 d');
  });

  it('ticks by itself while it runs', () => {
    vi.useFakeTimers();
    const view = clock();
    view.take(running(START));
    wall = 2_000;
    vi.advanceTimersByTime(300);
    expect(view.now).toBe(START + 2_000);
    view.stop();
  });
});
