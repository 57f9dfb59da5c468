/**
 * Our rndc beside BIND's: the same words, the same configuration files, the same real named; output and exit status
 * compared octet by octet, versions aside.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest';
import { rndc } from '../../engine/tools/rndc/rndc.ts';
import {
  controlKeys,
  CONTROL_SECRET,
  startControlledNamed,
  type ControlledNamed,
} from '../../testing/controlled-named.ts';
import { freePort } from '../../testing/free-port.ts';
import { findProgram, needsPrograms, runProgram, type Finished } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

let named: ControlledNamed;
let folder = '';
let silent = 0;

const missing = findProgram('named') === null || findProgram('rndc') === null;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-rndc-'));
  silent = await freePort();
  if (missing) return;
  named = await startControlledNamed('recursion yes;', '');
}, 20_000);

afterAll(async () => {
  rmSync(folder, { recursive: true });
  if (!missing) await named.stop();
});

/** PORT, SILENT and FOLDER in `words` and `conf` stand for what is known only now. */
async function both(context: TestContext, words: string, conf: string | null): Promise<[Finished, Finished]> {
  needsPrograms(context, 'named', 'rndc');
  const fill = (text: string): string =>
    text
      .replaceAll('PORT', String(named.controlPort))
      .replaceAll('SILENT', String(silent))
      .replaceAll('FOLDER', folder);
  const file = join(folder, 'rndc.conf');
  if (conf !== null) writeFileSync(file, fill(conf));
  const args = [...(conf === null ? [] : ['-c', file]), ...fill(words).split(' ').filter(Boolean)];
  return [await ourRndc(args), masked(await runProgram('rndc', args))];
}

