import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keptSecret } from './secret.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-secret-'));
  path = join(folder, 'data', 'secret');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the secret is made once, and the next start has the same', () => {
  const secret = keptSecret(path);
  expect(secret).toMatch(/^[\w-]{32}$/);
  expect(keptSecret(path)).toBe(secret);
});

test.skipIf(process.platform === 'win32')(
  'only its owner can read it; one that others could read is replaced',
  () => {
    const secret = keptSecret(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    expect(keptSecret(path)).not.toBe(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  },
);

test('what is no secret is replaced', () => {
  keptSecret(path);
  writeFileSync(path, 'a');
  const secret = keptSecret(path);
  expect(secret).toMatch(/^[\w-]{32}$/);
  expect(keptSecret(path)).toBe(secret);
});

test('where it cannot be kept there is a fresh one', () => {
  writeFileSync(join(folder, 'data'), '');
  expect(keptSecret(path)).toMatch(/^[\w-]{32}$/);
});
