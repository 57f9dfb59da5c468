/** A real named with a control channel, for tests that put our rndc or our named beside it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findProgram } from './programs.ts';

export interface ControlledNamed {
  readonly folder: string;
  readonly port: number;
  readonly controlPort: number;
  log(): string;
  stop(): Promise<void>;
}

export const CONTROL_SECRET = 'c2VjcmV0c2VjcmV0c2VjcmV0';

/** `configuration` stands after `options` and `controls`; `options` within options. Keys `k` (SHA-256) and `md` (MD5). */
export async function startControlledNamed(options: string, configuration: string): Promise<ControlledNamed> {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-controlled-'));
  const port = await freePort();
  const controlPort = await freePort();
  writeFileSync(
    join(folder, 'named.conf'),
    `${controlKeys()}options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
       pid-file none; session-keyfile none; dnssec-validation no; ${options} };
     controls { inet 127.0.0.1 port ${controlPort} allow { 127.0.0.1; } keys { k; md; }; };\n${configuration}`,
  );
  const child = spawn(findProgram('named') ?? '', ['-g', '-4', '-n', '1', '-c', join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.on('data', (data: Buffer) => {
      log += String(data);
      if (/ running$/m.test(log)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(log)));
  });
  return {
    folder,
    port,
    controlPort,
    log: () => log,
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null) {
        child.kill();
        await gone;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The two keys' statements. */
export function controlKeys(): string {
  return (
    `key "k" { algorithm hmac-sha256; secret "${CONTROL_SECRET}"; };\n` +
    `key "md" { algorithm hmac-md5; secret "${CONTROL_SECRET}"; };\n`
  );
}
