/** What is told of a client beside what named 9.18 does for it: random lists, views and zones, random questions. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../../testing/free-port.ts';
import { findProgram, needsPrograms, runProgram } from '../../../testing/programs.ts';
import { readNamedConf } from '../../config/named-conf.ts';
import { Name, isNameProblem } from '../../protocol/name.ts';
import { TYPE } from '../../protocol/codes.ts';
import { seededRandom, type Random } from '../../random.ts';
import { localNetworksOf } from '../configuration/listen-places.ts';
import { applies, type Applies } from './applies.ts';

const SECRET = 'c2VjcmV0IG9mIHRlc3Rz';
const CLIENTS = ['127.0.0.1', '127.1.1.1', '127.1.2.3', '127.2.0.1', '127.3.3.3'];
const NAMES = ['www.a.test', 'a.test', 'no.a.test', 'x.sub.a.test', 'www.b.test', 'outside.example'];
const KEYS = [null, null, 'k1', 'k2'];
const ZONE =
  '$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns\nns A 192.0.2.1\nwww TXT "here"\nsub NS ns.sub\nns.sub A 192.0.2.2\n';

const pick = <T>(random: Random, from: readonly T[]): T => from[random.below(from.length)] as T;

function list(random: Random, acls: readonly string[]): string {
  const element = (): string => {
    const not = random.below(4) === 0 ? '!' : '';
    const one = pick(random, [
      ...CLIENTS,
      '127.1.0.0/16',
      '127.2/16',
      'any',
      'none',
      'localhost',
      'key k1',
      '{ !127.1.2.3; 127.1/16; }',
      ...acls,
    ]);
    return `${not}${one}; `;
  };
  return `{ ${Array.from({ length: 1 + random.below(3) }, element).join('')}}`;
}

function configuration(random: Random, folder: string, port: number, dead: number): string {
  const acls: string[] = [];
  const text: string[] = [];
  for (const name of ['one', 'two']) {
    text.push(`acl ${name} ${list(random, acls)};`);
    acls.push(name);
  }
  const maybe = (word: string): string => (random.below(2) === 0 ? `${word} ${list(random, acls)}; ` : '');
  const lists = (): string =>
    maybe('allow-query') +
    maybe('allow-recursion') +
    (random.below(4) === 0 ? maybe('allow-query-cache') : '');
  text.push(
    `key k1 { algorithm hmac-sha256; secret "${SECRET}"; };`,
    `options { directory "${folder}"; listen-on port ${port} { 127.0.0.1; }; listen-on-v6 { none; }; pid-file none;`,
    `dnssec-validation no; notify no; empty-zones-enable no; session-keyfile none; qname-minimization off;`,
    `forward only; forwarders port ${dead} { 127.0.0.1; }; servfail-ttl 0; ${lists()} };`,
    'controls { };',
  );
  for (const view of ['v1', 'v2', 'v3']) {
    const last = view === 'v3' && random.below(3) > 0;
    const inner = (zone: string): string =>
      `zone "${zone}" { type primary; file "zone"; ${random.below(3) === 0 ? maybe('allow-query') : ''}};`;
    text.push(
      `view ${view} { match-clients ${last ? '{ any; }' : list(random, acls)}; ${random.below(4) === 0 ? 'recursion no; ' : ''}`,
      `${lists()} ${inner('a.test')} ${view === 'v2' ? '' : inner('b.test')}`,
      view === 'v1' ? '' : 'key k2 { algorithm hmac-sha256; secret "b3RoZXI="; };',
      '};',
    );
  }
  return text.join('\n');
}

async function started(file: string): Promise<ChildProcess> {
  const named = spawn(findProgram('named') ?? 'named', ['-g', '-n', '1', '-c', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    let log = '';
    named.stderr.on('data', (data: Buffer) => {
      log += String(data);
      if (/ running$/m.test(log)) resolve();
    });
    named.once('exit', () => reject(new Error(`named did not start:\n${log}`)));
  });
  return named;
}

/** A named on addresses of the machine: its loopback, and whatever else it has. */
function local() {
  const interfaces = Object.entries(networkInterfaces()).flatMap(([name, all]) =>
    (all ?? []).map(({ address, cidr }) => ({
      name,
      address,
      length: cidr === null ? null : Number(cidr.split('/')[1]),
    })),
  );
  return localNetworksOf(interfaces);
}

