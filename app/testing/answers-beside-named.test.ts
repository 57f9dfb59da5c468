/**
 * How responses are made, beside a real named: flags, minimal-responses, ANY, EDNS to the letter, cookies, truncation.
 *
 * Each kind of server is a view of the one named, chosen by the client's address, and a host of its own on the lab
 * network. All resolve on the same lab Internet and have the same zone, own.test.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildNetwork } from '../engine/course/build-network.ts';
import { readNetwork } from '../engine/course/network-file.ts';
import { isBindProblem } from '../engine/network/transport.ts';
import { CLASS, EDNS_OPTION, OPCODE, rcodeText, TYPE, typeNumber } from '../engine/protocol/codes.ts';
import { hexOctets, hexText } from '../engine/protocol/encodings.ts';
import type { Message, ResourceRecord } from '../engine/protocol/message.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { recordText } from '../engine/protocol/record-text.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { seededRandom } from '../engine/random.ts';
import { startNamed, type NamedOptions } from '../engine/server/named.ts';
import { ServerCookies } from '../engine/server/server-cookie.ts';
import { contentFolder } from '../hosts/content-folder.ts';
import { openGateway, type Gateway } from '../hosts/gateway/gateway.ts';
import { machineClock } from '../hosts/wall-clock.ts';
import { bareLab, type BareLab } from './bare-lab.ts';
import { zoneOf } from './dns-lab.ts';
import { freePort } from './free-port.ts';
import { findProgram } from './programs.ts';

const labs = join(import.meta.dirname, '../../labs');
const missing = findProgram('named') === null;
const SECRET = '00112233445566778899aabbccddeeff';
const secret = hexOctets(SECRET) as Uint8Array;

const OWN = `$TTL 300
@ SOA ns hostmaster 1 7200 900 2419200 60
@ NS ns
@ NS other
@ MX 10 mail
ns A 192.0.2.53
ns AAAA 2001:db8::53
mail A 192.0.2.25
www A 192.0.2.80
www AAAA 2001:db8::80
www TXT "a" "b"
alias CNAME www
chain CNAME alias
out CNAME www.tiscali.co.uk.
gone CNAME nothing.tiscali.co.uk.
dangling CNAME nothing
*.wild A 192.0.2.90
a.ent A 192.0.2.91
_sip._tcp SRV 1 2 5060 mail
sub NS ns.sub
ns.sub A 192.0.2.99
other A 192.0.2.98
dname DNAME www.google.com.
big TXT ${Array.from({ length: 6 }, (_, i) => `"${String(i).repeat(200)}"`).join(' ')}
medium TXT ${Array.from({ length: 4 }, (_, i) => `"${String(i).repeat(180)}"`).join(' ')}
`;

/** A kind of server: our options, and named's words for them. */
const VIEWS: Readonly<Record<string, { readonly ours: Partial<NamedOptions>; readonly named: string }>> = {
  plain: { ours: {}, named: '' },
  full: { ours: { minimalResponses: 'no' }, named: 'minimal-responses no;' },
  minimal: { ours: { minimalResponses: 'yes' }, named: 'minimal-responses yes;' },
  'no-auth': { ours: { minimalResponses: 'no-auth' }, named: 'minimal-responses no-auth;' },
  any: { ours: { minimalAny: true }, named: 'minimal-any yes;' },
  strict: { ours: { requireServerCookie: true }, named: 'require-server-cookie yes;' },
  small: {
    ours: { udpSizes: { most: 700, withoutCookie: 560, offered: 800 } },
    named: 'max-udp-size 700; nocookie-udp-size 560; edns-udp-size 800;',
  },
  tiny: { ours: { udpSizes: { withoutCookie: 200 } }, named: 'nocookie-udp-size 200;' },
};

let lab: BareLab;
let gateway: Gateway;
let labPort: number;
let named: ChildProcess | undefined;
let namedPort: number;
let folder: string;

const clientOf = (view: string): string => `127.77.0.${Object.keys(VIEWS).indexOf(view) + 1}`;
const serverOf = (view: string): string => `127.53.0.${Object.keys(VIEWS).indexOf(view) + 150}`;

