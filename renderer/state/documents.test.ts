/** Files that are open in the window: of this computer, and of the lab's machines. */
import { expect, test, vi } from 'vitest';
import type { Method, Params } from '../../app/contract.ts';
import type { ReaderMethod } from '../../app/reader-contract.ts';
import type { ReaderDoor } from '../api/reader.ts';
import { loadIntoCache, putLabFile, readLabFile, readLabFolder, type AskLab } from './carry.ts';
import { Documents } from './documents.svelte.ts';
import { chosenFiles } from './dropped-files.ts';
import { shownName } from './open-document.svelte.ts';

/** A session that answers each method as the test says. */
function lab(answers: Partial<Record<Method, (params: never) => unknown>>): {
  ask: AskLab;
  asked: unknown[];
} {
  const asked: unknown[] = [];
  const ask = ((method: Method, params: never) => {
    asked.push({ method, ...(params as object) });
    return Promise.resolve(answers[method]?.(params));
  }) as AskLab;
  return { ask, asked };
}

/** A worker that takes every file for text. */
function door(kind = 'text'): { door: ReaderDoor; closed: number[] } {
  const closed: number[] = [];
  let last = 0;
  const ask = (method: ReaderMethod, params: { readonly document?: number }): Promise<unknown> => {
    if (method === 'close') closed.push(params.document ?? 0);
    return Promise.resolve({ document: ++last, kind, title: 'Text', size: 1 });
  };
  // Of the door only its question is used.
  return { door: { ask } as unknown as ReaderDoor, closed };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test('a file of the lab is put together from its pieces, anew where it changed meanwhile', async () => {
  const disk = ['first version', 'second version'];
  let reads = 0;
  const { ask } = lab({
    'files.octets': ({ from }: Params<'files.octets'>) => {
      // It changes after its first piece was read.
      const text = disk[Math.min(1, reads++)] ?? '';
      return { kind: 'piece', base64: base64(text.slice(from, from + 6)), size: text.length, version: text };
    },
  });
  const { content, version } = await readLabFile(ask, 'cache', '/x');
  expect(await content.text()).toBe('second version');
  expect(version).toBe('second version');
});

test('a file that may not be read is a sentence, and of a folder the rest is taken', async () => {
  const { ask } = lab({
    'files.tree': () => ({
      kind: 'tree',
      entries: ['open', 'shut'].map((path) => ({
        path,
        kind: 'file',
        size: 1,
        mode: 0o600,
        modified: 0,
        target: '',
      })),
      left: [],
    }),
    'files.octets': ({ path }: Params<'files.octets'>) =>
      path.endsWith('shut')
        ? { kind: 'refused', why: 'Permission denied' }
        : { kind: 'piece', base64: base64('x'), size: 1, version: 'v' },
  });
  await expect(readLabFile(ask, 'cache', '/d/shut')).rejects.toThrow('/d/shut: Permission denied.');
  const { entries, left } = await readLabFolder(ask, 'cache', '/d');
  expect(entries.map(({ path, mode }) => [path, mode])).toEqual([
    ['d', 0o755],
    ['d/open', 0o600],
  ]);
  expect(left).toEqual(['/d/shut: Permission denied.']);
});

test('a long file goes in pieces that follow each other, the last one marked; one that is refused ends it', async () => {
  const { ask, asked } = lab({
    'files.put': ({ last }: Params<'files.put'>) => ({ kind: last ? 'put' : 'part' }),
  });
  const content = new Blob(['x'.repeat(1_200_000)]);
  expect(await putLabFile(ask, 'cache', '/x', content, false)).toEqual({ kind: 'put' });
  expect(asked).toMatchObject([
    { from: 0, last: false, over: false },
    { from: 524_288, last: false },
    { from: 1_048_576, last: true },
  ]);
  const full = lab({ 'cache.load': () => ({ kind: 'refused', why: 'no' }) });
  const into = { host: 'cache', view: '_default', dumpView: '_default', replace: true };
  expect(await loadIntoCache(full.ask, into, content)).toEqual({ kind: 'refused', why: 'no' });
  expect(full.asked).toHaveLength(1);
  const empty = lab({ 'files.put': () => ({ kind: 'put' }) });
  await putLabFile(empty.ask, 'cache', '/x', new Blob([]), false);
  expect(empty.asked).toMatchObject([{ from: 0, last: true, base64: '' }]);
});

test('what a viewer shows of the lab follows its disk, unless it is to be kept', async () => {
  vi.useFakeTimers();
  let text = 'one';
  const { ask } = lab({
    'files.octets': () => ({ kind: 'piece', base64: base64(text), size: text.length, version: text }),
  });
  const { door: reader, closed } = door('dump');
  const documents = new Documents(ask, reader);
  const first = await documents.showLab('cache', 'cache', '/var/cache/bind/named_dump.db');
  expect(first).toMatchObject({ name: 'named_dump.db', from: 'cache:/var/cache/bind' });
  text = 'two';
  documents.changed(['student']);
  await vi.advanceTimersByTimeAsync(500);
  expect(documents.current).toBe(first);
  documents.changed(['cache']);
  await vi.advanceTimersByTimeAsync(500);
  const second = documents.current;
  expect(second).not.toBe(first);
  expect(await second?.content.text()).toBe('two');
  expect(documents.open).toEqual([second]);
  expect(closed).toEqual([first?.info?.document]);
  if (second) second.follows = false;
  text = 'three';
  documents.changed(['cache']);
  await vi.advanceTimersByTimeAsync(500);
  expect(documents.open).toEqual([second]);
  // Opened again, it stands beside the one that was kept.
  await documents.showLab('cache', 'cache', '/var/cache/bind/named_dump.db');
  expect(documents.open).toHaveLength(2);
  vi.useRealTimers();
});

test('with a folder, what was opened of it is closed', async () => {
  const { door: reader, closed } = door('folder');
  const documents = new Documents(lab({}).ask, reader);
  const files = [{ path: 'zones/db.a', content: new Blob(['x']) }];
  await documents.take([{ kind: 'folder', name: 'bind', files, cut: false }]);
  const folder = documents.current;
  if (folder === null) throw new Error('not open');
  await documents.showInFolder(folder, 'zones/db.a', 7);
  expect(documents.current).toMatchObject({ name: 'db.a', path: 'zones/db.a', goTo: 7 });
  await documents.showInFolder(folder, 'zones/db.a', 9);
  expect(documents.open).toHaveLength(2);
  const numbers = documents.open.map(({ info }) => info?.document);
  documents.close(folder);
  expect(documents.open).toEqual([]);
  expect(documents.current).toBeNull();
  expect(new Set(numbers).size).toBe(2);
  expect(closed).toEqual(numbers);
});

test('files of a chosen folder keep their places below it', () => {
  const file = (name: string, path: string): File =>
    Object.defineProperty(new File(['x'], name), 'webkitRelativePath', { value: path });
  const chosen = chosenFiles([
    file('a', ''),
    file('named.conf', 'bind/named.conf'),
    file('db', 'bind/zones/db'),
  ]);
  expect(chosen).toMatchObject([
    { kind: 'file', name: 'a' },
    { kind: 'folder', name: 'bind', files: [{ path: 'named.conf' }, { path: 'zones/db' }], cut: false },
  ]);
});

test('a name is shown without what could make it look like another', () => {
  expect(shownName('named.conf')).toBe('named.conf');
  expect(shownName('a\u202efdp.conf\u0007\n')).toBe('a�fdp.conf��');
  expect(shownName('x'.repeat(300))).toHaveLength(201);
});
