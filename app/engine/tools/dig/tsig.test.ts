import { expect, test } from 'vitest';
import { TYPE } from '../../protocol/codes.ts';
import { queryMessage } from '../../protocol/message.ts';
import { nameOf } from '../../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../../protocol/wire.ts';
import { algorithmFacts } from '../../server/control/keys.ts';
import { SignedRequest } from '../../server/tsig.ts';
import {
  FUDGE,
  NOTHING,
  algorithmName,
  concatenate,
  timers,
  tsigRdata,
  uint16,
  withRecord,
} from '../../server/tsig-wire.ts';
import { SigningKey } from './tsig.ts';

const NOW = 1_790_000_000_000;
const SECRET = new TextEncoder().encode('a secret that is long enough');
const KEY = { name: nameOf('laptop.example.'), algorithm: 'hmac-sha256', secret: SECRET } as const;
const QUERY = queryMessage({ id: 77, questions: [{ name: nameOf('www.example.'), type: TYPE.A, class: 1 }] });

function signed(bits = 0, name = 'Laptop.Example.') {
  const key = new SigningKey(nameOf(name), 'hmac-sha256', SECRET, bits);
  const question = key.sign(QUERY, encodeMessage(QUERY), NOW);
  return { key, question, responses: key.responses(question.mac) };
}

function message(octets: Uint8Array) {
  const decoded = decodeMessage(octets);
  if (decoded.kind !== 'message') throw new Error(decoded.reason);
  return decoded.message;
}

/** What a server with the key makes of the question, and its signed answer. */
function answerTo(octets: Uint8Array, now = NOW): { error: number; answer: Uint8Array } {
  const request = SignedRequest.of(octets, message(octets));
  if (request === null || request === 'malformed') throw new Error('is not signed');
  const check = request.check(new Map([[KEY.name.key, KEY]]), now);
  request.settle(check);
  return { error: check.error, answer: request.sign(encodeMessage({ ...QUERY, qr: true }), now) };
}

test('a server with the key takes the question as signed, and its answer is found to be', () => {
  const { question, responses } = signed();
  const { error, answer } = answerTo(question.octets);
  expect(error).toBe(0);
  expect(responses.check(answer, message(answer), NOW)).toBeNull();
});

test('the room that is kept for the record is what it takes', () => {
  const { key, question } = signed();
  expect(question.octets.length - encodeMessage(QUERY).length).toBe(key.room);
});

test('a changed octet, another key, another time, no signature: each is told in its words', () => {
  const { question, responses } = signed();
  const { answer } = answerTo(question.octets);
  const changed = answer.slice();
  changed[3] = 5;
  expect(responses.check(changed, message(changed), NOW)).toBe('tsig verify failure');
  const bare = encodeMessage({ ...QUERY, qr: true });
  expect(signed().responses.check(bare, message(bare), NOW)).toBe('expected a TSIG or SIG(0)');
  const late = NOW + (FUDGE + 1) * 1000;
  expect(signed().responses.check(answer, message(answer), late)).toBe('clocks are unsynchronized');
  const stranger = signed(0, 'other.');
  const refused = answerTo(stranger.question.octets);
  expect(stranger.responses.check(refused.answer, message(refused.answer), NOW)).toBe('tsig indicates error');
});

test('a MAC that is cut is sent so, and an answer with less than half of one is malformed', () => {
  expect(signed(128).question.mac).toHaveLength(16);
  const { question, responses } = signed();
  const answer = answerTo(question.octets).answer;
  const { name, rdata } = message(answer).additional[0] ?? { name: KEY.name, rdata: NOTHING };
  const start = algorithmName('hmac-sha256').wire.length;
  const short = concatenate([rdata.slice(0, start + 8), uint16(9), rdata.slice(start + 10, start + 19)]);
  const cut = withRecord(
    encodeMessage({ ...QUERY, qr: true }),
    name,
    concatenate([short, rdata.slice(start + 42)]),
  );
  expect(responses.check(cut, message(cut), NOW)).toBe('FORMERR');
});

test('in a stream a signature covers the unsigned messages before it (RFC 8945 §5.3.1)', () => {
  const bare = encodeMessage({ ...QUERY, qr: true });
  const time = Math.floor(NOW / 1000);
  const lastOf = (first: Uint8Array, between: readonly Uint8Array[]): Uint8Array => {
    const rdata = message(first).additional[0]?.rdata ?? NOTHING;
    const start = algorithmName('hmac-sha256').wire.length;
    const before = concatenate([rdata.slice(start + 8, start + 42), ...between]);
    const mac = algorithmFacts('hmac-sha256').mac(SECRET, concatenate([before, bare, timers(time, FUDGE)]));
    const algorithm = algorithmName('hmac-sha256');
    const of = { algorithm, time, fudge: FUDGE, mac, originalId: 77, error: 0, other: NOTHING };
    return withRecord(bare, KEY.name, tsigRdata(of));
  };
  const { question, responses } = signed();
  const { answer } = answerTo(question.octets);
  const checked = (octets: Uint8Array, of = responses): string | null =>
    of.check(octets, message(octets), NOW);
  expect(checked(answer)).toBeNull();
  expect(checked(bare)).toBeNull();
  expect(checked(lastOf(answer, [bare]))).toBeNull();

  const other = signed().responses;
  expect(checked(answer, other)).toBeNull();
  // One message was left out on the way.
  expect(checked(lastOf(answer, [bare]), other)).toBe('tsig verify failure');
});
