import { describe, expect, test } from 'vitest';
import type { Explanation, ExplanationStep } from '../../contract.ts';
import { DnsLab, SMALL_HINTS, smallInternet, zoneOf } from '../../testing/dns-lab.ts';
import type { Packet } from '../network/journal.ts';
import type { NamedOptions, RecursionOptions } from '../server/named.ts';
import { explain } from './explain.ts';

function small(): DnsLab {
  const lab = smallInternet();
  lab.caching(SMALL_HINTS);
  return lab;
}

/** The newest packet that the client sent, or that came to it. */
function lastPacket(lab: DnsLab, which: 'query' | 'response'): Packet {
  const packet = lab
    .packets()
    .findLast((one) => (which === 'query' ? one.sourceHost : one.destinationHost) === 'laptop');
  if (packet === undefined) throw new Error('no such packet');
  return packet;
}

function explained(lab: DnsLab, packet: number): Explanation {
  const explanation = explain(lab.journal(), packet);
  if (explanation === null) throw new Error('no explanation');
  return explanation;
}

/** Titles, indented by depth. */
function titles(steps: readonly ExplanationStep[], depth = 0): string[] {
  return steps.flatMap((step) => [
    `${'  '.repeat(depth)}${step.title} [${step.outcome}]`.replace(
      /\b[ab]\.root|\bns[12]\.tisc|dns[12]/,
      (found) => found.replace(/^[ab]|[12]/, '?'),
    ),
    ...titles(step.children, depth + 1),
  ]);
}

