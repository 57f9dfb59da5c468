import { describe, expect, test } from 'vitest';
import { bareLab, LAB_START } from '../../testing/bare-lab.ts';
import { Journal } from './journal.ts';
import type { JournalBody } from './journal.ts';

const line = (text: string): JournalBody => ({
  kind: 'log',
  host: 'cache',
  program: 'named',
  category: 'general',
  severity: 'info',
  text,
});

describe('the journal', () => {
  test('numbers entries without gaps and stamps them with the lab’s time', async () => {
    const { clock, journal } = bareLab();
    journal.write(line('a'));
    await clock.jump(1_500);
    journal.write(line('b'));
    expect(journal.since().map(({ sequence, at }) => [sequence, at - LAB_START])).toEqual([
      [1, 0],
      [2, 1_500],
    ]);
    expect(journal.since(1)).toHaveLength(1);
    expect(journal.since(2)).toEqual([]);
    expect(journal.since(99)).toEqual([]);
    expect(journal.last).toBe(2);
  });

  test('keeps the newest, says how many it dropped, and still finds what came after a number', () => {
    const journal = new Journal(bareLab().clock, 100);
    for (let i = 1; i <= 1_000; i++) journal.write(line(String(i)));
    const held = journal.since();
    expect(held.length).toBeLessThanOrEqual(125);
    expect(held.length).toBeGreaterThanOrEqual(100);
    expect(held.at(-1)?.sequence).toBe(1_000);
    expect(journal.dropped).toBe(1_000 - held.length);
    expect(journal.since(995).map((entry) => entry.sequence)).toEqual([996, 997, 998, 999, 1_000]);
    expect(journal.since(3)).toEqual(held);
  });

  test('tells every listener every entry in order, also when a listener writes', () => {
    const { journal } = bareLab();
    const heard: string[] = [];
    journal.subscribe((entry) => {
      heard.push(`first ${entry.sequence}`);
      if (entry.sequence === 1) {
        journal.write(line('reply'));
        journal.write(line('reply'));
      }
    });
    const stop = journal.subscribe((entry) => heard.push(`second ${entry.sequence}`));
    journal.write(line('a'));
    expect(heard).toEqual(['first 1', 'second 1', 'first 2', 'second 2', 'first 3', 'second 3']);
    stop();
    journal.write(line('b'));
    expect(heard.slice(6)).toEqual(['first 4']);
  });

  test('writes one body twice as two entries', () => {
    const { journal } = bareLab();
    const body = line('again');
    const [first, second] = [journal.write(body), journal.write(body)];
    expect([first.sequence, second.sequence]).toEqual([1, 2]);
  });

  test('goes on after a listener that throws', () => {
    const { journal } = bareLab();
    let heard = 0;
    const stop = journal.subscribe(() => {
      throw new Error('a mistake');
    });
    journal.subscribe(() => heard++);
    expect(() => journal.write(line('a'))).toThrow('a mistake');
    stop();
    journal.write(line('b'));
    expect(heard).toBe(1);
    expect(journal.last).toBe(2);
  });

  test('that holds nothing is read by those alone who listen, of what they asked for', () => {
    const clock = bareLab().clock;
    const journal = new Journal(clock, 0);
    expect(journal.isRead('log')).toBe(false);
    const heard: string[] = [];
    const stop = journal.subscribe((entry) => heard.push(`${entry.kind} ${entry.sequence}`), ['log']);
    expect([journal.isRead('log'), journal.isRead('query'), journal.isRead('repeats')]).toEqual([
      true,
      false,
      false,
    ]);
    journal.write(line('a'));
    journal.write(line('b'));
    expect(heard.length).toBe(2);
    expect([journal.since(0), journal.last, journal.dropped]).toEqual([[], 2, 2]);
    stop();
    expect(journal.isRead('log')).toBe(false);
    journal.subscribe(() => undefined);
    expect(journal.isRead('repeats')).toBe(true);
    // What is held may be read later.
    expect(new Journal(clock, 1).isRead('cache')).toBe(true);
  });
});
