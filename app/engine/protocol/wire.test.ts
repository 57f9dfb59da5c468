import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CLASS, RCODE, TYPE } from './codes.ts';
import { goldenRecords, namedMessages, octetsOf } from '../../testing/protocol-golden.ts';
import { queryMessage } from './message.ts';
import type { Message, ResourceRecord } from './message.ts';
import { Name, isNameProblem, nameOf } from './name.ts';
import { decodeMessage, encodeMessage } from './wire.ts';

function decoded(octets: Uint8Array): Message {
  const result = decodeMessage(octets);
  if (result.kind === 'malformed') throw new Error(`malformed: ${result.reason} at ${result.offset}`);
  expect(result.trailing).toBe(0);
  return result.message;
}

const question = { name: nameOf('www.example.com.'), type: TYPE.A, class: CLASS.IN };
const edns = { version: 0, udpSize: 1232, dnssecOk: false, z: 0, options: [] };

function a(owner: string, last = 1): ResourceRecord {
  return {
    name: nameOf(owner),
    type: TYPE.A,
    class: CLASS.IN,
    ttl: 300,
    rdata: Uint8Array.of(127, 53, 0, last),
  };
}

function ns(owner: string, target: string): ResourceRecord {
  return { name: nameOf(owner), type: TYPE.NS, class: CLASS.IN, ttl: 300, rdata: nameOf(target).wire };
}

test.each(namedMessages().map(({ what, octets }) => [what, octets] as const))(
  'a response of named is read, and written again octet for octet: %s',
  (_, octets) => {
    expect(encodeMessage(decoded(octets))).toEqual(octets);
  },
);

describe('round trips', () => {
  const octet = fc.oneof(fc.constantFrom(0x61, 0x41, 0x62, 0x2e, 0x5c, 0x00, 0xff), fc.nat(255));
  const label = fc.array(octet, { minLength: 1, maxLength: 9 }).map((octets) => Uint8Array.from(octets));
  const name = fc.array(label, { maxLength: 6 }).map((labels) => {
    const made = Name.fromLabels(labels);
    return isNameProblem(made) ? Name.root : made;
  });
  const known = fc.constantFrom(...goldenRecords());
  const record: fc.Arbitrary<ResourceRecord> = fc.oneof(
    fc.tuple(name, known, fc.nat(0x7fffffff)).map(([owner, { type, rdata }, ttl]) => ({
      name: owner,
      type,
      class: CLASS.IN,
      ttl,
      rdata,
    })),
    fc
      .tuple(name, name, fc.constantFrom(TYPE.NS, TYPE.CNAME, TYPE.PTR, TYPE.DNAME))
      .map(([owner, target, type]) => ({
        name: owner,
        type,
        class: CLASS.IN,
        ttl: 0,
        rdata: target.wire,
      })),
    fc.tuple(name, fc.uint8Array({ maxLength: 40 })).map(([owner, rdata]) => ({
      name: owner,
      type: 65400,
      class: 32,
      ttl: 1,
      rdata,
    })),
  );
  const message: fc.Arbitrary<Message> = fc.record({
    id: fc.nat(0xffff),
    qr: fc.boolean(),
    opcode: fc.nat(15),
    aa: fc.boolean(),
    tc: fc.boolean(),
    rd: fc.boolean(),
    ra: fc.boolean(),
    z: fc.boolean(),
    ad: fc.boolean(),
    cd: fc.boolean(),
    rcode: fc.nat(15),
    questions: fc.array(fc.record({ name, type: fc.nat(0xffff), class: fc.nat(0xffff) }), { maxLength: 2 }),
    answers: fc.array(record, { maxLength: 6 }),
    authority: fc.array(record, { maxLength: 4 }),
    additional: fc.array(record, { maxLength: 4 }),
    edns: fc.option(
      fc.record({
        version: fc.nat(255),
        udpSize: fc.nat(0xffff),
        dnssecOk: fc.boolean(),
        z: fc.nat(0x7fff),
        options: fc.array(fc.record({ code: fc.nat(0xffff), data: fc.uint8Array({ maxLength: 20 }) }), {
          maxLength: 3,
        }),
      }),
    ),
  });

  test('any message comes back as it was, case included', () => {
    fc.assert(
      fc.property(message, (sent) => {
        const got = decoded(encodeMessage(sent));
        expect(plain(got)).toEqual(plain(sent));
      }),
      { numRuns: 1500 },
    );
  });

  test('within any limit: never longer, always readable, TC exactly when something needed is missing', () => {
    fc.assert(
      fc.property(message, fc.integer({ min: 12, max: 900 }), (sent, limit) => {
        const octets = encodeMessage(
          { ...sent, tc: false, questions: sent.questions.slice(0, 1) },
          { limit },
        );
        const got = decoded(octets);
        const least = 12 + (sent.questions[0]?.name.wire.length ?? 0) + 4 + (sent.edns ? 100 : 0);
        if (limit >= least) expect(octets.length).toBeLessThanOrEqual(limit);
        const lost = got.answers.length < sent.answers.length || got.authority.length < sent.authority.length;
        if (lost) expect(got.tc).toBe(true);
        if (got.tc && !lost) expect(got.additional.length).toBeLessThan(sent.additional.length);
        expect(got.edns !== null).toBe(sent.edns !== null);
      }),
      { numRuns: 1500 },
    );
  });

  function plain(value: Message): unknown {
    const one = (r: ResourceRecord): unknown => ({ ...r, name: [...r.name.wire], rdata: [...r.rdata] });
    return {
      ...value,
      questions: value.questions.map((q) => ({ ...q, name: [...q.name.wire] })),
      answers: value.answers.map(one),
      authority: value.authority.map(one),
      additional: value.additional.map(one),
    };
  }
});

