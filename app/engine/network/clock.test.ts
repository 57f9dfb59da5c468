import { describe, expect, test } from 'vitest';
import { LAB_START as START, ManualWall } from '../../testing/bare-lab.ts';
import { seededRandom } from '../random.ts';
import { LabClock } from './clock.ts';
import type { ClockChange, Timer } from './clock.ts';

interface Setting {
  readonly wall: ManualWall;
  readonly clock: LabClock;
  /** What fired, as `label@milliseconds since the start`. */
  readonly fired: string[];
  timer(after: number, label?: string): Timer;
}

function setting(): Setting {
  const wall = new ManualWall();
  const clock = new LabClock(wall, START);
  const fired: string[] = [];
  const timer = (after: number, label = 't'): Timer =>
    clock.after(after, label, () => fired.push(`${label}@${clock.now() - START}`));
  return { wall, clock, fired, timer };
}

describe('timers', () => {
  test('fire in the order of time, then of asking', async () => {
    const { clock, fired, timer } = setting();
    timer(20, 'c');
    timer(10, 'a');
    timer(10, 'b');
    timer(0, 'now');
    expect(fired).toEqual([]);
    expect(await clock.jump(15)).toBe(3);
    expect(fired).toEqual(['now@0', 'a@10', 'b@10']);
    expect(clock.now() - START).toBe(15);
    expect(clock.pending).toBe(1);
  });

  test('asked for inside a timer fire at their own time in the same jump', async () => {
    const { clock, fired, timer } = setting();
    clock.after(10, 'outer', () => {
      timer(5, 'inner');
      timer(-5, 'past');
    });
    await clock.jump(100);
    expect(fired).toEqual(['past@10', 'inner@15']);
  });

  test('that are cancelled do not fire, and are not counted as waiting', async () => {
    const { clock, fired, timer } = setting();
    const first = timer(10, 'a');
    timer(20, 'b');
    first.cancel();
    first.cancel();
    expect(clock.next?.label).toBe('b');
    expect(clock.pending).toBe(1);
    await clock.jump(30);
    first.cancel();
    expect(fired).toEqual(['b@20']);
    expect(clock.pending).toBe(0);
  });

  test('can be cancelled by one that fires at the same moment', async () => {
    const { clock, fired, timer } = setting();
    clock.after(10, 'first', () => second.cancel());
    const second = timer(10, 'second');
    await clock.jump(10);
    expect(fired).toEqual([]);
  });

  test('keep their order among many that come, fire and are cancelled', async () => {
    const { clock } = setting();
    const random = seededRandom('heap');
    const expected = new Map<number, { at: number; order: number }>();
    const timers = new Map<number, Timer>();
    const fired: number[] = [];
    for (let i = 0; i < 5_000; i++) {
      const at = START + random.below(1_000);
      expected.set(i, { at, order: i });
      timers.set(
        i,
        clock.at(at, '', () => fired.push(i)),
      );
      if (random.below(3) > 0) {
        const victim = random.below(i + 1);
        timers.get(victim)?.cancel();
        expected.delete(victim);
      }
    }
    expect(clock.pending).toBe(expected.size);
    await clock.jump(1_000);
    const inOrder = [...expected].sort(([, a], [, b]) => a.at - b.at || a.order - b.order).map(([i]) => i);
    expect(fired).toEqual(inOrder);
  });

  test('keep their order when most of them were cancelled', async () => {
    const { clock } = setting();
    const random = seededRandom('sweep');
    const fired: number[] = [];
    const add = (): Timer => {
      const at = START + random.below(100_000);
      return clock.at(at, '', () => fired.push(at));
    };
    const timers = Array.from({ length: 5_000 }, add);
    for (const [i, timer] of timers.entries()) if (i % 10 > 0) timer.cancel();
    for (let i = 0; i < 500; i++) add();
    await clock.jump(100_000);
    expect(fired).toHaveLength(1_000);
    expect(fired).toEqual(fired.toSorted((a, b) => a - b));
  });

  test('can all be cancelled, many of them', async () => {
    const { clock, fired, timer } = setting();
    const timers = Array.from({ length: 1_000 }, (_, i) => timer(i));
    for (const each of timers) each.cancel();
    expect(clock.next).toBeNull();
    timer(1, 'a');
    await clock.jump(10);
    expect(fired).toEqual(['a@1']);
  });

  test('stand at whole microseconds', async () => {
    const { clock } = setting();
    let at = 0;
    clock.after(1 / 3, 't', () => (at = clock.now()));
    await clock.step();
    expect(Math.round((at - START) * 1000)).toBe(333);
    expect(Math.round(at * 1000) / 1000).toBe(at);
  });
});

