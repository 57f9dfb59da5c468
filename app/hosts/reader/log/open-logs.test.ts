import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type {
  FromReader,
  LogChoice,
  ReaderMethod,
  ReaderParams,
  ReaderResult,
} from '../../../reader-contract.ts';
import { Reader } from '../reader.ts';

const SAMPLES = new URL('../../../engine/log/samples/', import.meta.url);
const ALL: LogChoice = {
  ...{ severities: null, categories: null, programs: null, messages: null },
  ...{ from: null, before: null, text: '' },
};

/** The reader as the window has it: questions by message, answers by message. */
function windowOn(): <M extends ReaderMethod>(
  method: M,
  params: ReaderParams<M>,
) => Promise<ReaderResult<M>> {
  const waiting = new Map<number, (message: FromReader) => void>();
  const reader = new Reader((message) => {
    if (message.type === 'reply') waiting.get(message.id)?.(message);
  });
  let last = 0;
  return async (method, params) => {
    const id = ++last;
    const reply = new Promise<FromReader>((resolve) => waiting.set(id, resolve));
    reader.hear({ type: 'request', id, method, params });
    const message = await reply;
    if (message.type !== 'reply' || !message.ok) throw new Error(JSON.stringify(message));
    return message.result as never; // what the contract pairs with the method
  };
}

test('a log of named: recognised, counted, chosen, shown by pages', async () => {
  const ask = windowOn();
  const content = new Blob([readFileSync(new URL('named-9.18-debug.log', SAMPLES))]);
  const { document, kind } = await ask('open', { name: 'x', content });
  expect(kind).toBe('log');
  const overview = await ask('log.read', { document });
  expect(overview.counts.messages.every(({ message }) => message >= 0)).toBe(true);
  expect(Object.values(overview.counts.severities).reduce((a, b) => a + b)).toBe(overview.entries);

  const errors = await ask('log.choose', { document, choice: { ...ALL, severities: ['error'] }, bars: 10 });
  expect(errors.entries).toBe(overview.counts.severities['error']);
  const choosing = errors.choosing;
  const rows = await ask('log.rows', { document, choosing, first: 0, count: 500 });
  expect(rows).toHaveLength(errors.entries);
  expect(new Set(rows.map(({ severity }) => severity))).toEqual(new Set(['error']));
  expect(errors.bars?.counts.reduce((a, b) => a + b)).toBe(errors.entries);

  const named = await ask('log.choose', { document, choice: { ...ALL, text: 'WWW.lame.co.uk' }, bars: 10 });
  const found = await ask('log.rows', { document, choosing: named.choosing, first: 0, count: 500 });
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ text }) => text.includes('www.lame.co.uk'))).toBe(true);
  // A page of a choice that is no more is not mixed into the new one.
  expect(await ask('log.rows', { document, choosing, first: 0, count: 5 })).toEqual([]);
});

test('an entry of several lines is shown whole, and letters beyond ASCII are found', async () => {
  const ask = windowOn();
  const text =
    '21-Nov-2026 14:00:00.000 general: info: zürich\nmore of it\n21-Nov-2026 13:00:00.000 general: info: b\n';
  const { document } = await ask('open', { name: 'x', content: new Blob([text]) });
  const overview = await ask('log.read', { document });
  expect(overview).toMatchObject({ entries: 2, lines: 3, stepsBack: 1, gaps: 0 });
  const { choosing, entries } = await ask('log.choose', {
    document,
    choice: { ...ALL, text: 'ZürICH' },
    bars: 5,
  });
  expect(entries).toBe(1);
  expect(await ask('log.rows', { document, choosing, first: 0, count: 9 })).toMatchObject([
    { text: 'zürich\nmore of it', line: 1, mark: null },
  ]);
});

test('syslog: what is not written is told as inferred', async () => {
  const ask = windowOn();
  const text = "Nov 21 14:00:00 cache named[7]: lame server resolving 'a' (in 'b'?): 192.0.2.1#53\n";
  const { document } = await ask('open', { name: 'syslog', content: new Blob([text]) });
  const overview = await ask('log.read', { document });
  expect(overview.yearsInferred).toBe(true);
  const { choosing } = await ask('log.choose', { document, choice: ALL, bars: 5 });
  expect(await ask('log.rows', { document, choosing, first: 0, count: 9 })).toMatchObject([
    {
      time: 'Nov 21 14:00:00',
      host: 'cache',
      program: 'named',
      category: 'lame-servers',
      severity: 'info',
      inferred: true,
    },
  ]);
});
