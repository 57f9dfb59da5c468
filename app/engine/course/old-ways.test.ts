import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import { DnsClient } from '../../testing/dns-client.ts';
import type { Packet } from '../network/journal.ts';
import { buildNetwork } from './build-network.ts';
import { readNetwork } from './network-file.ts';
import { BIND_VERSIONS, type BindVersion } from '../server/old-ways.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));
const HOSTS = `hosts:
${BIND_VERSIONS.map((version, i) => `  old${i}: { addresses: [127.53.0.6${i}], latency: 0.2, role: caching-server, recursion: { hints: hints/named.root, allow: [127.53.0.0/24], bind: '${version}' } }`).join('\n')}
`;

function hostOf(version: BindVersion): string {
  return `old${BIND_VERSIONS.indexOf(version)}`;
}

/** A network of the course with a caching server of each version beside. */
function network(base: string): BareLab {
  const read = (path: string): string => readFileSync(LABS + path, 'utf8');
  const content = {
    read: (path: string) => (path === 'networks/old.yaml' ? `extends: ${base}\n${HOSTS}` : read(path)),
    list: (folder: string) => readdirSync(LABS + folder),
  };
  const plan = readNetwork(content, 'networks/old.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const lab = bareLab('old ways');
  buildNetwork(plan.value, lab);
  return lab;
}

/** The questions of a host to other servers. */
function questionsOf(lab: BareLab, host: string): Packet[] {
  return lab.journal.since().flatMap((entry) => {
    if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== host) return [];
    return entry.packet.destination.port === 53 ? [entry.packet] : [];
  });
}

describe('a server that refers to itself', () => {
  /** Asks for two names of its domain, a minute between them; gives how often it was asked, and from how many ports all were. */
  async function askTwice(version: BindVersion): Promise<{ toLame: number; ports: number }> {
    const lab = network('internet.yaml');
    const client = new DnsClient(lab, 'laptop');
    const host = hostOf(version);
    expect((await client.ask(host, 'www.selfreferral.co.uk')).text).toBe('SERVFAIL');
    await lab.clock.jump(60_000);
    expect((await client.ask(host, 'mail.selfreferral.co.uk')).text).toBe('SERVFAIL');
    await client.ask(host, 'www.tiscali.co.uk');
    const asked = questionsOf(lab, host);
    const toLame = asked.filter(({ destinationHost }) => destinationHost === 'ns1.selfreferral.co.uk');
    return { toLame: toLame.length, ports: new Set(asked.map(({ source }) => source.port)).size };
  }

  test('9.18 asks it each time, with another port each time', async () => {
    const { toLame, ports } = await askTwice('9.18');
    expect(toLame).toBe(2);
    expect(ports).toBeGreaterThan(4);
  });

  test('9.11 leaves it alone for ten minutes', async () => {
    expect((await askTwice('9.11')).toLame).toBe(1);
  });

  test.each(['9.2', '8'] as const)('%s too, and asks everything from one port', async (version) => {
    expect(await askTwice(version)).toEqual({ toLame: 1, ports: 1 });
  });
});

describe('four servers that are of no use, one of which denies the name after twenty seconds', () => {
  test.each(['9.18', '9.11', '9.2'] as const)('%s has given up by then', async (version) => {
    const lab = network('sbs-music.yaml');
    const client = new DnsClient(lab, 'laptop');
    expect((await client.ask(hostOf(version), 'sbs-music.com', 'MX')).text).toBe('SERVFAIL');
  });

  test('8 still listens, and believes it for ten minutes, without AA and SOA', async () => {
    const lab = network('sbs-music.yaml');
    const client = new DnsClient(lab, 'laptop');
    const [host, begun] = [hostOf('8'), lab.clock.now()];
    const { text, message } = await client.ask(host, 'sbs-music.com', 'MX');
    expect([text, message?.aa, message?.authority]).toEqual(['NXDOMAIN', false, []]);
    const seconds = (lab.clock.now() - begun) / 1000;
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThan(30);
    const asked = questionsOf(lab, host).length;
    await lab.clock.jump(590_000);
    expect((await client.ask(host, 'sbs-music.com', 'A')).text).toBe('NXDOMAIN');
    expect(questionsOf(lab, host)).toHaveLength(asked);
    await lab.clock.jump(20_000);
    await client.ask(host, 'sbs-music.com', 'A');
    expect(questionsOf(lab, host).length).toBeGreaterThan(asked);
  });

  test('8 asks each of them three times, with longer and longer waits, before it gives up', async () => {
    const lab = network('sbs-music.yaml');
    const ns2 = lab.network.hostNamed('ns2.shepherdhosting.com');
    if (ns2) ns2.up = false;
    const host = hostOf('8');
    const begun = lab.clock.now();
    const client = new DnsClient(lab, 'laptop');
    // The client waits for a minute.
    expect((await client.ask(host, 'sbs-music.com', 'MX')).text).toBe('silence');
    const answered = (): boolean =>
      lab.journal
        .since()
        .some(
          (entry) =>
            entry.kind === 'packet-sent' &&
            entry.packet.sourceHost === host &&
            entry.packet.destinationHost === 'laptop',
        );
    await lab.clock.runUntil(answered, 60_000);
    // 4, 8 and 16 seconds for each of the three that are silent; the walk there takes a moment.
    expect((lab.clock.now() - begun) / 1000).toBeCloseTo(84.4, 0);
    const asked = questionsOf(lab, host).map(({ destinationHost }) => destinationHost);
    const times = [1, 2, 3, 4].map(
      (n) => asked.filter((server) => server === `ns${n}.shepherdhosting.com`).length,
    );
    expect(times).toEqual([3, 3, 3, 1]);
  });
});
