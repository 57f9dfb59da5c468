/** The real programs that tests put beside ours, and how to run them. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { TestContext } from 'vitest';

/** Where a program is; null when the machine does not have it. */
export function findProgram(name: string): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin', '/sbin'];
  for (const folder of folders) if (existsSync(join(folder, name))) return join(folder, name);
  return null;
}

/** Skips the test, saying why, where one of the programs is missing. */
export function needsPrograms(context: TestContext, ...names: string[]): void {
  const missing = names.filter((name) => findProgram(name) === null);
  if (missing.length > 0) context.skip(`${missing.join(', ')} not installed`);
}

export interface Finished {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs a program to its end without blocking this process; kills it after `limitMs`. */
export function runProgram(
  name: string,
  args: readonly string[],
  options: { readonly stdin?: Uint8Array; readonly limitMs?: number } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(findProgram(name) ?? name, args, { timeout: options.limitMs ?? 20_000 });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.stdin);
  });
}
