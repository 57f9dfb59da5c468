/** Whole configurations beside named-checkconf 9.18: every message, and the text of -p. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../random.ts';
import { needsPrograms, runProgram } from '../../testing/programs.ts';
import { checkNamedConf } from './checked-configuration.ts';
import { printConfiguration } from './language/print.ts';
import { configLine } from './syntax.ts';

const FULL = `// three forms of comments
acl trusted { 10.0.0.0/8; !10.9.9.9; localhost; key "k1"; }; # one
acl inner { trusted; 192.168/16; fd00::/8; }; /* and
   another */
key "k1" { algorithm hmac-sha256; secret "YPfMoAk6h+3iN8MDRQC004iSNHY="; };
controls { inet 127.0.0.1 port 953 allow { localhost; } keys { "k1"; }; };
logging {
  channel q { file "q.log" versions 3 size 5m; severity info; print-time yes; };
  channel s { syslog daemon; severity debug 3; };
  category queries { q; };
  category default { s; default_debug; };
};
options {
  listen-on port 53 { 127.0.0.1; 10.0.0.1; };
  listen-on tls t1 http h1 { any; };
  allow-query { trusted; };
  allow-transfer port 853 transport tls { none; };
  forwarders port 5300 { 192.0.2.1; 192.0.2.2 port 53; };
  forward first;
  max-cache-size 50%; max-cache-ttl P1DT2H; max-journal-size 2G; max-ixfr-ratio 80%;
  rate-limit { responses-per-second 5; window 10; exempt-clients { 10/8; }; };
  query-source address *;
  notify explicit;
  also-notify { pp; 10.0.0.9 key k1; };
  version none; hostname "ns1";
  check-names primary warn; check-names response ignore;
  rrset-order { class IN type A name "x.test" order cyclic; order random; };
  dns64 64:ff9b::/96 { clients { any; }; suffix ::; };
  fetches-per-server 100 drop; fetch-quota-params 10 .1 0.3 0.75; prefetch 2 9;
  sig-validity-interval 30 7;
  deny-answer-aliases { "x.test"; } except-from { "ok.test"; };
  avoid-v4-udp-ports { 53; range 100 200; };
};
tls t1 { cert-file "c.pem"; key-file "k.pem"; protocols { TLSv1.2; }; };
http h1 { endpoints { "/dns-query"; }; };
server 10.0.0.7 { edns no; transfers 5; keys { k1; }; };
primaries pp { 10.0.0.9 key k1; 10.0.0.10 port 5300 tls ephemeral; };
dnssec-policy "std" {
  keys { ksk lifetime unlimited algorithm ecdsap256sha256; zsk lifetime 90d algorithm 13; };
  nsec3param iterations 0 optout no salt-length 0;
};
view "internal" {
  match-clients { 10/8; };
  response-policy { zone "rpz.test" policy given; } break-dnssec yes;
  zone "." { type hint; file "root.hints"; };
  zone "example.com" { type primary; file "i.db"; update-policy { grant k1 subdomain example.com A AAAA; }; };
  zone "signed.test" { type primary; file "s.db"; dnssec-policy "std"; inline-signing yes; };
  zone "rpz.test" { type secondary; primaries { pp; }; };
  zone "ss.test" { type static-stub; server-addresses { 10.0.0.5; }; server-names { "ns.other"; }; };
};
view "chaos" ch { zone "x" ch { type primary; file "x.db"; }; };
`;

/** A configuration with something wrong in each of its parts, and no error of form. */
const WRONG = `acl any { 10/8; };
acl dup { any; };
acl dup { none; };
primaries p { 1.2.3.4; };
primaries p { 1.2.3.4; };
logging { channel c { null; stderr; }; category nocat { c; }; category queries { nochan; }; };
controls { inet 1.2.3.4 allow { nobody; } keys { nokey; }; };
http h { endpoints { "x"; }; };
tls none { };
tls t1 { key-file "a"; protocols { foo; }; };
server 10.0.0.1 { keys nokey2; query-source-v6 ::1; };
trust-anchors { "a..b" initial-key 99999 300 300 "zz"; "." static-ds 1 8 2 "00"; };
options {
  interface-interval 99999999; max-ncache-ttl 8d; sig-validity-interval 4000 5000;
  disable-algorithms "x" { foo; }; empty-server "a..b"; nta-lifetime 8d; nta-recheck 9d;
  cookie-secret "00"; stale-refresh-time 5; max-query-restarts 0; lmdb-mapsize 1; max-ixfr-ratio 101%;
  check-names primary fail; check-names master fail; tls-port 99999;
  forward only; rate-limit { window 0; slip 50; qps-scale 0; };
  dns64 10.0.0.0/8 { }; rrset-order { class foo order zzz; };
  allow-query { noaclq; }; allow-recursion { noaclr; }; listen-on tls notls { noacll; };
  response-policy { zone "rp"; }; catalog-zones { zone "cz"; };
  also-notify { nolist; }; notify-source 1.2.3.4 port 53; dnssec-validation auto; recursion no;
};
zone "z1" { };
zone "z2" { type primary; allow-update { noaclu; }; };
zone "z2" { type primary; file "x"; request-ixfr yes; };
zone "z3" { type secondary; max-retry-time 0; dnssec-policy nopolicy; };
zone "z4" { type forward; forward first; };
zone "z5" { type static-stub; server-names { "x.z5"; }; };
zone "z6" { type primary; file "x"; update-policy { grant b self c; grant b wildcard d A(x; }; };
`.replace('A(x;', '"A(x";');

interface Said {
  readonly messages: string;
  readonly status: number;
  /** Empty where it is refused. */
  readonly printed: string;
}

async function both(folder: string, text: string): Promise<[ours: Said, theirs: Said]> {
  const file = join(folder, 'named.conf');
  writeFileSync(file, text);
  const { top, diagnostics, errors } = checkNamedConf(text, { fileName: file });
  const messages = diagnostics.map((one) => `${configLine(one)}\n`).join('');
  const refused = errors > 0 || top === null;
  const ours = { messages, status: refused ? 1 : 0, printed: refused ? '' : printConfiguration(top) };
  const { out, err, status } = await runProgram('named-checkconf', ['-p', file]);
  const theirs = {
    messages: status === 0 ? out.slice(0, messages.length) : out + err,
    status: status ?? -1,
    printed: status === 0 ? out.slice(messages.length) : '',
  };
  return [ours, theirs];
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rootwalk-checked-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('beside named-checkconf', () => {
  for (const [name, text] of Object.entries({ FULL, WRONG }))
    test(`${name}: the same messages, and the same print`, { timeout: 30_000 }, async (context) => {
      needsPrograms(context, 'named-checkconf');
      await inFolder(async (folder) => {
        const [ours, theirs] = await both(folder, text);
        expect(ours).toEqual(theirs);
        expect(theirs.status).toBe(name === 'FULL' ? 0 : 1);
      });
    });

  test('sixty small changes draw the same messages', { timeout: 60_000 }, async (context) => {
    needsPrograms(context, 'named-checkconf');
    await inFolder(async (folder) => {
      const random = seededRandom('changed configurations');
      for (let i = 0; i < 60; i++) {
        const [ours, theirs] = await both(
          folder,
          changed(FULL, (below) => random.below(below)),
        );
        expect(ours).toEqual(theirs);
      }
    });
  });
});

const INSTEAD =
  'yes none 0 99999 4294967296 "x" "a..b" 10.0.0.1 ::1 { any; } 1d 10% unlimited * foo -1 ;'.split(' ');

/** One token left out, doubled, replaced or cut short. */
function changed(text: string, below: (most: number) => number): string {
  const tokens = [...text.matchAll(/"[^"]*"|[{};]|[^\s{};"]+/g)];
  const token = tokens[below(tokens.length)];
  if (token === undefined) return text;
  const [before, after] = [text.slice(0, token.index), text.slice(token.index + token[0].length)];
  const other = INSTEAD[below(INSTEAD.length)] ?? '';
  const ways = [
    `${before}${after}`,
    `${before}${token[0]} ${token[0]}${after}`,
    `${before}${other}${after}`,
    `${before}${token[0].slice(0, -1)}${after}`,
    `${before}${token[0]} ${other}${after}`,
  ];
  return ways[below(ways.length)] ?? text;
}

test('what is refused is told why, whatever the text', { timeout: 30_000 }, () => {
  const random = seededRandom('torn configurations');
  for (let i = 0; i < 1500; i++) {
    let text = random.below(2) === 0 ? FULL : WRONG;
    for (let k = random.below(6); k >= 0; k--) text = changed(text, (below) => random.below(below));
    const { top, diagnostics, errors } = checkNamedConf(text, { fileName: 'named.conf' });
    expect(diagnostics.filter(({ severity }) => severity === 'error').length > 0).toBe(errors > 0);
    if (top === null) expect(errors).toBeGreaterThan(0);
  }
});

test('what is printed reads as the same, and prints as the same', () => {
  const once = printConfiguration(topOf(FULL));
  expect(printConfiguration(topOf(once))).toBe(once);
});

test('secrets are hidden on demand', () => {
  const text = printConfiguration(topOf(FULL), { hideSecrets: true });
  expect(text).toContain(`secret "${'?'.repeat(28)}"`);
  expect(text).not.toContain('YPfMoAk6');
});

function topOf(text: string): Parameters<typeof printConfiguration>[0] {
  const { top, diagnostics } = checkNamedConf(text, { fileName: 'named.conf' });
  if (top === null) throw new Error(diagnostics.map(configLine).join('\n'));
  return top;
}
