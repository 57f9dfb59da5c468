import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { indexDump } from '../../../engine/dump/read/read-dump.ts';
import { totalsOf } from '../../../engine/dump/read/totals.ts';
import type {
  DumpChoice,
  FromReader,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
} from '../../../reader-contract.ts';
import { Reader } from '../reader.ts';

const SAMPLES = new URL('../../../engine/dump/read/samples/', import.meta.url);
const octetsOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(name, SAMPLES)));

/** The reader as the window has it: questions by message, answers by message. */
class Window {
  readonly progress: number[] = [];
  readonly #waiting = new Map<number, (message: FromReader) => void>();
  readonly #reader = new Reader((message) => {
    if (message.type === 'progress') this.progress.push(message.done);
    else this.#waiting.get(message.id)?.(message);
  });
  #last = 0;

  ask<M extends ReaderMethod>(
    method: M,
    params: ReaderParams<M>,
    signal?: AbortSignal,
  ): Promise<ReaderResult<M>> {
    const id = ++this.#last;
    signal?.addEventListener('abort', () => this.#reader.hear({ type: 'cancel', id }));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, (message) => {
        if (message.type !== 'reply') return;
        if (message.ok)
          resolve(message.result as ReaderResult<M>); // the contract pairs them
        else reject(new Error(message.error.code));
      });
      this.#reader.hear({ type: 'request', id, method, params });
    });
  }

  async open(name: string, content = new Blob([octetsOf(name)])): Promise<number> {
    return (await this.ask('open', { name, content })).document;
  }
}

const ALL: DumpChoice = {
  name: '',
  type: '',
  trust: '',
  view: null,
  least: null,
  most: null,
  kind: null,
  state: null,
  zone: null,
  now: null,
};
const FILE = { by: 'file', descending: false } as const;

async function opened(name: string): Promise<{ window: Window; document: number }> {
  const window = new Window();
  const document = await window.open(name);
  await window.ask('dump.read', { document });
  return { window, document };
}

test('a dump is read through, and told in figures', async () => {
  const window = new Window();
  const document = await window.open('22-shared-cache-all.db');
  const summary = await window.ask('dump.read', { document });
  const totals = totalsOf(indexDump(octetsOf('22-shared-cache-all.db')));
  expect(summary.entries).toBe(totals.rrsets);
  expect(summary.nxdomain + summary.nodata).toBe(totals.negative);
  expect(summary.views.map(({ name, sharedAs }) => [name, sharedAs])).toEqual([
    ['internal', null],
    ['external', 'internal'],
    ['_bind', null],
  ]);
  expect(summary.complete).toBe(true);
  expect(summary.written).toBeGreaterThan(Date.UTC(2026, 0));
  expect(summary.trusts.map(({ word }) => word)).toEqual(
    ['additional', 'glue', 'answer', 'authauthority', 'authanswer'].filter((word) => word in totals.by_trust),
  );
  expect(summary.zones).toBe(totals.zones);
  expect(summary.failures).toBe(totals.bad + totals.servfail);
  expect(window.progress.at(-1)).toBe(octetsOf('22-shared-cache-all.db').length);
});

test('entries are chosen, sorted and given by pages, whatever their order in the file', async () => {
  const { window, document } = await opened('11-secure-all.db');
  const { selection, count } = await window.ask('dump.select', {
    document,
    choice: { ...ALL, name: 'com', trust: 'secure' },
    order: { by: 'ttl', descending: true },
  });
  const all = await window.ask('dump.rows', { document, selection, first: 0, count });
  expect(all.length).toBe(count);
  expect(count).toBeGreaterThan(10);
  expect(all.every(({ owner, trust }) => owner.endsWith('com.') && trust === 'secure')).toBe(true);
  expect(all.map(({ ttl }) => ttl)).toEqual(all.map(({ ttl }) => ttl).toSorted((a, b) => b - a));
  expect(await window.ask('dump.rows', { document, selection, first: 5, count: 3 })).toEqual(all.slice(5, 8));
  expect(await window.ask('dump.rows', { document, selection, first: count, count: 3 })).toEqual([]);
  const signature = all.find(({ type }) => type === 'RRSIG');
  const entry = await window.ask('dump.entry', { document, entry: signature?.entry ?? 0, now: null });
  expect(entry.row).toEqual(signature);
  expect(entry.text).toMatch(/^; secure\n/);
  expect(entry.explanations.map(({ about }) => about)).toEqual(['Trust: secure', 'RRSIG', 'TTL']);
});

