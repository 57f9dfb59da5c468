import { describe, expect, it, vi } from 'vitest';
import { Attempt } from './attempt.svelte.ts';

describe('an attempt', () => {
  it('gives the result, and says nothing of quick work', async () => {
    const attempt = new Attempt();
    expect(await attempt.run(() => Promise.resolve(7))).toBe(7);
    expect([attempt.busy, attempt.slow, attempt.problem]).toEqual([false, false, null]);
  });

  it('says in words what went wrong, until dismissed or tried again', async () => {
    const attempt = new Attempt();
    expect(await attempt.run(() => Promise.reject(new Error('No lab is open.')))).toBeNull();
    expect(attempt.problem).toBe('No lab is open.');
    attempt.dismiss();
    expect(attempt.problem).toBeNull();
  });

  it('shows that it is under way after a fifth of a second, and is not begun twice', async () => {
    vi.useFakeTimers();
    const attempt = new Attempt();
    let finish: (value: string) => void = () => undefined;
    const first = attempt.run(() => new Promise<string>((resolve) => (finish = resolve)));
    vi.advanceTimersByTime(250);
    expect(attempt.slow).toBe(true);
    expect(await attempt.run(() => Promise.resolve('second'))).toBeNull();
    finish('first');
    expect(await first).toBe('first');
    expect(attempt.slow).toBe(false);
    vi.useRealTimers();
  });
});
