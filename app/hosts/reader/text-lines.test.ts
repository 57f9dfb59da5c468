import { expect, test } from 'vitest';
import { TextLines } from './text-lines.ts';
import type { Work } from './reader.ts';

const work = (): Work => ({ signal: new AbortController().signal, progress: () => undefined });
const of = (text: string) => new TextLines(new Blob([text]));

test('lines are what stands between line ends, whichever page they lie on', async () => {
  const all = Array.from({ length: 3500 }, (_, i) => `line ${i}${i % 7 === 0 ? '\r' : ''}`);
  const lines = of(all.join('\n'));
  expect(await lines.read(0, 2, work())).toEqual({ lines: ['line 0', 'line 1'], total: 3500 });
  const across = await lines.read(998, 1004, work());
  expect(across.lines).toEqual(Array.from({ length: 1004 }, (_, i) => `line ${i + 998}`));
  expect((await lines.read(3499, 10, work())).lines).toEqual(['line 3499']);
  expect((await lines.read(4000, 10, work())).lines).toEqual([]);
});

test('an end of line at the end of the file begins no further line, and an empty file has none', async () => {
  expect(await of('a\n\nb\n').read(0, 9, work())).toEqual({ lines: ['a', '', 'b'], total: 3 });
  expect(await of('').read(0, 9, work())).toEqual({ lines: [], total: 0 });
  expect(await of('\n').read(0, 9, work())).toEqual({ lines: [''], total: 1 });
});

test('a file that is one line of 40 MB is shown in parts, and nothing of it is lost', async () => {
  const text = `begin${'x'.repeat(40_000_000)}end`;
  const lines = of(text);
  const { lines: first, total } = await lines.read(0, 1, work());
  expect(first[0]?.startsWith('beginxxx')).toBe(true);
  expect(total).toBe(Math.ceil(text.length / 8_192));
  expect((await lines.read(total - 1, 1, work())).lines[0]?.endsWith('end')).toBe(true);
});

test('text is found onwards and backwards, in whatever case', async () => {
  const lines = of(Array.from({ length: 2500 }, (_, i) => (i % 1200 === 3 ? `Here ${i}` : 'no')).join('\n'));
  expect(await lines.find('here', 0, false, work())).toBe(3);
  expect(await lines.find('HERE', 4, false, work())).toBe(1203);
  expect(await lines.find('here', 1204, false, work())).toBe(2403);
  expect(await lines.find('here', 2404, false, work())).toBeNull();
  expect(await lines.find('here', 2402, true, work())).toBe(1203);
  expect(await lines.find('here', 2, true, work())).toBeNull();
});

test('in a file of many pieces, each occurrence is found in its turn, both ways', async () => {
  const places = [0, 999, 1000, 70_000, 99_999];
  const line = 'x'.repeat(60);
  const text = Array.from({ length: 100_000 }, (_, i) => (places.includes(i) ? `${line} Ärger` : line)).join(
    '\n',
  );
  const lines = of(text);
  const onwards: number[] = [];
  for (let at: number | null = -1; at !== null;) {
    at = await lines.find('ärger', at + 1, false, work());
    if (at !== null) onwards.push(at);
    if (at === 99_999) break;
  }
  expect(onwards).toEqual(places);
  const back: number[] = [];
  for (let at: number | null = 100_000; at !== null && at > 0;) {
    at = await lines.find('ärger', at - 1, true, work());
    if (at !== null) back.push(at);
  }
  expect(back).toEqual([...places].reverse());
});

test('a search that is stopped finds nothing', async () => {
  const controller = new AbortController();
  controller.abort();
  const stopped = { signal: controller.signal, progress: () => undefined };
  expect(await of('here').find('here', 0, false, stopped)).toBeNull();
});
