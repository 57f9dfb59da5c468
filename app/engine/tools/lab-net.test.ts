import { beforeEach, describe, expect, test } from 'vitest';
import { bareLab, LAB_START } from '../../testing/bare-lab.ts';
import type { BareLab } from '../../testing/bare-lab.ts';
import { maskDig } from '../../testing/dig-mask.ts';
import { testRun } from '../../testing/tool-run.ts';
import type { LabHost } from '../network/host.ts';
import { isBindProblem } from '../network/transport.ts';
import { nameOf } from '../protocol/name.ts';
import { startNamed } from '../server/named.ts';
import { parseZone } from '../zone/parse-zone.ts';
import { loadZone } from '../zone/load-zone.ts';
import type { Zone } from '../zone/zone.ts';
import { dig } from './dig/dig.ts';
import { labToolNet } from './lab-net.ts';

const ROOT = `$TTL 86400
. SOA ns.root. host.root. 1 7200 900 1209600 600
. NS ns.root.
ns.root. A 127.53.1.1
test. NS ns.test.
ns.test. A 127.53.2.1
`;
const TEST = `$TTL 3600
test. SOA ns.test. host.test. 1 7200 900 1209600 600
test. NS ns.test.
ns.test. A 127.53.2.1
www.test. 300 A 192.0.2.80
alias.test. CNAME ns.test.
big.test. TXT ${Array.from({ length: 20 }, (_, i) => `"${String(i).padEnd(100, 'x')}"`).join(' ')}
`;

const HINTS = parseZone('. 3600 NS ns.root.\nns.root. 3600 A 127.53.1.1\n', {
  origin: nameOf('.'),
  fileName: 'hints',
}).records;

let lab: BareLab;
let laptop: LabHost;
let files: Record<string, string>;

beforeEach(() => {
  lab = bareLab();
  laptop = lab.network.addHost({ name: 'laptop', addresses: ['127.53.0.2'], latencyMs: 1 });
  serve('cache', '127.53.0.53', 1, []);
  serve('ns.root', '127.53.1.1', 20, [zone('.', ROOT)]);
  serve('ns.test', '127.53.2.1', 9, [zone('test.', TEST)]);
  files = { '/etc/resolv.conf': 'nameserver 127.53.0.53\n' };
});

function zone(origin: string, text: string): Zone {
  const loaded = loadZone(text, { origin: nameOf(origin), fileName: 'test.zone' });
  if (loaded.zone === null) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.zone;
}

function serve(name: string, address: string, latencyMs: number, zones: readonly Zone[]): void {
  const host = lab.network.addHost({ name, addresses: [address], latencyMs });
  const { clock, journal, random } = lab;
  startNamed(host, {
    clock,
    journal,
    random,
    zones,
    recursion: zones.length > 0 ? null : { hints: HINTS },
  });
}

interface Finished {
  readonly status: number;
  readonly out: string;
  readonly err: string;
  /** Lab milliseconds. */
  readonly took: number;
}

/** Runs dig on the laptop until it has ended, in lab time. */
async function run(
  line: string,
  options: { readonly privileged?: boolean; readonly abortAfterMs?: number } = {},
): Promise<Finished> {
  const abort = new AbortController();
  const { clock, random } = lab;
  const { privileged = false } = options;
  const readFile = (path: string): string | null => files[path] ?? null;
  const net = labToolNet({ host: laptop, clock, random, readFile, signal: abort.signal, privileged });
  const tool = testRun(line.split(' '), { net, files, now: () => clock.now() });
  const began = clock.now();
  let status: number | null = null;
  void dig({ ...tool.context, signal: abort.signal }).then((code) => (status = code));
  if (options.abortAfterMs !== undefined) {
    clock.after(options.abortAfterMs, 'Ctrl-C', () => abort.abort());
  }
  expect(await clock.runUntil(() => status !== null, 600_000)).toBe(true);
  return { status: status ?? -1, out: tool.out(), err: tool.err(), took: clock.now() - began };
}