describe('why this answer', () => {
  test('a walk from the root: one search, its exchanges in order, what each taught', async () => {
    const lab = small();
    await lab.ask('www.tiscali.co.uk.');
    const explanation = explained(lab, lastPacket(lab, 'query').id);
    expect(explanation).toMatchObject({
      host: 'cache',
      name: 'www.tiscali.co.uk.',
      type: 'A',
      rcode: 'NOERROR',
      summary: 'Answered, after 3 questions to other servers.',
      responsePacket: lastPacket(lab, 'response').id,
    });
    expect(titles(explanation.steps)).toEqual([
      'Looks for www.tiscali.co.uk. A [good]',
      '  Asks ?.root-servers.net, a server of the root zone: referral to uk. [good]',
      '  Asks dns?.nic.uk, a server of uk.: referral to tiscali.co.uk. [good]',
      '  Asks ns?.tiscali.co.uk, a server of tiscali.co.uk.: answer [good]',
    ]);
    const exchanges = explanation.steps[0]?.children ?? [];
    expect(
      exchanges.map((step) => step.entries.map(({ name, type, trust }) => `${name} ${type} ${trust}`)),
    ).toEqual([
      ['uk. NS glue', 'dns1.nic.uk. A glue', 'dns2.nic.uk. A glue'],
      ['tiscali.co.uk. NS glue', 'ns1.tiscali.co.uk. A glue', 'ns2.tiscali.co.uk. A glue'],
      ['www.tiscali.co.uk. A authanswer', 'tiscali.co.uk. NS authauthority'],
    ]);
    expect(exchanges.map((step) => [step.packets.length, step.tookMs])).toEqual([
      [2, 12],
      [2, 12],
      [2, 12],
    ]);
  });

  test('is the same for every packet that had a part in it, and none for a packet that had none', async () => {
    const lab = small();
    await lab.ask('www.tiscali.co.uk.');
    const all = lab.packets().map((packet) => explain(lab.journal(), packet.id));
    expect(all).toHaveLength(8);
    for (const one of all) expect(one).toEqual(all[0]);
    expect(all[0]).not.toBeNull();
    await lab.ask('www.tiscali.co.uk.', 'A', '127.53.9.1');
    expect(explain(lab.journal(), lastPacket(lab, 'query').id)).toBeNull();
    expect(explain(lab.journal(), lastPacket(lab, 'response').id)).toBeNull();
    expect(explain(lab.journal(), 123_456)).toBeNull();
  });

  test('a hit: which entry, who taught it, for how long it still holds', async () => {
    const lab = small();
    await lab.ask('www.tiscali.co.uk.');
    await lab.clock.jump(100_000);
    await lab.ask('www.tiscali.co.uk.');
    const { steps, summary } = explained(lab, lastPacket(lab, 'response').id);
    expect(summary).toBe('Answered: the cache knew it, and nobody else was asked.');
    expect(titles(steps)).toEqual(['In the cache: www.tiscali.co.uk. A [good]']);
    expect(steps[0]?.detail).toMatch(
      /^ns[12]\.tiscali\.co\.uk taught it 100 s before\. Believed as authanswer, for 500 s more of 600 s\.$/,
    );
    expect(steps[0]?.entries).toMatchObject([{ name: 'www.tiscali.co.uk.', type: 'A', kind: 'rrset' }]);
  });

  test('aliases and denials', async () => {
    const lab = small();
    await lab.ask('dead.tiscali.co.uk.');
    const explanation = explained(lab, lastPacket(lab, 'response').id);
    expect(explanation.summary).toBe('The name does not exist, after 4 questions to other servers.');
    expect(titles(explanation.steps).slice(-3)).toEqual([
      '  Asks ns?.tiscali.co.uk, a server of tiscali.co.uk.: alias of nothere.tiscali.co.uk. [good]',
      'Looks for nothere.tiscali.co.uk. A [good]',
      '  Asks ns?.tiscali.co.uk, a server of tiscali.co.uk.: NXDOMAIN [good]',
    ]);
    expect(explanation.steps[0]?.children.at(-1)?.detail).toContain(
      'Not taken, as beside the question: one record more.',
    );
    await lab.ask('dead.tiscali.co.uk.');
    expect(titles(explained(lab, lastPacket(lab, 'query').id).steps)).toEqual([
      'In the cache: dead.tiscali.co.uk. is an alias [good]',
      'In the cache: nothere.tiscali.co.uk. does not exist [good]',
    ]);
  });

  test('the search for a server’s address stands inside the search that needs it', async () => {
    const lab = small();
    await lab.ask('www.outside.co.uk.');
    const { steps } = explained(lab, lastPacket(lab, 'query').id);
    expect(titles(steps)).toEqual([
      'Looks for www.outside.co.uk. A [good]',
      '  Asks ?.root-servers.net, a server of the root zone: referral to uk. [good]',
      '  Asks dns?.nic.uk, a server of uk.: referral to outside.co.uk. [good]',
      '  Needs a server’s address: looks for ns.example.com. A [good]',
      '    Asks ?.root-servers.net, a server of the root zone: referral to com. [good]',
      '    Asks a.gtld-servers.com, a server of com.: referral to example.com. [good]',
      '    Asks ns.example.com, a server of example.com.: answer [good]',
      '  Asks ns.example.com, a server of outside.co.uk.: answer [good]',
    ]);
  });

  test('a SERVFAIL: who was silent, who refused, why it ended; then the failure cache', async () => {
    const lab = new DnsLab();
    const root = zoneOf(
      '.',
      `. 3600 SOA ns.root. hm.root. 1 2 3 4 5
. 3600 NS ns.root.
ns.root. 3600 A 127.53.1.1
dead. 3600 NS ns.dead.
dead. 3600 NS ns2.dead.
ns.dead. 3600 A 127.53.1.2
ns2.dead. 3600 A 127.53.1.3
`,
    );
    lab.authority('ns.root', '127.53.1.1', root);
    lab.host('ns.dead', '127.53.1.2');
    lab.authority('ns2.dead', '127.53.1.3', zoneOf('other.', '@ 1 SOA a. b. 1 1 1 1 1\n@ 1 NS ns.root.\n'));
    lab.caching('. 3600 NS ns.root.\nns.root. 3600 A 127.53.1.1\n');
    await lab.ask('www.dead.');
    const { steps, rcode, summary } = explained(lab, lastPacket(lab, 'response').id);
    expect([rcode, summary.slice(0, 10)]).toEqual(['SERVFAIL', 'SERVFAIL: ']);
    expect(titles(steps).sort()).toEqual([
      '  Asks ns.dead, a server of dead.: connection refused [bad]',
      '  Asks ns.root, a server of the root zone: referral to dead. [good]',
      '  Asks ns2.dead, a server of dead.: REFUSED [bad]',
      'Looks for www.dead. A [bad]',
    ]);
    expect(steps[0]?.detail).toMatch(/It fails: .+\.$/);
    await lab.ask('www.dead.');
    const again = explained(lab, lastPacket(lab, 'response').id);
    expect(titles(again.steps).slice(0, 2)).toEqual([
      'In the failure cache: www.dead. A [bad]',
      '  Looks for www.dead. A [bad]',
    ]);
    expect(again.steps[0]?.children).toEqual([steps[0]]);
  });

  test('who joins a search under way is shown that search', async () => {
    const lab = small();
    const [first, second] = [lab.ask('www.tiscali.co.uk.'), lab.ask('www.tiscali.co.uk.')];
    await Promise.all([first, second]);
    const queries = lab.packets().filter((packet) => packet.sourceHost === 'laptop');
    expect(queries).toHaveLength(2);
    expect(titles(explained(lab, queries[0]?.id ?? 0).steps)[0]).toBe(
      'Looks for www.tiscali.co.uk. A [good]',
    );
    const joined = explained(lab, queries[1]?.id ?? 0);
    expect(titles(joined.steps).slice(0, 3)).toEqual([
      'Waits for a search that is under way: www.tiscali.co.uk. A [good]',
      '  Looks for www.tiscali.co.uk. A [good]',
      '    Asks ?.root-servers.net, a server of the root zone: referral to uk. [good]',
    ]);
  });

  test('a question under way is told as far as it has come', async () => {
    const lab = small();
    await lab.ask('www.tiscali.co.uk.', 'A', '127.53.0.53', { limitMs: 20 });
    const explanation = explained(lab, lastPacket(lab, 'query').id);
    expect(explanation).toMatchObject({ answeredAt: null, responsePacket: null, rcode: '' });
    expect(titles(explanation.steps)).toEqual([
      'Looks for www.tiscali.co.uk. A [waiting]',
      '  Asks ?.root-servers.net, a server of the root zone: referral to uk. [good]',
      '  Asks dns?.nic.uk, a server of uk.: waits [waiting]',
    ]);
  });

  test('an old answer says that it is one, and shows the search that failed before it (RFC 8767)', async () => {
    const lab = smallInternet();
    lab.caching(SMALL_HINTS, { stale: {} });
    await lab.ask('www.tiscali.co.uk.');
    for (const [name, server] of lab.servers) if (name !== 'cache') server.stop();
    await lab.clock.jump(700_000);
    await lab.ask('www.tiscali.co.uk.');
    const { rcode, summary, steps } = explained(lab, lastPacket(lab, 'response').id);
    expect([rcode, summary]).toEqual(['NOERROR', 'NOERROR: resolver failure, stale answer used.']);
    expect(titles(steps)[0]).toBe('Looks for www.tiscali.co.uk. A [bad]');
    expect(steps[0]?.children.map((step) => step.outcome)).toEqual(['bad', 'bad']);
  });

  test('a server that was restarted does not mix its old questions with the new', async () => {
    const lab = small();
    await lab.ask('www.tiscali.co.uk.', 'A', '127.53.0.53', { limitMs: 5 });
    const old = lastPacket(lab, 'query').id;
    lab.servers.get('cache')?.restart();
    await lab.ask('smtp.tiscali.co.uk.');
    expect(explained(lab, old).answeredAt).toBeNull();
    expect(titles(explained(lab, old).steps)).toHaveLength(2);
    const fresh = explained(lab, lastPacket(lab, 'query').id);
    expect([fresh.name, titles(fresh.steps).length]).toEqual(['smtp.tiscali.co.uk.', 4]);
  });

  test('REFUSED: which list kept the client out', async () => {
    for (const [access, list] of [
      [{ allowRecursion: () => false }, 'allow-recursion'],
      [{ allowQueryCache: () => false, allowRecursion: () => true }, 'allow-query-cache'],
      [{ allowQuery: () => false }, 'allow-query'],
    ] as const) {
      const lab = smallInternet();
      lab.caching(SMALL_HINTS, {}, { access });
      await lab.ask('www.tiscali.co.uk.');
      const { rcode, summary, steps, responsePacket, upstreamQuestions } = explained(
        lab,
        lastPacket(lab, 'query').id,
      );
      expect([rcode, summary]).toEqual(['REFUSED', `REFUSED: ${list} does not let this client in.`]);
      expect(titles(steps)).toEqual([`${list} does not let this client in [bad]`]);
      expect([responsePacket, upstreamQuestions]).toEqual([lastPacket(lab, 'response').id, 0]);
    }
  });

  test('REFUSED: which list keeps an address of the server from serving', async () => {
    const lab = smallInternet();
    lab.caching(SMALL_HINTS, {}, { access: { allowRecursionOn: (address) => address !== '127.53.0.53' } });
    await lab.ask('www.tiscali.co.uk.');
    const { summary, steps } = explained(lab, lastPacket(lab, 'query').id);
    const why = 'allow-recursion-on does not serve at the address that was asked';
    expect([summary, titles(steps)]).toEqual([`REFUSED: ${why}.`, [`${why} [bad]`]]);
  });

  test('who may see the cache and not have others asked: why nobody was asked', async () => {
    const lab = smallInternet();
    lab.caching(SMALL_HINTS, {}, { access: { allowRecursion: () => false, allowQueryCache: () => true } });
    await lab.ask('www.tiscali.co.uk.');
    const { summary, steps } = explained(lab, lastPacket(lab, 'query').id);
    expect(summary).toBe('NOERROR: the cache does not know it, and tells the nearest servers it knows.');
    expect(titles(steps)).toEqual([
      'Looks only into its cache: allow-recursion does not let this client have others asked [neutral]',
    ]);
    await lab.ask('www.tiscali.co.uk.', 'A', '127.53.0.53', { flags: { rd: false } });
    expect(titles(explained(lab, lastPacket(lab, 'query').id).steps)).toEqual([
      'Looks only into its cache: RD is clear [neutral]',
    ]);
  });

  test('its own zone: the answer, a denial, and an alias that leads out of it', async () => {
    const lab = smallInternet();
    const own = zoneOf(
      'own.test.',
      '@ 60 SOA ns h 1 1 1 1 1\n@ 60 NS ns\nns 60 A 127.0.0.1\nout 60 CNAME www.tiscali.co.uk.\n',
    );
    lab.caching(SMALL_HINTS, {}, { zones: [own] });
    await lab.ask('ns.own.test.');
    const answer = explained(lab, lastPacket(lab, 'query').id);
    expect(answer.summary).toBe(
      'NOERROR: the answer is in a zone of its own, and no cache had a part in it.',
    );
    expect([titles(answer.steps), answer.responsePacket]).toEqual([
      ['Its own zone: own.test. [good]'],
      lastPacket(lab, 'response').id,
    ]);
    await lab.ask('no.own.test.');
    expect(explained(lab, lastPacket(lab, 'query').id).rcode).toBe('NXDOMAIN');
    await lab.ask('out.own.test.');
    const out = explained(lab, lastPacket(lab, 'query').id);
    expect([out.name, out.summary]).toEqual([
      'out.own.test.',
      'Answered, after 3 questions to other servers.',
    ]);
    expect(titles(out.steps).slice(0, 2)).toEqual([
      'Its own zone: own.test. [good]',
      'Looks for www.tiscali.co.uk. A [good]',
    ]);
  });

  test('load that is shed: dropped, given up for others, a zone and a server with enough to do', async () => {
    const summaries = async (
      recursion: Partial<RecursionOptions>,
      options: Partial<NamedOptions>,
      names: readonly string[],
    ): Promise<string[]> => {
      const lab = smallInternet();
      lab.caching(SMALL_HINTS, recursion, options);
      await lab.ask('www.tiscali.co.uk.');
      const before = lab.lab.journal.last;
      await Promise.all(names.map((name) => lab.ask(name, 'A', '127.53.0.53', { limitMs: 2000 })));
      return lab
        .packets(before)
        .filter(({ sourceHost }) => sourceHost === 'laptop')
        .map(({ id }) => explained(lab, id).summary);
    };
    const one = 'Answered, after one question to other servers.';
    const three = ['a', 'b', 'c'].map((host) => `${host}.wild.tiscali.co.uk.`);
    expect(
      await summaries({ limits: { clientsPerQuery: 1 } }, {}, ['smtp.tiscali.co.uk.', 'smtp.tiscali.co.uk.']),
    ).toEqual([
      one,
      'The client hears nothing: too many clients wait for the same answer (clients-per-query).',
    ]);
    expect(await summaries({}, { recursiveClients: 2 }, three)).toEqual([
      'SERVFAIL: it was given up for newer questions (recursive-clients).',
      'SERVFAIL: it was given up for newer questions (recursive-clients).',
      one,
    ]);
    expect(await summaries({ limits: { fetchesPerZone: 1, zoneQuotaResponse: 'fail' } }, {}, three)).toEqual([
      one,
      'SERVFAIL: too many searches are at work in the zone (fetches-per-zone).',
      'SERVFAIL: too many searches are at work in the zone (fetches-per-zone).',
    ]);
    expect(await summaries({ limits: { fetchesPerServer: 1 } }, {}, three)).toEqual([
      one,
      one,
      'SERVFAIL: all servers are busy enough (fetches-per-server).',
    ]);
  });
});