describe('EDNS', () => {
  test('an RCODE above 15 is split between header and OPT record', () => {
    const octets = encodeMessage(queryMessage({ id: 1, questions: [], rcode: RCODE.BADVERS, edns }));
    expect((octets[3] ?? 0) & 15).toBe(0);
    expect(decoded(octets).rcode).toBe(RCODE.BADVERS);
  });

  test('OPT stands behind the additional records and before TSIG', () => {
    const tsig = { ...a('key.'), type: TYPE.TSIG, class: CLASS.ANY, ttl: 0, rdata: tsigRdata };
    const octets = encodeMessage({
      ...queryMessage({ id: 1, questions: [question], edns }),
      additional: [a('x.'), tsig],
    });
    const got = decoded(octets);
    expect(got.additional.map((record) => record.type)).toEqual([TYPE.A, TYPE.TSIG]);
    expect(octets.slice(-tsigRdata.length)).toEqual(tsigRdata);
  });
});

const tsigRdata = Uint8Array.of(1, 0x61, 0, 0, 0, 1, 2, 3, 4, 1, 44, 0, 2, 9, 9, 0, 1, 0, 0, 0, 0);

describe('names in RDATA', () => {
  test('compressed names are expanded where RFC 3597 §4 asks for it, and refused elsewhere', () => {
    // One record whose RDATA ends in a pointer to the question's name.
    const message = (type: number, front: number[]): Uint8Array => {
      const rdata = [...front, 0xc0, 12];
      const record = [0xc0, 12, type >> 8, type & 255, 0, 1, 0, 0, 0, 1, 0, rdata.length, ...rdata];
      return Uint8Array.from([...octetsOf('0001800000010001000000000161000001 0001'), ...record]);
    };
    for (const [type, front] of [
      [TYPE.NS, []],
      [TYPE.MX, [0, 1]],
      [TYPE.SRV, [0, 1, 0, 2, 0, 3]],
      [TYPE.AFSDB, [0, 1]],
    ] as const) {
      expect([...(decoded(message(type, [...front])).answers[0]?.rdata ?? [])]).toEqual([
        ...front,
        1,
        0x61,
        0,
      ]);
    }
    for (const [type, front] of [
      [TYPE.DNAME, []],
      [TYPE.NSEC, []],
      [TYPE.HTTPS, [0, 1]],
    ] as const) {
      expect(decodeMessage(message(type, [...front])).kind).toBe('malformed');
    }
  });
});

