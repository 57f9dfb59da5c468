/** A name server that means harm: whatever it sends, nothing but its own zone suffers, and the work stays bounded. */
import { expect, test } from 'vitest';
import { nameOf } from '../engine/protocol/name.ts';
import type { Message } from '../engine/protocol/message.ts';
import { RCODE } from '../engine/protocol/codes.ts';
import { encodeMessage } from '../engine/protocol/wire.ts';
import { seededRandom } from '../engine/random.ts';
import type { Random } from '../engine/random.ts';
import { cpuMsSince, HOSTILE_COUNT, spoilt } from './hostile-octets.ts';
import { DnsLab, SMALL_HINTS, smallInternet } from './dns-lab.ts';
import { says, scriptedServer } from './scripted-server.ts';

const EVIL = nameOf('sub.tiscali.co.uk.');
const HOSTILE = '127.53.9.9';
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

test(
  `${HOSTILE_COUNT} hostile responses: no crash, no hang, nothing of others cached, bounded work`,
  { timeout: 30_000 + HOSTILE_COUNT * 10 },
  async () => {
    const lab = smallInternet(new DnsLab('hostile responses'));
    const random = seededRandom('hostile responses');
    let sent = 0;
    scriptedServer(lab.host('ns.sub.tiscali.co.uk', HOSTILE, 1), (query) => {
      sent++;
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
    });
    let slowest = 0;
    let most = 0;
    for (let asked = 0; sent < HOSTILE_COUNT; asked++) {
      const before = sent;
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
    expect(resolver.counters.ignored).toBeGreaterThan(sent / 100);
    // And nothing is left of it.
    server.flush();
    await lab.clock.jump(60_000);
    expect([resolver.fetching, lab.clock.pending]).toEqual([0, 0]);
    console.log(`${sent} responses, ${most} at most to one question, ${slowest.toFixed(0)} ms the slowest`);
  },
);
