/** Real caching servers that resolve from the lab's root servers down: BIND's named, and Unbound. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { findProgram, runProgram } from './programs.ts';

const HINTS = join(import.meta.dirname, '../../labs/networks/hints/named.root');

export interface RealCache {
  readonly port: number;
  stop(): Promise<void>;
}

export interface RealNamedCache extends RealCache {
  /** The cache as `rndc dumpdb -cache` writes it. */
  dump(): Promise<string>;
}

/** `labPort` is where the lab's servers listen. */
export async function startNamedCache(labPort: number): Promise<RealNamedCache> {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-differential-'));
  const port = await freePort();
  const control = await freePort();
  const key = `key k { algorithm hmac-sha256; secret "${randomBytes(32).toString('base64')}"; };\n`;
  const keyFile = join(folder, 'rndc.key');
  writeFileSync(keyFile, key);
  writeFileSync(
    join(folder, 'named.conf'),
    `${key}options { directory "${folder}"; port ${labPort}; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
       recursion yes; allow-recursion { any; }; dnssec-validation no; qname-minimization off; pid-file none;
       empty-zones-enable no; rrset-order { order none; }; session-keyfile none; };
     controls { inet 127.0.0.1 port ${control} allow { 127.0.0.1; } keys { k; }; };
     zone "." { type hint; file "${HINTS}"; };\n`,
  );
  const child = spawn(findProgram('named') ?? '', ['-g', '-4', '-n', '1', '-c', join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await spoken(child, / running$/m);
  return {
    port,
    async dump() {
      await runProgram('rndc', ['-k', keyFile, '-s', '127.0.0.1', '-p', String(control), 'dumpdb', '-cache']);
      // named writes it in the background; the last line says that it is whole.
      for (let i = 0; i < 100; i++) {
        const text = read(join(folder, 'named_dump.db'));
        if (text.includes('; Dump complete')) return text;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      throw new Error('named wrote no dump');
    },
    stop: () => stop(child, folder),
  };
}

/** Unbound asks port 53 and no other, so that the lab must be open there. */
export async function startUnbound(): Promise<RealCache> {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-differential-'));
  const port = await freePort();
  writeFileSync(
    join(folder, 'unbound.conf'),
    `server:
  directory: "${folder}"
  chroot: ""
  username: ""
  pidfile: ""
  use-syslog: no
  logfile: ""
  verbosity: 1
  interface: 127.0.0.1@${port}
  do-ip6: no
  do-not-query-localhost: no
  module-config: "iterator"
  root-hints: "${HINTS}"
  qname-minimisation: no
  minimal-responses: no
  rrset-roundrobin: no
  num-threads: 1
  cache-max-ttl: 604800
  cache-max-negative-ttl: 10800
  local-zone: "127.in-addr.arpa." transparent
  local-zone: "d.f.ip6.arpa." transparent
  local-zone: "example." transparent
  unblock-lan-zones: yes
  insecure-lan-zones: yes
remote-control:
  control-enable: no
`,
  );
  const child = spawn(findProgram('unbound') ?? '', ['-d', '-d', '-c', join(folder, 'unbound.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await spoken(child, /start of service/);
  return { port, stop: () => stop(child, folder) };
}

/** Whether this user may bind port 53 at a lab address, and nobody else has it. */
export function port53IsFree(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', () => resolve(false));
    socket.bind(53, '127.53.0.53', () => socket.close(() => resolve(true)));
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not there yet
  }
}

function spoken(child: ChildProcess, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (data: Buffer) => {
      if (log.length < 100_000) log += String(data);
      if (ready.test(log)) resolve();
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(log)));
  });
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
