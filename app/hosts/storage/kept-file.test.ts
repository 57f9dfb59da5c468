import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptFile } from './kept-file.ts';

let folder: string;
let problems: (string | null)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-kept-'));
  problems = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const kept = (path: string, retryMs?: number): KeptFile =>
  new KeptFile(path, (problem) => problems.push(problem), retryMs);

test('a text written is read by the next start, in a folder made for it', async () => {
  const path = join(folder, 'a', 'b', 'progress.json');
  const file = kept(path);
  expect(file.read()).toBeNull();
  file.write('{"step":1}');
  file.write('{"step":2}');
  expect(await file.close()).toBe(true);
  expect(kept(path).read()).toBe('{"step":2}');
  expect(readdirSync(join(folder, 'a', 'b'))).toEqual(['progress.json']);
  expect(problems).toEqual([]);
});

test('a write that fails is told once in words, and nothing is lost', async () => {
  // A file stands where the folder should be: the write fails as it would on a full disk.
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  const file = kept(join(blocked, 'progress.json'));
  file.write('one');
  expect(await file.flush()).toBe(false);
  file.write('two');
  expect(await file.flush()).toBe(false);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain('could not be saved');
  expect(file.read()).toBe('two');
  rmSync(blocked);
  expect(await file.close()).toBe(true);
  expect(problems[1]).toBeNull();
  expect(readFileSync(join(blocked, 'progress.json'), 'utf8')).toBe('two');
});

test('a failed write is tried again by itself', async () => {
  const blocked = join(folder, 'blocked');
  writeFileSync(blocked, '');
  const saved = new Promise<void>((resolve) => {
    const file = new KeptFile(
      join(blocked, 'progress.json'),
      (problem) => {
        if (problem === null) resolve();
        else rmSync(blocked);
      },
      20,
    );
    file.write('text');
  });
  await saved;
  expect(readFileSync(join(blocked, 'progress.json'), 'utf8')).toBe('text');
});

test('a text that comes in the very moment in which a write ends is written too', async () => {
  const blocked = join(folder, 'blocked');
  const path = join(blocked, 'progress.json');
  writeFileSync(blocked, '');
  const file: KeptFile = new KeptFile(
    path,
    (problem) => {
      if (problem === null) queueMicrotask(() => file.write('two'));
      else rmSync(blocked);
    },
    20,
  );
  file.write('one');
  await expect.poll(() => (existsSync(path) ? readFileSync(path, 'utf8') : '')).toBe('two');
});

test.runIf(existsSync('/dev/full'))('a full disk is named as such', async () => {
  const { inWords } = await import('./kept-file.ts');
  const error = await import('node:fs/promises').then((fs) =>
    fs.writeFile('/dev/full', 'x').catch((why: unknown) => why),
  );
  expect(inWords(error)).toBe('the disk is full');
});

test('a file that cannot be understood is set aside, not overwritten', async () => {
  const path = join(folder, 'progress.json');
  writeFileSync(path, '{"half');
  const file = kept(path);
  file.setAside(1);
  file.write('{}');
  await file.close();
  expect(readFileSync(`${path}.unreadable-1`, 'utf8')).toBe('{"half');
  expect(readFileSync(path, 'utf8')).toBe('{}');
});

test('a file that could not be read is moved aside before the first write', async () => {
  const path = join(folder, 'progress.json');
  // A folder in its place cannot be read as a file, whoever asks.
  mkdirSync(path);
  writeFileSync(join(path, 'inside'), 'kept');
  const file = kept(path);
  expect(file.read()).toBeNull();
  expect(problems).toEqual([expect.stringContaining('could not be read')]);
  file.write('{}');
  expect(await file.close()).toBe(true);
  expect(readFileSync(path, 'utf8')).toBe('{}');
  const aside = readdirSync(folder).find((name) => name.startsWith('progress.json.unreadable-')) ?? '';
  expect(readFileSync(join(folder, aside, 'inside'), 'utf8')).toBe('kept');
});

test('what killed writes left beside the file is taken away, and nothing else', () => {
  const path = join(folder, 'progress.json');
  for (const name of [
    'progress.json',
    'progress.json.123456',
    'progress.json.unreadable-7',
    'progress.lock',
    'x.99',
  ])
    writeFileSync(join(folder, name), 'kept');
  kept(path).tidy();
  expect(readdirSync(folder).sort()).toEqual([
    'progress.json',
    'progress.json.unreadable-7',
    'progress.lock',
    'x.99',
  ]);
  kept(join(folder, 'none', 'progress.json')).tidy();
  expect(problems).toEqual([]);
});

test('a text whose write was killed on its way is read by the next start; half of one is not', async () => {
  const path = join(folder, 'progress.json');
  const file = kept(path);
  file.write('first');
  await file.flush();
  file.write('second');
  // Nothing was waited for: as if the process were gone at this moment.
  expect(kept(path).read()).toBe('second');
  expect(await file.close()).toBe(true);
  expect(readdirSync(folder)).toEqual(['progress.json']);
  writeFileSync(`${path}.newest`, '10\nhalf');
  expect(kept(path).read()).toBe('second');
});
