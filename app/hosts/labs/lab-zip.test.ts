/** Zip files from anywhere: a lab, or a sentence that says why it is none. */
import { symlinkSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { strToU8, zipSync, type Zippable } from 'fflate';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { strangeFolder } from '../content-folder.ts';
import { addLabZip, removeAddedLab } from './added-labs.ts';
import { readLabZip } from './lab-zip.ts';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'rootwalk-zip-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LAB = strToU8('number: 24\n');

function why(files: Zippable, name = 'lab.zip'): string {
  const read = readLabZip(zipSync(files), name);
  return read.kind === 'refused' ? read.why : `a lab: ${read.id}`;
}

test('a lab is read from its folder, with what a system adds to a zip left out', () => {
  const read = readLabZip(
    zipSync({
      '24-mail/': new Uint8Array(),
      '24-mail/lab.yaml': LAB,
      '24-mail/steps/01-ask.md': strToU8('---\n---\nč\n'),
      '24-mail/.DS_Store': new Uint8Array([0, 1]),
      '__MACOSX/24-mail/._lab.yaml': new Uint8Array([0, 1]),
    }),
    'anything.zip',
  );
  expect(read).toEqual({
    kind: 'lab',
    id: '24-mail',
    files: new Map([
      ['24-mail/lab.yaml', 'number: 24\n'],
      ['24-mail/steps/01-ask.md', '---\n---\nč\n'],
    ]),
  });
});

test('a lab without a folder is called as its file; a name is made safe', () => {
  expect(why({ 'lab.yaml': LAB }, '31-walks.zip')).toBe('a lab: 31-walks');
  expect(why({ 'lab.yaml': LAB }, 'My lab (2).zip')).toBe('a lab: 99-my-lab-2');
  expect(why({ 'a/b/24-deep/lab.yaml': LAB }, 'x.zip')).toBe('a lab: 24-deep');
});

test.each([
  [{ '../24-x/lab.yaml': LAB }, '"../24-x/lab.yaml" is a path that leads out of the lab.'],
  [{ '24-x/steps/../../../lab.yaml': LAB }, '"24-x/steps/../../../lab.yaml" is a path that leads out of the lab.'],
  [{ '/etc/24-x/lab.yaml': LAB }, '"/etc/24-x/lab.yaml" is a path that leads out of the lab.'],
  [{ 'C:\\24-x\\lab.yaml': LAB }, '"C:/24-x/lab.yaml" is a path that leads out of the lab.'],
  [{ '..\\24-x\\lab.yaml': LAB }, '"../24-x/lab.yaml" is a path that leads out of the lab.'],
  [{ '24-x/a/b/c/d/e/f/lab.yaml': LAB }, 'One of its paths is too long.'],
  [{ '24-x/lab.yaml': LAB, '24-x/run.sh': LAB }, '"24-x/run.sh" is no file of a lab.'],
  [{ '24-x/lab.yaml': new Uint8Array([0x61, 0, 0x62]) }, '24-x/lab.yaml is no text.'],
  [{ '24-x/steps/01.md': LAB }, 'There is no lab.yaml in it.'],
  [{ '24-x/lab.yaml': LAB, '25-y/lab.yaml': LAB }, 'There is more than one lab in it.'],
])('%o is refused', (files, words) => {
  expect(why(files as Zippable)).toBe(words);
});

test('a small zip that unfolds into much is refused before it has', () => {
  const spaces = new Uint8Array(16 * 1024 * 1024).fill(0x20);
  const refusal = (files: Zippable): string => {
    const zip = zipSync(files, { level: 1 });
    expect(zip.length).toBeLessThan(200 * 1024);
    const before = process.memoryUsage().rss;
    const read = readLabZip(zip, 'lab.zip');
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
    return read.kind === 'refused' ? read.why : '';
  };
  const times = (count: number, octets: Uint8Array): Zippable =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`24-x/${i}.txt`, octets]));
  expect(refusal({ '24-x/lab.yaml': spaces })).toBe('24-x/lab.yaml is larger than 1 MiB.');
  expect(refusal(times(10, spaces.subarray(0, 1024 * 1024)))).toBe('Unpacked it is larger than 8 MiB.');
  expect(refusal(times(301, new Uint8Array()))).toBe('It holds more than 300 files.');
  const large = readLabZip(new Uint8Array(5 * 1024 * 1024), 'x.zip');
  expect(large).toMatchObject({ why: 'It is larger than 4 MiB.' });
});