beforeAll(async () => {
  if (missing) return;
  const plan = readNetwork(contentFolder(labs), 'networks/internet.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  lab = bareLab('answers beside named', machineClock);
  buildNetwork(plan.value, lab);
  const hints = plan.value.hosts.find(({ recursion }) => recursion !== null)?.recursion?.hints ?? [];
  for (const [view, { ours }] of Object.entries(VIEWS)) {
    const host = lab.network.addHost({ name: `view ${view}`, addresses: [serverOf(view)], latencyMs: 1 });
    const { clock, journal, random } = lab;
    const server = startNamed(host, {
      clock,
      journal,
      random: random.fork(view),
      zones: [zoneOf('own.test.', OWN)],
      recursion: { hints },
      cookies: { secrets: [secret] },
      serverId: 'the one',
      ...ours,
    });
    if (isBindProblem(server)) throw new Error(server.reason);
  }
  labPort = await freePort();
  gateway = await openGateway(lab.network, lab.clock, { port: labPort });
  lab.clock.run();
  await startRealNamed();
  // named looks for the addresses of all of a zone's servers at once, ours when it needs one: here both learn them.
  for (const view of Object.keys(VIEWS)) {
    for (const name of ['ns2.as9105.net.', 'ns0.tiscali.co.uk.']) {
      await send(queryOf(name, 'A', {}), clientOf(view), serverOf(view), labPort, false);
      await send(queryOf(name, 'A', {}), clientOf(view), '127.0.0.1', namedPort, false);
    }
  }
}, 60_000);

async function startRealNamed(): Promise<void> {
  namedPort = await freePort();
  folder = mkdtempSync(join(tmpdir(), 'rootwalk-answers-'));
  writeFileSync(join(folder, 'own.zone'), OWN);
  const views = Object.entries(VIEWS).map(
    ([view, { named: words }]) => `view "${view}" { match-clients { ${clientOf(view)}; }; ${words}
      zone "." { type hint; file "${join(labs, 'networks/hints/named.root')}"; };
      zone "own.test" { type primary; file "own.zone"; check-names ignore; }; };`,
  );
  writeFileSync(
    join(folder, 'named.conf'),
    `options { directory "${folder}"; port ${labPort}; listen-on port ${namedPort} { 127.0.0.1; }; listen-on-v6 { none; };
       recursion yes; allow-recursion { any; }; dnssec-validation no; qname-minimization off; pid-file none;
       empty-zones-enable no; rrset-order { order none; }; session-keyfile none; server-id "the one";
       cookie-algorithm siphash24; cookie-secret "${SECRET}"; };
     controls { };
     ${views.join('\n')}\n`,
  );
  const started = spawn(
    findProgram('named') ?? '',
    ['-g', '-4', '-n', '1', '-c', join(folder, 'named.conf')],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  named = started;
  await new Promise<void>((resolve, reject) => {
    let log = '';
    started.stderr.on('data', (data: Buffer) => {
      log += String(data);
      if (/ running$/m.test(log)) resolve();
    });
    started.once('exit', () => reject(new Error(log)));
  });
}

afterAll(async () => {
  if (missing) return;
  if (named === undefined) return;
  const gone = new Promise((resolve) => named?.once('exit', resolve));
  named.kill();
  await gone;
  await gateway.close();
  lab.clock.pause();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly flags?: Partial<Pick<Message, 'rd' | 'cd' | 'ad' | 'aa' | 'tc' | 'ra' | 'opcode'>>;
  /** Null: without EDNS. Default: version 0, 1232 octets. */
  readonly edns?: {
    readonly version?: number;
    readonly size?: number;
    readonly dnssecOk?: boolean;
    readonly z?: number;
  } | null;
  /** Code and octets in hexadecimal. */
  readonly options?: readonly (readonly [code: number, data: string])[];
  readonly class?: number;
  readonly tcp?: boolean;
}

let lastId = 0;

function queryOf(name: string, type: string, asked: Asked): Uint8Array {
  const { version = 0, size = 1232, dnssecOk = false, z = 0 } = asked.edns ?? {};
  const options = (asked.options ?? []).map(([code, data]) => ({
    code,
    data: hexOctets(data) as Uint8Array,
  }));
  lastId = (lastId + 1) & 0xffff;
  return encodeMessage(
    queryMessage({
      id: lastId,
      rd: true,
      ...asked.flags,
      questions: [{ name: nameOf(name), type: typeNumber(type) ?? TYPE.A, class: asked.class ?? CLASS.IN }],
      edns: asked.edns === null ? null : { version, udpSize: size, dnssecOk, z, options },
    }),
  );
}

async function send(
  query: Uint8Array,
  from: string,
  address: string,
  port: number,
  tcp: boolean,
): Promise<Message> {
  const octets = await (tcp ? overTcp(query, from, address, port) : overUdp(query, from, address, port));
  const decoded = decodeMessage(octets);
  if (decoded.kind === 'malformed') throw new Error(decoded.reason);
  return decoded.message;
}

function overUdp(query: Uint8Array, from: string, address: string, port: number): Promise<Uint8Array> {
  const socket = createSocket('udp4');
  return new Promise<Uint8Array>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`no answer from ${address}`)), 12_000);
    socket.on('message', (message) => {
      clearTimeout(late);
      resolve(new Uint8Array(message));
    });
    socket.bind(0, from, () => socket.send(query, port, address));
  }).finally(() => socket.close());
}

