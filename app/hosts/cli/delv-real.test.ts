/**
 * Our delv beside BIND's where neither validates: the same words to the same servers, what comes out on both channels
 * and the exit status compared octet by octet after what differs by nature is masked. The servers are a real named with
 * a signed zone, one that answers oddly, and the lab Internet behind its gateway.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { responseTo, type Message } from '../../engine/protocol/message.ts';
import { decodeMessage, encodeMessage } from '../../engine/protocol/wire.ts';
import { delv } from '../../engine/tools/delv/delv.ts';
import { maskDelv } from '../../testing/delv-mask.ts';
import { freePort } from '../../testing/free-port.ts';
import { openLab, type OpenLab } from '../../testing/lab-gateway.ts';
import { findProgram, needsPrograms, runProgram } from '../../testing/programs.ts';
import { says } from '../../testing/scripted-server.ts';
import { realContext } from './real-context.ts';

const ZONE = `$TTL 3600
@ SOA ns1.example.com. hostmaster.example.com. 2026010110 7200 900 1209600 600
@ NS ns1
@ MX 10 mail
@ A 192.0.2.1
@ AAAA 2001:db8::
@ TXT "v=spf1 mx -all" "with \\"quotes\\", 'others' and \\\\ slash"
@ CAA 0 issue "ca.example.net"
ns1 A 127.0.0.1
www 300 A 192.0.2.81
www 300 A 192.0.2.80
MiXeD A 192.0.2.64
long 2147483647 A 192.0.2.11
zero 0 A 192.0.2.10
alias CNAME www
chain1 CNAME chain2
chain2 CNAME chain3
chain3 CNAME www
dangling CNAME nothing
away CNAME www.example.org.
round1 CNAME round2
round2 CNAME round1
dname DNAME target
host.target A 198.51.100.60
*.wild TXT "wildcard"
empty.nonterminal A 192.0.2.7
sp\\032ace A 192.0.2.32
unknown TYPE65400 \\# 4 DEADBEEF
svcb SVCB 1 svc alpn="h2,h3" port=8443
big TXT "${'x'.repeat(250)}" "${'y'.repeat(250)}" "${'z'.repeat(250)}" "${'w'.repeat(250)}" "${'v'.repeat(250)}"
`;

/** Put to named; signatures are shown but with -i. */
const SIGNED = [
  '-i www.example.com',
  '+noroot www.example.com',
  '+noroot +nodnssec www.example.com',
  '+noroot chain1.example.com',
  '-i +rtrace chain1.example.com',
  '-i +mtrace alias.example.com',
  '+noroot +mtrace +multiline example.com DNSKEY',
  '+noroot example.com ANY',
  '-i example.com ANY',
  '+noroot +nodnssec example.com ANY',
  '+noroot www.example.com RRSIG',
  '-i nothing.example.com',
  '+noroot +multiline nothing.example.com',
  '-i +unknownformat www.example.com AAAA',
  '-i +nottl +noclass www.example.com MX',
  '-i dangling.example.com',
  '-i +yaml dangling.example.com',
  '-i +short dangling.example.com',
  '-i +notrust dangling.example.com',
  '-i away.example.com',
  '-i round1.example.com',
  '-i host.dname.example.com',
  '+noroot host.dname.example.com',
  '-i x.wild.example.com MX',
  '+noroot nonterminal.example.com',
  '-i long.example.com',
  '-i zero.example.com',
  '-i mixed.example.com',
  '-i sp\\032ace.example.com',
  '-i unknown.example.com TYPE65400',
  '-i +short big.example.com TXT',
  '-i +tcp www.example.com',
  '+noroot +nocrypto +norrcomments example.com DNSKEY',
  '+noroot +split=8 example.com DNSKEY',
  '+noroot +nosplit +multi example.com DNSKEY',
  '+noroot +short +multi example.com SOA',
  '-i +multi +noall example.com SOA',
  '-i +yaml example.com AAAA',
  '+noroot +yaml example.com TXT',
  '-i +yaml +notrust +short svcb.example.com SVCB',
  '-i +unknownformat +multi example.com SOA',
  '-i +noclass www.example.com',
  '-i www.example.org',
  '-i +yaml www.example.org',
  '-i -t BAD -q www.example.com -c CH more words',
  '-i -t A -t MX -c IN -c IN -c XX example.com',
  '-i example.com IN CH MX',
  '-i -x 192.0.2.80',
  '-i -x 2001:db8::1 -t A',
  '-i',
  '-i a..b',
  '-i -b 127.0.0.1 +split=10 www.example.com',
  '-i -b 9.9.9.9 www.example.com',
  '-i -b ::1 www.example.com',
  '-i -m +cd +nodlv +root +comments www.example.com',
];

/** Nobody is asked. */
const MISTAKEN = [
  '-v',
  '-iZ',
  '-q',
  '+foo',
  '+nosplit=4 a',
  '+dlv a',
  '+split=abc a',
  '+root=foo a',
  '+root=foo.. a',
  '-p abc a',
  '-p 70000 a',
  '-d 100 a',
  '-t AXFR a',
  '-4 -6 a',
  '-6 @127.0.0.1 a',
  '-b foo a',
  '-b 127.0.0.1 -b 127.0.0.2 a',
  '-a /nonexistent/keys a',
];

