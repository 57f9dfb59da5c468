/** A flood of distinct questions: what waits, and what is remembered, stays bounded, and the server serves on. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DnsLab, zoneOf } from '../../testing/dns-lab.ts';
import { scriptedServer } from '../../testing/scripted-server.ts';
import { CLASS, TYPE } from '../protocol/codes.ts';
import { queryMessage } from '../protocol/message.ts';
import { nameOf } from '../protocol/name.ts';
import { encodeMessage } from '../protocol/wire.ts';

const ROOT = zoneOf(
  '.',
  `. 3600 SOA ns.root. hm.root. 1 2 3 4 60
. 3600 NS ns.root.
ns.root. 3600 A 127.53.1.1
here. 3600 A 192.0.2.1
silent. 3600 NS ns.silent.
ns.silent. 3600 A 127.53.1.3
nowhere. 3600 NS ns.silent2.
silent2. 3600 NS ns.silent.
`,
);

function lab(recursiveClients: number): {
  lab: DnsLab;
  server: ReturnType<DnsLab['caching']>;
  flood: (names: readonly string[]) => void;
} {
  const made = new DnsLab();
  made.authority('ns.root', '127.53.1.1', ROOT);
  scriptedServer(made.host('ns.silent', '127.53.1.3'), () => null);
  const server = made.caching('. 3600 NS ns.root.\nns.root. 3600 A 127.53.1.1\n', {}, { recursiveClients });
  const socket = made.client.openUdp();
  if ('kind' in socket) throw new Error(socket.reason);
  let id = 0;
  const flood = (names: readonly string[]): void => {
    for (const name of names) {
      id = (id + 1) & 0xffff;
      const questions = [{ name: nameOf(name), type: TYPE.A, class: CLASS.IN }];
      socket.send(encodeMessage(queryMessage({ id, rd: true, questions })), {
        address: '127.53.0.53',
        port: 53,
      });
    }
  };
  return { lab: made, server, flood };
}

describe('a flood of distinct questions', () => {
  test(
    'never has more than recursive-clients waiting, nor more searches, nor timers; and leaves nothing behind',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 40 }),
          fc.array(
            fc.record({
              count: fc.integer({ min: 1, max: 80 }),
              zone: fc.constantFrom('silent.', 'nowhere.'),
              pause: fc.integer({ min: 100, max: 3000 }),
            }),
            { minLength: 1, maxLength: 5 },
          ),
          async (most, waves) => {
            const { lab: made, server, flood } = lab(most);
            await made.ask('here.');
            const idle = made.clock.pending;
            let number = 0;
            for (const { count, zone, pause } of waves) {
              flood(Array.from({ length: count }, () => `n${number++}.${zone}`));
              await made.clock.jump(5);
              expect(server.recursiveClients.used).toBeLessThanOrEqual(most);
              // Each question has its own search, one for its servers' address, and one for the name of those.
              expect(server.resolver?.fetching).toBeLessThanOrEqual(3 * most);
              await made.clock.jump(pause);
              expect(server.recursiveClients.used).toBeLessThanOrEqual(most);
              // By now no answer is on its way to the client any more: these timers are the server's.
              expect(made.clock.pending).toBeLessThanOrEqual(idle + 6 * most + 20);
            }
            // What the cache knows is answered all the while.
            expect((await made.ask('here.'))?.rcode).toBe(0);
            await made.clock.jump(30_000);
            expect([server.recursiveClients.used, server.resolver?.fetching]).toEqual([0, 0]);
            expect(made.clock.pending).toBeLessThanOrEqual(idle + 20);
          },
        ),
        { numRuns: 12 },
      );
    },
  );

  test(
    'three thousand questions: caches of failures and servers, journal and quotas stay within their bounds',
    { timeout: 60_000 },
    async () => {
      const { lab: made, server, flood } = lab(100);
      await made.ask('here.');
      for (let wave = 0; wave < 6; wave++) {
        flood(Array.from({ length: 500 }, (_, i) => `w${wave}-${i}.silent.`));
        await made.clock.jump(50);
        expect(server.recursiveClients.used).toBeLessThanOrEqual(100);
      }
      expect(server.failures.length).toBeLessThanOrEqual(10_000);
      expect([...(server.resolver?.addresses.servers() ?? [])].length).toBeLessThan(10);
      await made.clock.jump(60_000);
      expect(server.failures).toEqual([]);
      expect([server.recursiveClients.used, server.resolver?.fetching]).toEqual([0, 0]);
      expect((await made.ask('here.'))?.rcode).toBe(0);
    },
  );
});
