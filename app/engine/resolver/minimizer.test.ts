import { beforeEach, describe, expect, test } from 'vitest';
import { DnsLab, lines, zoneOf } from '../../testing/dns-lab.ts';
import { says, scriptedServer } from '../../testing/scripted-server.ts';
import type { Cache } from '../cache/cache.ts';
import { CLASS, RCODE, TYPE } from '../protocol/codes.ts';
import type { Message } from '../protocol/message.ts';
import { Name, nameOf } from '../protocol/name.ts';
import { Minimizer } from './minimizer.ts';
import type { QnameMinimization } from './walk-options.ts';

/** named 9.18.49 asks the same questions of the same servers, in both modes. */
const ROOT = `. 60 SOA root. hm. 1 1 1 1 60
. 3600 NS root.
root. 3600 A 127.53.1.1
com. 600 NS ns.com.
ns.com. 600 A 127.53.2.1
arpa. 600 NS ns.com.
`;
const COM = `com. 60 SOA ns hm 1 1 1 1 60
com. 600 NS ns.com.
ns.com. 600 A 127.53.2.1
example.com. 600 NS ns.example.com.
ns.example.com. 600 A 127.53.3.1
broken.com. 600 NS ns.broken.com.
ns.broken.com. 600 A 127.53.3.2
picky.com. 600 NS ns.picky.com.
ns.picky.com. 600 A 127.53.3.3
`;
const EXAMPLE = `example.com. 60 SOA ns hm 1 1 1 1 60
example.com. 600 NS ns.example.com.
ns.example.com. 600 A 127.53.3.1
www.example.com. 300 A 127.53.9.1
a.b.c.d.e.f.g.h.example.com. 300 A 127.53.9.2
alias.example.com. 300 CNAME www.example.com.
x.alias.y.example.com. 300 A 127.53.9.3
moved.example.com. 300 DNAME www.example.com.
`;

let lab: DnsLab;

function broken(query: Message): Message {
  const name = query.questions[0]?.name.toString() ?? '';
  if (name === 'a.b.c.broken.com.') return says(query, { aa: true, answer: `${name} 300 A 127.53.9.5` });
  return says(query, { aa: true, rcode: RCODE.NXDOMAIN, authority: 'broken.com. 60 SOA a. b. 1 1 1 1 60' });
}

function picky(query: Message): Message {
  const name = query.questions[0]?.name.toString() ?? '';
  return name === 'www.x.picky.com.'
    ? says(query, { aa: true, answer: `${name} 300 A 127.53.9.6` })
    : says(query, { rcode: RCODE.REFUSED });
}

beforeEach(() => {
  lab = new DnsLab();
  lab.authority('root', '127.53.1.1', zoneOf('.', ROOT));
  lab.authority(
    'com',
    '127.53.2.1',
    zoneOf('com.', COM),
    zoneOf('arpa.', 'arpa. 60 SOA a. b. 1 1 1 1 60\narpa. 60 NS ns.com.\n'),
  );
  lab.authority('example', '127.53.3.1', zoneOf('example.com.', EXAMPLE));
  scriptedServer(lab.host('broken', '127.53.3.2'), broken);
  scriptedServer(lab.host('picky', '127.53.3.3'), picky);
});

const log: string[] = [];

function caching(qnameMinimization: QnameMinimization): void {
  log.length = 0;
  lab.caching('. 3600 NS root.\nroot. 3600 A 127.53.1.1\n', { walk: { qnameMinimization }, failureTtl: 0 });
  lab.lab.journal.subscribe((entry) => {
    if (entry.kind === 'log') log.push(entry.text);
  });
}

async function asked(name: string, type?: string): Promise<[rcode: number | undefined, questions: string[]]> {
  const before = lab.lab.journal.last;
  const answer = await lab.ask(name, type);
  return [answer?.rcode, lab.questions('cache', before)];
}