test('a new choice takes the place of the old; what is not wanted any more ends', async () => {
  const { window, document } = await opened('11-secure-all.db');
  const first = await window.ask('dump.select', { document, choice: ALL, order: FILE });
  const second = await window.ask('dump.select', { document, choice: { ...ALL, type: 'NS' }, order: FILE });
  expect(second.count).toBeLessThan(first.count);
  await expect(
    window.ask('dump.rows', { document, selection: first.selection, first: 0, count: 9 }),
  ).rejects.toThrow('cancelled');
  const gone = new AbortController();
  const stopped = window.ask(
    'dump.export',
    { document, selection: second.selection, form: 'csv' },
    gone.signal,
  );
  gone.abort();
  await expect(stopped).rejects.toThrow('cancelled');
  await window.ask('close', { document });
  await expect(window.ask('dump.tree', { document, selection: 1, above: '.' })).rejects.toThrow(
    'unknown-document',
  );
});

test('reading can be stopped', async () => {
  const window = new Window();
  const large = new Blob(Array.from({ length: 40 }, () => octetsOf('11-secure-all.db')));
  const document = await window.open('large.db', new Blob([large, large, large]));
  const stop = new AbortController();
  const reading = window.ask('dump.read', { document }, stop.signal);
  stop.abort();
  await expect(reading).rejects.toThrow('cancelled');
  expect((await window.ask('dump.read', { document })).lines).toBeGreaterThan(100_000);
});

test('at another time, what is over is expired; the bars count it first', async () => {
  const { window, document } = await opened('02-one-query-cache.db');
  const { written } = await window.ask('dump.read', { document });
  const now = (written ?? 0) + 90_000_000;
  const live = await window.ask('dump.select', {
    document,
    choice: { ...ALL, now, state: 'live' },
    order: FILE,
  });
  const bars = await window.ask('dump.expiry', { document, selection: live.selection });
  expect(bars[0]).toEqual({ from: 0, to: 1, entries: 0 });
  expect(bars.reduce((sum, { entries }) => sum + entries, 0)).toBe(live.count);
  const over = await window.ask('dump.select', {
    document,
    choice: { ...ALL, now, state: 'expired' },
    order: FILE,
  });
  const ended = await window.ask('dump.expiry', { document, selection: over.selection });
  expect(ended[0]?.entries).toBe(over.count);
  expect(over.count).toBeGreaterThan(0);
  expect(bars.at(-1)?.to).toBeNull();
});

test('the name space, branch by branch', async () => {
  const { window, document } = await opened('02-one-query-cache.db');
  const { selection, count } = await window.ask('dump.select', { document, choice: ALL, order: FILE });
  const { branches, more } = await window.ask('dump.tree', { document, selection, above: '.' });
  expect(more).toBe(0);
  const root = (await window.ask('dump.rows', { document, selection, first: 0, count })).filter(
    ({ owner }) => owner === '.',
  ).length;
  expect(branches.reduce((sum, { entries }) => sum + entries, root)).toBe(count);
  expect(branches.map(({ name }) => name)).toContain('uk.');
});

test('servers, failures, zones and problems stand in lists of their own', async () => {
  const { window, document } = await opened('08-adb.db');
  const page = { document, first: 0, count: 500 };
  const servers = await window.ask('dump.servers', page);
  expect(servers.length).toBe((await window.ask('dump.read', { document })).servers);
  const address = servers.find((each) => each.address === '127.53.0.11');
  expect(address).toMatchObject({
    name: 'a.gtld-servers.net',
    srtt: 406,
    edns: '41/0',
    udpSize: 519,
    cookie: true,
  });
  const place = servers.indexOf(address ?? (servers[0] as never));
  // Its name stands on the page before.
  expect(await window.ask('dump.servers', { document, first: place, count: 1 })).toEqual([address]);
  expect(servers[place - 1]).toMatchObject({ address: null, families: 'v4 success, v6 nxrrset' });

  const bad = await opened('12-bogus-bad.db');
  const failures = await bad.window.ask('dump.failures', { ...page, document: bad.document });
  expect(failures.map(({ name, type, cache }) => [name, type, cache])).toContainEqual([
    'bogus.com',
    'DNSKEY',
    'bad',
  ]);

  const authority = await opened('25-authoritative-zones.db');
  const zones = await authority.window.ask('dump.zones', { ...page, document: authority.document });
  expect(zones[0]?.entries).toBeGreaterThan(0);
  const { count } = await authority.window.ask('dump.select', {
    document: authority.document,
    choice: { ...ALL, zone: zones[0]?.zone ?? -1 },
    order: FILE,
  });
  expect(count).toBe(zones[0]?.entries);

  const unbound = await opened('unbound-1.17.txt');
  const messages = await unbound.window.ask('dump.messages', { ...page, document: unbound.document });
  expect(messages[0]).toMatchObject({
    name: 'old.example.org.',
    type: 'TYPE65400',
    rcode: 'NOERROR',
    counts: [1, 0, 0],
  });

  const broken = new Window();
  const torn = await broken.open(
    'torn',
    new Blob([octetsOf('02-one-query-cache.db').subarray(0, 900), 'what is this\n']),
  );
  const summary = await broken.ask('dump.read', { document: torn });
  const problems = await broken.ask('dump.problems', { document: torn, first: 0, count: 9 });
  expect(summary.complete).toBe(false);
  expect(problems.length).toBe(summary.problems);
  expect(problems.at(-1)?.message).toContain('Dump complete');
});

