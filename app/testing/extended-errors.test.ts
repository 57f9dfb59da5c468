/** A network's caching server says why it failed where its file wants it, and keeps it to itself otherwise. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { machineClock } from '../hosts/wall-clock.ts';
import { World } from '../engine/session/world.ts';
import { readNetwork } from '../engine/course/network-file.ts';

const LABS = fileURLToPath(new URL('../../labs/', import.meta.url));
const NETWORK = `extends: internet.yaml
hosts:
  frank: { addresses: [127.53.0.60], latency: 0.2, role: caching-server, recursion: { hints: hints/named.root, allow: [127.53.0.0/24], extended-errors: true } }
`;

async function dig(server: string, name: string): Promise<string> {
  const read = (path: string): string =>
    path === 'networks/frank.yaml' ? NETWORK : readFileSync(LABS + path, 'utf8');
  const plan = readNetwork({ read, list: () => [] }, 'networks/frank.yaml');
  if (!plan.ok) throw new Error(JSON.stringify(plan.diagnostics));
  const world = await World.open({
    wall: machineClock,
    lab: null,
    plan: plan.value,
    seed: '1',
    progress: null,
  });
  await world.play({ run: `dig ${server} ${name}`, terminal: 'student' });
  const entries = world.journal.since();
  world.close();
  return entries
    .flatMap((entry) => (entry.kind === 'command' && 'output' in entry ? [entry.output] : []))
    .join('');
}

test('SERVFAIL with an extended error, and without', async () => {
  const why = '; EDE: 22 (No Reachable Authority): (REFUSED)';
  expect(await dig('@127.53.0.60', 'www.refused.co.uk')).toContain(why);
  const silent = await dig('', 'www.refused.co.uk');
  expect(silent).toContain('status: SERVFAIL');
  expect(silent).not.toContain('EDE');
});
