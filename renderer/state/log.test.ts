import { describe, expect, test } from 'vitest';
import type { LogRow, PacketRow } from '../../app/contract.ts';
import type { LogPart } from '../../app/reader-contract.ts';
import { barsOfLines, liveLine, SERIES } from './log-lines.ts';
import { packetsOfLine } from './log-packets.ts';
import { LiveLog } from './log.svelte.ts';
import { Selection } from './selection.svelte.ts';

const START = Date.UTC(2026, 10, 21, 14);

function row(id: number, change: Partial<LogRow> = {}): LogRow {
  return {
    id,
    at: START + id * 1000,
    host: 'cache',
    program: 'named',
    category: 'lame-servers',
    severity: 'info',
    text: `timed out resolving 'www.example/A/IN': 192.0.2.${id}#53`,
    ...change,
  };
}
const texts = (log: LiveLog): number[] => log.lines.map(({ entry }) => entry);

describe('the live log', () => {
  test('keeps its order, and leaves debugging out until it is asked for', () => {
    const log = new LiveLog();
    log.replaceAll([row(1)], 0);
    log.apply([row(2, { severity: 'debug' }), row(3)]);
    expect(texts(log)).toEqual([1, 3]);
    log.setDebug(true);
    expect(texts(log)).toEqual([1, 2, 3]);
  });

  test('counts errors since the start, not those that a server says when it starts', () => {
    const log = new LiveLog();
    log.replaceAll([row(0, { severity: 'error' }), row(1, { severity: 'error' })], START);
    expect(log.trouble).toBe(1);
    log.apply([row(2, { severity: 'critical' }), row(3)]);
    expect(log.trouble).toBe(2);
  });

  test('is chosen by severity, category, machine, time and words', () => {
    const log = new LiveLog();
    log.replaceAll(
      [
        row(1),
        row(2, { severity: 'error', category: 'zoneload' }),
        row(3, { host: 'ns1' }),
        row(4, { text: 'client 192.0.2.9#53: query denied' }),
      ],
      0,
    );
    log.choose({ severities: ['error'] });
    expect(texts(log)).toEqual([2]);
    log.choose({ severities: null, categories: ['zoneload'] });
    expect(texts(log)).toEqual([2]);
    log.choose({ categories: null, programs: ['ns1'] });
    expect(texts(log)).toEqual([3]);
    log.choose({ programs: null, text: 'DENIED 192.0.2.9' });
    expect(texts(log)).toEqual([4]);
    log.choose({ text: '', from: START + 2000, before: START + 4000 });
    expect(texts(log)).toEqual([2, 3]);
    log.showAll();
    expect(texts(log)).toEqual([1, 2, 3, 4]);
  });

  test('is bounded: the newest lines stay', () => {
    const log = new LiveLog();
    for (let i = 0; i < 30; i++) log.apply(Array.from({ length: 500 }, (_, at) => row(i * 500 + at)));
    expect(log.lines.length).toBeLessThanOrEqual(12_000);
    expect(log.lines.at(-1)?.entry).toBe(14_999);
    expect(log.total).toBe(15_000);
  });
});

test('bars hold every line once, by its severity', () => {
  const lines = [row(0), row(1, { severity: 'error' }), row(100)].map(liveLine);
  const bars = barsOfLines(lines, 120);
  expect(bars).toMatchObject({ width: 1000, bars: 101, start: START });
  expect(bars?.counts.reduce((sum, count) => sum + count, 0)).toBe(3);
  expect(bars?.counts[SERIES.length + SERIES.indexOf('error')]).toBe(1);
});

describe('the packets of a line', () => {
  const packet = (at: number, qname: string, sourceAddress = '127.53.0.2'): PacketRow =>
    ({ at, qname, sourceAddress, destinationAddress: '127.53.0.53' }) as PacketRow; // what is looked at
  const part = (kind: string, value: string, address = ''): LogPart => ({
    ...{ kind, value, address, label: '', note: '' },
    ...{ start: 0, end: 0 },
  });

  test('are those of its name around its time', () => {
    const packets = [
      packet(START - 60_000, 'www.example.'),
      packet(START - 1000, 'WWW.example.'),
      packet(START, 'other.'),
    ];
    const found = packetsOfLine(packets, { at: START }, [part('name', 'www.example')], true);
    expect(found).toMatchObject({ count: 1, filter: 'www.example', times: { from: START - 15_000 } });
  });

  test('of another log, of any time; without a name, those of its address', () => {
    const packets = [packet(START, 'a.'), packet(START, 'b.', '127.53.0.9')];
    const found = packetsOfLine(packets, { at: 0 }, [part('client', '127.53.0.9#5', '127.53.0.9')], false);
    expect(found).toEqual({ count: 1, filter: '127.53.0.9', times: null, name: '' });
  });
});

test('a line is lit by the selected name, and not by a longer one', () => {
  const selection = new Selection();
  selection.ofName('WWW.example.');
  const light = (text: string): unknown => selection.lightOfLine(liveLine(row(1, { text })), 'live 1');
  expect(light("lame server resolving 'www.example' (in 'x'?)")).toBe('lit');
  expect(light("lame server resolving 'www.example.org' (in 'x'?)")).toBe(null);
  expect(light('xwww.example')).toBe(null);
});