describe('relaxed', () => {
  beforeEach(() => caching('relaxed'));

  test('each server is told one label more than the zone that it serves', async () => {
    expect(await asked('www.example.com.')).toEqual([
      0,
      ['com. NS > root', 'example.com. NS > com', 'www.example.com. A > example'],
    ]);
  });

  test('what is no cut is known from then on; after six labels the rest is told at once', async () => {
    await lab.ask('www.example.com.');
    expect(await asked('a.b.c.d.e.f.g.h.example.com.')).toEqual([
      0,
      [
        'h.example.com. NS > example',
        'g.h.example.com. NS > example',
        'f.g.h.example.com. NS > example',
        'e.f.g.h.example.com. NS > example',
        'a.b.c.d.e.f.g.h.example.com. A > example',
      ],
    ]);
    expect(await asked('z.f.g.h.example.com.')).toEqual([3, ['z.f.g.h.example.com. A > example']]);
  });

  test('a name that does not exist is asked for as a whole', async () => {
    await lab.ask('www.example.com.');
    expect(await asked('no.such.name.example.com.')).toEqual([
      3,
      ['name.example.com. NS > example', 'no.such.name.example.com. A > example'],
    ]);
  });

  test('a server that denies names without records is got round, and the log says so', async () => {
    const [rcode, questions] = await asked('a.b.c.broken.com.');
    expect([rcode, questions.at(-1)]).toEqual([0, 'a.b.c.broken.com. A > broken']);
    expect(log).toContain(
      "success resolving 'a.b.c.broken.com/A' after disabling qname minimization due to 'ncache nxdomain'",
    );
  });

  test('servers that refuse such questions are asked the whole one', async () => {
    const [rcode, questions] = await asked('www.x.picky.com.');
    expect([rcode, questions.slice(2)]).toEqual([
      0,
      ['x.picky.com. NS > picky', 'www.x.picky.com. A > picky'],
    ]);
    expect(log).toContain(
      "success resolving 'www.x.picky.com/A' after disabling qname minimization due to 'failure'",
    );
  });

  test('an alias on the way is no cut', async () => {
    const [rcode, questions] = await asked('none.alias.example.com.');
    expect([rcode, questions.slice(2)]).toEqual([
      3,
      ['alias.example.com. NS > example', 'none.alias.example.com. A > example'],
    ]);
  });

  test('a DNAME on the way is followed at once', async () => {
    const answer = await lab.ask('a.b.moved.example.com.');
    expect(lines(answer?.answers ?? []).slice(0, 2)).toEqual([
      'moved.example.com. 300 IN DNAME www.example.com.',
      'a.b.moved.example.com. 300 IN CNAME a.b.www.example.com.',
    ]);
  });

  test('a question for NS records is asked of the zone’s own servers in the end', async () => {
    expect(await asked('example.com.', 'NS')).toEqual([
      0,
      ['com. NS > root', 'example.com. NS > com', 'example.com. NS > example'],
    ]);
  });

  test('names of IPv6 addresses are told in the steps in which networks are given away', () => {
    const name = nameOf(`${'a.'.repeat(32)}ip6.arpa.`);
    const { cache } = lab.servers.get('cache') ?? {};
    const minimizer = Minimizer.for('relaxed', cache as Cache, { name, type: TYPE.PTR, class: CLASS.IN });
    const told = Array.from({ length: 8 }, (_, i) => minimizer?.next(Name.root, i === 0).name.labelCount);
    expect(told).toEqual([1, 2, 6, 10, 14, 16, 18, 34]);
  });
});

describe('strict', () => {
  beforeEach(() => caching('strict'));

  test('each zone’s own servers are asked for its NS records', async () => {
    expect(await asked('www.example.com.')).toEqual([
      0,
      [
        'com. NS > root',
        'com. NS > com',
        'example.com. NS > com',
        'example.com. NS > example',
        'www.example.com. A > example',
      ],
    ]);
  });

  test('what does not exist has nothing below it', async () => {
    const [rcode, questions] = await asked('a.b.c.broken.com.');
    expect([rcode, questions.at(-1)]).toEqual([RCODE.NXDOMAIN, 'broken.com. NS > broken']);
  });

  test('servers that refuse such questions are of no use', async () => {
    expect((await asked('www.x.picky.com.'))[0]).toBe(RCODE.SERVFAIL);
  });
});

test.each(['off', 'disabled'] as const)('%s: the whole name is told to everybody', async (mode) => {
  caching(mode);
  expect(await asked('www.example.com.')).toEqual([
    0,
    ['www.example.com. A > root', 'www.example.com. A > com', 'www.example.com. A > example'],
  ]);
});
