/**
 * Our host and nslookup beside BIND's: the same words, and the same lines on standard input, to the same real named on
 * the loopback; outputs and exit status compared octet by octet after what differs by nature is masked.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestContext } from 'vitest';
import { host } from '../../engine/tools/host/host.ts';
import { nslookup } from '../../engine/tools/nslookup/nslookup.ts';
import { linesOf } from '../../engine/tools/shared/input-lines.ts';
import type { Tool } from '../../engine/tools/tool.ts';
import { freePort } from '../../testing/free-port.ts';
import { maskLookup } from '../../testing/lookup-mask.ts';
import { findProgram, needsPrograms, runProgram } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

// The name server's name is an address to getaddrinfo, so that -C finds it without anybody's help.
const ZONE = `$TTL 3600
@ SOA ns1.example.com. hostmaster.example.com. 2026010110 7200 900 1209600 600
@ NS 127.0.0.1.
@ MX 10 mail
@ TXT "v=spf1 mx -all" "with \\"quotes\\" and \\\\ slash"
www 300 A 192.0.2.80
www 300 A 192.0.2.81
www 300 AAAA 2001:db8::80
mail A 192.0.2.25
six AAAA 2001:db8::6
alias CNAME www
chain1 CNAME chain2
chain2 CNAME mail
away CNAME www.example.org.
round1 CNAME round2
round2 CNAME round1
_sip._tcp SRV 10 5 5060 www
sp\\032ace A 192.0.2.32
hinfo HINFO "PC" "Linux"
loc LOC 51 30 12.748 N 0 7 39.612 W 0.00m 10m 10000m 10m
unknown TYPE65400 \\# 4 DEADBEEF
key DNSKEY 257 3 13 8T5y0XyyhwAE9piMezYiGwjG8C2lj30g4C9Tfp4N+f25WkS+N0Dy0wVkuh1oyvk+PZAr80NnkObM4pXhEELaUQ==
big TXT "${'x'.repeat(250)}" "${'y'.repeat(250)}" "${'z'.repeat(250)}"
sub NS ns.sub
ns.sub A 127.0.0.2
`;
const REVERSE = `$TTL 3600
@ SOA ns1.example.com. hostmaster.example.com. 1 7200 900 1209600 600
@ NS 127.0.0.1.
80 PTR www.example.com.
`;

const TYPES = ['mx', 'ns', 'soa', 'txt', 'any', 'srv', 'TYPE16', 'aaaa', 'cname'];

/** Behind the words come the port and the server, unless there is a `!` in front. */
const HOST_LINES = [
  'www.example.com',
  '-v www.example.com',
  'alias.example.com',
  '-v alias.example.com',
  'chain1.example.com',
  'away.example.com',
  'round1.example.com',
  'six.example.com',
  'nope.example.com',
  '-v nope.example.com',
  'www.example.org',
  '192.0.2.80',
  '192.0.2.81',
  '2001:db8::80',
  'sp\\032ace.example.com',
  'sub.example.com',
  ...TYPES.map((type) => `-t ${type} example.com`),
  '-t hinfo hinfo.example.com',
  '-t loc loc.example.com',
  '-t dnskey key.example.com',
  '-t TYPE65400 unknown.example.com',
  '-t mx www.example.com',
  '-t txt big.example.com',
  '-T -t txt big.example.com',
  '-a example.com',
  '-A example.com',
  '-U -t any example.com',
  '-l example.com',
  '-l -v example.com',
  '-l -t mx example.com',
  '-l -t any example.com',
  '-l -a example.com',
  '-t axfr example.com',
  '-l example.org',
  '-t ixfr=2026010110 example.com',
  '-t ixfr=1 example.com',
  '-C example.com',
  '-C -v example.com',
  '-C nope.example.com',
  '-r www.example.com',
  '-d www.example.com',
  '-c CH -t txt version.bind',
  '-c hs www.example.com',
  '-W 1 -R 3 -N 2 -s www.example.com',
  '-6 www.example.com',
  'a..b',
  '-tmx example.com',
  '-- www.example.com',
  '! -p 1 www.example.com 127.0.0.1',
  '! -p 1 -R 3 -v www.example.com 127.0.0.1',
  '! -p 1 -T www.example.com 127.0.0.1',
  '! -p 1 -C example.com 127.0.0.1',
  '! -4 -6 www.example.com',
  '! -t nosuch www.example.com',
  '! -c nosuch www.example.com',
  '! -V',
  '!',
  '! -',
  '! -x www.example.com',
  '! -t',
];