describe('dig on a lab machine', () => {
  test('prints what a real dig prints, in lab time', async () => {
    const { out, status } = await run('@127.53.2.1 www.test');
    expect(status).toBe(0);
    expect(out.replace(/, id: \d+/, ', id: 1').replace(/COOKIE: \w+/, 'COOKIE: 2')).toBe(`
; <<>> DiG 9.18.49-rootwalk <<>> @127.53.2.1 www.test
; (1 server found)
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr aa rd; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 1
;; WARNING: recursion requested but not available

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
; COOKIE: 2 (good)
;; QUESTION SECTION:
;www.test.			IN	A

;; ANSWER SECTION:
www.test.		300	IN	A	192.0.2.80

;; Query time: 20 msec
;; SERVER: 127.53.2.1#53(127.53.2.1) (UDP)
;; WHEN: Sat Mar 07 14:00:00 UTC 2026
;; MSG SIZE  rcvd: 81

`);
  });

  test('asks the server of resolv.conf, by default', async () => {
    const { out } = await run('+short www.test');
    expect(out).toBe('192.0.2.80\n');
  });

  test('finds a server by name through the machine’s own resolver', async () => {
    const { out } = await run('@alias.test +norec www.test');
    expect(out).toContain('; (1 server found)');
    expect(out).toContain(';; SERVER: 127.53.2.1#53(alias.test) (UDP)');
  });

  test('takes a name of /etc/hosts from there, without a packet', async () => {
    files['/etc/hosts'] = '127.0.0.1 localhost\n127.53.2.1  here  # a note\n';
    const { out } = await run('@here +norec +short www.test');
    expect(out).toBe('192.0.2.80\n');
    const sent = lab.journal.since().filter((entry) => entry.kind === 'packet-sent');
    expect(sent).toHaveLength(2);
  });

  test('walks from the root with +trace', async () => {
    const { out, status } = await run('+trace +nodnssec www.test');
    expect(status).toBe(0);
    expect(maskDig(out).replace(/Received \d+/g, 'Received N')).toBe(`
; <<>> DiG VERSION <<>> +trace +nodnssec www.test
;; global options: +cmd
.			86400	IN	NS	ns.root.
;; Received N bytes from 127.53.0.53#53(127.53.0.53) in T ms

test.			86400	IN	NS	ns.test.
;; Received N bytes from 127.53.1.1#53(ns.root) in T ms

www.test.		300	IN	A	192.0.2.80
test.			3600	IN	NS	ns.test.
;; Received N bytes from 127.53.2.1#53(ns.test) in T ms

`);
  });

  test('goes on over TCP where the answer does not fit', async () => {
    const { out } = await run('@127.53.2.1 big.test TXT');
    expect(out.startsWith(';; Truncated, retrying in TCP mode.\n')).toBe(true);
    expect(out).toContain(';; SERVER: 127.53.2.1#53(127.53.2.1) (TCP)');
  });

  test('gives up on a silent server after three times five seconds', async () => {
    const silent = lab.network.addHost({ name: 'silent', addresses: ['127.53.9.9'], latencyMs: 1 });
    silent.up = false;
    const { out, status, took } = await run('@127.53.9.9 +nocmd www.test');
    expect(status).toBe(9);
    expect(out).toBe(
      ';; communications error to 127.53.9.9#53: timed out\n'.repeat(3) + ';; no servers could be reached\n',
    );
    expect(took).toBe(15_000);
  });

  test.each([
    ['@127.53.0.2 +tries=1 +nocmd a.test', ';; communications error to 127.53.0.2#53: connection refused\n'],
    [
      '@127.53.0.2 +tcp +tries=1 a.test',
      ';; Connection to 127.53.0.2#53(127.53.0.2) for a.test failed: connection refused.\n',
    ],
    ['@192.0.2.1 +tries=1 +nocmd a.test', ';; communications error to 192.0.2.1#53: network unreachable\n'],
    [
      '-b 127.53.9.1 @127.53.2.1 +tries=1 a.test',
      ';; UDP setup with 127.53.2.1#53(127.53.2.1) for a.test failed: address not available.\n',
    ],
    [
      '-b 0.0.0.0#1023 @127.53.2.1 +tries=1 a.test',
      ';; UDP setup with 127.53.2.1#53(127.53.2.1) for a.test failed: permission denied.\n',
    ],
  ])('dig %s says what is wrong', async (line, words) => {
    const { out, status } = await run(line);
    expect(status).toBe(9);
    expect(out).toBe(`${words};; no servers could be reached\n`);
  });

  test('may take a low port under sudo, and the packet comes from there', async () => {
    const { status } = await run('-b 0.0.0.0#1023 @127.53.2.1 www.test', { privileged: true });
    expect(status).toBe(0);
    const sources = lab.journal
      .since()
      .flatMap((entry) => (entry.kind === 'packet-sent' ? [entry.packet.source] : []));
    expect(sources[0]).toEqual({ address: '127.53.0.2', port: 1023 });
  });

  test('ends at Ctrl-C and leaves nothing waiting', async () => {
    lab.network.addHost({ name: 'silent', addresses: ['127.53.9.9'], latencyMs: 1 }).up = false;
    const { status, took } = await run('@127.53.9.9 www.test', { abortAfterMs: 1200 });
    expect(status).toBe(130);
    expect(took).toBe(1200);
    expect(lab.clock.pending).toBe(0);
  });

  test.each([
    ['nowhere.test', 'not found'],
    ['nowhere.example.', 'not found'],
  ])('a server that has no address (%s) is told', async (server, why) => {
    const { status, err } = await run(`@${server} www.test`);
    expect(status).toBe(1);
    expect(err).toBe(`dig: couldn't get address for '${server}': ${why}\n`);
  });

  test('what the machine’s resolver asks again is the same question from the same port', async () => {
    const silent = lab.network.addHost({ name: 'silent', addresses: ['127.53.9.9'], latencyMs: 1 });
    const heard: string[] = [];
    const socket = silent.openUdp({ port: 53, privileged: true });
    if (isBindProblem(socket)) throw new Error(socket.reason);
    socket.onDatagram = (octets, from) => heard.push(`${from.port} ${octets.join(' ')}`);
    files['/etc/resolv.conf'] = 'nameserver 127.53.9.9\nnameserver 127.53.0.53\n';
    expect((await run('@ns.test www.test +short')).out).toBe('192.0.2.80\n');
    expect(new Set(heard).size).toBe(heard.length);
    heard.length = 0;
    files['/etc/resolv.conf'] = 'nameserver 127.53.9.9\n';
    await run('@ns.test www.test');
    // Asked twice.
    expect([heard.length, new Set(heard).size]).toEqual([2, 1]);
  });

  test('a resolver that cannot be reached is told as a failure', async () => {
    files['/etc/resolv.conf'] = 'nameserver 127.53.0.2\n';
    const { err } = await run('@ns.test www.test');
    expect(err).toBe("dig: couldn't get address for 'ns.test': failure\n");
  });
});

test('the lab clock starts where the tests think', () => {
  expect(new Date(LAB_START).toISOString()).toBe('2026-03-07T14:00:00.000Z');
});