async function ourRndc(args: readonly string[]): Promise<Finished> {
  let out = '';
  let err = '';
  const status = await rndc({
    ...realContext(args, new AbortController().signal),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return masked({ status, out, err });
}

function masked({ status, out, err }: Finished): Finished {
  const mask = (text: string): string =>
    text.replace(/^Version: .*$/m, 'Version: V').replace(/(secure roots as of ).*/, '$1T');
  return { status, out: mask(out), err: mask(err) };
}

const GOOD = `${controlKeys()}options { default-key "k"; default-server 127.0.0.1; default-port PORT; };`;
const KEY = `key "k" { algorithm hmac-sha256; secret "${CONTROL_SECRET}"; };`;

const WORDS = [
  'status',
  '-r null',
  '-q status',
  '-q -r null',
  '-r nosuchcommand',
  '-q nosuchcommand',
  '-V null',
  '-y md null',
  '-y nosuch null',
  '-r flush nosuch',
  '-r flushname',
  '-r flushname a..b',
  '-r reload x XX',
  '-r dumpdb -x',
  '-r querylog maybe',
  '-r trace abc',
  '-r freeze 10.in-addr.arpa',
  '-r loadkeys 10.in-addr.arpa',
  '-r tcp-timeouts x 2 3 4',
  '-r addzone',
  '-r managed-keys x',
  'zonestatus nosuch.zone',
  'secroots -',
  'flushname "two words"',
  '-h',
  '-x',
  '',
  '-q',
  '-V',
  '-4 -6 null',
  '-p x null',
  '-p 99999 null',
  '-p 0 null',
  '-s 127.0.0.1 null -q',
  '-s nosuch.invalid null',
  '-s 127.0.0.9 -p SILENT null',
  '-V -p SILENT null',
  '-s localhost -4 null',
  '-b 127.0.0.1 null',
  '-b nonsense null',
  '-b 192.0.2.1 null',
  '-- null',
  '-qr null',
  '-M -m null',
] as const;

/** A configuration, and the words that go with it. */
const CONFIGURATIONS: readonly (readonly [conf: string, words: string])[] = [
  ['', 'null'],
  ['', '-s 127.0.0.1 null'],
  ['nonsense;', 'null'],
  [KEY, 'null'],
  [KEY, '-s 127.0.0.1 null'],
  [KEY, '-s 127.0.0.1 -y k -p PORT null'],
  ['options { default-key "k"; };', '-s 127.0.0.1 null'],
  ['options { default-server 127.0.0.1; };', 'null'],
  [`${KEY} options { default-key "zz"; };`, '-s 127.0.0.1 null'],
  [`${KEY} options { default-key "K"; };`, '-s 127.0.0.1 -p PORT null'],
  ['key "k" { algorithm hmac-sha256; }; options { default-key k; };', '-s 127.0.0.1 null'],
  ['key "k" { secret "aaaa"; }; options { default-key k; };', '-s 127.0.0.1 null'],
  ['key "k" { algorithm hmac-sha256; secret "!!!"; }; options { default-key k; };', '-s 127.0.0.1 null'],
  ['key "k" { algorithm hmac-sha9; secret "aaaa"; }; options { default-key k; };', '-s 127.0.0.1 null'],
  ['key "k" { algorithm sha256; secret "aaaa"; }; options { default-key k; };', '-s 127.0.0.1 null'],
  ['key "k" { algorithm hmac-sha256; secret ""; }; options { default-key k; };', '-s 127.0.0.1 -p PORT null'],
  [
    'key "k" { algorithm hmac-sha1; secret "aaaa"; }; options { default-key k; };',
    '-s 127.0.0.1 -p PORT null',
  ],
  [`${KEY} server 127.0.0.1 { key "k"; port PORT; };`, '-V -s 127.0.0.1 null'],
  [`${KEY} server 127.0.0.1 { key "zz"; port PORT; };`, '-s 127.0.0.1 null'],
  [`${KEY} options { default-key k; }; server 127.0.0.1 { port PORT; };`, '-s 127.0.0.1 null'],
  [`${KEY} options { default-key k; default-server 127.0.0.1; default-port 77777; };`, 'null'],
  [
    `${KEY} server foo { key k; addresses { 127.0.0.8 port PORT; 127.0.0.1 port PORT; }; }; options { default-server foo; };`,
    '-V null',
  ],
  [`${KEY} server foo { key k; addresses { "nosuch.invalid"; }; }; options { default-server foo; };`, 'null'],
  [
    `${KEY} server foo { key k; addresses { 127.0.0.1; }; port PORT; }; options { default-server FOO; };`,
    'null',
  ],
  [`${KEY} options { bogus 1; };`, 'null'],
  ['key "k" { algorithm hmac-sha256 secret "aaaa"; };', 'null'],
  ['key "k" { algorithm hmac-sha256; rubbish 1; };', 'null'],
  ['include "/nonexistent"; options { default-key k; };', 'null'],
  ['options { default-server 127.0.0.1; default-server 127.0.0.2; };', 'null'],
  ['/* x */ options { default-server 127.0.0.1; }; # foo\n// bar\noptions { };', 'null'],
  ['options { default-server 127.0.0.1;', 'null'],
  ['key { };', 'null'],
  ['options { default-port abc; };', 'null'],
  ['options { default-source-address abc; };', 'null'],
];

describe("says what BIND's rndc says", () => {
  for (const words of WORDS) {
    test(`rndc ${words}`, async (context) => {
      const [ours, theirs] = await both(context, words, GOOD);
      expect(ours).toEqual(theirs);
    });
  }

  for (const [conf, words] of CONFIGURATIONS) {
    test(`rndc ${words}, with ${conf.replace(CONTROL_SECRET, 'SECRET') || 'an empty file'}`, async (context) => {
      const [ours, theirs] = await both(context, words, conf);
      expect(ours).toEqual(theirs);
    });
  }

  const keyFiles: readonly (readonly [string, string | null, string])[] = [
    ['a key file', KEY, ''],
    ['two keys in it', `${KEY} ${KEY}`, ''],
    ['options in it', 'options { };', ''],
    ['a key file that is not there', null, ''],
    ['a configuration that is not there', KEY, '-c FOLDER/nothing '],
    ['a folder', null, '-c FOLDER '],
  ];
  for (const [what, key, words] of keyFiles) {
    test(`with ${what}`, async (context) => {
      const file = join(folder, 'some.key');
      rmSync(file, { force: true });
      if (key !== null) writeFileSync(file, key);
      const [ours, theirs] = await both(context, `${words}-k FOLDER/some.key -p PORT -V null`, null);
      expect(ours).toEqual(theirs);
    });
  }
});

describe('a server that is no named', () => {
  const servers: readonly (readonly [string, (socket: Socket, octets: Buffer) => void])[] = [
    ['repeats what it hears', (socket, octets) => socket.write(octets)],
    ['answers as a web server', (socket) => socket.write('HTTP/1.0 400 Bad Request\r\n\r\n')],
    ['signs wrongly', (socket, octets) => socket.write(Buffer.from(octets).fill(65, 40, 41))],
    ['breaks off', (socket, octets) => socket.end(octets.subarray(0, 20))],
    ['hangs up', (socket) => socket.end()],
  ];
  for (const [what, answer] of servers) {
    test(`and ${what}: the words are rndc's`, async (context) => {
      const server = await listening(answer);
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const [ours, theirs] = await both(context, `-p ${port} status`, GOOD);
      await new Promise((done) => server.close(done));
      expect(ours).toEqual(theirs);
    });
  }
});

function listening(answer: (socket: Socket, octets: Buffer) => void): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (octets) => answer(socket, octets));
    });
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}
