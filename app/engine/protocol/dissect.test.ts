import { expect, test } from 'vitest';
import { goldenRecords, namedMessages } from '../../testing/protocol-golden.ts';
import { TYPE } from './codes.ts';
import { dissect } from './dissect.ts';
import type { DissectedField } from './dissect.ts';
import { queryMessage } from './message.ts';
import { encodeMessage } from './wire.ts';

function sample(what: string): Uint8Array {
  return namedMessages().find((message) => message.what.startsWith(what))?.octets ?? new Uint8Array(0);
}

/** The first field of that label, in order. */
function find(fields: readonly DissectedField[], label: string): DissectedField | null {
  for (const field of fields) {
    const found = field.label === label ? field : find(field.children, label);
    if (found !== null) return found;
  }
  return null;
}

test('a referral of named, from its flags to its glue', () => {
  const octets = sample('x.sub.world.example A +norec +bufsize');
  const fields = dissect(octets);
  expect(fields.map((field) => `${field.label}: ${field.value}`)).toEqual([
    'Header: QUERY response, ID 4660, NOERROR',
    'Question section: 1 question',
    'Authority section: 3 records',
    'Additional section: 4 records',
  ]);
  expect(find(fields, 'AA: authoritative answer')).toMatchObject({ value: '0', start: 2, end: 3 });
  expect(find(fields, 'Question')?.value).toBe('x.sub.world.example. IN A');
  expect(find(fields, 'NS record')?.value).toMatch(/^sub\.world\.example\. ns/);
  expect(find(fields, 'Name server')?.value).toBe('ns.other.example.');
  expect(find(fields, 'EDNS: OPT pseudo-record')?.value).toBe('version 0, UDP 1232');
  expect(find(fields, 'TTL')?.note).toContain('2 days');
});

test('a compressed name shows its pointer and where it leads', () => {
  const fields = dissect(sample('www.world.example A +rec'));
  const answer = find(fields, 'A record');
  expect(answer?.children[0]).toMatchObject({ label: 'Name', value: 'www.world.example.' });
  expect(answer?.children[0]?.note).toContain('octet 12');
});

test('a cookie and an extended error are named', () => {
  expect(
    find(dissect(sample('www.world.example A +norec +bufsize=1232 +nsid')), 'Option COOKIE')?.value,
  ).toMatch(/^[0-9a-f]{48}$/);
  const octets = encodeMessage(
    queryMessage({
      id: 1,
      questions: [],
      rcode: 2,
      qr: true,
      edns: {
        version: 0,
        udpSize: 512,
        dnssecOk: true,
        z: 0,
        options: [{ code: 15, data: Uint8Array.of(0, 22, 0x68, 0x69) }],
      },
    }),
  );
  expect(find(dissect(octets), 'Option EDE')?.value).toBe('22 (No Reachable Authority): hi');
});

test('the fields of every type cover its data without gaps', () => {
  for (const record of goldenRecords()) {
    const octets = encodeMessage(queryMessage({ id: 1, questions: [], qr: true, answers: [record] }));
    const children = dissect(octets)[1]?.children[0]?.children ?? [];
    const data = children.slice(children.findIndex((child) => child.label === 'Data length'));
    expect(data.at(-1)?.end, `type ${record.type}`).toBe(octets.length);
    data.slice(1).forEach((field, i) => expect(field.start).toBe(data[i]?.end));
    if (record.type === TYPE.SOA) expect(data.map((field) => field.label)).toContain('Serial');
  }
});

test('a message that ends too soon is shown up to its end', () => {
  const octets = sample('www.world.example A +rec').slice(0, 40);
  const fields = dissect(octets);
  expect(find(fields, 'Question')?.value).toBe('www.world.example. IN A');
  expect(fields.at(-1)).toMatchObject({ label: 'Fault', value: 'record is cut short', end: 40 });
});

test('octets behind the message are pointed out', () => {
  const fields = dissect(Uint8Array.from([...sample('www.world.example A +rec'), 0, 0]));
  expect(fields.at(-1)).toMatchObject({ label: 'Trailing octets', value: '2 octets' });
});
