import { expect, test } from 'vitest';
import type { DumpBranches, DumpChoice, DumpRow, ReaderMethod } from '../../app/reader-contract.ts';
import { ReaderRefusal, type AskReader, type ReaderOptions } from '../api/reader.ts';
import { DumpTreeView } from './dump-tree.svelte.ts';
import { dumpViewOf, DumpView, leftOf } from './dump.svelte.ts';
import { headLine, spanWords, trustIn, ttlShare } from './dump-words.ts';
import { OpenDocument } from './open-document.svelte.ts';
import { PagedRows } from './paged-rows.svelte.ts';

const ROW: DumpRow = {
  entry: 7,
  view: '_default',
  owner: 'uk.',
  type: 'NS',
  kind: 'rrset',
  trust: 'glue',
  ttl: 100,
  written: 1_000_000,
  state: 'live',
  data: 'nsa.nic.uk.',
  more: 0,
};
const SUMMARY = {
  format: 'bind',
  complete: true,
  lines: 9,
  written: Date.UTC(2026, 10, 21, 7, 15, 40),
  views: [
    { name: 'a', entries: 3, sharedAs: null, staleTtl: 0 },
    { name: 'b', entries: 1, sharedAs: null, staleTtl: 0 },
  ],
  entries: 4,
} as const;

interface Question {
  readonly method: ReaderMethod;
  readonly params: { readonly choice?: DumpChoice; readonly above?: string; readonly selection?: number };
  readonly signal: AbortSignal | undefined;
  answer(result: unknown): void;
}

/** A document whose reader answers when the test says so. */
function asked(): { view: DumpView; questions: Question[] } {
  const questions: Question[] = [];
  const ask = ((method: ReaderMethod, params: Question['params'], { signal }: ReaderOptions = {}) =>
    new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => reject(new ReaderRefusal('Stopped.', true)));
      questions.push({ method, params, signal, answer: resolve });
    })) as AskReader; // the contract's pairing, which a test need not carry
  return {
    view: new DumpView(new OpenDocument({ name: 'd', content: new Blob([]), from: 'here', ask })),
    questions,
  };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

test('a new filter drops the question before; its late answer changes nothing', async () => {
  const { view, questions } = asked();
  view.filter({ type: 'NS' });
  view.filter({ type: 'MX' });
  expect(questions.map(({ params, signal }) => [params.choice?.type, signal?.aborted])).toEqual([
    ['NS', true],
    ['MX', false],
  ]);
  expect(view.choosing).toBe(true);
  questions[1]?.answer({ selection: 2, count: 9 });
  questions[0]?.answer({ selection: 1, count: 4 });
  await turn();
  expect([view.selection?.selection, view.rows.total, view.choosing]).toEqual([2, 9, false]);
  expect(view.isFiltered).toBe(true);
  view.showAll();
  expect(view.isFiltered).toBe(false);
});

test('a column is sorted up, down, and not at all', () => {
  const { view } = asked();
  const orders = [1, 2, 3].map(() => {
    view.sortBy('ttl');
    return `${view.order.by} ${view.order.descending}`;
  });
  expect(orders).toEqual(['ttl false', 'ttl true', 'file false']);
});

test('reading can be stopped, and begun again', async () => {
  const { view, questions } = asked();
  const reading = view.read();
  view.stop();
  await reading;
  expect([view.stopped, view.summary]).toEqual([true, null]);
  void view.read();
  questions[1]?.answer(SUMMARY);
  await turn();
  expect([view.stopped, view.summary?.entries]).toEqual([false, 4]);
  expect(questions.at(-1)?.method).toBe('dump.select');
  expect(dumpViewOf(view.document)).toBe(dumpViewOf(view.document));
});

test('pages come when they are wanted, once, and a row that is far away by itself', async () => {
  const fetched: string[] = [];
  const rows = new PagedRows(1000, (first, count) => {
    fetched.push(`${first}+${count}`);
    return Promise.resolve(Array.from({ length: Math.min(count, 1000 - first) }, (_, i) => first + i));
  });
  rows.want(200, 220);
  rows.want(200, 220);
  expect(rows.at(200)).toBeUndefined();
  await turn();
  rows.want(201, 221);
  expect(fetched).toEqual(['128+128', '256+128']);
  expect([rows.at(200), rows.at(255), rows.at(0)]).toEqual([200, 255, undefined]);
  expect([await rows.get(999), await rows.get(130)]).toEqual([999, 130]);
  expect(fetched.at(-1)).toBe('999+1');
});

test('a branch of the tree is asked for when it is opened, and forgotten with its selection', async () => {
  const { view, questions } = asked();
  const branches = (...names: string[]): DumpBranches => ({
    branches: names.map((name) => ({ label: name.split('.')[0] ?? '', name, own: 1, entries: 3, names: 2 })),
    more: 0,
  });
  const tree = new DumpTreeView(view);
  view.selection = { selection: 1, count: 9 };
  void tree.restart();
  questions[0]?.answer(branches('com.', 'uk.'));
  await turn();
  const [, uk] = tree.rows;
  if (uk) void tree.turn(uk, true);
  questions[1]?.answer(branches('co.uk.'));
  await turn();
  expect(tree.rows.map(({ branch, level, isOpen }) => `${level} ${branch.name} ${isOpen}`)).toEqual([
    '1 com. false',
    '1 uk. true',
    '2 co.uk. false',
  ]);
  view.selection = { selection: 2, count: 5 };
  void tree.restart();
  questions[2]?.answer(branches('uk.'));
  await turn();
  questions[3]?.answer(branches('ac.uk.'));
  await turn();
  expect(questions.slice(2).map(({ params }) => [params.above, params.selection])).toEqual([
    ['.', 2],
    ['uk.', 2],
  ]);
  expect(tree.rows.map(({ branch }) => branch.name)).toEqual(['uk.', 'ac.uk.']);
});

test('what is left, and the words for it', () => {
  expect(leftOf(ROW, null)).toBe(100);
  expect(leftOf(ROW, 1_030_500)).toBe(70);
  expect(leftOf(ROW, 1_200_000)).toBe(-100);
  expect(leftOf({ ...ROW, written: null }, 9e15)).toBe(100);
  expect([spanWords(0, 10), spanWords(3_600, 7_200), spanWords(604_800, null)]).toEqual([
    'below 10 s',
    '1 h to 2 h',
    '7 d and more',
  ]);
  expect([ttlShare(0), ttlShare(604_800), ttlShare(1e9)]).toEqual([0, 1, 1]);
  expect([trustIn('glue'), trustIn('local'), trustIn('auth_AA')]).toEqual(['glue', 'ultimate', null]);
  expect(headLine(SUMMARY as never)).toBe(
    'Cache of BIND, written 21 Nov 2026 07:15:40 UTC: 4 entries in 2 views',
  );
});
