/** What a real named 9.18 says of good and bad files, clients and commands is filed in the table as named files it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../testing/free-port.ts';
import { findProgram, needsPrograms, runProgram } from '../../testing/programs.ts';
import { readMessage } from './known-message.ts';
import { readLine } from './log-line.ts';

const TOP = '$TTL 300\n@ SOA ns root 1 3600 900 604800 300\n@ NS ns\nns A 127.0.0.1\n';
/** By name, a zone file each: whole, and each with a fault of its own. */
const ZONES: Readonly<Record<string, string>> = {
  good: TOP,
  'unknown-type': `${TOP}nothing of use\n`,
  'bad-address': `${TOP}www A 127.0.0.999\n`,
  'no-ns': '$TTL 300\n@ SOA ns root 1 3600 900 604800 300\n',
  'ns-nowhere': '$TTL 300\n@ SOA ns root 1 3600 900 604800 300\n@ NS ns\n',
  'ns-alias': `${TOP}@ NS alias\nalias CNAME ns\n`,
  'mx-alias': `${TOP}@ MX 1 alias\nalias CNAME ns\n@ MX 2 nobody\n`,
  outside: `${TOP}www.example. A 127.0.0.1\n`,
  'no-ttl': '@ SOA ns root 1 3600 900 604800 300\n@ NS ns\nns A 127.0.0.1\n',
  'bad-name': `${TOP}a_b A 127.0.0.1\n`,
  wildcard: `${TOP}a.*.b A 127.0.0.1\n`,
  alias: `${TOP}both CNAME ns\nboth A 127.0.0.1\n`,
};

/** Said more quietly of some: asked for by `rndc status`; of a file that is made at the first start. */
const SAID_TWO_WAYS = [
  "received control channel command '{text}'",
  "loading from master file {file} failed: {'file not found'}",
];

function configuration(folder: string, port: number, control: number, statistics: number): string {
  const zones = Object.keys(ZONES).map((name) => `zone "${name}" { type primary; file "${name}"; };`);
  return [
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none;`,
    '  session-keyfile none; dnssec-validation no; empty-zones-enable no; forward only;',
    `  forwarders { 127.0.0.1 port ${control}; }; allow-transfer { none; }; servfail-ttl 0; };`,
    'key k { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0"; };',
    `controls { inet 127.0.0.1 port ${control} allow { any; } keys { k; }; };`,
    `statistics-channels { inet 127.0.0.1 port ${statistics} allow { any; }; };`,
    `logging { channel all { file "${folder}/log"; severity debug 3; print-category yes; print-severity yes; print-time yes; };`,
    '  category default { all; }; category queries { all; }; category query-errors { all; }; category lame-servers { all; }; };',
    ...zones,
    'zone "closed" { type primary; file "good"; allow-query { none; }; };',
    'zone "missing" { type primary; file "not-there"; };',
    `zone "second" { type secondary; primaries { 127.0.0.1 port ${control}; }; file "second"; };`,
  ].join('\n');
}

test('each line that the table knows has its category and severity', async (context) => {
  needsPrograms(context, 'named', 'dig', 'nsupdate', 'rndc');
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-log-'));
  const [port, control, statistics] = [await freePort(), await freePort(), await freePort()];
  for (const [name, text] of Object.entries(ZONES)) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'named.conf'), configuration(folder, port, control, statistics));
  const key = 'key k { algorithm hmac-sha256; secret "c2VjcmV0c2VjcmV0"; };\n';
  writeFileSync(join(folder, 'rndc.conf'), `${key}options { default-key k; };\n`);
  const process = spawn(
    findProgram('named') ?? 'named',
    ['-f', '-n', '1', '-c', join(folder, 'named.conf')],
    {
      stdio: 'ignore',
    },
  );
  const ended = once(process, 'exit');
  const log = join(folder, 'log');
  try {
    await expect.poll(() => written(log), { timeout: 8000, interval: 50 }).toMatch(/notice: running$/m);
    const dig = (...words: string[]) =>
      runProgram('dig', ['@127.0.0.1', '-p', String(port), '+time=1', '+tries=1', ...words]);
    const rndc = (...words: string[]) =>
      runProgram('rndc', [
        '-c',
        join(folder, 'rndc.conf'),
        '-s',
        '127.0.0.1',
        '-p',
        String(control),
        ...words,
      ]);
    await dig('good');
    await dig('good', 'AXFR');
    await dig('www.missing');
    await dig('www.elsewhere');
    await dig('good', '-y', 'hmac-sha256:k:d3JvbmdzZWNyZXQ=');
    await dig('good', '-y', 'hmac-sha256:stranger:d3JvbmdzZWNyZXQ=');
    await dig('closed');
    const update = `server 127.0.0.1 ${port}\nzone good\nupdate add x.good 300 A 127.0.0.1\nsend\n`;
    await runProgram('nsupdate', ['-t', '1'], { stdin: new TextEncoder().encode(update) });
    for (const words of [
      ['freeze'],
      ['thaw'],
      ['sync'],
      ['dumpdb', '-all'],
      ['stats'],
      ['recursing'],
      ['secroots'],
    ])
      await rndc(...words);
    for (const words of [
      ['serve-stale', 'on'],
      ['nta', 'elsewhere'],
      ['flushtree', 'good'],
      ['trace', '4'],
      ['scan'],
    ])
      await rndc(...words);
    await rndc('querylog', 'off');
    await rndc('flush');
    await rndc('flushname', 'good');
    await rndc('notify', 'good');
    await rndc('nosuchcommand');
    await rndc('reconfig');
    await rndc('reload');
    writeFileSync(join(folder, 'named.conf'), 'options { nosuchoption yes; };\n');
    await rndc('reconfig');
    await rndc('stop');
    await ended;
    const lines = written(log).split('\n').map(readLine);
    const known = new Map<string, string>();
    const different = new Set<string>();
    for (const { category, severity, text } of lines) {
      const { message } = readMessage(text);
      if (category === '' || message === null) continue;
      known.set(message.source, text);
      if (SAID_TWO_WAYS.includes(message.source)) continue;
      if (message.category !== category || message.severity !== severity)
        different.add(
          `named: ${category} ${severity}, the table: ${message.category} ${message.severity}: ${text}`,
        );
    }
    expect(known.size).toBeGreaterThan(60);
    expect([...different].toSorted()).toEqual([]);
  } finally {
    process.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
});

function written(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
