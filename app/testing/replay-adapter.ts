/**
 * The resolver as the subject of scenario files with scripted servers and virtual time.
 *
 * Built to a module that plain Node loads (`npm test -- scenarios` does it); exports `createSubject`. The whole
 * server is under test, from a client's octets to its answer's: a `ReplayHost` stands for its network.
 */
import { LabClock } from '../engine/network/clock.ts';
import { Journal } from '../engine/network/journal.ts';
import { isBindProblem } from '../engine/network/transport.ts';
import { CLASS, TYPE } from '../engine/protocol/codes.ts';
import type { ResourceRecord } from '../engine/protocol/message.ts';
import { nameOf, type Name } from '../engine/protocol/name.ts';
import { addressOctets } from '../engine/protocol/rdata.ts';
import { seededRandom } from '../engine/random.ts';
import type { ConfiguredZone } from '../engine/resolver/configured-zones.ts';
import { startNamed } from '../engine/server/named.ts';
import { ReplayHost, type SendOnce } from './replay-host.ts';

interface HintServer {
  readonly name: string;
  readonly address: string;
  readonly port?: number;
}

interface ZoneServers {
  readonly zone: string;
  readonly servers: readonly { readonly address: string; readonly port?: number }[];
  readonly hosts?: readonly string[];
  readonly first?: boolean;
  readonly tcp?: boolean;
}

interface SubjectOptions {
  readonly hints: readonly HintServer[];
  readonly stubs: readonly ZoneServers[];
  readonly forwards: readonly ZoneServers[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly clock: {
    now(): number;
    setTimeout(callback: () => void, milliseconds: number): unknown;
    clearTimeout(handle: unknown): void;
  };
  readonly send: SendOnce;
}

interface Subject {
  query(
    wire: Uint8Array,
    from: { readonly protocol: 'udp' | 'tcp'; readonly client: string },
  ): Promise<Uint8Array | null>;
  close(): void;
}

export function createSubject(subject: SubjectOptions): Promise<Subject> {
  const { clock: time, options } = subject;
  const clock = new LabClock(
    {
      now: () => time.now(),
      setTimer: (callback, milliseconds) => time.setTimeout(callback, milliseconds),
      clearTimer: (handle) => time.clearTimeout(handle),
      settle: () => new Promise((resolve) => setImmediate(resolve)),
    },
    time.now(),
  );
  const random = seededRandom('replay');
  const addresses = ['127.0.0.1', ...(options['ipv6'] === false ? [] : ['::1'])];
  const host = new ReplayHost(addresses, subject.send, random.fork('ports'));
  const server = startNamed(host, {
    clock,
    journal: new Journal(clock, 10_000),
    random,
    zones: [],
    minimalResponses: options['minimalResponses'] === false ? 'no' : 'yes',
    recursion: {
      hints: subject.hints.flatMap(hintRecords),
      configured: [
        ...subject.stubs.map((zone) => configured('static-stub', zone)),
        ...subject.forwards.map((zone) => configured('forward', zone)),
      ],
      beside: 'response',
      ...prefetch(options['prefetch']),
      lastResort: 'parent-side',
      // The scenarios' servers often leave out AA or the SOA, or say too much, and mean what they say.
      walk: { denialsWithoutAuthority: 'kept', oddResponses: 'taken' },
      ...(options['doNotQueryLocalhost'] === false
        ? {}
        : { peers: (address: string) => ({ bogus: isLoopback(address) }) }),
      ...seconds('minCacheTtl', options['cacheMinTtl']),
      ...seconds('maxCacheTtl', options['cacheMaxTtl']),
      ...seconds('minNegativeTtl', options['cacheMinNegativeTtl'] || options['cacheMinTtl']),
      ...seconds('maxNegativeTtl', options['cacheMaxNegativeTtl']),
    },
  });
  if (isBindProblem(server)) throw new Error(server.reason);
  clock.run(1);
  let port = 1024;
  return Promise.resolve({
    query: (wire, { client, protocol }) =>
      new Promise((resolve) => {
        clock.sync();
        port = port === 65_535 ? 1024 : port + 1;
        const answered = (answer: Uint8Array | null): void => resolve(answer && Buffer.from(answer));
        if (protocol === 'tcp') host.deliverTcp(Uint8Array.from(wire), { address: client, port }, answered);
        else host.deliver(Uint8Array.from(wire), { address: client, port }, answered);
        // Of what is no query nobody will hear again. (What was answered already is not answered twice.)
        if (wire.length < 12 || ((wire[2] as number) & 0x80) !== 0) answered(null);
      }),
    close: () => {
      server.stop();
      clock.pause();
    },
  });
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}

/** Off unless the scenario asks for it. */
function prefetch(wanted: unknown): object {
  return { prefetch: { trigger: wanted === true ? 2 : 0, eligibility: 9 } };
}

function seconds(option: string, value: unknown): Record<string, number> {
  return typeof value === 'number' ? { [option]: value } : {};
}

function configured(kind: 'forward' | 'static-stub', zone: ZoneServers): ConfiguredZone {
  const { servers, first, tcp } = zone;
  const hosts = (zone.hosts ?? []).map(absolute);
  return { kind, name: absolute(zone.zone), servers, hosts, first: first ?? false, tcp: tcp ?? false };
}

function absolute(name: string): Name {
  return nameOf(name.endsWith('.') ? name : `${name}.`);
}

function hintRecords({ name, address }: HintServer): ResourceRecord[] {
  const owner = absolute(name);
  const octets = addressOctets(address) ?? new Uint8Array(4);
  const common = { class: CLASS.IN, ttl: 3_600_000 };
  return [
    { ...common, name: nameOf('.'), type: TYPE.NS, rdata: owner.wire },
    { ...common, name: owner, type: octets.length === 4 ? TYPE.A : TYPE.AAAA, rdata: octets },
  ];
}
