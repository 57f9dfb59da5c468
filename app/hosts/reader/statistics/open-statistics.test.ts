import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type {
  FromReader,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
  StatisticsNow,
} from '../../../reader-contract.ts';
import { Reader } from '../reader.ts';

const SAMPLES = new URL('../../../engine/statistics/samples/', import.meta.url);

function sample(name: string): Blob {
  return new Blob([readFileSync(new URL(name, SAMPLES))]);
}

/** A worker that is asked without a page. */
class Asked {
  readonly heard: FromReader[] = [];
  #last = 0;
  readonly #waiting = new Map<number, (message: FromReader) => void>();
  readonly reader = new Reader((message) => {
    this.heard.push(message);
    if (message.type === 'reply') this.#waiting.get(message.id)?.(message);
  });

  async ask<M extends ReaderMethod>(method: M, params: ReaderParams<M>): Promise<ReaderResult<M>> {
    const id = ++this.#last;
    const reply = new Promise<FromReader>((resolve) => this.#waiting.set(id, resolve));
    this.reader.hear({ type: 'request', id, method, params });
    const message = await reply;
    if (message.type !== 'reply' || !message.ok) throw new Error(JSON.stringify(message));
    return message.result as ReaderResult<M>; // what the contract pairs with the method
  }

  async open(name: string, content = sample(name)): Promise<number> {
    const { document, kind } = await this.ask('open', { name, content });
    expect(kind).toBe('statistics');
    await this.ask('readStatistics', { document });
    return document;
  }
}

function row(now: StatisticsNow, group: string, name: string, view: string | null = null) {
  return now.sections
    .find((section) => section.group === group && section.view === view)
    ?.counters.find((counter) => counter.name === name);
}

describe('a file of three dumps', () => {
  test('its times, and between which the server was started anew', async () => {
    const asked = new Asked();
    const document = await asked.open('bind-9.18-resolver.stats');
    const { times, problemsTotal } = await asked.ask('readStatistics', { document });
    expect(times.map(({ restarted, hasZones }) => [restarted, hasZones])).toEqual([
      [false, true],
      [false, true],
      [true, false],
    ]);
    expect(problemsTotal).toBe(0);
  });

  test('a counter beside what it was: also where it was 0, and so not written', async () => {
    const asked = new Asked();
    const document = await asked.open('bind-9.18-resolver.stats');
    const now = await asked.ask('statisticsAt', {
      document,
      time: 1,
      since: { document, time: 0 },
      zone: null,
    });
    expect(now.span).toEqual({ seconds: 13, restarted: false });
    expect(row(now, 'nsstat', 'RateDropped')).toMatchObject({
      value: 20,
      before: 0,
      kind: 'count',
      unit: 'responses',
    });
    expect(row(now, 'opcode', 'STATUS')).toMatchObject({ value: 6, before: 1 });
    expect(row(now, 'cachedb', '!TXT', 'internal')).toMatchObject({ before: 1, kind: 'now' });
    expect(now.sections.some(({ counters }) => counters.some(({ help }) => help === null))).toBe(false);
  });

  test('zones by name and by questions, and the counters of one', async () => {
    const asked = new Asked();
    const document = await asked.open('bind-9.18-resolver.stats');
    const place = { document, time: 1, since: { document, time: 0 } };
    const { total, zones } = await asked.ask('statisticsZones', {
      ...place,
      filter: 'T',
      sort: 'queries',
      first: 0,
      count: 2,
    });
    expect([total, ...zones.map(({ name, queries, before }) => [name, queries, before])]).toEqual([
      2,
      ['copy.test', 247, 6],
      ['example.test', 18, 3],
    ]);
    const of = await asked.ask('statisticsAt', { ...place, zone: { name: 'copy.test', view: 'internal' } });
    expect(row(of, 'zonequery', 'RateDropped', 'internal')).toMatchObject({ value: 5, before: 0 });
  });

  test('a counter over all times', async () => {
    const asked = new Asked();
    const document = await asked.open('bind-9.18-resolver.stats');
    const counters = [{ group: 'opcode', title: '', view: null, part: null, name: 'QUERY' }];
    const { restarted, values } = await asked.ask('statisticsSeries', { document, counters });
    expect(restarted).toEqual([false, false, true]);
    expect(values).toEqual([[27, 1007, 3]]);
  });
});

test('two files of different forms beside each other', async () => {
  const asked = new Asked();
  const text = await asked.open('bind-9.18-resolver.stats');
  const xml = await asked.open('bind-9.18-resolver.xml');
  const now = await asked.ask('statisticsAt', {
    document: xml,
    time: 0,
    since: { document: text, time: 0 },
    zone: null,
  });
  expect(now.span?.restarted).toBe(false);
  expect(row(now, 'opcode', 'QUERY')).toMatchObject({ value: 1007, before: 27 });
  expect(row(now, 'cachestats', 'QueryHits', 'internal')?.before).toBeGreaterThan(0);
});

test('a large file tells how far it is, and can be stopped', async () => {
  const dump = await sample('bind-9.18-resolver.stats').text();
  const asked = new Asked();
  const { document } = await asked.ask('open', {
    name: 'named.stats',
    content: new Blob([dump.repeat(200)]),
  });
  const reading = asked.ask('readStatistics', { document });
  asked.reader.hear({ type: 'cancel', id: 2 });
  await expect(reading).rejects.toThrow('cancelled');
  const { times } = await asked.ask('readStatistics', { document });
  expect(times).toHaveLength(600);
  expect(asked.heard.filter(({ type }) => type === 'progress').length).toBeGreaterThanOrEqual(4);
});

test('after the file is closed nothing is left of it', async () => {
  const asked = new Asked();
  const document = await asked.open('bind-9.18-traffic.xml');
  await asked.ask('close', { document });
  await expect(asked.ask('statisticsAt', { document, time: 0, since: null, zone: null })).rejects.toThrow(
    'not open any more',
  );
});
