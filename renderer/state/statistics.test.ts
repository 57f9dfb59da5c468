import { describe, expect, test } from 'vitest';
import type { CounterRow, StatisticsNow, StatisticsSection } from '../../app/reader-contract.ts';
import { courseOf, linePath } from './statistics-course.ts';
import {
  amount,
  amountOf,
  bars,
  hitRatio,
  instantText,
  rateOf,
  rateText,
  spanText,
  valueText,
  viewsOf,
} from './statistics-figures.ts';
import { StatisticsView } from './statistics.svelte.ts';

function row(
  name: string,
  value: number,
  before: number | null = null,
  kind: CounterRow['kind'] = 'count',
): CounterRow {
  return { name, words: name, value, before, unit: 'queries', kind, help: 'what it tells' };
}

function section(group: string, view: string | null, ...counters: CounterRow[]): StatisticsSection {
  return { group, title: group, heading: '', view, cache: null, part: null, counters };
}

const TEN_SECONDS = { seconds: 10, restarted: false };

describe('how much was counted', () => {
  test('between two times it is the difference, and has a rate', () => {
    expect([amountOf(row('A', 50, 20), TEN_SECONDS), rateOf(row('A', 50, 20), TEN_SECONDS)]).toEqual([30, 3]);
  });

  test('what stands as it is has neither', () => {
    const nodes = row('CacheNodes', 50, 20, 'now');
    expect([amountOf(nodes, TEN_SECONDS), rateOf(nodes, TEN_SECONDS)]).toEqual([50, null]);
  });

  test('where the server was started anew in between, a difference would say nothing', () => {
    const span = { seconds: 10, restarted: true };
    expect([amountOf(row('A', 5, 20), span), rateOf(row('A', 5, 20), span)]).toEqual([5, null]);
    expect(spanText(span)).toContain('started anew');
  });

  test('without seconds there is a difference and no rate', () => {
    const span = { seconds: null, restarted: false };
    expect([amountOf(row('A', 50, 20), span), rateOf(row('A', 50, 20), span)]).toEqual([30, null]);
  });
});

describe('charts', () => {
  const now: StatisticsNow = {
    span: null,
    sections: [
      section('rcode', null, row('NOERROR', 7), row('SERVFAIL', 9), row('REFUSED', 0)),
      section('cachestats', 'a', row('QueryHits', 30), row('QueryMisses', 10)),
      section('cachestats', 'b', row('QueryHits', 0), row('QueryMisses', 60)),
      section('cachestats', '_bind', row('QueryHits', 0)),
    ],
  };

  test('bars: the largest first, without what is 0, each with the mark of its meaning', () => {
    expect(bars(now, 'rcode').map(({ label, meaning }) => [label, meaning])).toEqual([
      ['SERVFAIL', 'servfail'],
      ['NOERROR', 'answer'],
    ]);
  });

  test('the hit ratio is that of a view, or of all; unknown where nothing was looked up', () => {
    expect([hitRatio(now), hitRatio(now, 'a'), hitRatio(now, 'b'), hitRatio(now, '_bind')]).toEqual([
      0.3,
      0.75,
      0,
      null,
    ]);
    expect(amount(now, 'cachestats', 'QueryMisses')).toBe(70);
    expect(viewsOf(now)).toEqual(['a', 'b']);
  });

  test('figures as people read them', () => {
    expect([valueText(1234567, 'queries'), valueText(1536, 'octets'), valueText(12, 'octets')]).toEqual([
      '1,234,567',
      '1.5 KiB',
      '12',
    ]);
    expect([rateText(0.25), rateText(16.31)]).toEqual(['0.25/s', '16.3/s']);
    expect([instantText(1795289362671), instantText(null), instantText(1e20)]).toEqual([
      '21 Nov 2026 19:29:22 UTC',
      'time not told',
      'no time that can be',
    ]);
  });
});

describe('over time', () => {
  const series = {
    at: [0, 10_000, 20_000, 30_000],
    restarted: [false, false, true, false],
    values: [[5, 25, 3, 13]],
  };

  test('a counter is its growth per second, with a gap where the server began anew', () => {
    expect(courseOf(series, true).map(({ y }) => y)).toEqual([null, 2, null, 1]);
    expect(linePath(courseOf(series, true), 300, 100)).toBe('M0.0 6.0H100.0M200.0 52.0H300.0');
  });

  test('a level is what it was', () => {
    expect(courseOf(series, false).map(({ y }) => y)).toEqual([5, 25, 3, 13]);
  });
});

test('an answer that comes late does not replace a newer one', async () => {
  const waiting: ((now: StatisticsNow) => void)[] = [];
  const ask = () => new Promise((resolve) => waiting.push(resolve as (now: StatisticsNow) => void));
  const view = new StatisticsView({ ask: ask as never, document: 1 }); // of its questions only this one is asked
  const [first, second] = [view.show(0, null), view.show(1, null)];
  waiting[1]?.({ span: null, sections: [section('new', null)] });
  waiting[0]?.({ span: null, sections: [section('old', null)] });
  await Promise.all([first, second]);
  expect(view.now?.sections[0]?.group).toBe('new');
});
