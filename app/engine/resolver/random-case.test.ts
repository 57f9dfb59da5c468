import { beforeEach, describe, expect, test } from 'vitest';
import { DnsLab, lines, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer } from '../../testing/scripted-server.ts';
import type { Message } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { decodeMessage, encodeMessage } from '../protocol/wire.ts';
import { seededRandom } from '../random.ts';
import { inRandomCase, respelt } from './random-case.ts';

const ROOT = `. 60 SOA root. hm. 1 1 1 1 60
. 3600 NS root.
root. 3600 A 127.53.1.1
example. 600 NS ns.example.
ns.example. 600 A 127.53.2.1
`;
const EXAMPLE = `example. 60 SOA ns hm 1 1 1 1 60
example. 600 NS ns.example.
ns.example. 600 A 127.53.2.1
www.example. 300 A 127.53.9.1
long-enough-to-be-mixed.example. 300 CNAME www.example.
`;

let lab: DnsLab;

beforeEach(() => {
  lab = new DnsLab();
  lab.authority('root', '127.53.1.1', zoneOf('.', ROOT));
});

const caching = (): unknown =>
  lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n', { walk: { randomCase: true } });

test('letters are mixed, nothing else, and the same seed mixes them alike', () => {
  const name = nameOf('www-1.Example\\@.[x].co.uk.');
  const mixed = inRandomCase(name, seededRandom('a'));
  expect(mixed.equals(name)).toBe(true);
  expect(mixed.toString()).not.toBe(name.toString());
  expect(inRandomCase(name, seededRandom('a')).wire).toEqual(mixed.wire);
  const spellings = new Set(
    Array.from({ length: 64 }, (_, i) => inRandomCase(nameOf('ab.'), seededRandom(String(i))).toString()),
  );
  expect(spellings).toEqual(new Set(['ab.', 'Ab.', 'aB.', 'AB.']));
});

test('a message too short for its question is spelt as nothing', () => {
  expect(respelt(new Uint8Array(14), nameOf('www.'), nameOf('WWW.'))).toBeNull();
});

describe('letters in random case', () => {
  test('go out mixed, come back so, and are forgotten', async () => {
    lab.authority('example', '127.53.2.1', zoneOf('example.', EXAMPLE));
    caching();
    const answer = await lab.ask('long-enough-to-be-mixed.example.');
    expect(lines(answer?.answers ?? [])).toEqual([
      'long-enough-to-be-mixed.example. 300 IN CNAME www.example.',
      'www.example. 300 IN A 127.53.9.1',
    ]);
    const sent = lab.questions('cache').map((question) => question.split('.')[0] ?? '');
    expect(sent.some((label) => label !== label.toLowerCase() && label !== label.toUpperCase())).toBe(true);
    const owners = [...(lab.servers.get('cache')?.cache?.entries() ?? [])].map(({ owner }) =>
      owner.toString(),
    );
    expect(owners.every((owner) => owner === owner.toLowerCase())).toBe(true);
  });

  test('that come back in another case have the server asked over TCP', async () => {
    const lower = (query: Message): Message => ({
      ...says(query, {
        authority: 'example. 600 NS ns.example.',
        additional: 'ns.example. 600 A 127.53.2.1',
      }),
      questions: query.questions.map((one) => ({ ...one, name: nameOf(one.name.toString().toLowerCase()) })),
    });
    const other = new DnsLab();
    scriptedServer(other.host('root', '127.53.1.1'), lower);
    other.authority('example', '127.53.2.1', zoneOf('example.', EXAMPLE));
    other.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n', { walk: { randomCase: true } });
    expect((await other.ask('long-enough-to-be-mixed.example.'))?.rcode).toBe(2); // nothing listens there on TCP
    expect(
      other
        .packets()
        .some(({ protocol, destinationHost }) => protocol === 'tcp' && destinationHost === 'root'),
    ).toBe(true);
  });

  test('TCP brings the answer from a server that does not keep the case', async () => {
    const host = lab.host('example', '127.53.2.1');
    const folding = {
      ...host,
      name: host.name,
      addresses: host.addresses,
      listenTcp: host.listenTcp.bind(host),
      connectTcp: host.connectTcp.bind(host),
      openUdp: (how?: Parameters<typeof host.openUdp>[0]) => {
        const socket = host.openUdp(how);
        if (!('send' in socket)) return socket;
        const send = socket.send.bind(socket);
        socket.send = (octets, ...to) => {
          const decoded = decodeMessage(octets);
          if (decoded.kind === 'malformed') return send(octets, ...to);
          const questions = decoded.message.questions.map((one) => ({
            ...one,
            name: nameOf(one.name.toString().toLowerCase()),
          }));
          return send(encodeMessage({ ...decoded.message, questions }), ...to);
        };
        return socket;
      },
    };
    lab.named(folding as unknown as typeof host, { zones: [zoneOf('example.', EXAMPLE)], recursion: null });
    caching();
    expect((await lab.ask('long-enough-to-be-mixed.example.'))?.rcode).toBe(0);
    expect(
      lab
        .packets()
        .some(({ protocol, destinationHost }) => protocol === 'tcp' && destinationHost === 'example'),
    ).toBe(true);
  });

  test('a response with the right letters in the wrong case and the wrong id is ignored as ever', async () => {
    scriptedServer(lab.host('example', '127.53.2.1'), (query) => ({
      ...says(query, { aa: true }),
      id: query.id ^ 1,
    }));
    caching();
    expect((await lab.ask('www.example.'))?.rcode).toBe(2);
    expect(lab.packets().some(({ protocol }) => protocol === 'tcp')).toBe(false);
  });
});
