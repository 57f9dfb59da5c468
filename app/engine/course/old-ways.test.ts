import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bareLab, type BareLab } from '../../testing/bare-lab.ts';
import { DnsClient } from '../../testing/dns-client.ts';
import { buildNetwork } from './build-network.ts';
import { readNetwork } from './network-file.ts';
import { BIND_VERSIONS, type BindVersion } from '../server/old-ways.ts';

const LABS = fileURLToPath(new URL('../../../labs/', import.meta.url));
const NETWORK = `extends: internet.yaml
hosts:
${BIND_VERSIONS.map((version, i) => `  old${i}: { addresses: [127.53.0.6${i}], latency: 0.2, role: caching-server, recursion: { hints: hints/named.root, allow: [127.53.0.0/24], bind: '${version}' } }`).join('\n')}
`;

/** Asks for two names of the domain that refers to itself, a minute between them; gives the questions of the caching server to it. */
async function askTwice(version: BindVersion): Promise<{ lab: BareLab; toLame: number; ports: Set<number> }> {
  const read = (path: string): string => readFileSync(LABS + path, 'utf8');
  const content = {
    read: (path: string) => (path === 'networks/old.yaml' ? NETWORK : read(path)),
    list: (folder: string) => readdirSync(LABS + folder),
  };
  const plan = readNetwork(content, 'networks/old.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const lab = bareLab('old ways');
  buildNetwork(plan.value, lab);
  const client = new DnsClient(lab, 'laptop');
  const host = `old${BIND_VERSIONS.indexOf(version)}`;
  expect((await client.ask(host, 'www.selfreferral.co.uk')).text).toBe('SERVFAIL');
  await lab.clock.jump(60_000);
  expect((await client.ask(host, 'mail.selfreferral.co.uk')).text).toBe('SERVFAIL');
  await client.ask(host, 'www.tiscali.co.uk');
  let toLame = 0;
  const ports = new Set<number>();
  for (const entry of lab.journal.since()) {
    if (entry.kind !== 'packet-sent' || entry.packet.sourceHost !== host) continue;
    if (entry.packet.destination.port !== 53) continue;
    ports.add(entry.packet.source.port);
    if (entry.packet.destinationHost === 'ns1.selfreferral.co.uk') toLame++;
  }
  return { lab, toLame, ports };
}

test('9.18 asks a server that refers to itself each time, with another port each time', async () => {
  const { toLame, ports } = await askTwice('9.18');
  expect(toLame).toBe(2);
  expect(ports.size).toBeGreaterThan(4);
});

test('9.11 leaves it alone for ten minutes', async () => {
  expect((await askTwice('9.11')).toLame).toBe(1);
});

test('9.2 asks everything from one port', async () => {
  const { toLame, ports } = await askTwice('9.2');
  expect([toLame, ports.size]).toEqual([1, 1]);
});
