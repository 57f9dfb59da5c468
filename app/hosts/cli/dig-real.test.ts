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
apl APL 1:192.168.32.0/21 2:2001:db8::/32
`;

/** For +dns64prefix: one prefix with both well-known addresses behind it, and one with a single one. */
const IPV4ONLY = `$TTL 300
@ SOA ns.example.com. hostmaster.example.com. 1 7200 900 1209600 600
@ NS ns1.example.com.
@ AAAA 64:ff9b::192.0.0.170
@ AAAA 64:ff9b::192.0.0.171
@ AAAA 2001:db8:122:344::192.0.0.170
`;

/** Signed transfers of several messages need a zone that one message cannot hold. */
const LARGE = `$TTL 300
@ SOA ns1.example.com. hostmaster.example.com. 3 7200 900 1209600 600
@ NS ns1.example.com.
${Array.from({ length: 700 }, (_, i) => `h${i} TXT "${'some text '.repeat(8)}${i}"`).join('\n')}
`;

const SECRET = 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0';
const KEYS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'].map((hash) => `hmac-${hash}`);
const KEY = `-y hmac-sha256:hmac-sha256:${SECRET}`;

/** By name in the folder where both run; `@` stands for it. */
const FILES: Readonly<Record<string, string>> = {
  'good.key': `key "hmac-sha256" {\n\talgorithm hmac-sha256;\n\tsecret "${SECRET}";\n};\n`,
  'two.key': `key a { algorithm hmac-md5; secret "YWJj"; };\nkey b { algorithm hmac-md5; secret "YWJj"; };\n`,
  'algorithm.key': 'key a { algorithm hmac-nosuch; secret "YWJj"; };\n',
  'secret.key': 'key a { algorithm hmac-sha256; secret "%%%"; };\n',
  'half.key': 'key a { algorithm hmac-sha256; };\n',
  'syntax.key': 'key a { algorithm hmac-sha256 secret "YWJj"; };\n',
  'garbage.key': 'hello world\n',
  'empty.key': '',
};

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
  // Words that are read in their own way.
  '+aaflag= www.example.com',
  '+=aaflag= www.example.com',
  '+bufsize=40000 +qr www.example.com',
  '+ednsopt=2 +ednsopt=15:0001 +qr www.example.com',
  '+https +nohttps www.example.com',
  '+http-plain +nohttp-plain www.example.com',
  'www.example.com -p 0 +tries=1',
  '@::ffff:7f00:1 www.example.com +tries=1',
  '-4 @::1 www.example.com',
  '@::1%lo www.example.com',
  '-f .',
  '+dns64prefix',
  'www.example.com +dns64prefix example.com',
  // YAML.
  '+opcode=update +yaml +qr example.com SOA',
  "+yaml it's.example.com",
  '+yaml apl.example.com APL',
  '+yaml +ednsopt=15:0016 +qr www.example.com',
  // Internationalised names.
  '+idnin bücher.example.com',
  '+idnin +idnout bücher.example.com',
  '+idnin ﬁ①ΑΣẞ.example.com',
  '+idnin *.ü_ö.example.com',
  '+idnin abc-.example.com',
  '+idnin ab--c.example.com',
  '+idnin aא.example.com',
  '+idnin אב1.example.com',
  '+idnin a\u200db.example.com',
  '+idnin \u0301a.example.com',
  '+idnin ü,ö.example.com',
  '+idnin xn--a.example.com',
  '+idnin xn--zzz999.example.com',
  `+idnin ${'ü'.repeat(62)}.example.com`,
  // Keys.
  ...KEYS.map((name) => `-y ${name}:${name}:${SECRET} www.example.com`),
  `-y hmac-md5:${SECRET} www.example.com`,
  `-y hmac-sha256-128:hmac-sha256:${SECRET} www.example.com`,
  `-y hmac-sha256-64:hmac-sha256:${SECRET} www.example.com`,
  `-y hmac-sha256-264:hmac-sha256:${SECRET} www.example.com`,
  `-y hmac-sha256-x:hmac-sha256:${SECRET} www.example.com`,
  '-y hmac-sha256:hmac-sha256:d3Jvbmd3cm9uZw== www.example.com',
  '-y hmac-sha256:hmac-sha256:d3Jvbmd3cm9uZw== +tcp +yaml www.example.com',
  '-y nosuch:YWJj www.example.com',
  '-y hmac-nosuch:a:YWJj www.example.com',
  '-y a..b:YWJjYWJjYWJj www.example.com',
  `${KEY} +qr +padding=128 www.example.com`,
  `${KEY} +yaml +qr www.example.com`,
  `${KEY} +multiline +noall +additional nope.example.com`,
  `${KEY} +header-only www.example.com`,
  ...['good', 'two', 'algorithm', 'secret', 'half', 'syntax', 'garbage', 'empty', 'none'].map(
    (name) => `-k @/${name}.key www.example.com`,
  ),
  '-k @ www.example.com',
  // TLS and HTTP.
  '-p $TLS +tls www.example.com',
  '-p $TLS +tls +yaml +qr www.example.com',
  '-p $TLS +tls www.example.com example.com NS',
  '-p $TLS +tls +keepopen www.example.com example.com NS',
  '-p $TLS +tls signed.test AXFR',
  '-p $TLS +tls-ca www.example.com',
  '-p $TLS +tls-ca=@/none.pem www.example.com',
  '-p $TLS +tls +tls-certfile=@/none.pem www.example.com',
  '-p $TLS +notcp +tls +tries=1 www.example.com',
  '-p $HTTPS +https www.example.com',
  '-p $HTTPS +https=/nowhere +tries=1 www.example.com',
  '-p $HTTPS +https-get +dnssec www.example.com',
  '-p $HTTPS +https +tls-ca www.example.com',
  '-p $HTTP +http-plain +yaml www.example.com',
  '-p $HTTP +http-plain-get www.example.com',
  '-p $HTTP +https +tries=1 www.example.com',
  // Transfers.
  'dynamic.test IXFR=3',
  'dynamic.test IXFR=4',
  'dynamic.test IXFR=5',
  '+notcp dynamic.test IXFR=3',
  '-k @/good.key dynamic.test IXFR=3',
  '-k @/good.key +noall +stats large.test AXFR',
  '-k @/good.key +yaml signed.test AXFR',
  'signed.test AXFR',
];

let named: ChildProcess | null = null;
let folder = '';
let isBind918 = false;
let port = 0;
/** By the word that stands for it in a line. */
let securePorts: Readonly<Record<string, number>> = {};

beforeAll(async () => {
  const program = findProgram('named');
  if (program === null || findProgram('dig') === null) return;
  const { out, err } = await runProgram('dig', ['-v']);
  isBind918 = (out + err).includes('9.18.');
  // By it the real one knows what is a letter.
  process.env['LC_ALL'] = 'C.UTF-8';
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-dig-'));
  port = await freePort();
  const [tls, https, http] = [await freePort(), await freePort(), await freePort()];
  securePorts = { TLS: tls, HTTPS: https, HTTP: http };
  const zones = { example: ZONE, signed: ZONE, dynamic: ZONE, ipv4only: IPV4ONLY, large: LARGE };
  for (const [name, text] of Object.entries(zones)) {
    const moved = name === 'signed' || name === 'dynamic' ? text.replace('2026010110', '3') : text;
    writeFileSync(join(folder, `${name}.zone`), moved);
  }
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; };
      listen-on port ${tls} tls ephemeral { 127.0.0.1; };
      listen-on port ${https} tls ephemeral http default { 127.0.0.1; };
      listen-on port ${http} tls none http default { 127.0.0.1; }; listen-on-v6 { none; }; recursion no;
      dnssec-validation no; notify no; pid-file none; rrset-order { order none; }; allow-transfer { any; };
      server-id "example"; };
    controls { };
    ${KEYS.map((name) => `key "${name}" { algorithm ${name}; secret "${SECRET}"; };`).join(' ')}
    zone "example.com" { type primary; file "example.zone"; };
    zone "ipv4only.arpa" { type primary; file "ipv4only.zone"; };
    zone "large.test" { type primary; file "large.zone"; };
    zone "dynamic.test" { type primary; file "dynamic.zone"; allow-update { any; }; };
    zone "signed.test" { type primary; file "signed.zone"; allow-transfer { key hmac-sha256; }; };\n`,
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
  // Two changes, for incremental transfers to tell of.
  for (const change of ['add new.dynamic.test. 300 A 192.0.2.1', 'delete mail.dynamic.test. A'])
    await runProgram('nsupdate', [], {
      stdin: Buffer.from(`server 127.0.0.1 ${port}\nzone dynamic.test\nupdate ${change}\nsend\n`),
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
      const given = line
        .replaceAll(/@(?=[/ ])/g, folder)
        .replaceAll(/\$(\w+)/g, (_, name: string) => String(securePorts[name]));
      const words = ['@127.0.0.1', '-p', String(port), '-r', ...given.split(' ')];
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