const NSLOOKUP_LINES = [
  'www.example.com',
  'alias.example.com',
  'chain1.example.com',
  'away.example.com',
  'round1.example.com',
  'mail.example.com',
  'six.example.com',
  'example.com',
  'nope.example.com',
  'www.example.org',
  '192.0.2.80',
  '192.0.2.81',
  '2001:db8::80',
  'sub.example.com',
  ...TYPES.map((type) => `-type=${type} example.com`),
  '-q=mx www.example.com',
  '-type=hinfo hinfo.example.com',
  '-type=loc loc.example.com',
  '-type=dnskey key.example.com',
  '-type=TYPE65400 unknown.example.com',
  '-type=txt big.example.com',
  '-type=axfr example.com',
  '-type=soa nope.example.com',
  '-debug www.example.com',
  '-deb -type=soa example.com',
  '-debug nope.example.com',
  '-debug 192.0.2.80',
  '-norecurse sub.example.com',
  '-norec -type=mx sub.example.com',
  '-vc www.example.com',
  '-class=ch -type=txt version.bind',
  '-domain=example.com www',
  '-domain=example.com nope',
  '-domain=example.com -nosearch www',
  '-foo www.example.com',
  '-type=nosuch www.example.com',
  '-class=nosuch www.example.com',
  '-retry=x -timeout=-1 -ndots=200 www.example.com',
  'a..b',
  '! -port=1 www.example.com 127.0.0.1',
  '! -port=1 -retry=1 www.example.com 127.0.0.1',
  '! -port=1 -vc www.example.com 127.0.0.1',
  '! -port=99999 -version',
  '! www.example.com 127.0.0.1 more',
];

/** What is typed, `;` for the end of a line. */
const TYPED = [
  'set type=mx;example.com;set type=a;www.example.com;set all',
  'nope.example.com;www.example.com',
  'server 127.0.0.1;www.example.com;lserver 127.0.0.1;server',
  'root;finger;finger x;ls example.com;view f;help;?;HELP',
  ';  ;\t;set;set foo;set port;set port=abc',
  'SET Type=soa;example.com;Exit;www.example.com',
  'set deb;www.example.com;set nodeb;www.example.com',
  'set vc;set nosea;set norec;set ret=2;set t=3;set ndots=2;set do=example.com;set all;www',
  'set se;set nof;set d;set v;set cl=ch;set q=txt;version.bind',
  'set recurse;set defname;set novc;set fail;set nofail;set silent;set all',
  '192.0.2.80;a..b;www.example.com',
];

let named: ChildProcess | null = null;
let folder = '';
let isBind918 = false;
let port = 0;

beforeAll(async () => {
  const program = findProgram('named');
  if (program === null || findProgram('host') === null) return;
  isBind918 = (await runProgram('host', ['-V'])).err.includes('9.18.');
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-lookup-'));
  port = await freePort();
  writeFileSync(join(folder, 'example.zone'), ZONE);
  writeFileSync(join(folder, 'reverse.zone'), REVERSE);
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
      dnssec-validation no; notify no; pid-file none; rrset-order { order none; }; allow-transfer { any; };
      version "example"; };
    controls { };
    zone "example.com" { type primary; file "example.zone"; };
    zone "2.0.192.in-addr.arpa" { type primary; file "reverse.zone"; };\n`,
  );
  const started = spawn(program, ['-g', '-n', '1', '-c', join(folder, 'named.conf')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  named = started;
  await new Promise<void>((resolve, reject) => {
    let log = '';
    started.stderr?.on('data', (data: Buffer) => {
      log += String(data);
      if (/ running$/m.test(log)) resolve();
    });
    started.once('exit', () => reject(new Error(`named did not start:\n${log}`)));
  });
}, 20_000);

afterAll(async () => {
  if (named === null) return;
  const process = named;
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill();
  await gone;
  rmSync(folder, { recursive: true, force: true });
});

describe("prints what BIND's host prints", () => {
  test.for(HOST_LINES)('host %s', { timeout: 20_000 }, async (line, context) => {
    const words = line.startsWith('!') ? wordsOf(line.slice(1)) : ['-p', String(port), ...wordsOf(line)];
    await beside(context, 'host', host, line.startsWith('!') ? words : [...words, '127.0.0.1']);
  });
});

describe("prints what BIND's nslookup prints", () => {
  test.for(NSLOOKUP_LINES)('nslookup %s', { timeout: 20_000 }, async (line, context) => {
    const words = line.startsWith('!') ? wordsOf(line.slice(1)) : [`-port=${port}`, ...wordsOf(line)];
    await beside(context, 'nslookup', nslookup, line.startsWith('!') ? words : [...words, '127.0.0.1']);
  });

  test.for(TYPED)('at its prompt: %s', { timeout: 20_000 }, async (typed, context) => {
    const words = [`-port=${port}`, '-', '127.0.0.1'];
    await beside(context, 'nslookup', nslookup, words, typed.replaceAll(';', '\n') + '\n');
  });
});

async function beside(
  context: TestContext,
  name: string,
  tool: Tool,
  words: readonly string[],
  stdin = '',
): Promise<void> {
  needsPrograms(context, name, 'named');
  if (!isBind918) context.skip('another host than 9.18');
  const real = await runProgram(name, words, { stdin: Buffer.from(stdin) });
  let out = '';
  let err = '';
  const status = await tool({
    ...realContext(words, new AbortController().signal),
    input: linesOf(stdin),
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    terminal: false,
  });
  expect(maskLookup(out)).toBe(maskLookup(real.out));
  expect(maskLookup(err)).toBe(maskLookup(real.err));
  expect(status).toBe(real.status);
}

function wordsOf(line: string): string[] {
  return line.split(' ').filter((word) => word !== '');
}
