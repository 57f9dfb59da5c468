/** What named's side of a connection does with good and bad messages; each case was seen with named 9.18.49. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seededRandom } from '../../random.ts';
import type { ControlKey } from './keys.ts';
import { decodeControl, encodeControl, type ControlMessage } from './message.ts';
import { reply, type CommandReply } from './results.ts';
import { ControlSession, SeenMessages } from './session.ts';

const KEY: ControlKey = { name: 'k', algorithm: 'hmac-sha256', secret: new Uint8Array([1, 2, 3]) };
const NOW = 1_795_266_855;

class Rig {
  readonly sent: ControlMessage[] = [];
  readonly commands: string[] = [];
  readonly log: string[] = [];
  closed = false;
  readonly #session: ControlSession;
  #serial = 100;

  constructor(seen = new SeenMessages(), answer: (done: (said: CommandReply) => void) => void = at) {
    this.#session = new ControlSession({
      client: { address: '127.0.0.1', port: 40000 },
      keys: [{ ...KEY, algorithm: 'hmac-md5' }, KEY],
      seen,
      random: seededRandom('nonce'),
      now: () => NOW * 1000,
      execute: (command, done) => {
        this.commands.push(command);
        answer(done);
      },
      send: (octets) => {
        const message = decodeControl(octets.subarray(4), KEY);
        if (typeof message === 'string') throw new Error(message);
        this.sent.push(message);
      },
      close: () => (this.closed = true),
      log: (text) => this.log.push(text),
    });
  }

  get nonce(): number | null {
    return this.sent.at(-1)?.nonce ?? null;
  }

  receive(octets: Uint8Array): this {
    this.#session.receive(octets);
    return this;
  }

  end(): void {
    this.#session.end();
  }

  say(type: string, fields: Partial<ControlMessage> = {}, key = KEY): this {
    const data = new Map([['type', type]]);
    const usual = { serial: this.#serial++, sent: NOW, expires: NOW + 60, nonce: this.nonce, reply: false };
    return this.receive(encodeControl({ ...usual, data, ...fields }, key));
  }
}

function at(done: (said: CommandReply) => void): void {
  done(reply('ISC_R_SUCCESS', 'done'));
}

test('the first message gets a nonce and runs nothing; the ones after it run', () => {
  const rig = new Rig().say('status').say('status').say('flush');
  expect(rig.commands).toEqual(['status', 'flush']);
  expect(rig.sent.map(({ data }) => Object.fromEntries(data))).toEqual([
    { type: 'status', result: '0' },
    { type: 'status', result: '0', text: 'done' },
    { type: 'flush', result: '0', text: 'done' },
  ]);
  expect(rig.sent.map(({ serial, nonce, reply: isReply }) => [serial, nonce, isReply])).toEqual([
    [100, rig.nonce, true],
    [101, rig.nonce, true],
    [102, rig.nonce, true],
  ]);
});

test('a failure has its number, its words, and what the command said', () => {
  const rig = new Rig(undefined, (done) => done(reply('ISC_R_NOTFOUND', 'no matching zone')));
  rig.say('null').say('zonestatus x');
  expect(Object.fromEntries(rig.sent.at(-1)?.data ?? [])).toEqual({
    type: 'zonestatus x',
    result: '23',
    err: 'not found',
    text: 'no matching zone',
  });
});

test('octets may come one by one, and two messages at once are answered in turn', () => {
  const rig = new Rig();
  const message = {
    serial: 1,
    sent: NOW,
    expires: null,
    nonce: null,
    reply: false,
    data: new Map([['type', 'null']]),
  };
  for (const octet of encodeControl(message, KEY)) rig.receive(Uint8Array.of(octet));
  const pending: ((said: CommandReply) => void)[] = [];
  const slow = new Rig(undefined, (done) => pending.push(done)).say('null');
  slow.say('reload').say('status');
  expect(slow.commands).toEqual(['reload']);
  pending.shift()?.(reply('ISC_R_SUCCESS'));
  expect(slow.commands).toEqual(['reload', 'status']);
  expect([rig.sent.length, slow.sent.length]).toEqual([1, 2]);
});

const huge = Uint8Array.from([0, 0, 128, 1]);
const long = Uint8Array.from([0, 0, 0, 8, 0, 0, 0, 2, 1, 2, 3, 4]);
test.each<[string, (rig: Rig) => void, string]>([
  ['another key', (rig) => rig.say('null', {}, { ...KEY, secret: new Uint8Array(9) }), 'bad auth'],
  ['another version', (rig) => rig.receive(long), 'bad auth'],
  ['a length above 32768', (rig) => rig.receive(huge), 'out of range'],
  ['a web browser', (rig) => rig.receive(new TextEncoder().encode('GET / HTTP/1.0')), 'out of range'],
  ['a length of nothing', (rig) => rig.receive(new Uint8Array(4)), 'unexpected end of input'],
  ['a reply', (rig) => rig.say('null', { reply: true }), 'failure'],
  ['a clock that is late', (rig) => rig.say('null', { sent: NOW - 301 }), 'clock skew'],
  ['a clock that is early', (rig) => rig.say('null', { sent: NOW + 301 }), 'clock skew'],
  ['an old message', (rig) => rig.say('null', { sent: NOW - 100, expires: NOW - 1 }), 'expired'],
  ['one message twice', (rig) => rig.say('null', { serial: 7 }).say('null', { serial: 7 }), 'duplicate'],
  ['another nonce', (rig) => rig.say('null').say('flush', { nonce: 5 }), 'bad auth'],
  ['no nonce', (rig) => rig.say('null').say('flush', { nonce: null }), 'bad auth'],
])('%s ends the connection, and the log has why', (_, act, why) => {
  const rig = new Rig();
  act(rig);
  expect(rig.log).toEqual([`invalid command from 127.0.0.1#40000: ${why}`]);
  expect([rig.closed, rig.commands]).toEqual([true, []]);
  const before = rig.sent.length;
  rig.say('null');
  expect(rig.sent.length).toBe(before);
});

test('a message recorded from one connection is worth nothing on another, nor is one without a command', () => {
  const seen = new SeenMessages();
  const [first, second] = [new Rig(seen), new Rig(seen)];
  first.say('null', { serial: 9 });
  second.say('null', { serial: 9 });
  expect(second.log).toEqual(['invalid command from 127.0.0.1#40000: duplicate']);
  const bare = new Rig().say('', { data: new Map() });
  expect([bare.closed, bare.log, bare.sent]).toEqual([true, [], []]);
});

test('who has hung up gets no answer any more', () => {
  const pending: ((said: CommandReply) => void)[] = [];
  const rig = new Rig(undefined, (done) => pending.push(done)).say('null').say('stop');
  rig.end();
  pending[0]?.(reply('ISC_R_SUCCESS'));
  expect(rig.sent.length).toBe(1);
});

test('what has been seen is forgotten when it could not be used again anyway', () => {
  const seen = new SeenMessages();
  const one = { serial: 1, sent: NOW } as ControlMessage;
  expect(seen.add(one, NOW)).toBe(true);
  expect(seen.add(one, NOW + 600)).toBe(false);
  expect(seen.add(one, NOW + 601)).toBe(true);
});

test('no octets whatever, in whatever pieces, run a command or throw', () => {
  const good = encodeControl(
    { serial: 1, sent: NOW, expires: NOW + 60, nonce: null, reply: false, data: new Map([['type', 'stop']]) },
    KEY,
  );
  const mutated = fc
    .tuple(fc.nat(good.length), fc.uint8Array({ maxLength: 20 }), fc.nat(good.length))
    .map(([from, put, to]) => Uint8Array.from([...good.subarray(0, from), ...put, ...good.subarray(to)]));
  const pieces = fc.array(fc.oneof(fc.uint8Array({ maxLength: 200 }), mutated, fc.constant(good)), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(pieces, (octets) => {
      const rig = new Rig();
      for (const piece of octets) rig.receive(piece);
      expect(rig.commands).toEqual([]);
      expect(rig.sent.length).toBeLessThan(2);
    }),
    { numRuns: 3000 },
  );
});
