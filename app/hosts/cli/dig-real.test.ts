/**
 * Our dig beside BIND's: the same words to the same real named on the loopback, the outputs compared octet by octet
 * after what differs by nature (id, times, version, cookie) is masked.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dig } from '../../engine/tools/dig/dig.ts';
import { maskDig } from '../../testing/dig-mask.ts';
import { freePort } from '../../testing/free-port.ts';
import { findProgram, needsPrograms, runProgram } from '../../testing/programs.ts';
import { realContext } from './real-context.ts';

const ZONE = `$TTL 3600
@ SOA ns1.example.com. hostmaster.example.com. 2026010110 7200 900 1209600 600
@ NS ns1
@ NS ns2.example.net.
@ MX 10 mail
@ TXT "v=spf1 mx -all" "with \\"quotes\\" and \\\\ slash"
@ CAA 0 issue "ca.example.net"
ns1 A 127.0.0.1
www 300 A 192.0.2.80
www 300 AAAA 2001:db8::80
mail A 192.0.2.25
alias CNAME www
*.wild TXT "any"
_sip._tcp SRV 10 5 5060 www
key DNSKEY 257 3 13 8T5y0XyyhwAE9piMezYiGwjG8C2lj30g4C9Tfp4N+f25WkS+N0Dy0wVkuh1oyvk+PZAr80NnkObM4pXhEELaUQ==
big TXT "${'x'.repeat(250)}" "${'y'.repeat(250)}" "${'z'.repeat(250)}" "${'a'.repeat(250)}" "${'b'.repeat(250)}"
sub NS ns.sub
ns.sub A 127.0.0.2
`;

/** Words after `@127.0.0.1 -p PORT`. */
const LINES = [
  'www.example.com',
  'example.com NS',
  'example.com MX +noall +answer',
  'example.com ANY +noall +answer',
  '+short www.example.com',
  '+short example.com TXT',
  'www.example.com +norec',
  'host.sub.example.com +norec',
  'nope.example.com',
  'www.example.com MX',
  'alias.example.com',
  '+tcp www.example.com',
  'big.example.com TXT',
  '+ignore big.example.com TXT',
  '+dnssec www.example.com',
  '+multiline example.com SOA',
  '+multiline key.example.com DNSKEY',
  '+nocomments www.example.com',
  '+nostats +nocmd www.example.com',
  '+noall +stats www.example.com',
  '+noedns www.example.com',
  '+nocookie www.example.com',
  '+qr +bufsize=512 www.example.com',
  '+identify +short www.example.com',
  '+ttlunits +nocl www.example.com',
  '+yaml www.example.com',
  '+nsid +subnet=192.0.2.0/24 www.example.com',
  '-x 192.0.2.80',
  '-t SRV _sip._tcp.example.com',
  '-c CH www.example.com',
  '-b 127.0.0.1 www.example.com',
  'example.com AXFR',
  'www.example.com example.com NS +short',
  '+edns=1 www.example.com',
  '+domain=example.com www',
  'www..example.com',
  '+nosuch www.example.com',
  '-z www.example.com',
  '+time=abc www.example.com',
  '-t NOSUCH www.example.com',
  '-h',
  '-v',
];

let named: ChildProcess | null = null;
let folder = '';
let isBind918 = false;
let port = 0;

beforeAll(async () => {
  const program = findProgram('named');
  if (program === null || findProgram('dig') === null) return;
  const { out, err } = await runProgram('dig', ['-v']);
  isBind918 = (out + err).includes('9.18.');
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-dig-'));
  port = await freePort();
  writeFileSync(join(folder, 'example.zone'), ZONE);
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
      dnssec-validation no; notify no; pid-file none; rrset-order { order none; }; allow-transfer { any; };
      server-id "example"; };
    controls { };
    zone "example.com" { type primary; file "example.zone"; };\n`,
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

describe("prints what BIND's dig prints", () => {
  for (const line of LINES) {
    test(`dig ${line}`, { timeout: 20_000 }, async (context) => {
      needsPrograms(context, 'dig', 'named');
      if (!isBind918) context.skip('another dig than 9.18');
      const words = ['@127.0.0.1', '-p', String(port), '-r', ...line.split(' ')];
      const real = await runProgram('dig', words);
      const ours = await ourDig(words);
      expect(maskDig(ours.out)).toBe(maskDig(real.out));
      expect(maskDig(ours.err)).toBe(maskDig(real.err));
      expect(ours.status).toBe(real.status);
    });
  }
});

async function ourDig(words: readonly string[]): Promise<{ out: string; err: string; status: number }> {
  let out = '';
  let err = '';
  const context = {
    ...realContext(words, new AbortController().signal),
    out: (text: string) => void (out += text),
    err: (text: string) => void (err += text),
    terminal: false,
  };
  const status = await dig(context);
  return { out: utf8(out), err: utf8(err), status };
}

function utf8(octets: string): string {
  return Buffer.from(octets, 'latin1').toString('utf8');
}