/** What dig sees of it: status, whether recursion is to be had, and whether the answer is the server's own. */
function expected({ outcome, recursionAvailable }: Applies): string {
  const ra = recursionAvailable ? ' ra' : '';
  switch (outcome) {
    case 'refused':
      return `REFUSED${ra}`;
    case 'not-authorised':
      return 'NOTAUTH';
    case 'recursion':
      return `SERVFAIL${ra}`;
    case 'zone':
      return `own${ra}`;
    default:
      return `${outcome}${ra}`;
  }
}

function seen(out: string): string {
  const status = /status: (\w+)/.exec(out)?.[1] ?? 'nothing';
  const flags = /;; flags: ([^;]*);/.exec(out)?.[1] ?? '';
  const ra = / ra\b/.test(flags) ? ' ra' : '';
  if (status === 'NOTAUTH') return status;
  if (/\baa\b/.test(flags)) return `own${ra}`;
  const isReferral = status === 'NOERROR' && /^sub\.a\.test\.\s+\d+\s+IN\s+NS/m.test(out);
  return `${isReferral ? 'referral' : status}${ra}`;
}

test('a hundred questions of random clients to random configurations end as with named', async (context) => {
  needsPrograms(context, 'named', 'dig');
  const random = seededRandom('what applies');
  const wrong: string[] = [];
  const kinds = new Set<string>();
  for (let round = 0; round < 5; round++) {
    const folder = mkdtempSync(join(tmpdir(), 'applies-'));
    const [port, dead] = [await freePort(), await freePort()];
    const text = configuration(random, folder, port, dead);
    const file = join(folder, 'named.conf');
    writeFileSync(file, text);
    writeFileSync(join(folder, 'zone'), ZONE);
    const named = await started(file);
    try {
      const around = {
        readText: () => ZONE,
        local: local(),
        upstreamPort: 53,
        cacheOctets: () => 1_000_000,
        rootHints: '. 60 NS ns.\nns. 60 A 192.0.2.9\n',
        hostName: 'test',
        log: () => undefined,
      };
      const read = readNamedConf(text, { fileName: file });
      expect(read.errors, text).toBe(0);
      const ask = async (): Promise<void> => {
        const [client, said, key] = [pick(random, CLIENTS), pick(random, NAMES), pick(random, KEYS)];
        const name = Name.parse(said);
        if (isNameProblem(name)) throw new Error(said);
        const asked = { client, to: '127.0.0.1', name, type: TYPE.TXT, key, recursionDesired: true };
        const told = applies(read, around, asked);
        const secret = key === 'k2' ? 'b3RoZXI=' : SECRET;
        const signed = key === null ? [] : ['-y', `hmac-sha256:${key}:${secret}`];
        const args = [
          '-b',
          client,
          '-p',
          String(port),
          '@127.0.0.1',
          '+tries=1',
          '+time=5',
          ...signed,
          said,
          'TXT',
        ];
        const { out } = await runProgram('dig', args);
        const ours = told === null ? 'null' : expected(told);
        kinds.add(ours);
        if (ours !== seen(out))
          wrong.push(
            `${ours}, named ${seen(out)}: ${client} ${said} ${key ?? ''}\n${told?.summary ?? ''}\n${text}\n${out}`,
          );
      };
      for (let i = 0; i < 5; i++) await Promise.all([ask(), ask(), ask(), ask()]);
    } finally {
      named.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    }
  }
  expect(wrong.slice(0, 2).join('\n----\n')).toBe('');
  expect(wrong).toEqual([]);
  expect(kinds.size).toBeGreaterThan(4);
}, 60_000);
