import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeLock } from './lock.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-lock-'));
  path = join(folder, 'data', 'progress.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The lock as another process of this machine would have written it. */
function heldBy(pid: number): void {
  const mine = takeLock(path);
  const text = readFileSync(path, 'utf8').replace(/^\d+/, String(pid));
  if (mine.kind === 'held') mine.release();
  writeFileSync(path, text);
}

test('the second one is told who has it, until the first lets go', () => {
  const first = takeLock(path);
  expect(first.kind).toBe('held');
  expect(takeLock(path)).toEqual({ kind: 'taken', pid: process.pid });
  if (first.kind === 'held') first.release();
  expect(existsSync(path)).toBe(false);
  expect(takeLock(path).kind).toBe('held');
});

test('a process that runs keeps its lock; once it has gone, the lock is taken over', async () => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  const ended = new Promise((resolve) => other.once('exit', resolve));
  heldBy(other.pid ?? 0);
  expect(takeLock(path)).toEqual({ kind: 'taken', pid: other.pid });
  other.kill('SIGKILL');
  await ended;
  const taken = takeLock(path);
  expect(taken.kind).toBe('held');
  expect(readdirSync(join(folder, 'data'))).toEqual(['progress.lock']);
});

test('a lock from before the machine’s last start, or with nonsense in it, holds nobody back', () => {
  heldBy(1);
  writeFileSync(path, '1 1000\n');
  const first = takeLock(path, () => true);
  expect(first.kind).toBe('held');
  if (first.kind === 'held') first.release();
  writeFileSync(path, 'nonsense');
  expect(takeLock(path, () => true).kind).toBe('held');
});

test('where no file can be written there is no lock, and no exception', () => {
  writeFileSync(join(folder, 'data'), '');
  expect(takeLock(path)).toEqual({ kind: 'none' });
});

test('a lock that another took over is not removed on release', () => {
  const mine = takeLock(path);
  const text = readFileSync(path, 'utf8').replace(/^\d+/, '1');
  writeFileSync(path, text);
  if (mine.kind === 'held') mine.release();
  expect(readFileSync(path, 'utf8')).toBe(text);
});
