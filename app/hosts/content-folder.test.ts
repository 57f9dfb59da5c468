import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentFolder } from './content-folder.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-content-'));
  mkdirSync(join(folder, 'labs', 'networks'), { recursive: true });
  writeFileSync(join(folder, 'labs', 'networks', 'internet.yaml'), 'hosts: []\n');
  writeFileSync(join(folder, 'outside'), 'no');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('files are read and folders listed by paths with slashes', () => {
  const content = contentFolder(join(folder, 'labs'));
  expect(content.read('networks/internet.yaml')).toBe('hosts: []\n');
  expect(content.list('')).toEqual(['networks']);
  expect(content.list('networks')).toEqual(['internet.yaml']);
});

test('what is not there is null, what is a folder too', () => {
  const content = contentFolder(join(folder, 'labs'));
  expect(content.read('nothing')).toBeNull();
  expect(content.read('networks')).toBeNull();
  expect(content.list('nothing')).toEqual([]);
});

test('no path leads out of the folder', () => {
  const content = contentFolder(join(folder, 'labs'));
  for (const path of [
    '../outside',
    'networks/../../outside',
    '/etc/passwd',
    '..\\outside',
    'networks//../outside',
  ])
    expect([path, content.read(path)]).toEqual([path, null]);
  expect(content.list('..')).toEqual([]);
});