describe('step', () => {
  test('fires exactly one timer, however far away, and says when there is none', async () => {
    const { clock, fired, timer } = setting();
    timer(172_800_000, 'far');
    timer(5, 'near');
    expect(await clock.step()).toBe(true);
    expect(fired).toEqual(['near@5']);
    expect(await clock.step()).toBe(true);
    expect(fired).toEqual(['near@5', 'far@172800000']);
    expect(await clock.step()).toBe(false);
    expect(clock.now() - START).toBe(172_800_000);
  });

  test('lets what the timer woke go on before it is done', async () => {
    const { clock } = setting();
    let went = '';
    void (async () => {
      await clock.sleep(10, 'nap');
      went += 'a';
      await Promise.resolve();
      went += 'b';
      await clock.sleep(10, 'nap');
      went += 'c';
    })();
    await clock.step();
    expect(went).toBe('ab');
    expect(clock.next?.at).toBe(START + 20);
    await clock.step();
    expect(went).toBe('abc');
  });
});

describe('sleeping', () => {
  test('chains take the time they ask for and none of the machine’s', async () => {
    const { clock } = setting();
    const times: number[] = [];
    void (async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(100, 'nap');
        times.push(clock.now() - START);
      }
    })();
    await clock.jump(1_000);
    expect(times).toEqual([100, 200, 300]);
  });

  test('ends with the reason when it is aborted, before or after it began', async () => {
    const { clock } = setting();
    const control = new AbortController();
    const sleep = clock.sleep(100, 'nap', control.signal);
    expect(clock.pending).toBe(1);
    control.abort('Ctrl-C');
    await expect(sleep).rejects.toBe('Ctrl-C');
    expect(clock.pending).toBe(0);
    await expect(clock.sleep(100, 'nap', control.signal)).rejects.toBe('Ctrl-C');
    expect(clock.pending).toBe(0);
  });

  test('that ended is not disturbed by a later abort', async () => {
    const { clock } = setting();
    const control = new AbortController();
    const sleep = clock.sleep(1, 'nap', control.signal);
    await clock.jump(1);
    control.abort('late');
    await expect(sleep).resolves.toBeUndefined();
  });
});

