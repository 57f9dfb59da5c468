/** Clients that mean harm: whatever they send, the server lives, answers in form or not at all, and forgets them. */
import { expect, test } from 'vitest';
import { isBindProblem } from '../engine/network/transport.ts';
import { CLASS, EDNS_OPTION, OPCODE, TYPE } from '../engine/protocol/codes.ts';
import type { EdnsOption, Message } from '../engine/protocol/message.ts';
import { queryMessage } from '../engine/protocol/message.ts';
import { nameOf } from '../engine/protocol/name.ts';
import { decodeMessage, encodeMessage } from '../engine/protocol/wire.ts';
import { seededRandom } from '../engine/random.ts';
import type { Random } from '../engine/random.ts';
import { DnsLab, SMALL_HINTS, smallInternet, zoneOf } from './dns-lab.ts';
import { cpuMsSince, HOSTILE_COUNT, noise, spoilt } from './hostile-octets.ts';

const SERVER = { address: '127.53.0.53', port: 53 };
/** Queries under way at once. */
const AT_ONCE = 100;
/** Longer than any question lives. */
const PATIENCE_MS = 12_000;
const ZONE = `home.test. 3600 SOA ns.home.test. hm.home.test. 1 7200 900 2419200 300
home.test. 3600 NS ns.home.test.
ns.home.test. 3600 A 127.53.0.53
www.home.test. 3600 A 127.53.0.80
*.wild.home.test. 3600 TXT "${'x'.repeat(250)}"
`;
const NAMES = ['www.home.test.', 'no.home.test.', 'a.wild.home.test.', 'www.tiscali.co.uk.', 'version.bind.'];
const OPTIONS = Object.values(EDNS_OPTION);

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random.below(list.length)] as T; // none of the lists is empty
}

/** A question as somebody might ask it. */
function question(random: Random, id: number): Message {
  const options: EdnsOption[] = Array.from({ length: random.below(4) }, () => ({
    code: random.below(3) === 0 ? random.below(65_536) : pick(random, OPTIONS),
    data: noise(random, random.below(50)),
  }));
  return queryMessage({
    id,
    rd: random.below(4) !== 0,
    opcode: random.below(6) === 0 ? random.below(16) : OPCODE.QUERY,
    questions: Array.from({ length: random.below(12) === 0 ? random.below(3) : 1 }, () => ({
      name: nameOf(random.below(10) === 0 ? `n${random.below(5000)}.example.com.` : pick(random, NAMES)),
      type: random.below(3) === 0 ? random.below(65_536) : pick(random, Object.values(TYPE)),
      class: random.below(8) === 0 ? random.below(65_536) : CLASS.IN,
    })),
    edns:
      random.below(3) === 0
        ? null
        : {
            version: random.below(10) === 0 ? random.below(256) : 0,
            udpSize: random.below(10) === 0 ? random.below(65_536) : 1232,
            dnssecOk: random.below(2) === 0,
            z: random.below(4) === 0 ? random.below(32_768) : 0,
            options,
          },
  });
}

/** What is wrong with a response to `query`; null when nothing is. Without the query's EDNS, 512 octets are the limit. */
function complaint(response: Uint8Array, query: Uint8Array): string | null {
  const decoded = decodeMessage(response);
  if (decoded.kind === 'malformed') return `malformed: ${decoded.reason}`;
  const { message } = decoded;
  if (!message.qr) return 'it is no response';
  if ((query[2] ?? 0) >= 128) return 'a response was answered';
  if (message.id !== (((query[0] ?? 0) << 8) | (query[1] ?? 0))) return 'another id';
  const read = decodeMessage(query);
  const limit = read.kind === 'message' ? (read.message.edns?.udpSize ?? 512) : 512;
  if (response.length > Math.max(512, limit)) return `${response.length} octets, and ${limit} are the limit`;
  return null;
}

test(
  `${HOSTILE_COUNT} hostile queries: no crash, no hang, answers in form, nothing left behind`,
  { timeout: 30_000 + HOSTILE_COUNT * 10 },
  async () => {
    const lab = smallInternet(new DnsLab('hostile queries'));
    const server = lab.caching(SMALL_HINTS, {}, { zones: [zoneOf('home.test.', ZONE)] });
    const random = seededRandom('hostile queries');
    let answered = 0;
    let slowest = 0;
    for (let sent = 0; sent < HOSTILE_COUNT; sent += AT_ONCE) {
      const began = process.cpuUsage();
      const sockets = Array.from({ length: AT_ONCE }, (_, i) => {
        const whole = encodeMessage(question(random, random.below(65_536)));
        const query = random.below(4) === 0 ? whole : spoilt(random, whole);
        const socket = lab.client.openUdp();
        if (isBindProblem(socket)) throw new Error(socket.reason);
        let heard = 0;
        socket.onDatagram = (response) => {
          heard++;
          answered++;
          const wrong = heard > 1 ? 'two answers' : complaint(response, query);
          if (wrong !== null)
            throw new Error(`${wrong}: ${Buffer.from(query).toString('hex')} (${sent + i})`);
        };
        socket.send(query, SERVER);
        return socket;
      });
      await lab.clock.jump(PATIENCE_MS);
      for (const socket of sockets) socket.close();
      slowest = Math.max(slowest, cpuMsSince(began));
    }
    expect(answered).toBeGreaterThan(HOSTILE_COUNT / 4);
    expect(slowest).toBeLessThan(1000);
    // What was refused is counted (rndc stats).
    expect(server.requests.formerrs).toBeGreaterThan(HOSTILE_COUNT / 100);
    expect((await lab.ask('www.tiscali.co.uk.'))?.answers.length).toBe(1);
    expect((await lab.ask('www.home.test.'))?.aa).toBe(true);
    server.flush();
    await lab.clock.jump(60_000);
    expect([server.resolver?.fetching, lab.clock.pending]).toEqual([0, 0]);
    console.log(`${answered} of ${HOSTILE_COUNT} answered, ${slowest.toFixed(0)} ms for the slowest hundred`);
  },
);

test(
  `${HOSTILE_COUNT / 10} hostile TCP streams: no crash, no hang, and none stays open`,
  {
    timeout: 30_000 + HOSTILE_COUNT * 10,
  },
  async () => {
    const lab = smallInternet(new DnsLab('hostile streams'));
    lab.caching(SMALL_HINTS, {}, { zones: [zoneOf('home.test.', ZONE)] });
    const random = seededRandom('hostile streams');
    for (let sent = 0; sent < HOSTILE_COUNT / 10; sent += 50) {
      const streams = Array.from({ length: 50 }, () => {
        const stream = lab.client.connectTcp(SERVER);
        if (isBindProblem(stream)) throw new Error(stream.reason);
        stream.onOpen = () => {
          for (let messages = random.below(4); messages >= 0; messages--) {
            const octets = spoilt(random, encodeMessage(question(random, random.below(65_536))));
            // Now and then a length that is not the message's.
            const length = random.below(4) === 0 ? random.below(65_536) : octets.length;
            stream.send(Uint8Array.from([length >> 8, length & 255, ...octets]));
          }
          if (random.below(3) === 0) stream.reset();
          else if (random.below(2) === 0) stream.end();
        };
        return stream;
      });
      // Longer than an idle stream is kept.
      await lab.clock.jump(120_000);
      expect(lab.lab.network.hostNamed('cache')?.streams).toBe(0);
      for (const stream of streams) stream.reset();
    }
    expect((await lab.ask('www.home.test.'))?.aa).toBe(true);
  },
);
