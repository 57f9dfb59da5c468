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
import { putFiles, putFolder } from './put-in-place.mjs';

let folder: string;

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rootwalk-build-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const entry = (): string => readFileSync(join(folder, 'cli.mjs'), 'utf8');

test('a build that stops at a chunk leaves the old entry file as it was', () => {
  writeFileSync(join(folder, 'cli.mjs'), 'import "./chunks/old.mjs";');
  // A folder where the second chunk should go: the disk refuses it.
  mkdirSync(join(folder, 'chunks', 'two.mjs', 'x'), { recursive: true });
  const files = ['chunks/one.mjs', 'chunks/two.mjs', 'cli.mjs'].map((name) => ({
    path: join(folder, name),
    contents: 'new',
  }));
  expect(() => putFiles(files)).toThrow();
  expect(entry()).toContain('old.mjs');
  rmSync(join(folder, 'chunks', 'two.mjs'), { recursive: true });
  putFiles(files);
  expect(entry()).toBe('new');
  expect(readdirSync(join(folder, 'chunks')).filter((name) => !name.startsWith('.'))).toEqual([
    'one.mjs',
    'two.mjs',
  ]);
});

test('a folder is replaced only by a whole one', async () => {
  const place = join(folder, 'renderer');
  const make = (text: string) => (fresh: string) => {
    mkdirSync(fresh);
    writeFileSync(join(fresh, `${text}.html`), text);
    return Promise.resolve();
  };
  await putFolder(place, make('one'));
  await expect(
    putFolder(place, async (fresh) => {
      await make('half')(fresh);
      throw new Error('interrupted');
    }),
  ).rejects.toThrow('interrupted');
  expect(readdirSync(place)).toEqual(['one.html']);
  await putFolder(place, make('two'));
  expect(readdirSync(place)).toEqual(['two.html']);
  expect(readdirSync(folder)).toEqual(['renderer']);
  expect(existsSync(join(place, 'half.html'))).toBe(false);
});