describe('a running clock', () => {
  test('fires timers when their time has come on the wall clock', async () => {
    const { wall, clock, fired, timer } = setting();
    timer(30, 'a');
    clock.run();
    timer(10, 'b');
    await wall.pass(9);
    expect(fired).toEqual([]);
    await wall.pass(30);
    expect(fired).toEqual(['b@10', 'a@30']);
    clock.sync();
    expect(clock.now() - START).toBe(39);
  });

  test('runs at its rate, and goes on from where it is when the rate changes', async () => {
    const { wall, clock } = setting();
    clock.run(10);
    await wall.pass(100);
    clock.run(0.5);
    await wall.pass(100);
    clock.run(1);
    await wall.pass(7);
    clock.sync();
    expect(clock.now() - START).toBeCloseTo(1_000 + 50 + 7, 6);
    expect(() => clock.run(0)).toThrow(RangeError);
    expect(() => clock.run(Number.NaN)).toThrow(RangeError);
  });

  test('stands while paused and loses nothing of the time it ran', async () => {
    const { wall, clock, fired, timer } = setting();
    timer(50, 'a');
    clock.run();
    await wall.pass(20);
    clock.pause();
    await wall.pass(10_000);
    expect(clock.now() - START).toBe(20);
    expect(fired).toEqual([]);
    clock.run();
    await wall.pass(30);
    expect(fired).toEqual(['a@50']);
  });

  test('catches up after the machine was busy, each timer at its own time', async () => {
    const { wall, clock, fired, timer } = setting();
    clock.run();
    clock.after(10, 'first', () => timer(10, 'reply'));
    timer(40, 'last');
    await wall.hang(100);
    expect(fired).toEqual(['reply@20', 'last@40']);
    clock.sync();
    expect(clock.now() - START).toBe(100);
  });

  test('never lets time pass a timer that is due but has not fired', () => {
    const { wall, clock, timer } = setting();
    timer(10);
    clock.run();
    wall.time += 50;
    clock.sync();
    expect(clock.now() - START).toBe(10);
    clock.pause();
    expect(clock.now() - START).toBe(10);
  });

  test('counts the time that a jump, a step and a change of rate took by the wall', async () => {
    const { wall, clock } = setting();
    clock.run();
    clock.after(1_000, 'slow', () => (wall.time += 300));
    await wall.pass(100);
    await clock.jump(10_000);
    clock.sync();
    expect(clock.now() - START).toBe(10_100 + 300);
    clock.after(5_000, 'slow', () => (wall.time += 200));
    await clock.step();
    clock.sync();
    expect(clock.now() - START).toBe(15_400 + 200);
    clock.after(10, 'faster', () => clock.run(2));
    await wall.hang(100);
    await wall.pass(50);
    clock.sync();
    expect(clock.now() - START).toBe(15_700 + 100);
  });

  test('pauses at once when a timer says so, and leaves the rest for later', async () => {
    const { wall, clock, fired, timer } = setting();
    clock.run();
    timer(10, 'a');
    clock.after(20, 'breakpoint', () => clock.pause());
    timer(20, 'b');
    timer(30, 'c');
    await wall.hang(100);
    expect(fired).toEqual(['a@10']);
    expect(clock.now() - START).toBe(20);
    clock.run();
    await wall.pass(10);
    expect(fired).toEqual(['a@10', 'b@20', 'c@30']);
  });

  test('never goes backwards and does one move at a time, whatever is asked in whatever order', async () => {
    const { wall, clock } = setting();
    const random = seededRandom('orders');
    let last = clock.now();
    let inside = false;
    const look = (): void => {
      expect(clock.now()).toBeGreaterThanOrEqual(last);
      last = clock.now();
    };
    const due: number[] = [];
    const rearm = (): void => {
      const at = clock.now() + random.below(40);
      clock.at(at, 't', () => {
        expect(inside).toBe(false);
        inside = true;
        expect(clock.now()).toBeGreaterThanOrEqual(at);
        due.push(clock.now());
        look();
        if (random.below(5) === 0) act();
        if (random.below(3) === 0) clock.woke();
        rearm();
        inside = false;
      });
    };
    const act = (): void => {
      switch (random.below(7)) {
        case 0:
          clock.run(1 + random.below(5));
          break;
        case 1:
          clock.pause();
          break;
        case 2:
          void clock.step();
          break;
        case 3:
          void clock.jump(random.below(200));
          break;
        case 4:
          wall.time += random.below(50);
          break;
        case 5:
          void clock.runUntil(() => random.below(4) === 0, random.below(100));
          break;
        default:
          clock.sync();
      }
      look();
    };
    for (let i = 0; i < 5; i++) rearm();
    for (let i = 0; i < 2_000; i++) {
      act();
      if (random.below(3) === 0) await wall.pass(random.below(20));
      await wall.settle();
      look();
    }
    await clock.jump(0);
    expect(due).toEqual(due.toSorted((a, b) => a - b));
    expect(due.length).toBeGreaterThan(5_000);
    expect(clock.pending).toBe(5);
  });

  test('sets a timer of the machine only for a new earliest one', () => {
    const { wall, clock, timer } = setting();
    clock.run();
    timer(100);
    const before = wall.set;
    for (let i = 0; i < 1_000; i++) timer(100 + i).cancel();
    expect(wall.set).toBe(before);
    timer(50);
    expect(wall.set).toBe(before + 1);
    expect(wall.waiting).toEqual([50]);
    clock.pause();
    expect(wall.waiting).toEqual([]);
  });

  test('waits for what is days away in pieces that the machine can wait for', async () => {
    const { wall, clock, fired, timer } = setting();
    clock.run();
    timer(100_000, 'far');
    expect(wall.waiting).toEqual([60_000]);
    await wall.pass(100_000);
    expect(fired).toEqual(['far@100000']);
  });
});

