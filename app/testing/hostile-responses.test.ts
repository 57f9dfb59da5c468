/** A name server that means harm: whatever it sends, nothing but its own zone suffers, and the work stays bounded. */
import { expect, test } from 'vitest';
import type { LabHost } from '../engine/network/host.ts';
import { isBindProblem, type UdpSocket } from '../engine/network/transport.ts';
import { nameOf } from '../engine/protocol/name.ts';
import type { Message, RRset } from '../engine/protocol/message.ts';
import { EDNS_OPTION, RCODE, TYPE } from '../engine/protocol/codes.ts';
import { targetName } from '../engine/protocol/rdata.ts';
import { encodeMessage } from '../engine/protocol/wire.ts';
import { seededRandom } from '../engine/random.ts';
import type { Random } from '../engine/random.ts';
import { cpuMsSince, HOSTILE_COUNT, spoilt } from './hostile-octets.ts';
import { DnsLab, SMALL_HINTS, smallInternet } from './dns-lab.ts';
import { says, scriptedServer } from './scripted-server.ts';

const EVIL = nameOf('sub.tiscali.co.uk.');
const HOSTILE = '127.53.9.9';
const FORGER = '127.53.9.10';
const TYPES = ['A', 'AAAA', 'MX', 'TXT', 'NS', 'CNAME', 'DS', 'ANY'] as const;

/** What it would like to be believed: everybody's names at its own address. */
const POISON = `www.tiscali.co.uk. 86400 A ${HOSTILE}
tiscali.co.uk. 86400 NS ns.sub.tiscali.co.uk.
com. 86400 NS ns.sub.tiscali.co.uk.
. 86400 NS ns.sub.tiscali.co.uk.
a.root-servers.net. 86400 A ${HOSTILE}
ns1.tiscali.co.uk. 86400 A ${HOSTILE}
ns.example.com. 86400 A ${HOSTILE}
www.example.com. 86400 CNAME www.sub.tiscali.co.uk.
co.uk. 86400 DNAME sub.tiscali.co.uk.
mail.example.com. 86400 A ${HOSTILE}
ns9.example.com. 86400 A ${HOSTILE}
example.com. 86400 TXT "yours is mine"`.split('\n');

function some(random: Random, lines: readonly string[]): string {
  return lines.filter(() => random.below(3) === 0).join('\n');
}

/** An answer, a referral, a denial or an alias of its own zone, with all sorts of things beside it. */
function temptation(random: Random, query: Message): Message {
  const name = String(query.questions[0]?.name ?? EVIL);
  const own = [
    `${name} ${random.below(3600)} A ${HOSTILE}`,
    `${name} 300 CNAME x${random.below(50)}.sub.tiscali.co.uk.`,
    `${name} 300 CNAME www.tiscali.co.uk.`,
    `sub.tiscali.co.uk. 300 DNAME ${random.below(2) === 0 ? 'com.' : 'a.sub.tiscali.co.uk.'}`,
    `${name} 300 MX 1 mail.example.com.`,
  ];
  const authority = [
    `sub${random.below(9)}.sub.tiscali.co.uk. 300 NS ns1.tiscali.co.uk.`,
    `${name} 300 NS ns9.example.com.`,
    `${name} 300 NS n${random.below(9)}.sub.tiscali.co.uk.`,
    'sub.tiscali.co.uk. 300 NS ns.sub.tiscali.co.uk.',
    'sub.tiscali.co.uk. 300 SOA ns.sub.tiscali.co.uk. hm.sub.tiscali.co.uk. 1 1 1 1 300',
    'com. 300 SOA ns.sub.tiscali.co.uk. hm.sub.tiscali.co.uk. 1 1 1 1 300',
  ];
  const glue = [
    `ns.sub.tiscali.co.uk. 300 A ${HOSTILE}`,
    ...Array.from({ length: 9 }, (_, i) => `n${i}.sub.tiscali.co.uk. 300 A ${HOSTILE}`),
  ];
  return says(query, {
    aa: random.below(2) === 0,
    ra: random.below(4) === 0,
    tc: random.below(30) === 0,
    // With our cookie, at times: then more of it is believed.
    edns: random.below(2) === 0 ? query.edns : null,
    rcode: random.below(4) === 0 ? random.below(24) : random.below(3) === 0 ? RCODE.NXDOMAIN : RCODE.NOERROR,
    answer: some(random, [...own, ...POISON]),
    authority: some(random, [...authority, ...POISON]),
    additional: some(random, [...glue, ...POISON]),
  });
}

/** What only a forged response says: an alias, for it answers every type. */
const FORGED = 'forged.sub.tiscali.co.uk.';

/** What gives a forged response away, where all else is as it should be (RFC 5452 §9, RFC 7873 §5.3). */
const SIGNS = ['id', 'question', 'cookie', 'port', 'address'] as const;

/** An answer of the zone's own that would be believed but for that. */
function forgery(query: Message, sign: (typeof SIGNS)[number], by: number): Message {
  const name = String(query.questions[0]?.name ?? EVIL);
  const message = says(query, { aa: true, edns: query.edns, answer: `${name} 300 CNAME ${FORGED}` });
  switch (sign) {
    case 'id':
      return { ...message, id: message.id ^ by };
    case 'question':
      return {
        ...message,
        questions: message.questions.map((one) => ({ ...one, name: nameOf(`x.${name}`) })),
      };
    case 'cookie':
      return { ...message, edns: otherCookie(query, by) };
    default:
      return message;
  }
}

