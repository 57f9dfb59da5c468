import { expect, test } from 'vitest';
import type { FolderState } from '../../app/contract.ts';
import { folderKey, placeKey, treeRows, type MachineRoot } from './file-tree.ts';

const machine: MachineRoot = {
  key: 'cache',
  terminal: 'cache',
  user: 'root',
  host: 'cache',
  home: '/root',
  places: ['/root', '/etc/bind', '/'],
};
const folder = (...names: string[]): FolderState => ({
  kind: 'folder',
  more: 0,
  entries: names.map((name) => ({
    name: name.replace('/', ''),
    kind: name.endsWith('/') ? 'folder' : 'file',
    size: 0,
    target: null,
  })),
});
const folders = new Map<string, FolderState>([
  [folderKey('cache', '/root'), folder()],
  [folderKey('cache', '/etc/bind'), { kind: 'refused', why: 'No such file or directory' }],
  [folderKey('cache', '/'), folder('etc/', 'root/', 'notes')],
  [folderKey('cache', '/etc'), { kind: 'refused', why: 'Permission denied' }],
]);
const seen = (...open: string[]): string[] =>
  treeRows([machine], folders, new Set(open)).map(({ level, kind, label }) => `${level} ${kind} ${label}`);

test('a closed machine is one row; an open one has the places that are there', () => {
  expect(seen()).toEqual(['1 machine cache']);
  expect(seen('cache')).toEqual(['1 machine cache', '2 folder ~', '2 folder /']);
});

test('an empty folder and one that may not be read say so', () => {
  const root = placeKey('cache', '/');
  const etc = treeRows([machine], folders, new Set(['cache', root])).find(({ path }) => path === '/etc');
  expect(seen('cache', root, placeKey('cache', '/root'), etc?.key ?? '')).toEqual([
    '1 machine cache',
    '2 folder ~',
    '3 note empty',
    '2 folder /',
    '3 folder etc',
    '4 note Permission denied',
    '3 folder root',
    '3 file notes',
  ]);
});

test('a folder that stands in the tree twice has two keys', () => {
  const rows = treeRows([machine], folders, new Set(['cache', placeKey('cache', '/')]));
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  expect(rows.filter(({ path, kind }) => path === '/root' && kind === 'folder')).toHaveLength(2);
});