function overTcp(query: Uint8Array, from: string, address: string, port: number): Promise<Uint8Array> {
  const socket = connect({ host: address, port, localAddress: from });
  let held = Buffer.alloc(0);
  return new Promise<Uint8Array>((resolve, reject) => {
    socket.once('error', reject);
    socket.on('data', (octets) => {
      held = Buffer.concat([held, octets]);
      if (held.length >= 2 && held.length >= 2 + held.readUInt16BE(0))
        resolve(new Uint8Array(held.subarray(2)));
    });
    socket.write(Buffer.concat([Buffer.from([query.length >> 8, query.length & 255]), query]));
  }).finally(() => socket.destroy());
}

/** A response for comparing: TTLs in steps of ten seconds, for the two did not learn at the same moment. */
function shape(message: Message): unknown {
  const section = (records: readonly ResourceRecord[]): string[] =>
    records
      .map((record) =>
        recordText({ ...record, ttl: Math.ceil(record.ttl / 10) * 10 })
          .replace(/\s+/g, ' ')
          .trim(),
      )
      .sort();
  const flags = (['qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd'] as const).filter((flag) => message[flag]);
  return {
    rcode: rcodeText(message.rcode),
    flags: flags.join(' '),
    questions: message.questions.length,
    answers: section(message.answers),
    authority: section(message.authority),
    additional: section(message.additional),
    edns: message.edns && {
      ...message.edns,
      options: message.edns.options.map(({ code, data }) =>
        // Cookies depend on the client's address; they are compared elsewhere.
        code === EDNS_OPTION.COOKIE ? `${code}: ${data.length} octets` : `${code}: ${hexText(data)}`,
      ),
    },
  };
}

const COOKIE = '0102030405060708';

/** Name, type, view, and what is out of the ordinary. */
type Row = readonly [name: string, type: string, view?: string, asked?: Asked];

const each = (views: readonly string[], ...rows: readonly (readonly [string, string, Asked?])[]): Row[] =>
  views.flatMap((view) => rows.map(([name, type, asked]): Row => [name, type, view, asked ?? {}]));

