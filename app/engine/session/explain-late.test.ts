import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { bareLab } from '../../testing/bare-lab.ts';
import { DnsClient } from '../../testing/dns-client.ts';
import { buildNetwork } from '../course/build-network.ts';
import { readNetwork } from '../course/network-file.ts';
import { explain } from './explain.ts';

test('an answer that an old BIND takes after it has asked others is told of the server that gave it', async () => {
  const labs = fileURLToPath(new URL('../../../labs/', import.meta.url));
  const content = {
    read: (path: string) => readFileSync(labs + path, 'utf8'),
    list: (folder: string) => readdirSync(labs + folder),
  };
  const plan = readNetwork(content, 'networks/sbs-music.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  // With this seed another server is waited for when the answer comes.
  const lab = bareLab('latea');
  buildNetwork(plan.value, lab);
  await new DnsClient(lab, 'laptop').ask('dns.north.example', 'sbs-music.com', 'MX');
  const query = lab.journal
    .since()
    .find((entry) => entry.kind === 'packet-sent' && entry.packet.sourceHost === 'laptop');
  const told = explain(lab.journal.since(), query?.kind === 'packet-sent' ? query.packet.id : 0);
  expect(told?.rcode).toBe('NXDOMAIN');
  const titles = told?.steps.flatMap(({ children }) => children).map(({ title }) => title) ?? [];
  const of = (server: string): string[] =>
    titles.filter((title) => title.includes(`${server}.shepherdhosting.com`));
  expect(of('ns2')[0]).toMatch(/: silence$/);
  expect(of('ns2').at(-1)).toMatch(/: NXDOMAIN$/);
  expect(of('ns4')).toEqual([expect.stringMatching(/lame/)]);
  const others = [...of('ns1'), ...of('ns3')];
  for (const title of others) expect(title).toMatch(/: (silence|no answer so far)$/);
  expect(others.filter((title) => title.endsWith('so far'))).toHaveLength(1);
});