describe('truncation', () => {
  const referral: Message = {
    ...queryMessage({ id: 1, questions: [question], edns }),
    qr: true,
    authority: [ns('example.com.', 'ns1.example.com.'), ns('example.com.', 'ns.elsewhere.net.')],
    additional: [a('ns1.example.com.', 1), a('ns.elsewhere.net.', 2)],
  };
  const full = encodeMessage(referral).length;

  test('sibling glue may go without TC', () => {
    const got = decoded(encodeMessage(referral, { limit: full - 1 }));
    expect(got.additional.length).toBe(1);
    expect(got.tc).toBe(false);
  });

  test('glue below the zone cut may not (RFC 9471 §3.1)', () => {
    const got = decoded(encodeMessage(referral, { limit: full - 20 }));
    expect(got.additional.length).toBe(0);
    expect(got.authority.length).toBe(2);
    expect(got.tc).toBe(true);
  });

  test('an RRset in the additional section stays whole or goes whole', () => {
    const additional = [a('x.net.', 1), a('x.net.', 2), a('x.net.', 3)];
    const message = { ...referral, authority: [], additional };
    const got = decoded(encodeMessage(message, { limit: encodeMessage(message).length - 1 }));
    expect(got.additional).toEqual([]);
  });

  test('answers are kept as far as they fit', () => {
    const answers = Array.from({ length: 40 }, (_, i) => a('www.example.com.', i));
    const octets = encodeMessage({ ...referral, answers }, { limit: 512 });
    const got = decoded(octets);
    expect(octets.length).toBeLessThanOrEqual(512);
    expect(got.tc).toBe(true);
    expect(got.answers.length).toBe(29);
    expect(got.authority).toEqual([]);
  });

  test('a message longer than 65535 octets is truncated', () => {
    const rdata = new Uint8Array(40_000);
    const answers = [1, 2].map((i) => ({ ...a('www.example.com.', i), type: 65400, rdata }));
    const got = decoded(encodeMessage({ ...referral, answers }));
    expect(got.answers.length).toBe(1);
    expect(got.tc).toBe(true);
  });
});

describe('compression', () => {
  test('names match with their case only, so that each keeps its own', () => {
    const octets = encodeMessage(
      queryMessage({ id: 1, questions: [question], answers: [a('WWW.example.com.')] }),
    );
    expect(decoded(octets).answers[0]?.name.toString()).toBe('WWW.example.com.');
    const same = encodeMessage(
      queryMessage({ id: 1, questions: [question], answers: [a('www.example.com.')] }),
    );
    expect(octets.length - same.length).toBe(4);
  });

  test('no pointer leads beyond the first 16 KiB', () => {
    const filler = { ...a('f.'), type: 65400, rdata: new Uint8Array(17_000) };
    const late = [a('late.net.', 1), a('x.', 9), a('late.net.', 2)];
    const sent = queryMessage({ id: 1, questions: [question], answers: [filler, ...late] });
    expect(decoded(encodeMessage(sent)).answers.map(({ name }) => name.toString())).toEqual([
      'f.',
      'late.net.',
      'x.',
      'late.net.',
    ]);
  });

  test('names whose hashes collide are told apart', () => {
    // Found by search: the table's hash is the same for both.
    const sent = queryMessage({ id: 1, questions: [], answers: [a('a5zl4pr.', 1), a('1k55ilm.', 2)] });
    const names = decoded(encodeMessage(sent)).answers.map(({ name }) => name.toString());
    expect(names).toEqual(['a5zl4pr.', '1k55ilm.']);
  });

  test('thousands of names are all written right', () => {
    const answers = Array.from({ length: 2600 }, (_, i) => ns(`h${i}.example.`, `t${i}.other.`));
    const got = decoded(encodeMessage(queryMessage({ id: 1, questions: [], answers })));
    got.answers.forEach((record, i) => {
      expect(record.name.toString()).toBe(`h${i}.example.`);
      expect([...record.rdata]).toEqual([...nameOf(`t${i}.other.`).wire]);
    });
  });
});

test('a TTL with its top bit set counts as 0 (RFC 2181 §8)', () => {
  const octets = encodeMessage(queryMessage({ id: 1, questions: [], answers: [a('x.')] }));
  octets[19] = 0x80;
  expect(decoded(octets).answers[0]?.ttl).toBe(0);
});

test('octets behind the last record are counted, not refused', () => {
  const octets = encodeMessage(queryMessage({ id: 1, questions: [question] }));
  expect(decodeMessage(Uint8Array.from([...octets, 1, 2, 3]))).toMatchObject({
    kind: 'message',
    trailing: 3,
  });
});

test('an update may name records without data (RFC 2136 §2.5.2)', () => {
  const deletion = { ...a('x.'), class: CLASS.ANY, ttl: 0, rdata: new Uint8Array(0) };
  const octets = encodeMessage({
    ...queryMessage({ id: 1, questions: [question], opcode: 5 }),
    authority: [deletion],
  });
  expect(decoded(octets).authority[0]?.rdata.length).toBe(0);
});