/** Put to a server that answers by the first label. */
const ODD = [
  'servfail.test',
  'refused.test',
  'reserved.test',
  'notify.test',
  'formerr.test',
  'formerr-edns.test',
  'old.test',
  'empty.test',
  'aaempty.test',
  'nosoa.test',
  'soattl.test',
  'referral.test',
  'other.test',
  'mixed.test',
  'many.test ANY',
  'loopa.test',
  'loopa.test CNAME',
  'c12.test',
];

const KEY =
  '257 3 13 "PbOESHbPOhuh9fohgfhQi1eMKC9NFwGhRiWNfVJ9bYjHx0bXKkRZQ8B4adtF91SDPBzpv22XV0WiyiL6L4vbig=="';
/** Files for -a, each with words behind it; where the key is not above the name, there is nothing to validate. */
const ANCHORS: readonly (readonly [file: string, words: string])[] = [
  [`trust-anchors { "org" static-key ${KEY}; };`, '+root=org www.example.com'],
  [`trust-anchors { "org" static-key ${KEY}; };`, '+root=org +vtrace nothing.example.com'],
  [`trust-anchors { "org" static-key ${KEY}; };`, '+root=org +yaml www.example.com AAAA'],
  [`trust-anchors { "org" static-key ${KEY}; };`, 'www.example.com'],
  [`trusted-keys { "org" ${KEY}; };`, 'www.example.com'],
  [`trust-anchors { "org" foo-key ${KEY}; };`, 'www.example.com'],
  ['trust-anchors { "." static-key 257 3 13; };', 'www.example.com'],
  ['trust-anchors { "." static-key 257 3 13 "####"; };', 'www.example.com'],
  ['trust-anchors { "." static-ds 99999 13 2 "00"; };', 'www.example.com'],
  ['trust-anchors { "a..b" static-ds 9 13 2 "00"; };', 'www.example.com'],
  ['trust-anchors { "."; };', 'www.example.com'],
  ['options { };', 'www.example.com'],
  ['', 'www.example.com'],
];

const CACHE = '@127.53.0.53';
const LAB = [
  `${CACHE} -i www.tiscali.co.uk`,
  `${CACHE} +noroot +rtrace webmail.tiscali.co.uk`,
  `${CACHE} -i tiscali.co.uk MX`,
  `${CACHE} -i nothing.tiscali.co.uk`,
  `${CACHE} -i +yaml www.tiscali.co.uk AAAA`,
  `${CACHE} -i +mtrace tiscali.co.uk NS`,
  `${CACHE} +noroot -x 127.53.9.1`,
  `${CACHE} -i +multiline tiscali.co.uk SOA`,
  '@127.53.9.53 -i www.tiscali.co.uk',
  '@127.53.9.53 -i www.google.com',
  '@127.53.1.1 -i www.tiscali.co.uk',
  '@127.53.1.1 -i nosuchdomain',
];

let named: ChildProcess | null = null;
let folder = '';
let port = 0;
let oddPort = 0;
let odd: Socket | null = null;
let lab: OpenLab;

beforeAll(async () => {
  lab = await openLab('delv beside delv');
  oddPort = await freePort();
  odd = createSocket('udp4');
  odd.on('message', (octets, from) => {
    const decoded = decodeMessage(octets);
    if (decoded.kind === 'message') odd?.send(encodeMessage(oddly(decoded.message)), from.port, from.address);
  });
  await new Promise<void>((resolve) => odd?.bind(oddPort, '127.0.0.1', resolve));
  if (findProgram('delv') !== null && findProgram('dnssec-signzone') !== null) await startNamed();
}, 30_000);