const ROWS: readonly Row[] = [
  // What stands beside an answer, by minimal-responses: own zone and cache, with and without RD.
  ...each(
    ['plain', 'full', 'minimal', 'no-auth'],
    ['own.test.', 'SOA'],
    ['own.test.', 'NS'],
    ['own.test.', 'MX'],
    ['own.test.', 'MX', { flags: { rd: false } }],
    ['own.test.', 'ANY'],
    ['www.own.test.', 'A'],
    ['www.own.test.', 'A', { flags: { rd: false } }],
    ['www.own.test.', 'TXT'],
    ['www.own.test.', 'MX'],
    ['no.own.test.', 'A'],
    ['ent.own.test.', 'A'],
    ['x.wild.own.test.', 'A'],
    ['x.wild.own.test.', 'MX'],
    ['chain.own.test.', 'A'],
    ['alias.own.test.', 'CNAME'],
    ['dangling.own.test.', 'A'],
    ['_sip._tcp.own.test.', 'SRV'],
    ['x.dname.own.test.', 'A'],
    ['dname.own.test.', 'DNAME'],
    ['x.sub.own.test.', 'A', { flags: { rd: false } }],
    ['sub.own.test.', 'NS', { flags: { rd: false } }],
    ['sub.own.test.', 'DS'],
    ['out.own.test.', 'A'],
    ['gone.own.test.', 'A'],
    ['www.tiscali.co.uk.', 'A'],
    ['www.tiscali.co.uk.', 'A', { flags: { rd: false } }],
    ['tiscali.co.uk.', 'MX'],
    ['tiscali.co.uk.', 'NS'],
    ['tiscali.co.uk.', 'ANY'],
    ['no-such-host.tiscali.co.uk.', 'A'],
    ['www.tiscali.co.uk.', 'MX'],
  ),
  // RFC 8482.
  ...each(['any'], ['own.test.', 'ANY'], ['own.test.', 'ANY', { tcp: true }], ['www.own.test.', 'ANY']),
  // Flags.
  ...each(
    ['plain'],
    ['www.own.test.', 'A', { flags: { cd: true } }],
    ['www.own.test.', 'A', { flags: { ad: true } }],
    ['www.own.test.', 'A', { flags: { aa: true, ra: true } }],
    ['www.own.test.', 'A', { flags: { tc: true } }],
    ['www.tiscali.co.uk.', 'A', { flags: { cd: true } }],
    ['www.tiscali.co.uk.', 'A', { flags: { ad: true } }],
    ['www.tiscali.co.uk.', 'A', { edns: { dnssecOk: true } }],
    ['www.own.test.', 'A', { flags: { opcode: OPCODE.NOTIFY } }],
    ['own.test.', 'SOA', { flags: { opcode: OPCODE.NOTIFY } }],
    ['own.test.', 'SOA', { flags: { opcode: OPCODE.UPDATE } }],
    ['own.test.', 'SOA', { flags: { opcode: 2 } }],
    ['own.test.', 'SOA', { flags: { opcode: 1 } }],
    ['own.test.', 'A', { class: 3 }],
    ['own.test.', 'A', { class: 4 }],
    ['own.test.', 'A', { class: 254 }],
    ['own.test.', 'A', { class: 255 }],
    ['own.test.', 'MAILB'],
    ['own.test.', 'TYPE254'],
    ['own.test.', 'OPT'],
    ['own.test.', 'TSIG'],
    ['own.test.', 'TKEY'],
    ['own.test.', 'TYPE0'],
    ['own.test.', 'TYPE128'],
    ['own.test.', 'TYPE129'],
    ['own.test.', 'TYPE200'],
    ['own.test.', 'TYPE247'],
    ['own.test.', 'TYPE248'],
    ['own.test.', 'IXFR'],
    ['own.test.', 'AXFR'],
    ['own.test.', 'RRSIG'],
    ['own.test.', 'TYPE65280'],
  ),
  // EDNS.
  ...each(
    ['plain'],
    ['www.own.test.', 'A', { edns: null }],
    ['www.own.test.', 'A', { edns: { version: 1 } }],
    ['www.own.test.', 'A', { edns: { version: 255, dnssecOk: true } }],
    ['www.own.test.', 'A', { edns: { version: 1 }, options: [[10, COOKIE]] }],
    ['www.own.test.', 'A', { edns: { z: 0x4000 } }],
    ['www.own.test.', 'A', { edns: { z: 0x7fff, dnssecOk: true } }],
    ['www.own.test.', 'A', { edns: { size: 0 } }],
    ['www.own.test.', 'A', { options: [[3, '']] }],
    ['www.own.test.', 'A', { options: [[3, 'aabb']] }],
    ['www.own.test.', 'A', { options: [[65001, 'aabb']] }],
    ['www.own.test.', 'A', { options: [[12, '00000000']] }],
    ['www.own.test.', 'A', { options: [[12, '00000000']], tcp: true }],
    ['own.test.', 'SOA', { options: [[9, '']] }],
    ['www.own.test.', 'A', { options: [[9, '']] }],
    ['www.own.test.', 'A', { options: [[11, '']] }],
    ['www.own.test.', 'A', { options: [[11, '']], tcp: true }],
    ['www.own.test.', 'A', { options: [[11, '0064']], tcp: true }],
    ['www.own.test.', 'A', { options: [[15, '0000']] }],
    ['www.own.test.', 'A', { options: [[14, '4f66']] }],
    ['www.own.test.', 'A', { options: [[14, '4f']] }],
    ['www.own.test.', 'A', { options: [[13, '']] }],
    // Client subnets.
    ['www.own.test.', 'A', { options: [[8, '00011800c00002']] }],
    ['www.own.test.', 'A', { options: [[8, '00010000']] }],
    ['www.own.test.', 'A', { options: [[8, '00000000']] }],
    ['www.own.test.', 'A', { options: [[8, '00023800' + '20010db8000000']] }],
    ['www.own.test.', 'A', { options: [[8, '00011810c00002']] }],
    ['www.own.test.', 'A', { options: [[8, '00011800c000']] }],
    ['www.own.test.', 'A', { options: [[8, '00011700c00003']] }],
    ['www.own.test.', 'A', { options: [[8, '00012100c0000201ff']] }],
    ['www.own.test.', 'A', { options: [[8, '00030000']] }],
    ['www.own.test.', 'A', { options: [[8, '0001']] }],
    [
      'www.own.test.',
      'A',
      {
        options: [
          [8, '00011800c00002'],
          [8, '00011800c00002'],
        ],
      },
    ],
    // Cookies.
    ['www.own.test.', 'A', { options: [[10, COOKIE]] }],
    [
      'www.own.test.',
      'A',
      {
        options: [
          [10, COOKIE],
          [10, COOKIE],
        ],
      },
    ],
    ['www.own.test.', 'A', { options: [[10, '01020304']] }],
    ['www.own.test.', 'A', { options: [[10, `${COOKIE}aabb`]] }],
    ['www.own.test.', 'A', { options: [[10, `${COOKIE}${COOKIE}`]] }],
    ['www.own.test.', 'A', { options: [[10, COOKIE.repeat(3)]] }],
    ['www.own.test.', 'A', { options: [[10, COOKIE.repeat(5)]] }],
    ['www.own.test.', 'A', { options: [[10, `${COOKIE.repeat(5)}aa`]] }],
    [
      'www.own.test.',
      'A',
      {
        options: [
          [10, COOKIE],
          [3, ''],
          [8, '00011800c00002'],
          [65001, ''],
        ],
      },
    ],
    [
      'no.own.test.',
      'A',
      {
        options: [
          [8, '00011800c00002'],
          [3, ''],
          [10, COOKIE],
        ],
      },
    ],
    [
      'www.tiscali.co.uk.',
      'A',
      {
        options: [
          [10, COOKIE],
          [3, ''],
        ],
      },
    ],
  ),
  ...each(
    ['strict'],
    ['www.own.test.', 'A'],
    ['www.own.test.', 'A', { options: [[10, COOKIE]] }],
    ['www.own.test.', 'A', { options: [[10, COOKIE.repeat(3)]] }],
    ['www.own.test.', 'A', { options: [[10, COOKIE]], tcp: true }],
    ['www.own.test.', 'A', { options: [[10, COOKIE]], flags: { rd: false, cd: true, ad: true } }],
    ['www.tiscali.co.uk.', 'A', { options: [[10, COOKIE]] }],
    ['own.test.', 'TSIG', { options: [[10, COOKIE]] }],
    ['own.test.', 'AXFR', { options: [[10, COOKIE]] }],
    ['own.test.', 'SOA', { options: [[10, COOKIE]], flags: { opcode: OPCODE.NOTIFY } }],
  ),
  // Truncation.
  ...each(
    ['plain', 'small', 'tiny'],
    ['big.own.test.', 'TXT'],
    ['big.own.test.', 'TXT', { edns: null }],
    ['big.own.test.', 'TXT', { edns: { size: 4096 } }],
    ['big.own.test.', 'TXT', { edns: { size: 4096 }, options: [[10, COOKIE]] }],
    ['big.own.test.', 'TXT', { edns: { size: 512, dnssecOk: true } }],
    ['big.own.test.', 'TXT', { edns: { size: 100 } }],
    ['big.own.test.', 'TXT', { tcp: true, edns: null }],
    ['medium.own.test.', 'TXT'],
    ['medium.own.test.', 'TXT', { edns: null }],
    ['medium.own.test.', 'TXT', { edns: { size: 650 } }],
    ['www.own.test.', 'A', { edns: null }],
    ['own.test.', 'ANY', { edns: null }],
    ['own.test.', 'ANY'],
  ),
];