test('whatever the octets are, it is a lab or a sentence', () => {
  const whole = zipSync({ '24-x/lab.yaml': LAB, '24-x/steps/01.md': strToU8('text '.repeat(100)) });
  const damaged = fc
    .tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(whole.length))
    .map(([at, octet, end]) => {
      const octets = whole.slice(0, end);
      if (at < end) octets[at] = octet;
      return octets;
    });
  fc.assert(
    fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 200 })), (octets) => {
      const read = readLabZip(octets, 'x.zip');
      return read.kind === 'lab' ? read.files.size > 0 : /\.$/.test(read.why);
    }),
    { numRuns: 500 },
  );
});

test('a lab that is added takes the place of one with its name, whole; nothing else lies there', () => {
  const first = zipSync({ '24-x/lab.yaml': LAB, '24-x/old.txt': LAB });
  expect(addLabZip(folder, first, 'a.zip')).toEqual({ kind: 'added', lab: '24-x' });
  const second = zipSync({ '24-x/lab.yaml': strToU8('number: 25\n') });
  expect(addLabZip(folder, second, 'b.zip')).toEqual({ kind: 'added', lab: '24-x' });
  expect(readdirSync(folder)).toEqual(['24-x']);
  expect(readdirSync(join(folder, '24-x'))).toEqual(['lab.yaml']);
  expect(readFileSync(join(folder, '24-x', 'lab.yaml'), 'utf8')).toBe('number: 25\n');
});

test('where it cannot be written the one before stays, and a sentence says so', () => {
  addLabZip(folder, zipSync({ '24-x/lab.yaml': LAB }), 'a.zip');
  // A file and a folder of one name: that is written nowhere.
  const torn = zipSync({ '24-x/lab.yaml': LAB, '24-x/a.txt': LAB, '24-x/a.txt/b.txt': LAB });
  expect(addLabZip(folder, torn, 'b.zip')).toMatchObject({ kind: 'refused' });
  expect(readdirSync(folder)).toEqual(['24-x']);
  expect(existsSync(join(folder, '24-x', 'lab.yaml'))).toBe(true);
});

test('a lab that was added is taken away by its name, and nothing beside it', () => {
  addLabZip(folder, zipSync({ '24-x/lab.yaml': LAB }), 'a.zip');
  for (const name of ['25-y', '.', '..', '../x', '', '24-x/..', '24-X'])
    expect(removeAddedLab(folder, name), name).toContain('was added');
  expect(readdirSync(folder)).toEqual(['24-x']);
  expect(removeAddedLab(folder, '24-x')).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

test('of a folder from anywhere only plain files are there: no links, no pipes, nothing huge', () => {
  mkdirSync(join(folder, '24-x', 'steps'), { recursive: true });
  writeFileSync(join(folder, 'outside.txt'), 'a secret');
  writeFileSync(join(folder, '24-x', 'lab.yaml'), 'number: 24\n');
  writeFileSync(join(folder, '24-x', 'huge.md'), Buffer.alloc(5 * 1024 * 1024, 0x20));
  symlinkSync(join(folder, 'outside.txt'), join(folder, '24-x', 'link.md'));
  symlinkSync(folder, join(folder, '24-x', 'around'));
  const content = strangeFolder(folder);
  expect(content.read('24-x/lab.yaml')).toBe('number: 24\n');
  expect(content.list('24-x/steps')).toEqual([]);
  for (const path of ['24-x/link.md', '24-x/around/outside.txt', '24-x/huge.md', '24-x', '24-x/../outside.txt', '24-x/none'])
    expect(content.read(path), path).toBeNull();
  expect(content.list('24-x/around')).toEqual([]);
});
