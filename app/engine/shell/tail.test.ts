/** Our tail beside coreutils': the same words, the same file. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findProgram, needsPrograms } from '../../testing/programs.ts';
import type { CommandContext } from './command.ts';
import { Disk } from './files.ts';
import { tail } from './tail.ts';

const LINES = Array.from({ length: 15 }, (_, i) => `line ${i + 1}\n`).join('');
const FILES: Readonly<Record<string, string>> = { long: LINES, open: 'a\nb\nno end', empty: '' };

let folder = '';
const disk = new Disk({ now: () => 0 });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-tail-'));
  for (const [name, text] of Object.entries(FILES)) {
    writeFileSync(join(folder, name), text);
    disk.write(`/${name}`, new TextEncoder().encode(text));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

async function ours(words: readonly string[]): Promise<readonly [number, string, string]> {
  let out = '';
  let err = '';
  const context: Partial<CommandContext> = {
    args: words,
    stdin: LINES,
    disk,
    user: 'root',
    workingDirectory: '/',
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  };
  // It asks for nothing else where it does not follow.
  const status = await tail(context as CommandContext);
  return [status, out, err];
}

for (const line of [
  'long',
  '-n 3 long',
  '-n3 long',
  '-3 long',
  '-n +13 long',
  '-n 0 long',
  '-n 100 long',
  '-n 1 open',
  '-n 2 open',
  '-c 4 open',
  '-c +3 open',
  '-c 1k long',
  'empty',
  '-n 1 long open',
  '-q -n 1 long open',
  '-v -n 1 long',
  '--lines=2 long',
  '-n 2',
  '-n 2 -',
  'nosuch',
  '-n 1 nosuch long',
  '-n x long',
  '-n',
  '-y long',
  '--nonsense long',
])
  test(`tail ${line}`, async (context) => {
    needsPrograms(context, 'tail');
    const words = line.split(' ');
    const real = spawnSync(findProgram('tail') ?? '', words, {
      argv0: 'tail',
      cwd: folder,
      input: LINES,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
    });
    expect(await ours(words)).toEqual([real.status, real.stdout, real.stderr]);
  });