describe.skipIf(missing)('beside a real named', () => {
  test.each(ROWS.map(([name, type, view = 'plain', asked = {}]) => [name, type, view, asked] as const))(
    '%s %s, view %s, %j',
    async (name, type, view, asked) => {
      const query = queryOf(name, type, asked);
      const tcp = asked.tcp ?? false;
      const [ours, theirs] = await Promise.all([
        send(query, clientOf(view), serverOf(view), labPort, tcp),
        send(query, clientOf(view), '127.0.0.1', namedPort, tcp),
      ]);
      expect(shape(ours)).toEqual(shape(theirs));
    },
    30_000,
  );
});

describe.skipIf(missing)('server cookies, with the secret of a real named (RFC 9018)', () => {
  const client = hexOctets(COOKIE) as Uint8Array;
  const cookies = new ServerCookies(seededRandom('cookies'), { secrets: [secret] });
  const askNamed = async (view: string, option: string): Promise<{ rcode: number; cookie: Uint8Array }> => {
    const query = queryOf('www.own.test.', 'A', { options: [[10, option]] });
    const { rcode, edns } = await send(query, clientOf(view), '127.0.0.1', namedPort, false);
    const cookie = edns?.options.find(({ code }) => code === EDNS_OPTION.COOKIE)?.data;
    if (cookie === undefined) throw new Error('no cookie');
    return { rcode, cookie };
  };

  test("named's cookie is the one that we make at the same second, and good with us", async () => {
    const { cookie } = await askNamed('plain', COOKIE);
    const seconds = new DataView(cookie.buffer, cookie.byteOffset).getUint32(12);
    expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(5);
    expect(hexText(cookies.make(client, clientOf('plain'), seconds * 1000))).toBe(hexText(cookie));
    expect(cookies.isGood(cookie, clientOf('plain'), Date.now())).toBe(true);
    expect(cookies.isGood(cookie, clientOf('full'), Date.now())).toBe(false);
  });

  test('ours is good with named, which refuses one of another address, secret or hour', async () => {
    const now = Date.now();
    const others = new ServerCookies(seededRandom('others'));
    const rcodes = [
      cookies.make(client, clientOf('strict'), now),
      cookies.make(client, clientOf('strict'), now - 3_500_000),
      cookies.make(client, clientOf('strict'), now + 250_000),
      cookies.make(client, clientOf('strict'), now - 3_700_000),
      cookies.make(client, clientOf('strict'), now + 400_000),
      cookies.make(client, clientOf('plain'), now),
      others.make(client, clientOf('strict'), now),
    ].map(async (cookie) => rcodeText((await askNamed('strict', hexText(cookie))).rcode));
    expect(await Promise.all(rcodes)).toEqual([
      'NOERROR',
      'NOERROR',
      'NOERROR',
      'BADCOOKIE',
      'BADCOOKIE',
      'BADCOOKIE',
      'BADCOOKIE',
    ]);
  });

  test('a good cookie lifts what clients without one may have in a datagram', async () => {
    for (const view of ['small', 'tiny']) {
      const good = hexText(cookies.make(client, clientOf(view), Date.now()));
      const query = queryOf('medium.own.test.', 'TXT', { options: [[10, good]] });
      const theirs = await send(query, clientOf(view), '127.0.0.1', namedPort, false);
      // Ours sees the gateway's client; its cookie is asked for first.
      const first = await send(
        queryOf('www.own.test.', 'A', { options: [[10, COOKIE]] }),
        clientOf(view),
        serverOf(view),
        labPort,
        false,
      );
      const given = first.edns?.options.find(({ code }) => code === EDNS_OPTION.COOKIE)?.data ?? client;
      const again = queryOf('medium.own.test.', 'TXT', { options: [[10, hexText(given)]] });
      const ours = await send(again, clientOf(view), serverOf(view), labPort, false);
      expect([view, shape(ours)]).toEqual([view, shape(theirs)]);
    }
  });
});
