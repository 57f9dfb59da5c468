/**
 * A real host for end-to-end tests: `npm start`'s own script in a process of its own, with a data folder of its own,
 * so that nothing is left behind and a student's progress is not touched.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HOME = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const START_MS = 60_000;

export interface StartedHost {
  /** With this start's token: open it in a fresh browser context. */
  readonly url: string;
  /** Where progress is kept. Give it to the next start to go on from here. */
  readonly data: string;
  /** All that it printed so far. */
  output(): string;
  /** Ends it as Ctrl+C does (or with another signal) and resolves with its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

export interface StartOptions {
  /** Null or absent: no gateway. */
  readonly gatewayPort?: number | null;
  /** Default: a new folder, removed on stop. */
  readonly data?: string;
}

/** Starts the browser host on any free port; rejects with what it printed where it does not come up. */
export async function startHost(options: StartOptions = {}): Promise<StartedHost> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'rootwalk-data-'));
  const gateway = options.gatewayPort ? ['--gateway-port', String(options.gatewayPort)] : ['--no-gateway'];
  const child = spawn(
    process.execPath,
    [join(HOME, 'app', 'hosts', 'launch', 'start.mjs'), '--no-open', '--port', '0', ...gateway],
    { cwd: HOME, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ROOTWALK_DATA: data } },
  );
  let words = '';
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`It did not come up in time. It said:\n${words}`)),
      START_MS,
    );
    const hear = (chunk: Buffer): void => {
      words += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(words);
      if (!found) return;
      clearTimeout(late);
      resolve(found[0]);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`It ended with ${code}. It said:\n${words}`));
    });
  }).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw error;
  });
  return {
    url,
    data,
    output: () => words,
    stop: async (signal = 'SIGINT') => {
      const code = await ended(child, signal);
      if (options.data === undefined && signal !== 'SIGKILL') rmSync(data, { recursive: true, force: true });
      return code;
    },
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.kill(signal);
  });
}
