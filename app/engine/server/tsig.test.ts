/** Signatures, held against Node's own HMAC over what RFC 8945 §4.3 says is signed. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CLASS, TYPE } from '../protocol/codes.ts';
import { queryMessage, responseTo } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { SignedRequest, TSIG_ERROR, type KeyRing } from './tsig.ts';

const SECRET = Buffer.from('secretsecretsecret');
const KEY = nameOf('laptop.example.');
const ALGORITHM = nameOf('hmac-sha256.');
const NOW = Date.UTC(2026, 10, 21);
const keys: KeyRing = new Map([[KEY.key, { name: KEY, algorithm: 'hmac-sha256', secret: SECRET }]]);

const query = queryMessage({
  id: 4711,
  rd: true,
  questions: [{ name: nameOf('www.example.com.'), type: TYPE.A, class: CLASS.IN }],
});

function sixteen(value: number): Buffer {
  const octets = Buffer.alloc(2);
  octets.writeUInt16BE(value);
  return octets;
}

function timers(seconds: number): Buffer {
  const octets = Buffer.alloc(8);
  octets.writeUIntBE(seconds, 0, 6);
  octets.writeUInt16BE(300, 6);
  return octets;
}

const variables = (seconds: number): Buffer =>
  Buffer.concat([
    KEY.wire,
    sixteen(CLASS.ANY),
    Buffer.alloc(4),
    ALGORITHM.wire,
    timers(seconds),
    sixteen(0),
    sixteen(0),
  ]);

const mac = (...parts: Uint8Array[]): Buffer =>
  createHmac('sha256', SECRET).update(Buffer.concat(parts)).digest();

/** The query, signed as a client signs it. */
function signedQuery(seconds = NOW / 1000): Uint8Array {
  const plain = Buffer.from(encodeMessage(query));
  const signature = mac(plain, variables(seconds));
  const rdata = Buffer.concat([
    ALGORITHM.wire,
    timers(seconds),
    sixteen(signature.length),
    signature,
    sixteen(query.id),
    sixteen(0),
    sixteen(0),
  ]);
  plain.writeUInt16BE(1, 10);
  const head = [KEY.wire, sixteen(TYPE.TSIG), sixteen(CLASS.ANY), Buffer.alloc(4), sixteen(rdata.length)];
  return new Uint8Array(Buffer.concat([plain, ...head, rdata]));
}

function read(octets: Uint8Array): SignedRequest | 'malformed' | null {
  const decoded = decodeMessage(octets);
  return decoded.kind === 'message' ? SignedRequest.of(octets, decoded.message) : 'malformed';
}

function good(octets: Uint8Array): SignedRequest {
  const request = read(octets);
  if (request === null || request === 'malformed') throw new Error('no signature');
  return request;
}

describe('a signed request', () => {
  test('is good with its key, at its time, and unsigned ones are none', () => {
    expect(good(signedQuery()).check(keys, NOW).error).toBe(TSIG_ERROR.NONE);
    expect(good(signedQuery()).check(new Map(), NOW)).toEqual({ key: null, error: TSIG_ERROR.BADKEY });
    expect(good(signedQuery()).check(keys, NOW + 299_000).error).toBe(TSIG_ERROR.NONE);
    expect(good(signedQuery()).check(keys, NOW + 301_000).error).toBe(TSIG_ERROR.BADTIME);
    expect(good(signedQuery()).check(keys, NOW - 301_000).error).toBe(TSIG_ERROR.BADTIME);
    expect(read(encodeMessage(query))).toBeNull();
  });

  test('in which one octet was changed is not good, whichever it is; no change does harm', () => {
    const octets = signedQuery();
    const taken: number[] = [];
    for (let at = 0; at < octets.length; at++) {
      for (const bits of [1, 0x20, 0xff]) {
        const changed = octets.slice();
        changed[at] = (changed[at] as number) ^ bits;
        const request = read(changed);
        if (request === null || request === 'malformed') continue;
        if (request.check(keys, NOW).error === TSIG_ERROR.NONE) taken.push(at);
        request.settle(request.check(keys, NOW));
        request.sign(encodeMessage(responseTo(query, { rcode: 0 })), NOW);
      }
      read(octets.slice(0, at));
    }
    // Not signed are the message's id, which forwarders change, the case of key and algorithm names, and what is said
    // of an error, which requests do not have.
    const tail = octets.length - 4;
    const keyAt = encodeMessage(query).length;
    const algorithmAt = keyAt + KEY.wire.length + 10;
    const unsigned = (at: number): boolean =>
      at < 2 ||
      at >= tail ||
      (at >= keyAt && at < keyAt + KEY.wire.length) ||
      (at >= algorithmAt && at < algorithmAt + ALGORITHM.wire.length) ||
      (at >= keyAt + KEY.wire.length + 4 && at < algorithmAt - 2);
    expect(taken.filter((at) => !unsigned(at))).toEqual([]);
  });
});

test('the answer is signed over the request’s MAC and itself, within the room that was reckoned', () => {
  const octets = signedQuery();
  const request = good(octets);
  request.settle(request.check(keys, NOW));
  const plain = encodeMessage(responseTo(query, { rcode: 0 }));
  const later = NOW + 2000;
  const signed = request.sign(plain, later);
  expect(signed.length - plain.length).toBeLessThanOrEqual(request.room);
  const decoded = decodeMessage(signed);
  const record = decoded.kind === 'message' ? decoded.message.additional.at(-1) : undefined;
  expect(record?.type).toBe(TYPE.TSIG);
  const requestMac = octets.subarray(octets.length - 6 - 32, octets.length - 6);
  const expected = mac(sixteen(32), requestMac, plain, variables(later / 1000));
  const at = ALGORITHM.wire.length + 10;
  expect(Buffer.from(record?.rdata.subarray(at, at + 32) ?? []).equals(expected)).toBe(true);
});
