/** Whole zones over TCP: `rootwalk named` and BIND's named give the same messages, and log the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../testing/free-port.ts';
import { NamedPrograms, type RunningProgram } from '../../testing/named-program.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';

const KEY = 'hmac-sha256:mover:MTIzNDU2Nzg5MDEyMzQ1Ng==';
const SMALL = `$TTL 60
@ SOA a b 5 2 3 4 5
@ NS ns
@ NS ns2
@ MX 5 ns
@ TXT "a" "b"
ns A 127.0.0.1
ns AAAA ::1
ns2 A 127.0.0.2
b A 192.0.2.4
a.b A 192.0.2.5
a.b A 192.0.2.6
*.w A 192.0.2.4
Z A 192.0.2.1
sub NS ns.sub
ns.sub A 192.0.2.9
`;

let programs: NamedPrograms;
const ports = { ours: 0, real: 0 };
let running: Readonly<Record<'ours' | 'real', RunningProgram>> | null = null;

beforeAll(async () => {
  programs = await NamedPrograms.make();
  programs.write('small.zone', SMALL);
  const hosts = Array.from({ length: 3000 }, (_, i) => `host${i} A 10.0.${i >> 8}.${i & 255}\n`);
  programs.write('big.zone', `$TTL 60\n@ SOA a b 5 2 3 4 5\n@ NS ns\nns A 127.0.0.1\n${hosts.join('')}`);
}, 60_000);

afterAll(() => programs.remove());

const zone = (name: string, more = '', file = 'small'): string =>
  `zone "${name}" { type primary; file "${file}.zone"; ${more} };\n`;

async function start(): Promise<void> {
  ports.ours = await freePort();
  ports.real = await freePort();
  const text = (port: number): string =>
    `key mover { algorithm hmac-sha256; secret "MTIzNDU2Nzg5MDEyMzQ1Ng=="; };
     options { directory "${programs.folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; };
       pid-file none; session-keyfile none; dnssec-validation no; notify no; };
     zone "." { type hint; file "named.root"; };
     ${zone('own.test')}${zone('big.test', '', 'big')}${zone('closed.test', 'allow-transfer { none; };')}
     ${zone('hidden.test', 'allow-query { none; };')}${zone('key.test', 'allow-transfer { key mover; };')}
     ${zone('bad.test', '', 'none')}`;
  const ours = programs.ours(text(ports.ours), '-g');
  const real = programs.real(text(ports.real), '-g');
  await Promise.all([ours.says('running\n'), real.says('running\n')]);
  running = { ours, real };
}

/** What dig prints, but for what differs from run to run. */
async function dig(port: number, words: string): Promise<string> {
  const args = ['-r', '@127.0.0.1', '-p', String(port), '+tries=1', '+timeout=5', ...words.split(' ')];
  const { out } = await runProgram('dig', args);
  return out
    .split('\n')
    .filter((line) => !/^(;; (Query time|SERVER|WHEN)|; <<>>|; COOKIE)/.test(line))
    .filter((line) => !/^ +(id|query_time|response_time|response_port|query_port): |_time: /.test(line))
    .map((line) => line.replace(/, id: \d+/, '').replace(/ \d+ 300 (\d+) (\S+ )?\d+ (NO|BAD)/, ' $1 $3'))
    .join('\n');
}

/** Lines about transfers, without what differs from run to run. */
function told(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.includes('transfer'))
    .map((line) =>
      line
        .replace(/^.*client @0x[0-9a-f]+ /, '')
        .replace(/#\d+/, '')
        .replace(/\d+\.\d+ secs \(\d+ bytes/, 'secs (bytes'),
    );
}

test('transfers are the same as named’s, message for message, and so is what is logged', async (context) => {
  needsPrograms(context, 'dig', 'named');
  await start();
  const lines = [
    ...['own.test', 'closed.test', 'hidden.test', 'key.test', 'bad.test', 'nowhere.test', 'ns.own.test'].map(
      (name) => `${name} axfr`,
    ),
    'own.test axfr +noedns',
    'own.test axfr +nocookie +nsid',
    'own.test axfr +yaml',
    'version.bind ch axfr',
    ...[4, 5, 6, 2_147_483_653, 2_147_483_654].flatMap((serial) => [
      `own.test ixfr=${serial}`,
      `own.test ixfr=${serial} +notcp`,
    ]),
    'closed.test ixfr=4 +notcp',
    `key.test axfr -y ${KEY}`,
    `key.test ixfr=4 -y ${KEY}`,
    `key.test axfr -y ${KEY.replace('MTI', 'MTM')}`,
    'big.test axfr',
    'big.test axfr +nocookie +noedns',
    `big.test axfr -y ${KEY}`,
  ];
  const different: unknown[] = [];
  for (const words of lines) {
    const [ours, real] = await Promise.all([dig(ports.ours, words), dig(ports.real, words)]);
    if (ours !== real) different.push({ words, ours: ours.slice(-2000), real: real.slice(-2000) });
  }
  expect(different).toEqual([]);
  expect(told(running?.ours.log() ?? '')).toEqual(told(running?.real.log() ?? ''));
  expect(told(running?.ours.log() ?? '').length).toBeGreaterThan(20);
}, 60_000);
