/** Zip files beside Info-ZIP's own programs and Python's, and ones that were made to do harm. */
import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import type { PackedEntry } from '../../../reader-contract.ts';
import { needsPrograms, runProgram } from '../../../testing/programs.ts';
import { seededRandom } from '../../../engine/random.ts';
import type { Work } from '../reader.ts';
import { pack, unpack } from './archive.ts';

const work = (): Work => ({ signal: new AbortController().signal, progress: () => undefined });
const unzipped = async (octets: Uint8Array) => {
  const { files, left } = await unpack('a.zip', new Blob([new Uint8Array(octets)]), work());
  const texts = await Promise.all(files.map(async ({ path, content }) => [path, await content.text()]));
  return { files: Object.fromEntries(texts) as Record<string, string>, left };
};
const text = (words: string) => new TextEncoder().encode(words);

const entry = (path: string, words: string): PackedEntry => ({
  ...{ path, kind: 'file', mode: 0o640, modified: Date.UTC(2026, 10, 21, 14, 2, 10), target: '' },
  content: new Blob([words]),
});
const ENTRIES: readonly PackedEntry[] = [
  { path: 'bind', kind: 'folder', mode: 0o755, modified: 0, target: '', content: null },
  entry('bind/named.conf', 'options { };\n'.repeat(1000)),
  entry('bind/zones/db.bücher.example', '@ SOA\n'),
  entry('bind/empty', ''),
  { path: 'bind/link', kind: 'link', mode: 0o777, modified: 0, target: 'named.conf', content: null },
];

test('a folder goes out as a zip that unzip takes with modes, times and links, and comes in again as it was', async (context) => {
  const zip = await pack(ENTRIES, 'zip');
  const octets = new Uint8Array(await zip.arrayBuffer());
  expect(await unzipped(octets)).toEqual({
    files: {
      'named.conf': 'options { };\n'.repeat(1000),
      'zones/db.bücher.example': '@ SOA\n',
      empty: '',
    },
    left: ['bind/link: it is a link'],
  });
  needsPrograms(context, 'unzip');
  const place = mkdtempSync(join(tmpdir(), 'rootwalk-zip-'));
  try {
    writeFileSync(join(place, 'a.zip'), octets);
    const told = await runProgram('unzip', ['-q', join(place, 'a.zip'), '-d', place]);
    expect(told).toMatchObject({ status: 0, err: '' });
    const main = join(place, 'bind', 'named.conf');
    expect(readFileSync(main, 'utf8')).toBe('options { };\n'.repeat(1000));
    expect(statSync(main).mode & 0o777).toBe(0o640);
    expect(statSync(main).mtimeMs).toBe(Date.UTC(2026, 10, 21, 14, 2, 10));
    expect(readlinkSync(join(place, 'bind', 'link'))).toBe('named.conf');
  } finally {
    rmSync(place, { recursive: true });
  }
});

test('zips of other programs are read: stored, deflated, written as a stream, with links and a comment', async (context) => {
  needsPrograms(context, 'python3');
  const place = mkdtempSync(join(tmpdir(), 'rootwalk-zip-'));
  try {
    mkdirSync(join(place, 'x'));
    const script = `
import zipfile, sys, io, stat
class Stream(io.RawIOBase):
    def __init__(self): self.all = b''
    def writable(self): return True
    def write(self, octets): self.all += bytes(octets); return len(octets)
out = Stream()
z = zipfile.ZipFile(out, 'w')
z.comment = b'PK\\x05\\x06 is how it ends'
z.writestr('stored', 'a' * 10)
z.writestr('deflated', 'b' * 100000, zipfile.ZIP_DEFLATED)
z.writestr('packed', 'c' * 100, zipfile.ZIP_BZIP2)
z.writestr('../up', 'x')
z.writestr('__MACOSX/._stored', 'x')
link = zipfile.ZipInfo('link'); link.create_system = 3; link.external_attr = (stat.S_IFLNK | 0o777) << 16
z.writestr(link, '/etc/passwd')
with z.open('large', 'w', force_zip64=True) as f: f.write(b'd')
z.close()
sys.stdout.buffer.write(out.all)
`;
    writeFileSync(join(place, 'make.py'), script);
    const made = await runProgram('sh', ['-c', `python3 ${place}/make.py > ${place}/a.zip`]);
    expect(made).toMatchObject({ status: 0, err: '' });
    expect(await unzipped(readFileSync(join(place, 'a.zip')))).toEqual({
      files: { stored: 'a'.repeat(10), deflated: 'b'.repeat(100_000), large: 'd' },
      left: [
        'packed: it is packed by method 12, which is not known here',
        '../up: it would lie outside the folder',
        'link: it is a link',
      ],
    });
  } finally {
    rmSync(place, { recursive: true });
  }
});

