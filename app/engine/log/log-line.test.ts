import { describe, expect, test } from 'vitest';
import { LogIndex } from './log-index.ts';
import { readLine } from './log-line.ts';

const MESSAGE = 'zone example.com/IN: loaded serial 5';

describe('what stands before the message', () => {
  test.each([
    ['21-Nov-2026 14:02:11.123 ', '21-Nov-2026 14:02:11.123', '', '', '', ''],
    ['21-Nov-2026 14:02:11.123 zoneload: info: ', '21-Nov-2026 14:02:11.123', '', '', 'zoneload', 'info'],
    ['2026-11-21T14:02:11.123 zoneload: info: ', '2026-11-21T14:02:11.123', '', '', 'zoneload', 'info'],
    ['2026-11-21T14:02:11.123Z zoneload: ', '2026-11-21T14:02:11.123Z', '', '', 'zoneload', ''],
    ['21-Nov-2026 14:02:11.123 info: ', '21-Nov-2026 14:02:11.123', '', '', '', 'info'],
    ['zoneload: info: ', '', '', '', 'zoneload', 'info'],
    ['zoneload: debug 3: ', '', '', '', 'zoneload', 'debug'],
    ['zoneload: ', '', '', '', 'zoneload', ''],
    ['info: ', '', '', '', '', 'info'],
    ['', '', '', '', '', ''],
    ['Nov 21 14:02:11 cache named[123]: ', 'Nov 21 14:02:11', 'cache', 'named', '', ''],
    [
      'Nov  1 14:02:11 cache named[123]: zoneload: info: ',
      'Nov  1 14:02:11',
      'cache',
      'named',
      'zoneload',
      'info',
    ],
    ['<30>Nov 21 14:02:11 cache named[123]: ', 'Nov 21 14:02:11', 'cache', 'named', '', ''],
    ['Nov 21 14:02:11.123456 cache named[123]: ', 'Nov 21 14:02:11.123456', 'cache', 'named', '', ''],
    [
      '2026-11-21T14:02:11.123456+01:00 cache named[123]: ',
      '2026-11-21T14:02:11.123456+01:00',
      'cache',
      'named',
      '',
      '',
    ],
    ['2026-11-21T14:02:11+0100 cache named[123]: ', '2026-11-21T14:02:11+0100', 'cache', 'named', '', ''],
    [
      'Sat 2026-11-21 14:02:11 UTC cache named[123]: ',
      'Sat 2026-11-21 14:02:11 UTC',
      'cache',
      'named',
      '',
      '',
    ],
    ['[   12.345678] cache named[123]: ', '[   12.345678]', 'cache', 'named', '', ''],
    ['1795269731.123456 cache named[123]: ', '1795269731.123456', 'cache', 'named', '', ''],
  ])('%j', (head, time, host, program, category, severity) => {
    expect(readLine(head + MESSAGE)).toEqual({ time, host, program, category, severity, text: MESSAGE });
  });

  test('another program of syslog is kept, and named', () => {
    expect(readLine('Nov 21 14:02:11 cache kernel: eth0: link up')).toMatchObject({
      program: 'kernel',
      text: 'eth0: link up',
    });
  });
});

function indexOf(text: string, latest = Date.UTC(2026, 10, 22)): LogIndex {
  const index = new LogIndex();
  for (let at = 0; at < text.length; at += 7) index.feed(text.slice(at, at + 7));
  index.finish(latest);
  return index;
}
const times = (index: LogIndex): string[] =>
  Array.from({ length: index.length }, (_, i) => new Date(index.times.at(i)).toISOString());

describe('an index', () => {
  test('times with a zone are moved to UTC, others stay as they are written', () => {
    const index = indexOf('2026-11-21T14:02:11+0130 a named[1]: x\n21-Nov-2026 14:02:11.500 x\n');
    expect(times(index)).toEqual(['2026-11-21T12:32:11.000Z', '2026-11-21T14:02:11.500Z']);
  });

  test('years that syslog leaves out follow from the order of lines; 29 February keeps its day', () => {
    const lines = [
      'Feb 29 01:00:00',
      'Dec 31 23:59:59',
      'Jan  1 00:00:01',
      'Dec 31 23:59:59',
      'Jun 15 00:00:00',
      'Dec 31 23:59:58',
      'Jan  2 00:00:00',
    ];
    const index = indexOf(lines.map((time) => `${time} a named[1]: x\n`).join(''), Date.UTC(2026, 0, 3));
    expect(times(index).map((time) => time.slice(0, 10))).toEqual([
      '2024-02-29',
      '2024-12-31',
      '2025-01-01',
      '2024-12-31',
      '2025-06-15',
      '2025-12-31',
      '2026-01-02',
    ]);
  });

  test('the last line of a log that was written in January may be of December', () => {
    const index = indexOf('Dec 30 10:00:00 a named[1]: x\n', Date.UTC(2026, 0, 3));
    expect(times(index)).toEqual(['2025-12-30T10:00:00.000Z']);
  });

  test('lines without a time, in a log that has times, belong to the entry before', () => {
    const index = indexOf(
      '21-Nov-2026 14:02:11.123 a\n;; flags: rd\n\n21-Nov-2026 14:02:12.123 b\r\nno time, no end',
    );
    expect(index.length).toBe(2);
    expect([index.offsets.at(0), index.offsets.at(1)]).toEqual([0, 41]);
    expect([index.lines.at(0), index.lines.at(1), index.lineCount]).toEqual([0, 3, 5]);
  });

  test('in a log without times each line stands alone', () => {
    expect(indexOf('a\nb\nc').length).toBe(3);
  });

  test('what is not written is taken from the message', () => {
    const index = indexOf("Nov 21 14:02:11 a named[1]: timed out resolving 'x/A/IN': 127.0.0.1#53\n");
    expect([index.categories.at(0), index.severities.at(0), index.programs[index.senders.at(0)]]).toEqual([
      13,
      2,
      'named',
    ]);
  });

  test('a line without an end is cut, and takes no memory', () => {
    const index = new LogIndex();
    for (let i = 0; i < 40; i++) index.feed('x'.repeat(1 << 18));
    index.feed('\nrunning\n');
    index.finish(0);
    expect([index.length, index.lines.at(1)]).toEqual([2, 1]);
  });
});
