import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { runLine } from '../../testing/terminal-line.ts';
import type { JournalEntry, Packet } from '../network/journal.ts';
import { framed } from '../protocol/stream-messages.ts';
import { Session } from '../session.ts';
import { EvidenceWatch, messageIn, type Evidence } from './evidence.ts';
import { isMessage } from './match.ts';
import { TcpMessages } from './tcp-messages.ts';
import { AskedLog } from './worksheet-log.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));
const open: Session[] = [];
afterEach(() => open.splice(0).forEach((session) => session.close()));

async function freePlay(): Promise<Session> {
  const session = await Session.start({
    wall: {
      now: () => performance.now(),
      setTimer: (callback, milliseconds) => setTimeout(callback, milliseconds),
      clearTimer: (handle) => clearTimeout(handle as NodeJS.Timeout),
      settle: () => new Promise((resolve) => void setImmediate(resolve)),
    },
    content: {
      read: (path) => {
        try {
          return readFileSync(LABS + path, 'utf8');
        } catch {
          return null;
        }
      },
      list: (folder) => readdirSync(LABS + folder),
    },
    version: 'test',
    savedProgress: null,
    saveProgress: () => undefined,
    firstLab: null,
  });
  open.push(session);
  return session;
}

/** A segment of a client's; `seq` counts from its first octet, which has number 1. */
function segment(id: number, seq: number, payload: Uint8Array, flags: object = {}): Packet {
  return {
    id,
    sentAt: 0,
    protocol: 'tcp',
    source: { address: '127.53.0.2', port: 40_000 },
    destination: { address: '127.53.9.53', port: 53 },
    sourceHost: 'laptop',
    destinationHost: 'server',
    payload,
    tcp: { flags, seq, ack: 0 },
  };
}

const SYN = segment(1, 0, new Uint8Array(0), { syn: true });
const octets = (length: number, of: number): Uint8Array => new Uint8Array(length).fill(of);

test('segments that come twice, or before their turn, still make the message once', () => {
  const stream = framed(octets(300, 7));
  const messages = new TcpMessages();
  const takes = [
    SYN,
    segment(2, 1, stream.subarray(0, 100)),
    segment(3, 201, stream.subarray(200)),
    segment(4, 1, stream.subarray(0, 100)),
    segment(5, 101, stream.subarray(100, 200)),
    segment(6, 201, stream.subarray(200)),
  ].map((packet) => messages.take(packet));
  expect(takes.map(({ length }) => length)).toEqual([0, 0, 0, 0, 1, 0]);
  expect(takes[4]).toEqual([{ octets: octets(300, 7), packets: [2, 5, 3] }]);
});

test('one segment may bring the end of one message, a whole one, and the beginning of a third', () => {
  const [a, b, c] = [framed(octets(50, 1)), framed(octets(5, 2)), framed(octets(40, 3))];
  const all = new Uint8Array([...a, ...b, ...c]);
  const messages = new TcpMessages();
  messages.take(SYN);
  expect(messages.take(segment(2, 1, all.subarray(0, 20)))).toEqual([]);
  expect(messages.take(segment(3, 21, all.subarray(20, 80)))).toEqual([
    { octets: octets(50, 1), packets: [2, 3] },
    { octets: octets(5, 2), packets: [3] },
  ]);
  expect(messages.take(segment(4, 81, all.subarray(80)))).toEqual([
    { octets: octets(40, 3), packets: [3, 4] },
  ]);
  // The port is used again.
  messages.take(segment(5, 90_000, new Uint8Array(0), { syn: true }));
  expect(messages.take(segment(6, 90_001, b))).toEqual([{ octets: octets(5, 2), packets: [6] }]);
});

test('an answer in several segments is evidence once its end has arrived, and fills a worksheet', async () => {
  const session = await freePlay();
  const { journal } = session.world;
  const watch = new EvidenceWatch();
  const found: { readonly entry: JournalEntry; readonly evidence: Evidence }[] = [];
  journal.subscribe((entry) => watch.take(entry).forEach((evidence) => found.push({ entry, evidence })));
  expect(await runLine(session, 'dig +tcp +norec @ns1.big.co.uk all.big.co.uk TXT')).toContain(
    'status: NOERROR',
  );
  const filter = {
    kind: 'response',
    to: 'laptop',
    qname: 'all.big.co.uk',
    qtype: 'TXT',
    protocol: 'tcp',
    meaning: 'answer',
    length: { least: 4_000 },
  } as const;
  const arrived = found.filter(({ evidence }) => isMessage(filter, evidence));
  expect(arrived).toHaveLength(1);
  const [{ entry, evidence } = { entry: null, evidence: null }] = arrived;
  if (entry?.kind !== 'packet-delivered' || evidence?.kind !== 'message') throw new Error('no arrival');
  expect(evidence.seen.packets.length).toBeGreaterThan(3);
  expect(evidence.seen.packets.at(-1)).toBe(entry.packet);
  expect(messageIn(evidence.seen.packet)).toBeNull();

  const asked = new AskedLog(journal, 'laptop');
  asked.readOn();
  const exchange = asked.exchanges.findLast(({ type }) => type === 16);
  expect(exchange?.response?.answers.length).toBe(evidence.seen.message.answers.length);
});