afterAll(async () => {
  odd?.close();
  await lab.close();
  if (named === null) return;
  const process = named;
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

async function startNamed(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-delv-'));
  port = await freePort();
  const zone = join(folder, 'example.zone');
  writeFileSync(zone, ZONE);
  const key = ['-K', folder, '-a', 'ECDSAP256SHA256', '-n', 'ZONE'];
  await runProgram('dnssec-keygen', [...key, 'example.com']);
  await runProgram('dnssec-keygen', [...key, '-f', 'KSK', 'example.com']);
  const how = ['-S', '-K', folder, '-d', folder, '-o', 'example.com', '-N', 'keep', '-P'];
  const { status, err } = await runProgram('dnssec-signzone', [...how, '-f', join(folder, 'signed'), zone]);
  if (status !== 0) throw new Error(err);
  const conf = join(folder, 'named.conf');
  writeFileSync(
    conf,
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
      dnssec-validation no; notify no; pid-file none; rrset-order { order none; }; };
    controls { };
    zone "example.com" { type primary; file "signed"; check-names ignore; };\n`,
  );
  const started = spawn(findProgram('named') ?? 'named', ['-g', '-n', '1', '-c', conf], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  named = started;
  await new Promise<void>((resolve, reject) => {
    let log = '';
    started.stderr?.on('data', (data: Buffer) => {
      log += String(data);
      if (/not loaded/.test(log)) reject(new Error(`the zone is wrong:\n${log}`));
      if (/ running$/m.test(log)) resolve();
    });
    started.once('exit', () => reject(new Error(`named did not start:\n${log}`)));
  });
}

/** A response as the first label wants it. */
function oddly(query: Message): Message {
  const name = query.questions[0]?.name.toString() ?? '';
  const label = name.split('.')[0] ?? '';
  const ra = true;
  const edns = query.edns && { ...query.edns, options: [] };
  const chain = /^c(\d+)$/.exec(label);
  if (chain && chain[1] !== '0')
    return says(query, { ra, answer: `${name} 60 IN CNAME c${Number(chain[1]) - 1}.test.` });
  switch (label) {
    case 'servfail':
      return responseTo(query, { ra, rcode: 2 });
    case 'refused':
      return responseTo(query, { ra, rcode: 5, edns });
    case 'reserved':
      return responseTo(query, { ra, rcode: 12 });
    case 'notify':
      return responseTo(query, { ra, opcode: 4 });
    case 'formerr':
      return responseTo(query, { ra, rcode: 1 });
    case 'formerr-edns':
      return responseTo(query, { ra, rcode: 1, edns });
    case 'old':
      if (query.edns) return responseTo(query, { ra, rcode: 1 });
      break;
    case 'empty':
    case 'aaempty':
      return responseTo(query, { ra, aa: label === 'aaempty' });
    case 'nosoa':
      return says(query, { ra, rcode: 3, authority: 'test. 60 IN NS ns.test.' });
    case 'soattl':
      return says(query, { ra, rcode: 3, authority: 'test. 20000 IN SOA m.test. r.test. 1 2 3 4 100' });
    case 'referral':
      return says(query, { ra, authority: 'test. 60 IN NS ns.test.' });
    case 'other':
      return says(query, { ra, answer: 'else.test. 60 IN A 192.0.2.1' });
    case 'mixed':
      return says(query, { ra, answer: `${name} 60 IN A 192.0.2.9\n${name} 30 IN A 192.0.2.1` });
    case 'many':
      return says(query, {
        ra,
        answer: ['A 192.0.2.1', 'HINFO "a" "b"', 'MX 1 m.test.', 'CAA 0 issue "ca"', 'TXT "t"', 'PTR p.test.']
          .map((data) => `${name} 60 IN ${data}\n`)
          .join(''),
      });
    case 'loopa':
      return says(query, { ra, answer: `${name} 60 IN CNAME loopb.test.` });
    case 'loopb':
      return says(query, { ra, answer: `${name} 60 IN CNAME loopa.test.` });
  }
  return says(query, { ra, answer: `${name} 60 IN A 192.0.2.1` });
}

describe("prints what BIND's delv prints", () => {
  test.concurrent.for(SIGNED)('of a signed zone: delv %s', { timeout: 20_000 }, async (line, context) => {
    needsPrograms(context, 'delv', 'dnssec-signzone', 'named');
    await beside(context, ['@127.0.0.1', '-p', String(port), ...line.split(' ')]);
  });

  test.concurrent.for(ANCHORS)('of a file of keys: %s, delv %s', async ([file, line], context) => {
    needsPrograms(context, 'delv', 'dnssec-signzone', 'named');
    // A file for each: they run at the same time, and one that is being written is no file of keys.
    const number = ANCHORS.findIndex((anchor) => anchor[0] === file && anchor[1] === line);
    const keys = join(folder, `trusted.keys-${number}`);
    writeFileSync(keys, `${file}\n`);
    await beside(context, ['@127.0.0.1', '-p', String(port), '-a', keys, ...line.split(' ')]);
  });

  test.concurrent.for(MISTAKEN)('of words that are wrong: delv %s', async (line, context) => {
    await beside(context, line.split(' '));
  });

  test.concurrent.for(ODD)('of odd answers: delv -i %s', { timeout: 20_000 }, async (line, context) => {
    await beside(context, ['@127.0.0.1', '-p', String(oddPort), '-i', ...line.split(' ')]);
  });

  test.concurrent.for(LAB)('of the lab’s servers: delv %s', { timeout: 20_000 }, async (line, context) => {
    // Asked once before, so that both find the same in the cache.
    const words = ['-p', String(lab.port), ...line.split(' ')];
    await ours(words);
    await beside(context, words);
  });
});

async function beside(context: TestContext, words: readonly string[]): Promise<void> {
  needsPrograms(context, 'delv');
  const real = await runProgram('delv', words);
  const { out, err, status } = await ours(words);
  expect(maskDelv(out)).toBe(maskDelv(real.out));
  expect(maskDelv(err)).toBe(maskDelv(real.err));
  expect(status).toBe(real.status);
}

async function ours(words: readonly string[]): Promise<{ out: string; err: string; status: number }> {
  let out = '';
  let err = '';
  const status = await delv({
    ...realContext(words, new AbortController().signal),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  });
  return { out, err, status };
}