const dumpAt = (date: string, sets: string): Blob =>
  new Blob([`; Start view v\n; Cache dump of view 'v' (cache v)\n$DATE ${date}\n${sets}; Dump complete\n`]);

test('two dumps are compared; changes are given by kind, name and page', async () => {
  const window = new Window();
  const earlier = await window.open(
    'a.db',
    dumpAt(
      '20260101000000',
      '; glue\na.\t100\tIN NS\tx.a.\n; answer\nb.\t50\tA\t192.0.2.1\nc.\t5\tA\t192.0.2.1\nd.\t500\tA\t192.0.2.1\ne.\t90\tA\t192.0.2.2\n',
    ),
  );
  const document = await window.open(
    'b.db',
    dumpAt(
      '20260101000030',
      '; authanswer\na.\t70\tIN NS\tx.a.\n; answer\nb.\t50\tA\t192.0.2.1\ne.\t60\tA\t192.0.2.9\nf.\t90\tA\t192.0.2.2\n',
    ),
  );
  await window.ask('dump.read', { document });
  const found = await window.ask('dump.compare', { document, earlier });
  expect(found.counts).toEqual({ appeared: 1, over: 1, gone: 1, refreshed: 1, trust: 1, data: 1, state: 0 });
  expect([found.unchanged, found.apart]).toEqual([0, 30]);
  const all = { document, comparison: found.comparison, kinds: [], name: '', first: 0, count: 9 };
  const { rows, total } = await window.ask('dump.changes', all);
  expect(rows.map(({ kinds, before, after }) => [kinds.join(), (after ?? before)?.owner])).toEqual([
    ['trust', 'a.'],
    ['refreshed', 'b.'],
    ['data', 'e.'],
    ['appeared', 'f.'],
    ['over', 'c.'],
    ['gone', 'd.'],
  ]);
  expect(total).toBe(6);
  expect(rows[2]?.before?.data).toBe('192.0.2.2');
  expect(rows[2]?.after?.data).toBe('192.0.2.9');
  const some = await window.ask('dump.changes', { ...all, kinds: ['gone', 'data'], name: 'd' });
  expect(some.rows.map(({ before }) => before?.owner)).toEqual(['d.']);
  expect((await window.ask('dump.changes', { ...all, first: 4, count: 1 })).rows).toEqual([rows[4]]);
  await window.ask('dump.compare', { document, earlier: document });
  await expect(window.ask('dump.changes', all)).rejects.toThrow('cancelled');
});

test('what is exported is what is looked at', async () => {
  const { window, document } = await opened('15-stale-cache.db');
  const { selection, count } = await window.ask('dump.select', {
    document,
    choice: { ...ALL, kind: 'negative' },
    order: { by: 'name', descending: true },
  });
  const json = await window.ask('dump.export', { document, selection, form: 'json' });
  const values = JSON.parse(await json.text()) as { owner: string; kind: string }[];
  expect(count).toBeGreaterThan(0);
  const rows = await window.ask('dump.rows', { document, selection, first: 0, count });
  expect(values.map(({ owner, kind }) => [owner, kind])).toEqual(
    rows.map(({ owner, kind }) => [owner, kind]),
  );
  const csv = await (await window.ask('dump.export', { document, selection, form: 'csv' })).text();
  expect(csv.startsWith('view,owner,ttl,')).toBe(true);
  expect(csv.split('\r\n').length).toBe(count + 2);
});
