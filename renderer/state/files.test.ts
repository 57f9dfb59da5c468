import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FileState, Method, Params, Result } from '../../app/contract.ts';
import { FilesView } from './files.svelte.ts';
import type { EditedText, OpenFile } from './open-file.svelte.ts';

/** A disk of one machine behind the door: texts by path; versions are the texts themselves. */
class Disk {
  readonly texts = new Map<string, string>([['/root/a', 'one\n']]);
  readonly asked: string[] = [];
  refuse: string | null = null;

  readonly ask = async <M extends Method>(method: M, params: Params<M>): Promise<Result<M>> => {
    this.asked.push(method);
    return this.#answer(method, params as Params<'files.save'>) as Result<M>;
  };

  #answer(
    method: string,
    { path, text, version, known }: Params<'files.save'> & { known?: string | null },
  ): unknown {
    if (this.refuse !== null) throw new Error(this.refuse);
    const now = this.texts.get(path) ?? null;
    if (method === 'files.list') return { kind: 'folder', entries: [], more: 0 };
    if (method === 'files.check') return { problems: [], elsewhere: null };
    if (method === 'files.read') return stateOf(now, known ?? null);
    if (now !== version) return { kind: 'changed' };
    this.texts.set(path, text);
    return { kind: 'saved', version: text };
  }
}

function stateOf(text: string | null, known: string | null): FileState {
  const common = { user: 'root', readOnly: null, language: 'plain' } as const;
  if (text === null) return { kind: 'missing', ...common };
  return text === known
    ? { kind: 'same' }
    : { kind: 'text', text, version: text, size: text.length, ...common };
}

/** What the editor keeps of a file, without an editor. */
class Typed implements EditedText {
  readonly before: string[] = [];
  readonly #file: OpenFile;
  #text: string;
  #saved: string;

  constructor(file: OpenFile) {
    this.#file = file;
    this.#text = this.#saved = file.base;
    file.edited = this;
  }
  type(text: string): void {
    this.#text = text;
    this.#file.unsaved = text !== this.#saved;
  }
  text(): string {
    return this.#text;
  }
  replace(text: string, undoable: boolean): void {
    if (undoable) this.before.push(this.#text);
    this.#text = text;
  }
  settle(text: string): void {
    this.#saved = text;
    this.#file.unsaved = this.#text !== text;
  }
}

let disk: Disk;
let files: FilesView;
let end: () => void;
beforeEach(() => {
  vi.useFakeTimers();
  disk = new Disk();
  files = new FilesView(disk.ask);
  files.replaceAll([{ id: 'cache', title: 'root@cache' }]);
  end = files.watch();
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

/** Opens a file; gives it and what stands for the editor. */
async function opened(path = '/root/a'): Promise<{ file: OpenFile; typed: Typed }> {
  files.show('cache', path);
  await vi.advanceTimersByTimeAsync(0);
  const file = files.current;
  if (!file) throw new Error('nothing is open');
  return { file, typed: new Typed(file) };
}

/** The disk's news come, and are looked at. */
async function news(): Promise<void> {
  files.changed(['cache']);
  await vi.advanceTimersByTimeAsync(600);
}

describe('an open file', () => {
  test('is saved, and is unsaved again with the next change', async () => {
    const { file, typed } = await opened();
    typed.type('two\n');
    expect(files.unsaved).toBe(1);
    await files.save(file);
    expect(disk.texts.get('/root/a')).toBe('two\n');
    expect(files.unsaved).toBe(0);
    typed.type('three\n');
    expect(files.unsaved).toBe(1);
  });

  test('follows the disk while nothing in it is unsaved', async () => {
    const { file, typed } = await opened();
    disk.texts.set('/root/a', 'one\nmore\n');
    await news();
    expect(typed.text()).toBe('one\nmore\n');
    expect(file).toMatchObject({ disk: 'same', unsaved: false });
    expect(typed.before).toEqual([]);
  });

  test('with unsaved changes is left alone when the disk changes; saving writes nothing over', async () => {
    const { file, typed } = await opened();
    typed.type('mine\n');
    disk.texts.set('/root/a', 'theirs\n');
    await news();
    expect(file.disk).toBe('changed');
    expect(typed.text()).toBe('mine\n');
    await files.save(file);
    expect(disk.texts.get('/root/a')).toBe('theirs\n');
    expect(file).toMatchObject({ disk: 'changed', unsaved: true });
  });

  test('takes the disk’s text so that undo brings the other back', async () => {
    const { file, typed } = await opened();
    typed.type('mine\n');
    disk.texts.set('/root/a', 'theirs\n');
    await news();
    await files.takeDisk(file);
    expect(typed.text()).toBe('theirs\n');
    expect(typed.before).toEqual(['mine\n']);
    expect(file).toMatchObject({ disk: 'same', unsaved: false });
  });

  test('is saved over the disk’s when that is wished', async () => {
    const { file, typed } = await opened();
    typed.type('mine\n');
    disk.texts.set('/root/a', 'theirs\n');
    await files.saveOver(file);
    expect(disk.texts.get('/root/a')).toBe('mine\n');
    expect(file).toMatchObject({ disk: 'same', unsaved: false });
  });

  test('that is removed keeps its text, and can be saved anew', async () => {
    const { file, typed } = await opened();
    disk.texts.delete('/root/a');
    await news();
    expect(file.disk).toBe('gone');
    expect(typed.text()).toBe('one\n');
    await files.saveOver(file);
    expect(disk.texts.get('/root/a')).toBe('one\n');
    expect(file.disk).toBe('same');
  });

  test('that is new is made with the first save', async () => {
    const { file, typed } = await opened('/root/new');
    expect(file.isNew).toBe(true);
    typed.type('first\n');
    await files.save(file);
    expect(disk.texts.get('/root/new')).toBe('first\n');
    expect(file.isNew).toBe(false);
  });

  test('outlives a lost connection: the text stays, and the reason stands beside it', async () => {
    const { file, typed } = await opened();
    typed.type('mine\n');
    disk.refuse = 'The connection was lost.';
    await files.save(file);
    expect(file).toMatchObject({ problem: 'The connection was lost.', unsaved: true, stage: 'text' });
    disk.refuse = null;
    await files.save(file);
    expect(file).toMatchObject({ problem: null, unsaved: false });
  });
});

test('news of a disk are looked at twice a second at most, and only while somebody looks', async () => {
  await vi.advanceTimersByTimeAsync(600);
  const reads = (): number => disk.asked.filter((method) => method === 'files.read').length;
  await opened();
  const before = reads();
  for (let i = 0; i < 20; i++) {
    files.changed(['cache']);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(reads() - before).toBeLessThanOrEqual(2);
  end();
  const after = reads();
  await news();
  expect(reads()).toBe(after);
  end = files.watch();
  await vi.advanceTimersByTimeAsync(0);
  expect(reads()).toBe(after + 1);
});