/** Where an entry of the directory begins: the only one of a zip, or the n-th. */
function directory(octets: Uint8Array, nth = 0): number {
  const view = new DataView(octets.buffer);
  for (let at = 0, met = 0; at + 4 < octets.length; at++)
    if (view.getUint32(at, true) === 0x02014b50 && met++ === nth) return at;
  throw new Error('no such entry');
}

test('a bomb is refused before it bursts, whatever it says of its size', async () => {
  const bomb = zipSync({ bomb: new Uint8Array(1024 * 1024) }, { level: 1 });
  const view = new DataView(bomb.buffer);
  view.setUint32(directory(bomb) + 24, 600 * 1024 * 1024, true);
  await expect(unzipped(bomb)).rejects.toThrow('a.zip holds more than 512 MiB');
  view.setUint32(directory(bomb) + 24, 1000, true);
  await expect(unzipped(bomb)).rejects.toThrow('bomb is damaged: it is longer than the directory says');

  const twice = zipSync({ one: text('1'.repeat(5000)), two: text('2') });
  const where = new DataView(twice.buffer);
  // Both entries name the octets of the first: a hundred such entries would be a hundred times as much.
  where.setUint32(directory(twice, 1) + 42, where.getUint32(directory(twice) + 42, true), true);
  await expect(unzipped(twice)).rejects.toThrow('parts of it lie over each other');
});

test('a zip that is damaged is refused in words', async () => {
  const good = zipSync({ 'named.conf': text('options { };\n'), key: text('x') });
  const changed = (change: (view: DataView) => void): Uint8Array => {
    const copy = good.slice();
    change(new DataView(copy.buffer));
    return copy;
  };
  const at = directory(good);
  await expect(unzipped(good.slice(0, -30))).rejects.toThrow('a part of it is missing');
  await expect(unzipped(changed((view) => view.setUint8(at + 16, 1)))).rejects.toThrow(
    'named.conf is damaged: its checksum is another',
  );
  await expect(unzipped(changed((view) => view.setUint32(at + 20, 1 << 20, true)))).rejects.toThrow(
    'is not all there',
  );
  const encrypted = await unzipped(changed((view) => view.setUint16(at + 8, 1, true)));
  expect(encrypted).toEqual({ files: { key: 'x' }, left: ['named.conf: it is encrypted'] });
  expect(await unzipped(zipSync({}))).toEqual({ files: {}, left: [] });
});

test('300 zips with a few octets changed: each is read or refused, at once and in a sentence', async () => {
  const random = seededRandom('zips');
  const good = zipSync({ 'bind/named.conf': text('options { };\n'.repeat(50)), 'bind/db': text('@ SOA') });
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    const octets = good.slice();
    for (let n = 0; n <= random.below(4); n++) octets[random.below(octets.length)] = random.below(256);
    try {
      await unpack('a.zip', new Blob([octets.slice(0, octets.length - random.below(3))]), work());
    } catch (error) {
      refused++;
      expect(error).toMatchObject({ code: expect.stringMatching(/unreadable/) as string });
    }
  }
  expect(refused).toBeGreaterThan(50);
});