function otherCookie({ edns }: Message, by: number): Message['edns'] {
  if (edns === null) return null;
  const flipped = (data: Uint8Array): Uint8Array => data.map((octet, at) => (at === 0 ? octet ^ by : octet));
  return { ...edns, options: edns.options.map(({ code, data }) => ({ code, data: flipped(data) })) };
}

function isForged({ type, rdatas }: RRset): boolean {
  return type === TYPE.CNAME && rdatas.some((rdata) => targetName(type, rdata)?.equals(nameOf(FORGED)));
}

function socketOf(host: LabHost, port: number): UdpSocket {
  const socket = host.openUdp({ port });
  if (isBindProblem(socket)) throw new Error(socket.reason);
  return socket;
}

function hasCookie({ edns }: Message): boolean {
  return edns?.options.some(({ code }) => code === EDNS_OPTION.COOKIE) === true;
}

test(
  `${HOSTILE_COUNT} hostile responses: no crash, no hang, nothing of others cached, bounded work`,
  { timeout: 30_000 + HOSTILE_COUNT * 10 },
  async () => {
    const lab = smallInternet(new DnsLab('hostile responses'));
    const random = seededRandom('hostile responses');
    let sent = 0;
    const forged = new Map<string, number>();
    /** How often each question came since a client asked. */
    const times = new Map<string, number>();
    const hostile = lab.host('ns.sub.tiscali.co.uk', HOSTILE, 1);
    const elsewhere = {
      port: socketOf(hostile, 5353),
      address: socketOf(lab.host('forger', FORGER, 1), 53),
    };
    const { socket } = scriptedServer(hostile, (query, from) => {
      sent++;
      // It comes before what is really said.
      const sign = SIGNS[random.below(3 * SIGNS.length)];
      const question = `${String(query.questions[0]?.name)} ${query.questions[0]?.type ?? 0}`;
      const time = (times.get(question) ?? 0) + 1;
      times.set(question, time);
      // BIND: who gave nothing that matched twice is believed the third time, whatever its cookie.
      if (sign !== undefined && (sign !== 'cookie' || (hasCookie(query) && time < 3))) {
        forged.set(sign, (forged.get(sign) ?? 0) + 1);
        const by = 1 + random.below(255);
        const sender = sign === 'port' || sign === 'address' ? elsewhere[sign] : socket;
        sender.send(encodeMessage(forgery(query, sign, by)), from);
      }
      const said = temptation(random, query);
      return random.below(3) === 0 ? said : spoilt(random, encodeMessage(said));
    });
    const server = lab.caching(SMALL_HINTS);
    const resolver = server.resolver;
    if (resolver === null) throw new Error('no resolver');
    const wrong: string[] = [];
    lab.lab.journal.subscribe((noted) => {
      if (noted.kind !== 'cache' || noted.entry.from?.server.address !== HOSTILE) return;
      const { content, trust } = noted.entry;
      const owner = content.kind === 'rrset' ? content.rrset.name : content.name;
      if (!owner.isAtOrBelow(EVIL)) wrong.push(`${String(owner)} (${trust})`);
      if (owner.equals(nameOf(FORGED)) || (content.kind === 'rrset' && isForged(content.rrset)))
        wrong.push(`${String(owner)}, forged`);
    });
    let slowest = 0;
    let most = 0;
    for (let asked = 0; sent < HOSTILE_COUNT; asked++) {
      const before = sent;
      times.clear();
      const began = process.cpuUsage();
      const name = `w${asked % 997}.${'d.'.repeat(random.below(4))}sub.tiscali.co.uk.`;
      const answer = await lab.ask(name, TYPES[random.below(TYPES.length)]);
      slowest = Math.max(slowest, cpuMsSince(began));
      most = Math.max(most, sent - before);
      expect(answer, name).not.toBeNull();
      expect(wrong, 'learned of others').toEqual([]);
      // Its own lies may have led away from it.
      if (sent === before || asked % 200 === 199) server.flush();
    }
    expect((await lab.ask('www.tiscali.co.uk.'))?.answers.length).toBe(1);
    expect(most).toBeLessThanOrEqual(200); // BIND: max-query-count
    expect(slowest).toBeLessThan(1000);
    // What was refused is counted.
    expect(resolver.counters.dropped).toBeGreaterThan(sent / 10);
    const forgeries = [...forged.values()].reduce((sum, count) => sum + count, 0);
    expect([...forged.keys()].sort()).toEqual([...SIGNS].sort());
    expect(resolver.counters.ignored).toBeGreaterThanOrEqual(forgeries);
    // And nothing is left of it.
    server.flush();
    await lab.clock.jump(60_000);
    expect([resolver.fetching, lab.clock.pending]).toEqual([0, 0]);
    console.log(`${sent} responses, ${most} at most to one question, ${slowest.toFixed(0)} ms the slowest`);
  },
);