describe('jumping', () => {
  test('two days fires every timer in between in order, with now exact', async () => {
    const { clock } = setting();
    const random = seededRandom('days');
    let last = 0;
    let wrong = 0;
    for (let i = 0; i < 20_000; i++) {
      const at = START + random.below(172_800_000);
      clock.at(at, 't', () => {
        if (clock.now() !== at || at < last) wrong++;
        last = at;
      });
    }
    expect(await clock.jump(172_800_000)).toBe(20_000);
    expect(wrong).toBe(0);
    expect(clock.now() - START).toBe(172_800_000);
  });

  test('never goes backwards', async () => {
    const { clock } = setting();
    await clock.jump(-1_000);
    expect(clock.now()).toBe(START);
  });

  test('asked for again and again adds up, one after the other', async () => {
    const { clock, fired, timer } = setting();
    timer(150, 'a');
    const jumps = [clock.jump(100), clock.jump(100), clock.jump(100)];
    expect(await Promise.all(jumps)).toEqual([0, 1, 0]);
    expect(fired).toEqual(['a@150']);
    expect(clock.now() - START).toBe(300);
  });

  test('is told to listeners with where from, where to and how many', async () => {
    const { clock, timer } = setting();
    const told: ClockChange[] = [];
    const stop = clock.onChange((change) => told.push(change));
    timer(5);
    await clock.jump(10);
    clock.run(2);
    clock.pause();
    clock.pause();
    stop();
    await clock.jump(10);
    expect(told).toEqual([
      { kind: 'moved', from: START, to: START + 10, fired: 1, how: 'jump' },
      { kind: 'mode', mode: { kind: 'running', rate: 2 } },
      { kind: 'mode', mode: { kind: 'paused' } },
    ]);
  });

  test('that meets a timer which throws rejects, and the clock goes on after it', async () => {
    const { clock, fired, timer } = setting();
    clock.after(10, 'broken', () => {
      throw new Error('a mistake');
    });
    timer(20, 'next');
    await expect(clock.jump(100)).rejects.toThrow('a mistake');
    expect(clock.now() - START).toBe(10);
    await clock.jump(100);
    expect(fired).toEqual(['next@20']);
  });
});

describe('running as fast as the machine can', () => {
  test('ends when done, when nothing is left, or at the limit', async () => {
    const { clock, fired, timer } = setting();
    timer(10, 'a');
    timer(20, 'b');
    timer(5_000, 'c');
    expect(await clock.runUntil(() => fired.length === 1)).toBe(true);
    expect(clock.now() - START).toBe(10);
    expect(await clock.runUntil(() => false, 100)).toBe(false);
    expect(fired).toEqual(['a@10', 'b@20']);
    expect(await clock.runUntilIdle()).toBe(false);
    expect(clock.now() - START).toBe(5_000);
  });

  test('leaves a running clock to run on from there', async () => {
    const { wall, clock, timer } = setting();
    clock.run();
    timer(5_000);
    await clock.runUntilIdle();
    await wall.pass(50);
    clock.sync();
    expect(clock.now() - START).toBe(5_050);
  });

  test('lets the rest of the program have its turn while it goes on for long', async () => {
    const { clock, wall } = setting();
    let turns = 0;
    let count = 0;
    const again = (): void => {
      wall.time += 1;
      if (++count < 1_000) clock.after(1, 't', again);
    };
    clock.after(1, 't', again);
    let over = false;
    const run = clock.runUntilIdle().then(() => (over = true));
    while (!over) {
      turns++;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await run;
    expect(turns).toBeGreaterThan(10);
  });
});
