import { expect, test } from 'vitest';
import { LabClock } from '../../engine/network/clock.ts';
import { QuestionCounters } from '../../engine/server/control/question-counters.ts';
import { machineClock } from '../wall-clock.ts';
import { Channels } from './channels.ts';
import { RealNamed } from './running-named.ts';
import { systemRandom } from './system-random.ts';
import { readNamedWords } from './words.ts';

test('notes that nobody reads are not taken on the way of a repeated answer, rndc’s counters or not', () => {
  const words = readNamedWords(['-g', '-c', 'named.conf']);
  if (typeof words === 'string') throw new Error(words);
  const clock = new LabClock(machineClock, 0);
  const channels = new Channels({ toStderr: false, debug: 0 });
  const named = new RealNamed({ words, clock, random: systemRandom(), channels });
  new QuestionCounters(named.journal, named.hostName);
  expect((['repeats', 'cache', 'log'] as const).map((topic) => named.journal.isRead(topic))).toEqual([
    false,
    false,
    true,
  ]);
  named.journal.write({
    kind: 'log',
    host: 'x',
    program: 'named',
    category: 'general',
    severity: 'info',
    text: 'a',
  });
  expect(named.journal.since()).toEqual([]);
  named.close();
});
